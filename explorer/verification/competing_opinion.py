"""Competing risks computed again by lifelines: Aalen–Johansen curves and cause-specific hazard ratios."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.analyses.answers import HazardRatio
from explorer.analyses.competing import chosen_risks, competing
from explorer.analyses.competing_answers import ArmIncidence, CauseComparison, CompetingAnswer
from explorer.analyses.competing_outcome import competing_outcome
from explorer.cohort.cohort import Cohort
from explorer.columns import Mask
from explorer.question.question import Question
from explorer.survival.competing import CompetingOutcome
from explorer.text import at_time
from explorer.verification.cox_fit import Patients
from explorer.verification.opinion import Lines, TwoNumbers, finite, ratio_lines
from explorer.verification.survival_opinion import LOG_LOG_ONLY

TIES = "different causes at one time, which lifelines moves apart"
VARIANCE = "R cmprsk has Aalen's variance, lifelines that of the delta method"
NO_GRAY = "lifelines has no test of Gray"
NO_FINE_GRAY = "lifelines has no Fine–Gray model"
JITTER = 1e-6  # months by which lifelines moves tied times, at most
SEED = 1

Curves = dict[tuple[int, int], tuple[Any, str]]
"""By arm and cause: the curve of lifelines, and its known difference."""


def competing_lines(cohort: Cohort, question: Question) -> Lines:
    """Every number of the page of competing risks; none where the study declares no such risks."""
    if not cohort.study.competing:
        return
    answer, patients = competing(cohort, question), Patients(cohort, question)
    outcome = competing_outcome(cohort, chosen_risks(cohort.study, question.competing.risks)).outcome
    duration = outcome.first.duration
    known = cohort.choose(question.selection) & (cohort.arm >= 0) & ~np.isnan(duration)
    curves: Curves = {}
    for index, arm in enumerate(answer.arms):
        if arm.curve is None:
            continue
        for cause in range(len(arm.causes)):
            members = known & (cohort.arm == index)
            curves[index, cause] = _aalen_johansen(outcome, members, cause + 1, question.conf_level)
            yield from _curve(arm, cause, curves[index, cause], question)
    for cause, each in enumerate(answer.comparisons):
        yield from _difference(answer, each, cause, curves)
        fit, note = patients.fit_arms(known, question.strata, outcome.cause == cause + 1, duration)
        for index, ours in enumerate(each.cause_specific):
            if ours is not None:
                name = f"{each.cause.label}, {answer.arms[index].arm.short}"
                yield from ratio_lines(name, ours, patients.ratio(fit, index), note)
        yield from _without_second(answer, each)


def _aalen_johansen(
    outcome: CompetingOutcome, members: Mask, cause: int, conf_level: float
) -> tuple[Any, str]:
    """The curve of a cause; tied causes are moved by the same small steps whenever it is computed."""
    from lifelines import AalenJohansenFitter

    duration, causes = outcome.first.duration[members], outcome.cause[members]
    happened = np.unique(np.stack((duration[causes > 0], causes[causes > 0])), axis=1)[0]
    tied = len(np.unique(happened)) < len(happened)
    before = np.random.get_state()  # lifelines sets the seed of the whole program
    try:
        fitter = AalenJohansenFitter(jitter_level=JITTER, seed=SEED, alpha=1 - conf_level)
        fitter.fit(duration, causes, event_of_interest=cause)
    finally:
        np.random.set_state(before)
    return fitter, TIES if tied else ""


def _at(curve: Any, time: float) -> float:
    found = curve.loc[:time]
    return float(found.iloc[-1].iloc[0]) if len(found) else 0.0


def _curve(arm: ArmIncidence, cause: int, curve: tuple[Any, str], question: Question) -> Lines:
    fitter, note = curve
    shown = arm.causes[cause]
    name = f"incidence, {shown.cause.label}, {arm.arm.short}"
    events = float(fitter.event_table[fitter.label_cmprisk].sum())
    yield TwoNumbers(f"Events, {shown.cause.label}, {arm.arm.short}", float(shown.events), events)
    for reading in shown.landmarks:
        if reading.incidence is not None:
            time, theirs = reading.time, _at(fitter.cumulative_density_, reading.time)
            yield TwoNumbers(f"{at_time(time)} {name}", reading.incidence, theirs, note)
    here = shown.at_landmark
    if here.lower is None:
        return
    limits = fitter.confidence_interval_.loc[: here.time].iloc[-1].sort_values()
    known = VARIANCE if question.conf_type == "log-log" else LOG_LOG_ONLY
    for side, ours, theirs in (("lower", here.lower, limits.iloc[0]), ("upper", here.upper, limits.iloc[1])):
        second = finite(theirs) if question.conf_type == "log-log" else None
        yield TwoNumbers(f"{at_time(here.time)} {side} limit, {name}", ours, second, known)


def _difference(answer: CompetingAnswer, shown: CauseComparison, cause: int, curves: Curves) -> Lines:
    if shown.difference.value is None:
        return
    time, name = answer.question.landmark, answer.arms[answer.compare].arm.short
    (one, first), (two, second) = curves[answer.compare, cause], curves[answer.reference, cause]
    theirs = _at(one.cumulative_density_, time) - _at(two.cumulative_density_, time)
    what = f"{at_time(time)} difference of incidence, {shown.cause.label}, {name}"
    yield TwoNumbers(what, shown.difference.value, theirs, first or second)


def _without_second(answer: CompetingAnswer, shown: CauseComparison) -> Lines:
    """What lifelines cannot compute."""
    tests = [("Gray's test χ²", shown.gray)]
    if answer.question.strata:
        tests.append(("Gray's test χ², stratified", shown.stratified_gray))
    for words, found in tests:
        if found.test is not None:
            yield TwoNumbers(f"{words}, {shown.cause.label}", found.test.chi2, None, NO_GRAY)
    for arm, ratio in zip(answer.arms, shown.subdistribution, strict=True):
        if isinstance(ratio, HazardRatio) and not ratio.not_estimable:
            name = f"Subdistribution HR, {shown.cause.label}, {arm.arm.short}"
            yield TwoNumbers(name, ratio.value, None, NO_FINE_GRAY)
