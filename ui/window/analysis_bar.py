"""The bar of settings: endpoint, strata, confidence limits, landmark, end of the curves, time unit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.analyses.answers import SelectedCohort
from explorer.question.profiles import CONVENTIONS, DESCRIPTIONS, LABELS, Profile, profile_of, with_profile
from explorer.question.question import MONTHS_PER_YEAR, Question, Unit
from explorer.study.study import Field, Study
from ui.session import Session
from ui.widgets.choice_popover import Choice, ChoiceList
from ui.widgets.pill import Pill
from ui.widgets.segmented import Segmented
from ui.widgets.time_field import TimeField
from ui.window.tabs import Setting

_LEVELS = ("0.95", "0.9", "0.99")
_TYPES = (
    Choice("log-log", "log-log", "as SAS"),
    Choice("log", "log", "as R"),
    Choice("plain", "plain"),
)
_AUTOMATIC = "automatic"
_UNUSED = "Changes nothing on this page"


@dataclass(frozen=True, slots=True)
class _Lengths:
    """Months in the question's unit and back."""

    unit: Unit

    @property
    def months(self) -> float:
        return MONTHS_PER_YEAR if self.unit == "years" else 1.0

    @property
    def short(self) -> str:
        return "yr" if self.unit == "years" else "mo"


