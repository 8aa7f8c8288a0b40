"""Buttons with words: primary, secondary, small ones for presets, and links."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look.icons import draw_icon
from ui.look.theme import text_width, theme
from ui.widgets.painted import PaintedButton
from ui.widgets.painting import CENTRE, draw_box, draw_focus_ring, draw_rule, draw_text

Kind = Literal["primary", "secondary", "small", "link"]
_PADDING = {"primary": 12, "secondary": 12, "small": 8, "link": 2}


class PushButton(PaintedButton):
    """A button to click. ``small`` is for presets and can be shown as on; ``tall`` is 32 px, for dialogs."""

    def __init__(
        self,
        text: str,
        kind: Kind = "secondary",
        *,
        icon: str = "",
        tall: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind: Kind = kind
        self._icon = icon
        self._height = 24 if kind in ("small", "link") else 32 if tall else 28
        self._weight = 600 if kind == "primary" else 500
        self._on = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    def set_text(self, text: str) -> None:
        """Change the words; they are also the accessible name."""
        self.setText(text.replace("&", "&&"))  # Qt would make a shortcut of the letter behind &
        self._text = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def set_on(self, on: bool) -> None:
        """Show a small button as the preset that holds; silent."""
        if on != self._on:
            self._on = on
            self.setAccessibleDescription("on" if on else "")
            self.update()

    def sizeHint(self) -> QSize:
        icon = 22 if self._icon else 0
        width = text_width(self._text, self._px(), self._weight) + 2 * _PADDING[self._kind] + icon
        return QSize(round(width + 0.5), self._height)

    def _px(self) -> int:
        return 11 if self._kind == "small" else 12

    def paint(self, painter: QPainter) -> None:
        box = QRectF(self.rect())
        ink = self._paint_ground(painter, box)
        room = box.adjusted(_PADDING[self._kind], 0, -_PADDING[self._kind] + 1, 0)
        if self._icon:
            draw_icon(painter, self._icon, ink, room.left(), (self.height() - 16) / 2)
            room.setLeft(room.left() + 22)
        draw_text(painter, room, self._text, ink, px=self._px(), weight=self._weight, align=CENTRE)
        if self._kind == "link":
            under = ink if self.underMouse() else theme().line2
            draw_rule(painter, room.left(), room.right() - 1, self.height() / 2 + 7, under)
        if self.shows_focus:
            draw_focus_ring(painter, box, 5)

    def _paint_ground(self, painter: QPainter, box: QRectF) -> QColor:
        """Draw the box; return the colour for the words."""
        look = theme()
        hovered = self.isEnabled() and (self.underMouse() or self.isDown())
        if self._kind == "primary":
            if not self.isEnabled():
                draw_box(painter, box, 6, fill=look.sel)
                return look.ink3
            accent = look.accent
            if hovered:
                accent = accent.darker(108) if look.is_dark else accent.lighter(125)
            draw_box(painter, box, 6, fill=accent)
            return look.onaccent
        if self._kind == "small":
            fill = look.sel if self._on else look.hover if hovered else look.card
            edge = look.accent if self._on else look.line2
            draw_box(painter, box.adjusted(0, 2, 0, -2), 5, fill=fill, border=edge)
            return look.ink if self._on else look.ink2
        if self._kind == "secondary":
            draw_box(painter, box, 6, fill=look.hover if hovered else look.card, border=look.line2)
        return look.ink if self.isEnabled() else look.ink3
