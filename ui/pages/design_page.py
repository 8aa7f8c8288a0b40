"""The design page: the treatment schema over endpoints, stratification and rules in words."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.analyses.design import DesignAnswer, Paragraph, design
from explorer.cohort.cohort import Cohort
from explorer.question.question import Question
from ui.figures import schema
from ui.look.theme import Metrics
from ui.pages.figure_card import COPY, EXPORT, Caption, FigureCard
from ui.plots.filling_view import filling_view
from ui.session import Session
from ui.widgets.bare_scroll import BareScroll
from ui.widgets.card import Card
from ui.widgets.message_card import Message
from ui.widgets.message_page import MessagePage
from ui.widgets.text_table import Section, TextTable

SCHEMA = Caption("schema", lambda _: "Treatment schema", lambda answer: answer.study.title)
_TITLES = ("Endpoints and population", "Stratification and comparison", "Definitions and rules")


NO_SCHEMA = Message(
    "No treatment schema to show",
    "The study file declares no treatment schema.",
    footer="To show one, add a table [[schema]] for each step to the study file: a label, and where it "
    'applies a kind ("assessment" or "randomization"), an arm, a duration, and cycles.',
    kind="info",
)


class DesignPage(QWidget):
    """What the trial set out to do; nothing on it changes with the filters.

    Signals: ``figure_action(action, figure)`` when an icon of the card was clicked.
    """

    figure_action = Signal(str, str)
    figure = SCHEMA.figure

    def __init__(self, session: Session) -> None:
        super().__init__()
        view = filling_view("Treatment schema", schema.paint, schema.natural_height, schema.in_words)
        self.card = FigureCard(SCHEMA, view, COPY, EXPORT)
        self.card.figure_action.connect(self.figure_action)
        self.words = tuple(TextTable() for _ in _TITLES)
        self.cards = tuple(
            Card(title, body=BareScroll(words)) for title, words in zip(_TITLES, self.words, strict=True)
        )
        self._has_schema = bool(session.cohort.study.schema)
        self._row = QHBoxLayout()
        for card in self.cards:
            self._row.addWidget(card, 1)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.card if self._has_schema else MessagePage.of(NO_SCHEMA), 11)
        self._column.addLayout(self._row, 9)

    def analyze(self, cohort: Cohort, question: Question) -> DesignAnswer:
        """The design of the study."""
        return design(cohort, question)

    def draw(self, answer: DesignAnswer, *, bands: bool) -> None:
        """Show the design."""
        if self._has_schema:
            self.card.draw(answer, emphasis=False, bands=bands)
        for words, part in zip(self.words, (answer.endpoints, answer.comparison, answer.rules), strict=True):
            words.show_sections(_sections(part))

    def answer_of(self, answer: DesignAnswer, figure: str) -> DesignAnswer | None:
        """The whole answer: the page has one figure; None when the study has no schema."""
        return answer if self._has_schema else None

    def set_metrics(self, metrics: Metrics) -> None:
        """Take the sizes of the window's regions."""
        self._column.setContentsMargins(metrics.gap, metrics.gap, metrics.gap, metrics.gap)
        for layout in (self._column, self._row):
            layout.setSpacing(metrics.gap)
        for card in (self.card, *self.cards):
            card.set_metrics(metrics)


def _sections(part: tuple[Paragraph, ...]) -> tuple[Section, ...]:
    return tuple(Section(each.heading, note=each.text) for each in part)
