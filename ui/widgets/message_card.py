"""A message in place: what is wrong, where, what is unchanged, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.look.icons import draw_icon
from ui.look.theme import theme
from ui.widgets.painted import Painted
from ui.widgets.painting import draw_box
from ui.widgets.plain_label import PlainLabel
from ui.widgets.push_button import PushButton
from ui.widgets.sheet import Sheet

Kind = Literal["error", "warning", "info"]
_WIDTH = 520
_ROWS = 8  # shown of the table; the caller's footer says how many there are


@dataclass(frozen=True, slots=True)
class Message:
    """What a card says: a ``title`` in one sentence, the place, rows as evidence, what was not changed.

    ``actions`` are (key, text), the first is the primary button; at most three. In a table the last
    column is set in the colour of an error.
    """

    title: str
    place: str = ""
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    footer: str = ""
    actions: tuple[tuple[str, str], ...] = ()
    kind: Kind = "error"


class MessageCard(Sheet):
    """Shows one message. Signals: ``action(key)`` when one of its buttons was clicked."""

    action = Signal(str)

    def __init__(self, message: Message | None = None, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._content = QWidget(self)
        self._layout.addWidget(self._content)
        if message is not None:
            self.show_message(message)

    def show_message(self, message: Message) -> None:
        """Show this message instead of the one before."""
        self._layout.removeWidget(self._content)
        self._content.hide()
        self._content.deleteLater()
        self._content = self._build(message)
        self._layout.addWidget(self._content)
        self.setAccessibleName(message.title)
        self.setAccessibleDescription(f"{message.place} {message.footer}".strip())

    def buttons(self) -> list[PushButton]:
        """The buttons of the message, in order; the first is the primary one."""
        return self._content.findChildren(PushButton)

    def _build(self, message: Message) -> QWidget:
        content = QWidget(self)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(28, 24, 28, 20)
        layout.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(_Mark(message.kind), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(PlainLabel(message.title, px=16, weight=600, wrap=True, selectable=True), 1)
        layout.addLayout(head)
        if message.place:
            layout.addSpacing(8)
            layout.addWidget(PlainLabel(message.place, role="ink2", wrap=True, selectable=True))
        if message.rows:
            layout.addSpacing(10)
            layout.addWidget(_Rows(message))
        if message.footer:
            layout.addSpacing(14)
            layout.addWidget(PlainLabel(message.footer, role="ink2", wrap=True, selectable=True))
        if message.actions:
            layout.addSpacing(20)
            layout.addLayout(self._button_row(message.actions))
        return content

    def _button_row(self, actions: tuple[tuple[str, str], ...]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for i, (key, text) in enumerate(actions[:3]):
            button = PushButton(text, "primary" if i == 0 else "secondary", tall=True)
            button.clicked.connect(partial(self.action.emit, key))
            row.addWidget(button)
        row.addStretch(1)
        return row


class _Mark(Painted):
    """The icon before the title."""

    def __init__(self, kind: Kind) -> None:
        super().__init__()
        self._kind = kind
        self.setFixedSize(20, 22)

    def sizeHint(self) -> QSize:
        return QSize(20, 22)

    def paint(self, painter: QPainter) -> None:
        look = theme()
        colour = {"error": look.error, "warning": look.warn, "info": look.ink2}[self._kind]
        draw_icon(painter, "info" if self._kind == "info" else "warning", colour, 0, 1, 20)


class _Rows(Painted):
    """The table of a message."""

    def __init__(self, message: Message) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(14, 8, 14, 10)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(7)
        last = len(message.headings) - 1
        for column, heading in enumerate(message.headings):
            grid.addWidget(PlainLabel(heading, px=11, weight=500, role="ink3"), 0, column)
            grid.setColumnStretch(column, 1 if column else 0)
        for line, row in enumerate(message.rows[:_ROWS], start=1):
            for column, text in enumerate(row):
                role = "error" if column == last and message.kind == "error" else "ink"
                grid.addWidget(PlainLabel(text, role=role, wrap=column == last), line, column)

    def paint(self, painter: QPainter) -> None:
        draw_box(painter, QRectF(self.rect()), 4, fill=theme().panel, border=theme().line)
