"""The active filters as chips that wrap; each can be removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.look.icons import draw_icon
from ui.look.theme import text_width, theme
from ui.widgets.painted import Painted
from ui.widgets.painting import draw_box, draw_focus_ring, draw_text, plain_tooltip

_HEIGHT = 22
_PITCH = 26  # from one line of chips to the next
_GAP = 6
_LEFT = 10
_CLOSE = 22  # width of the part with the x


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter in words; the tool tip is ``tooltip``, or the text where that is cut."""

    key: str
    text: str
    tooltip: str = ""


class ChipFlow(Painted):
    """Chips that wrap at the widget's width.

    Signals: ``removed(key)`` for a click on the x, or Delete or Backspace on the current chip. Left and
    Right move between chips.
    """

    removed = Signal(str)

    def __init__(self, *, name: str = "Active filters", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._chips: tuple[Chip, ...] = ()
        self._current = 0
        self._hovered = ""  # key of the chip whose x is under the mouse
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._describe()

    def show_chips(self, chips: Sequence[Chip]) -> None:
        """Show these chips in this order; silent."""
        self._chips = tuple(chips)
        self._current = max(min(self._current, len(self._chips) - 1), 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if chips else Qt.FocusPolicy.NoFocus)
        self._describe()
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        boxes = self._boxes(width)
        return round(boxes[-1].bottom()) if boxes else 0

    def sizeHint(self) -> QSize:
        width = self.width() or 220
        return QSize(120, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.heightForWidth(self.width() or 220))

    def _boxes(self, width: float) -> list[QRectF]:
        boxes: list[QRectF] = []
        x = y = 0.0
        for chip in self._chips:
            needed = min(_LEFT + text_width(chip.text, 11, 500) + _CLOSE, width)
            if x > 0 and x + needed > width:
                x, y = 0.0, y + _PITCH
            boxes.append(QRectF(x, y, needed, _HEIGHT))
            x += needed + _GAP
        return boxes

    def _chip_at(self, at: QPointF) -> tuple[int, bool]:
        """The chip under a point (-1: none) and whether the point is on its x; 24 px high to hit easily."""
        for i, box in enumerate(self._boxes(self.width())):
            if box.adjusted(0, -1, 0, 1).contains(at):
                return i, at.x() > box.right() - _CLOSE
        return -1, False

    def paint(self, painter: QPainter) -> None:
        look = theme()
        for i, (chip, box) in enumerate(zip(self._chips, self._boxes(self.width()), strict=True)):
            draw_box(painter, box, _HEIGHT / 2, fill=look.card, border=look.line2)
            label = QRectF(box.left() + _LEFT, box.top(), box.width() - _LEFT - _CLOSE + 0.5, _HEIGHT)
            draw_text(painter, label, chip.text, look.ink, px=11, weight=500)
            colour = look.ink if chip.key == self._hovered else look.ink3
            draw_icon(painter, "close", colour, box.right() - 17, box.top() + 5.5, 11)
            if self.shows_focus and i == self._current:
                draw_focus_ring(painter, box, _HEIGHT / 2 - 1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        i, on_close = self._chip_at(event.position())
        self._hovered = self._chips[i].key if on_close else ""
        self.setCursor(Qt.CursorShape.PointingHandCursor if on_close else Qt.CursorShape.ArrowCursor)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = ""
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.use_mouse()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        i, on_close = self._chip_at(event.position())
        if on_close and event.button() == Qt.MouseButton.LeftButton:
            self.removed.emit(self._chips[i].key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if not self._chips or not plain:
            event.ignore()
        elif step is not None:
            self._current = max(min(self._current + step, len(self._chips) - 1), 0)
            self._describe()
            self.use_keyboard()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.use_keyboard()
            self.removed.emit(self._chips[self._current].key)
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            i, _ = self._chip_at(QPointF(event.pos()))
            text = ""
            if i >= 0:
                chip, box = self._chips[i], self._boxes(self.width())[i]
                cut = text_width(chip.text, 11, 500) > box.width() - _LEFT - _CLOSE + 0.5
                text = chip.tooltip or (chip.text if cut else "")
            QToolTip.showText(event.globalPos(), plain_tooltip(text), self)
            return True
        return super().event(event)

    def _describe(self) -> None:
        if not self._chips:
            self.setAccessibleName(f"{self._name}: none")
            self.setAccessibleDescription("")
            return
        self.setAccessibleName(f"{self._name}: {self._chips[self._current].text}")
        self.setAccessibleDescription(f"{self._current + 1} of {len(self._chips)}; Delete removes it")
