"""The logarithmic axis of a forest plot: which ratios it spans and where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log

from explorer.analyses.answers import HazardRatio
from ui.figures.figure import Style, text_width

TICKS = (0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 10, 20, 50, 100)
WIDEST = (0.05, 4.0)
"""Ends of the widest axis that intervals can ask for; estimates may widen it further."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A logarithmic axis from ``low`` at ``left`` to ``high`` at ``right``."""

    low: float
    high: float
    left: float
    right: float

    @property
    def ticks(self) -> tuple[float, ...]:
        """The ratios that have a tick mark."""
        return tuple(tick for tick in TICKS if self.low <= tick <= self.high)

    def x(self, ratio: float) -> float:
        """The place of a ratio; it may lie outside the axis."""
        return self.left + log(ratio / self.low) / log(self.high / self.low) * (self.right - self.left)

    def inside(self, ratio: float) -> float:
        """The place of a ratio, or of the nearer end of the axis."""
        return min(max(self.x(ratio), self.left), self.right)

    def labels(self, style: Style) -> tuple[tuple[float, str], ...]:
        """The ticks that have room for their number: 1 and the ends before the others."""
        order = sorted(self.ticks, key=lambda tick: (tick != 1, tick not in (self.low, self.high)))
        kept: list[tuple[float, float, float]] = []
        for tick in order:
            half = text_width(f"{tick:g}", style) / 2 + style.length(2, 1.2)
            x = self.x(tick)
            if all(x + half <= left or x - half >= right for _, left, right in kept):
                kept.append((tick, x - half, x + half))
        return tuple((tick, f"{tick:g}") for tick, _, _ in sorted(kept))


def axis_range(marks: Sequence[HazardRatio]) -> tuple[float, float]:
    """The ticks between which the axis runs: nine tenths of the limits at each side, and every estimate.

    Intervals ask for no more than 0.05 to 4; those that reach further end in an arrowhead.
    """
    if not marks:
        return 0.25, 4.0
    spare = floor(0.1 * len(marks))
    lowers = sorted(mark.lower for mark in marks if mark.lower is not None)
    uppers = sorted(mark.upper for mark in marks if mark.upper is not None)
    values = [mark.value for mark in marks if mark.value is not None]
    low = min(max(lowers[spare], WIDEST[0]), *values, 0.5)
    high = max(min(uppers[-1 - spare], WIDEST[1]), *values, 2.0)
    return (
        max((tick for tick in TICKS if tick <= low), default=TICKS[0]),
        min((tick for tick in TICKS if tick >= high), default=TICKS[-1]),
    )
