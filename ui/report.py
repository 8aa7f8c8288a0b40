"""The report: figures, the numbers behind them and ``results.json``, written without a window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from explorer.analyses.baseline import baseline
from explorer.analyses.competing import competing, of_each
from explorer.analyses.design import design
from explorer.analyses.flow import flow
from explorer.analyses.follow_up import follow_up
from explorer.analyses.model_answers import ProportionalityAnswer
from explorer.analyses.models import NoModel, models
from explorer.analyses.monitoring import monitoring
from explorer.analyses.safety import safety
from explorer.analyses.safety_answer import SafetyTable
from explorer.analyses.shared import SharedAnswers
from explorer.analyses.subgroups import subgroups
from explorer.analyses.survival_extended import survival_extended
from explorer.analyses.swimmer import swimmer
from explorer.cohort.cohort import Cohort
from explorer.errors import DataError
from explorer.files.write import atomic_write
from explorer.question.options import VIEWS
from explorer.question.question import Question
from explorer.results.number_sheet import NumberSheet
from explorer.results.provenance import with_provenance
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
    known = SharedAnswers(cohort)
    names = endpoints or [endpoint.id for endpoint in cohort.study.endpoints]
    questions = [replace(question, endpoint=cohort.study.endpoint(name).id) for name in names]
    answers = list(_answers(known, question, questions))
    tables = list(_tables(known, question, questions))
    numbers = as_json(results(cohort, question, shared=known))
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


def _answers(known: SharedAnswers, question: Question, questions: Sequence[Question]) -> Iterator[Answer]:
    if known.cohort.study.schema:
        yield known.of(design, question)
    yield known.of(flow, question)
    yield known.of(baseline, question)
    for asked in questions:
        extended = known.of(survival_extended, asked)
        yield extended.survival
        if extended.landmark is not None:
            yield extended.landmark
        yield known.of(follow_up, asked)
        yield known.of(subgroups, asked)
        for view in VIEWS:
            fitted = known.of(models, replace(asked, models=replace(asked.models, view=view)))
            if not isinstance(fitted, NoModel):
                yield fitted
    for each in of_each(known.cohort.study, question):
        yield known.of(competing, each)
    toxicity, watched = known.of(safety, question), known.of(monitoring, question)
    yield from () if toxicity.unavailable else (SafetyTable(toxicity), toxicity)
    yield from () if watched.unavailable else (watched,)
    yield known.of(swimmer, question)


def _tables(
    known: SharedAnswers, question: Question, questions: Sequence[Question]
) -> Iterator[tuple[str, Table]]:
    """What has no figure of its own: a file's name without its ending, and its numbers."""
    for asked in questions:
        yield _named(survival_sheet(known.of(survival_extended, asked)))
        checked = known.of(models, replace(asked, models=replace(asked.models, view="proportionality")))
        if isinstance(checked, ProportionalityAnswer):
            yield _named(proportionality_sheet(checked))
    for each in of_each(known.cohort.study, question):
        yield _named(causes_sheet(known.of(competing, each)))
    watched = known.of(monitoring, question)
    if not watched.unavailable:
        yield "monitoring_path", with_provenance(path_table(watched), watched)


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
