"""Survival by arm: Kaplan–Meier curves, log-rank test, stratified hazard ratios, landmark, follow-up."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, isnan

import numpy as np
from numpy.typing import NDArray

from explorer.analyses.answers import ArmSurvival, Estimate, HazardRatio, Reading, SurvivalAnswer
from explorer.analyses.comparison import (
    all_randomized,
    arm_design,
    arm_ratios,
    chi_square,
    strata_codes,
    strata_labels,
)
from explorer.cohort.cohort import Cohort
from explorer.columns import Mask
from explorer.question.question import Question
from explorer.statistics.distributions import critical_value
from explorer.study.study import Endpoint
from explorer.survival.counts import Counts, count
from explorer.survival.cox import cox_of_counts
from explorer.survival.km import KaplanMeier, Quantile, kaplan_meier_by, median_follow_up_of
from explorer.survival.logrank import logrank_of_counts
from explorer.survival.outcome import Outcome
from explorer.text import counted, percent

STEP = 12.0  # months between the readings that are reported
_FEW = 10  # curves end where fewer patients than this, or than this percentage, are left in an arm


def survival(cohort: Cohort, question: Question) -> SurvivalAnswer:
    """The curves of all arms for the selected patients, and their comparison.

    The hazard ratios come from one Cox model with all arms, stratified by ``question.strata`` (R:
    ``coxph(Surv(time, event) ~ arm + strata(…))``); the log-rank test is stratified by the same (R:
    ``survdiff``). The median follow-up is by reverse Kaplan–Meier (Schemper & Smith 1996).
    """
    study = cohort.study
    endpoint = study.endpoint(question.endpoint)
    outcome = cohort.outcomes[endpoint.id]
    chosen = cohort.choose(question.selection)
    compared = chosen & (cohort.arm >= 0)
    known = compared & ~np.isnan(outcome.duration)
    horizon = question.horizon or automatic_horizon(cohort, endpoint)
    curves = kaplan_meier_by(
        outcome,
        cohort.arm,
        len(study.arms),
        mask=known,
        conf_type=question.conf_type,
        conf_level=question.conf_level,
    )
    yearly = np.arange(STEP, horizon + 1e-9, STEP).tolist()
    times = sorted({*(question.extended.times or yearly), question.landmark})
    arms = tuple(_arm_survival(cohort, index, curve, times, question) for index, curve in enumerate(curves))
    counts = count(
        outcome, cohort.arm, len(study.arms), stratum=strata_codes(cohort, question.strata), mask=known
    )
    compare = [arm.id for arm in study.arms].index(question.compare)
    reference = study.reference
    follow_up = median_follow_up_of(
        outcome, known, conf_type=question.conf_type, conf_level=question.conf_level
    )
    return SurvivalAnswer(
        study=study,
        question=question,
        endpoint=endpoint,
        n=int(known.sum()),
        without_outcome=int(chosen.sum() - known.sum()),
        arms=arms,
        reference=reference,
        compare=compare,
        hazard_ratios=_hazard_ratios(counts, cohort, question, endpoint),
        logrank=chi_square(logrank_of_counts(counts)),
        difference=_difference(arms[compare], arms[reference], question.conf_level),
        follow_up=_estimate(follow_up),
        strata_labels=strata_labels(study, question.strata),
        comparable=all_randomized(cohort, chosen),
        primary=cohort.is_primary(question.selection),
        synthetic=cohort.synthetic,
        horizon=horizon,
        notes=_notes(counts, cohort, chosen, known, outcome),
    )


def automatic_horizon(cohort: Cohort, endpoint: Endpoint) -> float:
    """Where the curves end, in months: the last year with 10 patients, or 10 %, at risk in every arm.

    Taken from the trial's own population, not from the current selection, so that the axis keeps still while
    a user filters.
    """
    outcome = cohort.outcomes[endpoint.id]
    population = cohort.choose(cohort.study.population)
    horizon, last = inf, 0.0
    for arm in range(len(cohort.study.arms)):
        durations = outcome.duration[population & (cohort.arm == arm) & ~np.isnan(outcome.duration)]
        if not len(durations):
            continue
        enough = min(_FEW, len(durations) / 10)
        last = max(last, float(durations.max()))
        ordered = np.sort(durations)
        horizon = min(horizon, float(ordered[max(len(ordered) - int(np.ceil(enough)), 0)]))
    years = np.floor(horizon / STEP) if np.isfinite(horizon) else 0
    return float(years * STEP) if years >= 1 else max(float(np.ceil(last)), 1.0)


def few_left_from(time: NDArray[np.float64], at_risk: NDArray[np.integer], n: int) -> float:
    """From when on fewer than 10 patients, or than 10 % of a curve's ``n``, remain; infinite when never.

    ``time`` (K,) are its distinct times and ``at_risk`` (K,) the patients at risk at each.
    """
    few = np.flatnonzero(at_risk < max(_FEW, n / 10))
    if not len(few):
        return inf
    return float(time[few[0] - 1]) if few[0] else 0.0


def _arm_survival(
    cohort: Cohort, index: int, curve: KaplanMeier, times: Sequence[float], question: Question
) -> ArmSurvival:
    landmarks = readings(curve, times, carried=question.past_last == "carried")
    return ArmSurvival(
        arm=cohort.study.arms[index],
        n=curve.n,
        events=curve.n_events,
        curve=curve if curve.n else None,
        median=median(curve, question),
        landmarks=landmarks,
        at_landmark=landmarks[list(times).index(question.landmark)],
    )


def median(curve: KaplanMeier, question: Question) -> Estimate:
    """The median with its limits; None where it is not reached.

    A curve that comes to rest exactly on one half has, as in R, the middle of that flat as its median; where
    the question says so it has, as in SAS, none unless an event follows.
    """
    if not curve.n:
        return Estimate(None)
    found = curve.quantile(0.5)
    rests = found.plateau and float(curve.survival[-1]) > 0.5 - 1e-9
    if rests and question.plateau == "not estimable":
        return Estimate(None, found.lower, found.upper)
    return _estimate(found)


def readings(curve: KaplanMeier, times: Sequence[float], *, carried: bool = False) -> tuple[Reading, ...]:
    """The curve at each of these months.

    Where the last follow-up lies before, there is no value, or the last one is ``carried`` on as R's
    ``summary(..., extend = TRUE)`` does.
    """
    at = curve.at(times)
    found = []
    for index, time in enumerate(times):
        beyond = bool(at.beyond[index]) or not curve.n
        values = (at.survival, at.lower, at.upper, at.std_err)
        unknown = not curve.n or (beyond and not carried)
        survival, lower, upper, std_err = (None if unknown else _maybe(value[index]) for value in values)
        found.append(Reading(time, survival, lower, upper, std_err, int(at.at_risk[index]), beyond))
    return tuple(found)


def _maybe(value: float) -> float | None:
    return None if isnan(value) else float(value)


def _estimate(quantile: Quantile) -> Estimate:
    return Estimate(quantile.value, quantile.lower, quantile.upper)


def _hazard_ratios(
    counts: Counts, cohort: Cohort, question: Question, endpoint: Endpoint
) -> tuple[HazardRatio | None, ...]:
    study = cohort.study
    fit = cox_of_counts(counts, arm_design(study), ties=question.ties, conf_level=question.conf_level)
    return arm_ratios(fit, counts.events_in_cell, counts.patients, study, endpoint.plural)


def _difference(compare: ArmSurvival, reference: ArmSurvival, conf_level: float) -> Estimate:
    """Difference of survival at the landmark, with limits by the sum of the Greenwood variances."""
    first, second = compare.at_landmark, reference.at_landmark
    if first.survival is None or second.survival is None:
        return Estimate(None)
    value = first.survival - second.survival
    if first.std_err is None or second.std_err is None:
        return Estimate(value)
    half = critical_value(conf_level) * float(np.hypot(first.std_err, second.std_err))
    return Estimate(value, value - half, value + half)


def _notes(counts: Counts, cohort: Cohort, chosen: Mask, known: Mask, outcome: Outcome) -> tuple[str, ...]:
    notes = []
    no_arm = int((chosen & (cohort.arm < 0)).sum())
    if no_arm:
        notes.append(f"{counted(no_arm, 'selected patient')} without an arm: in no curve.")
    lost = int((chosen & (cohort.arm >= 0) & ~known).sum())
    if lost:
        notes.append(f"{counted(lost, 'selected patient')} without this endpoint: in no curve.")
    alone = _events_in_one_armed_strata(counts)
    if alone > 0.25:
        notes.append(
            f"Sparse strata: {percent(alone)}% of the events are in strata with one arm only and add "
            "nothing to the stratified comparison; fewer stratification factors would use them."
        )
    return tuple(notes)


def _events_in_one_armed_strata(counts: Counts) -> float:
    """The share of events at times when only one arm of their stratum is at risk, in 0..1."""
    events = counts.events.sum(axis=1)
    total = float(events.sum())
    if not total:
        return 0.0
    strata = np.unique(counts.stratum, return_index=True)[1]
    arms = (np.maximum.reduceat(counts.at_risk, strata, axis=0) > 0).sum(axis=1)
    sizes = np.diff(np.append(strata, len(counts.stratum)))
    return float(events[np.repeat(arms < 2, sizes)].sum()) / total
