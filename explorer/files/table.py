"""Rows of raw cells become a sheet: which row is the header, which columns have a name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from itertools import zip_longest
from math import isfinite
from typing import Any, NamedTuple

from explorer.files.source import Cell, Sheet, column_letters
from explorer.problem import Problem, in_sheet, place_name
from explorer.text import counted, listed

_LOOK_AHEAD = 30
_EXACT_UP_TO = 2**53
_FIFTEEN_DIGITS = 10**15


class Record(NamedTuple):
    """One row as calamine or csv gives it ("" is an empty cell), with its number in Excel."""

    row: int
    cells: Sequence[Any]


def make_sheet(name: str, records: Sequence[Record], header_at: int) -> tuple[Sheet, list[Problem]]:
    """Make a sheet of the records that are not blank, of which one is the header.

    Columns without a name are named after their letter, empty ones dropped; of two columns of the same
    name the second is left out. Each such choice is in the problems.
    """
    header, body = records[header_at], records[header_at + 1 :]
    problems = _rows_above(name, [record.row for record in records[:header_at]], header.row)
    columns = list(zip_longest(header.cells, *(record.cells for record in body), fillvalue=""))
    row_numbers = [record.row for record in body]
    kept, found = _named_columns(name, columns, header.row)
    problems += found
    for letters, title, values in kept:
        problems += _rounded_numbers(name, letters, title, values, row_numbers)
    sheet = Sheet(
        name=name,
        header=tuple(title for _, title, _ in kept),
        header_row=header.row,
        columns=tuple(letters for letters, _, _ in kept),
        row_numbers=as_range(row_numbers),
        cells=tuple(values for _, _, values in kept),
    )
    return sheet, problems


def find_header(records: Sequence[Record]) -> int:
    """Give the index of the header: the first of the first rows in which more than half of the columns
    that are used, and at least two, have a text that is not a number; if there is none, the first row.
    """
    first = records[:_LOOK_AHEAD]
    used = {index for record in first for index, cell in enumerate(record.cells) if not is_blank((cell,))}
    for index, record in enumerate(first):
        names = sum(map(_is_name, record.cells))
        if names >= 2 and 2 * names > len(used):
            return index
    return 0


def is_blank(cells: Sequence[Any]) -> bool:
    """True when no cell of a row holds anything but white space."""
    return all(cell == "" or cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)


def _is_name(cell: Any) -> bool:
    if not isinstance(cell, str) or not cell.strip():
        return False
    try:
        float(cell.strip().replace(",", "."))
    except ValueError:
        return True
    return False


def _rows_above(name: str, above: list[int], header_row: int) -> list[Problem]:
    if not above:
        return []
    which = f"row {above[0]} above it was" if len(above) == 1 else f"the {len(above)} rows above it were"
    text = f"row {header_row} was taken as the header; {which} not read."
    return [Problem("note", in_sheet(name, text), name, rows=tuple(above))]


def _named_columns(
    sheet: str, columns: list[tuple[Any, ...]], header_row: int
) -> tuple[list[tuple[str, str, list[Cell]]], list[Problem]]:
    """Letters, name and cells of each column that is kept, and what was found about the others."""
    kept: list[tuple[str, str, list[Cell]]] = []
    taken: dict[str, str] = {}
    problems = []
    for index, column in enumerate(columns):
        letters = column_letters(index)
        title = str(_cell(column[0]) or "").strip()
        if not title and is_blank(column):
            continue
        if not title:
            title = f"column {letters}"
            text = f'column {letters} has no name in row {header_row}; it was read as "{title}".'
            problems.append(Problem("note", in_sheet(sheet, text), sheet, title, (header_row,)))
        if title in taken:
            text = (
                f'columns {taken[title]} and {letters} are both named "{title}": '
                f"{taken[title]} was read, {letters} was left out; rename one of them."
            )
            problems.append(Problem("error", in_sheet(sheet, text), sheet, title, (header_row,)))
            continue
        taken[title] = letters
        kept.append((letters, title, _cells(column[1:])))
    return kept, problems


def _cells(column: tuple[Any, ...]) -> list[Cell]:
    kinds = set(map(type, column))
    if kinds <= {str}:
        return [cell or None for cell in column]
    convert = {kind: _AS_CELL.get(kind, str) for kind in kinds}
    return [convert[type(cell)](cell) for cell in column]


def _cell(cell: Any) -> Cell:
    """One raw cell: text verbatim, whole numbers as int, dates and times as ISO text."""
    return _AS_CELL.get(type(cell), str)(cell)


def _text(value: str) -> Cell:
    return value or None


def _number(value: float) -> Cell:
    if value.is_integer() and -_EXACT_UP_TO <= value <= _EXACT_UP_TO:
        return int(value)
    return value if isfinite(value) else str(value)


def _moment(value: datetime) -> str:
    return value.isoformat() if value.time() != time() else value.date().isoformat()


def _elapsed(value: timedelta) -> str:
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"


_AS_CELL: dict[type, Callable[[Any], Cell]] = {
    str: _text,
    float: _number,
    int: int,
    bool: bool,
    datetime: _moment,
    date: date.isoformat,
    time: time.isoformat,
    timedelta: _elapsed,
}


def _rounded_numbers(
    sheet: str, letters: str, title: str, values: list[Cell], row_numbers: list[int]
) -> list[Problem]:
    """Warn of whole numbers of more than 15 digits, of which Excel has kept only 15."""
    numbers = (value for value in values if type(value) is int or type(value) is float)
    if max(map(abs, numbers), default=0) < _FIFTEEN_DIGITS:
        return []
    rows = [
        number
        for value, number in zip(values, row_numbers, strict=True)
        if isinstance(value, int | float) and abs(value) >= _FIFTEEN_DIGITS and float(value).is_integer()
    ]
    if not rows:
        return []
    places = listed([f"{letters}{row}" for row in rows])
    text = (
        f"{place_name(sheet, title, letters)}: {counted(len(rows), 'number')} of more than 15 digits "
        f"({places}); Excel has already rounded them, so that two identifiers may have become one. Export "
        "the column as text."
    )
    return [Problem("warning", text, sheet, title, tuple(rows))]


def as_range(numbers: list[int]) -> Sequence[int]:
    """Give consecutive numbers as a range, which takes no memory, and others as they are."""
    if numbers and numbers[-1] - numbers[0] + 1 == len(numbers):
        return range(numbers[0], numbers[-1] + 1)
    return tuple(numbers)
