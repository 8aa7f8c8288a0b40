"""One number by two engines, and all numbers of a page: what agrees, what differs, and what is known to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any

from explorer.analyses.answers import HazardRatio

AGREE = 1e-6
"""The largest relative difference that counts as agreement."""


@dataclass(frozen=True, slots=True)
class TwoNumbers:
    """One number by both engines, None where it is not reached or not estimated.

    ``note``: a known difference, or why there is no second number; such a line is no disagreement.
    """

    what: str
    ours: float | None
    theirs: float | None
    note: str = ""

    @property
    def difference(self) -> float | None:
        """The relative difference, None without two numbers."""
        if self.ours is None or self.theirs is None:
            return None
        size = max(abs(self.ours), abs(self.theirs))
        return abs(self.ours - self.theirs) / size if size else 0.0

    @property
    def verdict(self) -> str:
        """``agrees``, ``differs``; ``noted`` where the difference is known or there is none to take."""
        difference = self.difference
        if difference is not None and difference <= AGREE:
            return "agrees"
        if self.ours is None and self.theirs is None and not self.note:
            return "agrees"
        return "noted" if self.note else "differs"


Lines = Iterator[TwoNumbers]


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """All numbers of a page by both engines, and which the second one was, with its version."""

    engine: str
    lines: tuple[TwoNumbers, ...]

    @property
    def differing(self) -> tuple[TwoNumbers, ...]:
        """The lines that differ without a known reason."""
        return tuple(line for line in self.lines if line.verdict == "differs")


def ratio_lines(
    name: str, ours: HazardRatio, theirs: HazardRatio | None, note: str, *, p: bool = True
) -> Lines:
    """A hazard ratio with its limits, and its P value where one is shown."""
    if ours.not_estimable:
        yield TwoNumbers(f"HR, {name}", None, None, ours.not_estimable)
        return
    parts = [("HR", "value"), ("HR lower limit", "lower"), ("HR upper limit", "upper")]
    for words, part in [*parts, ("Wald P", "p")] if p else parts:
        second = getattr(theirs, part) if theirs else None
        yield TwoNumbers(f"{words}, {name}", getattr(ours, part), second, note)


def finite(value: Any) -> float | None:
    """A number; None where it is not reached."""
    return float(value) if value is not None and isfinite(value) else None
