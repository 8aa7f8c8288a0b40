"""The safety page: worst grades by arm, risk differences, and the patients behind a row."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from explorer.analyses.safety import safety
from explorer.analyses.safety_answer import SafetyAnswer, SafetyTable
from explorer.cohort.cohort import Cohort
from explorer.question.question import Question
from ui.figures.safety_table import safety_columns, safety_lines
from ui.look.theme import Metrics
from ui.pages.event_listing import EventListing
from ui.pages.figure_card import COPY, EXPORT, FigureCard
from ui.pages.safety_settings import SafetySettings
from ui.pages.safety_words import (
    SAFETY_PLOT,
    SAFETY_TABLE,
    missing_message,
    row_of,
)
from ui.plots.risk_view import RiskView
from ui.plots.table_view import TableView
from ui.session import Session
from ui.widgets.message_card import Message, MessageCard
from ui.widgets.message_page import MessagePage

SIDE = 320
WIDE = 1500
"""The width of the page from which table and plot stand side by side."""


class SafetyPage(QWidget):
    """Table, dot plot and listing of one answer.

    Signals: ``figure_action(action, figure)`` when an icon of a card was clicked.
    """

    figure_action = Signal(str, str)
    figure = "safety"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._answer: SafetyAnswer | None = None
        self._chosen = ""
        self.settings = SafetySettings(session)
        self.table = TableView("Adverse events", safety_columns, safety_lines)
        self.plot = RiskView()
        self.table_card = FigureCard(SAFETY_TABLE, self.table, COPY, EXPORT)
        self.plot_card = FigureCard(SAFETY_PLOT, self.plot, COPY, EXPORT)
        self.listing = EventListing()
        self.listing.setFixedWidth(SIDE)
        self.message = MessageCard(Message("No adverse events to show", kind="info"))
        self._place_children()
        self.settings.view.chosen.connect(lambda _: self._share_width())
        self.table.chosen.connect(self.choose)
        self.plot.row_chosen.connect(self.choose)
        for card in (self.table_card, self.plot_card):
            card.figure_action.connect(self.figure_action)

    def analyze(self, cohort: Cohort, question: Question) -> SafetyAnswer:
        """The safety table of the selected patients."""
        return safety(cohort, question)

    def draw(self, answer: SafetyAnswer, *, bands: bool) -> None:
        """Show an answer, or why there is none."""
        self._answer = answer
        if answer.unavailable or answer.is_empty:
            self.message.show_message(missing_message(answer))
            self._stack.setCurrentIndex(1)
            return
        self._stack.setCurrentIndex(0)
        self.settings.draw(answer)
        self.table_card.draw(answer, emphasis=False, bands=bands)
        self.plot_card.draw(answer, emphasis=False, bands=bands)
        self.choose(self._chosen)

    def answer_of(self, answer: SafetyAnswer, figure: str) -> SafetyAnswer | SafetyTable | None:
        """What the table or the plot shows; None when there is nothing to export."""
        if answer.unavailable or answer.is_empty:
            return None
        return SafetyTable(answer) if figure == "safety" else answer

    def choose(self, label: str) -> None:
        """List the patients behind a row; behind the first when the table has no row of that label."""
        answer = self._answer
        row = row_of(answer, label) if answer is not None else None
        if answer is None or row is None:
            self.listing.clear()
            return
        self._chosen = self.settings.chosen = row.label
        self.table.rows.mark(row.label)
        self.listing.list_row(self._session.cohort, answer, row)

    def set_metrics(self, metrics: Metrics) -> None:
        """Take the sizes of the window's regions."""
        self._column.setContentsMargins(metrics.gap, metrics.gap, metrics.gap, metrics.gap)
        self._column.setSpacing(metrics.gap)
        self._row.setSpacing(metrics.gap)
        for card in (self.table_card, self.plot_card, self.listing):
            card.set_metrics(metrics)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        """Both where there is room, else the one that was chosen."""
        wide = self.width() >= WIDE
        self.settings.view.setVisible(not wide)
        self.table_card.setVisible(wide or self.settings.view.current() == "table")
        self.plot_card.setVisible(wide or self.settings.view.current() == "plot")

    def _place_children(self) -> None:
        page = QWidget()
        self._column = QVBoxLayout(page)
        self._column.addWidget(self.settings)
        self._row = QHBoxLayout()
        self._row.addWidget(self.table_card, 17)
        self._row.addWidget(self.plot_card, 12)
        self._row.addWidget(self.listing)
        self._column.addLayout(self._row, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(page)
        self._stack.addWidget(MessagePage(self.message))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)