class AnalysisBar(QWidget):
    """Shows the question's settings and turns gestures into a new question.

    Signals: ``bands_chosen(bool)`` whether confidence bands are drawn, which changes no number.
    """

    bands_chosen = Signal(bool)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        study = session.cohort.study
        self.unit = Segmented([("months", "Months"), ("years", "Years")], name="Time unit")
        self.unit.chosen.connect(lambda key: session.commit("Choose time unit", unit=key))
        self._row = QHBoxLayout(self)
        self._row.setSpacing(8)
        self.set_gap(12)
        self._add_endpoint(study)
        self._add_compare(study)
        self._add_strata(study)
        self._add_confidence()
        self._add_landmark()
        self._add_horizon()
        self._row.addStretch(1)
        self._row.addWidget(self.unit)
        session.changed.connect(self.refresh)
        self._horizon = 0.0
        self.refresh()

    def set_gap(self, gap: int) -> None:
        """Keep this distance from both ends, in pixels."""
        self._row.setContentsMargins(gap, 0, gap, 0)

    def offer(self, used: Collection[Setting]) -> None:
        """Have only those settings at hand that change what the page on screen shows; none moves."""
        widgets: dict[Setting, QWidget | None] = {
            "endpoint": self.endpoint,
            "compare": self._compare,
            "strata": self._strata,
            "confidence": self._confidence,
            "landmark": self._landmark,
            "horizon": self._end,
            "unit": self.unit,
        }
        for setting, widget in widgets.items():
            if widget is not None:
                widget.setEnabled(setting in used)
                widget.setToolTip("" if setting in used else _UNUSED)

    def draw(self, answer: SelectedCohort) -> None:
        """Take what only an answer knows: where the curves end when nobody chose it."""
        self._horizon = answer.horizon
        self._show_horizon(self._session.question)

    def refresh(self) -> None:
        """Show the question's settings."""
        question, study = self._session.question, self._session.cohort.study
        if isinstance(self.endpoint, Pill):
            self.endpoint.set_value(study.endpoint(question.endpoint).label)
        else:
            self.endpoint.set_current(question.endpoint)
        self.unit.set_current(question.unit)
        if self._compare is not None:
            arm = next(arm for arm in study.arms if arm.id == question.compare)
            self._compare.set_value(arm.short)
        if self._strata is not None:
            self._strata.set_value(_strata_words(question, [study.field(name) for name in study.strata]))
        bands = "" if self._has_bands else ", no bands"
        profile = profile_of(question)
        known_as = f", {LABELS[profile]}" if profile not in (None, "own") else ""
        words = f"{100 * question.conf_level:g}% {question.conf_type}{known_as}{bands}"
        self._confidence.set_value(words)
        lengths = _Lengths(question.unit)
        self._landmark.set_value(f"{question.landmark / lengths.months:g} {lengths.short}")
        self._show_horizon(question)

    def _add_endpoint(self, study: Study) -> None:
        """Two endpoints stand side by side; more would not leave room for the other settings."""
        self.endpoint: Segmented | Pill
        if len(study.endpoints) <= 2:
            self.endpoint = Segmented([(each.id, each.label) for each in study.endpoints], name="Endpoint")
            chosen = self.endpoint.chosen
        else:
            choices = ChoiceList("Endpoint", exclusive=True)
            self.endpoint = Pill("Endpoint", choices)
            self.endpoint.opened.connect(
                lambda: choices.show_choices(
                    [Choice(each.id, each.label) for each in study.endpoints],
                    {self._session.question.endpoint},
                )
            )
            chosen = choices.chosen
        chosen.connect(lambda key: self._session.commit("Choose endpoint", endpoint=key))
        self._row.addWidget(self.endpoint)

    def _add_compare(self, study: Study) -> None:
        self._compare: Pill | None = None
        if len(study.arms) < 3:
            return
        others = [arm for arm in study.arms if not arm.reference]
        choices = ChoiceList("Compare with the reference", exclusive=True)
        self._compare = Pill("Compare", choices)
        self._compare.opened.connect(
            lambda: choices.show_choices(
                [Choice(arm.id, arm.label) for arm in others], {self._session.question.compare}
            )
        )
        choices.chosen.connect(lambda key: self._session.commit("Choose the arm to compare", compare=key))
        self._row.addWidget(self._compare)

    def _add_strata(self, study: Study) -> None:
        self._strata: Pill | None = None
        if not study.strata:
            return
        choices = ChoiceList("Stratify the comparison by", exclusive=False)
        self._strata = Pill("Strata", choices)
        fields = [study.field(name) for name in study.strata]
        self._strata.opened.connect(
            lambda: choices.show_choices(
                [Choice(field.id, field.label) for field in fields], self._session.question.strata
            )
        )
        choices.chosen.connect(lambda _: self._choose_strata(choices.selected()))
        self._row.addWidget(self._strata)

    def _add_confidence(self) -> None:
        self._has_bands = True
        profiles = ChoiceList("Conventions", exclusive=True)
        levels = ChoiceList("Confidence level", exclusive=True)
        types = ChoiceList("Limits of the curves", exclusive=True)
        bands = ChoiceList("On the figure", exclusive=False)
        self._confidence = Pill("CI", profiles, levels, types, bands)

        def fill() -> None:
            question = self._session.question
            profiles.show_choices(
                [Choice(name, label, tooltip=DESCRIPTIONS[name]) for name, label in LABELS.items()],
                {profile_of(question) or ""},
            )
            levels.show_choices(
                [Choice(level, f"{100 * float(level):g}%") for level in _LEVELS], {f"{question.conf_level:g}"}
            )
            types.show_choices(_TYPES, {question.conf_type})
            bands.show_choices([Choice("bands", "Confidence bands")], {"bands"} if self._has_bands else set())

        self._confidence.opened.connect(fill)
        profiles.chosen.connect(self._choose_profile)
        levels.chosen.connect(
            lambda key: self._session.commit("Choose confidence level", conf_level=float(key))
        )
        types.chosen.connect(lambda key: self._session.commit("Choose confidence limits", conf_type=key))
        bands.chosen.connect(lambda _: self._choose_bands("bands" in bands.selected()))
        self._row.addWidget(self._confidence)

    def _add_landmark(self) -> None:
        time = TimeField("Landmark", presets=(12, 24, 36, 48, 60))
        self._landmark = Pill("Landmark", time)
        self._landmark.opened.connect(
            lambda: time.show_time(self._session.question.landmark, self._session.question.unit)
        )
        time.chosen.connect(lambda value: self._session.commit("Choose landmark", landmark=value))
        self._row.addWidget(self._landmark)

    def _add_horizon(self) -> None:
        automatic = ChoiceList("End of the curves", exclusive=True)
        time = TimeField("At a time of your choice", step=12)
        self._end = Pill("Cut curves at", automatic, time)

        def fill() -> None:
            chosen = self._session.question.horizon
            label = "Where few are left at risk"
            automatic.show_choices([Choice(_AUTOMATIC, label)], {_AUTOMATIC} if chosen is None else set())
            time.show_time(chosen or self._horizon, self._session.question.unit)

        self._end.opened.connect(fill)
        automatic.chosen.connect(lambda _: self._session.commit("Choose the end of the curves", horizon=None))
        time.chosen.connect(lambda value: self._session.commit("Choose the end of the curves", horizon=value))
        self._row.addWidget(self._end)

    def _show_horizon(self, question: Question) -> None:
        lengths = _Lengths(question.unit)
        end = question.horizon or self._horizon
        self._end.set_value(f"{end / lengths.months:g} {lengths.short}")

    def _choose_profile(self, name: str) -> None:
        chosen = with_profile(self._session.question, cast(Profile, name))
        changes = {key: getattr(chosen, key) for key in CONVENTIONS}
        self._session.commit(f"Choose conventions {LABELS[cast(Profile, name)]}", **changes)

    def _choose_strata(self, selected: tuple[str, ...]) -> None:
        study = self._session.cohort.study
        strata = tuple(name for name in study.strata if name in selected)
        self._session.commit("Choose strata", strata=strata)

    def _choose_bands(self, shown: bool) -> None:
        self._has_bands = shown
        self.bands_chosen.emit(shown)
        self.refresh()


def _strata_words(question: Question, fields: list[Field]) -> str:
    if not question.strata:
        return "none"
    if len(question.strata) == 1:
        return next(field.name for field in fields if field.id == question.strata[0])
    return f"{len(question.strata)} factors"
