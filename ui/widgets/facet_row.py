"""One line of a facet: check box, label, "only", bar and count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from explorer import text
from ui.look.theme import text_width, theme
from ui.widgets.painting import RIGHT, draw_box, draw_check_box, draw_text
from ui.widgets.title_row import MARGIN

ROW = 24
_EDGE = 6  # of the tint of a hovered row, from the widget's edges
_LABEL_LEFT = MARGIN + 20


@dataclass(frozen=True, slots=True)
class FacetRow:
    """One level as shown: ``count`` under the other filters (None: not known yet), of ``population``."""

    level: str
    label: str
    count: int | None
    population: int
    checked: bool = False
    missing: bool = False  # a level such as "Not recorded"; set in italics
    tooltip: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """What the rows of one facet share: the count that fills a bar, and the width of the counts."""

    scale: int
    count_width: float


def columns_for(rows: Sequence[FacetRow]) -> Columns:
    """The columns wide enough for these levels."""
    largest = max((max(row.count or 0, row.population) for row in rows), default=0)
    return Columns(largest or 1, max(34.0, text_width(text.count(largest), 12, 500) + 8))


def row_box(width: float, y: float) -> QRectF:
    """The tinted box of the row at ``y`` in a facet that is ``width`` wide."""
    return QRectF(_EDGE, y, width - 2 * _EDGE, ROW)


def only_box(row: QRectF, columns: Columns) -> QRectF:
    """Where "only" stands in a row; part of the row's box."""
    width = text_width("only", 12, 500) + 12
    return QRectF(_bar_box(row, columns).left() - 4 - width, row.top(), width, ROW)


def label_is_cut(row: QRectF, level: FacetRow, columns: Columns) -> bool:
    """Whether the label does not fit beside the bar."""
    width = text_width(level.label, 12, 500 if level.checked else 400, italic=level.missing)
    return width > _bar_box(row, columns).left() - 8 - _LABEL_LEFT


def paint_row(
    painter: QPainter,
    box: QRectF,
    row: FacetRow,
    columns: Columns,
    *,
    dim: bool,
    hovered: bool,
    at_only: bool,
) -> None:
    """Draw a level; ``dim`` sets it back."""
    look, bar, only = theme(), _bar_box(box, columns), only_box(box, columns)
    if hovered:
        draw_box(painter, box, 4, fill=look.hover)
    draw_check_box(painter, MARGIN, box.top() + 5, checked=row.checked)
    colour = look.ink3 if dim or row.count is None else look.ink
    right = only.left() if hovered else bar.left() - 8
    label = QRectF(_LABEL_LEFT, box.top(), right - _LABEL_LEFT, ROW)
    draw_text(painter, label, row.label, colour, weight=500 if row.checked else 400, italic=row.missing)
    if hovered:
        ink = look.ink if at_only else look.ink2
        draw_text(painter, only.adjusted(6, 0, 0, 0), "only", ink, weight=500)
    _paint_bar(painter, bar, row, columns.scale, dim=dim)
    count = "–" if row.count is None else text.count(row.count)
    number = QRectF(bar.right(), box.top(), columns.count_width, ROW)
    draw_text(painter, number, count, colour, weight=500, align=RIGHT)


def paint_fold(painter: QPainter, box: QRectF, text: str, *, hovered: bool) -> None:
    """Draw the line that shows more or fewer levels."""
    look = theme()
    if hovered:
        draw_box(painter, box, 4, fill=look.hover)
    draw_text(painter, box.adjusted(_LABEL_LEFT - _EDGE, 0, -8, 0), text, look.ink2, weight=500)


def _bar_box(row: QRectF, columns: Columns) -> QRectF:
    width = 56 if row.width() >= 250 else 44
    right = row.right() + _EDGE - MARGIN - columns.count_width
    return QRectF(right - width, row.center().y() - 3, width, 6)


def _paint_bar(painter: QPainter, bar: QRectF, row: FacetRow, scale: int, *, dim: bool) -> None:
    look = theme()
    if row.count is None:
        return
    for count, colour in ((row.population, look.sel), (row.count, look.fillsoft if dim else look.fill)):
        if count > 0:
            width = max(bar.width() * min(count / scale, 1.0), 2.0)
            draw_box(painter, QRectF(bar.left(), bar.top(), width, bar.height()), 1.5, fill=colour)
