"""A pill: the name of a setting in grey, its value, and a sheet to change it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look.icons import draw_icon
from ui.look.theme import text_width, theme
from ui.widgets.painted import PaintedButton
from ui.widgets.painting import draw_box, draw_focus_ring, draw_text
from ui.widgets.popover import Popover

_HEIGHT = 28
_PADDING = 10


class Pill(PaintedButton):
    """Shows "label value"; a click, Space, Return or Down opens the sheet with ``contents``.

    Signals: ``opened`` just before the sheet shows (fill the contents then), ``closed`` after it went.
    The gestures themselves come from the contents.
    """

    opened = Signal()
    closed = Signal()

    def __init__(
        self, label: str, *contents: QWidget, value: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._label, self._value = label, value
        self._popover = Popover(contents, self)
        self._popover.closed.connect(self._closed)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._open)
        self._describe()

    def set_value(self, text: str) -> None:
        """Show this value; silent."""
        if text != self._value:
            self._value = text
            self._describe()
            self.updateGeometry()
            self.update()

    def close_popover(self) -> None:
        """Close the sheet, for instance after a choice."""
        self._popover.close()

    def is_open(self) -> bool:
        """Whether the sheet shows."""
        return self._popover.isVisible()

    def sizeHint(self) -> QSize:
        label = text_width(self._label, 12) + 6 if self._label else 0
        return QSize(round(_PADDING + label + text_width(self._value, 12, 500) + 6 + 12 + 8), _HEIGHT)

    def paint(self, painter: QPainter) -> None:
        look, box = theme(), QRectF(self.rect())
        active = self.underMouse() or self.is_open()
        fill = (look.hover if active else look.card) if self.isEnabled() else look.panel
        border = (look.edge if self.is_open() else look.line2) if self.isEnabled() else look.line
        draw_box(painter, box, 6, fill=fill, border=border)
        x = float(_PADDING)
        if self._label:
            width = text_width(self._label, 12)
            draw_text(painter, QRectF(x, 0, width, _HEIGHT), self._label, look.ink3)
            x += width + 6
        ink = look.ink if self.isEnabled() else look.ink3
        draw_text(painter, QRectF(x, 0, self.width() - x - 24, _HEIGHT), self._value, ink, weight=500)
        draw_icon(painter, "chevron-down", look.ink2, self.width() - 21, 8, 12)
        if self.shows_focus:
            draw_focus_ring(painter, box, 5)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._keyboard = False
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._keyboard = True
        if event.key() == Qt.Key.Key_Down:
            self.click()
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        self.opened.emit()
        self._popover.open_below(by_keyboard=self._keyboard)
        self.update()

    def _closed(self) -> None:
        self.update()
        self.closed.emit()

    def _describe(self) -> None:
        self.setAccessibleName(f"{self._label} {self._value}".strip())
        self.setAccessibleDescription("Opens a list of choices")
