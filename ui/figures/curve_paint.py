"""How an arm's step curve is painted: its band, its line that pales where few are left, its censor marks."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QColor

from explorer.study.study import Arm
from ui.figures.canvas import Canvas
from ui.figures.curve_labels import Label
from ui.figures.step_curves import StepCurve, band_points, censor_marks, curve_points, split_at
from ui.figures.survival_layout import Layout

_PALE = 90
"""The alpha of a line where few are left."""


def paint_band(canvas: Canvas, layout: Layout, curve: StepCurve, colour: QColor) -> None:
    """Draw the confidence band."""
    fill = QColor(colour)
    fill.setAlpha(canvas.style.band_alpha)
    canvas.polygon(*band_points(canvas, layout, curve), fill)


def paint_curve(canvas: Canvas, layout: Layout, curve: StepCurve, number: int) -> None:
    """Draw the line and the censor marks in the colour of an arm (``Arm.color``)."""
    style = canvas.style
    colour, width = style.arm(number), canvas.line_width(style.curve)
    pale = QColor(colour)
    pale.setAlpha(_PALE)
    parts = split_at(*curve_points(canvas, layout, curve, style.curve), layout.x(curve.fades))
    for (x, y), ink in zip(parts, (colour, pale), strict=True):
        if len(x) > 1:
            canvas.polyline(x, y, ink, width, style.dash(number))
    length, thin = style.length(7, 3.6), style.length(1.1, 0.55)
    x, y = censor_marks(canvas, layout, curve, length, thin)
    if len(x):
        canvas.segments(x, y, colour, canvas.line_width(thin))


def paint_labels(canvas: Canvas, arms: Sequence[Arm], labels: Sequence[Label]) -> None:
    """Write the names and readings beside the curves."""
    for label in labels:
        at = (label.box.left(), label.baseline)
        colour = canvas.style.arm_text(arms[label.arm].color)
        canvas.text(*at, label.text, colour, label.size, label.weight, halo=True)
