"""Where the boxes of a treatment schema stand: from left to right, or top to bottom in a narrow figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF

from explorer.study.schema import SchemaStep
from explorer.study.study import Study
from ui.figures.figure import Style
from ui.figures.schema_box import Box, Line, box_lines, lines_height, padding

_CHANCE = 0.6
"""How wide the randomization is, in widths of a box."""


@dataclass(slots=True)
class Layout:
    """``boxes`` in the order of the study; ``paths`` are the lines between them; each ends in an arrow.

    ``circle`` is the middle of the randomization (None without), ``radius`` its size; ``across``: the schema
    runs from left to right, to the height of ``bottom``.
    """

    radius: float
    across: bool
    bottom: float
    boxes: list[Box] = field(default_factory=list)
    paths: list[tuple[QPointF, ...]] = field(default_factory=list)
    circle: QPointF | None = None

    def add(self, step: SchemaStep, rect: QRectF, lines: tuple[Line, ...]) -> None:
        """Place a box."""
        self.boxes.append(Box(step, rect, lines))
        self.bottom = max(self.bottom, rect.bottom())


def lay_out(study: Study, rect: QRectF, style: Style) -> Layout:
    """Place the schema of a study at the top of a rectangle of that width."""
    rect = rect.adjusted(0, style.length(1, 0.5), -style.length(1, 0.5), 0)
    shared = [step for step in study.schema if not step.arm]
    lanes = [lane for arm in study.arms if (lane := [s for s in study.schema if s.arm == arm.id])]
    columns = len(shared) + max((len(lane) for lane in lanes), default=0)
    chance = sum(step.kind == "randomization" for step in shared)
    gap = style.length(24, 9)
    width = (rect.width() - gap * max(columns - 1, 0)) / max(columns - chance * (1 - _CHANCE), 1)
    if width >= style.length(108, 46):
        wide = min(width, style.length(220, 110))
        spare = (width - wide) * (columns - chance * (1 - _CHANCE))
        return _Across(rect.adjusted(spare / 2, 0, 0, 0), wide, gap, style).laid_out(shared, lanes)
    return _Down(rect, gap * 0.9, style).laid_out(shared, lanes)


class _Across:
    """Steps side by side, the arms below one another at the right."""

    def __init__(self, rect: QRectF, width: float, gap: float, style: Style) -> None:
        self._rect, self._width, self._gap, self._style = rect, width, gap, style
        self._layout = Layout(style.length(15, 7), True, rect.top())
        self._left, self._middle = rect.left(), rect.top()

    def laid_out(self, shared: Sequence[SchemaStep], lanes: Sequence[Sequence[SchemaStep]]) -> Layout:
        tall = [max(self._height(step) for step in lane) for lane in lanes]
        between = self._style.length(20, 9)
        arms = sum(tall) + between * max(len(lanes) - 1, 0)
        above = max([arms / 2, *(self._height(s) / 2 for s in shared if s.kind != "randomization")])
        self._middle = self._rect.top() + above
        start = self._shared(shared)
        top = self._middle - arms / 2
        longest = max(lanes, key=len, default=[])
        for lane, high in zip(lanes, tall, strict=True):
            self._lane(lane, _columns(lane, longest), top + high / 2, start)
            top += high + between
        return self._layout

    def _shared(self, steps: Sequence[SchemaStep]) -> QPointF:
        """The steps of all patients; the place from which the arms part."""
        layout, start = self._layout, QPointF(self._left, self._middle)
        for index, step in enumerate(steps):
            chance = step.kind == "randomization"
            width = self._width * (_CHANCE if chance else 1)
            into = self._left
            if chance:
                layout.circle = QPointF(self._left + width / 2, self._middle)
                into = layout.circle.x() - layout.radius
                self._words_below(step, width)
            else:
                high = self._height(step)
                box = QRectF(self._left, self._middle - high / 2, width, high)
                layout.add(step, box, box_lines(step, width, self._style))
            if index:
                layout.paths.append((start, QPointF(into, self._middle)))
            start = QPointF(self._left + width, self._middle)
            if layout.circle is not None and chance:
                start = QPointF(layout.circle.x() + layout.radius, self._middle)
            self._left += width + self._gap
        return start

    def _words_below(self, step: SchemaStep, width: float) -> None:
        """The words of the randomization, between the boxes and the lines at both sides of its circle."""
        layout, pad = self._layout, padding(self._style)
        room = width + self._gap - self._style.length(4, 2)
        lines = box_lines(step, room + 2 * pad, self._style)
        top = self._middle + layout.radius - pad + self._style.length(6, 3)
        left = self._left + (width - room) / 2
        layout.add(step, QRectF(left, top, room, lines_height(lines, self._style)), lines)

    def _lane(self, lane: Sequence[SchemaStep], places: Sequence[int], middle: float, start: QPointF) -> None:
        turn = self._left - self._gap / 2
        at = [start, QPointF(turn, start.y()), QPointF(turn, middle)]
        for step, place in zip(lane, places, strict=True):
            high = self._height(step)
            left = self._left + place * (self._width + self._gap)
            box = QRectF(left, middle - high / 2, self._width, high)
            self._layout.paths.append((*at, QPointF(left, middle)))
            self._layout.add(step, box, box_lines(step, self._width, self._style))
            at = [QPointF(box.right(), middle)]

    def _height(self, step: SchemaStep) -> float:
        return lines_height(box_lines(step, self._width, self._style), self._style)


class _Down:
    """Steps below one another, then the arms side by side."""

    def __init__(self, rect: QRectF, gap: float, style: Style) -> None:
        self._rect, self._gap, self._style = rect, gap, style
        self._layout = Layout(style.length(15, 7), False, rect.top())
        self._y = rect.top()

    def laid_out(self, shared: Sequence[SchemaStep], lanes: Sequence[Sequence[SchemaStep]]) -> Layout:
        axis = self._rect.center().x()
        start = QPointF(axis, self._y)
        for index, step in enumerate(shared):
            if index:
                self._layout.paths.append((start, QPointF(axis, self._y)))
            start = self._chance(step, axis) if step.kind == "randomization" else self._step(step, axis)
        each = (self._rect.width() - self._gap * max(len(lanes) - 1, 0)) / max(len(lanes), 1)
        for place, lane in enumerate(lanes):
            self._lane(lane, self._rect.left() + place * (each + self._gap), each, start)
        return self._layout

    def _step(self, step: SchemaStep, axis: float) -> QPointF:
        width = min(self._rect.width(), self._style.length(360, 170))
        lines = box_lines(step, width, self._style)
        box = QRectF(axis - width / 2, self._y, width, lines_height(lines, self._style))
        self._layout.add(step, box, lines)
        self._y = box.bottom() + self._gap
        return QPointF(axis, box.bottom())

    def _chance(self, step: SchemaStep, axis: float) -> QPointF:
        layout = self._layout
        layout.circle = QPointF(axis, self._y + layout.radius)
        left = axis + layout.radius + self._gap / 2
        lines = box_lines(step, self._rect.right() - left, self._style)
        high = lines_height(lines, self._style)
        top = layout.circle.y() - high / 2
        layout.add(step, QRectF(left, top, self._rect.right() - left, high), lines)
        self._y = max(layout.circle.y() + layout.radius, top + high) + self._gap
        return QPointF(axis, layout.circle.y() + layout.radius)

    def _lane(self, lane: Sequence[SchemaStep], left: float, width: float, start: QPointF) -> None:
        middle, top = left + width / 2, self._y
        turn = self._y - self._gap / 2
        at = [start, QPointF(start.x(), turn), QPointF(middle, turn)]
        for step in lane:
            lines = box_lines(step, width, self._style)
            box = QRectF(left, top, width, lines_height(lines, self._style))
            self._layout.paths.append((*at, QPointF(middle, top)))
            self._layout.add(step, box, lines)
            at = [QPointF(middle, box.bottom())]
            top = box.bottom() + self._gap


def _columns(lane: Sequence[SchemaStep], longest: Sequence[SchemaStep]) -> list[int]:
    """The columns of a lane's boxes: under the box of the same name in the longest lane if there is one."""
    names = [step.label for step in longest]
    places: list[int] = []
    for index, step in enumerate(lane):
        first = places[-1] + 1 if places else 0
        last = len(names) - (len(lane) - index)
        same = [place for place in range(first, last + 1) if names[place] == step.label]
        places.append(same[0] if same else first)
    return places
