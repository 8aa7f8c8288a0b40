"""Numbers that leave the program without a figure: what they are, and how their table is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # the window knows this type before it needs NumPy, which a study brings
    from explorer.results.number_table import Table
    from explorer.study.study import Study

MOST_COPIED = 2_000
"""The rows of a table that the clipboard, and what it is pasted into, takes without delay."""


class Answered(Protocol):
    """What every answer tells that can be exported."""

    @property
    def study(self) -> Study: ...
    @property
    def synthetic(self) -> bool: ...
    @property
    def primary(self) -> bool: ...


@dataclass(frozen=True, slots=True, eq=False)
class NumberSheet:
    """A table to be saved or copied.

    ``name`` is a part of its file's name; ``make`` makes the table when it is wanted, for that may take time.
    """

    study: Study
    synthetic: bool
    primary: bool
    name: str
    make: Callable[[], Table]


def sheet_of(answer: Answered, name: str, make: Callable[[], Table]) -> NumberSheet:
    """A sheet of an answer's numbers."""
    return NumberSheet(answer.study, answer.synthetic, answer.primary, name, make)
