"""Monitoring of a trial by its group-sequential design: information, looks, boundaries, Z path, forecast."""

from __future__ import annotations

from dataclasses import replace
from math import isnan, sqrt

import numpy as np
from numpy.typing import NDArray

from explorer.analyses.compared import all_randomized
from explorer.analyses.comparison import strata_labels
from explorer.analyses.monitoring_answer import (
    ConditionalPower,
    DesignFacts,
    MonitoringAnswer,
)
from explorer.analyses.monitoring_looks import (
    Followed,
    Schedule,
    analysis_now,
    planned_boundary,
    results,
    schedule,
)
from explorer.cohort.cohort import Cohort
from explorer.cohort.strata import strata_codes
from explorer.columns import DateColumn
from explorer.question.question import Question, primary_question
from explorer.statistics.conditional_power import conditional_power, predictive_power
from explorer.statistics.events_needed import (
    drift_of,
    freedman_events,
    schoenfeld_events,
)
from explorer.statistics.group_sequential import Boundary, power
from explorer.study.reporting import MonitoringPlan
from explorer.study.study import DAYS_PER_MONTH, DAYS_PER_YEAR
from explorer.text import counted, listed, number

Floats = NDArray[np.float64]
_SPENDING_WORDS = {
    "obrien-fleming": "O'Brien–Fleming type",
    "pocock": "Pocock type",
    "power": "power family",
}


def monitoring(cohort: Cohort, question: Question) -> MonitoringAnswer:
    """The design of the study file's ``[monitoring]`` section, against the trial's own population.

    Of the question only ``question.monitoring`` matters here, no filter: the boundary holds for the planned
    analysis alone. Z is the log-rank
    statistic in the study's strata, positive when the compared arm does better.
    """
    study, options = cohort.study, question.monitoring
    compare = study.arm_index(options.compare or primary_question(study).compare)
    plan = study.monitoring
    answer = MonitoringAnswer(
        study=study,
        question=question,
        plan=plan,
        endpoint=study.endpoint(plan.endpoint) if plan else None,
        compare=study.arms[compare],
        reference=study.arms[study.reference],
        strata_labels=strata_labels(study, study.strata),
        synthetic=cohort.synthetic,
        comparable=all_randomized(cohort, cohort.choose(study.population)),
    )
    if plan is None:
        return replace(answer, unavailable="The study file declares no monitoring.")
    rho = plan.rho if options.rho is None else options.rho
    plan = replace(plan, spending=options.spending or plan.spending, rho=rho)
    followed, reason = _followed(cohort, plan, compare)
    if followed is None:
        return replace(answer, plan=plan, unavailable=reason)
    return _monitored(replace(answer, plan=plan), plan, followed)


def _followed(cohort: Cohort, plan: MonitoringPlan, compare: int) -> tuple[Followed | None, str]:
    """The two arms by calendar day, or why their calendar is not known."""
    study = cohort.study
    endpoint, outcome = study.endpoint(plan.endpoint), cohort.outcomes[plan.endpoint]
    begin = cohort.columns[endpoint.start] if endpoint.start else None
    if not isinstance(begin, DateColumn):
        return None, f"{endpoint.label} has no calendar dates: when its events happened is not known."
    pair = (cohort.arm == compare) | (cohort.arm == study.reference)
    which = cohort.choose(study.population) & pair & ~np.isnan(outcome.duration)
    if not outcome.event[which].any():
        return None, f"No {endpoint.plural} in the population: {study.population_label}."
    treated = cohort.arm[which] == compare
    if treated.all() or not treated.any():
        return None, f"Patients in one arm only in the population: {study.population_label}."
    start = begin.values[which]
    stop = start + np.rint(outcome.duration[which] * DAYS_PER_MONTH)
    codes = strata_codes(cohort.columns, study.strata)
    stratum = None if codes is None else codes[which]
    return Followed(start, stop, outcome.event[which], treated, stratum), ""


