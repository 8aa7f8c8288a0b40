"""Panels of rising curves on screen: the pointer, or Left and Right, read them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QApplication, QWidget

from ui.figures.curve_panels import PanelFigure, PanelLayout
from ui.figures.figure import Style
from ui.figures.panel_hover import paint_reading, panel_at
from ui.figures.panel_paint import paint_panels
from ui.look.theme import theme
from ui.plots.figure_item import FigureView


class PanelsView(FigureView):
    """Draws answers that ``panels`` turns into a figure and ``in_words`` into sentences.

    A drag sets the landmark, where the figure has one.

    Signals: ``read`` (panel, months) when another place is read, (-1, 0.0) when none is;
    ``landmark_dragged`` (months) while a drag lasts and ``landmark_released`` when it ends.
    """

    read = Signal(int, float)
    landmark_dragged = Signal(float)
    landmark_released = Signal(float)

    def __init__(
        self,
        panels: Callable[[Any, Style], PanelFigure],
        in_words: Callable[[Any], str],
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        self._panels, self._in_words = panels, in_words
        self._figure: PanelFigure | None = None
        self._style: Style | None = None
        self._layouts: tuple[PanelLayout, ...] = ()
        self._reading: tuple[int, float] | None = None
        self._pressed: QPointF | None = None
        self._dragged: float | None = None
        super().__init__(self._paint_figure, self._paint_overlay, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)

    def draw(self, answer: Any, style: Style) -> None:
        """Show an answer."""
        self._figure, self._style = self._panels(answer, style), style
        if self._reading is not None and self._reading[0] >= len(self._figure.panels):
            self._reading = None
        self.setAccessibleDescription(self._in_words(answer))
        self.item.renew()

    @property
    def figure(self) -> PanelFigure | None:
        """What is shown."""
        return self._figure

    @property
    def layouts_shown(self) -> tuple[PanelLayout, ...]:
        """Where the panels of the painted figure stand."""
        return self._layouts

    @property
    def reading(self) -> tuple[int, float] | None:
        """The panel and the month that are read."""
        return self._reading

    def sizeHint(self) -> QSize:
        return QSize(640, 320)

    def _paint_figure(self, painter: QPainter, rect: QRectF) -> None:
        if self._figure is not None and self._style is not None:
            painter.fillRect(rect, self._style.card)
            self._layouts = paint_panels(painter, rect, self._figure, self._style)

    def _paint_overlay(self, painter: QPainter, rect: QRectF) -> None:
        if self._figure is None or self._style is None:
            return
        if self._reading is not None and self._reading[0] < len(self._layouts):
            index, months = self._reading
            months = min(months, self._figure.end)
            paint_reading(painter, self._figure, self._layouts, self._style, index, months)
        if self.hasFocus() and self._reading is None:
            painter.setPen(QPen(theme().focus, 2))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 4, 4)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and panel_at(self._layouts, event.position()):
            self._pressed = event.position()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place, pressed = event.position(), self._pressed
        if pressed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            far = abs(place.x() - pressed.x()) >= QApplication.startDragDistance()
            if self._dragged is not None or far:
                self._drag(place)
        else:
            self._read(panel_at(self._layouts, place))
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        dragged = self._dragged
        self._pressed = self._dragged = None
        if dragged is not None:
            self.landmark_released.emit(dragged)
        event.accept()

    def _drag(self, place: QPointF) -> None:
        found = panel_at(self._layouts, place)
        if found is None or self._figure is None or self._figure.landmark is None:
            return
        months = max(float(round(found[1])), 1.0)
        self._read(None)
        if months != self._dragged:
            self._dragged = months
            self.landmark_dragged.emit(months)

    def leaveEvent(self, event: QEvent) -> None:
        self._read(None)
        super().leaveEvent(event)  # type: ignore[no-untyped-call]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1.0, Qt.Key.Key_Right: 1.0}.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape and self._reading is not None:
            self._read(None)
        elif step is not None and self._figure is not None and self._layouts:
            index, months = self._reading or (0, (self._figure.landmark or 12.0) - step)
            step *= 6 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            self._read((index, min(max(float(round(months + step)), self._figure.first), self._figure.end)))
        else:
            event.ignore()

    def _read(self, reading: tuple[int, float] | None) -> None:
        if reading != self._reading:
            self._reading = reading
            self.read.emit(*(reading or (-1, 0.0)))
            self.item.update()
