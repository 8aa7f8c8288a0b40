"""Scaled Schoenfeld residuals on screen: the plot can be moved and magnified.

A drag moves, Ctrl and the wheel magnify, a double click or Home shows everything again; the wheel alone is
left to the page.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QKeyEvent, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QGraphicsView, QWidget

from explorer.analyses.model_answers import ProportionalityAnswer
from ui.figures.canvas import polygon
from ui.figures.figure import Style, figure_font
from ui.figures.residual_plot import Points, axis_title, notes_of, points_of, time_title
from ui.figures.thinning import told_apart

_DOT = 6  # pixels


class ResidualView(pg.PlotWidget):
    """Draws the residuals of one term with their smooth curve and its band."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent, background=None)  # type: ignore[no-untyped-call]
        self._points: Points | None = None
        self.setAccessibleName("Scaled Schoenfeld residuals over time")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip("Drag to move, Ctrl and wheel to magnify, double-click to show everything.")
        plot: Any = self.plotItem
        self._axes = {name: plot.getAxis(name) for name in ("left", "bottom")}
        self._view: Any = plot.getViewBox()
        plot.hideButtons()
        plot.setMenuEnabled(False)
        self._band = _Band()
        self._zero: Any = pg.InfiniteLine(angle=0)  # type: ignore[no-untyped-call]
        self._dots: Any = pg.ScatterPlotItem(size=_DOT, pxMode=True)  # type: ignore[no-untyped-call]
        self._curve: Any = pg.PlotCurveItem(antialias=True)  # type: ignore[no-untyped-call]
        for item in (self._band, self._zero, self._dots, self._curve):
            plot.addItem(item)
        self._view.sigRangeChanged.connect(self._show_dots)
        self._view.sigResized.connect(self._show_dots)
        self._axes["left"].setWidth(52)
        self._axes["bottom"].setHeight(44)

    def draw(self, answer: ProportionalityAnswer, style: Style) -> None:
        """Show an answer, the whole of it."""
        self._points = None  # while the range changes, so that dots are chosen once
        points = points_of(answer)
        self.setAccessibleDescription(" ".join(notes_of(answer)))
        self._dress(style, answer)
        for item in (self._band, self._zero, self._dots, self._curve):
            item.setVisible(points is not None)
        if points is None:
            return
        curve = points.curve
        if curve is None:
            self._curve.clear()
            self._band.clear()
        else:
            self._curve.setData(x=curve.moved, y=curve.value)
            self._band.set_edges(curve.moved, curve.lower, curve.upper)
        self._axes["bottom"].setTicks([list(points.ticks)])
        self._set_range(points)
        self._points = points
        self._show_dots()

    def show_everything(self) -> None:
        """Go back to the view of all points."""
        if self._points is not None:
            self._set_range(self._points)

    def _set_range(self, points: Points) -> None:
        self._view.setRange(xRange=points.x_range, yRange=points.y_range, padding=0)

    def _show_dots(self) -> None:
        """Of the residuals in view, those that can be told apart as far as the plot is magnified."""
        if self._points is None:
            return
        (left, right), (low, high) = self._view.viewRange()
        x = (self._points.x - left) / (right - left) * self._view.width()
        y = (self._points.y - low) / (high - low) * self._view.height()
        inside = (np.abs(x / self._view.width() - 0.5) < 0.6) & (np.abs(y / self._view.height() - 0.5) < 0.6)
        place = inside.nonzero()[0]
        place = place[told_apart(x[place], y[place], _DOT)]
        self._dots.setData(x=self._points.x[place], y=self._points.y[place])

    def _dress(self, style: Style, answer: ProportionalityAnswer) -> None:
        self.setBackground(style.card)  # type: ignore[no-untyped-call]
        for name in ("left", "bottom"):
            axis = self._axes[name]
            axis.setPen(_pen(style.axis))
            axis.setTextPen(_pen(style.ink2))
            axis.enableAutoSIPrefix(False)
            axis.setStyle(
                maxTickLevel=0,
                tickFont=figure_font(style.small),
                tickTextOffset=6,
                hideOverlappingLabels=True,
            )
        look = {"color": style.ink2.name(), "font-size": f"{style.small}px"}
        self._axes["left"].setLabel(axis_title(answer), **look)
        self._axes["bottom"].setLabel(time_title(answer), **look)
        for name in ("left", "bottom"):
            self._axes[name].label.setFont(figure_font(style.small))
        shade = QColor(style.ink2)
        shade.setAlpha(style.band_alpha if style.bands else 0)
        self._band.set_colour(shade)
        self._zero.setPen(_pen(style.ink2, line=Qt.PenStyle.DashLine))
        self._dots.setPen(None)
        self._dots.setBrush(QBrush(style.ink3))
        self._curve.setPen(_pen(style.ink, style.curve))

    def sizeHint(self) -> QSize:
        return QSize(640, 320)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)  # type: ignore[no-untyped-call]
        else:
            event.ignore()

    def mouseDoubleClickEvent(self, event: Any) -> None:
        self.show_everything()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Home:
            self.show_everything()
        else:
            event.ignore()

    def changeEvent(self, event: QEvent) -> None:
        QGraphicsView.changeEvent(self, event)

    def close(self) -> bool:
        """Close as any widget: pyqtgraph's own ``close`` takes the viewport away, and Qt crashes on that."""
        return QGraphicsView.close(self)


def _pen(colour: QColor, width: float = 1.0, line: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """A pen of so many pixels however far the plot is magnified."""
    pen = QPen(QBrush(colour), width, line)
    pen.setCosmetic(True)
    return pen


class _Band(pg.GraphicsObject):
    """The area between two curves as one polygon; ``FillBetweenItem`` draws nothing without pens."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._shape = QPolygonF()
        self._colour = QColor()

    def set_edges(self, x: Any, lower: Any, upper: Any) -> None:
        """The lower and the upper edge over ``x``."""
        self.prepareGeometryChange()
        self._shape = polygon(np.concatenate((x, x[::-1])), np.concatenate((lower, upper[::-1])))
        self.update()

    def clear(self) -> None:
        """Show no area."""
        self.prepareGeometryChange()
        self._shape = QPolygonF()

    def set_colour(self, colour: QColor) -> None:
        """Fill with this colour."""
        self._colour = colour
        self.update()

    def boundingRect(self) -> Any:
        return self._shape.boundingRect()

    def paint(self, painter: Any, *_: Any) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour)
        painter.drawPolygon(self._shape)
