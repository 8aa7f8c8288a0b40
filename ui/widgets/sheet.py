"""A white box with a hairline, the ground of the cards that speak to the user."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ui.look.theme import theme
from ui.widgets.painted import Painted
from ui.widgets.painting import draw_box


class Sheet(Painted):
    """Paints the box; lay widgets out on it."""

    def paint(self, painter: QPainter) -> None:
        draw_box(painter, QRectF(self.rect()), 8, fill=theme().card, border=theme().line)
