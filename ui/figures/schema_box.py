"""The boxes of a treatment schema: what is written in each, and how high that makes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRectF

from explorer.study.schema import SchemaStep
from explorer.study.study import Study
from ui.figures.canvas import Canvas
from ui.figures.figure import Style, centred, text_width, wrapped

Tone = Literal["heading", "small heading", "plain", "quiet", "cycle"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a box; a ``cycle`` is a small box of its own, ``right`` its duration."""

    text: str
    tone: Tone
    right: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A placed step."""

    step: SchemaStep
    rect: QRectF
    lines: tuple[Line, ...]


def box_lines(step: SchemaStep, width: float, style: Style) -> tuple[Line, ...]:
    """What a box of this width says, broken into lines."""
    return tuple(_lines(step, width - 2 * padding(style), style))


def lines_height(lines: tuple[Line, ...], style: Style) -> float:
    """The height of a box with these lines."""
    return 2 * padding(style) + sum(_height(line, style) for line in lines)


def paint_box(canvas: Canvas, box: Box, study: Study) -> None:
    """Draw a box: an arm's has its colour at the left edge, an assessment a dashed frame."""
    style, rect, step = canvas.style, box.rect, box.step
    canvas.box(rect, fill=style.card, radius=style.length(4, 2))
    if step.kind == "assessment":
        _paint_dashes(canvas, rect)
    else:
        canvas.box(rect, edge=style.line2, radius=style.length(4, 2))
    arm = next((arm for arm in study.arms if arm.id == step.arm), None)
    if arm is not None:
        bar = QRectF(rect.left(), rect.top(), style.length(4, 2), rect.height())
        canvas.painter.fillRect(bar, style.arm(arm.color))
    left, right = rect.left() + padding(style), rect.right() - padding(style)
    y = rect.top() + padding(style)
    for line in box.lines:
        height = _height(line, style)
        _paint_line(canvas, line, QRectF(left, y, right - left, height), arm.color if arm else None)
        y += height


def line_size(line: Line, style: Style) -> int:
    """The size of a line's type."""
    return style.text if line.tone == "heading" else style.small


def padding(style: Style) -> float:
    """The space between the frame and the words."""
    return style.length(10, 3.5)


def _lines(step: SchemaStep, room: float, style: Style) -> Iterator[Line]:
    if step.step:
        yield Line(step.step, "quiet")
    words = step.label.split()
    large = all(text_width(word, style, style.text, 600) <= room for word in words)
    for text in wrapped(step.label, room, style, style.text if large else style.small, 600):
        yield Line(text, "heading" if large else "small heading")
    for text in wrapped(step.duration, room, style):
        yield Line(text, "plain")
    inside = room - 2 * style.length(4, 2.5)
    for cycle in step.cycles:
        both = text_width(cycle.label, style) + text_width(cycle.duration, style) + style.length(6, 3)
        if both <= inside:
            yield Line(cycle.label, "cycle", cycle.duration)
        else:
            yield Line(cycle.label, "cycle")
            for text in wrapped(cycle.duration, room, style):
                yield Line(text, "plain")
    for text in wrapped(step.detail, room, style):
        yield Line(text, "quiet")


def _height(line: Line, style: Style) -> float:
    if line.tone == "cycle":
        return 2.0 * style.small
    return 1.4 * line_size(line, style)


def _paint_line(canvas: Canvas, line: Line, place: QRectF, arm: int | None) -> None:
    style, middle = canvas.style, place.center().y()
    if line.tone == "cycle":
        inset = style.length(2, 1)
        chip = place.adjusted(0, inset, 0, -inset)
        canvas.box(chip, fill=style.hover, radius=style.length(3, 1.5))
        edge = style.length(4, 2.5)
        canvas.text(chip.left() + edge, centred(middle, style.small), line.text, style.ink)
        canvas.text(chip.right() - edge, centred(middle, style.small), line.right, style.ink2, align="right")
        return
    size, heading = line_size(line, style), line.tone in ("heading", "small heading")
    colour = style.ink if heading else style.ink2 if line.tone == "plain" else style.ink3
    if heading and arm is not None:
        colour = style.arm_text(arm)
    weight = 600 if heading else 400
    canvas.text(place.left(), centred(middle, size), line.text, colour, size, weight)


def _paint_dashes(canvas: Canvas, rect: QRectF) -> None:
    style, dash = canvas.style, (3.0, 2.5)
    for y in (rect.top(), rect.bottom()):
        canvas.horizontal(y, rect.left(), rect.right(), style.axis, dash=dash)
    for x in (rect.left(), rect.right()):
        canvas.vertical(x, rect.top(), rect.bottom(), style.axis, dash=dash)