def _monitored(answer: MonitoringAnswer, plan: MonitoringPlan, followed: Followed) -> MonitoringAnswer:
    planned = schedule(plan, followed)
    boundary = planned_boundary(plan, planned)
    looks = results(planned, boundary, followed)
    days = _path_days(followed, answer.question.monitoring.points)
    z = followed.z(days.tolist())
    events = followed.seen(followed.cut)
    later = followed.cut + DAYS_PER_YEAR * np.arange(0.0, 10.01, 0.25)
    return replace(
        answer,
        n=len(followed.start),
        events=events,
        fraction=events / plan.events,
        cut=followed.cut,
        looks=looks,
        now=analysis_now(plan, looks, followed, float(z[-1])),
        design=_design(plan, boundary, followed.share),
        conditional=_conditional(plan, planned, boundary, followed, float(z[-1])),
        days=days,
        path_events=np.array([followed.seen(day) for day in days.tolist()], dtype=np.float64),
        path_z=z,
        forecast_days=later,
        forecast_events=followed.forecast(later),
        notes=(*planned.notes, *_left_out(planned, followed), *_notes(answer, plan, followed)),
    )


def _path_days(followed: Followed, points: int) -> Floats:
    """The days of events, or as many of them as are asked for, and the data cut."""
    days = np.unique(followed.event_days)
    if len(days) > points:
        days = days[np.unique(np.linspace(0, len(days) - 1, points).round().astype(np.intp))]
    return np.unique(np.append(days, followed.cut))


def _design(plan: MonitoringPlan, boundary: Boundary, share: float) -> DesignFacts:
    alpha, ratio = plan.alpha, plan.hazard_ratio
    return DesignFacts(
        freedman=freedman_events(ratio, alpha, plan.power),
        schoenfeld=schoenfeld_events(ratio, alpha, plan.power),
        power=power(boundary, drift_of(ratio, plan.events, share)),
    )


def _conditional(
    plan: MonitoringPlan, planned: Schedule, boundary: Boundary, followed: Followed, z: float
) -> ConditionalPower | None:
    """None when no look at more events is to come, or nothing could be compared yet."""
    fraction = followed.seen(followed.cut) / plan.events
    ahead = [len(planned.held) + place for place in _ahead(planned, followed)]
    if not ahead or isnan(z):
        return None
    limits, times = boundary.z[ahead], boundary.fraction[ahead]
    design = drift_of(plan.hazard_ratio, plan.events, followed.share)
    return ConditionalPower(
        design=conditional_power(z, fraction, limits, times, design),
        trend=conditional_power(z, fraction, limits, times, z / sqrt(fraction)),
        null=conditional_power(z, fraction, limits, times, 0.0),
        predictive=predictive_power(z, fraction, limits, times),
    )


def _ahead(planned: Schedule, followed: Followed) -> list[int]:
    """The looks to come (their places) at which more events are expected than were seen."""
    seen = followed.seen(followed.cut)
    return [place for place, (_, events) in enumerate(planned.coming) if events > seen]


def _left_out(planned: Schedule, followed: Followed) -> list[str]:
    ahead = _ahead(planned, followed)
    return [
        f"{look.label}: no more events are expected by then than were seen; conditional power leaves it out."
        for place, (look, _) in enumerate(planned.coming)
        if place not in ahead
    ]


def _notes(answer: MonitoringAnswer, plan: MonitoringPlan, followed: Followed) -> tuple[str, ...]:
    test = "log-rank test"
    if answer.strata_labels:
        test += f" stratified by {listed(answer.strata_labels)}"
    family = _SPENDING_WORDS[plan.spending]
    if plan.spending == "power":
        family += f" (exponent {plan.rho:g})"
    events = counted(followed.seen(followed.cut), "event")
    years = number(float((followed.stop - followed.start).sum()) / DAYS_PER_YEAR, 0)
    notes = [
        f"{answer.study.population_label}; {test}; Z is positive when {answer.compare.short} does better. "
        "Filters do not change this page: the boundary holds for the planned analysis alone.",
        f"Boundary: Lan–DeMets spending, {family}, one-sided error {plan.alpha:g}; recursive integration.",
        f"Forecast: one constant hazard ({events} in {years} patient-years) for all patients without an "
        "event, as if all of them were still followed; limits from the 95% interval of that hazard.",
    ]
    if not answer.comparable:
        notes.append("Some of the patients were not randomized: the statistic is not a fair comparison.")
    return tuple(notes)
