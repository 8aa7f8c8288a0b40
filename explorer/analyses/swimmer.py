"""The swimmer plot: one lane a patient, as long as the follow-up, with what happened on the way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.analyses.patients import Integers
from explorer.analyses.timeline import Timeline, cycles_in_words, timeline
from explorer.cohort.cohort import Cohort
from explorer.question.options import SwimmerOrder
from explorer.question.question import Question
from explorer.study.study import Endpoint, Study
from explorer.text import count, counted

MOST = 60
"""Lanes that one figure can show and still be read."""


@dataclass(frozen=True, slots=True, eq=False)
class SwimmerAnswer:
    """The lanes from top to bottom; ``of`` counts all selected patients with follow-up.

    ``endpoint`` is the one whose duration is the length of a lane's follow-up and orders them.
    """

    study: Study
    question: Question
    endpoint: Endpoint
    order: SwimmerOrder
    lanes: tuple[Timeline, ...]
    of: int
    primary: bool
    synthetic: bool
    notes: tuple[str, ...] = ()
    data_cut: str = ""


def swimmer(cohort: Cohort, question: Question) -> SwimmerAnswer:
    """The lanes of the selected patients who have the primary endpoint, at most ``MOST`` of them.

    By arm, each arm gets an equal share of the lanes, for its patients with the longest follow-up; else
    the longest or the shortest of all are shown.
    """
    study = cohort.study
    endpoint = study.primary
    duration = cohort.outcomes[endpoint.id].duration
    chosen = np.flatnonzero(cohort.choose(question.selection) & ~np.isnan(duration))
    order = question.data.swimmer
    shown = _shown(cohort, chosen, duration, order)
    return SwimmerAnswer(
        study=study,
        question=question,
        endpoint=endpoint,
        order=order,
        lanes=tuple(timeline(cohort, patient) for patient in shown.tolist()),
        of=len(chosen),
        primary=cohort.is_primary(question.selection),
        synthetic=cohort.synthetic,
        notes=_notes(cohort, question, len(shown), len(chosen)),
        data_cut=cohort.data_cut,
    )


def _shown(cohort: Cohort, chosen: Integers, duration: np.ndarray, order: SwimmerOrder) -> Integers:
    longest = chosen[np.argsort(-duration[chosen], kind="stable")]
    if order == "shortest":
        return longest[::-1][:MOST]
    if order == "longest":
        return longest[:MOST]
    arms = [longest[cohort.arm[longest] == arm] for arm in (*range(len(cohort.study.arms)), -1)]
    arms = [members for members in arms if len(members)]
    room = MOST
    taken: dict[int, int] = {}
    for left, place in enumerate(sorted(range(len(arms)), key=lambda place: len(arms[place]))):
        taken[place] = min(len(arms[place]), room // (len(arms) - left))
        room -= taken[place]
    parts = [members[: taken[place]] for place, members in enumerate(arms)]
    return np.concatenate(parts) if parts else longest


def _notes(cohort: Cohort, question: Question, shown: int, of: int) -> tuple[str, ...]:
    notes = []
    if shown < of:
        which = {
            "by arm": "those with the longest follow-up of each arm",
            "longest": "those with the longest follow-up",
            "shortest": "those with the shortest follow-up",
        }[question.data.swimmer]
        notes.append(
            f"{shown} of {count(of)} patients are shown: {which}. "
            "Chosen by follow-up, they do not represent all."
        )
    without = int(cohort.choose(question.selection).sum()) - of
    if without:
        notes.append(f"{counted(without, 'selected patient')} without this follow-up: no lane.")
    return (*notes, *((cycles_in_words(cohort),) if shown else ()))
