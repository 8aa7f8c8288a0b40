"""Figures on the clipboard: picture, SVG and PDF in one, so that each program takes what it can use best."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QMimeData
from PySide6.QtGui import QGuiApplication, QImage

from ui.export.figure_files import figure_bytes
from ui.export.figure_kinds import Answer
from ui.figures.figure import print_style

WIDTH_MM = 160.0
"""The width of a page of text, where most copied figures go."""
DPI = 192
"""Twice the resolution of an ordinary screen."""


def copy_figure(answer: Answer) -> None:
    """Put the figure of an answer on the clipboard as it looks in print: as PNG, SVG and PDF.

    Raises:
        KeyError: no figure shows such an answer.
        RenderError: the figure could not be painted; the clipboard is unchanged.
    """
    QGuiApplication.clipboard().setMimeData(figure_data(answer))


def figure_data(answer: Answer) -> QMimeData:
    """A figure in every form that the clipboard carries."""
    style = print_style()
    png = figure_bytes(answer, "png", WIDTH_MM, style, dpi=DPI)
    data = QMimeData()
    data.setData("image/png", QByteArray(png))
    data.setData("image/svg+xml", QByteArray(figure_bytes(answer, "svg", WIDTH_MM, style)))
    data.setData("application/pdf", QByteArray(figure_bytes(answer, "pdf", WIDTH_MM, style)))
    data.setImageData(QImage.fromData(png))  # what Windows and macOS programs ask for
    return data
