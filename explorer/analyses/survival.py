"""Survival by arm: Kaplan–Meier curves, log-rank test, stratified hazard ratios, landmark, follow-up."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, isnan

import numpy as np
from numpy.typing import NDArray

from explorer.analyses.answers import ArmSurvival, Estimate, HazardRatio, Reading, SurvivalAnswer
from explorer.analyses.compared import Compared, compared
from explorer.analyses.comparison import Share, arm_design, arm_ratios, chi_square, difference
from explorer.cohort.cohort import Cohort
from explorer.cohort.horizon import FEW, STEP
from explorer.question.question import Question
from explorer.survival.counts import Counts
from explorer.survival.cox_of_counts import cox_of_counts
from explorer.survival.km import KaplanMeier, Quantile, kaplan_meier_by, median_follow_up_of
from explorer.survival.logrank import logrank_of_counts
from explorer.text import counted, percent


def survival(cohort: Cohort, question: Question) -> SurvivalAnswer:
    """The curves of all arms for the selected patients, and their comparison.

    The hazard ratios come from one Cox model with all arms, stratified by ``question.strata`` (R:
    ``coxph(Surv(time, event) ~ arm + strata(…))``); the log-rank test is stratified by the same (R:
    ``survdiff``). The median follow-up is by reverse Kaplan–Meier (Schemper & Smith 1996).
    """
    study, who = cohort.study, compared(cohort, question)
    curves = kaplan_meier_by(
        who.outcome,
        cohort.arm,
        len(study.arms),
        mask=who.known,
        conf_type=question.conf_type,
        conf_level=question.conf_level,
    )
    yearly = np.arange(STEP, who.horizon + 1e-9, STEP).tolist()
    times = sorted({*(question.extended.times or yearly), question.landmark})
    arms = tuple(_arm_survival(cohort, index, curve, times, question) for index, curve in enumerate(curves))
    counts = cohort.by_arm(who.endpoint.id, question.strata, question.selection)
    follow_up = median_follow_up_of(
        who.outcome, who.known, conf_type=question.conf_type, conf_level=question.conf_level
    )
    return SurvivalAnswer(
        study=study,
        question=question,
        endpoint=who.endpoint,
        n=who.n,
        without_outcome=who.without_outcome,
        arms=arms,
        reference=study.reference,
        compare=who.compare,
        hazard_ratios=_hazard_ratios(counts, who),
        logrank=chi_square(logrank_of_counts(counts)),
        difference=difference(_share(arms[who.compare]), _share(arms[study.reference]), question.conf_level),
        follow_up=_estimate(follow_up),
        strata_labels=who.strata_labels,
        comparable=who.comparable,
        primary=who.primary,
        synthetic=who.synthetic,
        horizon=who.horizon,
        notes=_notes(counts, cohort, who),
        data_cut=cohort.data_cut,
    )


def few_left_from(time: NDArray[np.float64], at_risk: NDArray[np.integer], n: int) -> float:
    """From when on fewer than 10 patients, or than 10 % of a curve's ``n``, remain; infinite when never.

    ``time`` (K,) are its distinct times and ``at_risk`` (K,) the patients at risk at each.
    """
    few = np.flatnonzero(at_risk < max(FEW, n / 10))
    if not len(few):
        return inf
    return float(time[few[0] - 1]) if few[0] else 0.0


def _arm_survival(
    cohort: Cohort, index: int, curve: KaplanMeier, times: Sequence[float], question: Question
) -> ArmSurvival:
    landmarks = readings(curve, times, question)
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


def readings(curve: KaplanMeier, times: Sequence[float], question: Question) -> tuple[Reading, ...]:
    """The curve at each of these months.

    Where the last follow-up lies before, there is no value, or where the question says so the last one, as in
    R's ``summary(..., extend = TRUE)``.
    """
    at = curve.at(times)
    found = []
    for index, time in enumerate(times):
        beyond = bool(at.beyond[index]) or not curve.n
        values = (at.survival, at.lower, at.upper, at.std_err)
        unknown = not curve.n or (beyond and question.past_last != "carried")
        survival, lower, upper, std_err = (None if unknown else _maybe(value[index]) for value in values)
        found.append(Reading(time, survival, lower, upper, std_err, int(at.at_risk[index]), beyond))
    return tuple(found)


def _maybe(value: float) -> float | None:
    return None if isnan(value) else float(value)


def _estimate(quantile: Quantile) -> Estimate:
    return Estimate(quantile.value, quantile.lower, quantile.upper)


def _hazard_ratios(counts: Counts, who: Compared) -> tuple[HazardRatio | None, ...]:
    study, question = who.study, who.question
    fit = cox_of_counts(counts, arm_design(study), ties=question.ties, conf_level=question.conf_level)
    return arm_ratios(fit, counts.events_in_cell, counts.patients, study, who.endpoint.plural)


def _share(arm: ArmSurvival) -> Share:
    return Share(arm.at_landmark.survival, arm.at_landmark.std_err, arm.n)


def _notes(counts: Counts, cohort: Cohort, who: Compared) -> tuple[str, ...]:
    notes = []
    no_arm = int((who.chosen & (cohort.arm < 0)).sum())
    if no_arm:
        notes.append(f"{counted(no_arm, 'selected patient')} without an arm: in no curve.")
    lost = who.without_outcome - no_arm
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
    if not total or (counts.patients > 0).sum() < 2:  # one arm alone is not compared
        return 0.0
    strata = np.unique(counts.stratum, return_index=True)[1]
    arms = (np.maximum.reduceat(counts.at_risk, strata, axis=0) > 0).sum(axis=1)
    sizes = np.diff(np.append(strata, len(counts.stratum)))
    return float(events[np.repeat(arms < 2, sizes)].sum()) / total
