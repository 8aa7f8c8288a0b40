"""A ground of one palette colour under a widget, with hairlines where regions meet."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.look.theme import theme
from ui.widgets.painted import Painted
from ui.widgets.painting import draw_rule


class Surface(Painted):
    """Fills itself with the colour of a role and holds one widget; hairlines at the right or the bottom."""

    def __init__(
        self, role: str, body: QWidget | None = None, *, right: bool = False, bottom: bool = False
    ) -> None:
        super().__init__()
        self._role, self._right, self._bottom = role, right, bottom
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 1 if right else 0, 1 if bottom else 0)
        layout.setSpacing(0)
        if body is not None:
            layout.addWidget(body)

    def paint(self, painter: QPainter) -> None:
        look = theme()
        painter.fillRect(self.rect(), look.colour(self._role))
        if self._right:
            painter.fillRect(QRectF(self.width() - 1, 0, 1, self.height()), look.line)
        if self._bottom:
            draw_rule(painter, 0, self.width(), self.height() - 1, look.line)


class Rule(Painted):
    """A horizontal hairline, ``inset`` px from both ends."""

    def __init__(self, inset: int = 0) -> None:
        super().__init__()
        self._inset = inset
        self.setFixedHeight(1)

    def paint(self, painter: QPainter) -> None:
        draw_rule(painter, self._inset, self.width() - self._inset, 0, theme().line)
