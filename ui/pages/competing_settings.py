"""The settings of the page of competing risks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.session import Session
from ui.widgets.choice_popover import Choice, ChoiceList
from ui.widgets.pill import Pill
from ui.widgets.segmented import Segmented


class CompetingSettings(QWidget):
    """Which of the study's competing risks, and how high the axis is; each choice is one step of undo."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._risks = session.cohort.study.competing
        self.choices = ChoiceList("Competing risks", exclusive=True)
        self.risks = Pill("Competing risks", self.choices)
        self.risks.opened.connect(
            lambda: self.choices.show_choices(
                [Choice(each.id, each.label) for each in self._risks], {self._id()}
            )
        )
        self.choices.chosen.connect(lambda key: self._commit("Choose competing risks", risks=key))
        self.axis = Segmented([("full", "0–100%"), ("fitted", "To the curves")], name="Height of the axis")
        self.axis.chosen.connect(lambda key: self._commit("Choose the height of the axis", axis=key))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.risks)
        row.addWidget(self.axis)
        row.addStretch(1)
        session.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the question's settings."""
        if self._risks:
            self.risks.set_value(next(each.label for each in self._risks if each.id == self._id()))
        self.axis.set_current(self._session.question.competing.axis)

    def _id(self) -> str:
        return self._session.question.competing.risks or self._risks[0].id

    def _commit(self, label: str, **changes: Any) -> None:
        self._session.commit(label, competing=replace(self._session.question.competing, **changes))
