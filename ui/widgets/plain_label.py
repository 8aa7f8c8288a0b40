"""A label that shows text from data as it is, never as markup."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.look.theme import font


class PlainLabel(QLabel):
    """Plain text in the program's type; ``role`` is "ink", "ink2", "ink3", "warn", "error" or "ok"."""

    def __init__(
        self,
        text: str = "",
        *,
        px: int = 12,
        weight: int = 400,
        role: str = "ink",
        wrap: bool = False,
        selectable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(_breakable(text) if wrap else text)
        self.setFont(font(px, weight))
        self.setProperty("role", role)
        self.setWordWrap(wrap)
        if wrap:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        if selectable:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)


def _breakable(text: str) -> str:
    """The text with places to break in words such as file names that would run out of a line."""
    words = text.split(" ")
    return " ".join(re.sub(r"([_/\\.-])", "\\1\u200b", word) if len(word) > 40 else word for word in words)
