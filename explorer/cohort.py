"""A cohort: the patients of a data file as a study describes them, checked once when the file is opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.columns import CategoryColumn, Column, Mask
from explorer.derive import derive
from explorer.endpoints import Typed, make_endpoint
from explorer.errors import DataError, nearest
from explorer.files.source import Sheet, SourceFile
from explorer.patients import Patients, find_patients
from explorer.problem import Problem, rows_problem
from explorer.selection import Selection
from explorer.study import Field, Study
from explorer.survival.outcome import Outcome
from explorer.text import counted
from explorer.typed import Place, as_text, empty_column, type_column


@dataclass(frozen=True, slots=True)
class Source:
    """Where a cohort came from."""

    file: str
    sheet: str
    sha256: str
    rows_read: int
    rows_left_out: int


@dataclass(frozen=True, slots=True, eq=False)
class Cohort:
    """The patients of a trial.

    ``columns`` by field id; ``outcomes`` by endpoint id; ``arm`` (n,) indexes ``study.arms``, −1 without an
    arm; ``rows`` (n,) are the patients' (first) rows as Excel numbers them.
    """

    study: Study
    n: int
    columns: Mapping[str, Column]
    outcomes: Mapping[str, Outcome]
    arm: NDArray[np.int16]
    rows: Sequence[int]
    source: Source
    problems: tuple[Problem, ...]
    typing: tuple[tuple[str, str, str], ...]
    synthetic: bool

    def choose(self, selection: Selection) -> Mask:
        """Which patients a selection means, (n,)."""
        return selection.mask(self.columns, self.n)


def make_cohort(source: SourceFile, study: Study) -> Cohort:
    """Read a file's patients as a study describes them.

    Raises:
        DataError: the file has no usable sheet, lacks a required column (the nearest is named), or has no
            patients. Everything less is listed in ``problems``.
    """
    try:
        return _make_cohort(source, study)
    except DataError as error:
        text = str(error)
        raise DataError(text if text.startswith(source.name) else f"{source.name}: {text}") from error


def _make_cohort(source: SourceFile, study: Study) -> Cohort:
    sheet, problems = _choose_sheet(source, study)
    names = {
        field.id: _header(sheet, (field.column, *field.aliases)) for field in study.fields if field.column
    }
    _check_required(sheet, study, names)
    id_name = _required_header(sheet, study.layout.id)
    record_name = _required_header(sheet, study.layout.record) if study.layout.record else ""
    patients, found = find_patients(
        sheet,
        sheet.column(id_name) or [],
        sheet.column(record_name) if record_name else None,
        id_name,
    )
    problems += found
    n, rows = len(patients.ids), [int(sheet.row_numbers[row]) for row in patients.first]
    columns, typing, found = _columns(sheet, study, names, patients, rows)
    problems += found
    arm_column = columns[study.arm_field]
    assert isinstance(arm_column, CategoryColumn)  # the study was checked when it was read
    arm = np.where(arm_column.present, arm_column.codes, -1).astype(np.int16)
    typed = Typed(study, sheet, patients, columns, arm >= 0)
    outcomes: dict[str, Outcome] = {}
    for endpoint in study.endpoints:
        outcomes[endpoint.id], found = make_endpoint(endpoint, typed)
        problems += [problem for problem in found if problem not in problems]
    synthetic = study.synthetic is not None and bool(study.synthetic.mask(columns, n).any())
    where = Source(source.name, sheet.name, source.sha256, patients.rows_read, patients.left_out)
    return Cohort(study, n, columns, outcomes, arm, rows, where, tuple(problems), tuple(typing), synthetic)


def _columns(
    sheet: Sheet, study: Study, names: Mapping[str, str], patients: Patients, rows: Sequence[int]
) -> tuple[dict[str, Column], list[tuple[str, str, str]], list[Problem]]:
    n = len(patients.ids)
    columns: dict[str, Column] = {}
    typing: list[tuple[str, str, str]] = []
    problems: list[Problem] = []
    absent: list[str] = []
    for field in study.fields:
        name = names.get(field.id, "")
        if field.column and not name and not field.rules:
            absent.append(field.column)
        column: Column = empty_column(field, n)
        if name:
            cells = sheet.column(name) or []
            letter = sheet.columns[sheet.header.index(name)]
            place = Place(sheet.name, name, letter, rows)
            column = type_column(
                field, [cells[row] for row in patients.first], place, study.layout.date_order
            )
            typing.append((name, field.label, field.kind))
            problems += place.problems
            problems += _inconsistent(sheet, field, name, patients)
        if field.rules and isinstance(column, CategoryColumn):
            column, found = derive(field, column, columns, rows, sheet.name)
            problems += found
        columns[field.id] = column
    if absent:
        verb = "is" if len(absent) == 1 else "are"
        what = f"{counted(len(absent), 'column')} of the study {verb} not in the file"
        text = f"{what} and count as not recorded: {', '.join(absent)}."
        problems.append(Problem("note", text, sheet.name))
    return columns, typing, problems


def _inconsistent(sheet: Sheet, field: Field, name: str, patients: Patients) -> list[Problem]:
    """Patients whose rows of a long layout differ where they should agree."""
    if len(patients.records) < 2:
        return []
    cells = sheet.column(name) or []
    differing = []
    for rows in patients.records.values():
        for first, row in zip(patients.first.tolist(), rows.tolist(), strict=True):
            if row >= 0 and as_text(cells[first]) != as_text(cells[row]):
                differing.append(int(sheet.row_numbers[row]))
    if not differing:
        return []
    what = f"{counted(len(differing), 'row')} where {field.label} differs from the patient's first row"
    return [rows_problem("warning", f"column {name}", differing, what, "the first row was used", column=name)]


def _choose_sheet(source: SourceFile, study: Study) -> tuple[Sheet, list[Problem]]:
    problems = list(source.problems)
    if not source.sheets:
        raise DataError("the file has no rows of data; nothing was opened.")
    wanted = {name.casefold() for name in study.layout.sheets}
    sheet = next((sheet for sheet in source.sheets if sheet.name.casefold() in wanted), None)
    if sheet is None:
        fitting = [sheet for sheet in source.sheets if _header(sheet, (study.layout.id,))]
        sheet = fitting[0] if fitting else source.sheets[0]
        if len(source.sheets) > 1:
            problems.append(Problem("note", f'the sheet "{sheet.name}" was read.', sheet.name))
    if not len(sheet.row_numbers):
        raise DataError(f'the sheet "{sheet.name}" has a header but no rows of data; nothing was opened.')
    return sheet, [problem for problem in problems if problem.sheet in ("", sheet.name)]


def _folded(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())


def _header(sheet: Sheet, names: Sequence[str]) -> str:
    """The sheet's own name of the first of some columns that it has, or ""."""
    headers = {_folded(header): header for header in reversed(sheet.header)}
    for name in names:
        if name in sheet.header:
            return name
        if _folded(name) in headers:
            return headers[_folded(name)]
    return ""


