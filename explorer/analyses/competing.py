"""Competing risks by arm: cumulative incidence, Gray's test, and both kinds of hazard ratio."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import isnan

import numpy as np

from explorer.analyses.answers import Test
from explorer.analyses.compared import Compared, compared
from explorer.analyses.comparison import Share, arm_design, arm_ratios, difference
from explorer.analyses.competing_answers import (
    ArmCause,
    ArmIncidence,
    CauseComparison,
    CompetingAnswer,
    IncidenceReading,
    TestOrReason,
)
from explorer.analyses.competing_outcome import CohortCauses, competing_outcome
from explorer.cohort.cohort import Cohort
from explorer.cohort.horizon import STEP
from explorer.cohort.strata import strata_codes
from explorer.columns import Mask
from explorer.errors import AnalysisError, nearest
from explorer.question.question import Question
from explorer.study.competing import CompetingRisks
from explorer.study.study import Study
from explorer.survival.competing import CompetingOutcome
from explorer.survival.counts import count
from explorer.survival.cox_of_counts import cox_of_counts
from explorer.survival.cumulative_incidence import CumulativeIncidence, cumulative_incidence_by
from explorer.survival.fine_gray import fine_gray_of
from explorer.survival.gray import GrayTest, gray_test_of
from explorer.survival.risk_sets import Codes
from explorer.text import confidence, counted, in_sentence, listed


def competing(cohort: Cohort, question: Question) -> CompetingAnswer:
    """The competing risks that ``question.competing`` names.

    Curves by Aalen and Johansen with the variance of R ``cmprsk::cuminc``; Gray's test as there, also within
    the strata; cause-specific ratios by R ``coxph`` with the strata, the subdistribution's by R
    ``cmprsk::crr`` without.

    Raises:
        AnalysisError: the study declares none, or none of that id; names the nearest.
    """
    study = cohort.study
    risks = chosen_risks(study, question.competing.risks)
    causes = competing_outcome(cohort, risks)
    outcome = causes.outcome
    who = compared(cohort, question)
    known = who.chosen & (cohort.arm >= 0) & ~np.isnan(outcome.first.duration)
    arms = _arms(cohort, question, risks, outcome, known, who.horizon)
    return CompetingAnswer(
        study=study,
        question=question,
        risks=risks,
        n=int(known.sum()),
        without_outcome=int(who.chosen.sum() - known.sum()),
        unnamed=int((who.chosen & causes.unnamed).sum()),
        arms=arms,
        reference=study.reference,
        compare=who.compare,
        comparisons=_comparisons(cohort, question, risks, outcome, known, arms, who.compare),
        strata_labels=who.strata_labels,
        comparable=who.comparable,
        primary=who.primary,
        synthetic=who.synthetic,
        horizon=who.horizon,
        methods=_methods(who) if who.comparable else (_incidence_method(question),),
        notes=_notes(cohort, who.chosen, causes),
        data_cut=cohort.data_cut,
    )


def chosen_risks(study: Study, id: str = "") -> CompetingRisks:
    """The competing risks of that id, "" for the first.

    Raises:
        AnalysisError: the study has none, or none of that id.
    """
    if not study.competing:
        raise AnalysisError(
            f"{study.file}: the study declares no competing risks; add a section [[competing]]."
        )
    for risks in study.competing:
        if id in ("", risks.id):
            return risks
    raise AnalysisError(
        f'unknown competing risks "{id}"; {nearest(id, [risks.id for risks in study.competing])}'
    )


def of_each(study: Study, question: Question) -> tuple[Question, ...]:
    """The question, asked of each of the study's competing risks."""
    return tuple(
        replace(question, competing=replace(question.competing, risks=risks.id)) for risks in study.competing
    )


def _arms(
    cohort: Cohort,
    question: Question,
    risks: CompetingRisks,
    outcome: CompetingOutcome,
    known: Mask,
    horizon: float,
) -> tuple[ArmIncidence, ...]:
    study = cohort.study
    curves = cumulative_incidence_by(
        outcome,
        cohort.arm,
        len(study.arms),
        mask=known,
        conf_type=question.conf_type,
        conf_level=question.conf_level,
    )
    times = sorted({*np.arange(STEP, horizon + 1e-9, STEP).tolist(), question.landmark})
    answers = []
    for arm, curve in zip(study.arms, curves, strict=True):
        readings = [_readings(curve, index, times, question) for index in range(len(risks.causes))]
        causes = tuple(
            ArmCause(cause, int(events), reading, reading[times.index(question.landmark)])
            for cause, events, reading in zip(risks.causes, curve.n_events, readings, strict=True)
        )
        events = int(curve.n_events.sum())
        answers.append(
            ArmIncidence(arm, curve.n, events, curve.n - events, curve if curve.n else None, causes)
        )
    return tuple(answers)


