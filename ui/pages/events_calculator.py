"""A small calculator: how many events a trial needs, and the power that so many events give."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from explorer.analyses.monitoring_answer import MonitoringAnswer
from explorer.statistics.events_needed import freedman_events, schoenfeld_events, schoenfeld_power, whole
from explorer.text import count, percent
from ui.widgets.number_popover import NumberField
from ui.widgets.text_table import Section, TextTable

_NO_EFFECT = "A hazard ratio of 1 is no effect: no number of events would show one."


class EventsCalculator(QWidget):
    """One analysis of two arms by Schoenfeld's formula; it starts from the design of the study."""

    def __init__(self) -> None:
        super().__init__()
        self.ratio = NumberField("Hazard ratio", "", minimum=0.05, maximum=20, step=0.05, decimals=2)
        self.error = NumberField("One-sided error", "%", minimum=0.1, maximum=20, step=0.5, decimals=1)
        self.power = NumberField("Power", "%", minimum=1, maximum=99.9, step=5, decimals=1)
        self.share = NumberField("Patients treated", "%", minimum=1, maximum=99, step=5, decimals=1)
        self.events = NumberField("Events", "", minimum=1, maximum=1_000_000)
        self.answers = TextTable()
        self._design: tuple[float, ...] = ()
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        fields = (self.ratio, self.error, self.power, self.share, self.events)
        for place, field in enumerate(fields):
            grid.addWidget(field, place // 2, place % 2)
            field.chosen.connect(lambda _: self._show())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(grid)
        column.addWidget(self.answers)
        column.addStretch(1)
        self._take(0.7, 2.5, 80.0, 50.0, 100.0)

    def show_design(self, answer: MonitoringAnswer) -> None:
        """Start from the design of a study; numbers that the reader typed stay while it is the same study."""
        plan = answer.plan
        if plan is None:
            return
        design = (plan.hazard_ratio, 100 * plan.alpha, 100 * plan.power, 50.0, float(plan.events))
        if design != self._design:
            self._design = design
            self._take(*design)

    def _take(self, ratio: float, error: float, power: float, share: float, events: float) -> None:
        for field, value in zip(
            (self.ratio, self.error, self.power, self.share, self.events),
            (ratio, error, power, share, events),
            strict=True,
        ):
            field.show_value(value)
        self._show()

    def _show(self) -> None:
        ratio, alpha, power = self.ratio.value(), self.error.value() / 100, self.power.value() / 100
        share, events = self.share.value() / 100, self.events.value()
        if ratio == 1.0:
            self.answers.show_sections((Section("", note=_NO_EFFECT),))
            return
        needed = whole(schoenfeld_events(ratio, alpha, power, share))
        freedman = whole(freedman_events(ratio, alpha, power, share))
        reached = percent(schoenfeld_power(events, ratio, alpha, share))
        rows = (
            ("Events needed, Schoenfeld", count(needed)),
            ("Events needed, Freedman", count(freedman)),
            (f"Power with {count(round(events))} events", f"{reached}%"),
        )
        note = (
            "One analysis, without interim looks; the treated arm does better if the hazard ratio is below 1."
        )
        self.answers.show_sections((Section("", rows=rows, note=note),))
