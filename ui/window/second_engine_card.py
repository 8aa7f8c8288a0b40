"""The numbers of a page beside those of a second engine, line by line."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from explorer.errors import ExplorerError
from explorer.results.number_table import Table
from explorer.text import NONE, counted
from explorer.verification.opinion import SecondOpinion, TwoNumbers
from explorer.verification.second_engine import second_opinion
from ui.latest import Latest
from ui.session import Session
from ui.widgets.busy_bar import BusyBar
from ui.widgets.plain_label import PlainLabel
from ui.widgets.push_button import PushButton
from ui.widgets.sheet import Sheet
from ui.widgets.table_lines import Column, Line
from ui.widgets.table_sheet import TableSheet

_SIZE = (920, 620)
_MOST = "one part in a million"  # explorer.verification.opinion.AGREE
_NO_NUMBERS = "This page shows no number now that is computed from the patients, so there is none to compare."
_NOTED = "Noted"


class SecondEngineCard(Sheet):
    """Computes the page on screen again in the background, and lists what came of it.

    Signals: ``closed`` when the reader goes back to the trial.
    """

    closed = Signal()

    def __init__(self, session: Session, page: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(*_SIZE)
        self.opinion: SecondOpinion | None = None
        self._page = page
        self.title = PlainLabel(f"Check of {page}: computing again…", px=16, weight=600)
        words = (
            "The numbers of this page for the present cohort, computed independently by another program. "
            f"Agreement: a relative difference of at most {_MOST}."
        )
        self.words = PlainLabel(words, role="ink2", wrap=True)
        self.busy = BusyBar()
        self.list = TableSheet("Numbers of both engines")
        self.back = PushButton("Back to the trial", "primary", tall=True)
        self.back.clicked.connect(self.closed)
        self.copy = PushButton("Copy as a table", tall=True)
        self.copy.clicked.connect(self._copy)
        self.copy.setEnabled(False)
        self._place()
        self._latest = Latest(self)
        self._latest.busy_changed.connect(self.busy.set_busy)
        self._latest.answered.connect(self.show_opinion)
        self._latest.refused.connect(self._refused)
        self._latest.run(partial(second_opinion, session.cohort, session.question, page))

    def show_opinion(self, opinion: SecondOpinion) -> None:
        """List the numbers, those that differ first."""
        self.opinion = opinion
        title = f"Check of {self._page}: {_found(opinion)}"
        self.title.setText(title)
        self.setAccessibleName(title)
        if not opinion.lines:
            self.words.setText(_NO_NUMBERS)
            return
        columns = (
            Column("Number"),
            Column("Trial Explorer"),
            Column(opinion.engine),
            Column("Rel. difference"),
        )
        self.list.show_lines(columns, _lines(opinion))
        self.copy.setEnabled(True)

    def _place(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 20)
        layout.setSpacing(10)
        layout.addWidget(self.title)
        layout.addWidget(self.words)
        layout.addWidget(self.busy)
        layout.addWidget(self.list, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.back)
        row.addWidget(self.copy)
        row.addStretch(1)
        layout.addLayout(row)

    def _refused(self, error: ExplorerError) -> None:
        self.title.setText(f"Check of {self._page}: nothing was compared")
        self.words.setText(str(error))

    def _copy(self) -> None:
        if self.opinion is not None:
            QApplication.clipboard().setText(opinion_table(self.opinion).tab_separated())


def opinion_table(opinion: SecondOpinion) -> Table:
    """All lines with unrounded numbers."""
    columns = ("number", "trial_explorer", opinion.engine, "relative_difference", "verdict", "note")
    rows = tuple(
        (line.what, line.ours, line.theirs, line.difference, line.verdict, line.note)
        for line in opinion.lines
    )
    return Table(columns, rows)


def _found(opinion: SecondOpinion) -> str:
    compared = sum(line.difference is not None for line in opinion.lines)
    if differing := len(opinion.differing):
        verb = "differs" if differing == 1 else "differ"
        return f"{counted(differing, 'number')} of {compared} {verb} from {opinion.engine}"
    if not compared:
        return "nothing to compare"
    agreeing = sum(line.verdict == "agrees" for line in opinion.lines)
    return f"{counted(agreeing, 'number')} {'agrees' if agreeing == 1 else 'agree'} with {opinion.engine}"


def _lines(opinion: SecondOpinion) -> list[Line]:
    """What differs, then what is known to or has no second number under the reason for it, then the rest."""
    groups: dict[str, list[TwoNumbers]] = {"Differs": list(opinion.differing)}
    for line in opinion.lines:
        if line.verdict == "noted":
            groups.setdefault(f"{_NOTED}: {line.note}", []).append(line)
    groups["Agrees"] = [line for line in opinion.lines if line.verdict == "agrees"]
    lines: list[Line] = []
    for heading, these in groups.items():
        if these:
            lines.append(Line((heading,), "group", note=counted(len(these), "number")))
            lines += [_line(line) for line in these]
    return lines


def _line(line: TwoNumbers) -> Line:
    difference = NONE if line.difference is None else f"{line.difference:.0e}" if line.difference else "0"
    return Line((line.what, _number(line.ours), _number(line.theirs), difference), indent=1)


def _number(value: float | None) -> str:
    return NONE if value is None else f"{value:.7g}"
