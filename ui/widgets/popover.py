"""A small sheet that opens under a control and closes with Escape or a click elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import (
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.look.theme import theme
from ui.widgets.painting import draw_box


class Popover(QFrame):
    """Shows widgets one above the other. Signals: ``closed`` whenever it goes away."""

    closed = Signal()

    def __init__(self, contents: Sequence[QWidget], anchor: QWidget) -> None:
        flags = Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint | Qt.WindowType.NoDropShadowWindowHint
        super().__init__(anchor, flags)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self._anchor = anchor
        self._contents = tuple(contents)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(4)
        for content in self._contents:
            layout.addWidget(content)

    def open_below(self, *, by_keyboard: bool = False) -> None:
        """Open under the anchor, moved as far as needed to stay on its screen."""
        self.adjustSize()
        self.setMinimumWidth(self._anchor.width())
        screen = self._anchor.screen().availableGeometry()
        at = self._anchor.mapToGlobal(QPoint(0, self._anchor.height() + 4))
        if at.y() + self.height() > screen.bottom():
            at.setY(self._anchor.mapToGlobal(QPoint(0, 0)).y() - self.height() - 4)
        at.setX(max(min(at.x(), screen.right() - self.width()), screen.left()))
        at.setY(max(at.y(), screen.top()))
        self.move(at)
        self.show()
        reason = Qt.FocusReason.TabFocusReason if by_keyboard else Qt.FocusReason.MouseFocusReason
        if self._contents:
            self._contents[0].setFocus(reason)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_box(painter, QRectF(self.rect()), 8, fill=theme().card, border=theme().line2)
        finally:
            painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            return
        at_anchor = self._anchor.rect().contains(self._anchor.mapFromGlobal(event.globalPosition().toPoint()))
        # Else the click that closes the sheet would reach the anchor and open it again.
        self.setAttribute(Qt.WidgetAttribute.WA_NoMouseReplay, at_anchor)
        self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the corners off: where the desktop does not blend windows, they would be black."""
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()), 8, 8)
        self.setMask(QRegion(shape.toFillPolygon().toPolygon()))
        super().resizeEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.closed.emit()
