"""Adverse events: the long sheet with one row an event, read as the study declares it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.cohort.headers import find_header, header_place
from explorer.cohort.typed import Place, as_text, place_in, type_column
from explorer.columns import DateColumn, Mask, NumberColumn
from explorer.errors import nearest
from explorer.files.source import Cell, Sheet, SourceFile
from explorer.problem import Problem, Severity, rows_problem
from explorer.study.reporting import AdverseEventLayout
from explorer.study.study import Field, Study
from explorer.text import counted, listed

WORST = 5
Integers = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """A text for each event: ``codes`` (m,) index ``names``, −1 where nothing is recorded."""

    codes: Integers
    names: tuple[str, ...]

    def at(self, events: Integers) -> Labels:
        """The texts of these events."""
        return Labels(self.codes[events], self.names)

    def one_of(self, names: Sequence[str]) -> Mask:
        """Which events have one of the names, (m,)."""
        wanted = np.array([name in names for name in self.names] + [False], dtype=np.bool_)
        return wanted[self.codes]

    def name(self, event: int) -> str:
        """The text of one event, "" where nothing is recorded."""
        return self.names[self.codes[event]] if self.codes[event] >= 0 else ""


@dataclass(frozen=True, slots=True, eq=False)
class AdverseEvents:
    """The adverse events of a cohort's patients; all arrays (m,), in the order of the sheet.

    ``patient`` indexes the patients of the cohort; ``grade`` is 1 to 5; ``cycle`` and ``onset`` (days since
    1970-01-01) are NaN where not recorded; ``related`` to treatment, True for all where the study declares no
    such column; ``rows`` are row numbers as Excel shows them. ``rows_read`` counts the rows of the sheet.
    """

    sheet: str
    patient: Integers
    term: Labels
    category: Labels
    phase: Labels
    grade: NDArray[np.int8]
    cycle: NDArray[np.float64]
    related: Mask
    onset: NDArray[np.float64]
    rows: Integers
    rows_read: int

    def __len__(self) -> int:
        return len(self.patient)


def read_adverse_events(
    source: SourceFile, study: Study, ids: Sequence[str]
) -> tuple[AdverseEvents | None, list[Problem]]:
    """Read the sheet of adverse events; None where the study declares none or the file has no such sheet.

    ``ids`` (n,) are the identifiers of the cohort's patients. Rows of unknown patients, without a term or
    without a grade of 1 to 5 are left out and listed; so is a sheet without one of these columns.
    """
    layout = study.adverse_events
    if layout is None:
        return None, []
    wanted = [name.casefold() for name in layout.sheets]
    sheet = next((sheet for sheet in source.sheets if sheet.name.casefold() in wanted), None)
    if sheet is None:
        return None, []
    problems = [problem for problem in source.problems if problem.sheet == sheet.name]
    for name in (layout.id, layout.term, layout.grade):
        if not find_header(sheet, (name,)):
            what = f'sheet {sheet.name}: the column "{name}" is missing; {nearest(name, sheet.header)}'
            text = f"{what.rstrip('.?')}{what[-1]} The adverse events were not read."
            problems.append(Problem("error", text, sheet.name, name))
            return None, problems
    reader = _Reader(sheet, layout, study.layout.date_order, problems)
    return reader.read(ids), problems


@dataclass(frozen=True, slots=True, eq=False)
class _Reader:
    """One reading of a sheet; ``problems`` grows as it goes."""

    sheet: Sheet
    layout: AdverseEventLayout
    date_order: str
    problems: list[Problem]

    def read(self, ids: Sequence[str]) -> AdverseEvents:
        index = {id: place for place, id in enumerate(ids)}
        patients = [index.get(as_text(cell), -1) for cell in self._cells(self.layout.id)]
        patient = np.array(patients, dtype=np.intp)
        term = self._labels(self.layout.term)
        grade = self._grades()
        self._left_out(self.layout.id, patient < 0, "a patient who is not in the cohort")
        self._left_out(self.layout.term, (patient >= 0) & (term.codes < 0), "no term")
        self._left_out(self.layout.grade, (patient >= 0) & np.isnan(grade), "no grade from 1 to 5")
        kept = np.flatnonzero((patient >= 0) & (term.codes >= 0) & ~np.isnan(grade))
        category = self._labels(self.layout.category)
        self._two_categories(term, category, kept)
        return AdverseEvents(
            sheet=self.sheet.name,
            patient=patient[kept],
            term=term.at(kept),
            category=category.at(kept),
            phase=self._labels(self.layout.phase).at(kept),
            grade=grade[kept].astype(np.int8),
            cycle=self._numbers(self.layout.cycle)[kept],
            related=self._related()[kept],
            onset=self._dates(self.layout.onset)[kept],
            rows=np.array(self.sheet.row_numbers, dtype=np.intp)[kept],
            rows_read=len(patient),
        )

    def _cells(self, name: str) -> list[Cell]:
        header = find_header(self.sheet, (name,)) if name else ""
        return (self.sheet.column(header) or []) if header else [None] * len(self.sheet.row_numbers)

    def _labels(self, name: str) -> Labels:
        """Texts that differ only in upper and lower case are one; its first spelling stands."""
        place: dict[str, int] = {}
        names: list[str] = []
        codes = np.full(len(self.sheet.row_numbers), -1, dtype=np.intp)
        for row, cell in enumerate(self._cells(name)):
            text = " ".join(as_text(cell).split())
            if text:
                code = place.setdefault(text.casefold(), len(names))
                if code == len(names):
                    names.append(text)
                codes[row] = code
        return Labels(codes, tuple(names))

    def _grades(self) -> NDArray[np.float64]:
        field = Field(id="grade", label="Grade", kind="number")
        column = type_column(field, self._cells(self.layout.grade), self._scratch())
        assert isinstance(column, NumberColumn)
        values = column.values.copy()
        values[~np.isin(values, np.arange(1, WORST + 1))] = np.nan
        return values

    def _scratch(self) -> Place:
        """A place whose complaints are not kept: a row without a grade is listed once, as left out."""
        return Place(self.sheet.name, self.layout.grade, "", self.sheet.row_numbers)

    def _numbers(self, name: str) -> NDArray[np.float64]:
        column = self._typed(name, Field(id=name, label=name, kind="number", low=0))
        return column.values if isinstance(column, NumberColumn) else self._nothing()

    def _dates(self, name: str) -> NDArray[np.float64]:
        column = self._typed(name, Field(id=name, label=name, kind="date"))
        return column.values if isinstance(column, DateColumn) else self._nothing()

    def _nothing(self) -> NDArray[np.float64]:
        return np.full(len(self.sheet.row_numbers), np.nan)

    def _typed(self, name: str, field: Field) -> object:
        header = find_header(self.sheet, (name,)) if name else ""
        if not header:
            return None
        place = place_in(self.sheet, header, self.sheet.row_numbers)
        column = type_column(field, self._cells(name), place, self.date_order)
        self.problems.extend(place.problems)
        return column

    def _related(self) -> Mask:
        if not self.layout.related:
            return np.ones(len(self.sheet.row_numbers), dtype=np.bool_)
        yes = {text.casefold() for text in self.layout.related_texts}
        texts = [as_text(cell).casefold() for cell in self._cells(self.layout.related)]
        unknown = np.array([not text for text in texts], dtype=np.bool_)
        self._report(
            "warning", self.layout.related, unknown, "no value", "counted as not related to treatment"
        )
        return np.array([text in yes for text in texts], dtype=np.bool_)

    def _two_categories(self, term: Labels, category: Labels, kept: Integers) -> None:
        pairs = np.unique(np.stack([term.codes[kept], category.codes[kept]]), axis=1)
        terms, times = np.unique(pairs[0], return_counts=True)
        twice = [term.names[code] for code in terms[times > 1]]
        if twice:
            place = header_place(self.sheet, find_header(self.sheet, (self.layout.category,)))
            text = f"{place}: {listed(twice)} in more than one category; each event keeps its own."
            self.problems.append(Problem("warning", text, self.sheet.name, self.layout.category))

    def _left_out(self, name: str, which: Mask, what: str) -> None:
        self._report("error", name, which, what, "left out")

    def _report(self, severity: Severity, name: str, which: Mask, what: str, then: str) -> None:
        found = np.flatnonzero(which).tolist()
        header = find_header(self.sheet, (name,))
        if not found:
            return
        cells = self._cells(name)
        verb = "has" if len(found) == 1 else "have"
        self.problems.append(
            rows_problem(
                severity,
                header_place(self.sheet, header) if header else f'sheet {self.sheet.name}: column "{name}"',
                [int(self.sheet.row_numbers[row]) for row in found],
                f"{counted(len(found), 'row')} {verb} {what}",
                then,
                values=[as_text(cells[row]) for row in found[:8]],
                sheet=self.sheet.name,
                column=header,
            )
        )
