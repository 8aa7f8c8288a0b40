"""The preview of an export: the figure on its page, or the first rows of the table, on a quiet ground."""

from __future__ import annotations

import logging

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.results.tables import Cell, Table
from explorer.text import counted
from ui.export.figure_files import natural_size_mm
from ui.export.figure_kinds import Answer, kind_of
from ui.figures.figure import PRINT_UNITS_PER_MM, Style
from ui.figures.render import MARGIN_MM
from ui.look.palette import LIGHT
from ui.look.theme import text_width, theme
from ui.widgets.painted import Painted
from ui.widgets.painting import CENTRE, LEFT, RIGHT, draw_box, draw_rule, draw_text

_AIR = 24
_CAPTION = 44
_PX_PER_MM = 96 / 25.4
_MOST_ZOOM = 1.5
_ROW = 22
_TABLE_EDGE = 8
_GAP = 20
_WIDEST_CELL = 150.0
_log = logging.getLogger(__name__)


class ExportPreview(Painted):
    """Shows what a file will hold. It is a picture: it takes no focus, and says in words what it shows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answer: Answer | None = None
        self._style: Style | None = None
        self._size_mm = (1.0, 1.0)
        self._dpi: int | None = None
        self._table: Table | None = None
        self._pixmap: QPixmap | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(360, 320)

    def sizeHint(self) -> QSize:
        return QSize(720, 560)

    def show_figure(self, answer: Answer, width_mm: float, style: Style, dpi: int | None = None) -> None:
        """Show a figure on a page of a width; ``dpi`` if the file has pixels, which are then told."""
        self._answer, self._style, self._dpi, self._table = answer, style, dpi, None
        self._size_mm = natural_size_mm(answer, width_mm, style)
        self._renew(f"Preview: {kind_of(answer).title(answer)}", self._figure_caption())

    def show_table(self, table: Table) -> None:
        """Show the first rows of a table."""
        self._table, self._answer = table, None
        self._renew("Preview: the numbers behind the figure", self._table_caption(table))

    def _renew(self, name: str, description: str) -> None:
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)
        self._pixmap = None
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._pixmap = None
        super().resizeEvent(event)

    def paint(self, painter: QPainter) -> None:
        draw_box(painter, QRectF(self.rect()), 8, fill=theme().bg, border=theme().line)
        room = self._room()
        if self._table is not None:
            page, caption = self._table_page(self._table, room), self._table_caption(self._table)
        else:
            page, caption = self._figure_page(room), self._figure_caption()
        edge = page.adjusted(-1, -1, 1, 1)
        draw_box(painter, edge, 0, fill=LIGHT.card, border=theme().line2)
        if self._table is not None:
            self._paint_table(painter, page, self._table)
        else:
            painter.drawPixmap(page.topLeft(), self._picture(page))
        below = QRectF(_AIR, page.bottom() + 10, self.width() - 2 * _AIR, 20)
        draw_text(painter, below, caption, theme().ink2, px=11, align=CENTRE)

    def _room(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_AIR, _AIR, -_AIR, -_CAPTION)

    # The figure

    def _zoom(self) -> float:
        """The scale at which the page fits; 1 where a millimetre is one of an ordinary screen."""
        width, height = self._size_mm
        room = self._room()
        return min(room.width() / width / _PX_PER_MM, room.height() / height / _PX_PER_MM, _MOST_ZOOM)

    def _figure_caption(self) -> str:
        width, height = self._size_mm
        shown = f"shown at {100 * self._zoom():.0f}%"
        if self._dpi is None:
            return f"{width:g} × {height:g} mm, {shown}"
        across, down = (round(length / 25.4 * self._dpi) for length in self._size_mm)
        return f"{width:g} × {height:g} mm, {across} × {down} pixels, {shown}"

    def _figure_page(self, room: QRectF) -> QRectF:
        px = self._zoom() * _PX_PER_MM
        return _centred(room, self._size_mm[0] * px, self._size_mm[1] * px)

    def _picture(self, page: QRectF) -> QPixmap:
        ratio = self.devicePixelRatioF()
        if self._pixmap is None or self._pixmap.devicePixelRatio() != ratio:
            self._pixmap = QPixmap((page.size() * ratio).toSize())
            self._pixmap.setDevicePixelRatio(ratio)
            self._pixmap.fill(LIGHT.card)
            painter = QPainter(self._pixmap)
            try:
                self._paint_figure(painter, page)
            finally:
                painter.end()
        return self._pixmap

    def _paint_figure(self, painter: QPainter, page: QRectF) -> None:
        assert self._answer is not None
        assert self._style is not None
        scale = page.width() / (self._size_mm[0] * PRINT_UNITS_PER_MM)
        painter.scale(scale, scale)
        width, height = (length * PRINT_UNITS_PER_MM for length in self._size_mm)
        margin = MARGIN_MM * PRINT_UNITS_PER_MM
        inside = QRectF(0, 0, width, height).adjusted(margin, margin, -margin, -margin)
        try:
            kind_of(self._answer).paint(painter, inside, self._answer, self._style)
        except Exception:  # raised again at every repaint it would bury the window in messages
            _log.exception("The preview of a figure could not be drawn.")
            words = "This figure could not be drawn; see the log."
            painter.drawText(inside, Qt.AlignmentFlag.AlignCenter, words)

    # The table

    def _table_caption(self, table: Table) -> str:
        rows, columns = counted(len(table.rows), "row"), counted(len(table.columns), "column")
        room = self._room()
        shown = min(self._lines(room), len(table.rows)), len(self._columns(table, room))
        cut = " (shown in part)" if shown != (len(table.rows), len(table.columns)) else ""
        return f"{rows}, {columns}{cut}; numbers are shortened here, not in the file"

    def _table_page(self, table: Table, room: QRectF) -> QRectF:
        columns = self._columns(table, room)
        width = min(sum(columns) + _GAP * (len(columns) + 1), room.width())
        height = (min(len(table.rows), self._lines(room)) + 1) * _ROW + 2 * _TABLE_EDGE
        return _centred(room, width, height)

    def _lines(self, room: QRectF) -> int:
        return max(int((room.height() - 2 * _TABLE_EDGE) / _ROW) - 1, 1)

    def _columns(self, table: Table, room: QRectF) -> list[float]:
        """The widths of the columns that fit, at least of the first."""
        widths: list[float] = []
        for k, name in enumerate(table.columns):
            texts = (name, *(_written(row[k]) for row in table.rows[: self._lines(room)]))
            width = min(max(text_width(text, 11, 500) for text in texts), _WIDEST_CELL)
            if widths and sum(widths) + width + _GAP * (len(widths) + 2) > room.width():
                break
            widths.append(width)
        return widths

    def _paint_table(self, painter: QPainter, page: QRectF, table: Table) -> None:
        room = self._room()
        shown = table.rows[: self._lines(room)]
        x = page.left() + _GAP
        for k, width in enumerate(self._columns(table, room)):
            align = LEFT if any(isinstance(row[k], str) for row in shown) else RIGHT
            cell = QRectF(x, page.top() + _TABLE_EDGE, width + 1, _ROW)
            draw_text(painter, cell, table.columns[k], LIGHT.ink3, px=11, weight=500, align=align)
            for row in shown:
                cell.translate(0, _ROW)
                draw_text(painter, cell, _written(row[k]), LIGHT.ink, px=11, align=align)
            x += width + _GAP
        under = page.top() + _TABLE_EDGE + _ROW - 1
        draw_rule(painter, page.left() + _GAP, page.right() - _GAP, under, LIGHT.line2)


def _centred(room: QRectF, width: float, height: float) -> QRectF:
    """A page in the middle of a room, on whole pixels."""
    width, height = round(width), round(height)
    left = round(room.left() + (room.width() - width) / 2)
    return QRectF(left, round(room.top() + (room.height() - height) / 2), width, height)


def _written(cell: Cell) -> str:
    if cell is None or cell != cell:
        return ""
    return f"{cell:.4g}" if isinstance(cell, float) else str(cell)
