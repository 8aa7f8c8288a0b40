"""A segmented control: one of two or three exclusive values."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look.theme import text_width, theme
from ui.widgets.painted import Painted
from ui.widgets.painting import CENTRE, draw_box, draw_focus_ring, draw_text

_PADDING = 11
_HEIGHT = 28


class Segmented(Painted):
    """Options side by side, one of them chosen.

    Signals: ``chosen(key)`` when the user chose another option, by click or by Left and Right.
    """

    chosen = Signal(str)

    def __init__(
        self, options: Sequence[tuple[str, str]], *, name: str = "", parent: QWidget | None = None
    ) -> None:
        """``options`` are (key, text); the first is chosen at the start."""
        super().__init__(parent)
        self._options = tuple(options)
        self._current = 0
        self._hovered = -1
        self._name = name
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._describe()

    def current(self) -> str:
        """The key of the chosen option."""
        return self._options[self._current][0]

    def set_current(self, key: str) -> None:
        """Show this option as chosen; silent. Raises: ValueError for an unknown key."""
        index = [option for option, _ in self._options].index(key)
        if index != self._current:
            self._current = index
            self._describe()
            self.update()

    def sizeHint(self) -> QSize:
        widths = (self._width(text) for _, text in self._options)
        return QSize(round(sum(widths)) + 4, _HEIGHT)

    def _width(self, text: str) -> float:
        return text_width(text, 12, 500) + 2 * _PADDING

    def _boxes(self) -> list[QRectF]:
        boxes, x = [], 2.0
        for _, text in self._options:
            boxes.append(QRectF(x, 2, self._width(text), _HEIGHT - 4))
            x += self._width(text)
        return boxes

    def _at(self, x: float) -> int:
        return next((i for i, box in enumerate(self._boxes()) if box.left() <= x < box.right()), -1)

    def paint(self, painter: QPainter) -> None:
        look = theme()
        draw_box(painter, QRectF(self.rect()), 6, fill=look.sel)
        for i, (box, (_, text)) in enumerate(zip(self._boxes(), self._options, strict=True)):
            current = i == self._current
            if current:
                draw_box(painter, box, 5, fill=look.card, border=look.line2)
            strong = current or i == self._hovered
            colour = look.ink3 if not self.isEnabled() else look.ink if strong else look.ink2
            draw_text(painter, box, text, colour, weight=500 if current else 400, align=CENTRE)
        if self.shows_focus:
            draw_focus_ring(painter, QRectF(self.rect()), 5)

    def _choose(self, index: int) -> None:
        if 0 <= index < len(self._options) and index != self._current:
            self.set_current(self._options[index][0])
            self.chosen.emit(self.current())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.use_mouse()
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose(self._at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hovered = self._at(event.position().x())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = -1
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
        key = Qt.Key(event.key())
        if key not in steps:
            event.ignore()
            return
        self.use_keyboard()
        self._choose(self._current + steps[key])

    def _describe(self) -> None:
        self.setAccessibleName(f"{self._name}: {self._options[self._current][1]}".lstrip(": "))
        texts = [text for _, text in self._options]
        self.setAccessibleDescription(f"{self._current + 1} of {len(texts)}: {', '.join(texts)}")
