"""The answers of one cohort, each computed once however often it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from explorer.cohort.cohort import Cohort
from explorer.question.question import Question

Answer = TypeVar("Answer")


class SharedAnswers:
    """Keeps the answer of every analysis to every question, for as long as one report is made."""

    def __init__(self, cohort: Cohort) -> None:
        self.cohort = cohort
        self._known: dict[tuple[object, Question], Any] = {}

    def of(self, analysis: Callable[[Cohort, Question], Answer], question: Question) -> Answer:
        """What the analysis answers to the question."""
        key = analysis, question
        if key not in self._known:
            self._known[key] = analysis(self.cohort, question)
        answer: Answer = self._known[key]
        return answer
