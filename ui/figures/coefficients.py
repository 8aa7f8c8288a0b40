"""The coefficient plot: the hazard ratios of a model, or of treatment in several models, on a log scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from explorer import text
from explorer.analyses.model_answers import ComparisonOfModels
from ui.figures.canvas import Canvas
from ui.figures.coefficient_rows import Charted, Line, conf_level_of, lines_of, notes_of
from ui.figures.figure import Style, centred, elided, first_that_fits, text_width, wrapped
from ui.figures.forest_axis import Axis, axis_range
from ui.figures.forest_heights import axis_height, head_height, line_height
from ui.figures.forest_marks import paint_interval, paint_square

ROOMY = 1e6
"""A height in which every line has the room it wants."""


@dataclass(frozen=True, slots=True)
class Placement:
    """A line and the rectangle in which it stands."""

    line: Line
    rect: QRectF


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns and the lines of a plot stand, in painter units; texts in ``counts`` and ``p`` end
    there, in ``ratio`` they begin there. ``row``: the height of a line. ``height`` is what the
    whole figure needs."""

    label_right: float
    counts: float
    ratio: float
    p: float
    axis: Axis
    top: float
    row: float
    lines: tuple[Placement, ...]
    notes: tuple[str, ...]
    height: float

    @property
    def bottom(self) -> float:
        """The height of the axis."""
        return self.lines[-1].rect.bottom() if self.lines else self.top


def lay_out(answer: Charted, rect: QRectF, style: Style) -> Layout:
    """Divide the width into columns, and the height into lines, axis and notes."""
    lines = lines_of(answer)
    gap, indent = style.length(20, 9), _indent(style)
    size = style.small if style.is_print else style.text
    label = max(
        (line.depth * indent + text_width(_label(line), style, size, 600 if line.strong else 400))
        for line in lines
    )
    ratios = [line.ratio for line in lines if line.ratio is not None]
    widest = max((text_width(_interval(line), style, size, 600) for line in lines), default=0.0)
    ratio_width = max(widest, text_width(_ratio_heading(answer), style))
    p_width = max(text_width(line.p, style, size) for line in lines) if any(line.p for line in lines) else 0.0
    counts_width = max(
        text_width(_counts_heading(answer), style), *(text_width(line.counts, style, size) for line in lines)
    )
    right = rect.right()
    ratio = right - (p_width + gap if p_width else 0.0) - ratio_width
    label = min(label, 0.34 * rect.width())
    if isinstance(answer, ComparisonOfModels):
        label = max(label, 0.3 * rect.width())
    counts = rect.left() + label + gap + counts_width
    axis = Axis(*axis_range(ratios), counts + gap, ratio - gap)
    notes = tuple(wrapped(" ".join(notes_of(answer)), rect.width(), style))
    top = rect.top() + head_height(1, style)
    below = axis_height(style) + (len(notes) + 0.5) * line_height(style)
    under = [_height_below(line, label, style) for line in lines]
    row = (rect.bottom() - top - below - sum(under)) / len(lines)
    row = min(max(row, style.length(20, 9.5)), style.length(27, 11.5))
    placed, y = [], top
    for line, extra in zip(lines, under, strict=True):
        height = row + extra
        placed.append(Placement(line, QRectF(rect.left(), y, rect.width(), height)))
        y += height
    height = y + below - rect.top()
    return Layout(rect.left() + label, counts, ratio, right, axis, top, row, tuple(placed), notes, height)


def natural_height(answer: Charted, width: float, style: Style) -> float:
    """The height in painter units at which every line and note has the room it wants."""
    return lay_out(answer, QRectF(0, 0, width, ROOMY), style).height


def height_in(answer: Charted, rect: QRectF, style: Style) -> float:
    """The height in painter units of the figure in a rectangle, where lines stand closer if they must."""
    return lay_out(answer, rect, style).height


def paint(painter: QPainter, rect: QRectF, answer: Charted, style: Style) -> Layout:
    """Paint the plot into a rectangle, in painter units; it ends at ``Layout.height``."""
    layout, canvas = lay_out(answer, rect, style), Canvas(painter, style)
    _paint_head(canvas, layout, answer, rect)
    _paint_one(canvas, layout)
    heaviest = max((1 / each.line.ratio.std_err for each in layout.lines if _weighs(each.line)), default=0.0)  # type: ignore[union-attr, operator]
    for each in layout.lines:
        _paint_texts(canvas, layout, each, rect)
        _paint_mark(canvas, layout, each, heaviest)
    _paint_axis(canvas, layout, answer)
    top = layout.bottom + axis_height(style) + 0.5 * line_height(style)
    for index, note in enumerate(layout.notes):
        baseline = centred(top + (index + 0.5) * line_height(style), style.small)
        canvas.text(rect.left(), baseline, note, style.ink3)
    return layout


