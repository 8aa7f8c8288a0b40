"""The marks of a forest plot: squares with their intervals, and the diamond of all patients."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF

from explorer.analyses.answers import HazardRatio
from ui.figures.canvas import Canvas
from ui.figures.forest_axis import Axis
from ui.figures.forest_layout import Layout
from ui.figures.forest_table import Cells


def heaviest_of(geometry: Layout) -> float:
    """The largest inverse standard error of the rows, which gets the largest square; 0 when there is none."""
    marks = [cell.mark for cell in geometry.cells[1:] if cell.mark]
    return max((1 / mark.std_err for mark in marks if mark.std_err), default=0.0)


def paint_mark(canvas: Canvas, geometry: Layout, cell: Cells, place: QRectF, heaviest: float) -> None:
    """The square of a row, its side inverse to the standard error, or the diamond of the overall row."""
    if not cell.mark:
        return
    middle = place.center().y()
    if cell.kind == "overall":
        _paint_diamond(canvas, geometry, cell.mark, middle)
        return
    paint_interval(canvas, geometry.axis, cell.mark, middle)
    style, axis, value = canvas.style, geometry.axis, cell.mark.value or 0.0
    if axis.low <= value <= axis.high:
        least, most = style.length(4.5, 2.2), style.length(13, 6)
        side = max(least, most / (cell.mark.std_err * heaviest)) if cell.mark.std_err and heaviest else least
        side = min(side, 0.8 * place.height())
        paint_square(canvas, axis.x(value), middle, side)


def paint_square(canvas: Canvas, x: float, middle: float, side: float) -> None:
    """The square of an estimate, centred on a place."""
    if not canvas.style.is_print:  # an odd number of pixels has the line of the interval in its middle
        side = 2 * round((side - 1) / 2) + 1
    middle = canvas.snap_y(middle, canvas.line_width(1.0))
    left, top = canvas.snap_x(x - side / 2), canvas.snap_y(middle - side / 2)
    canvas.painter.fillRect(QRectF(left, top, side, side), canvas.style.ink)


def _paint_diamond(canvas: Canvas, geometry: Layout, mark: HazardRatio, middle: float) -> None:
    half = min(canvas.style.length(6.5, 3.2), 0.42 * geometry.frame.row)
    left, x, right = (geometry.axis.inside(limit or 1.0) for limit in (mark.lower, mark.value, mark.upper))
    points = np.array([left, x, right, x]), np.array([middle, middle - half, middle, middle + half])
    canvas.polygon(*points, canvas.style.ink)


def paint_interval(canvas: Canvas, axis: Axis, mark: HazardRatio, middle: float) -> None:
    """The line of the interval; an end beyond the axis becomes a filled arrowhead at the axis' edge."""
    style = canvas.style
    long, half = style.length(6, 3), style.length(3, 1.5)
    lower, upper = axis.x(mark.lower or 1.0), axis.x(mark.upper or 1.0)
    left, right = axis.inside(mark.lower or 1.0), axis.inside(mark.upper or 1.0)
    width = style.length(1.25, 0.75)
    canvas.horizontal(middle, left, right, style.ink, width)
    y = canvas.snap_y(middle, canvas.line_width(width))
    for is_clipped, tip, inward in (
        (lower < axis.left - 0.5, axis.left, 1.0),
        (upper > axis.right + 0.5, axis.right, -1.0),
    ):
        if is_clipped:
            xs = np.array([tip, tip + inward * long, tip + inward * long])
            canvas.polygon(xs, np.array([y, y - half, y + half]), style.ink)
