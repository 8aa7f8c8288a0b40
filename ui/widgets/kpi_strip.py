"""The strip of key figures over the Overview: equal cells, each a caption, a value and a line below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.look.theme import elided, font, text_width, theme
from ui.widgets.painted import Painted
from ui.widgets.painting import draw_box, draw_text, hairline, plain_tooltip, snapped

_HEIGHT = 78
_LEFT = 16


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a value: ``role`` as in ``Theme.colour`` ("ink", "ink3", "arm:0"), 20 px is 600 bold."""

    text: str
    role: str = "ink"
    px: int = 20


@dataclass(frozen=True, slots=True)
class KpiCell:
    """One key figure; ``value`` is drawn from left to right, with 6 px between runs."""

    caption: str
    value: tuple[Run, ...]
    sub: str = ""
    tooltip: str = ""


class KpiStrip(Painted):
    """Equal cells in one card; it shows what it is given."""

    def __init__(self, *, name: str = "Key figures", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cells: tuple[KpiCell, ...] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_cells(self, cells: Sequence[KpiCell]) -> None:
        """Show these key figures."""
        self._cells = tuple(cells)
        self.setAccessibleDescription(". ".join(_in_words(cell) for cell in self._cells))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(900, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(300, _HEIGHT)

    def _cell_box(self, i: int) -> QRectF:
        width = self.width() / max(len(self._cells), 1)
        return QRectF(i * width, 0, width, self.height())

    def paint(self, painter: QPainter) -> None:
        look = theme()
        draw_box(painter, QRectF(self.rect()), 8, fill=look.card, border=look.line)
        for i, cell in enumerate(self._cells):
            box = self._cell_box(i)
            if i:
                x = snapped(box.left(), painter)
                painter.fillRect(QRectF(x, 13, hairline(painter), self.height() - 26), look.line)
            room = QRectF(box.left() + _LEFT, 0, box.width() - _LEFT - 8, self.height())
            draw_text(painter, _line(room, 17, 16), cell.caption, look.ink3, px=11, weight=500)
            self._paint_value(painter, room, cell)
            draw_text(painter, _line(room, 61, 16), cell.sub, look.ink2, px=11)

    def _paint_value(self, painter: QPainter, room: QRectF, cell: KpiCell) -> None:
        x, baseline = room.left(), 46.0
        for run in cell.value:
            weight = 600 if run.px >= 16 else 400
            shown = elided(run.text, room.right() - x, run.px, weight)
            painter.setFont(font(run.px, weight))
            painter.setPen(theme().colour(run.role))
            painter.drawText(QPointF(x, baseline), shown)
            x += text_width(shown, run.px, weight) + 6

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = ""
            for i, cell in enumerate(self._cells):
                if self._cell_box(i).contains(event.pos()):
                    text = cell.tooltip or (_in_words(cell) if self._is_cut(i) else "")
            QToolTip.showText(event.globalPos(), plain_tooltip(text), self)
            return True
        return super().event(event)

    def _is_cut(self, i: int) -> bool:
        cell, room = self._cells[i], self._cell_box(i).width() - _LEFT - 8
        value = sum(text_width(run.text, run.px, 600 if run.px >= 16 else 400) + 6 for run in cell.value) - 6
        return max(text_width(cell.caption, 11, 500), value, text_width(cell.sub, 11)) > room


def _line(room: QRectF, centre: float, height: float) -> QRectF:
    return QRectF(room.left(), centre - height / 2, room.width(), height)


def _in_words(cell: KpiCell) -> str:
    value = " ".join(run.text for run in cell.value)
    return f"{cell.caption}: {value}" + (f", {cell.sub}" if cell.sub else "")
