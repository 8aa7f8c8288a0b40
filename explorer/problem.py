"""A problem found in a data file: one sentence, with the place as Excel names it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


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
