"""The adverse events behind a row of the safety table, for a listing."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

import numpy as np

from explorer.analyses.safety_answer import EventRecord, ToxicityRow
from explorer.analyses.safety_frame import safety_frame
from explorer.cohort.adverse_events import AdverseEvents
from explorer.cohort.cohort import Cohort
from explorer.columns import TextColumn
from explorer.dates import day_text
from explorer.question.question import Question


def events_behind(
    cohort: Cohort,
    question: Question,
    row: ToxicityRow,
    *,
    arm: str | None = None,
    most: int | None = None,
) -> tuple[EventRecord, ...]:
    """The events that count in a row of the table, by patient and the worst first: its drill-down.

    ``arm``: of one arm only; ``most``: the first so many of them.
    """
    frame = safety_frame(cohort, question)
    if frame is None:
        return ()
    events = frame.events
    counts = frame.counts & events.term.one_of(row.terms)
    if arm is not None:
        counts &= cohort.arm[events.patient] == cohort.study.arm_index(arm)
    places = np.flatnonzero(counts)
    order = np.lexsort((events.rows[places], -events.grade[places].astype(np.intp), events.patient[places]))
    names = _patient_names(cohort)
    return tuple(_record(cohort, events, names, place) for place in places[order[:most]].tolist())


def _patient_names(cohort: Cohort) -> Sequence[str]:
    """What the file calls each patient; the row of the file where it has no such field."""
    for field in cohort.study.fields:
        column = cohort.columns[field.id]
        if field.column == cohort.study.layout.id and isinstance(column, TextColumn):
            return column.values
    return [f"row {row}" for row in cohort.rows]


def _record(cohort: Cohort, events: AdverseEvents, names: Sequence[str], place: int) -> EventRecord:
    patient = int(events.patient[place])
    cycle = float(events.cycle[place])
    return EventRecord(
        patient=names[patient],
        arm=cohort.study.arms[int(cohort.arm[patient])].short,
        term=events.term.name(place),
        category=events.category.name(place),
        grade=int(events.grade[place]),
        cycle=None if isnan(cycle) else cycle,
        phase=events.phase.name(place),
        related=bool(events.related[place]),
        onset=day_text(events.onset[place]),
        row=int(events.rows[place]),
    )
