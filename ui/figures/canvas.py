"""A canvas: a painter with a style, which draws text at baselines and lines in whole device pixels."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import floor
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.functions import arrayToQPath, arrayToQPolygonF
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPolygonF, QStaticText, QTransform

from ui.figures.figure import Run, Style, figure_font, figure_metrics, runs_width, text_width

Align = Literal["left", "center", "right"]
Floats = NDArray[np.float64]

HALO_PX = 1.4
HALO_PT = 0.9
_FLAT = Qt.PenCapStyle.FlatCap
_MITER = Qt.PenJoinStyle.MiterJoin


def polygon(x: Floats, y: Floats) -> QPolygonF:
    """The points as Qt wants them, without a loop over them."""
    points: QPolygonF = arrayToQPolygonF(x, y)  # type: ignore[no-untyped-call]
    return points


class Canvas:
    """A painter with a style: draws text at baselines, and lines in widths and places of the ground.

    Lengths are painter units. Sizes of text default to the style's small size, colours to its ink.
    """

    def __init__(self, painter: QPainter, style: Style) -> None:
        self.painter = painter
        self.style = style
        transform = painter.deviceTransform()
        self.scale = transform.m11() or 1.0  # device pixels in a unit
        self._origin = (transform.dx(), transform.dy())
        # Text laid out once draws twice as fast, but only where a unit is a pixel: else Qt lays it out anew.
        self._lays_out_once = not style.is_print and self.scale == 1.0
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing, True)

    # Places

    def line_width(self, width: float) -> float:
        """A line width as it is drawn: whole device pixels on screen, at least one."""
        return width if self.style.is_print else max(1.0, float(round(width * self.scale))) / self.scale

    def snap_x(self, x: float, width: float = 0.0) -> float:
        """Where an upright line of a width is drawn so that it fills whole device pixels; 0: an edge."""
        if self.style.is_print:
            return x
        half = self._half(width)
        return (floor(x * self.scale + self._origin[0] - half + 0.5) + half - self._origin[0]) / self.scale

    def snap_y(self, y: float, width: float = 0.0) -> float:
        """As ``snap_x``, for the height of a level line."""
        if self.style.is_print:
            return y
        half = self._half(width)
        return (floor(y * self.scale + self._origin[1] - half + 0.5) + half - self._origin[1]) / self.scale

    def snap_xs(self, x: Floats, width: float = 0.0) -> Floats:
        """As ``snap_x``, for many places."""
        return x if self.style.is_print else self._snapped(x, self._origin[0], self._half(width))

    def snap_ys(self, y: Floats, width: float = 0.0) -> Floats:
        """As ``snap_y``, for many heights."""
        return y if self.style.is_print else self._snapped(y, self._origin[1], self._half(width))

    def _half(self, width: float) -> float:
        return max(1.0, float(round(width * self.scale))) / 2 if width else 0.0

    def _snapped(self, value: Floats, origin: float, half: float) -> Floats:
        device = np.floor(value * self.scale + origin - half + 0.5) + half
        return np.asarray((device - origin) / self.scale)

    # Lines and shapes

    def pen(self, colour: QColor, width: float, dash: Sequence[float] = ()) -> QPen:
        """A pen in painter units: flat caps, miter joins, ``dash`` in line widths."""
        pen = QPen(QBrush(colour), width, Qt.PenStyle.SolidLine, _FLAT, _MITER)
        if dash:
            pen.setDashPattern(list(dash))
        return pen

    def horizontal(
        self,
        y: float,
        x0: float,
        x1: float,
        colour: QColor,
        width: float | None = None,
        dash: Sequence[float] = (),
    ) -> None:
        """A level line; ``width`` None is a hairline."""
        width = self.line_width(self.style.hairline if width is None else width)
        y, x0, x1 = self.snap_y(y, width), self.snap_x(x0), self.snap_x(x1)
        if self.style.is_print or dash:
            self.painter.setPen(self.pen(colour, width, dash))
            self.painter.drawLine(QPointF(x0, y), QPointF(x1, y))
        else:  # the same pixels a hundred times faster
            self.painter.fillRect(QRectF(x0, y - width / 2, x1 - x0, width), colour)

    def vertical(
        self,
        x: float,
        y0: float,
        y1: float,
        colour: QColor,
        width: float | None = None,
        dash: Sequence[float] = (),
    ) -> None:
        """An upright line; ``width`` None is a hairline."""
        width = self.line_width(self.style.hairline if width is None else width)
        x, y0, y1 = self.snap_x(x, width), self.snap_y(y0), self.snap_y(y1)
        if self.style.is_print or dash:
            self.painter.setPen(self.pen(colour, width, dash))
            self.painter.drawLine(QPointF(x, y0), QPointF(x, y1))
        else:
            self.painter.fillRect(QRectF(x - width / 2, y0, width, y1 - y0), colour)

    def polyline(
        self, x: Floats, y: Floats, colour: QColor, width: float, dash: Sequence[float] = ()
    ) -> None:
        """A line through points, drawn where they are (see ``snap_xs``)."""
        self.painter.setPen(self.pen(colour, width, dash))
        self.painter.drawPolyline(polygon(x, y))

    def polygon(self, x: Floats, y: Floats, fill: QColor) -> None:
        """A filled shape without an edge."""
        self.painter.setPen(Qt.PenStyle.NoPen)
        self.painter.setBrush(fill)
        self.painter.drawPolygon(polygon(x, y))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)

    def segments(self, x: Floats, y: Floats, colour: QColor, width: float) -> None:
        """Many lines of one pen, each from an even point to the odd point after it."""
        self.painter.setPen(self.pen(colour, width))
        path: QPainterPath = arrayToQPath(x, y, connect="pairs")  # type: ignore[no-untyped-call]
        self.painter.drawPath(path)

    def box(
        self, rect: QRectF, fill: QColor | None = None, edge: QColor | None = None, radius: float = 0.0
    ) -> None:
        """A rectangle with a hairline edge inside whole device pixels."""
        width = self.line_width(self.style.hairline) if edge else 0.0
        left, top = self.snap_x(rect.left(), width), self.snap_y(rect.top(), width)
        right, bottom = self.snap_x(rect.right(), width), self.snap_y(rect.bottom(), width)
        self.painter.setPen(self.pen(edge, width) if edge else QPen(Qt.PenStyle.NoPen))
        self.painter.setBrush(QBrush(fill) if fill else QBrush(Qt.BrushStyle.NoBrush))
        shape = QRectF(left, top, right - left, bottom - top)
        if radius:
            self.painter.drawRoundedRect(shape, radius, radius)
        else:
            self.painter.drawRect(shape)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)

    def dot(self, x: float, y: float, diameter: float, fill: QColor, ring: float = 0.0) -> None:
        """A filled circle, with a ring of that width in the colour of the card around it."""
        self.painter.setPen(Qt.PenStyle.NoPen)
        for radius, colour in ((diameter / 2 + ring, self.style.card), (diameter / 2, fill)):
            if ring or colour is fill:
                self.painter.setBrush(colour)
                self.painter.drawEllipse(QPointF(x, y), radius, radius)
        self.painter.setBrush(Qt.BrushStyle.NoBrush)

    # Text

    def text(
        self,
        x: float,
        baseline: float,
        text: str,
        colour: QColor | None = None,
        size: int | None = None,
        weight: int = 400,
        *,
        italic: bool = False,
        align: Align = "left",
        halo: bool = False,
    ) -> float:
        """One run of text; returns its width. ``halo`` sets it off from what is below it."""
        return self.runs(x, baseline, (Run(text, colour, weight, italic, size),), align=align, halo=halo)

    def runs(
        self, x: float, baseline: float, runs: Sequence[Run], *, align: Align = "left", halo: bool = False
    ) -> float:
        """A line of runs in several looks on one baseline; returns its width."""
        width = runs_width(runs, self.style)
        x -= {"left": 0.0, "center": width / 2, "right": width}[align]
        baseline = self.snap_y(baseline)
        for run in runs:
            if halo:
                self._halo(x, baseline, run)
            self._run(x, baseline, run, run.colour or self.style.ink)
            x += text_width(run.text, self.style, run.size, run.weight, italic=run.italic)
        return width

    def _run(self, x: float, baseline: float, run: Run, colour: QColor) -> None:
        size = run.size or self.style.small
        if self.style.outlines:
            self.painter.fillPath(self._path(x, baseline, run), colour)
            return
        font = figure_font(size, run.weight, run.italic, self.style.is_print)
        self.painter.setPen(colour)
        self.painter.setFont(font)
        if self._lays_out_once:
            text, ascent = _laid_out(run.text, size, run.weight, run.italic)
            self.painter.drawStaticText(QPointF(x, baseline - ascent), text)
        else:
            self.painter.drawText(QPointF(x, baseline), run.text)

    def _path(self, x: float, baseline: float, run: Run) -> QPainterPath:
        path = QPainterPath()
        size = run.size or self.style.small
        path.addText(x, baseline, figure_font(size, run.weight, run.italic, self.style.is_print), run.text)
        return path

    def _halo(self, x: float, baseline: float, run: Run) -> None:
        card = self.style.card
        if not self.style.is_print:  # stroking a path takes a millisecond, four copies a tenth of it
            for dx, dy in ((-1, 0), (1, 0), (0, -1), (0, 1)):
                self._run(x + dx * HALO_PX, baseline + dy * HALO_PX, run, card)
            return
        pen = QPen(QBrush(card), 2 * self.style.length(HALO_PX, HALO_PT))
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        self.painter.strokePath(self._path(x, baseline, run), pen)


@lru_cache(maxsize=4096)
def _laid_out(text: str, size: int, weight: int, italic: bool) -> tuple[QStaticText, float]:
    """A text ready to be drawn on screen, and how far its top lies above its baseline."""
    laid_out = QStaticText(text)
    laid_out.setTextFormat(Qt.TextFormat.PlainText)
    laid_out.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    laid_out.prepare(QTransform(), figure_font(size, weight, italic))
    return laid_out, figure_metrics(size, weight, italic, False).ascent()
