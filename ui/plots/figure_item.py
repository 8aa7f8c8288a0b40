"""A figure in a pyqtgraph scene: painted once into a pixmap, with what follows the pointer drawn over it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QGraphicsItem, QGraphicsView, QStyleOptionGraphicsItem, QWidget


class FigureItem(pg.GraphicsObject):
    """Shows a figure; hovering repaints only the overlay (2 ms instead of 10).

    ``figure`` paints the still part with its ground into a rectangle, ``overlay`` the rest over it.
    """

    def __init__(
        self,
        figure: Callable[[QPainter, QRectF], None],
        overlay: Callable[[QPainter, QRectF], None],
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._figure = figure
        self._overlay = overlay
        self._rect = QRectF()
        self._pixmap: QPixmap | None = None
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption, False)

    def boundingRect(self) -> QRectF:
        return QRectF(self._rect)

    def set_rect(self, rect: QRectF) -> None:
        """Fill this rectangle of the scene."""
        if rect != self._rect:
            self.prepareGeometryChange()
            self._rect = QRectF(rect)
            self.renew()

    def renew(self) -> None:
        """The figure has changed: paint it anew."""
        self._pixmap = None
        self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        ratio = widget.devicePixelRatioF() if widget is not None else 1.0
        if self._pixmap is None or self._pixmap.devicePixelRatio() != ratio:
            self._pixmap = self._painted(ratio)
        painter.drawPixmap(self._rect.topLeft(), self._pixmap)
        self._guarded(self._overlay, painter)

    def _painted(self, ratio: float) -> QPixmap:
        pixmap = QPixmap(
            max(round(self._rect.width() * ratio), 1), max(round(self._rect.height() * ratio), 1)
        )
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        try:
            self._guarded(self._figure, painter)
        finally:
            painter.end()
        return pixmap

    def _guarded(self, paint: Callable[[QPainter, QRectF], None], painter: QPainter) -> None:
        painter.save()
        try:
            paint(painter, QRectF(0, 0, self._rect.width(), self._rect.height()))
        except Exception:  # an error that leaves a paint event can end the process
            sys.excepthook(*sys.exc_info())
            painter.drawText(
                self._rect, Qt.AlignmentFlag.AlignCenter, "This figure could not be drawn; see the log."
            )
        finally:
            painter.restore()


class FigureView(pg.GraphicsView):
    """A view of one figure at the scale of the screen; the wheel is left to the page."""

    def __init__(
        self,
        figure: Callable[[QPainter, QRectF], None],
        overlay: Callable[[QPainter, QRectF], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent, background=None)  # type: ignore[no-untyped-call]
        self.item = FigureItem(figure, overlay)
        self.setCentralItem(None)  # type: ignore[no-untyped-call]
        self.addItem(self.item)  # type: ignore[no-untyped-call]
        self.setMouseTracking(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)  # type: ignore[no-untyped-call]
        item = getattr(self, "item", None)  # the base class resizes before there is one
        if item is not None:
            item.set_rect(QRectF(self.viewport().rect()))

    def wheelEvent(self, event: Any) -> None:
        event.ignore()

    def close(self) -> bool:
        """Close as any widget: pyqtgraph's own ``close`` takes the viewport away, and Qt crashes on that."""
        return QGraphicsView.close(self)

    def show_busy(self, busy: bool) -> None:
        """Dim the figure while a newer answer is on its way."""
        self.item.setOpacity(0.6 if busy else 1.0)
