"""Landmark analysis: those still followed without the event at a month, their curves from then on.

They are compared by arm, or drawn by whether an event of the study, such as transplantation, had happened by
the landmark: fixed then, a group credits nobody with time in which it could not have been formed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from explorer.analyses.answers import ArmSurvival, Estimate, HazardRatio, Test
from explorer.analyses.compared import Compared, compared
from explorer.analyses.comparison import arm_design, arm_ratios, chi_square
from explorer.analyses.extended_answers import LandmarkSurvival
from explorer.analyses.survival import median, readings
from explorer.analyses.time_varying import find_event, months_to
from explorer.cohort.cohort import Cohort
from explorer.cohort.strata import strata_codes
from explorer.columns import Mask
from explorer.question.question import Question
from explorer.study.models import TimeVaryingEvent
from explorer.study.study import Arm
from explorer.survival.counts import count
from explorer.survival.cox_of_counts import cox_of_counts
from explorer.survival.km import KaplanMeier, kaplan_meier_by, median_follow_up_of
from explorer.survival.landmark import FromLandmark, from_landmark
from explorer.survival.logrank import logrank_of_counts
from explorer.text import counted, in_sentence, number


@dataclass(frozen=True, slots=True, eq=False)
class _Groups:
    """Whose curves are drawn: ``code`` (n,) numbers each patient's group.

    They are compared only where they are the arms; groups that an ``event`` made were not made by chance.
    """

    arms: tuple[Arm, ...]
    code: NDArray[np.integer]
    reference: int
    compare: int
    event: TimeVaryingEvent | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Comparison:
    """The arms compared; nothing where groups were made by an event, for chance did not make them."""

    hazard_ratios: tuple[HazardRatio | None, ...]
    logrank: Test | None = None
    logrank_not_estimable: str = ""


def landmark(cohort: Cohort, question: Question) -> LandmarkSurvival | None:
    """The selected patients from ``question.extended.from_month`` on, None without it, by arm or ``by`` an
    event of the study until then.

    Patients with the endpoint's event or censored at or before the landmark are left out and counted; times
    count from it (Anderson, Cain & Gelber 1983). Log-rank test and hazard ratios of arms are stratified as
    the question asks. An event after the landmark moves nobody to another group.

    Raises:
        AnalysisError: the study has no such event.
    """
    month = question.extended.from_month
    if month is None:
        return None
    who = compared(cohort, question)
    found = from_landmark(who.outcome, month)
    kept = who.known & found.kept
    groups = _groups(cohort, who, month, kept)
    shifted = replace(question, landmark=max(question.landmark - month, 0.0))
    comparison = _compare(cohort, who, found, kept, groups)
    follow_up = median_follow_up_of(
        found.outcome, kept, conf_type=question.conf_type, conf_level=question.conf_level
    )
    members = [who.known & (groups.code == index) for index in range(len(groups.arms))]
    return LandmarkSurvival(
        study=who.study,
        question=shifted,
        endpoint=who.endpoint,
        n=int(kept.sum()),
        without_outcome=who.without_outcome,
        arms=_arms(groups, found, kept, shifted),
        reference=groups.reference,
        compare=groups.compare,
        hazard_ratios=comparison.hazard_ratios,
        logrank=comparison.logrank,
        difference=Estimate(None),
        follow_up=Estimate(follow_up.value, follow_up.lower, follow_up.upper),
        strata_labels=() if groups.event else who.strata_labels,
        comparable=groups.event is None and who.comparable,
        primary=who.primary,
        synthetic=who.synthetic,
        horizon=max(who.horizon - month, 0.0),
        notes=(*_left_out(found, who), *groups.notes),
        data_cut=cohort.data_cut,
        month=month,
        event=groups.event,
        events_before=tuple(int((each & found.event_before).sum()) for each in members),
        censored_before=tuple(int((each & found.censored_before).sum()) for each in members),
        logrank_not_estimable=comparison.logrank_not_estimable,
        randomized=who.comparable,
    )


def _groups(cohort: Cohort, who: Compared, month: float, kept: Mask) -> _Groups:
    study, by = who.study, who.question.extended.by
    by_arm = _Groups(study.arms, cohort.arm, study.reference, who.compare)
    if not by:
        return by_arm
    event = find_event(study, by)
    name = in_sentence(event.label)
    if not who.endpoint.start:
        note = f"{who.endpoint.label} does not count from a date: by arm, not by {name}."
        return replace(by_arm, notes=(note,))
    change = months_to(cohort, event, who.endpoint)
    had = change <= month  # NaN, for a patient without it, is never
    when = f"by month {_plain(month)}"
    arms = (
        Arm("without", f"No {name} {when}", f"No {name}", reference=True, color=-1),
        Arm("with", f"{event.label} {when}", event.label, color=-2),
    )
    notes = ["Who had it was not decided by chance: no hazard ratio and no test compares the two groups."]
    later = int((kept & (change > month)).sum())
    if later:
        verb = "stays" if later == 1 else "stay"
        notes.insert(0, f"{counted(later, 'patient')} with {name} only later {verb} in the group without it.")
    return _Groups(arms, np.where(cohort.arm >= 0, had.astype(np.int16), -1), 0, 1, event, tuple(notes))


def _compare(cohort: Cohort, who: Compared, found: FromLandmark, kept: Mask, groups: _Groups) -> _Comparison:
    if groups.event is not None:
        return _Comparison((None,) * len(groups.arms))
    study, question = who.study, who.question
    strata = strata_codes(cohort.columns, question.strata)
    counts = count(found.outcome, cohort.arm, len(study.arms), stratum=strata, mask=kept)
    test = logrank_of_counts(counts)
    fit = cox_of_counts(counts, arm_design(study), ties=question.ties, conf_level=question.conf_level)
    ratios = arm_ratios(fit, counts.events_in_cell, counts.patients, study, who.endpoint.plural)
    return _Comparison(ratios, chi_square(test), test.not_estimable or "")


def _arms(groups: _Groups, found: FromLandmark, kept: Mask, question: Question) -> tuple[ArmSurvival, ...]:
    curves = kaplan_meier_by(
        found.outcome,
        groups.code,
        len(groups.arms),
        mask=kept,
        conf_type=question.conf_type,
        conf_level=question.conf_level,
    )
    return tuple(_arm(*pair, question) for pair in zip(groups.arms, curves, strict=True))


def _arm(arm: Arm, curve: KaplanMeier, question: Question) -> ArmSurvival:
    reading = readings(curve, (question.landmark,), question)[0]
    return ArmSurvival(
        arm=arm,
        n=curve.n,
        events=curve.n_events,
        curve=curve if curve.n else None,
        median=median(curve, question),
        landmarks=(reading,) if question.landmark > 0 else (),
        at_landmark=reading,
    )


def _left_out(found: FromLandmark, who: Compared) -> Sequence[str]:
    events = int(np.count_nonzero(who.known & found.event_before))
    censored = int(np.count_nonzero(who.known & found.censored_before))
    if not events + censored:
        return ()
    return (
        f"{counted(events + censored, 'patient')} not analyzed, because their follow-up ended by month "
        f"{_plain(found.time)}: {events} with {who.endpoint.noun}, {censored} censored.",
        "Patients compared from a landmark on were not randomized then; differences may reflect who is left.",
    )


def _plain(month: float) -> str:
    return number(month, 0 if month == int(month) else 1)
