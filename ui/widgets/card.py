"""A card: a white box with a title row over one body widget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QRectF, Signal
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QToolTip, QVBoxLayout, QWidget

from ui.look.theme import Metrics, elided, text_width, theme
from ui.widgets.icon_button import IconButton
from ui.widgets.painting import draw_box, draw_text, plain_tooltip


@dataclass(frozen=True, slots=True)
class CardAction:
    """An icon in a card's title row; ``text`` is its tool tip."""

    key: str
    icon: str
    text: str


class Card(QWidget):
    """A titled box. Signals: ``action(key)`` when one of its icons was clicked."""

    action = Signal(str)

    def __init__(
        self,
        title: str,
        subtitle: str = "",
        *,
        actions: Sequence[CardAction] = (),
        body: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title, self._subtitle, self._hint = title, subtitle, ""
        self._padding = (14, 4, 14, 12)
        self._header = QWidget(self)
        self._icons = QHBoxLayout(self._header)
        self._icons.setSpacing(8)
        self._icons.addStretch(1)
        self._buttons: dict[str, IconButton] = {}
        for item in actions:
            button = IconButton(item.icon, item.text)
            button.clicked.connect(partial(self.action.emit, item.key))
            self._icons.addWidget(button)
            self._buttons[item.key] = button
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._header)
        self._frame = QVBoxLayout()
        layout.addLayout(self._frame, 1)
        self._place(34)
        if body is not None:
            self.set_body(body)
        self.setAccessibleName(title)

    def set_title(self, title: str, subtitle: str = "", hint: str = "") -> None:
        """Change the title row; its tool tip says ``hint``."""
        self._title, self._subtitle, self._hint = title, subtitle, hint
        self.setAccessibleName(title)
        self.update()

    def set_subtitle(self, text: str) -> None:
        """Change the grey text behind the title, such as population and number."""
        self.set_title(self._title, text, self._hint)

    def set_body(self, body: QWidget) -> None:
        """Put a widget under the title; one before it is removed and deleted."""
        while (item := self._frame.takeAt(0)) is not None:
            if (old := item.widget()) is not None and old is not body:
                old.deleteLater()
        self._frame.addWidget(body)

    def set_metrics(self, metrics: Metrics) -> None:
        """Take header height and padding from the window's sizes."""
        self._padding = metrics.card_padding
        self._place(metrics.card_header)

    def button(self, key: str) -> IconButton:
        """The icon button of an action, for instance to disable it."""
        return self._buttons[key]

    def _place(self, header: int) -> None:
        left, top, right, bottom = self._padding
        drop = (header - 28) // 2  # the title stands a little below the middle of a tall row
        self._header.setFixedHeight(header)
        self._icons.setContentsMargins(left, drop, right - 6, 0)
        for button in self._buttons.values():
            button.setFixedHeight(header - drop)
        self._frame.setContentsMargins(left, top, right, bottom)
        self.update()

    def _title_boxes(self) -> tuple[QRectF, QRectF]:
        left, _, right, _ = self._padding
        height = self._header.height()
        drop = (height - 28) // 2
        end = (
            min((b.x() for b in self._buttons.values() if not b.isHidden()), default=self.width() - right) - 8
        )
        title = QRectF(left, drop, max(min(text_width(self._title, 13, 600), end - left), 0), height - drop)
        behind = title.right() + 8
        return title, QRectF(behind, drop, max(end - behind, 0), height - drop)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            look = theme()
            draw_box(painter, QRectF(self.rect()), 8, fill=look.card, border=look.line)
            title, subtitle = self._title_boxes()
            draw_text(painter, title, self._title, look.ink, px=13, weight=600)
            draw_text(painter, subtitle, self._subtitle, look.ink3)
        finally:
            painter.end()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            title, subtitle = self._title_boxes()
            cut = elided(self._title, title.width(), 13, 600) != self._title
            cut = cut or elided(self._subtitle, subtitle.width(), 12) != self._subtitle
            in_header = event.pos().y() <= self._header.height()
            said = [f"{self._title}. {self._subtitle}"] if cut else []
            text = "\n".join([*said, self._hint] if self._hint else said) if in_header else ""
            QToolTip.showText(event.globalPos(), plain_tooltip(text), self)
            return True
        return super().event(event)
