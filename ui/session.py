"""What the window is about: one cohort, the question asked of it, and the questions before it."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from explorer.cohort.cohort import Cohort
from explorer.history import History
from explorer.question.question import Question, primary_question
from explorer.selection import Criterion, Selection


class Session(QObject):
    """The only shared state of a workspace. Everyone who shows it refreshes on ``changed``.

    ``preview`` while a gesture lasts, ``commit`` when it ends: one gesture is one step of undo.

    Signals: ``changed`` after the question or the history changed.
    """

    changed = Signal()

    def __init__(
        self, cohort: Cohort, question: Question | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.cohort = cohort
        self.primary = primary_question(cohort.study)
        self._history: History[Question] = History(question or self.primary)
        self._preview: Question | None = None

    @property
    def question(self) -> Question:
        """The question on screen."""
        return self._preview or self._history.present

    def preview(self, **changes: Any) -> None:
        """Show the present question with some fields changed, without remembering it."""
        self._show(replace(self._history.present, **changes))

    def commit(self, label: str, **changes: Any) -> None:
        """Ask a new question; ``label`` says in the Edit menu what undo would take back."""
        self._history = self._history.commit(label, replace(self._history.present, **changes))
        self._preview = None
        self.changed.emit()

    def select(self, label: str, selection: Selection) -> None:
        """Ask the same of other patients."""
        self.commit(label, selection=selection)

    def filter(self, label: str, criterion: Criterion) -> None:
        """Replace the criterion on one field."""
        self.select(label, self._history.present.selection.replacing(criterion))

    def unfilter(self, label: str, field: str) -> None:
        """Remove the criterion on one field."""
        self.select(label, self._history.present.selection.without(field))

    def reset(self) -> None:
        """Return to the question of the primary analysis, for the endpoint on screen."""
        primary = {each.name: getattr(self.primary, each.name) for each in fields(self.primary)}
        self.commit("Reset to the primary analysis", **primary | {"endpoint": self.question.endpoint})

    @property
    def undo_label(self) -> str:
        """What undo would take back, or "" when there is nothing."""
        return self._history.past[-1][0] if self._history.past else ""

    @property
    def redo_label(self) -> str:
        """What redo would do again, or ""."""
        return self._history.future[0][0] if self._history.future else ""

    def undo(self) -> None:
        """Take the last step back."""
        self._move(self._history.undo())

    def redo(self) -> None:
        """Do the step again that was taken back last."""
        self._move(self._history.redo())

    def _move(self, history: History[Question]) -> None:
        self._history = history
        self._preview = None
        self.changed.emit()

    def _show(self, question: Question) -> None:
        if question != self.question:
            self._preview = question
            self.changed.emit()
