"""The Kaplan–Meier figure: curves by arm with bands, censor marks, landmark, results and numbers at risk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from explorer import text
from explorer.analyses.answers import SurvivalAnswer
from ui.figures.canvas import Canvas
from ui.figures.curve_labels import Label, Places
from ui.figures.curve_paint import paint_band, paint_curve, paint_labels
from ui.figures.figure import PRINT_UNITS_PER_MM, Style, centred, text_width
from ui.figures.step_curves import StepCurve, step_curve
from ui.figures.survival_block import block_forms
from ui.figures.survival_hover import paint_hover, paint_landmark, reading_in_words
from ui.figures.survival_layout import Layout, below_plot, lay_out, origin, time_label
from ui.figures.survival_words import cohort_lines, in_words, percent_digits
from ui.figures.text_block import paint_block

__all__ = [
    "Layout",
    "in_words",
    "natural_height",
    "paint",
    "paint_hover",
    "paint_landmark",
    "reading_in_words",
]

_LANDMARK_DASH = (3.0, 2.5)


def paint(
    painter: QPainter, rect: QRectF, answer: SurvivalAnswer, style: Style, hover: float | None = None
) -> Layout:
    """Draw the figure into a rectangle of painter units; ``hover`` is the time of a reading, in months."""
    canvas = Canvas(painter, style)
    layout = lay_out(rect, answer, style)
    if layout.end <= 0:
        _paint_empty(canvas, layout, answer)
        return layout
    curves = [None if arm.curve is None else step_curve(arm.curve, layout.end) for arm in answer.arms]
    _paint_axes(canvas, layout, answer)
    for arm, curve in zip(answer.arms, curves, strict=True):
        if curve is not None and style.bands:
            paint_band(canvas, layout, curve, style.arm(arm.arm.color))
    _paint_landmark(canvas, layout, answer)
    for arm, curve in zip(answer.arms, curves, strict=True):
        if curve is not None:
            paint_curve(canvas, layout, curve, arm.arm.color)
    _paint_dots(canvas, layout, answer)
    places = Places(layout, curves, style)
    places.taken.append(_caption_box(layout, answer, style))
    labels = _labels(canvas, layout, answer, curves, places)
    block = paint_block(canvas, layout, block_forms(layout, answer, style), places)
    paint_labels(canvas, [arm.arm for arm in answer.arms], labels)
    if style.at_risk:
        _paint_at_risk(canvas, layout, answer)
    _paint_cohort(canvas, layout, answer)
    layout = replace(layout, labels=places.placed(labels), block=block)
    if hover is not None:
        paint_hover(painter, layout, answer, style, hover)
    return layout


def natural_height(answer: SurvivalAnswer, width_mm: float, style: Style) -> float:
    """The height in mm at which a figure of that width looks best; ``style`` is a print style."""
    row = 1.36 * style.small
    width = width_mm * PRINT_UNITS_PER_MM
    plot = max(width * (0.56 - 0.00004 * width), 900.0) * (1 + 0.08 * max(len(answer.arms) - 2, 0))
    height = 0.9 * row + style.length(9, 3.5) + plot + below_plot(answer, style, row, width)
    return round(height / PRINT_UNITS_PER_MM, 1)


def _paint_empty(canvas: Canvas, layout: Layout, answer: SurvivalAnswer) -> None:
    if answer.n == 0 and answer.without_outcome == 0:
        message = "No patients match"
    else:
        message = f"No patient of the selection has a time to {answer.endpoint.noun}"
    center = layout.rect.center()
    size = canvas.style.text
    canvas.text(center.x(), centred(center.y(), size), message, canvas.style.ink2, size, 500, align="center")


def _paint_axes(canvas: Canvas, layout: Layout, answer: SurvivalAnswer) -> None:
    style, plot, unit = canvas.style, layout.plot, answer.question.unit
    tick, air = style.length(4, 2), style.length(8, 4)
    step = 20 if plot.height() >= 5 * 1.5 * style.small else 50
    for percent in range(0, 101, step):
        y = layout.y(percent / 100)
        if style.grid and percent:
            canvas.horizontal(y, plot.left(), plot.right(), style.grid_line)
        canvas.horizontal(y, plot.left() - tick, plot.left(), style.axis)
        canvas.text(plot.left() - air, centred(y, style.small), str(percent), style.ink2, align="right")
    baseline = plot.bottom() + style.length(9, 3.5) + 0.72 * style.small
    for months in layout.ticks:
        x = layout.x(months)
        canvas.vertical(x, plot.bottom(), plot.bottom() + tick, style.axis)
        canvas.text(x, baseline, time_label(months, unit), style.ink2, align="center")
    canvas.horizontal(plot.bottom(), plot.left(), plot.right(), style.axis)
    canvas.vertical(plot.left(), plot.top(), plot.bottom(), style.axis)
    box = _caption_box(layout, answer, style)
    canvas.text(box.left(), box.bottom(), _caption(answer, style), style.ink2)
    _paint_titles(canvas, layout, answer)


def _caption(answer: SurvivalAnswer, style: Style) -> str:
    return f"{answer.endpoint.label if style.is_print else answer.endpoint.caption} (%)"


def _caption_box(layout: Layout, answer: SurvivalAnswer, style: Style) -> QRectF:
    """Where the caption of the axis stands, on its baseline, which labels of curves leave free."""
    left = layout.plot.left() - style.length(8, 4) - text_width("100", style)
    bottom = layout.plot.top() - style.length(9, 3.5)
    return QRectF(left, bottom - style.small, text_width(_caption(answer, style), style), style.small)


def _heading_baseline(layout: Layout, style: Style) -> float:
    """The baseline shared by the axis title and the heading of the number-at-risk table."""
    ticks = layout.plot.bottom() + style.length(9, 3.5) + 0.72 * style.small
    return ticks + style.length(7, 3) + 0.9 * layout.row


def _paint_titles(canvas: Canvas, layout: Layout, answer: SurvivalAnswer) -> None:
    style, plot = canvas.style, layout.plot
    baseline = _heading_baseline(layout, style)
    title = f"{answer.question.unit.capitalize()} since {origin(answer)}"
    half = text_width(title, style) / 2
    center, right = plot.center().x(), layout.rect.right()
    if answer.synthetic and not style.is_print:  # in print the footer says it
        mark = "Synthetic data"
        canvas.text(right, baseline, mark, style.ink3, italic=True, align="right")
        right -= text_width(mark, style, italic=True) + style.small
    canvas.text(min(center, right - half), baseline, title, style.ink2, align="center")


def _paint_landmark(canvas: Canvas, layout: Layout, answer: SurvivalAnswer) -> None:
    months = answer.question.landmark
    if 0 < months <= layout.end:
        x = layout.x(months)
        canvas.vertical(x, layout.plot.bottom(), layout.plot.top(), canvas.style.ink2, dash=_LANDMARK_DASH)


def _paint_dots(canvas: Canvas, layout: Layout, answer: SurvivalAnswer) -> None:
    style, months = canvas.style, answer.question.landmark
    for arm in answer.arms:
        share = arm.at_landmark.survival
        if share is not None and 0 < months <= layout.end:
            place = layout.x(months), layout.y(share)
            canvas.dot(*place, style.length(5, 2.8), style.arm(arm.arm.color), ring=style.length(1.25, 0.6))


def _labels(
    canvas: Canvas, layout: Layout, answer: SurvivalAnswer, curves: Sequence[StepCurve | None], places: Places
) -> list[Label]:
    """Place percentages at the landmark, then names, then the warning of a drop of the last patient."""
    style, months = canvas.style, answer.question.landmark
    digits = percent_digits(answer)
    labels: list[Label] = []
    if 0 < months <= layout.end:
        for arm in places.upper_first:
            share = answer.arms[arm].at_landmark.survival
            if share is not None:
                labels.append(places.at_time(arm, months, f"{text.percent(share, digits)}%", style.text))
        places.line = layout.x(months)
    if len(places.upper_first) > 1 or not style.at_risk:
        for arm in places.upper_first:
            names = dict.fromkeys((layout.names[arm], answer.arms[arm].arm.short))
            labels.append(places.name(arm, tuple(names), style.text))
    labels += [
        places.last_drop(arm) for arm in places.upper_first if (c := curves[arm]) and c.last_at_risk == 1
    ]
    return labels


def _paint_at_risk(canvas: Canvas, layout: Layout, answer: SurvivalAnswer) -> None:
    style = canvas.style
    heading = _heading_baseline(layout, style)
    canvas.text(layout.rect.left(), heading, "No. at risk", style.ink2, weight=600)
    for row, (arm, name) in enumerate(zip(answer.arms, layout.names, strict=True), start=1):
        baseline = heading + row * layout.row
        canvas.text(layout.rect.left(), baseline, name, style.arm_text(arm.arm.color))
        counts = [0] * len(layout.ticks) if arm.curve is None else arm.curve.at(layout.ticks).at_risk
        for months, n in zip(layout.ticks, counts, strict=True):
            canvas.text(layout.x(months), baseline, text.count(int(n)), align="center")


def _paint_cohort(canvas: Canvas, layout: Layout, answer: SurvivalAnswer) -> None:
    style = canvas.style
    above = len(answer.arms) if style.at_risk else 0
    for row, line in enumerate(cohort_lines(answer, style, layout.rect.width()), start=above + 1):
        baseline = _heading_baseline(layout, style) + row * layout.row
        canvas.text(layout.rect.left(), baseline, line, style.ink2, italic=True)
