"""The dot plot of risk differences: adverse events by row, with Newcombe's intervals, on screen and paper."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from explorer.analyses.safety_answer import SafetyAnswer, ToxicityRow
from explorer.cohort.adverse_events import WORST
from explorer.text import NONE, confidence, count, interval, p_value, percent
from ui.figures.canvas import Canvas
from ui.figures.figure import Style, centred, elided, first_that_fits, text_width, wrapped
from ui.figures.risk_layout import NOT_RANDOMIZED, Layout, PlotRow, layout, natural_height

__all__ = ["Layout", "PlotRow", "difference_text", "layout", "natural_height", "paint"]


def paint(painter: QPainter, rect: QRectF, answer: SafetyAnswer, style: Style) -> Layout:
    """Paint the figure into a rectangle, in painter units."""
    geometry = layout(answer, rect, style)
    canvas = Canvas(painter, style)
    _paint_head(canvas, geometry, answer, rect)
    is_empty = all(row.row is None or row.row.difference is None for row in geometry.rows)
    if is_empty:
        _paint_reason(canvas, geometry, answer)
    else:
        _paint_axis(canvas, geometry, answer, rect)
    for row in geometry.rows:
        _paint_row(canvas, geometry, answer, row)
    line = 1.4 * style.small
    start = geometry.height + rect.top() - len(geometry.notes) * line
    for place, text in enumerate(geometry.notes):
        canvas.text(rect.left(), centred(start + (place + 0.5) * line, style.small), text, style.ink3)
    return geometry


def _paint_head(canvas: Canvas, geometry: Layout, answer: SafetyAnswer, rect: QRectF) -> None:
    style = canvas.style
    lines = [centred(rect.top() + (k + 0.5) * 1.4 * style.small, style.small) for k in range(3)]
    upper, lower = lines[1], lines[2]
    grade = f"grade {answer.options.grade}" + (" or worse" if answer.options.grade < WORST else "")
    room = geometry.label_right - rect.left()
    canvas.text(
        rect.left(),
        lower,
        first_that_fits((f"Adverse event, {grade}", "Adverse event"), room, style),
        style.ink2,
    )
    for right, arm in zip(geometry.counts, (answer.compare, answer.reference), strict=True):
        if right:
            name = wrapped(arm.short, 7 * style.small, style, weight=600)[:2]
            for baseline, text in zip(lines[2 - len(name) :], name, strict=False):
                shown = elided(text, 7 * style.small, style, weight=600)
                canvas.text(right, baseline, shown, style.arm_text(arm.color), weight=600, align="right")
            canvas.text(right, lower, "n (%)", style.ink2, align="right")
    middle, room = (geometry.left + geometry.right) / 2, geometry.right - geometry.left
    canvas.text(
        middle,
        upper,
        first_that_fits(("Risk difference", "Risk diff."), room, style),
        style.ink2,
        align="center",
    )
    points = first_that_fits(("percentage points", "% points"), room, style)
    canvas.text(middle, lower, points, style.ink2, align="center")
    if geometry.values:
        canvas.text(geometry.values, upper, "Difference", style.ink2, align="right")
        level = f"({confidence(answer.question.conf_level)})"
        canvas.text(geometry.values, lower, level, style.ink2, align="right")
    if geometry.p:
        canvas.text(geometry.p, lower, "P", style.ink2, align="right")
    canvas.horizontal(geometry.top - style.length(2, 1), rect.left(), rect.right(), style.line2)


def _paint_row(canvas: Canvas, geometry: Layout, answer: SafetyAnswer, place: PlotRow) -> None:
    style, row = canvas.style, place.row
    middle = place.rect.center().y()
    baseline, left = centred(middle, style.small), place.rect.left()
    if row is None:
        canvas.text(left, baseline, place.label, style.ink2, weight=600)
        return
    weight = 600 if place.is_summary else 400
    indent = 0.0 if place.is_summary or answer.options.sort != "system" else style.length(10, 5)
    label = row.label if row.grade == answer.options.grade else f"{row.label}, grade ≥{row.grade}"
    room = geometry.label_right - left - indent - style.length(6, 3)
    canvas.text(left + indent, baseline, elided(label, room, style, weight=weight), weight=weight)
    arms = list(answer.study.arms)
    for right, arm in zip(geometry.counts, (answer.compare, answer.reference), strict=True):
        if right:
            cell = row.cells[arms.index(arm)]
            n = cell.at_least(row.grade)
            text = f"{count(n)} ({percent(cell.share(n))})" if cell.of else count(n)
            canvas.text(right, baseline, text, align="right")
    _paint_difference(canvas, geometry, row, middle, place.is_summary)
    if geometry.values:
        canvas.text(geometry.values, baseline, difference_text(row), align="right")
    if geometry.p and row.fisher_p is not None:
        canvas.text(geometry.p, baseline, p_value(row.fisher_p), align="right")


def difference_text(row: ToxicityRow) -> str:
    """``8 (−5 to 20)`` in percentage points, without decimals as the percentages beside it."""
    found = row.difference
    if found is None:
        return NONE
    value, lower, upper = (percent(each) for each in (found.value, found.lower, found.upper))
    return f"{value} ({interval(lower, upper)})"


def _paint_difference(
    canvas: Canvas, geometry: Layout, row: ToxicityRow, middle: float, is_summary: bool
) -> None:
    found, style = row.difference, canvas.style
    if found is None:
        return
    width = style.length(1.25, 0.75)
    canvas.horizontal(middle, geometry.x(found.lower), geometry.x(found.upper), style.ink, width)
    y = canvas.snap_y(middle, canvas.line_width(width))
    size = style.length(9, 4) if is_summary else style.length(7, 3.2)
    canvas.dot(geometry.x(found.value), y, size, style.ink)


def _paint_reason(canvas: Canvas, geometry: Layout, answer: SafetyAnswer) -> None:
    """Why no difference is drawn, in the place of the plot."""
    style = canvas.style
    words = "No patients to compare." if answer.comparable else NOT_RANDOMIZED
    for place, text in enumerate(wrapped(words, geometry.right - geometry.left, style)):
        baseline = centred(geometry.top + (place + 0.9) * 1.4 * style.small, style.small)
        canvas.text(geometry.left, baseline, text, style.ink2, italic=True)


def _paint_axis(canvas: Canvas, geometry: Layout, answer: SafetyAnswer, rect: QRectF) -> None:
    style, y = canvas.style, geometry.bottom
    line, tick = 1.4 * style.small, style.length(4, 2)
    if style.grid:
        for value in geometry.ticks:
            canvas.vertical(geometry.x(value), geometry.top, y, style.grid_line)
    canvas.vertical(geometry.x(0.0), geometry.top, y, style.axis)
    canvas.horizontal(y, geometry.left, geometry.right, style.axis)
    numbers = centred(y + tick + 0.6 * line, style.small)
    last = -1e9
    for value in geometry.ticks:
        x, text = geometry.x(value), percent(value)
        canvas.vertical(x, y, y + tick, style.axis)
        half = text_width(text, style) / 2
        if x - half > last + style.length(4, 2):
            canvas.text(x, numbers, text, style.ink2, align="center")
            last = x + half
    zero, gap, below = geometry.x(0.0), style.length(8, 4), numbers + line
    less = elided(f"← more with {answer.reference.short}", zero - gap - rect.left(), style)
    more = elided(f"more with {answer.compare.short} →", rect.right() - zero - gap, style)
    canvas.text(zero - gap, below, less, style.ink2, align="right")
    canvas.text(zero + gap, below, more, style.ink2)
