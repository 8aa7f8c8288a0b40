"""Times for the sheet of a pill: a list to type, in months or in years, told in months."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from explorer.question.question import MONTHS_PER_YEAR, Unit
from ui.look.theme import font
from ui.widgets.plain_label import PlainLabel

MOST = 12
LATEST = 600.0


class TimesField(QWidget):
    """Signals: ``chosen(tuple)`` the months, in their order, when the user settled on other times."""

    chosen = Signal(tuple)

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label, self._unit, self._shown = label, "months", ""
        self._title = PlainLabel("", px=11, weight=500, role="ink3")
        self._field = QLineEdit()
        self._field.setFont(font(12))
        self._field.editingFinished.connect(self._settle)
        self._refusal = PlainLabel("", px=11, role="error")
        self._refusal.hide()
        self.setFocusProxy(self._field)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 8)
        layout.setSpacing(6)
        for widget in (self._title, self._field, self._refusal):
            layout.addWidget(widget)

    def show_times(self, months: tuple[float, ...], unit: Unit) -> None:
        """Show these times in this unit; silent."""
        self._unit = unit
        self._title.setText(f"{self._label}, {unit}")
        self._field.setAccessibleName(f"{self._label}, {unit}, with commas between")
        self._field.setPlaceholderText("6, 12, 24" if unit == "months" else "0.5, 1, 2")
        self._shown = ", ".join(f"{month / self._scale:g}" for month in months)
        self._field.setText(self._shown)
        self._refusal.hide()

    def set_text(self, text: str) -> None:
        """Type a list."""
        self._field.setText(text)
        self._settle()

    @property
    def refusal(self) -> str:
        """Why the list that was typed is none; "" when it is one."""
        return "" if self._refusal.isHidden() else self._refusal.text()

    @property
    def _scale(self) -> float:
        return MONTHS_PER_YEAR if self._unit == "years" else 1.0

    def _settle(self) -> None:
        text = self._field.text().strip()
        if text == self._shown:
            return
        try:
            months = tuple(each * self._scale for each in times(text))
        except ValueError as error:
            self._refusal.setText(str(error))
            self._refusal.show()
            return
        if months and months[-1] > LATEST:
            self._refusal.setText(f"At most {LATEST / self._scale:g} {self._unit}")
            self._refusal.show()
            return
        self._shown = text
        self._refusal.hide()
        self.chosen.emit(months)


def times(text: str) -> tuple[float, ...]:
    """The numbers of a list, each once and in order.

    Raises:
        ValueError: something in it is no number above 0, or there are too many; says so.
    """
    parts = [part for part in text.replace(";", ",").replace(",", " ").split() if part]
    found = set()
    for part in parts:
        try:
            value = float(part)
        except ValueError:
            raise ValueError(f"{part} is not a number") from None
        if not 0 < value < float("inf"):
            raise ValueError(f"{part} is not above 0")
        found.add(value)
    if len(found) > MOST:
        raise ValueError(f"At most {MOST} times")
    return tuple(sorted(found))