def _indent(style: Style) -> float:
    return style.length(14, 7)


def _label(line: Line) -> str:
    return f"{line.label}  {line.detail}" if line.detail else line.label


def _interval(line: Line) -> str:
    return text.ratio_interval(line.ratio.value, line.ratio.lower, line.ratio.upper) if line.ratio else ""


def _weighs(line: Line) -> bool:
    return line.ratio is not None and bool(line.ratio.std_err)


def _height_below(line: Line, label: float, style: Style) -> float:
    below = len(wrapped(line.below, label, style)) if line.below else 0
    return below * line_height(style) + (style.length(8, 4) if below else 0.0)


def _ratio_heading(answer: Charted) -> str:
    return f"HR ({text.percent(conf_level_of(answer))}% CI)"


def _counts_heading(answer: Charted) -> str:
    plural = answer.endpoint.plural
    return f"{plural[:1].upper()}{plural[1:]}/patients"


def _paint_head(canvas: Canvas, layout: Layout, answer: Charted, rect: QRectF) -> None:
    style = canvas.style
    baseline = centred(rect.top() + 0.5 * line_height(style), style.small)
    what = "Model" if isinstance(answer, ComparisonOfModels) else "Term"
    canvas.text(rect.left(), baseline, what, style.ink2)
    canvas.text(layout.counts, baseline, _counts_heading(answer), style.ink2, align="right")
    middle, width = (layout.axis.left + layout.axis.right) / 2, layout.axis.right - layout.axis.left
    title = first_that_fits(("Hazard ratio, log scale", "HR, log scale", "HR"), width, style)
    canvas.text(middle, baseline, title, style.ink2, align="center")
    canvas.text(layout.ratio, baseline, _ratio_heading(answer), style.ink2)
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
    size = style.small if style.is_print else style.text
    baseline, weight = centred(_middle(each, layout), size), 600 if line.strong else 400
    left = rect.left() + line.depth * _indent(style)
    colour = style.ink if line.strong or not line.depth else style.ink2
    label = elided(line.label, layout.label_right - left, style, size, weight)
    used = canvas.text(left, baseline, label, colour, size, weight)
    if line.detail:
        x = left + used + style.length(8, 4)
        canvas.text(x, baseline, elided(line.detail, layout.label_right - x, style), style.ink3)
    _paint_below(canvas, layout, each, rect)
    if line.counts:
        canvas.text(layout.counts, baseline, line.counts, style.ink, size, weight, align="right")
    if line.p:
        canvas.text(layout.p, baseline, line.p, style.ink, size, weight, align="right")
    if line.ratio:
        canvas.text(layout.ratio, baseline, _interval(line), style.ink, size, weight)
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


def _paint_axis(canvas: Canvas, layout: Layout, answer: Charted) -> None:
    style, axis, y = canvas.style, layout.axis, layout.bottom
    tick = style.length(4, 2)
    canvas.horizontal(y, axis.left, axis.right, style.axis)
    for value in axis.ticks:
        canvas.vertical(axis.x(value), y, y + tick, style.axis)
    baseline = centred(y + tick + 0.65 * line_height(style), style.small)
    for value, label in axis.labels(style):
        canvas.text(axis.x(value), baseline, label, style.ink2, align="center")
    for words, align, x in _directions(answer, layout, style):
        canvas.text(x, baseline + line_height(style), words, style.ink2, align=align)  # type: ignore[arg-type]


def _directions(answer: Charted, layout: Layout, style: Style) -> Sequence[tuple[str, str, float]]:
    """What lies at either side of 1: which arm does better, or whether the hazard falls or rises."""
    gap, one = style.length(8, 4), layout.axis.x(1)
    if isinstance(answer, ComparisonOfModels):
        words = f"← {answer.compare.short} better", f"{answer.reference.short} better →"
    else:
        words = "← lower hazard", "higher hazard →"
    return ((words[0], "right", one - gap), (words[1], "left", one + gap))
