"""Says that a computation takes long, and offers to cancel it."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.widgets.plain_label import PlainLabel
from ui.widgets.push_button import PushButton

PATIENCE = 1000  # milliseconds of computing before it shows: shorter ones never flash it


class Computing(QWidget):
    """The words "Computing…" and Cancel, hidden unless it takes long. Signals: ``cancel_clicked``."""

    cancel_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = PushButton("Cancel", "link")
        self.button.clicked.connect(self.cancel_clicked)
        self._timer = QTimer(self, singleShot=True, interval=PATIENCE)
        self._timer.timeout.connect(self.show)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(PlainLabel("Computing…", px=11, role="ink3"))
        row.addWidget(self.button)
        self.hide()

    def set_busy(self, busy: bool) -> None:
        """Begin to wait, or end."""
        if busy:
            self._timer.start()
        else:
            self._timer.stop()
            self.hide()
