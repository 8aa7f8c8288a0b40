"""A number with its unit for the sheet of a pill, with buttons for usual values."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QVBoxLayout, QWidget

from ui.look.theme import font
from ui.widgets.plain_label import PlainLabel
from ui.widgets.push_button import PushButton


class NumberField(QWidget):
    """A number to type, to step with Up and Down, or to take from ``presets``.

    Signals: ``chosen(value)`` when the user settled on another value: Return, leaving the field, a step,
    or a preset.
    """

    chosen = Signal(float)

    def __init__(
        self,
        label: str,
        unit: str,
        *,
        minimum: float,
        maximum: float,
        step: float = 1,
        decimals: int = 0,
        presets: Sequence[float] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._field = _StepField(self)
        self._field.setLocale(QLocale.c())
        self._field.setFont(font(12))
        self._field.setDecimals(decimals)
        self._field.setRange(minimum, maximum)
        self._field.setSingleStep(step)
        self._field.setKeyboardTracking(False)
        self._field.setAccessibleName(f"{label}, {unit}" if unit else label)
        self._field.stepped.connect(self._settle)
        self._field.editingFinished.connect(self._settle)
        self.setFocusProxy(self._field)
        self._shown = self._field.value()
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self._field, 1)
        row.addWidget(PlainLabel(unit, role="ink2"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 8)
        layout.setSpacing(6)
        layout.addWidget(PlainLabel(label, px=11, weight=500, role="ink3"))
        layout.addLayout(row)
        self._presets: list[tuple[float, PushButton]] = []
        if presets:
            layout.addLayout(self._preset_row(presets))

    def show_value(self, value: float) -> None:
        """Show this value, cut to the limits; silent."""
        self._field.setValue(value)
        self._shown = self._field.value()
        for preset, button in self._presets:
            button.set_on(preset == self._shown)

    def value(self) -> float:
        """The value settled on."""
        return self._shown

    def _preset_row(self, presets: Sequence[float]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        for preset in presets:
            button = PushButton(f"{preset:g}", "small")
            button.clicked.connect(partial(self._take, preset))
            row.addWidget(button)
            self._presets.append((preset, button))
        row.addStretch(1)
        return row

    def _take(self, preset: float) -> None:
        self._field.setValue(preset)
        self._settle()

    def _settle(self) -> None:
        if self._field.value() != self._shown:
            self.show_value(self._field.value())
            self.chosen.emit(self._shown)


class _StepField(QDoubleSpinBox):
    """A spin box that tells a step by the user from a new value."""

    stepped = Signal()

    def stepBy(self, steps: int) -> None:
        super().stepBy(steps)
        self.stepped.emit()
