"""The treatment schema of a trial: phases and cycles for all, the randomization, and the arms."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from explorer.analyses.design import DesignAnswer
from ui.figures.canvas import Canvas
from ui.figures.figure import Style, centred
from ui.figures.schema_box import Box, line_size, padding, paint_box
from ui.figures.schema_layout import Layout, lay_out


def natural_height(answer: DesignAnswer, width: float, style: Style) -> float:
    """The height of the schema in a width, in painter units."""
    return lay_out(answer.study, QRectF(0, 0, width, 0), style).bottom + style.length(4, 2)


def paint(painter: QPainter, rect: QRectF, answer: DesignAnswer, style: Style) -> None:
    """Draw the schema in the middle of a rectangle."""
    canvas = Canvas(painter, style)
    spare = max(rect.height() - natural_height(answer, rect.width(), style), 0.0)
    place = QRectF(rect.left(), rect.top() + spare / 2, rect.width(), rect.height())
    layout = lay_out(answer.study, place, style)
    for path in layout.paths:
        _paint_path(canvas, path)
    for box in layout.boxes:
        if box.step.kind == "randomization":
            _paint_randomization(canvas, layout, box)
        else:
            paint_box(canvas, box, answer.study)


def in_words(answer: DesignAnswer) -> str:
    """The schema for a screen reader: the steps of all patients, then those of each arm."""
    study = answer.study
    parts = [", then ".join(step.label for step in study.schema if not step.arm)]
    for arm in study.arms:
        steps = [step.label for step in study.schema if step.arm == arm.id]
        if steps:
            parts.append(f"{arm.label}: {', then '.join(steps)}")
    return ". ".join(part for part in parts if part)


def _paint_path(canvas: Canvas, path: tuple[QPointF, ...]) -> None:
    """Level and upright lines, the last one with an arrow head at its end."""
    style = canvas.style
    for start, end in pairwise(path):
        if abs(start.y() - end.y()) < 0.5:
            left, right = sorted((start.x(), end.x()))
            canvas.horizontal(end.y(), left, right, style.axis)
        else:
            top, bottom = sorted((start.y(), end.y()))
            canvas.vertical(end.x(), top, bottom, style.axis)
    tip, before, long = path[-1], path[-2], style.length(6, 3)
    half = 0.55 * long
    if abs(tip.y() - before.y()) < 0.5:
        xs = np.array([tip.x() - long, tip.x(), tip.x() - long])
        ys = np.array([tip.y() - half, tip.y(), tip.y() + half])
    else:
        xs = np.array([tip.x() - half, tip.x(), tip.x() + half])
        ys = np.array([tip.y() - long, tip.y(), tip.y() - long])
    canvas.polygon(xs, ys, style.axis)


def _paint_randomization(canvas: Canvas, layout: Layout, box: Box) -> None:
    """A circle with an R; its words stand under it, or beside it from top to bottom."""
    style, circle, radius = canvas.style, layout.circle, layout.radius
    if circle is None:
        return
    canvas.dot(circle.x(), circle.y(), 2 * radius, style.ink)
    baseline = centred(circle.y(), style.text)
    canvas.text(circle.x(), baseline, "R", style.card, style.text, 600, align="center")
    y = box.rect.top() + padding(style)
    for line in box.lines:
        heading = line.tone in ("heading", "small heading")
        size = line_size(line, style)
        y += 1.4 * size
        weight, colour = (600, style.ink) if heading else (400, style.ink2)
        if layout.across:
            canvas.text(circle.x(), y, line.text, colour, size, weight, align="center")
        else:
            canvas.text(box.rect.left(), y, line.text, colour, size, weight)
