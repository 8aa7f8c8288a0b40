"""A button of 28 px that is only an icon; its tool tip says what it does."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look.icons import draw_icon
from ui.look.theme import theme
from ui.widgets.painted import PaintedButton
from ui.widgets.painting import draw_box, draw_focus_ring, plain_tooltip


class IconButton(PaintedButton):
    """An icon of ``resources/icons`` to click; ``text`` is its tool tip and its name for screen readers."""

    def __init__(self, name: str, text: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = name
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    def set_icon(self, name: str) -> None:
        """Show another icon, such as sun for moon."""
        self._icon = name
        self.update()

    def set_text(self, text: str) -> None:
        """Change the tool tip and the accessible name."""
        self.setToolTip(plain_tooltip(text))
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        return QSize(28, 28)

    def paint(self, painter: QPainter) -> None:
        look, box = theme(), QRectF(self.rect())
        if self.isEnabled() and (self.underMouse() or self.isDown()):
            draw_box(painter, box, 6, fill=look.sel if self.isDown() else look.hover)
        colour = look.ink2 if self.isEnabled() else look.line2
        draw_icon(painter, self._icon, colour, (self.width() - 16) / 2, (self.height() - 16) / 2)
        if self.shows_focus:
            draw_focus_ring(painter, box, 5)
