"""The settings of the Survival tab: scale, restricted mean, landmark analysis, times, weighted test."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.question.question import MONTHS_PER_YEAR, Unit
from explorer.text import number
from ui.session import Session
from ui.widgets.choice_popover import Choice, ChoiceList
from ui.widgets.number_popover import NumberField
from ui.widgets.pill import Pill
from ui.widgets.segmented import Segmented
from ui.widgets.time_field import TimeField
from ui.widgets.times_field import TimesField

_DISPLAYS = [
    ("survival", "Survival"),
    ("incidence", "1 − S"),
    ("hazard", "Cumulative hazard"),
    ("log-log", "log(−log S)"),
]
_NONE = "none"
_WEIGHT: dict[str, Any] = {"minimum": 0, "maximum": 10, "step": 0.5, "decimals": 2}
_USUAL = 6.0
"""The month of a landmark analysis whose groups were chosen before its month."""


class SurvivalSettings(QWidget):
    """A row of settings; each choice is one step of undo."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session, self._study = session, session.cohort.study
        self._tau_shown = 0.0
        self.display = Segmented(_DISPLAYS, name="Curves as")
        self.display.chosen.connect(lambda key: self._commit("Choose the scale of the curves", display=key))
        self._automatic = ChoiceList("Mean survival restricted", exclusive=True)
        self.tau = TimeField("To a time of your choice")
        self.mean = Pill("Mean survival to", self._automatic, self.tau)
        self.mean.opened.connect(self._fill_mean)
        self._automatic.chosen.connect(lambda _: self._commit("Choose the restricted mean", tau=None))
        self.tau.chosen.connect(lambda value: self._commit("Choose the restricted mean", tau=value))
        self._whole = ChoiceList("Landmark analysis", exclusive=True)
        self.month = TimeField("From a time on", presets=(3, 6, 12, 24))
        self.groups = ChoiceList("Curves of", exclusive=True)
        by_event = [self.groups] if self._study.time_varying else []
        self.start = Pill("Landmark analysis from", self._whole, self.month, *by_event)
        self.start.opened.connect(self._fill_start)
        self._whole.chosen.connect(lambda _: self._commit("End the landmark analysis", from_month=None))
        self.month.chosen.connect(lambda value: self._commit("Choose a landmark analysis", from_month=value))
        self.groups.chosen.connect(self._choose_groups)
        self._add_times()
        self._add_weights()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self.display, self.mean, self.start, self.read, self.weighted):
            row.addWidget(widget)
        row.addStretch(1)
        session.changed.connect(self.refresh)
        self.refresh()

    def _add_times(self) -> None:
        self._yearly = ChoiceList("Survival is read at the landmark and", exclusive=True)
        self.times = TimesField("At times of your choice")
        self.read = Pill("Read", self._yearly, self.times)
        self.read.opened.connect(self._fill_times)
        self._yearly.chosen.connect(lambda _: self._commit("Choose the times of survival", times=()))
        self.times.chosen.connect(lambda value: self._commit("Choose the times of survival", times=value))

    def _add_weights(self) -> None:
        self._four = ChoiceList("Weighted log-rank tests", exclusive=True)
        self.rho = NumberField("ρ: weight of early differences", "", **_WEIGHT)
        self.gamma = NumberField("γ: weight of late differences", "", **_WEIGHT)
        self.weighted = Pill("ρ, γ", self._four, self.rho, self.gamma)
        self.weighted.setToolTip("Weights of one more log-rank test (Fleming–Harrington)")
        self.weighted.opened.connect(self._fill_weights)
        self._four.chosen.connect(lambda _: self._commit("Choose the weighted tests", weights=None))
        for field in (self.rho, self.gamma):
            field.chosen.connect(lambda _: self._choose_weights())

    def show_tau(self, months: float) -> None:
        """Show up to where an answer restricted the mean."""
        self._tau_shown = months
        self.refresh()

    def refresh(self) -> None:
        """Show the question's settings."""
        options = self._session.question.extended
        self.display.set_current(options.display)
        tau = options.tau if options.tau is not None else self._tau_shown
        unit = self._session.question.unit
        self.mean.set_value(_in_unit(tau, unit) if tau else "end of the curves")
        start = options.from_month
        by = f", by {self._event(options.by).lower()}" if options.by else ""
        self.start.set_value("the start" if start is None else f"{_in_unit(start, unit)}{by}")

        self.read.set_value(_read_words(options.times, unit))
        weights = options.weights
        self.weighted.set_value("usual" if weights is None else f"{weights[0]:g}, {weights[1]:g}")

    def _fill_times(self) -> None:
        question = self._session.question
        times = question.extended.times
        self._yearly.show_choices([Choice("yearly", "Every year")], () if times else {"yearly"})
        self.times.show_times(times, question.unit)

    def _fill_weights(self) -> None:
        weights = self._session.question.extended.weights
        self._four.show_choices([Choice("usual", "The four usual ones")], () if weights else {"usual"})
        for field, value in zip((self.rho, self.gamma), weights or (0.0, 0.0), strict=True):
            field.show_value(value)

    def _choose_weights(self) -> None:
        self._commit("Choose the weights of a test", weights=(self.rho.value(), self.gamma.value()))

    def _fill_mean(self) -> None:
        tau = self._session.question.extended.tau
        self._automatic.show_choices(
            [Choice("automatic", "The end of the curves")], () if tau else {"automatic"}
        )
        self.tau.show_time(tau or self._tau_shown or 12.0, self._session.question.unit)

    def _fill_start(self) -> None:
        question = self._session.question
        start, by = question.extended.from_month, question.extended.by
        self._whole.show_choices([Choice(_NONE, "None: from the start")], () if start else {_NONE})
        self.month.show_time(start or 1.0, question.unit)  # so that every preset is another choice
        events = [Choice(each.id, f"{each.label} by then, or not") for each in self._study.time_varying]
        self.groups.show_choices([Choice("", "Each arm"), *events], {by} if start else ())

    def _choose_groups(self, by: str) -> None:
        """By an event means a landmark analysis, from the usual month where none was chosen."""
        start = self._session.question.extended.from_month or _USUAL
        self._commit("Choose the curves of the landmark analysis", by=by, from_month=start)

    def _event(self, id: str) -> str:
        return next(each.label for each in self._study.time_varying if each.id == id)

    def _commit(self, label: str, **changes: Any) -> None:
        self._session.commit(label, extended=replace(self._session.question.extended, **changes))


def _in_unit(months: float, unit: Unit) -> str:
    return f"{_plain(months / MONTHS_PER_YEAR)} yr" if unit == "years" else f"{_plain(months)} mo"


def _plain(value: float) -> str:
    return number(value, next(digits for digits in (0, 1, 2) if digits == 2 or round(value, digits) == value))


def _read_words(times: tuple[float, ...], unit: Unit) -> str:
    if not times:
        return "every year"
    if len(times) > 3:
        return f"at {len(times)} times"
    scale, short = (MONTHS_PER_YEAR, "yr") if unit == "years" else (1.0, "mo")
    return f"{', '.join(_plain(time / scale) for time in times)} {short}"
