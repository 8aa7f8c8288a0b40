"""Raw cells become typed columns, as the study's fields say; what does not fit is reported, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from explorer.cohort.headers import header_letter
from explorer.columns import CategoryColumn, Column, DateColumn, NumberColumn, TextColumn
from explorer.dates import EPOCH, read_dates
from explorer.files.source import Cell, Sheet
from explorer.problem import Problem, Severity, place_name, rows_problem
from explorer.study.study import Field
from explorer.text import counted

_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,3})?$", re.ASCII)
_COMMA = re.compile(r"[-+]?\d+,\d+$", re.ASCII)
_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(,\d{3})+$", re.ASCII)
_SHOWN = 8

Floats = NDArray[np.float64]


@dataclass(slots=True)
class Place:
    """Where a column's cells stand, and the problems found there: one sentence for each kind of trouble.

    ``from_1904``: whole numbers in a date column count days from 1904.
    """

    sheet: str
    column: str
    letter: str
    rows: Sequence[int]
    problems: list[Problem] = field(default_factory=list)
    from_1904: bool = False

    def report(
        self,
        severity: Severity,
        indices: Sequence[int],
        cells: Sequence[Cell] | None,
        singular: str,
        plural: str,
        then: str,
    ) -> None:
        """Report the patients at ``indices``: what is wrong with one or several values, and what was done."""
        if not indices:
            return
        rows = [int(self.rows[index]) for index in indices]
        what = f"{counted(len(rows), 'value')} {singular if len(rows) == 1 else plural}"
        values = None if cells is None else [as_text(cells[index]) for index in indices[:_SHOWN]]
        self.problems.append(
            rows_problem(
                severity,
                self.where(),
                rows,
                what,
                then,
                values=values,
                sheet=self.sheet,
                column=self.column,
            )
        )

    def where(self) -> str:
        """The sheet and the column in words."""
        return place_name(self.sheet, self.column, self.letter)


def place_in(sheet: Sheet, header: str, rows: Sequence[int]) -> Place:
    """The place of a column of a sheet; ``rows`` (n,) are the patients' rows as Excel numbers them."""
    return Place(sheet.name, header, header_letter(sheet, header), rows, from_1904=sheet.from_1904)


