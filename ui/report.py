"""The report: figures, the numbers behind them and ``results.json``, written without a window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from explorer.analyses.baseline import baseline
from explorer.analyses.competing import competing
from explorer.analyses.design import design
from explorer.analyses.flow import flow
from explorer.analyses.follow_up import follow_up
from explorer.analyses.landmark import landmark
from explorer.analyses.model_answers import ProportionalityAnswer
from explorer.analyses.models import NoModel, models
from explorer.analyses.monitoring import monitoring
from explorer.analyses.safety import safety
from explorer.analyses.safety_answer import SafetyTable
from explorer.analyses.subgroups import subgroups
from explorer.analyses.survival import survival
from explorer.analyses.survival_in_full import survival_in_full
from explorer.analyses.swimmer import swimmer
from explorer.cohort.cohort import Cohort
from explorer.errors import DataError
from explorer.files.write import atomic_write
from explorer.question.options import VIEWS
from explorer.question.question import Question
from explorer.results.number_sheet import NumberSheet
from explorer.results.reporting_tables import path_table
from explorer.results.results import as_json, results
from explorer.results.sheets import causes_sheet, proportionality_sheet, survival_sheet
from explorer.results.tables import Table, table
from ui.export.figure_files import FORMATS, Format, figure_bytes
from ui.export.figure_kinds import Answer, file_name_part, kind_of
from ui.figures.figure import print_style
from ui.look.theme import load_fonts


def write_report(
    cohort: Cohort,
    question: Question,
    folder: Path,
    endpoints: Sequence[str] | None = None,
    formats: Sequence[Format] = FORMATS,
    width_mm: float = 178,
) -> Iterator[Path]:
    """Write the report of a question; yields each file when it has been written.

    ``endpoints`` are those whose figures are drawn, all by default; ``results.json`` always holds all.

    Raises:
        SelectionError: the study has no such endpoint.
        DataError: the folder or a file cannot be written.
    """
    answers = list(_answers(cohort, question, endpoints))
    tables = list(_sheets(cohort, question, endpoints))
    numbers = as_json(results(cohort, question))
    application = _application()
    _make_folder(folder)
    style = print_style()
    for answer in answers:
        stem = kind_of(answer).stem(answer)
        for kind in formats:
            drawn = figure_bytes(answer, kind, width_mm, style)
            yield _write(folder / f"{stem}.{kind}", drawn)
        yield _write(folder / f"{stem}.csv", table(answer).csv_bytes())
    for stem, numbers_only in tables:
        yield _write(folder / f"{stem}.csv", numbers_only.csv_bytes())
    yield _write(folder / "results.json", numbers.encode())
    del application  # it had to live until the last figure was painted


def _answers(cohort: Cohort, question: Question, endpoints: Sequence[str] | None) -> Iterator[Answer]:
    study = cohort.study
    if study.schema:
        yield design(cohort, question)
    yield flow(cohort, question)
    yield baseline(cohort, question, question.baseline)
    for name in endpoints or [endpoint.id for endpoint in study.endpoints]:
        asked = replace(question, endpoint=study.endpoint(name).id)
        yield survival(cohort, asked)
        if asked.extended.from_month is not None:
            yield landmark(cohort, asked, asked.extended.from_month, asked.extended.by)
        yield follow_up(cohort, asked)
        yield subgroups(cohort, asked)
        for view in VIEWS:
            fitted = models(cohort, replace(asked, models=replace(asked.models, view=view)))
            if not isinstance(fitted, NoModel):
                yield fitted
    for risks in study.competing:
        yield competing(cohort, question, risks.id)
    toxicity = safety(cohort, question, question.safety)
    if not toxicity.unavailable:
        yield SafetyTable(toxicity)
        yield toxicity
    watched = monitoring(cohort, question.monitoring)
    if not watched.unavailable:
        yield watched
    yield swimmer(cohort, question)


def _sheets(
    cohort: Cohort, question: Question, endpoints: Sequence[str] | None
) -> Iterator[tuple[str, Table]]:
    """What has no figure of its own: a file's name without its ending, and its numbers."""
    study = cohort.study
    for name in endpoints or [endpoint.id for endpoint in study.endpoints]:
        asked = replace(question, endpoint=study.endpoint(name).id)
        yield _named(survival_sheet(survival_in_full(cohort, asked)))
        checked = models(cohort, replace(asked, models=replace(asked.models, view="proportionality")))
        if isinstance(checked, ProportionalityAnswer):
            yield _named(proportionality_sheet(checked))
    for risks in study.competing:
        yield _named(causes_sheet(competing(cohort, question, risks.id)))
    watched = monitoring(cohort, question.monitoring)
    if not watched.unavailable:
        yield "monitoring_path", path_table(watched)


def _named(sheet: NumberSheet) -> tuple[str, Table]:
    return file_name_part(sheet.name), table(sheet)


def _application() -> QGuiApplication:
    """The application that painting needs: the running one, or one that needs no display."""
    running = QGuiApplication.instance()
    if isinstance(running, QGuiApplication):
        return running
    application = QGuiApplication(["trial-explorer", "-platform", "offscreen"])
    load_fonts()
    return application


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise DataError(f"{folder} is a file, not a folder: choose another folder for the report.") from error
    except OSError as error:
        why = error.strerror or "the disk or the network does not answer"
        raise DataError(f"The folder {folder} could not be made ({why}): choose another folder.") from error


def _write(path: Path, data: bytes) -> Path:
    atomic_write(path, data)
    return path
