"""A scroll area that has neither a frame nor a ground of its own."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class BareScroll(QScrollArea):
    """Shows ``widget``, as wide as there is room, on the ground of whatever lies behind."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self.setWidget(widget)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        widget.setAutoFillBackground(False)