def _readings(
    curve: CumulativeIncidence, cause: int, times: Sequence[float], question: Question
) -> tuple[IncidenceReading, ...]:
    at = curve.at(times)
    readings = []
    for index, time in enumerate(times):
        beyond = bool(at.beyond[index]) and curve.n > 0
        unknown = not curve.n or (beyond and question.past_last != "carried")
        columns = (at.incidence, at.lower, at.upper, at.std_err)
        incidence, lower, upper, std_err = (
            None if unknown else _maybe(float(column[cause, index])) for column in columns
        )
        if not incidence:  # before the first event there is no interval, whatever the formula says
            lower = upper = None
        at_risk = int(at.at_risk[index])
        readings.append(IncidenceReading(time, incidence, lower, upper, std_err, at_risk, beyond))
    return tuple(readings)


def _maybe(value: float) -> float | None:
    return None if isnan(value) else value


def _comparisons(
    cohort: Cohort,
    question: Question,
    risks: CompetingRisks,
    outcome: CompetingOutcome,
    known: Mask,
    arms: Sequence[ArmIncidence],
    compare: int,
) -> tuple[CauseComparison, ...]:
    study, strata = cohort.study, strata_codes(cohort.columns, question.strata)
    design = arm_design(study)[np.maximum(cohort.arm, 0)]
    comparisons = []
    for number, cause in enumerate(risks.causes, start=1):
        counts = count(outcome.of_cause(number), cohort.arm, len(study.arms), stratum=strata, mask=known)
        cox = cox_of_counts(counts, arm_design(study), ties=question.ties, conf_level=question.conf_level)
        fine_gray = fine_gray_of(outcome, design, of=number, mask=known, conf_level=question.conf_level)
        events = np.array([arm.causes[number - 1].events for arm in arms], dtype=np.float64)
        patients = np.array([arm.n for arm in arms])
        comparisons.append(
            CauseComparison(
                cause=cause,
                gray=_gray(cohort, outcome, number, known, None),
                stratified_gray=_gray(cohort, outcome, number, known, strata),
                cause_specific=arm_ratios(cox, events, patients, study, cause.plural),
                subdistribution=arm_ratios(fine_gray, events, patients, study, cause.plural),
                difference=difference(
                    _share(arms[compare], number - 1),
                    _share(arms[study.reference], number - 1),
                    question.conf_level,
                ),
            )
        )
    return tuple(comparisons)


def _gray(
    cohort: Cohort, outcome: CompetingOutcome, cause: int, known: Mask, strata: Codes | None
) -> TestOrReason:
    test = gray_test_of(outcome, cohort.arm, len(cohort.study.arms), of=cause, stratum=strata, mask=known)
    return _tested(test)


def _tested(test: GrayTest) -> TestOrReason:
    if test.chi2 is None or test.p is None:
        return TestOrReason(None, test.not_estimable or "")
    return TestOrReason(Test(test.chi2, test.df, test.p))


def _share(arm: ArmIncidence, cause: int) -> Share:
    reading = arm.causes[cause].at_landmark
    return Share(reading.incidence, reading.std_err, arm.n)


def _incidence_method(question: Question) -> str:
    limits = f"{question.conf_type} {confidence(question.conf_level)}"
    return f"Cumulative incidence by Aalen and Johansen, with Aalen's variance and a {limits}."


def _methods(who: Compared) -> tuple[str, ...]:
    question, strata = who.question, [in_sentence(label) for label in who.strata_labels]
    within = f" stratified by {listed(strata)}" if strata else " unstratified"
    return (
        _incidence_method(question),
        f"Gray's test of all arms, two-sided, unstratified{' and' + within if strata else ''}.",
        f"Cause-specific hazard ratio: Cox model with other causes censored,{within}, "
        f"ties by {question.ties.capitalize()}; two-sided Wald P.",
        "Subdistribution hazard ratio: Fine–Gray model, unstratified, robust variance, ties by Breslow; "
        "two-sided Wald P.",
    )


def _notes(cohort: Cohort, chosen: Mask, causes: CohortCauses) -> tuple[str, ...]:
    notes = []
    in_arm = chosen & (cohort.arm >= 0)
    no_arm = int((chosen & ~in_arm).sum())
    if no_arm:
        notes.append(f"{counted(no_arm, 'selected patient')} without an arm: in no curve.")
    unnamed = in_arm & causes.unnamed
    if unnamed.any():
        notes.append(
            f"{counted(int(unnamed.sum()), 'selected patient')} with an event that fits none of the causes: "
            "in no curve."
        )
    lost = int((in_arm & np.isnan(causes.outcome.first.duration) & ~unnamed).sum())
    if lost:
        notes.append(f"{counted(lost, 'selected patient')} without a usable duration: in no curve.")
    return tuple(notes)
