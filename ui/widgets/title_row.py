"""The heading of one filter: title, an optional note mark, and at the right a value or "Clear"."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.look.icons import draw_icon
from ui.look.theme import text_width, theme
from ui.widgets.painted import Painted
from ui.widgets.painting import RIGHT, draw_text, plain_tooltip

MARGIN = 14  # left and right of everything in the filter panel
TOP = 5
HEIGHT = 30


def paint_title(
    painter: QPainter, width: float, title: str, right: str = "", *, noted: bool = False, link: bool = False
) -> None:
    """Draw the heading into the first 35 px of a widget; ``link`` draws the right text as a command."""
    look = theme()
    room = width - 2 * MARGIN - (text_width(right, 12, 500) + 8 if right else 0)
    box = QRectF(MARGIN, TOP, room - (18 if noted else 0), HEIGHT)
    draw_text(painter, box, title, look.ink, weight=600)
    if noted:
        mark = note_box(width, title, right)
        draw_icon(painter, "info", look.ink3, mark.x() + 4, mark.y() + 9, 12)
    if right:
        box = QRectF(MARGIN, TOP, width - 2 * MARGIN, HEIGHT)
        weight, colour = (400, look.ink2) if link else (500, look.ink)
        draw_text(painter, box, right, colour, weight=weight, align=RIGHT)


def note_box(width: float, title: str, right: str) -> QRectF:
    """Where the note mark stands: just behind the title."""
    room = width - 2 * MARGIN - (text_width(right, 12, 500) + 8 if right else 0) - 18
    x = MARGIN + min(text_width(title, 12, 600), room)
    return QRectF(x, TOP, 20, HEIGHT)


class TitleRow(Painted):
    """A heading over a widget that has none of its own, such as a range slider."""

    def __init__(self, title: str, *, note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._note, self._value = title, note, ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(title)

    def show_value(self, text: str) -> None:
        """Show a value at the right, such as "30–54 yr"."""
        self._value = text
        self.setAccessibleDescription(text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(220, TOP + HEIGHT)

    def paint(self, painter: QPainter) -> None:
        paint_title(painter, self.width(), self._title, self._value, noted=bool(self._note))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            on_note = bool(self._note) and note_box(self.width(), self._title, self._value).contains(
                QPointF(event.pos())
            )
            QToolTip.showText(event.globalPos(), plain_tooltip(self._note if on_note else ""), self)
            return True
        return super().event(event)
