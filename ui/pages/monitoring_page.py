"""The monitoring page: the path of Z, the looks, powers, and a calculator of events."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from explorer.analyses.monitoring import monitoring
from explorer.analyses.monitoring_answer import MonitoringAnswer
from explorer.cohort.cohort import Cohort
from explorer.question.question import Question, primary_question
from explorer.study.reporting import SPENDINGS
from ui.look.theme import Metrics
from ui.pages.events_calculator import EventsCalculator
from ui.pages.figure_card import COPY, EXPORT, FigureCard
from ui.pages.monitoring_words import (
    LOOKS,
    MONITORING,
    key_figures,
    look_columns,
    look_lines,
    missing_message,
    monitoring_sections,
)
from ui.plots.monitoring_view import MonitoringView
from ui.plots.table_view import TableView
from ui.session import Session
from ui.widgets.bare_scroll import BareScroll
from ui.widgets.card import Card
from ui.widgets.choice_popover import Choice, ChoiceList
from ui.widgets.kpi_strip import KpiStrip
from ui.widgets.message_card import Message, MessageCard
from ui.widgets.message_page import MessagePage
from ui.widgets.number_popover import NumberField
from ui.widgets.pill import Pill
from ui.widgets.table_sheet import ROW
from ui.widgets.text_table import TextTable

SIDE = 320
_SPENDING = {
    "obrien-fleming": "O'Brien–Fleming type",
    "pocock": "Pocock type",
    "power": "Power family",
}


class MonitoringPage(QWidget):
    """Always about the trial's own population: its boundary holds for the planned analysis alone.

    Signals: ``figure_action(action, figure)`` when an icon of a card was clicked.
    """

    figure_action = Signal(str, str)
    figure = "monitoring"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        # A filter changes nothing here, so that an answer is kept for as long as the page.
        self._monitoring = lru_cache(maxsize=4)(monitoring)
        self.settings = BoundarySettings(session)
        self.key_figures = KpiStrip(name="Key figures of the monitoring")
        self.card = FigureCard(MONITORING, MonitoringView(), COPY, EXPORT)
        self.looks = FigureCard(LOOKS, TableView("Looks", look_columns, look_lines))
        self.numbers = TextTable()
        self.calculator = EventsCalculator()
        self.side = Card("Power and design", body=BareScroll(self.numbers))
        self.calculation = Card("Events and power", body=self.calculator)
        self.message = MessageCard(Message("No monitoring to show", kind="info"))
        self._place_children()
        self.card.figure_action.connect(self.figure_action)

    def analyze(self, cohort: Cohort, question: Question) -> MonitoringAnswer:
        """The interim picture of the trial's own population."""
        return self._monitoring(
            cohort, replace(primary_question(cohort.study), monitoring=question.monitoring)
        )

    def draw(self, answer: MonitoringAnswer, *, bands: bool) -> None:
        """Show an answer, or why there is none."""
        if answer.unavailable:
            self.message.show_message(missing_message(answer))
            self._stack.setCurrentIndex(1)
            return
        self._stack.setCurrentIndex(0)
        self.settings.draw(answer)
        self.key_figures.show_cells(key_figures(answer))
        self.card.draw(answer, emphasis=True, bands=bands)
        self.looks.draw(answer, emphasis=False, bands=bands)
        self.looks.setFixedHeight(ROW * len(look_lines(answer)) + 100)
        self.numbers.show_sections(monitoring_sections(answer))
        self.calculator.show_design(answer)

    def answer_of(self, answer: MonitoringAnswer, figure: str) -> MonitoringAnswer | None:
        """The answer; None when there is nothing to export."""
        return None if answer.unavailable else answer

    def set_metrics(self, metrics: Metrics) -> None:
        """Take the sizes of the window's regions."""
        gap = metrics.gap
        self._column.setContentsMargins(gap, gap, gap, gap)
        for layout in (self._column, self._row, self._left, self._right):
            layout.setSpacing(gap)
        self.key_figures.setVisible(metrics.kpi_strip > 0)
        for card in (self.card, self.looks, self.side, self.calculation):
            card.set_metrics(metrics)

    def _place_children(self) -> None:
        page = QWidget()
        self._column = QVBoxLayout(page)
        self._column.addWidget(self.settings)
        self._column.addWidget(self.key_figures)
        self._row, self._left, self._right = QHBoxLayout(), QVBoxLayout(), QVBoxLayout()
        self._left.addWidget(self.card, 1)
        self._left.addWidget(self.looks)
        self._right.addWidget(self.side, 1)
        self._right.addWidget(self.calculation)
        for card in (self.side, self.calculation):
            card.setFixedWidth(SIDE)
        self._row.addLayout(self._left, 1)
        self._row.addLayout(self._right)
        self._column.addLayout(self._row, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(page)
        self._stack.addWidget(MessagePage(self.message))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)


class BoundarySettings(QWidget):
    """The spending function; another than the planned one makes the result post hoc."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._planned, self._rho = "", 1.0
        self._choices = ChoiceList("Lan–DeMets spending function", exclusive=True)
        self._exponent = NumberField(
            "Exponent of the power family",
            "",
            minimum=0.5,
            maximum=10,
            step=0.5,
            decimals=1,
            presets=(1, 2, 3),
        )
        self.spending = Pill("Boundary", self._choices, self._exponent)
        self.spending.opened.connect(self._fill)
        self._choices.chosen.connect(self._choose)
        self._exponent.chosen.connect(self._choose_exponent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.spending)
        row.addStretch(1)

    def draw(self, answer: MonitoringAnswer) -> None:
        """Show the spending function in force."""
        if answer.plan is None or answer.study.monitoring is None:
            return
        self._planned, self._rho = answer.study.monitoring.spending, answer.plan.rho
        words = _SPENDING[answer.plan.spending]
        if answer.plan.spending == "power":
            words += f", exponent {answer.plan.rho:g}"
        options = answer.question.monitoring
        planned = options.spending is None and options.rho is None
        self.spending.set_value(f"{words}, as planned" if planned else words)

    def _fill(self) -> None:
        chosen = self._session.question.monitoring.spending or self._planned
        choices = [
            Choice(key, _SPENDING[key], "as planned" if key == self._planned else "") for key in SPENDINGS
        ]
        self._choices.show_choices(choices, {chosen})
        self._exponent.show_value(self._rho)

    def _choose(self, key: str) -> None:
        spending = None if key == self._planned else next(each for each in SPENDINGS if each == key)
        options = replace(self._session.question.monitoring, spending=spending, rho=None)
        self._session.commit("Choose boundary", monitoring=options)

    def _choose_exponent(self, value: float) -> None:
        options = replace(self._session.question.monitoring, spending="power", rho=value)
        self._session.commit("Choose exponent", monitoring=options)
