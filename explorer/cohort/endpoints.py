"""Endpoints: durations and events of the patients, from dates or from recorded times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.cohort.headers import find_header, header_place
from explorer.cohort.patient_rows import Patients, Rows
from explorer.cohort.typed import Place, as_text, place_in, type_column
from explorer.columns import Column, DateColumn, Mask, NumberColumn
from explorer.errors import DataError, nearest
from explorer.files.source import Cell, Sheet
from explorer.problem import Problem, rows_problem
from explorer.study.study import DAYS_PER_MONTH, Endpoint, Field, Study, TimeStatus
from explorer.survival.outcome import Outcome, make_outcome
from explorer.text import counted, listed

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Typed:
    """The typed patients of a sheet: what an endpoint is made from."""

    study: Study
    sheet: Sheet
    patients: Patients
    columns: Mapping[str, Column]
    in_arm: Mask


@dataclass(frozen=True, slots=True)
class Finding:
    """Patients who lack something that an endpoint needs; ``column`` is where to look."""

    column: str
    rows: tuple[int, ...]
    what: str
    used: bool = False


def make_endpoints(typed: Typed) -> tuple[dict[str, Outcome], list[Problem]]:
    """Durations in months (days / 30.4375) and events of every endpoint, by its id.

    A patient whose dates or times are missing or impossible has no outcome (NaN) and is listed, if an arm
    is recorded: patients who never got an arm are not expected to have one.

    Raises:
        DataError: a long layout has no row of a record that an endpoint needs, or no status can be read.
    """
    outcomes: dict[str, Outcome] = {}
    problems: dict[Problem, None] = {}
    left_out: dict[Finding, list[str]] = {}
    for endpoint in typed.study.endpoints:
        make = _from_times if endpoint.times else _from_dates
        outcomes[endpoint.id], findings, of_cells = make(endpoint, typed)
        problems |= dict.fromkeys(of_cells)
        for finding in findings:
            left_out.setdefault(finding, []).append(label_in_sentence(endpoint.label))
    return outcomes, [*problems, *(_problem(typed, found, names) for found, names in left_out.items())]


def _from_dates(endpoint: Endpoint, typed: Typed) -> tuple[Outcome, list[Finding], list[Problem]]:
    start, censor = _days(typed, endpoint.start), _days(typed, endpoint.censor)
    ends = np.array([_days(typed, name) for name in endpoint.events])
    first = np.min(np.where(np.isnan(ends), np.inf, ends), axis=0)
    event = np.isfinite(first)
    days = np.where(event, first, censor) - start
    begins, ended = _label(typed, endpoint.start), _label(typed, endpoint.censor)
    findings: list[Finding] = []
    for name, when in zip(endpoint.events, ends, strict=True):
        what = f"with {_label(typed, name)}"
        findings += _found(typed, name, when < start, f"{what} before {begins}")
        findings += _found(typed, name, when > censor, f"{what} after {ended}", used=True)
    early, unknown = censor < start, ~np.isnan(start) & np.isnan(censor)
    findings += _found(typed, endpoint.censor, ~event & early, f"with {ended} before {begins}")
    findings += _found(typed, endpoint.start, np.isnan(start), f"without {begins}")
    findings += _found(typed, endpoint.censor, ~event & unknown, f"without {ended}")
    days[days < 0] = np.nan
    return make_outcome(days / DAYS_PER_MONTH, event), findings, []


def _from_times(endpoint: Endpoint, typed: Typed) -> tuple[Outcome, list[Finding], list[Problem]]:
    durations: list[Floats] = []
    events: list[Floats] = []
    findings: list[Finding] = []
    problems: list[Problem] = []
    layout = typed.study.layout
    for times in endpoint.times:
        rows = _rows(endpoint, typed, times)
        duration, of_durations = _durations(typed, times.time, rows)
        status, of_status = _status(typed, times, rows)
        durations.append(duration * (endpoint.unit_days / DAYS_PER_MONTH))
        events.append(status)
        problems += of_durations + of_status
        unknown = np.isnan(duration) | np.isnan(status)
        absent = f'without a row whose {layout.record} is "{times.row}"'
        findings += _found(typed, layout.id, rows < 0, absent)
        without = f"without {times.time} or {times.status}"
        findings += _found(typed, times.time, (rows >= 0) & unknown, without, rows=rows)
    time, event = np.array(durations), np.array(events)
    first = np.where(event == 1, time, np.inf).min(axis=0)
    any_event = np.isfinite(first)
    duration = np.where(any_event, first, time.min(axis=0))
    duration[np.isnan(time).any(axis=0) | np.isnan(event).any(axis=0)] = np.nan
    return make_outcome(duration, any_event), findings, problems


def _days(typed: Typed, name: str) -> Floats:
    column = typed.columns[name]
    assert isinstance(column, DateColumn)  # the study was checked when it was read
    return column.values


def _label(typed: Typed, name: str) -> str:
    return label_in_sentence(typed.study.field(name).label)


def label_in_sentence(label: str) -> str:
    """A label inside a sentence; one that begins with an abbreviation keeps it."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _found(
    typed: Typed, name: str, mask: Mask, what: str, *, used: bool = False, rows: Rows | None = None
) -> list[Finding]:
    """The patients of a mask who are in an arm; ``name`` is the field, or the column, to look at."""
    indices = np.flatnonzero(mask & typed.in_arm).tolist()
    if not indices:
        return []
    field = next((field for field in typed.study.fields if field.id == name), None)
    header = find_header(typed.sheet, (field.column, *field.aliases) if field else (name,))
    rows = typed.patients.first if rows is None else rows
    numbers = tuple(int(typed.sheet.row_numbers[rows[index]]) for index in indices)
    return [Finding(header, numbers, what, used)]


