"""A problem found in a data file: one sentence, with the place as Excel names it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from explorer.text import count

Severity = Literal["error", "warning", "note"]
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that a user should know about a data file.

    ``error``: a row or a value could not be used. ``warning``: it was used, but it contradicts itself
    or another value. ``note``: what the program chose while reading (encoding, separator, sheet).
    ``rows`` are row numbers as Excel shows them (the header is usually row 1).
    """

    severity: Severity
    text: str
    sheet: str = ""
    column: str = ""
    rows: tuple[int, ...] = ()


def place_name(sheet: str, column: str, letter: str = "") -> str:
    """A sheet and a column in words: ``sheet patients, column age (E)``."""
    where = f"sheet {sheet}, " if sheet else ""
    return f"{where}column {column}" + (f" ({letter})" if letter and letter != column else "")


def in_sheet(sheet: str, text: str) -> str:
    """A sentence about a sheet as a whole: ``sheet patients: row 3 …``; without a sheet, ``Row 3 …``."""
    return f"sheet {sheet}: {text}" if sheet else text[:1].upper() + text[1:]


def rows_problem(
    severity: Severity,
    place: str,
    rows: Sequence[int],
    what: str,
    then: str,
    *,
    values: Sequence[str] | None = None,
    sheet: str = "",
    column: str = "",
) -> Problem:
    """A problem of some rows: ``place: what (rows 37: "abc", 112: "12,4"); then.``"""
    pairs = zip(rows[:_SHOWN], values[:_SHOWN] if values else [""] * _SHOWN, strict=False)
    shown = ", ".join(f'{row}: "{value}"' if values else str(row) for row, value in pairs)
    more = f" and {count(len(rows) - _SHOWN)} more" if len(rows) > _SHOWN else ""
    noun = "row" if len(rows) == 1 else "rows"
    text = f"{place}: {what} ({noun} {shown}{more}); {then}."
    return Problem(severity, text, sheet, column, tuple(int(row) for row in rows))
