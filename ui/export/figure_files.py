"""Figures as files: how large the page is at a width, and the bytes of the file."""

from __future__ import annotations

from math import ceil
from typing import Literal

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ui.export.figure_kinds import Answer, kind_of
from ui.figures.figure import PRINT_UNITS_PER_MM, Style
from ui.figures.render import MARGIN_MM, pdf_bytes, png_bytes, svg_bytes

Format = Literal["pdf", "svg", "png"]
FORMATS: tuple[Format, ...] = ("pdf", "svg", "png")


def natural_size_mm(answer: Answer, width_mm: float, style: Style) -> tuple[float, float]:
    """Width and height of the page at which the figure looks best; ``style`` is a print style."""
    inside = (width_mm - 2 * MARGIN_MM) * PRINT_UNITS_PER_MM
    height = kind_of(answer).height(answer, inside, style) / PRINT_UNITS_PER_MM
    # Up to the next tenth, so that what is rounded off on the way to the page never makes it too low.
    return width_mm, ceil(10 * (height + 2 * MARGIN_MM) + 0.01) / 10


def figure_bytes(
    answer: Answer,
    format: Format,
    width_mm: float,
    style: Style,
    *,
    dpi: int = 300,
    outlines: bool = True,
) -> bytes:
    """The figure as the bytes of a file of its natural height.

    ``dpi`` is for PNG. ``outlines`` is for SVG: text as shapes, which need no font to be right.

    Raises:
        RenderError: the page could not be begun, or the image does not fit into the memory.
    """
    kind = kind_of(answer)

    def paint(painter: QPainter, rect: QRectF, style: Style) -> None:
        kind.paint(painter, rect, answer, style)

    width, height = natural_size_mm(answer, width_mm, style)
    name = kind.title(answer)
    if format == "pdf":
        return pdf_bytes(paint, width, height, style, title=name)
    if format == "svg":
        return svg_bytes(paint, width, height, style, title=name, outlines=outlines)
    return png_bytes(paint, width, height, style, title=name, dpi=dpi)
