"""What was found while reading a file, one sentence each: an in-place card that hides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from explorer.problem import Problem, Severity
from explorer.text import counted
from ui.look.icons import draw_icon
from ui.look.theme import theme
from ui.widgets.painted import Painted
from ui.widgets.plain_label import PlainLabel
from ui.widgets.push_button import PushButton
from ui.widgets.sheet import Sheet
from ui.widgets.text_table import Section, TextTable

if TYPE_CHECKING:
    from explorer.cohort.cohort import Cohort

WIDTH = 720
_MOST = 200  # sentences shown; the command line's check lists all of them
_HEADINGS: tuple[tuple[Severity, str], ...] = (
    ("error", "Not used"),
    ("warning", "Used, but look at them"),
    ("note", "How the file was read"),
)


class ProblemCard(Sheet):
    """Lists a cohort's problems by severity. Signals: ``accepted`` (go on), ``other_file``."""

    accepted = Signal()
    other_file = Signal()

    def __init__(self, cohort: Cohort, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(WIDTH)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 20)
        layout.setSpacing(10)
        self.setAccessibleName(_title(cohort))
        layout.addWidget(PlainLabel(_title(cohort), px=16, weight=600, wrap=True))
        source = cohort.source
        summary = (
            f"{source.file}: {counted(source.rows_read, 'row')} read, {counted(cohort.n, 'patient')}, "
            f"{counted(source.rows_left_out, 'row')} left out."
        )
        layout.addWidget(PlainLabel(summary, role="ink2", wrap=True))
        layout.addWidget(_findings(cohort))
        row = QHBoxLayout()
        row.setSpacing(8)
        self.go_on = PushButton(f"Continue with {counted(cohort.n, 'patient')}", "primary", tall=True)
        self.go_on.clicked.connect(self.accepted)
        self.other = PushButton("Choose another file…", tall=True)
        self.other.clicked.connect(self.other_file)
        row.addWidget(self.go_on)
        row.addWidget(self.other)
        row.addStretch(1)
        layout.addLayout(row)


def _title(cohort: Cohort) -> str:
    left_out = sum(problem.severity == "error" for problem in cohort.problems)
    if left_out:
        return f"{counted(left_out, 'problem')} in this file: what could be read was read"
    return "The file was read; these points are worth a look" if cohort.problems else "How the file was read"


def _findings(cohort: Cohort) -> QWidget:
    column = QWidget()
    lines = QVBoxLayout(column)
    lines.setContentsMargins(0, 0, 12, 0)
    lines.setSpacing(6)
    for severity, heading in _HEADINGS:
        these = [problem for problem in cohort.problems if problem.severity == severity]
        if not these:
            continue
        lines.addWidget(PlainLabel(heading, px=11, weight=600, role="ink3"))
        for problem in these[:_MOST]:
            lines.addWidget(_Sentence(problem))
        if len(these) > _MOST:
            lines.addWidget(PlainLabel(f"and {len(these) - _MOST} more.", role="ink2"))
    lines.addSpacing(6)
    lines.addWidget(_typing(cohort))
    lines.addStretch(1)
    scroll = QScrollArea()
    scroll.setWidget(column)
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.viewport().setAutoFillBackground(False)
    column.setAutoFillBackground(False)
    scroll.setFixedHeight(380)
    return scroll


def _typing(cohort: Cohort) -> QWidget:
    table = TextTable()
    rows = tuple((column, ", ".join(filter(None, (label, kind)))) for column, label, kind in cohort.typing)
    head = (("Column in the file", "ink3"), ("Read as", "ink3"))
    table.show_sections([Section("How the columns were read", head=head, rows=rows)])
    return table


class _Sentence(QWidget):
    def __init__(self, problem: Problem) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(_Mark(problem.severity), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(PlainLabel(problem.text, wrap=True, selectable=True), 1)


class _Mark(Painted):
    def __init__(self, severity: Severity) -> None:
        super().__init__()
        self._severity = severity
        self.setFixedSize(QSize(16, 18))

    def paint(self, painter: QPainter) -> None:
        look = theme()
        colour = {"error": look.error, "warning": look.warn, "note": look.ink3}[self._severity]
        draw_icon(painter, "info" if self._severity == "note" else "warning", colour, 1, 2, 14)
