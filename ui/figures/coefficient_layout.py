"""Where the columns and the lines of a coefficient plot stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF

from explorer import text
from explorer.analyses.model_answers import ComparisonOfModels
from ui.figures.coefficient_rows import Charted, Line, conf_level_of, lines_of, notes_of
from ui.figures.figure import Style, text_width, wrapped
from ui.figures.forest_axis import Axis, axis_range
from ui.figures.forest_heights import axis_height, head_height, line_height

ROOMY = 1e6
"""A height in which every line has the room it wants."""
LEAST_PLOT = 0.24
"""The share of the width below which the plot takes the room of the counts."""


@dataclass(frozen=True, slots=True)
class Placement:
    """A line and the rectangle in which it stands."""

    line: Line
    rect: QRectF


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns and the lines of a plot stand, in painter units.

    Texts in ``counts`` (None where the plot is too narrow for them) and ``p`` end there, in ``ratio`` they
    begin there. ``row``: the height of a line. ``height`` is what the whole figure needs.
    """

    label_right: float
    counts: float | None
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


@dataclass(frozen=True, slots=True)
class _Columns:
    label: float
    counts: float | None
    ratio: float
    plot: tuple[float, float]


def lay_out(answer: Charted, rect: QRectF, style: Style) -> Layout:
    """Divide the width into columns, and the height into lines, axis and notes."""
    lines = lines_of(answer)
    columns = _columns(answer, lines, rect, style, counted=True)
    if columns.plot[1] - columns.plot[0] < LEAST_PLOT * rect.width():
        columns = _columns(answer, lines, rect, style, counted=False)
    notes = tuple(wrapped(" ".join(notes_of(answer)), rect.width(), style))
    top = rect.top() + head_height(1, style)
    below = axis_height(style) + (len(notes) + 0.5) * line_height(style)
    under = [_height_below(line, columns.label - rect.left(), style) for line in lines]
    row = (rect.bottom() - top - below - sum(under)) / len(lines)
    row = min(max(row, style.length(20, 9.5)), style.length(27, 11.5))
    placed, y = [], top
    for line, extra in zip(lines, under, strict=True):
        placed.append(Placement(line, QRectF(rect.left(), y, rect.width(), row + extra)))
        y += row + extra
    axis = Axis(*axis_range([line.ratio for line in lines if line.ratio is not None]), *columns.plot)
    return Layout(
        label_right=columns.label,
        counts=columns.counts,
        ratio=columns.ratio,
        p=rect.right(),
        axis=axis,
        top=top,
        row=row,
        lines=tuple(placed),
        notes=notes,
        height=y + below - rect.top(),
    )


def _columns(
    answer: Charted, lines: Sequence[Line], rect: QRectF, style: Style, *, counted: bool
) -> _Columns:
    size, gap = text_size(style), style.length(20, 9 if counted else 6)
    ratio_width = max(
        text_width(ratio_heading(answer), style), *(_interval_width(line, style) for line in lines)
    )
    p_width = max(text_width(line.p, style, size) for line in lines)
    ratio = rect.right() - (p_width + gap if p_width else 0.0) - ratio_width
    label = min(max(_label_width(line, style) for line in lines), 0.34 * rect.width())
    if isinstance(answer, ComparisonOfModels):
        label = max(label, 0.3 * rect.width())
    left = rect.left() + label
    if not counted:
        return _Columns(left, None, ratio, (left + gap, ratio - gap))
    widths = [text_width(line.counts, style, size, 600) for line in lines]
    counts = left + gap + max(text_width(counts_heading(answer), style), *widths)
    return _Columns(left, counts, ratio, (counts + gap, ratio - gap))


def _label_width(line: Line, style: Style) -> float:
    words = f"{line.label}  {line.detail}" if line.detail else line.label
    return line.depth * indent(style) + text_width(
        words, style, text_size(style), 600 if line.strong else 400
    )


def _interval_width(line: Line, style: Style) -> float:
    return text_width(interval(line), style, text_size(style), 600)


def text_size(style: Style) -> int:
    """The type size of the lines."""
    return style.small if style.is_print else style.text


def indent(style: Style) -> float:
    """How far a level stands behind its term."""
    return style.length(14, 7)


def interval(line: Line) -> str:
    """``0.44 (0.23–0.81)``, "" without an estimate."""
    return text.ratio_interval(line.ratio.value, line.ratio.lower, line.ratio.upper) if line.ratio else ""


def ratio_heading(answer: Charted) -> str:
    """``HR (95% CI)``, with the level that was asked for."""
    return f"HR ({text.percent(conf_level_of(answer))}% CI)"


def counts_heading(answer: Charted) -> str:
    """``Deaths/patients``, in the endpoint's words."""
    plural = answer.endpoint.plural
    return f"{plural[:1].upper()}{plural[1:]}/patients"


def _height_below(line: Line, label: float, style: Style) -> float:
    below = len(wrapped(line.below, label, style)) if line.below else 0
    return below * line_height(style) + (style.length(8, 4) if below else 0.0)


def natural_height(answer: Charted, width: float, style: Style) -> float:
    """The height in painter units at which every line and note has the room it wants."""
    return lay_out(answer, QRectF(0, 0, width, ROOMY), style).height


def height_in(answer: Charted, rect: QRectF, style: Style) -> float:
    """The height in painter units of the figure in a rectangle, where lines stand closer if they must."""
    return lay_out(answer, rect, style).height
