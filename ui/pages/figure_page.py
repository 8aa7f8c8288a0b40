"""A page of one figure as large as the window allows, with its numbers beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from explorer.cohort.cohort import Cohort
from explorer.question.question import Question
from ui.look.theme import Metrics
from ui.pages.figure_card import COPY, EXPORT, Caption, FigureCard
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
    ) -> None:
        """``options`` is a row of settings that stands over both; ``nothing`` says why an answer has nothing
        to show, and what would have to be added (None: it has something)."""
        super().__init__()
        self.figure = caption.figure
        self._analysis, self._sections, self._nothing = analysis, sections, nothing
        self.card = FigureCard(caption, view, COPY, EXPORT)
        self.card.figure_action.connect(self.figure_action)
        self.numbers = TextTable()
        scroll = QScrollArea()
        scroll.setWidget(self.numbers)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.viewport().setAutoFillBackground(False)
        self.numbers.setAutoFillBackground(False)
        self.side = Card(side, body=scroll)
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
        """The whole answer: the page has one figure; None when there is nothing to show."""
        return None if self._nothing(answer) else answer

    def set_metrics(self, metrics: Metrics) -> None:
        """Take the sizes of the window's regions."""
        self._column.setContentsMargins(metrics.gap, metrics.gap, metrics.gap, metrics.gap)
        self._column.setSpacing(metrics.gap)
        self._row.setSpacing(metrics.gap)
        self.card.set_metrics(metrics)
        self.side.set_metrics(metrics)
