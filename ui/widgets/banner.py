"""A banner of one line across the page: a warning or a piece of information."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QRectF, QSize, Signal
from PySide6.QtGui import QHelpEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.look.icons import draw_icon
from ui.look.theme import text_width, theme
from ui.widgets.painted import Painted
from ui.widgets.painting import draw_box, draw_text, plain_tooltip
from ui.widgets.push_button import PushButton

_HEIGHT = 32
_LEFT = 34


class Banner(Painted):
    """Bold words, a sentence, and perhaps a link. Signals: ``link_clicked``."""

    link_clicked = Signal()

    def __init__(
        self,
        kind: Literal["warn", "info"],
        bold: str,
        text: str = "",
        *,
        link: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind = kind
        self._shown: tuple[str, str, str] | None = None
        self._link = PushButton("", "link", parent=self)
        self._link.clicked.connect(self.link_clicked)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_text(bold, text, link=link)

    def show_text(self, bold: str, text: str = "", *, link: str = "") -> None:
        """Change the words; without ``link`` there is none."""
        if self._shown == (bold, text, link):
            return
        self._shown = (bold, text, link)
        self._bold, self._text = bold, text
        self._link.set_text(link)
        self._link.setVisible(bool(link))
        self.setAccessibleName(f"{bold} {text}".strip())
        self._place_link()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(600, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, _HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_link()

    def _place_link(self) -> None:
        self._link.resize(self._link.sizeHint())
        self._link.move(self.width() - self._link.width() - 12, (_HEIGHT - self._link.height()) // 2)

    def _boxes(self) -> tuple[QRectF, QRectF]:
        end = self.width() - 12 - (self._link.width() + 12 if not self._link.isHidden() else 0)
        bold = QRectF(_LEFT, 0, max(min(text_width(self._bold, 12, 600), end - _LEFT), 0), _HEIGHT)
        behind = bold.right() + 8
        return bold, QRectF(behind, 0, max(end - behind, 0), _HEIGHT)

    def paint(self, painter: QPainter) -> None:
        look, warn = theme(), self._kind == "warn"
        fill, border = (look.warn_bg, look.warn_line) if warn else (look.card, look.line2)
        draw_box(painter, QRectF(self.rect()), 6, fill=fill, border=border)
        draw_icon(painter, "info", look.warn if warn else look.ink2, 10, (_HEIGHT - 16) / 2)
        bold, rest = self._boxes()
        draw_text(painter, bold, self._bold, look.ink, weight=600)
        draw_text(painter, rest, self._text, look.ink2)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            cut = text_width(self._text, 12) > self._boxes()[1].width()
            QToolTip.showText(event.globalPos(), plain_tooltip(self.accessibleName() if cut else ""), self)
            return True
        return super().event(event)
