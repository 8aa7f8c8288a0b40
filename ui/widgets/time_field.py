"""A length of time for the sheet of a pill: typed in months or in years, told in months."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.question.question import MONTHS_PER_YEAR, Unit
from ui.widgets.number_popover import NumberField


class TimeField(QWidget):
    """Shows a time in the unit that the reader has chosen for all times.

    Signals: ``chosen(months)`` when the user settled on another time.
    """

    chosen = Signal(float)

    def __init__(
        self,
        label: str,
        *,
        step: float = 1,
        presets: Sequence[float] = (),
        parent: QWidget | None = None,
    ) -> None:
        """``step`` and ``presets`` are in months; of the presets whole years are offered in years."""
        super().__init__(parent)
        years = tuple(months / 12 for months in presets if months % 12 == 0)
        self._fields: dict[Unit, NumberField] = {
            "months": NumberField(
                label, "months", minimum=1, maximum=600, step=step, decimals=1, presets=presets
            ),
            "years": NumberField(
                label, "years", minimum=0.1, maximum=50, step=max(step / 12, 0.5), decimals=2, presets=years
            ),
        }
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for field in self._fields.values():
            layout.addWidget(field)
        self._fields["months"].chosen.connect(self.chosen)
        self._fields["years"].chosen.connect(lambda years: self.chosen.emit(years * MONTHS_PER_YEAR))
        self.show_time(12.0, "months")

    def show_time(self, months: float, unit: Unit) -> None:
        """Show this time in this unit; silent."""
        for name, field in self._fields.items():
            field.setVisible(name == unit)
        self.field(unit).show_value(months / MONTHS_PER_YEAR if unit == "years" else months)
        self.setFocusProxy(self.field(unit))

    def field(self, unit: Unit) -> NumberField:
        """The field of a unit."""
        return self._fields[unit]
