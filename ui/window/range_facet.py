"""The facet of a number field: its distribution, a slider with two handles, and named ranges."""

from __future__ import annotations

from functools import partial
from math import inf, isfinite

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from explorer.analyses.answers import Facet, Histogram
from explorer.columns import MISSING
from explorer.question.question import Question
from explorer.selection import Between, OneOf
from explorer.study.study import Field, Preset
from ui.widgets.push_button import PushButton
from ui.widgets.range_slider import RangeSlider
from ui.widgets.surface import Rule
from ui.widgets.title_row import MARGIN, TitleRow


class RangeFacet(QWidget):
    """Chooses a range of a number field; the ends of the slider stand for "no limit".

    Signals: ``moved(low, high)`` while dragging, ``released(low, high)`` at the end (infinite where there is
    no limit), ``chosen(Between)`` for a named range, ``missing_chosen`` for the patients without a value.
    """

    moved = Signal(float, float)
    released = Signal(float, float)
    chosen = Signal(object)
    missing_chosen = Signal()

    def __init__(self, field: Field, *, note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = field
        self._limits = (0.0, 1.0, 1.0)
        self.title = TitleRow(field.label, note=note)
        self.slider = RangeSlider(0, 1, name=field.label)
        self.slider.moved.connect(lambda low, high: self.moved.emit(*self._open(low, high)))
        self.slider.released.connect(lambda low, high: self.released.emit(*self._open(low, high)))
        self.presets: dict[str, tuple[PushButton, Preset]] = {}
        row = _button_row()
        for preset in field.presets:
            button = PushButton(preset.label, "small")
            button.clicked.connect(partial(self.chosen.emit, preset.range))
            self.presets[preset.label] = (button, preset)
            row.addWidget(button)
        self.all = PushButton("All", "small")
        self.all.clicked.connect(partial(self.released.emit, -inf, inf))
        row.addWidget(self.all)
        row.addStretch(1)
        self.missing = PushButton(field.missing, "small")
        self.missing.clicked.connect(self.missing_chosen)
        without = _button_row()  # a row of its own: together they are wider than a narrow panel
        without.addWidget(self.missing)
        without.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.title)
        layout.addWidget(self.slider)
        layout.addLayout(row)
        layout.addLayout(without)
        layout.addSpacing(4)
        layout.addWidget(Rule(inset=MARGIN))

    def draw(self, answer: Facet, question: Question) -> None:
        """Show the distribution, and the range that the question asks for."""
        criterion = question.selection.get(self._field.id)
        missing = next((level for level in answer.levels if level.level == MISSING), None)
        self.missing.setVisible(missing is not None)
        asks_missing = isinstance(criterion, OneOf) and MISSING in criterion.levels
        if missing is not None:
            self.missing.set_text(f"{missing.label} {missing.count}")
            self.missing.set_on(asks_missing)
        self.slider.setEnabled(answer.histogram is not None)
        if answer.histogram is None:
            return
        self._show_histogram(answer.histogram)
        low, high, step = self._limits
        chosen = criterion if isinstance(criterion, Between) else Between(self._field.id)
        shown_low = chosen.low + (step if chosen.low_open else 0) if isfinite(chosen.low) else low
        shown_high = chosen.high - (step if chosen.high_open else 0) if isfinite(chosen.high) else high
        self.slider.set_values(shown_low, shown_high)
        shown_low, shown_high = self.slider.values()
        value = f"{shown_low:g}–{shown_high:g} {self._field.unit}".strip()
        self.title.show_value(self._field.missing if asks_missing else value)
        for button, preset in self.presets.values():
            button.set_on(criterion == preset.range)
        self.all.set_on(not asks_missing and (shown_low, shown_high) == (low, high))

    def _show_histogram(self, histogram: Histogram) -> None:
        limits = (histogram.low, histogram.high, histogram.step)
        if limits != self._limits:
            self._limits = limits
            self.slider.set_limits(histogram.low, histogram.high, step=histogram.step)
        edges = histogram.edges.clip(histogram.low, histogram.high).tolist()
        self.slider.set_histogram(edges, histogram.population.tolist(), histogram.selected.tolist())

    def _open(self, low: float, high: float) -> tuple[float, float]:
        """A handle at its end sets no limit, so that patients without a value are not lost with it."""
        return (
            -inf if low <= self._limits[0] else low,
            inf if high >= self._limits[1] else high,
        )


def _button_row() -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(MARGIN, 0, MARGIN, 0)
    row.setSpacing(6)
    return row
