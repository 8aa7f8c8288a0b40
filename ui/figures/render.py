"""A figure as a file's bytes: PDF, SVG or PNG of exact size, painted by the function that paints the screen.

Painters get a rectangle in print units (0.1 pt), so a print style must be given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSize, QSizeF
from PySide6.QtGui import QColor, QImage, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from ui.figures.figure import PRINT_UNITS_PER_MM, Style

Paint = Callable[[QPainter, QRectF, Style], object]
"""Draws a figure into a rectangle of print units."""

WIDTHS_MM = (86.0, 120.0, 178.0)
"""One column, one and a half, and two columns of a journal."""
MARGIN_MM = 1.5
PDF_DPI = 1200
SVG_DPI = 720
CREATOR = "Trial Explorer"


class RenderError(RuntimeError):
    """A figure could not be painted on its page."""


def pdf_bytes(paint: Paint, width_mm: float, height_mm: float, style: Style, *, title: str) -> bytes:
    """The figure as a vector PDF with embedded fonts; its page has the size of the figure.

    Raises:
        RenderError: Qt could not begin the page.
    """
    buffer = _buffer()
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator(CREATOR)
    writer.setResolution(PDF_DPI)
    size = QPageSize(
        QSizeF(width_mm, height_mm), QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.ExactMatch
    )
    writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)))
    painter = QPainter()
    if not painter.begin(writer):
        raise RenderError(f"A PDF page of {width_mm:g} × {height_mm:g} mm could not be begun.")
    try:
        scale = PDF_DPI / 25.4 / PRINT_UNITS_PER_MM
        painter.scale(scale, scale)
        _paint(paint, painter, width_mm, height_mm, style)
    finally:
        painter.end()
    return _bytes(buffer)


def svg_bytes(
    paint: Paint, width_mm: float, height_mm: float, style: Style, *, title: str, outlines: bool = True
) -> bytes:
    """The figure as SVG on a white ground; ``outlines``: text as shapes, which need no font to be right."""
    buffer = _buffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setTitle(title)
    generator.setDescription(CREATOR)
    generator.setResolution(SVG_DPI)
    size = QSize(round(width_mm * PRINT_UNITS_PER_MM), round(height_mm * PRINT_UNITS_PER_MM))
    generator.setSize(size)
    generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
    painter = QPainter()
    if not painter.begin(generator):
        raise RenderError(f"An SVG of {width_mm:g} × {height_mm:g} mm could not be begun.")
    try:
        painter.fillRect(QRectF(0, 0, size.width(), size.height()), style.card)
        _paint(paint, painter, width_mm, height_mm, replace(style, outlines=outlines))
    finally:
        painter.end()
    return _bytes(buffer)


def png_bytes(
    paint: Paint, width_mm: float, height_mm: float, style: Style, *, title: str, dpi: int = 300
) -> bytes:
    """The figure as an opaque PNG that knows its resolution.

    Raises:
        RenderError: the image would be too large for the memory.
    """
    size = QSize(round(width_mm / 25.4 * dpi), round(height_mm / 25.4 * dpi))
    image = QImage(size, QImage.Format.Format_RGB32)
    if image.isNull():
        raise RenderError(
            f"An image of {size.width()} × {size.height()} pixels does not fit into the memory."
        )
    image.setDotsPerMeterX(round(dpi / 0.0254))
    image.setDotsPerMeterY(round(dpi / 0.0254))
    image.setText("Title", title)
    image.setText("Software", CREATOR)
    image.fill(QColor(style.card))
    painter = QPainter(image)
    try:
        scale = dpi / 25.4 / PRINT_UNITS_PER_MM
        painter.scale(scale, scale)
        _paint(paint, painter, width_mm, height_mm, style)
    finally:
        painter.end()
    buffer = _buffer()
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return _bytes(buffer)


def _paint(paint: Paint, painter: QPainter, width_mm: float, height_mm: float, style: Style) -> None:
    margin = MARGIN_MM * PRINT_UNITS_PER_MM
    page = QRectF(0, 0, width_mm * PRINT_UNITS_PER_MM, height_mm * PRINT_UNITS_PER_MM)
    paint(painter, page.adjusted(margin, margin, -margin, -margin), style)


def _buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer


def _bytes(buffer: QBuffer) -> bytes:
    buffer.close()
    return bytes(buffer.data().data())
