"""Endpoints: durations and events of the patients, from dates or from recorded times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.columns import Column, DateColumn, Mask, NumberColumn
from explorer.errors import DataError, nearest
from explorer.files.source import Sheet
from explorer.patients import Patients, Rows
from explorer.problem import Problem, place_name, rows_problem
from explorer.study import DAYS_PER_MONTH, Endpoint, Field, Study
from explorer.survival.outcome import Outcome, make_outcome
from explorer.text import counted
from explorer.typed import Place, as_text, type_column

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Typed:
    """The typed patients of a sheet: what an endpoint is made from."""

    study: Study
    sheet: Sheet
    patients: Patients
    columns: Mapping[str, Column]
    in_arm: Mask


def make_endpoint(endpoint: Endpoint, typed: Typed) -> tuple[Outcome, list[Problem]]:
    """Durations in months (days / 30.4375) and events of one endpoint.

    A patient whose dates or times are missing or impossible has no outcome (NaN) and is listed, if an arm
    is recorded: patients who never got an arm are not expected to have one.

    Raises:
        DataError: a time or status column is not in the file, or no event is ever recorded as one.
    """
    if endpoint.times:
        return _from_times(endpoint, typed)
    return _from_dates(endpoint, typed)


def _from_dates(endpoint: Endpoint, typed: Typed) -> tuple[Outcome, list[Problem]]:
    start = _days(typed, endpoint.start)
    ends = np.array([_days(typed, name) for name in endpoint.events])
    censor = _days(typed, endpoint.censor)
    first = np.min(np.where(np.isnan(ends), np.inf, ends), axis=0)
    event = np.isfinite(first)
    days = np.where(event, first, censor) - start
    problems: list[Problem] = []
    early = typed.in_arm & (days < 0)
    last = endpoint.plural if event[early].any() else "last contact"
    problems += _listed(
        endpoint, typed, early, f"with {last} before {_label(typed, endpoint.start)}", "left out of {label}"
    )
    unknown = typed.in_arm & np.isnan(days)
    problems += _listed(
        endpoint, typed, unknown, f"without the dates that {endpoint.id} needs", "left out of {label}"
    )
    for name, when in zip(endpoint.events, ends, strict=True):
        late = typed.in_arm & (when > censor)
        what = f"with {_label(typed, name)} after {_label(typed, endpoint.censor)}"
        problems += _listed(endpoint, typed, late, what, "used as recorded", "warning")
    days[days < 0] = np.nan
    return make_outcome(days / DAYS_PER_MONTH, event), problems


def _from_times(endpoint: Endpoint, typed: Typed) -> tuple[Outcome, list[Problem]]:
    durations: list[Floats] = []
    events: list[Floats] = []
    problems: list[Problem] = []
    for times in endpoint.times:
        rows = typed.patients.records.get(times.row) if times.row else typed.patients.first
        if rows is None:
            known = list(typed.patients.records)
            raise DataError(
                f'{endpoint.id}: the file has no "{times.row}" in its column {typed.study.layout.record}; '
                f"{nearest(times.row, known)}"
            )
        duration, found = _durations(typed, times.time, rows)
        status, more = _status(typed, times.status, times.event, rows)
        durations.append(duration * endpoint.unit_days / DAYS_PER_MONTH)
        events.append(status)
        problems += found + more
    time, event = np.array(durations), np.array(events)
    happened = np.where(event == 1, time, np.inf)
    first = happened.min(axis=0)
    any_event = np.isfinite(first)
    unknown = np.isnan(time).any(axis=0) | np.isnan(event).any(axis=0)
    with np.errstate(invalid="ignore"):
        duration = np.where(any_event, first, time.min(axis=0))
    negative = typed.in_arm & (duration < 0)
    problems += _listed(endpoint, typed, negative, "with a negative duration", "left out of {label}")
    problems += _listed(
        endpoint, typed, typed.in_arm & unknown, "without time or status", "left out of {label}"
    )
    duration[unknown | (duration < 0)] = np.nan
    return make_outcome(duration, any_event), problems


def _days(typed: Typed, name: str) -> Floats:
    column = typed.columns[name]
    assert isinstance(column, DateColumn)  # the study was checked when it was read
    return column.values


def _label(typed: Typed, name: str) -> str:
    label = typed.study.field(name).label
    return label[:1].lower() + label[1:]


def _listed(
    endpoint: Endpoint, typed: Typed, mask: Mask, what: str, then: str, severity: str = "error"
) -> list[Problem]:
    indices = np.flatnonzero(mask).tolist()
    if not indices:
        return []
    rows = [int(typed.sheet.row_numbers[typed.patients.first[index]]) for index in indices]
    return [
        rows_problem(
            "warning" if severity == "warning" else "error",
            f"sheet {typed.sheet.name}" if typed.sheet.name else "patients",
            rows,
            f"{counted(len(rows), 'patient')} {what}",
            then.format(label=endpoint.label[:1].lower() + endpoint.label[1:]),
            sheet=typed.sheet.name,
        )
    ]


def _durations(typed: Typed, name: str, rows: Rows) -> tuple[Floats, list[Problem]]:
    cells = typed.sheet.column(name)
    if cells is None:
        raise DataError(f'the column "{name}" is missing; {nearest(name, typed.sheet.header)}')
    letter = typed.sheet.columns[typed.sheet.header.index(name)]
    numbers = [int(typed.sheet.row_numbers[row]) for row in rows]
    place = Place(typed.sheet.name, name, letter, numbers)
    picked = [None if row < 0 else cells[row] for row in rows]
    column = type_column(Field(id=name, label=name, kind="number"), picked, place)
    assert isinstance(column, NumberColumn)  # asked for by its kind
    return column.values, place.problems


def _status(typed: Typed, name: str, event: Sequence[str], rows: Rows) -> tuple[Floats, list[Problem]]:
    cells = typed.sheet.column(name)
    if cells is None:
        raise DataError(f'the column "{name}" is missing; {nearest(name, typed.sheet.header)}')
    wanted = {text.casefold() for text in event}
    texts = ["" if row < 0 else as_text(cells[row]).casefold() for row in rows]
    values = np.array([np.nan if not text else float(text in wanted) for text in texts])
    others = sorted({text for text in texts if text and text not in wanted})
    problems: list[Problem] = []
    if len(others) > 1:
        where = place_name(typed.sheet.name, name)
        words = ", ".join(f'"{text}"' for text in others[:8])
        problems.append(Problem("warning", f"{where}: {words} were all read as censored.", column=name))
    if texts and not np.nansum(values):
        shown = ", ".join(f'"{text}"' for text in others[:8])
        raise DataError(
            f'{place_name(typed.sheet.name, name)}: no row has the status "{event[0]}" that means an event; '
            f"the file has {shown or 'empty cells only'}."
        )
    return values, problems
