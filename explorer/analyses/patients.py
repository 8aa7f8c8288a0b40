"""The patients of a selection as a table: a row for each patient, a column for each field and endpoint."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.analyses.compared import compared
from explorer.cohort.cohort import Cohort
from explorer.columns import CategoryColumn, Column, DateColumn, Mask, NumberColumn, TextColumn
from explorer.dates import day_text
from explorer.question.question import Question, months_per
from explorer.study.study import Endpoint, Field, Level, Study
from explorer.survival.outcome import Outcome
from explorer.text import number

Integers = NDArray[np.intp]
EVENT, CENSORED = "event", "censored"


@dataclass(frozen=True, slots=True, eq=False)
class ListingColumn:
    """One column of the table: what it is, the values of all patients of the cohort, decimals of numbers."""

    field: Field
    column: Column
    digits: int | None = None

    @property
    def is_number(self) -> bool:
        """Whether values stand at the right."""
        return isinstance(self.column, NumberColumn)

    def text(self, patient: int) -> str:
        """The value of a patient as it is shown; "" where there is none."""
        column = self.column
        if isinstance(column, CategoryColumn):
            code = int(column.codes[patient])
            return self.field.level_label(column.levels[code]) if code < len(column.levels) else ""
        if isinstance(column, TextColumn):
            return column.values[patient]
        value = float(column.values[patient])
        if np.isnan(value):
            return ""
        if isinstance(column, DateColumn):
            return day_text(value)
        return f"{value:g}" if self.digits is None else number(value, self.digits)


@dataclass(frozen=True, slots=True, eq=False)
class PatientsAnswer:
    """The patients (m,) of the selection, as indices into the cohort in the order of the file.

    ``columns`` hold the values of all patients of the cohort; ``rows`` are their rows in the file.
    """

    study: Study
    question: Question
    endpoint: Endpoint
    patients: Integers
    columns: tuple[ListingColumn, ...]
    rows: Sequence[int]
    primary: bool
    synthetic: bool

    def column(self, id: str) -> ListingColumn:
        """The column of a field, or of an endpoint's ``duration_id`` or ``status_id``."""
        return next(each for each in self.columns if each.field.id == id)


def duration_id(endpoint: Endpoint) -> str:
    """The column that holds an endpoint's durations."""
    return f"{endpoint.id} duration"


def status_id(endpoint: Endpoint) -> str:
    """The column that says whether a patient had an endpoint's event."""
    return f"{endpoint.id} status"


def patients(cohort: Cohort, question: Question) -> PatientsAnswer:
    """The table of the selected patients.

    Identifier and arm stand first, then each endpoint, then the study's other fields in their order; a field
    without a value in the whole file has no column.
    """
    study, who = cohort.study, compared(cohort, question)
    fields = [ListingColumn(field, cohort.columns[field.id]) for field in study.fields]
    first = {id: place for place, id in enumerate((*identifier_fields(study), study.arm_field))}
    head = sorted((each for each in fields if each.field.id in first), key=lambda each: first[each.field.id])
    endpoints = [
        column
        for endpoint in study.endpoints
        for column in _endpoint(endpoint, cohort.outcomes[endpoint.id], question)
    ]
    others = [each for each in fields if each.field.id not in first and each.column.present.any()]
    return PatientsAnswer(
        study=study,
        question=question,
        endpoint=who.endpoint,
        patients=np.flatnonzero(who.chosen),
        columns=(*head, *endpoints, *others),
        rows=cohort.rows,
        primary=who.primary,
        synthetic=who.synthetic,
    )


def identifier_fields(study: Study) -> tuple[str, ...]:
    """The fields that hold the patients' identifier; most studies have one, some none."""
    return tuple(field.id for field in study.fields if field.column and field.column == study.layout.id)


def in_order(column: ListingColumn, patients: Integers, *, descending: bool = False) -> Integers:
    """The patients by a column's values; ties stay as they are, patients without a value come last."""
    present = column.column.present[patients]
    known = patients[present]
    keys = _keys(column.column, known)
    order = np.argsort(-keys if descending else keys, kind="stable")
    return np.concatenate((known[order], patients[~present]))


def matching(answer: PatientsAnswer, words: str) -> Integers:
    """The listed patients in whose texts and levels every one of the words occurs, upper or lower case."""
    found = answer.patients
    for word in words.casefold().split():
        if not len(found):
            break
        hits = np.zeros(len(found), dtype=np.bool_)
        for column in answer.columns:
            hits |= _holds(column, found, word)
        found = found[hits]
    return found


def _endpoint(endpoint: Endpoint, outcome: Outcome, question: Question) -> tuple[ListingColumn, ...]:
    """The columns of an endpoint: duration in the question's unit, and whether the event happened."""
    unit = question.unit
    durations = outcome.duration / months_per(unit)
    time = Field(
        duration_id(endpoint),
        f"{endpoint.label}, {unit}",
        "number",
        f"{endpoint.id}, {unit}",
        missing="No outcome",
    )
    event = endpoint.noun[:1].upper() + endpoint.noun[1:]
    levels = (Level(EVENT, event), Level(CENSORED, "Censored"))
    status = Field(
        status_id(endpoint),
        f"{endpoint.label}: event",
        "category",
        endpoint.id,
        levels=levels,
        missing="No outcome",
    )
    codes = np.where(np.isnan(outcome.duration), 2, np.where(outcome.event, 0, 1)).astype(np.int16)
    return (
        ListingColumn(time, NumberColumn(durations), digits=1),
        ListingColumn(status, CategoryColumn(codes, (EVENT, CENSORED))),
    )


def _keys(column: Column, patients: Integers) -> NDArray[np.float64]:
    """Numbers (m,) in the order of the values; identifiers that are numbers are ordered as numbers."""
    if isinstance(column, CategoryColumn):
        return column.codes[patients].astype(np.float64)
    if not isinstance(column, TextColumn):
        return column.values[patients]
    texts = [column.values[patient] for patient in patients.tolist()]
    if all(text.isdecimal() for text in texts):
        return np.array([float(text) for text in texts])
    return np.unique(np.array(texts), return_inverse=True)[1].astype(np.float64)


def _holds(column: ListingColumn, patients: Integers, word: str) -> Mask:
    values = column.column
    if isinstance(values, CategoryColumn):
        labels = [column.field.level_label(level).casefold() for level in values.levels]
        wanted = np.array([word in label for label in labels] + [False], dtype=np.bool_)
        return wanted[values.codes[patients]]
    if isinstance(values, TextColumn):
        texts = values.values
        hits = (word in texts[patient].casefold() for patient in patients.tolist())
        return np.fromiter(hits, dtype=np.bool_, count=len(patients))
    return np.zeros(len(patients), dtype=np.bool_)
