"""The dot plot of risk differences on screen: a row shows the patients behind it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from explorer.analyses.safety_answer import SafetyAnswer
from ui.figures import risk_differences
from ui.figures.figure import Style
from ui.plots.choice_view import ChoiceView, Target


class RiskView(ChoiceView):
    """Draws a safety answer. Signals: ``row_chosen`` (label of the row)."""

    row_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._answer: SafetyAnswer | None = None
        self._style: Style | None = None
        self._visible = QRectF()
        self._rows: tuple[risk_differences.PlotRow, ...] = ()
        super().__init__(parent)
        self.setMinimumWidth(320)
        self.canvas.setAccessibleName("Risk differences of adverse events")
        self.canvas.chosen.connect(lambda index, _: self.row_chosen.emit(self._rows[index].label))

    def draw(self, answer: SafetyAnswer, style: Style) -> None:
        """Show an answer."""
        self._answer, self._style = answer, style
        self.renew()

    def sizeHint(self) -> QSize:
        return QSize(520, 400)

    def place(self, rect: QRectF) -> tuple[float, Sequence[Target]]:
        self._visible = rect
        if self._answer is None or self._style is None:
            return 0.0, ()
        layout = risk_differences.layout(self._answer, rect, self._style)
        self._rows = tuple(row for row in layout.rows if row.row is not None)
        return layout.height, [Target(row.rect, self._words(row)) for row in self._rows]

    def paint_figure(self, painter: QPainter, rect: QRectF) -> None:
        if self._answer is not None and self._style is not None:
            risk_differences.paint(painter, self._visible, self._answer, self._style)

    def paint_under(self, painter: QPainter, rect: QRectF) -> None:
        if self._style is not None:
            painter.fillRect(rect, self._style.sel)

    def tip_at(self, place: QPointF) -> str:
        row = next((row for row in self._rows if row.rect.contains(place)), None)
        return self._words(row) if row is not None else ""

    def _words(self, place: risk_differences.PlotRow) -> str:
        assert place.row is not None
        points = risk_differences.difference_text(place.row)
        return f"{place.label}, grade {place.row.grade} or worse: difference {points} percentage points"
