"""What all painted widgets share: a guarded paint event, and focus that shows only after keyboard use."""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui.look.theme import theme

_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
# Coming back from a popup, a menu or another window shows the focus as it was before.
_UNCHANGED = (
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)


class Painted(QWidget):
    """A widget drawn by its ``paint``. ``shows_focus``: focused, and the keyboard is in use."""

    _keyboard = False

    @property
    def shows_focus(self) -> bool:
        """Whether a focus ring belongs around the current part."""
        return self._keyboard and self.hasFocus()

    def paint(self, painter: QPainter) -> None:
        """Draw the widget; ``painter`` is antialiased and is ended by the caller."""
        raise NotImplementedError

    def paintEvent(self, event: QPaintEvent) -> None:
        _paint(self, self.paint)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._keyboard = _by_keyboard(event, self._keyboard)
        super().focusInEvent(event)
        self.update()

    def use_keyboard(self) -> None:
        """Note that a key was used, so that the ring shows even after focus by mouse."""
        self._keyboard = True
        self.update()

    def use_mouse(self) -> None:
        """Note that the mouse was used, so that no ring shows."""
        self._keyboard = False
        self.update()


class PaintedButton(QAbstractButton):
    """A button drawn by its ``paint``; Space and Return press it."""

    _keyboard = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def shows_focus(self) -> bool:
        """Whether a focus ring belongs around the button."""
        return self._keyboard and self.hasFocus()

    def paint(self, painter: QPainter) -> None:
        """Draw the button; ``painter`` is antialiased and is ended by the caller."""
        raise NotImplementedError

    def paintEvent(self, event: QPaintEvent) -> None:
        _paint(self, self.paint)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._keyboard = _by_keyboard(event, self._keyboard)
        super().focusInEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


def _by_keyboard(event: QFocusEvent, before: bool) -> bool:
    reason = event.reason()
    return before if reason in _UNCHANGED else reason in _KEYBOARD


def _paint(widget: QWidget, paint: Callable[[QPainter], None]) -> None:
    painter = QPainter(widget)
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint(painter)
    except Exception:  # an error that leaves a paint event can end the process: log it, show a grey box
        sys.excepthook(*sys.exc_info())
        painter.fillRect(widget.rect(), theme().sel)
    finally:  # an active painter would crash the next paint event
        painter.end()
