"""One patient's time in the trial: what happened, how long after randomization, and how it ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isnan
from typing import Literal

import numpy as np

from explorer.analyses.patients import identifier_fields
from explorer.cohort.cohort import Cohort
from explorer.columns import DateColumn, TextColumn
from explorer.dates import day_text
from explorer.study.study import DAYS_PER_MONTH, Arm, Study

Role = Literal["before", "start", "exposure", "event", "death", "contact", "cycle", "other"]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened, so many months after the start (before it: negative); ``day`` if recorded.

    ``role``: ``start`` of follow-up; ``exposure``, such as transplantation; an endpoint's ``event``, or
    ``death``; last ``contact``; ``before`` the start; the first adverse event of a ``cycle``; ``other``.
    """

    label: str
    months: float
    role: Role
    day: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """A patient's marks in time order. ``start`` names what time is counted from; ``end`` is the last month
    of follow-up, None without any."""

    patient: int
    name: str
    arm: Arm | None
    start: str
    end: float | None
    marks: tuple[Mark, ...]

    @property
    def died(self) -> bool:
        """Whether follow-up ended with death."""
        return any(mark.role == "death" for mark in self.marks)


def timeline(cohort: Cohort, patient: int) -> Timeline:
    """The timeline of a patient, by index: from dates where the study has them, else from recorded times.

    Time is counted from the start of the primary endpoint; for a patient who never came so far, from the
    first date that is recorded.
    """
    study = cohort.study
    arm = int(cohort.arm[patient])
    start, marks = _from_dates(cohort, patient) if _start_field(study) else _from_times(cohort, patient)
    ends = [mark.months for mark in marks if mark.role in ("death", "contact")]
    died = [mark.months for mark in marks if mark.role == "death"]
    return Timeline(
        patient=patient,
        name=patient_name(cohort, patient),
        arm=study.arms[arm] if arm >= 0 else None,
        start=start,
        end=max(died or ends) if ends else None,
        marks=tuple(sorted(marks, key=lambda mark: mark.months)),
    )


def patient_name(cohort: Cohort, patient: int) -> str:
    """The patient's identifier, or the row in the file where the study has no field for it."""
    for id in identifier_fields(cohort.study):
        column = cohort.columns[id]
        if isinstance(column, TextColumn):
            return column.values[patient]
    return f"row {cohort.rows[patient]}"


def _start_field(study: Study) -> str:
    return study.primary.start


def _from_dates(cohort: Cohort, patient: int) -> tuple[str, list[Mark]]:
    study = cohort.study
    days = {id: day for id, day in _days(cohort, patient)}
    if not days:
        return "", []
    origin = _start_field(study)
    if origin not in days:
        origin = min(days, key=lambda id: days[id])
    zero = days[origin]
    marks = []
    for id, day in days.items():
        months = (day - zero) / DAYS_PER_MONTH
        role = "start" if id == origin else _role(study, id)
        if role == "other" and months < 0:
            role = "before"
        marks.append(Mark(_happening(study, id), months, role, day_text(day)))
    return _happening(study, origin), [*marks, *_cycles(cohort, patient, zero)]


def cycles_in_words(cohort: Cohort) -> str:
    """What is known of the cycles of treatment: the file has adverse events by cycle, or nothing."""
    events = cohort.adverse_events
    if events is None or not (~np.isnan(events.cycle) & ~np.isnan(events.onset)).any():
        return "Cycles of treatment are not in this file."
    return (
        "Small ticks: the first adverse event (AE) of a cycle. When cycles began, and cycles without an "
        "adverse event, are not in this file."
    )


def _cycles(cohort: Cohort, patient: int, zero: float) -> Iterator[Mark]:
    """The day of the first adverse event of each cycle of each phase."""
    events = cohort.adverse_events
    if events is None:
        return
    own = np.flatnonzero((events.patient == patient) & ~np.isnan(events.cycle) & ~np.isnan(events.onset))
    first: dict[tuple[str, float], float] = {}
    for event in own[np.argsort(events.onset[own], kind="stable")].tolist():
        cycle = (events.phase.name(event), float(events.cycle[event]))
        first.setdefault(cycle, float(events.onset[event]))
    for (phase, number), day in first.items():
        yield Mark(
            " ".join(("AE,", *phase.split(), f"cycle {number:g}")),
            (day - zero) / DAYS_PER_MONTH,
            "cycle",
            day_text(day),
        )


def _happening(study: Study, id: str) -> str:
    """What a date is the date of: "Relapse date" and "Date of relapse" are the relapse."""
    label = study.field(id).label.removesuffix(" date").removeprefix("Date of ")
    return label[:1].upper() + label[1:]


def _days(cohort: Cohort, patient: int) -> Iterator[tuple[str, float]]:
    for field in cohort.study.fields:
        column = cohort.columns[field.id]
        if isinstance(column, DateColumn) and not isnan(column.values[patient]):
            yield field.id, float(column.values[patient])


def _role(study: Study, id: str) -> Role:
    """What a date means, from the endpoints and events during follow-up that use it."""
    used = [endpoint for endpoint in study.endpoints if id in endpoint.events]
    if any(endpoint.noun == "death" for endpoint in used):
        return "death"
    if used:
        return "event"
    if any(endpoint.censor == id for endpoint in study.endpoints):
        return "contact"
    return "exposure" if any(event.date == id for event in study.time_varying) else "other"


def _from_times(cohort: Cohort, patient: int) -> tuple[str, list[Mark]]:
    """Marks of the endpoints with one recorded time each; a combined endpoint would only repeat them."""
    marks = [Mark("Start of follow-up", 0.0, "start")]
    last = 0.0
    for endpoint in cohort.study.endpoints:
        outcome = cohort.outcomes[endpoint.id]
        months = float(outcome.duration[patient])
        if len(endpoint.times) != 1 or isnan(months):
            continue
        last = max(last, months)
        if outcome.event[patient]:
            label = endpoint.noun[:1].upper() + endpoint.noun[1:]
            marks.append(Mark(label, months, "death" if endpoint.noun == "death" else "event"))
    if last and not any(mark.role == "death" for mark in marks):
        marks.append(Mark("Last contact", last, "contact"))
    return "Start of follow-up", marks
