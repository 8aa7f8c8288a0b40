"""The forest plot on screen: a row under the pointer or the keys becomes the cohort."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from explorer.analyses.answers import SubgroupAnswer
from ui.figures import forest
from ui.figures.figure import Style
from ui.figures.forest_notes import forest_notes
from ui.figures.forest_table import row_in_words
from ui.plots.choice_view import ChoiceView, Target

LEAST_WIDTH = 460
"""Below this width in pixels the columns of the table would not stand side by side."""


class ForestView(ChoiceView):
    """Draws a subgroup answer; ``grouped`` with a heading line for each field, as on a tab of its own.

    Signals: ``row_chosen`` (field id, level, whether it is added to the selection: Shift was held).
    """

    row_chosen = Signal(str, str, bool)

    def __init__(self, parent: QWidget | None = None, *, grouped: bool = False) -> None:
        self._answer: SubgroupAnswer | None = None
        self._style: Style | None = None
        self._layout: forest.Layout | None = None
        self._visible = QRectF()
        self._grouped = grouped
        super().__init__(parent)
        self.setMinimumWidth(LEAST_WIDTH)
        self.canvas.setAccessibleName("Forest plot of subgroups")
        self.canvas.chosen.connect(self._choose)

    def draw(self, answer: SubgroupAnswer, style: Style) -> None:
        """Show an answer."""
        self._answer, self._style = answer, style
        self.canvas.setAccessibleName(f"Forest plot of subgroups, {answer.endpoint.label}")
        self.renew()

    @property
    def layout_shown(self) -> forest.Layout | None:
        """Where the parts of the figure stand."""
        return self._layout

    def sizeHint(self) -> QSize:
        return QSize(640, 300)

    def place(self, rect: QRectF) -> tuple[float, Sequence[Target]]:
        self._visible = rect
        if self._answer is None or self._style is None:
            return 0.0, ()
        answer = self._answer
        self._layout = layout = forest.layout(answer, rect, self._style, grouped=self._grouped)
        return layout.height, [
            Target(row.rect, row_in_words(answer, layout.cells[row.line])) for row in layout.rows
        ]

    def paint_figure(self, painter: QPainter, rect: QRectF) -> None:
        if self._answer is not None and self._style is not None:
            answer, style = self._answer, self._style
            forest.paint(painter, self._visible, answer, style, grouped=self._grouped, geometry=self._layout)

    def paint_under(self, painter: QPainter, rect: QRectF) -> None:
        if self._style is not None:
            painter.fillRect(rect, self._style.sel)

    def tip_at(self, place: QPointF) -> str:
        layout, answer = self._layout, self._answer
        if layout is None or answer is None:
            return ""
        if layout.frame.shortened and layout.notes_rect.contains(place):
            return " ".join(forest_notes(answer))
        row = layout.row_at(place)
        return layout.cells[layout.rows[row].line].words if row is not None else ""

    def _choose(self, index: int, add: bool) -> None:
        if self._layout is not None:
            row = self._layout.rows[index]
            self.row_chosen.emit(row.field, row.level, add)
