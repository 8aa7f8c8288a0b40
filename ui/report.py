"""The report: figures, the numbers behind them and ``results.json``, written without a window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QRectF
from PySide6.QtGui import QGuiApplication, QPainter

from explorer.analyses.answers import FlowAnswer, SubgroupAnswer, SurvivalAnswer
from explorer.analyses.flow import flow
from explorer.analyses.subgroups import subgroups
from explorer.analyses.survival import survival
from explorer.cohort import Cohort
from explorer.errors import DataError
from explorer.files.write import atomic_write
from explorer.question import Question
from explorer.results import as_json, results
from explorer.tables import table
from ui.figures import consort, forest, kaplan_meier
from ui.figures.figure import PRINT_UNITS_PER_MM, Style, print_style
from ui.figures.render import MARGIN_MM, pdf_bytes, png_bytes, svg_bytes
from ui.theme import load_fonts

Answer = FlowAnswer | SurvivalAnswer | SubgroupAnswer
_RENDER = {"pdf": pdf_bytes, "svg": svg_bytes, "png": png_bytes}


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A figure to be written: the names of its files and of its table, its title, and the answer it draws."""

    name: str
    table: str
    title: str
    answer: Answer

    def paint(self, painter: QPainter, rect: QRectF, style: Style) -> None:
        """Draw the figure into a rectangle of print units."""
        if isinstance(self.answer, FlowAnswer):
            consort.paint(painter, rect, self.answer, style)
        elif isinstance(self.answer, SurvivalAnswer):
            kaplan_meier.paint(painter, rect, self.answer, style)
        else:
            forest.paint(painter, rect, self.answer, style, grouped=True)

    def height_mm(self, width_mm: float, style: Style) -> float:
        """The height of the page at which the figure looks best."""
        inside = width_mm - 2 * MARGIN_MM
        if isinstance(self.answer, SurvivalAnswer):
            return kaplan_meier.natural_height(self.answer, inside, style) + 2 * MARGIN_MM
        units = inside * PRINT_UNITS_PER_MM
        if isinstance(self.answer, FlowAnswer):
            height = consort.natural_height(self.answer, units, style)
        else:
            height = forest.natural_height(self.answer, units, style, grouped=True)
        return height / PRINT_UNITS_PER_MM + 2 * MARGIN_MM


def write_report(
    cohort: Cohort,
    question: Question,
    folder: Path,
    endpoints: Sequence[str] | None = None,
    formats: Sequence[str] = ("pdf", "svg", "png"),
    width_mm: float = 178,
) -> Iterator[Path]:
    """Write the report of a question; yields each file when it has been written.

    ``endpoints`` are those whose figures are drawn, all by default; ``results.json`` always holds all.

    Raises:
        SelectionError: the study has no such endpoint.
        DataError: the folder or a file cannot be written.
    """
    figures = list(_figures(cohort, question, endpoints))
    numbers = as_json(results(cohort, question))
    application = _application()
    _make_folder(folder)
    style = print_style()
    for figure in figures:
        height = figure.height_mm(width_mm, style)
        for kind in formats:
            path = folder / f"{figure.name}.{kind}"
            atomic_write(path, _RENDER[kind](figure.paint, width_mm, height, style, title=figure.title))
            yield path
        path = folder / f"{figure.table}.csv"
        atomic_write(path, table(figure.answer).csv_bytes())
        yield path
    path = folder / "results.json"
    atomic_write(path, numbers.encode())
    yield path
    del application  # it had to live until the last figure was painted


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise DataError(f"{folder} is a file, not a folder: choose another folder for the report.") from error
    except OSError as error:
        why = error.strerror or "the disk or the network does not answer"
        raise DataError(f"The folder {folder} could not be made ({why}): choose another folder.") from error


def _figures(cohort: Cohort, question: Question, endpoints: Sequence[str] | None) -> Iterator[Figure]:
    study = cohort.study
    yield Figure("consort", "flow", f"{study.title}: CONSORT flow", flow(cohort, question))
    for name in endpoints or [endpoint.id for endpoint in study.endpoints]:
        endpoint = study.endpoint(name)
        asked = replace(question, endpoint=endpoint.id)
        title, id = f"{study.title}: {endpoint.label}", _file_name(endpoint.id)
        curves, forest_plot = f"survival_{id}", f"subgroups_{id}"
        yield Figure(curves, curves, title, survival(cohort, asked))
        yield Figure(forest_plot, forest_plot, f"{title} in subgroups", subgroups(cohort, asked))


def _file_name(id: str) -> str:
    """An endpoint's id as a part of a file's name, whatever a study file calls it."""
    return "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in id)


def _application() -> QGuiApplication:
    """The application that painting needs: the running one, or one that needs no display."""
    running = QGuiApplication.instance()
    if isinstance(running, QGuiApplication):
        return running
    application = QGuiApplication(["trial-explorer", "-platform", "offscreen"])
    load_fonts()
    return application
