"""A bar of 2 px that moves while a computation takes long."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QRectF, QSize, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look.theme import theme
from ui.widgets.painted import Painted

_PERIOD = 1200  # ms for one pass
_SHARE = 0.25  # of the width


class BusyBar(Painted):
    """Keeps its 2 px when idle, so that nothing below moves when work begins."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = QElapsedTimer()
        self._tick = QTimer(self)
        self._tick.setInterval(30)
        self._tick.timeout.connect(self.update)
        self.setFixedHeight(2)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Computing")

    def set_busy(self, busy: bool) -> None:
        """Begin or end to move."""
        if busy == self.is_busy():
            return
        if busy:
            self._clock.start()
            self._tick.start()
        else:
            self._tick.stop()
        self.update()

    def is_busy(self) -> bool:
        """Whether it moves."""
        return self._tick.isActive()

    def sizeHint(self) -> QSize:
        return QSize(100, 2)

    def paint(self, painter: QPainter) -> None:
        if not self.is_busy():
            return
        phase = (self._clock.elapsed() % _PERIOD) / _PERIOD
        length = self.width() * _SHARE
        x = phase * (self.width() + length) - length
        painter.fillRect(self.rect(), theme().sel)
        painter.fillRect(QRectF(x, 0, length, 2), theme().accent)
