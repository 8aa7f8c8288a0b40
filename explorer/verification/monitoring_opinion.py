"""The monitoring of a trial computed again: log-rank statistics by lifelines, the design by scipy."""

from __future__ import annotations

from math import e, exp, inf, isfinite, log, log1p, sqrt

import numpy as np

from explorer.analyses.monitoring import monitoring
from explorer.analyses.monitoring_answer import DesignFacts, LookResult, MonitoringAnswer
from explorer.cohort.cohort import Cohort
from explorer.columns import DateColumn, Mask
from explorer.question.question import Question
from explorer.study.reporting import MonitoringPlan
from explorer.study.study import DAYS_PER_MONTH
from explorer.survival.calendar_path import logrank_path
from explorer.verification.cox_fit import Floats
from explorer.verification.opinion import Lines, TwoNumbers
from explorer.verification.survival_opinion import NO_STRATA

RECURSION = "from the third look on the boundary needs the recursion that is to be checked"
NO_FORECAST = "lifelines has no conditional power"


def monitoring_lines(cohort: Cohort, question: Question) -> Lines:
    """Every look with its events, statistic and boundary, and the design; none without a plan or dates."""
    answer = monitoring(cohort, question)
    if answer.unavailable or answer.plan is None or answer.endpoint is None:
        return
    columns = _two_arms(cohort, answer)
    event_days = columns[1][columns[2]]
    yield TwoNumbers("Patients", float(answer.n), float(len(columns[0])))
    yield TwoNumbers("Events by the data cut", float(answer.events), float(len(event_days)))
    looks = list(answer.looks)
    if answer.now is not None and answer.now not in looks:
        looks.append(answer.now)
    for look in looks:
        if look.held and look.date is not None:
            seen = min(int((event_days <= look.date).sum()), answer.plan.events)
            yield TwoNumbers(f"Events, {look.label}", float(look.events), float(seen))
            yield from _statistic(answer, look, columns)
    yield from _boundary(answer.plan, answer.looks)
    if answer.design is not None:
        yield from _design(answer.plan, answer.design)
    if answer.conditional is not None:
        power = answer.conditional.design
        yield TwoNumbers("Conditional power, planned effect", power, None, NO_FORECAST)


def _two_arms(cohort: Cohort, answer: MonitoringAnswer) -> tuple[Floats, Floats, Mask, Mask]:
    """Calendar days of entry and end, whether that was an event, and the treated (all (n,))."""
    study, endpoint = cohort.study, answer.endpoint
    assert endpoint is not None  # there is a plan
    outcome, begin = cohort.outcomes[endpoint.id], cohort.columns[endpoint.start]
    assert isinstance(begin, DateColumn)  # otherwise monitoring is not available
    pair = [study.arm_index(answer.compare.id), study.reference]
    which = cohort.choose(study.population) & np.isin(cohort.arm, pair) & np.isfinite(outcome.duration)
    start = begin.values[which]
    stop = start + np.round(outcome.duration[which] * DAYS_PER_MONTH)
    return start, stop, outcome.event[which], cohort.arm[which] == pair[0]


def _statistic(
    answer: MonitoringAnswer, look: LookResult, columns: tuple[Floats, Floats, Mask, Mask]
) -> Lines:
    """Z² on the day of a look, of the data as they were then; without strata, which lifelines lacks."""
    from lifelines.statistics import logrank_test

    start, stop, event, treated = columns
    day = look.date
    if look.z is None or day is None:
        return
    begun = start <= day
    time, happened = np.minimum(stop, day) - start, event & (stop <= day)
    one, two = begun & treated, begun & ~treated
    theirs = logrank_test(time[one], time[two], happened[one], happened[two])
    ours = look.z
    where = ""
    if answer.strata_labels:
        where, ours = ", without strata", float(logrank_path(start, stop, event, treated, [day])[0])
    yield TwoNumbers(f"Log-rank Z²{where}, {look.label}", ours**2, float(theirs.test_statistic))
    if answer.strata_labels:
        yield TwoNumbers(f"Log-rank Z, stratified, {look.label}", look.z, None, NO_STRATA)


def _boundary(plan: MonitoringPlan, looks: tuple[LookResult, ...]) -> Lines:
    """The limits of the first two looks, by the normal and the bivariate normal distribution."""
    from scipy.stats import norm

    spent, limits, before = 0.0, [], 0.0
    for place, look in enumerate(looks):
        total = _spent(plan, look.fraction)
        yield TwoNumbers(f"Error spent, {look.label}", look.cumulative, total)
        name, step = f"Boundary of Z, {look.label}", total - spent
        if place > 1:
            yield TwoNumbers(name, look.boundary if isfinite(look.boundary) else None, None, RECURSION)
        elif step <= 1e-300:
            yield TwoNumbers(name, look.boundary if isfinite(look.boundary) else None, None)
            limits.append(inf)
        else:
            limit = float(norm.isf(step)) if not place else _second(limits[0], before, look.fraction, step)
            limits.append(limit)
            yield TwoNumbers(name, look.boundary, limit)
            yield TwoNumbers(f"Nominal P, {look.label}", look.nominal, float(norm.sf(limit)))
        spent, before = total, look.fraction


def _spent(plan: MonitoringPlan, fraction: float) -> float:
    """The spending functions of Lan and DeMets."""
    from scipy.stats import norm

    if fraction >= 1.0:
        return plan.alpha
    if plan.spending == "obrien-fleming":
        return float(2.0 * norm.sf(norm.isf(plan.alpha / 2.0) / sqrt(fraction)))
    if plan.spending == "pocock":
        return plan.alpha * log1p((e - 1.0) * fraction)
    return plan.alpha * exp(plan.rho * log(fraction))


def _second(first: float, before: float, fraction: float, error: float) -> float:
    """The limit that is crossed with this probability by Z at a fraction, when Z was below ``first``."""
    from scipy.integrate import quad
    from scipy.optimize import brentq
    from scipy.stats import norm

    rho = sqrt(before / fraction)

    def excess(limit: float) -> float:
        def part(z: float) -> float:
            return float(norm.pdf(z) * norm.sf((limit - rho * z) / sqrt(1.0 - rho**2)))

        return float(quad(part, -12.0, min(first, 12.0), epsabs=1e-15, epsrel=1e-11, limit=500)[0]) - error

    return float(brentq(excess, 0.0, 12.0, xtol=1e-12))


def _design(plan: MonitoringPlan, shown: DesignFacts) -> Lines:
    """The events of a trial with one analysis, by the formulas of Freedman and of Schoenfeld."""
    from scipy.stats import norm

    size = float(norm.isf(plan.alpha) + norm.ppf(plan.power)) ** 2
    ratio = plan.hazard_ratio
    yield TwoNumbers("Events by Freedman", shown.freedman, size * ((1.0 + ratio) / (1.0 - ratio)) ** 2)
    yield TwoNumbers("Events by Schoenfeld", shown.schoenfeld, 4.0 * size / log(ratio) ** 2)
    yield TwoNumbers("Power with all looks", shown.power, None, RECURSION)