def _required_header(sheet: Sheet, name: str) -> str:
    header = _header(sheet, (name,))
    if not header:
        where = f"sheet {sheet.name}: " if sheet.name else ""
        raise DataError(f'{where}the required column "{name}" is missing; {nearest(name, sheet.header)}')
    return header


def _check_required(sheet: Sheet, study: Study, names: Mapping[str, str]) -> None:
    missing = [field.column for field in study.fields if field.required and not names.get(field.id)]
    missing += [] if _header(sheet, (study.layout.id,)) else [study.layout.id]
    missing = list(dict.fromkeys(missing))
    if len(missing) == 1:
        _required_header(sheet, missing[0])
    if missing:
        where = f"sheet {sheet.name}: " if sheet.name else ""
        hints = "; ".join(f'"{name}": {nearest(name, sheet.header)}' for name in missing[:2])
        what = f"{len(missing)} required columns of {study.title} are missing: {', '.join(missing)}"
        raise DataError(f"{where}{what}; {hints}")


def lacking(source: SourceFile, study: Study) -> list[str]:
    """The columns that a study requires and a file lacks, for the sheet that lacks fewest."""
    wanted = [(field.column, *field.aliases) for field in study.fields if field.required]
    wanted += [(name,) for name in (study.layout.id, study.layout.record) if name]
    for endpoint in study.endpoints:
        wanted += [(name,) for times in endpoint.times for name in (times.time, times.status)]
    options = list(dict.fromkeys(wanted))
    by_sheet = [[names[0] for names in options if not _header(sheet, names)] for sheet in source.sheets]
    return min(by_sheet, key=len, default=[names[0] for names in options])
