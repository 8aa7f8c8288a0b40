"""Where the names and percentages of curves stand: beside their curve, free of the others.

A falling curve is always free above its left end and below its right end, so a box of text fits above a
curve at the height that the curve has on the box's left edge, and below at the height on its right edge;
beside a rising curve the edges change places.
Of all such places the one that covers least is taken, arm by arm from the highest curve down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
from PySide6.QtCore import QRectF

from ui.figures.figure import CAP_HEIGHT, Style, text_width
from ui.figures.step_curves import StepCurve
from ui.figures.survival_layout import Layout, Placed

DESCENT = 0.22
"""Depth of descenders below the baseline, in ems."""
_SHIFTS = 14
_SHIFTED, _OTHER_SIDE, _FAR = 0.05, 0.12, 0.35
"""What it costs to stand one step further left, on the other side, or away from the point that is meant."""


@dataclass(frozen=True, slots=True)
class Label:
    """A placed label of an arm: its text, box and weight of type."""

    arm: int
    text: str
    box: QRectF
    size: int
    weight: int

    @property
    def baseline(self) -> float:
        """The baseline of the text in its box."""
        return self.box.bottom() - DESCENT * self.size


class Places:
    """The plot with what is already on it: curves, bands, and boxes of text."""

    def __init__(
        self, layout: Layout, curves: Sequence[StepCurve | None], style: Style, *, rising: bool = False
    ) -> None:
        self.rising = rising
        self.layout = layout
        self.curves = curves
        self.style = style
        self.taken: list[QRectF] = []
        self.line: float | None = None  # the place of the landmark line
        self.upper_first = _from_highest(layout, curves)

    def cost(self, box: QRectF, own: int | None = None) -> float:
        """What a box covers: 1 or more where it hides a curve or a text, less for bands and margins."""
        plot, rect = self.layout.plot, self.layout.rect
        reach = self._reach
        cost = 4.0 * sum(taken.intersects(box) for taken in self.taken)
        if self.line is not None and box.left() - reach < self.line < box.right() + reach:
            cost += 0.3
        if box.left() < plot.left() + reach or box.right() > rect.right() + 0.5:
            cost += 4.0
        if box.bottom() > plot.bottom() - 1 or box.top() < plot.top() - box.height() - reach:
            cost += 3.0
        elif box.top() < plot.top():
            cost += 0.3 if self.layout.low else 0.1  # a low plot has its readings there
        return cost + self._curves_covered(box, own)

    @property
    def _reach(self) -> float:
        """Half a censor mark and a little air."""
        return self.style.length(4.5, 2.2)

    def _curves_covered(self, box: QRectF, own: int | None) -> float:
        layout, cost, over_band = self.layout, 0.0, False
        left = max(box.left(), layout.plot.left())
        for number, curve in enumerate(self.curves):
            if curve is None or layout.x(curve.end) < left:
                continue
            right = min(box.right(), layout.x(curve.end))
            times = [layout.months(x) or 0.0 for x in (left, right)]
            top, bottom = sorted(layout.y(curve.at(time)) for time in times)
            air = 0.5 if number == own else self._reach
            if box.bottom() > top - air and box.top() < bottom + air:
                cost += 2.0
            elif number != own and self.style.bands:
                over_band = over_band or self._in_band(box, curve, times)
        return cost + (0.25 if over_band else 0.0)

    def _in_band(self, box: QRectF, curve: StepCurve, times: list[float]) -> bool:
        index = int(np.searchsorted(curve.time, times[0], side="right")) - 1
        last = int(np.searchsorted(curve.time, times[1], side="right")) - 1
        if last < 0:
            return False
        first, last = (last, max(index, 0)) if self.rising else (max(index, 0), last)
        top, bottom = curve.upper[first], curve.lower[last]
        return bool(box.bottom() > self.layout.y(top) and box.top() < self.layout.y(bottom))

    def beside(
        self, arm: int, text: str, size: int, weight: int, anchors: Sequence[tuple[float, bool, float]]
    ) -> Label:
        """Put a text beside an arm's curve at the best of the anchors and keep its place.

        An anchor is the left edge of the box, whether it stands above the curve, and what it costs to
        stand there, the cheapest first.
        """
        best, least = QRectF(), inf
        for left, above, penalty in anchors:
            if penalty >= least:
                break  # no later anchor can cost less
            box = self._box(arm, text, size, weight, left, above)
            cost = self.cost(box, own=arm) + penalty
            if cost < least:
                best, least = box, cost
        self.taken.append(self._with_air(best))
        return Label(arm, text, best, size, weight)

    def _box(self, arm: int, text: str, size: int, weight: int, left: float, above: bool) -> QRectF:
        curve = self.curves[arm]
        assert curve is not None
        width, height = text_width(text, self.style, size, weight), (CAP_HEIGHT + DESCENT) * size
        gap = self.style.length(4, 2)
        at_left = above != self.rising
        edge = self.layout.months(left if at_left else min(left + width, self.layout.plot.right()))
        level = self.layout.y(curve.at(edge or 0.0))
        # Capitals need no room for descenders above a curve, nor air above them below one.
        top = level - gap - height if above else level + gap + self.style.length(1.5, 0.8)
        return QRectF(left, top, width, height)

    def name(self, arm: int, texts: Sequence[str], size: int) -> Label:
        """Put an arm's name near the right end of its curve, above the upper arm and below the lower ones."""
        curve = self.curves[arm]
        assert curve is not None
        above = self.upper_first[0] == arm
        between = arm not in (self.upper_first[0], self.upper_first[-1])
        other_side = _OTHER_SIDE / 4 if between else _OTHER_SIDE
        right = self.layout.x(curve.end)
        best: Label | None = None
        for text in texts:
            width = text_width(text, self.style, size, 600)
            step = max((right - width - self.layout.plot.left()) / _SHIFTS, 0.0)
            lefts = [right - width - step * k for k in range(_SHIFTS)] if step else [right - width]
            anchors = [
                (left, side, _SHIFTED * k + (0 if side == above else other_side))
                for k, left in enumerate(lefts)
                for side in (above, not above)
            ]
            best = self.beside(arm, text, size, 600, sorted(anchors, key=lambda anchor: anchor[2]))
            if self.is_free(best):
                return best
            self.taken.pop()
        assert best is not None
        self.taken.append(self._with_air(best.box))
        return best

    def is_free(self, label: Label) -> bool:
        """Whether the label that was put last covers no curve and no other text."""
        own = self.taken.pop()
        free = self.cost(label.box, own=label.arm) < 2.0
        self.taken.append(own)
        return free

    def take_back(self) -> None:
        """Give up the place of the label that was put last."""
        self.taken.pop()

    def _with_air(self, box: QRectF) -> QRectF:
        air = self.style.length(3, 1.5)
        return box.adjusted(-air, 0, air, 0)

    def at_time(self, arm: int, months: float, text: str, size: int, weight: int = 600) -> Label:
        """Put a text beside an arm's curve at one time: to the right above it, or to the left below it.

        Beside a rising curve to the left above it, or to the right below it.
        """
        width, gap = text_width(text, self.style, size, weight), self.style.length(5, 2.5)
        x = self.layout.x(months)
        upper = self.upper_first[0] == arm
        right, left = x + gap, x - gap - width
        over, under = (left, right) if self.rising else (right, left)
        anchors = [
            (over, True, 0.0 if upper else _OTHER_SIDE),
            (under, False, _OTHER_SIDE if upper else 0.0),
            (under, True, _FAR),
            (over, False, _FAR),
        ]
        return self.beside(arm, text, size, weight, sorted(anchors, key=lambda anchor: anchor[2]))

    def last_drop(self, arm: int) -> Label:
        """Say beside the last step of a curve that only one patient was at risk there."""
        curve = self.curves[arm]
        assert curve is not None
        return self.at_time(arm, float(curve.time[-1]), "1 at risk", self.style.small, weight=400)

    def placed(self, labels: Sequence[Label]) -> tuple[Placed, ...]:
        """The labels as the layout keeps them."""
        return tuple(Placed(label.text, label.box) for label in labels)


def _from_highest(layout: Layout, curves: Sequence[StepCurve | None]) -> list[int]:
    """The arms from the highest curve down, by mean survival over 45 to 85 % of the axis.

    Not by the last step: one late death would swap the labels.
    """
    times = np.linspace(0.45, 0.85, 41) * layout.end
    means = {arm: float(curve.ats(times).mean()) for arm, curve in enumerate(curves) if curve is not None}
    return sorted(means, key=lambda arm: -means[arm])
