"""Curves, log-rank test and hazard ratios computed again by lifelines."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.analyses.answers import ArmSurvival, SurvivalAnswer
from explorer.analyses.survival import survival
from explorer.cohort.cohort import Cohort
from explorer.columns import Mask
from explorer.question.question import Question
from explorer.survival.logrank import logrank
from explorer.text import at_time
from explorer.verification.cox_fit import Patients
from explorer.verification.opinion import Lines, TwoNumbers, finite, ratio_lines

NO_STRATA = "lifelines has no stratified test"
LOG_LOG_ONLY = "lifelines has log-log limits only"
AT_ZERO = "R has no limits where the curve has come down to 0"
PLATEAU = "flat at one half: R takes its middle, lifelines its start"


def curve_lines(cohort: Cohort, question: Question) -> Lines:
    """The curves and their comparison."""
    yield from survival_lines(survival(cohort, question), Patients(cohort, question))


def survival_lines(shown: SurvivalAnswer, patients: Patients) -> Lines:
    """The curves, the log-rank test and the hazard ratios of a survival answer."""
    for index, arm in enumerate(shown.arms):
        yield from _curve(shown, arm, patients, index)
    yield from logrank_lines(shown, patients)
    fit, note = patients.fit_arms(patients.known, shown.question.strata)
    for index, ours in enumerate(shown.hazard_ratios):
        if ours is not None:
            yield from ratio_lines(shown.arms[index].arm.short, ours, patients.ratio(fit, index), note)


def kaplan_meier(patients: Patients, members: Mask, *times: float, reverse: bool = False) -> Any:
    """The curve of the members, with steps at ``times`` too; of follow-up instead of survival if reversed."""
    from lifelines import KaplanMeierFitter

    duration, event = patients.duration[members], patients.event[members]
    timeline = np.union1d(duration, [0.0, *times]) if times else None
    fitter = KaplanMeierFitter(alpha=1 - patients.question.conf_level)
    return fitter.fit(duration, ~event if reverse else event, timeline=timeline)


def follow_up_median(patients: Patients, members: Mask) -> tuple[float | None, str]:
    """The median follow-up of the members, and its known difference."""
    fitter = kaplan_meier(patients, members, reverse=True)
    rests = np.isclose(fitter.survival_function_.to_numpy(), 0.5, rtol=0, atol=1e-8).any()
    return finite(fitter.median_survival_time_), PLATEAU if rests else ""


def _curve(shown: SurvivalAnswer, arm: ArmSurvival, patients: Patients, index: int) -> Lines:
    """Survival and its limits at the landmarks, and the median."""
    from lifelines.utils import median_survival_times

    if arm.curve is None:
        return
    question, name = shown.question, arm.arm.short
    fitter = kaplan_meier(patients, patients.known & (patients.arm == index))
    limits = fitter.confidence_interval_
    for reading in arm.landmarks:
        if reading.survival is None:
            continue
        time = at_time(reading.time)
        yield TwoNumbers(f"{time} survival, {name}", reading.survival, float(fitter.predict(reading.time)))
        row = limits.loc[: reading.time].iloc[-1]
        sides = (("lower", reading.lower, row.iloc[0]), ("upper", reading.upper, row.iloc[1]))
        for side, ours, theirs in sides:
            if question.conf_type != "log-log":
                yield TwoNumbers(f"{time} {side} limit, {name}", ours, None, LOG_LOG_ONLY)
            elif ours is not None:
                yield TwoNumbers(f"{time} {side} limit, {name}", ours, finite(theirs))
    note = PLATEAU if arm.curve.quantile(0.5).plateau else ""
    yield TwoNumbers(f"Median, {name}", finite(arm.median.value), finite(fitter.median_survival_time_), note)
    spread = median_survival_times(limits).to_numpy(dtype=np.float64).ravel().tolist()
    note = AT_ZERO if arm.curve.survival[-1] == 0 else ""
    if question.conf_type != "log-log":
        spread, note = [None, None], LOG_LOG_ONLY
    for side, ours, theirs in (
        ("lower", arm.median.lower, spread[0]),
        ("upper", arm.median.upper, spread[1]),
    ):
        yield TwoNumbers(f"Median {side} limit, {name}", ours, finite(theirs), note)


def logrank_lines(shown: SurvivalAnswer, patients: Patients) -> Lines:
    """The log-rank test without strata, which is all that lifelines has."""
    from lifelines.statistics import multivariate_logrank_test

    known = patients.known
    if shown.logrank is None:
        return
    columns = patients.duration[known], patients.arm[known], patients.event[known]
    ours = logrank(columns[0], columns[2], columns[1])
    if ours.chi2 is None or ours.p is None:
        return
    theirs = multivariate_logrank_test(*columns)
    where = ", without strata" if shown.question.strata else ""
    yield TwoNumbers(f"Log-rank χ²{where}", ours.chi2, float(theirs.test_statistic))
    yield TwoNumbers(f"Log-rank P{where}", ours.p, float(theirs.p_value))
    if shown.question.strata:
        yield TwoNumbers("Log-rank χ², stratified", shown.logrank.chi2, None, NO_STRATA)
