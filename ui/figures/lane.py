"""One patient's lane: a bar as long as the follow-up, and a mark for everything that happened on it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPen

from explorer.analyses.timeline import Mark, Role, Timeline
from ui.figures.canvas import Canvas

SHOWN: tuple[Role, ...] = ("exposure", "event", "death", "contact")
"""The marks of a lane; other dates have a place in words only."""
_PALE = 96


def paint_lane(
    canvas: Canvas, lane: Timeline, x: Callable[[float], float], middle: float, height: float
) -> None:
    """Draw a lane around the height ``middle``; ``x`` gives the place of a month. Paler after an event."""
    if lane.end is None:
        return
    style = canvas.style
    solid = QColor(style.arm(lane.arm.color)) if lane.arm else QColor(style.fill)
    pale = QColor(solid)
    pale.setAlpha(_PALE)
    events = [mark.months for mark in lane.marks if mark.role == "event" and mark.months < lane.end]
    turn = min(events, default=lane.end)
    top, bar = middle - 0.3 * height, 0.6 * height
    left = canvas.snap_x(x(min(lane.marks[0].months, 0.0) if lane.marks else 0.0))
    start, split, end = canvas.snap_x(x(0.0)), canvas.snap_x(x(turn)), canvas.snap_x(x(lane.end))
    if left < start:
        canvas.painter.fillRect(QRectF(left, middle - 0.1 * height, start - left, 0.2 * height), style.line2)
    canvas.painter.fillRect(QRectF(start, top, split - start, bar), solid)
    canvas.painter.fillRect(QRectF(split, top, end - split, bar), pale)
    for mark in lane.marks:
        if mark.role == "cycle":
            _paint_tick(canvas, x(mark.months), middle, height)
    for mark in lane.marks:
        if mark.role in SHOWN and not (mark.role == "contact" and lane.died):
            paint_mark(canvas, mark.role, x(mark.months), middle, height)


def _paint_tick(canvas: Canvas, x: float, middle: float, height: float) -> None:
    """A notch in the lower half of the bar, in the color of the ground."""
    style = canvas.style
    canvas.vertical(canvas.snap_x(x), middle, middle + 0.3 * height, style.card, style.length(1.5, 0.75))


def paint_mark(canvas: Canvas, role: Role, x: float, middle: float, height: float) -> None:
    """Draw the sign of a role: diamond for an exposure, triangle for an event, filled circle for death, an
    arrow head for a patient still followed at the last contact."""
    style, half = canvas.style, 0.42 * height
    painter = canvas.painter
    edge = QPen(style.card, style.length(1.0, 0.5))
    painter.setPen(edge)
    painter.setBrush(style.ink)
    if role == "death":
        painter.drawEllipse(QPointF(x, middle), 0.9 * half, 0.9 * half)
    elif role == "contact":
        canvas.polygon(
            np.array([x, x + 1.2 * half, x]),
            np.array([middle - 0.8 * half, middle, middle + 0.8 * half]),
            style.ink2,
        )
    else:
        points = _DIAMOND if role == "exposure" else _TRIANGLE
        painter.setBrush(style.card if role == "exposure" else style.ink)
        painter.setPen(QPen(style.ink if role == "exposure" else style.card, style.length(1.2, 0.6)))
        painter.drawPolygon([QPointF(x + dx * half, middle + dy * half) for dx, dy in points])


def legend_of(lanes: tuple[Timeline, ...]) -> tuple[tuple[Role, str], ...]:
    """The signs that occur on some lanes with what they mean, in the order of ``SHOWN``."""
    marks: list[Mark] = []
    for lane in lanes:
        marks += [mark for mark in lane.marks if not (mark.role == "contact" and lane.died)]
    found = []
    for role in SHOWN:
        labels = dict.fromkeys(mark.label for mark in marks if mark.role == role)
        if labels:
            words = "Still followed at last contact" if role == "contact" else " or ".join(labels)
            found.append((role, words))
    return tuple(found)


_DIAMOND = ((0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0))
_TRIANGLE = ((0.0, -0.95), (1.0, 0.8), (-1.0, 0.8))
