"""The coefficient plot: the hazard ratios of a model, or of treatment in several models, on a log scale."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from explorer.analyses.model_answers import ComparisonOfModels
from explorer.results.provenance import provenance
from ui.figures.canvas import Align, Canvas
from ui.figures.coefficient_layout import (
    Layout,
    Placement,
    counts_heading,
    height_in,
    indent,
    interval,
    lay_out,
    natural_height,
    ratio_heading,
    text_size,
)
from ui.figures.coefficient_rows import Charted
from ui.figures.figure import Style, centred, elided, first_that_fits, text_width, wrapped
from ui.figures.forest_heights import axis_height, line_height
from ui.figures.forest_marks import paint_interval, paint_square

__all__ = ["height_in", "natural_height", "paint"]


def paint(painter: QPainter, rect: QRectF, answer: Charted, style: Style) -> Layout:
    """Paint the plot into a rectangle, in painter units; it ends at ``Layout.height``."""
    layout, canvas = lay_out(answer, rect, style), Canvas(painter, style)
    _paint_head(canvas, layout, answer, rect)
    _paint_one(canvas, layout)
    weights = [1 / ratio.std_err for each in layout.lines if (ratio := each.line.ratio) and ratio.std_err]
    heaviest = max(weights, default=0.0)
    for each in layout.lines:
        _paint_texts(canvas, layout, each, rect)
        _paint_mark(canvas, layout, each, heaviest)
    _paint_axis(canvas, layout, answer, rect)
    top = layout.bottom + axis_height(style) + 0.5 * line_height(style)
    for index, note in enumerate(layout.notes):
        baseline = centred(top + (index + 0.5) * line_height(style), style.small)
        canvas.text(rect.left(), baseline, note, style.ink3)
    return layout


def _paint_head(canvas: Canvas, layout: Layout, answer: Charted, rect: QRectF) -> None:
    style = canvas.style
    baseline = centred(rect.top() + 0.5 * line_height(style), style.small)
    what = "Model" if isinstance(answer, ComparisonOfModels) else "Term"
    canvas.text(rect.left(), baseline, what, style.ink2)
    if layout.counts is not None:
        canvas.text(layout.counts, baseline, counts_heading(answer), style.ink2, align="right")
    middle, width = (layout.axis.left + layout.axis.right) / 2, layout.axis.right - layout.axis.left
    title = first_that_fits(("Hazard ratio, log scale", "HR, log scale", "HR"), width, style)
    canvas.text(middle, baseline, title, style.ink2, align="center")
    canvas.text(layout.ratio, baseline, ratio_heading(answer), style.ink2)
    if any(each.line.p for each in layout.lines):
        canvas.text(layout.p, baseline, "P", style.ink2, align="right")
    canvas.horizontal(layout.top - style.length(1, 0.5), rect.left(), rect.right(), style.line)


def _paint_one(canvas: Canvas, layout: Layout) -> None:
    """The line at 1, broken where words stand in the plot."""
    style, x = canvas.style, layout.axis.x(1)
    for each in layout.lines:
        if not each.line.words:
            canvas.vertical(x, each.rect.top(), each.rect.bottom(), style.axis)


def _paint_texts(canvas: Canvas, layout: Layout, each: Placement, rect: QRectF) -> None:
    style, line = canvas.style, each.line
    size = text_size(style)
    baseline, weight = centred(_middle(each, layout), size), 600 if line.strong else 400
    left = rect.left() + line.depth * indent(style)
    colour = style.ink if line.strong or not line.depth else style.ink2
    label = elided(line.label, layout.label_right - left, style, size, weight)
    used = canvas.text(left, baseline, label, colour, size, weight)
    if line.detail:
        x = left + used + style.length(8, 4)
        canvas.text(x, baseline, elided(line.detail, layout.label_right - x, style), style.ink3)
    _paint_below(canvas, layout, each, rect)
    if line.counts and layout.counts is not None:
        canvas.text(layout.counts, baseline, line.counts, style.ink, size, weight, align="right")
    if line.p:
        canvas.text(layout.p, baseline, line.p, style.ink, size, weight, align="right")
    if line.ratio:
        canvas.text(layout.ratio, baseline, interval(line), style.ink, size, weight)
    elif line.words:
        middle = (layout.axis.left + layout.axis.right) / 2
        room = (layout.p if not line.p else layout.ratio) - layout.axis.left
        words = elided(line.words, room, style, size, italic=True)
        half = text_width(words, style, size, italic=True) / 2
        start = max(middle - half, layout.axis.left)
        canvas.text(start, baseline, words, style.ink3, size, italic=True)


def _paint_below(canvas: Canvas, layout: Layout, each: Placement, rect: QRectF) -> None:
    style = canvas.style
    if each.line.below:
        top = each.rect.top() + layout.row - style.length(4, 2)
        for index, below in enumerate(wrapped(each.line.below, layout.label_right - rect.left(), style)):
            baseline = centred(top + (index + 0.5) * line_height(style), style.small)
            canvas.text(rect.left(), baseline, below, style.ink3)


def _middle(each: Placement, layout: Layout) -> float:
    """The height of the line's label; what stands below it hangs under it."""
    return each.rect.top() + layout.row / 2


def _paint_mark(canvas: Canvas, layout: Layout, each: Placement, heaviest: float) -> None:
    ratio, style, axis = each.line.ratio, canvas.style, layout.axis
    if ratio is None or ratio.value is None:
        return
    middle = _middle(each, layout)
    paint_interval(canvas, axis, ratio, middle)
    if axis.low <= ratio.value <= axis.high:
        least, most = style.length(5, 2.4), style.length(11, 5.5)
        side = max(least, most / (ratio.std_err * heaviest)) if ratio.std_err and heaviest else least
        paint_square(canvas, axis.x(ratio.value), middle, side)


def _paint_axis(canvas: Canvas, layout: Layout, answer: Charted, rect: QRectF) -> None:
    style, axis, y = canvas.style, layout.axis, layout.bottom
    tick = style.length(4, 2)
    canvas.horizontal(y, axis.left, axis.right, style.axis)
    for value in axis.ticks:
        canvas.vertical(axis.x(value), y, y + tick, style.axis)
    baseline = centred(y + tick + 0.65 * line_height(style), style.small)
    for value, label in axis.labels(style):
        canvas.text(axis.x(value), baseline, label, style.ink2, align="center")
    gap, one = style.length(8, 4), axis.x(1)
    sides: tuple[tuple[Align, float, float], ...] = (
        ("right", one - gap, one - gap - rect.left()),
        ("left", one + gap, rect.right() - one - gap),
    )
    for words, (align, x, room) in zip(_directions(answer), sides, strict=True):
        shown = first_that_fits(words, room, style)
        canvas.text(x, baseline + line_height(style), shown, style.ink2, align=align)


def _directions(answer: Charted) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What lies at either side of 1: which arm does better, or whether the hazard falls or rises."""
    plain = "← lower hazard", "higher hazard →"
    if not isinstance(answer, ComparisonOfModels):
        return (plain[0],), (plain[1],)
    word = " better" if provenance(answer).is_fair else ": lower hazard"
    return (f"← {answer.compare.short}{word}", plain[0]), (f"{answer.reference.short}{word} →", plain[1])
