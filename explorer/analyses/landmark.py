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
from explorer.analyses.comparison import (
    all_randomized,
    arm_design,
    arm_ratios,
    chi_square,
    strata_codes,
    strata_labels,
)
from explorer.analyses.extended_answers import LandmarkSurvival
from explorer.analyses.survival import automatic_horizon, median, readings
from explorer.analyses.time_varying import find_event, months_to
from explorer.cohort.cohort import Cohort
from explorer.columns import Mask
from explorer.question.question import Question
from explorer.study.models import TimeVaryingEvent
from explorer.study.study import Arm, Endpoint
from explorer.survival.counts import count
from explorer.survival.cox import cox_of_counts
from explorer.survival.km import KaplanMeier, kaplan_meier_by, median_follow_up_of
from explorer.survival.landmark import FromLandmark, from_landmark
from explorer.survival.logrank import logrank_of_counts
from explorer.text import counted, number


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
class _Compared:
    """The arms compared; nothing where groups were made by an event, for chance did not make them."""

    hazard_ratios: tuple[HazardRatio | None, ...]
    logrank: Test | None = None
    logrank_not_estimable: str = ""


def landmark(cohort: Cohort, question: Question, month: float, by: str = "") -> LandmarkSurvival:
    """The selected patients from a month on, by arm or ``by`` an event of the study until then.

    Patients with the endpoint's event or censored at or before the landmark are left out and counted; times
    count from it (Anderson, Cain & Gelber 1983). Log-rank test and hazard ratios of arms are stratified as
    the question asks. An event after the landmark moves nobody to another group.

    Raises:
        AnalysisError: the study has no such event.
    """
    study = cohort.study
    endpoint = study.endpoint(question.endpoint)
    found = from_landmark(cohort.outcomes[endpoint.id], month)
    chosen = cohort.choose(question.selection)
    in_arm = chosen & (cohort.arm >= 0)
    kept = in_arm & found.kept
    groups = _groups(cohort, question, endpoint, month, by, kept)
    shifted = replace(question, landmark=max(question.landmark - month, 0.0))
    compared = _compare(cohort, question, endpoint, found, kept, groups)
    follow_up = median_follow_up_of(
        found.outcome, kept, conf_type=question.conf_type, conf_level=question.conf_level
    )
    members = [in_arm & (groups.code == index) for index in range(len(groups.arms))]
    horizon = question.horizon or automatic_horizon(cohort, endpoint)
    return LandmarkSurvival(
        study=study,
        question=shifted,
        endpoint=endpoint,
        n=int(kept.sum()),
        without_outcome=int(chosen.sum() - (in_arm & _known(found)).sum()),
        arms=_arms(groups, found, kept, shifted),
        reference=groups.reference,
        compare=groups.compare,
        hazard_ratios=compared.hazard_ratios,
        logrank=compared.logrank,
        difference=Estimate(None),
        follow_up=Estimate(follow_up.value, follow_up.lower, follow_up.upper),
        strata_labels=() if groups.event else strata_labels(study, question.strata),
        comparable=groups.event is None and all_randomized(cohort, chosen),
        primary=cohort.is_primary(question.selection),
        synthetic=cohort.synthetic,
        horizon=max(horizon - month, 0.0),
        notes=(*_left_out(found, in_arm, endpoint), *groups.notes),
        month=month,
        event=groups.event,
        events_before=tuple(int((who & found.event_before).sum()) for who in members),
        censored_before=tuple(int((who & found.censored_before).sum()) for who in members),
        logrank_not_estimable=compared.logrank_not_estimable,
    )


def _groups(
    cohort: Cohort, question: Question, endpoint: Endpoint, month: float, by: str, kept: Mask
) -> _Groups:
    study = cohort.study
    compare = [arm.id for arm in study.arms].index(question.compare)
    by_arm = _Groups(study.arms, cohort.arm, study.reference, compare)
    if not by:
        return by_arm
    event = find_event(study, by)
    if not endpoint.start:
        note = f"{endpoint.label} does not count from a date: by arm, not by {_in_sentence(event.label)}."
        return replace(by_arm, notes=(note,))
    change = months_to(cohort, event, endpoint)
    had = change <= month  # NaN, for a patient without it, is never
    when, name = f"by month {_plain(month)}", _in_sentence(event.label)
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


def _compare(
    cohort: Cohort, question: Question, endpoint: Endpoint, found: FromLandmark, kept: Mask, groups: _Groups
) -> _Compared:
    if groups.event is not None:
        return _Compared((None,) * len(groups.arms))
    study = cohort.study
    strata = strata_codes(cohort, question.strata)
    counts = count(found.outcome, cohort.arm, len(study.arms), stratum=strata, mask=kept)
    test = logrank_of_counts(counts)
    fit = cox_of_counts(counts, arm_design(study), ties=question.ties, conf_level=question.conf_level)
    ratios = arm_ratios(fit, counts.events_in_cell, counts.patients, study, endpoint.plural)
    return _Compared(ratios, chi_square(test), test.not_estimable or "")


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
    reading = readings(curve, (question.landmark,), carried=question.past_last == "carried")[0]
    return ArmSurvival(
        arm=arm,
        n=curve.n,
        events=curve.n_events,
        curve=curve if curve.n else None,
        median=median(curve, question),
        landmarks=(reading,) if question.landmark > 0 else (),
        at_landmark=reading,
    )


def _known(found: FromLandmark) -> Mask:
    return found.kept | found.event_before | found.censored_before


def _left_out(found: FromLandmark, in_arm: Mask, endpoint: Endpoint) -> Sequence[str]:
    events = int(np.count_nonzero(in_arm & found.event_before))
    censored = int(np.count_nonzero(in_arm & found.censored_before))
    if not events + censored:
        return ()
    return (
        f"{counted(events + censored, 'patient')} not analyzed, because their follow-up ended by month "
        f"{_plain(found.time)}: {events} with {endpoint.noun}, {censored} censored.",
        "Patients compared from a landmark on were not randomized then; differences may reflect who is left.",
    )


def _in_sentence(label: str) -> str:
    return f"{label[:1].lower()}{label[1:]}"


def _plain(month: float) -> str:
    return number(month, 0 if month == int(month) else 1)
