"""The settings of the Survival tab: the scale of the curves, the restricted mean, a landmark analysis."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.question.question import MONTHS_PER_YEAR
from explorer.text import number
from ui.session import Session
from ui.widgets.choice_popover import Choice, ChoiceList
from ui.widgets.number_popover import NumberField
from ui.widgets.pill import Pill
from ui.widgets.segmented import Segmented

_DISPLAYS = [
    ("survival", "Survival"),
    ("incidence", "Incidence, 1 − S"),
    ("hazard", "Cumulative hazard"),
    ("log-log", "log(−log S)"),
]
_NONE = "none"


class SurvivalSettings(QWidget):
    """A row of settings; each choice is one step of undo."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._tau_shown = 0.0
        self.display = Segmented(_DISPLAYS, name="Curves as")
        self.display.chosen.connect(lambda key: self._commit("Choose the scale of the curves", display=key))
        self._automatic = ChoiceList("Mean survival restricted", exclusive=True)
        self.tau = NumberField("To a time of your choice", "months", minimum=1, maximum=600, decimals=1)
        self.mean = Pill("Mean survival to", self._automatic, self.tau)
        self.mean.opened.connect(self._fill_mean)
        self._automatic.chosen.connect(lambda _: self._commit("Choose the restricted mean", tau=None))
        self.tau.chosen.connect(lambda value: self._commit("Choose the restricted mean", tau=value))
        self._whole = ChoiceList("Landmark analysis", exclusive=True)
        self.month = NumberField(
            "From a month on", "months", minimum=0.5, maximum=600, decimals=1, presets=(3, 6, 12, 24)
        )
        self.start = Pill("Landmark analysis", self._whole, self.month)
        self.start.opened.connect(self._fill_start)
        self._whole.chosen.connect(lambda _: self._commit("End the landmark analysis", from_month=None))
        self.month.chosen.connect(lambda value: self._commit("Choose a landmark analysis", from_month=value))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self.display, self.mean, self.start):
            row.addWidget(widget)
        row.addStretch(1)
        session.changed.connect(self.refresh)
        self.refresh()

    def show_tau(self, months: float) -> None:
        """Show up to where an answer restricted the mean."""
        self._tau_shown = months
        self.refresh()

    def refresh(self) -> None:
        """Show the question's settings."""
        options = self._session.question.extended
        self.display.set_current(options.display)
        tau = options.tau if options.tau is not None else self._tau_shown
        years = self._session.question.unit == "years"
        shown = f"{_plain(tau / MONTHS_PER_YEAR)} yr" if years else f"{_plain(tau)} mo"
        self.mean.set_value(shown if tau else "end of the curves")
        start = options.from_month
        self.start.set_value(_NONE if start is None else f"from {_plain(start)} mo")

    def _fill_mean(self) -> None:
        tau = self._session.question.extended.tau
        self._automatic.show_choices(
            [Choice("automatic", "The end of the curves")], () if tau else {"automatic"}
        )
        self.tau.show_value(tau or self._tau_shown or 1)

    def _fill_start(self) -> None:
        start = self._session.question.extended.from_month
        self._whole.show_choices([Choice(_NONE, "None: from the start")], () if start else {_NONE})
        if start is not None:
            self.month.show_value(start)

    def _commit(self, label: str, **changes: Any) -> None:
        self._session.commit(label, extended=replace(self._session.question.extended, **changes))


def _plain(months: float) -> str:
    return number(months, 0 if months == int(months) else 1)
