"""Landmark analysis by arm: those still followed without the event at a month, compared from then on."""

from __future__ import annotations

import numpy as np

from explorer.analyses.compared import compared
from explorer.analyses.comparison import arm_design, arm_ratios, chi_square, strata_codes
from explorer.analyses.extended_answers import LandmarkAnswer, LandmarkArm
from explorer.analyses.survival import readings
from explorer.cohort.cohort import Cohort
from explorer.columns import Mask
from explorer.question.question import Question
from explorer.study.study import Arm
from explorer.survival.counts import count
from explorer.survival.cox import cox_of_counts
from explorer.survival.km import KaplanMeier, kaplan_meier_by
from explorer.survival.landmark import FromLandmark, from_landmark
from explorer.survival.logrank import logrank_of_counts
from explorer.text import counted, number


def landmark(cohort: Cohort, question: Question) -> LandmarkAnswer | None:
    """The arms from ``question.extended.from_month`` on, None without it (Anderson, Cain & Gelber 1983).

    Of the selected patients those with an event or censored at or before that month are dropped and counted;
    times count from it. Log-rank test and hazard ratios are stratified as the question asks.
    """
    time = question.extended.from_month
    if time is None:
        return None
    study, who = cohort.study, compared(cohort, question)
    found = from_landmark(who.outcome, time)
    kept = who.known & found.kept
    curves = kaplan_meier_by(
        found.outcome,
        cohort.arm,
        len(study.arms),
        mask=kept,
        conf_type=question.conf_type,
        conf_level=question.conf_level,
    )
    strata = strata_codes(cohort, question.strata)
    counts = count(found.outcome, cohort.arm, len(study.arms), stratum=strata, mask=kept)
    test = logrank_of_counts(counts)
    fit = cox_of_counts(counts, arm_design(study), ties=question.ties, conf_level=question.conf_level)
    dropped = who.n - int(kept.sum())
    return LandmarkAnswer(
        time=time,
        n=int(kept.sum()),
        dropped=dropped,
        arms=tuple(
            _arm(arm, curve, found, who.known & (cohort.arm == index), question)
            for index, (arm, curve) in enumerate(zip(study.arms, curves, strict=True))
        ),
        hazard_ratios=arm_ratios(fit, counts.events_in_cell, counts.patients, study, who.endpoint.plural),
        logrank=chi_square(test),
        logrank_not_estimable=test.not_estimable or "",
        notes=_notes(found, who.known, dropped, who.endpoint.noun),
    )


def _arm(arm: Arm, curve: KaplanMeier, found: FromLandmark, members: Mask, question: Question) -> LandmarkArm:
    time = question.landmark - found.time
    return LandmarkArm(
        arm=arm,
        n=curve.n,
        events=curve.n_events,
        events_before=int((members & found.event_before).sum()),
        censored_before=int((members & found.censored_before).sum()),
        curve=curve if curve.n else None,
        reading=readings(curve, (time,), question)[0] if question.landmark > found.time else None,
    )


def _notes(found: FromLandmark, known: Mask, dropped: int, noun: str) -> tuple[str, ...]:
    if not dropped:
        return ()
    events = int(np.count_nonzero(known & found.event_before))
    month = number(found.time, 0 if found.time == int(found.time) else 1)
    return (
        f"{counted(dropped, 'patient')} not analyzed, because their follow-up ended by month {month}: "
        f"{events} with {noun}, {dropped - events} censored.",
        "Patients compared from a landmark on were not randomized then; differences may reflect who is left.",
    )
