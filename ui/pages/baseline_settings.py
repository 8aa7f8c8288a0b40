"""The settings of the baseline table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.session import Session
from ui.widgets.choice_popover import Choice, ChoiceList
from ui.widgets.pill import Pill
from ui.widgets.segmented import Segmented

_DECLARED = "declared"
_SUMMARIES = (
    Choice(_DECLARED, "As the study file says"),
    Choice("median_range", "Median (range)"),
    Choice("median_iqr", "Median (IQR)"),
    Choice("mean_sd", "Mean (SD)"),
)
_QUARTILES = (Choice("7", "Type 7", "as R"), Choice("2", "Type 2", "as SAS"))
_SHOWN = {_DECLARED: "as declared", "median_range": "median (range)", "median_iqr": "median (IQR)",
          "mean_sd": "mean (SD)"}  # fmt: skip


class BaselineSettings(QWidget):
    """A row of pills; each choice is one step of undo."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._summaries = ChoiceList("Numbers as", exclusive=True)
        self._quartiles = ChoiceList("Quartiles", exclusive=True)
        self.summary = Pill("Numbers", self._summaries, self._quartiles)
        self.summary.opened.connect(self._fill)
        self._summaries.chosen.connect(self._choose_summary)
        self._quartiles.chosen.connect(lambda key: self._commit("Choose quartiles", quantile_type=int(key)))
        self.percent_of = Segmented([("all", "% of all"), ("known", "% of known")], name="Percentages")
        self.percent_of.chosen.connect(lambda key: self._commit("Choose percentages", percent_of=key))
        self.differences = Segmented(
            [("no", "Counts"), ("yes", "With standardized differences")], name="Comparison"
        )
        self.differences.chosen.connect(self._choose_differences)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self.summary, self.percent_of, self.differences):
            row.addWidget(widget)
        row.addStretch(1)
        session.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the question's settings."""
        options = self._session.question.baseline
        self.summary.set_value(_SHOWN[options.summary or _DECLARED])
        self.percent_of.set_current(options.percent_of)
        self.differences.set_current("yes" if options.differences else "no")

    def _fill(self) -> None:
        options = self._session.question.baseline
        self._summaries.show_choices(_SUMMARIES, {options.summary or _DECLARED})
        self._quartiles.show_choices(_QUARTILES, {str(options.quantile_type)})

    def _choose_summary(self, key: str) -> None:
        self._commit("Choose how numbers are summarized", summary=None if key == _DECLARED else key)

    def _choose_differences(self, key: str) -> None:
        self._commit(
            "Show standardized differences" if key == "yes" else "Hide standardized differences",
            differences=key == "yes",
        )

    def _commit(self, label: str, **changes: Any) -> None:
        self._session.commit(label, baseline=replace(self._session.question.baseline, **changes))
