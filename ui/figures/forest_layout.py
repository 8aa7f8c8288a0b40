"""Where everything in a forest plot stands: geometry from an answer, a rectangle and a style.

Columns are as wide as their texts measure, and the plot has what remains.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF

from explorer.analyses.answers import SubgroupAnswer
from ui.figures.figure import Style, text_width
from ui.figures.forest_axis import Axis, axis_range
from ui.figures.forest_heights import Frame, axis_height, frame_of, head_height, line_height
from ui.figures.forest_table import Cells, p_heading, ratio_heading, table_cells


@dataclass(frozen=True, slots=True)
class Row:
    """A line that can be pointed at and chosen: a level of a field. ``line`` indexes the layout's cells."""

    rect: QRectF
    field: str
    level: str
    line: int


@dataclass(frozen=True, slots=True)
class Columns:
    """Edges of the columns: the right one of ``compare``, ``reference`` and ``p``, else the left one.

    ``label_right`` limits the labels. Where the plot would become too narrow, the P values stand in the
    column of the ratios, on the headings of the groups (``p_in_headings``).
    """

    group: float
    level: float
    label_right: float
    compare: float
    reference: float
    plot_left: float
    plot_right: float
    ratio: float
    ratio_right: float
    p: float
    p_in_headings: bool


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """The places of all parts in painter units; ``height`` is what the figure needs."""

    cells: tuple[Cells, ...]
    rects: tuple[QRectF, ...]
    rows: tuple[Row, ...]
    columns: Columns
    axis: Axis
    frame: Frame
    top: float
    bottom: float
    notes_rect: QRectF
    height: float

    def row_at(self, point: QPointF) -> int | None:
        """The index in ``rows`` of the row at a point."""
        return next((index for index, row in enumerate(self.rows) if row.rect.contains(point)), None)


def layout(answer: SubgroupAnswer, rect: QRectF, style: Style, *, grouped: bool = False) -> Layout:
    """Lay the plot out in a rectangle; ``height`` may come out larger than the rectangle is."""
    return _layout(answer, rect.getRect(), style, grouped)


@lru_cache(maxsize=4)
def _layout(
    answer: SubgroupAnswer, place: tuple[float, float, float, float], style: Style, grouped: bool
) -> Layout:
    rect = QRectF(*place)
    cells = table_cells(answer, grouped=grouped)
    frame = frame_of(answer, cells, rect, style, grouped=grouped)
    columns = _columns(answer, cells, rect, style, frame, grouped=grouped)
    top = rect.top() + head_height(frame.head_lines, style)
    rects = tuple(
        QRectF(rect.left(), top + index * frame.row, rect.width(), frame.row) for index in range(len(cells))
    )
    rows = tuple(
        Row(rects[index], cell.field, cell.level, index)
        for index, cell in enumerate(cells)
        if cell.kind == "level"
    )
    bottom = top + len(cells) * frame.row
    notes_top = bottom + axis_height(style)
    notes_rect = QRectF(rect.left(), notes_top, rect.width(), len(frame.notes) * line_height(style))
    low, high = axis_range([cell.mark for cell in cells if cell.mark])
    axis = Axis(low, high, columns.plot_left, columns.plot_right)
    height = notes_rect.bottom() - rect.top()
    return Layout(cells, rects, rows, columns, axis, frame, top, bottom, notes_rect, height)


# Columns


def _columns(
    answer: SubgroupAnswer,
    cells: Sequence[Cells],
    rect: QRectF,
    style: Style,
    frame: Frame,
    *,
    grouped: bool,
) -> Columns:
    gap, least_plot = _gap(rect, style), style.length(104, 56)
    compare, reference = (
        max(
            _widest([cell.counts[arm] for cell in cells], style, frame.size),
            _widest(head, style, style.small),
        )
        for arm, head in enumerate(frame.arm_names)
    )
    ratio = _widest([*(cell.ratio for cell in cells), ratio_heading(answer)], style, frame.size)
    p = 0.0
    if answer.comparable and answer.blocks:
        p = gap + _widest([*(cell.p for cell in cells), *p_heading(tall=frame.tall)], style, frame.size, 400)
    group, level = _label_widths(cells, gap, style, frame.size, grouped=grouped)
    room = rect.width() - compare - reference - ratio - 4 * gap - least_plot
    p_in_headings = bool(p) and grouped and room - p < group + level
    if p_in_headings:
        p = 0.0
    room = max(room - p, style.length(70, 40))
    share = min(1.0, room / (group + level))
    left = rect.left()
    label_right = left + share * (group + level)
    compare_right = label_right + gap + compare
    reference_right = compare_right + gap + reference
    ratio_left = rect.right() - p - ratio
    return Columns(
        group=left,
        level=left + (style.length(10, 5) if grouped else share * group),
        label_right=label_right,
        compare=compare_right,
        reference=reference_right,
        plot_left=reference_right + gap,
        plot_right=max(ratio_left - gap, reference_right + 2 * gap),
        ratio=ratio_left,
        ratio_right=ratio_left + ratio,
        p=rect.right(),
        p_in_headings=p_in_headings,
    )


def _gap(rect: QRectF, style: Style) -> float:
    """Between columns; in narrow figures they stand closer."""
    is_wide = rect.width() >= style.length(680, 300)
    return style.length(12, 6) if is_wide else style.length(8, 4)


def _label_widths(
    cells: Sequence[Cells], gap: float, style: Style, size: int, *, grouped: bool
) -> tuple[float, float]:
    """The columns of fields and of levels; grouped headings stand above the levels and need no column."""
    level = max(
        (
            text_width(cell.label, style, size, italic=cell.is_missing)
            for cell in cells
            if cell.kind == "level"
        ),
        default=0.0,
    )
    overall = text_width(cells[0].label, style, size, 600)
    if grouped:
        return 0.0, max(level + style.length(10, 5), overall)
    group = _widest([cell.group for cell in cells], style, size, 400)
    group += gap if group else 0.0
    return group, max(level, overall - group)


def _widest(texts: Sequence[str], style: Style, size: int, weight: int = 600) -> float:
    return max((text_width(text, style, size, weight) for text in texts), default=0.0)
