"""The swimmer plot: a lane for each patient under a legend, over an axis of months or years."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from explorer.analyses.swimmer import SwimmerAnswer
from explorer.question.question import MONTHS_PER_YEAR
from explorer.study.study import Arm
from ui.figures.audit_notes import note_lines
from ui.figures.canvas import Canvas
from ui.figures.figure import Style, centred, text_width
from ui.figures.lane import legend_of, paint_lane, paint_mark
from ui.figures.survival_layout import time_label, time_ticks

_EMPTY = "No selected patient has follow-up."


def natural_height(answer: SwimmerAnswer, width: float, style: Style) -> float:
    """The height at which every lane can be told from the next, in painter units."""
    notes = len(note_lines(answer, width, style))
    lanes = max(len(answer.lanes), 3) * style.length(12, 7)
    rows = _legend_rows(answer, width, style)
    return (
        rows * _row(style)
        + _top_axis(style)
        + lanes
        + _axis_height(style)
        + notes * _row(style)
        + style.length(8, 4)
    )


def paint(painter: QPainter, rect: QRectF, answer: SwimmerAnswer, style: Style) -> None:
    """Draw the figure into a rectangle; on screen the patients' names stand beside their lanes.

    Print leaves identifiers out: a figure may leave the house that the data may not.
    """
    canvas = Canvas(painter, style)
    if not answer.lanes:
        canvas.text(rect.center().x(), rect.center().y(), _EMPTY, style.ink2, align="center")
        return
    notes = note_lines(answer, rect.width(), style)
    below = _axis_height(style) + len(notes) * _row(style) + style.length(4, 2)
    legend = _legend_rows(answer, rect.width(), style) * _row(style)
    top = rect.top() + legend + _top_axis(style) + style.length(4, 2)
    left = rect.left() + _names_width(answer, style)
    plot = QRectF(left, top, rect.right() - style.length(14, 7) - left, rect.bottom() - below - top)
    _paint_legend(canvas, rect, answer)
    _paint_axis(canvas, plot, answer)
    _paint_lanes(canvas, rect, plot, answer)
    for index, line in enumerate(notes):
        baseline = rect.bottom() - (len(notes) - 1 - index) * _row(style) - style.length(4, 2)
        canvas.text(rect.left(), baseline, line, style.ink3)


def in_words(answer: SwimmerAnswer) -> str:
    """The figure for a screen reader."""
    died = sum(lane.died for lane in answer.lanes)
    return f"Swimmer plot of {len(answer.lanes)} of {answer.of} patients, {died} of whom died."


def _row(style: Style) -> float:
    return 1.45 * style.small


def _axis_height(style: Style) -> float:
    return style.length(8, 4) + 2 * _row(style)


def _top_axis(style: Style) -> float:
    """The room for the ticks above the lanes: on screen the lower end is often out of sight."""
    return 0.0 if style.is_print else _row(style) + style.length(4, 2)


def _names_width(answer: SwimmerAnswer, style: Style) -> float:
    if style.is_print:
        return style.length(0, 2)
    return max(text_width(lane.name, style) for lane in answer.lanes) + style.length(10, 5)


def _scale(answer: SwimmerAnswer, plot: QRectF) -> tuple[float, Callable[[float], float]]:
    """Where the axis ends, in months, and the place of a month."""
    longest = max(lane.end or 0.0 for lane in answer.lanes) or 1.0
    step = MONTHS_PER_YEAR if longest > MONTHS_PER_YEAR else 1.0
    end = step * ceil(longest / step)
    first = min(0.0, *(mark.months for lane in answer.lanes for mark in lane.marks))
    width = plot.width() / (end - first)
    return end, lambda months: plot.left() + width * (months - first)


def _paint_lanes(canvas: Canvas, rect: QRectF, plot: QRectF, answer: SwimmerAnswer) -> None:
    style, (_, x) = canvas.style, _scale(answer, plot)
    height = plot.height() / len(answer.lanes)
    bar = min(height, style.length(22, 11))
    for index, lane in enumerate(answer.lanes):
        middle = plot.top() + (index + 0.5) * height
        paint_lane(canvas, lane, x, middle, bar)
        if not style.is_print and height >= style.small:
            canvas.text(rect.left(), centred(middle, style.small), lane.name, style.ink2)


def _paint_axis(canvas: Canvas, plot: QRectF, answer: SwimmerAnswer) -> None:
    style, (end, x), unit = canvas.style, _scale(answer, plot), answer.question.unit
    widest = text_width("000", style) + style.small
    for tick in time_ticks(end, unit, x(end) - x(0.0), widest):
        if style.grid:
            canvas.vertical(x(tick), plot.top(), plot.bottom(), style.grid_line)
        canvas.vertical(x(tick), plot.bottom(), plot.bottom() + style.length(4, 2), style.axis)
        baseline = plot.bottom() + style.length(6, 3) + style.small
        canvas.text(x(tick), baseline, time_label(tick, unit), style.ink2, align="center")
        if _top_axis(style):
            canvas.vertical(x(tick), plot.top() - style.length(4, 2), plot.top(), style.axis)
            above = plot.top() - style.length(7, 3)
            canvas.text(x(tick), above, time_label(tick, unit), style.ink2, align="center")
    canvas.horizontal(plot.bottom(), plot.left(), plot.right(), style.axis)
    if _top_axis(style):
        canvas.horizontal(plot.top(), plot.left(), plot.right(), style.axis)
    baseline = plot.bottom() + style.length(8, 4) + style.small + _row(style)
    title = f"{unit.capitalize()} since {_origin(answer)}"
    canvas.text(plot.center().x(), baseline, title, style.ink2, align="center")


def _origin(answer: SwimmerAnswer) -> str:
    start = answer.lanes[0].start
    return f"{start[:1].lower()}{start[1:]}" or "the start"


def _arms(answer: SwimmerAnswer) -> tuple[Arm, ...]:
    present = {lane.arm.id for lane in answer.lanes if lane.arm}
    return tuple(arm for arm in answer.study.arms if arm.id in present)


def _legend(answer: SwimmerAnswer, style: Style) -> list[tuple[str, float, object]]:
    """Words of the legend with their width and their sign: an arm, or the role of a mark."""
    swatch = style.length(20, 10)
    entries: list[tuple[str, object]] = [(arm.short, arm) for arm in _arms(answer)]
    entries += [(words, role) for role, words in legend_of(answer.lanes)]
    return [(words, swatch + text_width(words, style) + style.length(18, 9), sign) for words, sign in entries]


def _legend_rows(answer: SwimmerAnswer, width: float, style: Style) -> int:
    return _legend_places(answer, width, style)[-1][0] + 1 if answer.lanes else 1


def _legend_places(answer: SwimmerAnswer, width: float, style: Style) -> list[tuple[int, float, str, object]]:
    """Row, place in it, words and sign of every entry."""
    places: list[tuple[int, float, str, object]] = []
    row, at = 0, 0.0
    for words, needed, sign in _legend(answer, style):
        if at and at + needed > width:
            row, at = row + 1, 0.0
        places.append((row, at, words, sign))
        at += needed
    return places


def _paint_legend(canvas: Canvas, rect: QRectF, answer: SwimmerAnswer) -> None:
    style = canvas.style
    size = style.length(13, 7)
    for row, at, words, sign in _legend_places(answer, rect.width(), style):
        middle = rect.top() + (row + 0.5) * _row(style)
        left = rect.left() + at
        if isinstance(sign, Arm):
            box = QRectF(left, middle - 0.3 * size, style.length(14, 7), 0.6 * size)
            canvas.painter.fillRect(box, style.arm(sign.color))
        else:
            paint_mark(canvas, sign, left + style.length(7, 3.5), middle, size)  # type: ignore[arg-type]
        colour = style.arm_text(sign.color) if isinstance(sign, Arm) else style.ink2
        canvas.text(left + style.length(20, 10), centred(middle, style.small), words, colour)
