"""A data file as it was read: raw cells by column, each with its address as Excel names it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from explorer.problem import Problem

Cell = str | int | float | bool | None
"""One raw value. Text stands verbatim ('007' stays '007'); an empty cell is None. Dates arrive as ISO
text: "2018-05-04", with a time of day "2018-05-04T10:30:00"."""

Kind = Literal["xlsx", "xls", "csv", "ods"]


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One table of a data file, without its blank rows and columns.

    ``name`` is "" for a text file. ``header`` holds the column names, stripped of outer spaces and
    distinct; ``header_row`` and ``row_numbers`` count rows as Excel does (the first is 1);
    ``columns`` holds Excel's letters of the header columns; ``cells`` one list per column, all of the
    length of ``row_numbers``. ``rows_left_out`` counts the rows below the header that are not among them
    because they could not be read; each is in the problems of the file. ``from_1904``: the sheet's day
    numbers count from 1904, as in workbooks of Excel for the Macintosh, and not from 1900.
    """

    name: str
    header: tuple[str, ...]
    header_row: int
    columns: tuple[str, ...]
    row_numbers: Sequence[int]
    cells: tuple[list[Cell], ...]
    rows_left_out: int = 0
    from_1904: bool = False

    def address(self, row_index: int, column_index: int) -> str:
        """Name a data cell as Excel does, for example "C37"."""
        return f"{self.columns[column_index]}{self.row_numbers[row_index]}"

    def column(self, name: str) -> list[Cell] | None:
        """Give the cells under a column name, or None when the sheet has no such column."""
        return self.cells[self.header.index(name)] if name in self.header else None


@dataclass(frozen=True, slots=True, eq=False)
class SourceFile:
    """A data file: its sheets, what was found while reading, and the SHA-256 that identifies it.

    ``name`` is the file name without its folder; ``size`` is in bytes.
    """

    name: str
    sha256: str
    size: int
    kind: Kind
    sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...]

    def sheet(self, name: str) -> Sheet | None:
        """Give the sheet of that name, or None when there is none."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


def column_letters(index: int) -> str:
    """Give Excel's letters of the column at a 0-based index: 0 is "A", 27 is "AB"."""
    letters = ""
    index += 1
    while index:
        index, remainder = divmod(index - 1, 26)
        letters = chr(ord("A") + remainder) + letters
    return letters


def column_index(letters: str) -> int:
    """Give the 0-based index of a column by its letters: "A" is 0, "AB" is 27."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1
