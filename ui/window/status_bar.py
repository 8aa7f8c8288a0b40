"""The status bar: what the program is doing at the left, where the numbers come from at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.text import counted
from explorer.verification import has_second_engine
from ui.look.theme import theme
from ui.widgets.computing import Computing
from ui.widgets.painted import Painted
from ui.widgets.painting import draw_rule
from ui.widgets.plain_label import PlainLabel
from ui.widgets.push_button import PushButton

if TYPE_CHECKING:
    from explorer.cohort.cohort import Cohort


class StatusBar(Painted):
    """Signals: ``problems_clicked`` when the number of problems was clicked; ``check_clicked`` to have the
    numbers on screen computed by a second engine, where there is one."""

    problems_clicked = Signal()
    check_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(24)
        self._state = PlainLabel("No data open", px=11, role="ink3")
        self.computing = Computing()
        self._source = PlainLabel("Everything stays on this computer", px=11, role="ink3")
        self.problems = PushButton("", "link")
        self.problems.clicked.connect(self.problems_clicked)
        self.check = PushButton("Check these numbers", "link")
        self.check.clicked.connect(self.check_clicked)
        for link in (self.problems, self.check):
            link.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 1, 14, 0)
        row.setSpacing(8)
        row.addWidget(self._state)
        row.addWidget(self.computing)
        row.addStretch(1)
        row.addWidget(self.check)
        row.addWidget(self.problems)
        row.addWidget(self._source)

    def say(self, text: str) -> None:
        """Show what the program is doing."""
        self._state.setText(text)

    def show_cohort(self, cohort: Cohort | None) -> None:
        """Show the source of the numbers: file, patients and the start of the file's SHA-256."""
        self.problems.setVisible(cohort is not None)
        self.check.setVisible(cohort is not None and has_second_engine())
        if cohort is None:
            self._source.setText("Everything stays on this computer")
            self.say("No data open")
            return
        remarks = counted(len(cohort.problems), "remark") + " on the file"
        self.problems.set_text(remarks if cohort.problems else "How the file was read")
        source = cohort.source
        self._source.setText(f"{source.file} · {counted(cohort.n, 'patient')} · SHA-256 {source.sha256[:7]}…")

    def paint(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), theme().panel)
        draw_rule(painter, 0, self.width(), 0, theme().line)
