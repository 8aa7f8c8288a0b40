"""The headings of a painted table, which stay in view while its rows scroll."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ui.look.theme import theme
from ui.widgets.painted import Painted
from ui.widgets.painting import CENTRE, LEFT, RIGHT, draw_rule, draw_text
from ui.widgets.table_lines import Column

PAD = 16
"""Between columns, in pixels."""
_TIGHT = 5  # what is left of that where a table has to give way


def gap_before(place: int, column: Column) -> int:
    """What stays free at the left of a cell; text at the right edge may run into the space before it."""
    if place == 0:
        return 0
    return PAD if column.align == "left" else _TIGHT


class TableHead(Painted):
    """The headings: groups over titles over details."""

    def __init__(self) -> None:
        super().__init__()
        self._columns: tuple[Column, ...] = ()
        self._edges: list[float] = []

    def show_columns(self, columns: tuple[Column, ...], edges: list[float]) -> None:
        """Show these headings at these places."""
        self._columns, self._edges = columns, edges
        grouped, detailed = any(c.group for c in columns), any(c.detail for c in columns)
        self.setFixedHeight(8 + 18 * (1 + grouped + detailed))
        self.update()

    def paint(self, painter: QPainter) -> None:
        look, y = theme(), 2.0
        if any(column.group for column in self._columns):
            self._paint_groups(painter, y)
            y += 20
        for place, column in enumerate(self._columns):
            left, right = self._edges[place], self._edges[place + 1]
            left += gap_before(place, column)
            box = QRectF(left, y, right - left, 18)
            align = LEFT if place == 0 or column.align == "left" else RIGHT
            strong = 600 if column.role.startswith("arm:") else 500
            draw_text(painter, box, column.title, look.colour(column.role), px=12, weight=strong, align=align)
            if column.detail:
                draw_text(painter, box.translated(0, 17), column.detail, look.ink3, px=11, align=align)
        draw_rule(painter, 0, self.width(), self.height() - 1, look.line2)

    def _paint_groups(self, painter: QPainter, y: float) -> None:
        look, place = theme(), 0
        while place < len(self._columns):
            column, end = self._columns[place], place + 1
            while end < len(self._columns) and self._columns[end].group == column.group:
                end += 1
            if column.group:
                box = QRectF(self._edges[place] + PAD, y, self._edges[end] - self._edges[place] - PAD, 18)
                draw_text(painter, box, column.group, look.colour(column.role), weight=600, align=CENTRE)
                draw_rule(painter, box.left(), box.right(), y + 19, look.line)
            place = end
