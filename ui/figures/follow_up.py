"""The follow-up of a trial: the share still followed by arm, and how long ago patients were last seen."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from explorer.analyses.follow_up import EDGES, FollowUpAnswer, FollowUpGroup
from explorer.question.question import months_per
from explorer.text import count, number
from ui.figures.audit_notes import note_lines
from ui.figures.canvas import Canvas
from ui.figures.figure import Style, centred, first_that_fits, nice_ticks, text_width
from ui.figures.survival_layout import time_label, time_ticks

_BESIDE = (640, 300)
"""The width in pixels and points from which both panels stand side by side."""


def screen_height(answer: FollowUpAnswer, width: float, style: Style) -> float:
    """The least height on screen; above it the figure fills its card."""
    panels = 1 if _is_wide(width, style) or not answer.cut_off else 2
    return panels * style.length(260, 120)


def natural_height(answer: FollowUpAnswer, width: float, style: Style) -> float:
    """The height at which the figure looks best, in painter units."""
    panel = max(0.42 * width, style.length(230, 120)) if _is_wide(width, style) else 0.62 * width
    panels = 1 if _is_wide(width, style) or not answer.cut_off else 2
    return panels * panel + len(note_lines(answer, width, style)) * _row(style) + style.length(10, 4)


def paint(painter: QPainter, rect: QRectF, answer: FollowUpAnswer, style: Style) -> None:
    """Draw both panels over the notes; without dates the second one does not exist."""
    canvas = Canvas(painter, style)
    rect = _above_notes(canvas, rect, answer)
    gap = style.length(28, 12)
    if not answer.cut_off:
        _paint_curves(canvas, rect, answer)
    elif _is_wide(rect.width(), style):
        left = 0.58 * rect.width()
        _paint_curves(canvas, QRectF(rect.left(), rect.top(), left - gap, rect.height()), answer)
        _paint_contacts(
            canvas, QRectF(rect.left() + left, rect.top(), rect.width() - left, rect.height()), answer
        )
    else:
        half = (rect.height() - gap) / 2
        _paint_curves(canvas, QRectF(rect.left(), rect.top(), rect.width(), half), answer)
        _paint_contacts(canvas, QRectF(rect.left(), rect.bottom() - half, rect.width(), half), answer)


def in_words(answer: FollowUpAnswer) -> str:
    """The figure for a screen reader."""
    parts = [
        f"{group.label}: median follow-up {number(group.median.value, 1)} months" for group in answer.groups
    ]
    return ". ".join(parts)


def _above_notes(canvas: Canvas, rect: QRectF, answer: FollowUpAnswer) -> QRectF:
    """Write the notes at the bottom; the rest of the rectangle."""
    style, lines = canvas.style, note_lines(answer, rect.width(), canvas.style)
    for index, line in enumerate(reversed(lines)):
        baseline = rect.bottom() - index * _row(style) - style.length(4, 2)
        canvas.text(rect.left(), baseline, line, style.ink3)
    return rect.adjusted(0, 0, 0, -len(lines) * _row(style) - style.length(10, 4))


def _is_wide(width: float, style: Style) -> bool:
    return width >= style.length(*_BESIDE)


def _row(style: Style) -> float:
    return 1.45 * style.small


def _plot(rect: QRectF, style: Style, left: float) -> QRectF:
    """The space inside the axes: a caption above, ticks and a title below."""
    top, bottom = 1.6 * _row(style), 2.2 * _row(style) + style.length(6, 3)
    return QRectF(
        rect.left() + left,
        rect.top() + top,
        rect.width() - left - style.length(8, 4),
        max(rect.height() - top - bottom, 1.0),
    )


def _paint_curves(canvas: Canvas, rect: QRectF, answer: FollowUpAnswer) -> None:
    style, unit = canvas.style, answer.question.unit
    plot = _plot(rect, style, text_width("100", style) + style.length(10, 5))
    groups = [group for group in answer.groups if group.arm is not None and group.curve is not None]
    end = max((float(group.curve.time[-1]) for group in groups if group.curve is not None), default=0.0)
    canvas.text(
        rect.left(), rect.top() + style.small, "Still under follow-up (%), reverse Kaplan–Meier", style.ink2
    )
    if end <= 0:
        canvas.text(plot.center().x(), plot.center().y(), "No follow-up", style.ink2, align="center")
        return
    for share in range(0, 101, 20):
        y = plot.bottom() - plot.height() * share / 100
        if style.grid:
            canvas.horizontal(y, plot.left(), plot.right(), style.grid_line)
        canvas.text(
            plot.left() - style.length(6, 3), centred(y, style.small), str(share), style.ink2, align="right"
        )
    for tick in time_ticks(end, unit, plot.width(), text_width("000", style) + style.small):
        x = plot.left() + plot.width() * tick / end
        canvas.vertical(x, plot.bottom(), plot.bottom() + style.length(4, 2), style.axis)
        canvas.text(
            x,
            plot.bottom() + style.length(6, 3) + style.small,
            time_label(tick, unit),
            style.ink2,
            align="center",
        )
    canvas.horizontal(plot.bottom(), plot.left(), plot.right(), style.axis)
    canvas.vertical(plot.left(), plot.top(), plot.bottom(), style.axis)
    canvas.text(
        plot.center().x(), rect.bottom() - style.length(3, 1), unit.capitalize(), style.ink2, align="center"
    )
    for group in groups:
        _paint_curve(canvas, plot, group, end)
    _paint_medians(canvas, plot, answer)


def _paint_curve(canvas: Canvas, plot: QRectF, group: FollowUpGroup, end: float) -> None:
    curve, arm, style = group.curve, group.arm, canvas.style
    if curve is None or arm is None:
        return
    x = plot.left() + plot.width() * np.minimum(curve.time, end) / end
    y = plot.bottom() - plot.height() * np.concatenate(([1.0], curve.survival))
    xs = np.concatenate(([plot.left()], np.repeat(x, 2)))
    ys = np.repeat(y, 2)[:-1]
    canvas.polyline(xs, ys, style.arm(arm.color), canvas.line_width(style.curve), style.dash(arm.color))


def _paint_medians(canvas: Canvas, plot: QRectF, answer: FollowUpAnswer) -> None:
    """The medians in words, in the lower left corner, which falling curves leave free."""
    style, unit = canvas.style, answer.question.unit
    scale = months_per(unit)
    baseline = plot.bottom() - len(answer.groups) * _row(style) - style.length(6, 3)
    x = plot.left() + style.length(10, 5)
    canvas.text(x, baseline, f"Median, {unit}", style.ink2)
    names = max(text_width(group.label, style, weight=600) for group in answer.groups)
    for group in answer.groups:
        baseline += _row(style)
        colour = style.arm_text(group.arm.color) if group.arm else style.ink
        canvas.text(x, baseline, group.label, colour, weight=600)
        value = group.median.value
        words = "not reached" if value is None else number(value / scale, 1)
        canvas.text(x + names + style.length(10, 5), baseline, words)


def _paint_contacts(canvas: Canvas, rect: QRectF, answer: FollowUpAnswer) -> None:
    """Bars: patients without event by months since last contact, side by side for the arms."""
    style = canvas.style
    groups = [group for group in answer.groups if group.arm is not None and group.contacts is not None]
    most = max((n for group in groups for n in group.contacts or ()), default=0)
    plot = _plot(rect, style, text_width(count(most), style) + style.length(10, 5))
    caption = ("Patients without event, by time since last contact", "Time since last contact")
    canvas.text(
        rect.left(), rect.top() + style.small, first_that_fits(caption, rect.width(), style), style.ink2
    )
    ticks = [tick for tick in nice_ticks(0, max(most, 1), 5) if tick == int(tick)]
    top = max(most, 1) * 1.08
    for tick in ticks:
        y = plot.bottom() - plot.height() * tick / top
        if style.grid:
            canvas.horizontal(y, plot.left(), plot.right(), style.grid_line)
        canvas.text(
            plot.left() - style.length(6, 3),
            centred(y, style.small),
            count(int(tick)),
            style.ink2,
            align="right",
        )
    wide = plot.width() / len(EDGES)
    bar = 0.72 * wide / max(len(groups), 1)
    for place, label in enumerate(_classes()):
        left = plot.left() + place * wide + 0.14 * wide
        for number_of, group in enumerate(groups):
            n = (group.contacts or ())[place]
            height = plot.height() * n / top
            arm = group.arm
            assert arm is not None
            box = QRectF(left + number_of * bar, plot.bottom() - height, 0.94 * bar, height)
            canvas.painter.fillRect(box, style.arm(arm.color))
            if n:
                canvas.text(
                    box.center().x(), box.top() - style.length(3, 1.5), count(n), style.ink2, align="center"
                )
        baseline = plot.bottom() + style.length(6, 3) + style.small
        canvas.text(plot.left() + (place + 0.5) * wide, baseline, label, style.ink2, align="center")
    canvas.horizontal(plot.bottom(), plot.left(), plot.right(), style.axis)
    title = "Months since last contact"
    canvas.text(plot.center().x(), rect.bottom() - style.length(3, 1), title, style.ink2, align="center")


def _classes() -> list[str]:
    low, high = EDGES[:-1], EDGES[1:]
    return [f"{a:g}–{b:g}" for a, b in zip(low, high, strict=True)] + [f"≥{EDGES[-1]:g}"]
