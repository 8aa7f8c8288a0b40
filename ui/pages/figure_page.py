"""A page of one figure as large as the window allows, with its numbers beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from explorer.cohort.cohort import Cohort
from explorer.question.question import Question
from explorer.results.number_sheet import NumberSheet
from ui.look.theme import Metrics
from ui.pages.figure_card import COPY, COPY_NUMBERS, EXPORT, EXPORT_NUMBERS, NUMBERS, Caption, FigureCard
from ui.widgets.bare_scroll import BareScroll
from ui.widgets.card import Card
from ui.widgets.message_card import Message, MessageCard
from ui.widgets.message_page import MessagePage
from ui.widgets.text_table import Section, TextTable

SIDE = 320


class FigurePage(QWidget):
    """One figure as large as the window allows, and its numbers beside it.

    Signals: ``figure_action(action, figure)`` when an icon of the card was clicked.
    """

    figure_action = Signal(str, str)

    def __init__(
        self,
        analysis: Callable[[Cohort, Question], Any],
        caption: Caption,
        view: QWidget,
        side: str,
        sections: Callable[[Any], tuple[Section, ...]],
        options: QWidget | None = None,
        nothing: Callable[[Any], Message | None] = lambda _: None,
        sheet: Callable[[Any], NumberSheet | None] | None = None,
    ) -> None:
        """``options`` is a row of settings that stands over both; ``nothing`` says why an answer has nothing
        to show, and what would have to be added (None: it has something); ``sheet`` makes the numbers at the
        side a table to save and copy."""
        super().__init__()
        self.figure = caption.figure
        self._analysis, self._sections = analysis, sections
        self._nothing, self._sheet = nothing, sheet
        self.card = FigureCard(caption, view, COPY, EXPORT)
        self.card.figure_action.connect(self.figure_action)
        self.numbers = TextTable()
        scroll = BareScroll(self.numbers)
        self.side = Card(side, actions=(COPY_NUMBERS, EXPORT_NUMBERS) if sheet else (), body=scroll)
        self.side.action.connect(lambda action: self.figure_action.emit(action, NUMBERS))
        self.side.setFixedWidth(SIDE)
        self._row = QHBoxLayout()
        self._row.addWidget(self.card, 1)
        self._row.addWidget(self.side)
        page = QWidget()
        self._column = QVBoxLayout(page)
        if options is not None:
            self._column.addWidget(options)
        self._column.addLayout(self._row, 1)
        self.message = MessageCard()
        self.stack = QStackedWidget()
        self.stack.addWidget(page)
        self.stack.addWidget(MessagePage(self.message))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.stack)

    def analyze(self, cohort: Cohort, question: Question) -> Any:
        """The figure's answer."""
        return self._analysis(cohort, question)

    def draw(self, answer: Any, *, bands: bool) -> None:
        """Show an answer, or why there is nothing to show."""
        message = self._nothing(answer)
        self.stack.setCurrentIndex(0 if message is None else 1)
        if message is not None:
            self.message.show_message(message)
            return
        self.card.draw(answer, emphasis=True, bands=bands)
        self.numbers.show_sections(self._sections(answer))

    def answer_of(self, answer: Any, figure: str) -> Any:
        """The numbers beside the figure, or what the figure shows; None when there is nothing to show."""
        if self._nothing(answer):
            return None
        if figure == NUMBERS:
            return self._sheet(answer) if self._sheet is not None else None
        return self.drawn(answer)

    def drawn(self, answer: Any) -> Any:
        """What the figure shows of an answer; None when there is no figure."""
        return answer

    def set_metrics(self, metrics: Metrics) -> None:
        """Take the sizes of the window's regions."""
        self._column.setContentsMargins(metrics.gap, metrics.gap, metrics.gap, metrics.gap)
        self._column.setSpacing(metrics.gap)
        self._row.setSpacing(metrics.gap)
        self.card.set_metrics(metrics)
        self.side.set_metrics(metrics)
