"""The row of tabs: words, the current one underlined."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look.theme import text_width, theme
from ui.widgets.painted import Painted
from ui.widgets.painting import CENTRE, draw_focus_ring, draw_rule, draw_text

_LEFT = 6
_PADDING = 12


class TabRow(Painted):
    """Tabs side by side over a hairline; give it its height with ``setFixedHeight``.

    Signals: ``chosen(index)`` when the user went to another tab, by click or Left, Right, Home, End.
    """

    chosen = Signal(int)

    def __init__(self, texts: Sequence[str], *, name: str = "Views", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts = tuple(texts)
        self._name = name
        self._current = 0
        self._hovered = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._describe()

    def current(self) -> int:
        """The index of the current tab."""
        return self._current

    def set_current(self, index: int) -> None:
        """Show this tab as current; silent."""
        self._current = index
        self._describe()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(sum(box.width() for box in self._boxes())) + 2 * _LEFT, 41)

    def _boxes(self) -> list[QRectF]:
        boxes, x = [], float(_LEFT)
        for text in self._texts:
            width = text_width(text, 13, 500) + 2 * _PADDING
            boxes.append(QRectF(x, 0, width, self.height()))
            x += width
        return boxes

    def _tab_at(self, x: float) -> int:
        return next((i for i, box in enumerate(self._boxes()) if box.left() <= x < box.right()), -1)

    def paint(self, painter: QPainter) -> None:
        look = theme()
        painter.fillRect(self.rect(), look.card)
        draw_rule(painter, 0, self.width(), self.height() - 1, look.line)
        for i, (text, box) in enumerate(zip(self._texts, self._boxes(), strict=True)):
            current = i == self._current
            colour = look.ink if current or i == self._hovered else look.ink2
            weight = 500 if current else 400
            draw_text(painter, box.adjusted(0, 0, 0, -2), text, colour, px=13, weight=weight, align=CENTRE)
            if current:
                painter.fillRect(QRectF(box.left(), self.height() - 2, box.width(), 2), look.accent)
            if current and self.shows_focus:
                draw_focus_ring(painter, box.adjusted(2, 4, -2, -5), 4)

    def _choose(self, index: int) -> None:
        if 0 <= index < len(self._texts) and index != self._current:
            self.set_current(index)
            self.chosen.emit(index)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.use_mouse()
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose(self._tab_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hovered = self._tab_at(event.position().x())
        shape = Qt.CursorShape.PointingHandCursor if self._hovered >= 0 else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = -1
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        targets = {
            Qt.Key.Key_Left: self._current - 1,
            Qt.Key.Key_Right: self._current + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(self._texts) - 1,
        }
        target = targets.get(Qt.Key(event.key()))
        if target is None:
            event.ignore()
            return
        self.use_keyboard()
        self._choose(target)

    def _describe(self) -> None:
        text = self._texts[self._current] if self._texts else ""
        self.setAccessibleName(f"{self._name}: {text}")
        self.setAccessibleDescription(f"Tab {self._current + 1} of {len(self._texts)}")