def _problem(typed: Typed, found: Finding, endpoints: Sequence[str]) -> Problem:
    return rows_problem(
        "warning" if found.used else "error",
        header_place(typed.sheet, found.column) if found.column else (typed.sheet.name or "patients"),
        found.rows,
        f"{counted(len(found.rows), 'patient')} {found.what}",
        "used as recorded" if found.used else f"left out of {listed(list(endpoints))}",
        sheet=typed.sheet.name,
        column=found.column,
    )


def _rows(endpoint: Endpoint, typed: Typed, times: TimeStatus) -> Rows:
    """Each patient's row (n,) that holds the time, −1 where there is none."""
    rows = typed.patients.records.get(times.row) if times.row else typed.patients.first
    if rows is None:
        header = find_header(typed.sheet, (typed.study.layout.record,))
        known = list(typed.patients.records)
        raise DataError(
            f'{header_place(typed.sheet, header)}: no row is "{times.row}", which {endpoint.id} needs; '
            f"{nearest(times.row, known)}"
        )
    return rows


def _durations(typed: Typed, name: str, rows: Rows) -> tuple[Floats, list[Problem]]:
    place, cells = _cells(typed, name, rows)
    column = type_column(Field(id=name, label=name, kind="number", low=0.0), cells, place)
    assert isinstance(column, NumberColumn)  # asked for by its kind
    return column.values, place.problems


def _status(typed: Typed, times: TimeStatus, rows: Rows) -> tuple[Floats, list[Problem]]:
    place, cells = _cells(typed, times.status, rows)
    meaning = {text.casefold(): 0.0 for text in times.censored} | {
        text.casefold(): 1.0 for text in times.event
    }
    texts = [as_text(cell).casefold() for cell in cells]
    values = np.array([meaning.get(text, np.nan) for text in texts])
    expected = f"{' or '.join(times.event)} (event) nor {' or '.join(times.censored)} (censored)"
    unknown = [index for index, text in enumerate(texts) if text and text not in meaning]
    place.report(
        "error", unknown, cells, f"is neither {expected}", f"are neither {expected}", "treated as missing"
    )
    if np.isnan(values).all():
        raise DataError(f"{place.where()}: no status is {expected.replace(' nor ', ' or ')}.")
    return values, place.problems


def _cells(typed: Typed, name: str, rows: Rows) -> tuple[Place, list[Cell]]:
    """The cells of a column at each patient's row, and their place."""
    header = find_header(typed.sheet, (name,))
    cells = typed.sheet.column(header) or []
    numbers = [int(typed.sheet.row_numbers[row]) for row in rows]
    return place_in(typed.sheet, header, numbers), [None if row < 0 else cells[row] for row in rows]
