"""The CONSORT diagram: the patients' way through the trial, painted alike on screen and on paper."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from math import inf

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from explorer.analyses.answers import FlowAnswer
from ui.figures.canvas import Canvas
from ui.figures.consort_box import Text
from ui.figures.consort_layout import Layout, layout
from ui.figures.consort_places import Box, Connector
from ui.figures.figure import Style, centred

__all__ = ["MOST_WIDTH_PX", "Layout", "diagram_width", "layout", "natural_height", "origin", "paint"]

MOST_WIDTH_PX = 820
"""On screen the diagram becomes no wider than this; it then stands in the middle."""


def paint(
    painter: QPainter,
    rect: QRectF,
    answer: FlowAnswer,
    style: Style,
    hover: str | None = None,
    *,
    geometry: Layout | None = None,
) -> Layout:
    """Paint the diagram into a rectangle, in painter units; ``hover`` is the id of a step.

    The layout that is returned starts at ``origin(rect, style)``; ``geometry`` is that layout where the
    caller has it already.
    """
    start = origin(rect, style)
    if geometry is None:
        geometry = layout(answer, diagram_width(rect.width(), style), style, rect.height())
    painter.save()
    painter.translate(start)
    canvas = Canvas(painter, style)
    for connector in geometry.connectors:
        _paint_connector(canvas, connector)
    for box in geometry.boxes:
        _paint_box(canvas, box, is_hovered=hover is not None and box.step == hover)
    for note in geometry.notes:
        _paint_text(canvas, note, QPointF(0, 0), None)
    painter.restore()
    return geometry


def natural_height(answer: FlowAnswer, width: float, style: Style) -> float:
    """The height in painter units at which gaps are full and nothing is summed up or folded."""
    return layout(answer, diagram_width(width, style), style, inf).height


def diagram_width(width: float, style: Style) -> float:
    """How much of a width the diagram takes."""
    return width if style.is_print else min(width, MOST_WIDTH_PX)


def origin(rect: QRectF, style: Style) -> QPointF:
    """The top left corner of the diagram in a rectangle."""
    return QPointF(rect.left() + (rect.width() - diagram_width(rect.width(), style)) / 2, rect.top())


def _paint_connector(canvas: Canvas, connector: Connector) -> None:
    style = canvas.style
    long, half = style.length(6, 3.2), style.length(2.7, 1.5)
    points = connector.points
    for index, (start, end) in enumerate(pairwise(points)):
        is_last = connector.has_arrow and index == len(points) - 2
        if start.y() == end.y():
            sign = 1.0 if end.x() > start.x() else -1.0
            canvas.horizontal(start.y(), start.x(), end.x() - sign * long * is_last, style.axis)
        else:
            canvas.vertical(start.x(), start.y(), end.y() - long * is_last, style.axis)
    if not connector.has_arrow:
        return
    before, tip = points[-2:]
    width = canvas.line_width(style.hairline)
    if before.y() == tip.y():
        y = canvas.snap_y(tip.y(), width)
        xs, ys = [tip.x(), tip.x() - long, tip.x() - long], [y, y - half, y + half]
    else:
        x = canvas.snap_x(tip.x(), width)
        xs, ys = [x, x - half, x + half], [tip.y(), tip.y() - long, tip.y() - long]
    canvas.polygon(np.array(xs), np.array(ys), style.axis)


def _paint_box(canvas: Canvas, box: Box, *, is_hovered: bool) -> None:
    style, rect = canvas.style, box.rect
    edge = style.warn if box.is_amber else style.ink2 if is_hovered else style.line2
    if style.is_print:
        canvas.box(rect, style.card, edge)
    else:
        _paint_rounded(canvas, rect, _side_fill(style) if box.role == "side" else style.card, edge)
    if box.arm is not None:
        _paint_arm_edge(canvas, rect, style.arm(box.arm))
    if box.share is not None:
        _paint_share(canvas, box, box.share)
    for x, y in box.marks:
        _paint_warning(canvas, rect.left() + x, rect.top() + y)
    for y in box.rules:
        pad = style.length(9, 4.5)
        canvas.horizontal(rect.top() + y, rect.left() + pad, rect.right() - pad, style.line)
    for text in box.texts:
        _paint_text(canvas, text, rect.topLeft(), box.arm)


def _paint_rounded(canvas: Canvas, rect: QRectF, fill: QColor, edge: QColor) -> None:
    """A rounded box with a hairline edge, as two filled shapes: stroking one takes five times as long."""
    painter, width, radius = canvas.painter, canvas.line_width(1.0), 4.0
    left, top = canvas.snap_x(rect.left()), canvas.snap_y(rect.top())
    outer = QRectF(left, top, canvas.snap_x(rect.right()) - left, canvas.snap_y(rect.bottom()) - top)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(edge)
    painter.drawRoundedRect(outer, radius, radius)
    painter.setBrush(fill)
    inner = outer.adjusted(width, width, -width, -width)
    painter.drawRoundedRect(inner, radius - width, radius - width)
    painter.setBrush(Qt.BrushStyle.NoBrush)


@lru_cache(maxsize=8)
def _side_fill(style: Style) -> QColor:
    """A third of the way from the card to the colour of the grid."""
    card, grid = style.card, style.grid_line
    pairs = ((card.red(), grid.red()), (card.green(), grid.green()), (card.blue(), grid.blue()))
    return QColor(*(round(start + (end - start) / 3) for start, end in pairs))


def _paint_share(canvas: Canvas, box: Box, share: float) -> None:
    """The strip in the lower edge: how many of the box are in the current selection."""
    style, rect = canvas.style, box.rect
    inset, high = style.length(1, 0.5), style.length(4, 2)
    left = rect.left() + (inset if box.arm is None else _arm_edge(style))
    wide = share * (rect.right() - inset - left)
    canvas.painter.fillRect(QRectF(left, canvas.snap_y(rect.bottom()) - inset - high, wide, high), style.fill)


def _paint_warning(canvas: Canvas, x: float, y: float) -> None:
    """A filled triangle with its middle at the height ``y``."""
    side = canvas.style.length(8, 4)
    points = np.array([x, x + side / 2, x + side]), np.array([y + side / 2, y - side / 2, y + side / 2])
    canvas.polygon(*points, canvas.style.warn)


def _arm_edge(style: Style) -> float:
    return style.length(3.5, 1.5)


def _paint_arm_edge(canvas: Canvas, rect: QRectF, colour: QColor) -> None:
    left, top = canvas.snap_x(rect.left()), canvas.snap_y(rect.top())
    canvas.painter.fillRect(
        QRectF(left, top, _arm_edge(canvas.style), canvas.snap_y(rect.bottom()) - top), colour
    )


def _paint_text(canvas: Canvas, text: Text, corner: QPointF, arm: int | None) -> None:
    style = canvas.style
    if text.tone == "arm" and arm is not None:
        colour = style.arm_text(arm)
    else:
        colour = {"ink2": style.ink2, "ink3": style.ink3, "warn": style.warn}.get(text.tone, style.ink)
    baseline = centred(corner.y() + text.y, text.size)
    x = corner.x() + text.x
    canvas.text(x, baseline, text.text, colour, text.size, text.weight, align=text.align)
