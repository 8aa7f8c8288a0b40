"""What a workspace asks of a page: a pure function that answers the question, and to draw the answer."""

from __future__ import annotations

from typing import Any, Protocol

from PySide6.QtCore import SignalInstance

from explorer.cohort.cohort import Cohort
from explorer.question.question import Question
from ui.look.theme import Metrics


class Page(Protocol):
    """A page of a workspace; also a widget.

    ``figure``: the key of the figure that copy and export take, "" when the page has none.
    Signals: ``figure_action(action, figure)`` when an icon of a card was clicked.
    """

    figure: str
    figure_action: SignalInstance

    def analyze(self, cohort: Cohort, question: Question) -> Any:
        """Answer the question; pure, runs in the background."""

    def draw(self, answer: Any, *, bands: bool) -> None:
        """Show an answer."""

    def answer_of(self, answer: Any, figure: str) -> Any:
        """The part of the page's answer that one of its figures shows."""

    def set_metrics(self, metrics: Metrics) -> None:
        """Take the sizes of the window's regions."""
