"""A page of one figure as large as the window allows, with its numbers beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from explorer.cohort.cohort import Cohort
from explorer.question.question import Question
from explorer.results.number_sheet import NumberSheet
from ui.look.theme import Metrics
from ui.pages.figure_card import COPY, COPY_NUMBERS, EXPORT, EXPORT_NUMBERS, NUMBERS, Caption, FigureCard
from ui.widgets.card import Card
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
        sheet: Callable[[Any], NumberSheet | None] | None = None,
    ) -> None:
        """``options`` is a row of settings that stands over both; ``sheet`` the numbers to save and copy."""
        super().__init__()
        self.figure = caption.figure
        self._analysis, self._sections, self._sheet = analysis, sections, sheet
        self.card = FigureCard(caption, view, COPY, EXPORT)
        self.card.figure_action.connect(self.figure_action)
        self.numbers = TextTable()
        scroll = QScrollArea()
        scroll.setWidget(self.numbers)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.viewport().setAutoFillBackground(False)
        self.numbers.setAutoFillBackground(False)
        self.side = Card(side, actions=(COPY_NUMBERS, EXPORT_NUMBERS) if sheet else (), body=scroll)
        self.side.action.connect(lambda action: self.figure_action.emit(action, NUMBERS))
        self.side.setFixedWidth(SIDE)
        self._row = QHBoxLayout()
        self._row.addWidget(self.card, 1)
        self._row.addWidget(self.side)
        self._column = QVBoxLayout(self)
        if options is not None:
            self._column.addWidget(options)
        self._column.addLayout(self._row, 1)

    def analyze(self, cohort: Cohort, question: Question) -> Any:
        """The figure's answer."""
        return self._analysis(cohort, question)

    def draw(self, answer: Any, *, bands: bool) -> None:
        """Show an answer."""
        self.card.draw(answer, emphasis=True, bands=bands)
        self.numbers.show_sections(self._sections(answer))

    def answer_of(self, answer: Any, figure: str) -> Any:
        """The numbers beside the figure, or what the figure shows."""
        if figure == NUMBERS:
            return None if answer is None or self._sheet is None else self._sheet(answer)
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
