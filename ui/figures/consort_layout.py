"""Where the boxes and arrows of a CONSORT diagram stand: geometry from an answer, a width and a height.

All boxes of the path and the middle of the arms share one axis. Those who left stand right of it, between
the boxes of the path; branches stand right of the path. When height is short the gaps shrink first, then
the reasons are summed up, then the boxes of the analyzed patients fold into the arms, and at last the lines
stand closer.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF

from explorer.analyses.answers import FlowAnswer
from ui.figures.consort_box import FORMS, Form, Text
from ui.figures.consort_parts import grid_of, levels_of
from ui.figures.consort_places import Box, Connector, Placing
from ui.figures.figure import Style


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """The diagram in painter units, from its top left corner."""

    boxes: tuple[Box, ...]
    connectors: tuple[Connector, ...]
    notes: tuple[Text, ...]
    axis: float
    width: float
    height: float
    gap: float
    form: Form

    def box_at(self, point: QPointF) -> Box | None:
        """The box of a step at a point; those who left cannot be chosen."""
        return next((box for box in self.boxes if box.step and box.rect.contains(point)), None)

    @property
    def steps(self) -> tuple[Box, ...]:
        """The first box of each step, from top to bottom and from left to right."""
        first: dict[str, Box] = {}
        for box in sorted(self.boxes, key=lambda box: (box.rect.top(), box.rect.left())):
            if box.step:
                first.setdefault(box.step, box)
        return tuple(first.values())


def layout(answer: FlowAnswer, width: float, style: Style, height_hint: float) -> Layout:
    """Lay the diagram out for a width; ``height`` exceeds the hint where even the short form is higher."""
    return _layout(answer, width, style, height_hint)


@lru_cache(maxsize=4)
def _layout(answer: FlowAnswer, width: float, style: Style, height_hint: float) -> Layout:
    grid = grid_of(answer, width, style)
    least, most = style.length(8, 5), style.length(40, 14)
    for form in FORMS:
        levels = levels_of(answer, grid, style, form)
        placing = Placing(answer, levels, grid, style, least)
        if placing.height <= height_hint:
            break
    if placing.height <= height_hint:
        highest = Placing(answer, levels, grid, style, most)
        placing = highest if highest.height <= height_hint else _between(placing, highest, height_hint)
    return Layout(
        boxes=tuple(placing.boxes),
        connectors=tuple(placing.connectors),
        notes=tuple(placing.notes),
        axis=grid.axis,
        width=width,
        height=placing.height,
        gap=placing.gap,
        form=form,
    )


def _between(fits: Placing, is_too_high: Placing, height: float) -> Placing:
    """The placing with nearly the largest gap that fits a height.

    The height is convex in the gap, so the gap on the chord between the two is never too large; a second
    chord comes close to the largest.
    """
    for _ in range(2):
        share = (height - fits.height) / (is_too_high.height - fits.height)
        fits = fits.with_gap(fits.gap + share * (is_too_high.gap - fits.gap))
    return fits
