"""A card alone in the middle of a page."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.widgets.message_card import Message, MessageCard


class MessagePage(QWidget):
    """A card in the middle of the page. Signals: ``action(key)`` of a message's buttons."""

    action = Signal(str)

    def __init__(self, card: QWidget) -> None:
        super().__init__()
        self.card = card
        layout = QVBoxLayout(self)
        layout.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)

    @classmethod
    def of(cls, message: Message) -> MessagePage:
        """A page with a message."""
        card = MessageCard(message)
        page = cls(card)
        card.action.connect(page.action)
        return page
