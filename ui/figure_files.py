"""The figures of the program as files: which there are, how high each is at a width, and its bytes."""

from __future__ import annotations

from math import ceil
from typing import Literal

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from explorer.analyses.answers import Analysis, FlowAnswer, SubgroupAnswer, SurvivalAnswer
from ui.figures import consort, forest, kaplan_meier
from ui.figures.figure import PRINT_UNITS_PER_MM, Style
from ui.figures.render import MARGIN_MM, pdf_bytes, png_bytes, svg_bytes

Answer = FlowAnswer | SurvivalAnswer | SubgroupAnswer
Format = Literal["pdf", "svg", "png"]

FIGURES = ("flow", "survival", "subgroups")
"""The keys of the figures, as the pages of the window call them."""
FORMATS: tuple[Format, ...] = ("pdf", "svg", "png")


def answer_of(analysis: Analysis, figure: str) -> Answer:
    """The part of an analysis that a figure shows.

    Raises:
        KeyError: there is no such figure.
    """
    answers: dict[str, Answer] = {
        "flow": analysis.flow,
        "survival": analysis.survival,
        "subgroups": analysis.subgroups,
    }
    return answers[figure]


def title(answer: Answer) -> str:
    """What the figure is, in words: for the properties of a file and the heading of a window."""
    study = answer.study.title
    if isinstance(answer, FlowAnswer):
        return f"{study}: CONSORT flow"
    of = f"{study}: {answer.endpoint.label}"
    return of if isinstance(answer, SurvivalAnswer) else f"{of} in subgroups"


def file_stem(answer: Answer) -> str:
    """The name of the figure's files without their ending, such as ``survival_OS``."""
    if isinstance(answer, FlowAnswer):
        return "consort"
    kind = "survival" if isinstance(answer, SurvivalAnswer) else "subgroups"
    return f"{kind}_{file_name_part(answer.endpoint.id)}"


def file_name_part(id: str) -> str:
    """An id of a study as a part of a file's name, whatever the study file calls it."""
    return "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in id)


def natural_size_mm(answer: Answer, width_mm: float, style: Style) -> tuple[float, float]:
    """Width and height of the page at which the figure looks best; ``style`` is a print style."""
    inside = width_mm - 2 * MARGIN_MM
    units = inside * PRINT_UNITS_PER_MM
    if isinstance(answer, SurvivalAnswer):
        height = kaplan_meier.natural_height(answer, inside, style)
    elif isinstance(answer, FlowAnswer):
        height = consort.natural_height(answer, units, style) / PRINT_UNITS_PER_MM
    else:
        height = forest.natural_height(answer, units, style, grouped=True) / PRINT_UNITS_PER_MM
    # Up to the next tenth, so that what is rounded off on the way to the page never makes it too low.
    return width_mm, ceil(10 * (height + 2 * MARGIN_MM) + 0.01) / 10


def paint_figure(painter: QPainter, rect: QRectF, answer: Answer, style: Style) -> None:
    """Draw the figure as it stands in files into a rectangle of print units."""
    if isinstance(answer, FlowAnswer):
        consort.paint(painter, rect, answer, style)
    elif isinstance(answer, SurvivalAnswer):
        kaplan_meier.paint(painter, rect, answer, style)
    else:
        forest.paint(painter, rect, answer, style, grouped=True)


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

    def paint(painter: QPainter, rect: QRectF, style: Style) -> None:
        paint_figure(painter, rect, answer, style)

    width, height = natural_size_mm(answer, width_mm, style)
    name = title(answer)
    if format == "pdf":
        return pdf_bytes(paint, width, height, style, title=name)
    if format == "svg":
        return svg_bytes(paint, width, height, style, title=name, outlines=outlines)
    return png_bytes(paint, width, height, style, title=name, dpi=dpi)