def as_text(cell: Cell) -> str:
    """A cell as text: trimmed, whole numbers without a decimal point, true and false in words."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell).strip()


def as_texts(cells: Iterable[Cell]) -> list[str]:
    """Cells as texts."""
    # Most cells are texts or empty, and a cohort may have millions: no call for those.
    return ["" if cell is None else cell.strip() if type(cell) is str else as_text(cell) for cell in cells]


def type_column(field: Field, cells: Sequence[Cell], place: Place, date_order: str = "") -> Column:
    """Type one column of cells as its field says; cells that do not fit are reported and left out."""
    if field.kind == "category":
        return _category(field, cells, place)
    if field.kind == "number":
        return _number(field, cells, place)
    if field.kind == "date":
        return _date(field, cells, place, date_order)
    return TextColumn(tuple(_texts(field, cells)))


def empty_column(field: Field, n: int) -> Column:
    """The column of a field of which nothing is recorded."""
    if field.kind == "category":
        levels = tuple(level.id for level in field.levels)
        return CategoryColumn(np.full(n, len(levels), dtype=np.int16), levels)
    if field.kind == "text":
        return TextColumn(("",) * n)
    values = np.full(n, np.nan)
    return NumberColumn(values) if field.kind == "number" else DateColumn(values)


def _texts(field: Field, cells: Iterable[Cell]) -> list[str]:
    missing = {text.casefold() for text in field.missing_texts}
    texts = as_texts(cells)
    return ["" if text.casefold() in missing else text for text in texts] if missing else texts


def _category(field: Field, cells: Sequence[Cell], place: Place) -> CategoryColumn:
    levels = tuple(level.id for level in field.levels)
    codes = {"": len(levels)} | {text.casefold(): len(levels) for text in field.missing_texts}
    for code, level in enumerate(field.levels):
        for text in (*level.synonyms, level.label, level.id):
            codes[text.casefold()] = code
    texts = as_texts(cells)
    by_text = {text: codes.get(text.casefold(), -1) for text in set(texts)}
    found = np.fromiter((by_text[text] for text in texts), dtype=np.int16, count=len(texts))
    unknown = np.flatnonzero(found < 0)
    expected = ", ".join(level.label for level in field.levels[:8]) + (", …" if len(levels) > 8 else "")
    place.report(
        "error",
        unknown.tolist(),
        cells,
        f"is none of {expected}",
        f"are none of {expected}",
        f'treated as "{field.missing}"',
    )
    return CategoryColumn(np.where(found < 0, len(levels), found).astype(np.int16), levels)


def _number(field: Field, cells: Sequence[Cell], place: Place) -> NumberColumn:
    values = np.full(len(cells), np.nan)
    texts: dict[int, str] = {}
    for index, cell in enumerate(cells):
        kind = type(cell)
        if kind is float or kind is int:
            values[index] = cell
        elif cell is not None:
            texts[index] = as_text(cell)
    _numbers_in_texts(field, texts, values, cells, place)
    infinite = np.flatnonzero(np.isinf(values)).tolist()
    place.report("error", infinite, cells, "is not finite", "are not finite", "treated as missing")
    values[infinite] = np.nan
    low = -np.inf if field.low is None else field.low
    high = np.inf if field.high is None else field.high
    outside = np.flatnonzero((values < low) | (values > high)).tolist()
    if outside:
        limits = _limits(field)
        place.report("error", outside, cells, f"is {limits}", f"are {limits}", "treated as missing")
        values[outside] = np.nan
    return NumberColumn(values)


def _limits(field: Field) -> str:
    if field.low is not None and field.high is not None:
        words = f"outside {field.low:g} to {field.high:g}"
    elif field.low is not None:
        words = f"below {field.low:g}"
    else:
        words = f"above {field.high:g}"
    return f"{words} {field.unit}".strip()


def _numbers_in_texts(
    field: Field, texts: Mapping[int, str], values: Floats, cells: Sequence[Cell], place: Place
) -> None:
    """Read the texts of a number column, by their index, into ``values``."""
    missing = {text.casefold() for text in field.missing_texts} | {""}
    distinct = {text for text in set(texts.values()) if text.casefold() not in missing}
    commas = {text for text in distinct if _COMMA.match(text)}
    thousands = {text for text in distinct if _THOUSANDS.match(text)}
    decimal_comma = bool(commas - thousands) and not any("." in text for text in distinct)
    plain = {text: text.replace(",", ".") if decimal_comma else text for text in distinct}
    numbers = {text: float(written) for text, written in plain.items() if _NUMBER.match(written)}
    meant = {text.casefold(): number for text, number in field.number_texts}
    named = {text for text in distinct if text.casefold() in meant}
    numbers |= {text: meant[text.casefold()] for text in named}
    for index, text in texts.items():
        if text in numbers:
            values[index] = numbers[text]

    def those(wanted: set[str]) -> list[int]:
        return [index for index, text in texts.items() if text in wanted] if wanted else []

    if decimal_comma:
        verb, then = "a decimal comma, read as a decimal point", "nothing else was changed"
        place.report("note", those(commas), None, f"has {verb}", f"have {verb}", then)
    verb, then = "a text that stands for a number", "read as the study file says"
    place.report("note", those(named), cells, f"is {verb}", f"are {verb}", then)
    bad = distinct - numbers.keys()
    what = "a comma that may separate thousands or decimals"
    unclear = those(bad & thousands)
    place.report("error", unclear, cells, f"has {what}", f"have {what}", "treated as missing")
    wrong = those(bad - thousands)
    place.report("error", wrong, cells, "is not a number", "are not numbers", "treated as missing")


def _date(field: Field, cells: Sequence[Cell], place: Place, date_order: str) -> DateColumn:
    texts = _texts(field, cells)
    days, bad, note = read_dates(texts, date_order, place.from_1904)
    place.report("error", bad, cells, "is not a date", "are not dates", "treated as missing")
    if note:
        place.problems.append(Problem("note", f"{place.where()}: {note}", place.sheet, place.column))
    future = np.flatnonzero(days > (date.today() - EPOCH).days).tolist()
    place.report("error", future, cells, "is in the future", "are in the future", "treated as missing")
    days[future] = np.nan
    return DateColumn(days)
