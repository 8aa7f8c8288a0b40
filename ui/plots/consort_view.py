"""The CONSORT diagram on screen: a box under the pointer or the keys becomes the cohort."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from explorer.analyses.answers import FlowAnswer
from ui.figures import consort
from ui.figures.figure import Style
from ui.plots.choice_view import ChoiceView, Target


class ConsortView(ChoiceView):
    """Draws a flow answer.

    Signals: ``box_chosen`` (id of the flow step).
    """

    box_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._answer: FlowAnswer | None = None
        self._style: Style | None = None
        self._layout: consort.Layout | None = None
        self._visible = QRectF()
        super().__init__(parent, tabs=True)
        self.canvas.setAccessibleName("Patient flow, CONSORT diagram")
        self.canvas.chosen.connect(self._choose)

    def draw(self, answer: FlowAnswer, style: Style) -> None:
        """Show an answer."""
        self._answer, self._style = answer, style
        self.renew()

    @property
    def layout_shown(self) -> consort.Layout | None:
        """Where the boxes stand, from the diagram's own corner."""
        return self._layout

    def sizeHint(self) -> QSize:
        return QSize(420, 600)

    def place(self, rect: QRectF) -> tuple[float, Sequence[Target]]:
        self._visible = rect
        if self._answer is None or self._style is None:
            return 0.0, ()
        width = consort.diagram_width(rect.width(), self._style)
        self._layout = consort.layout(self._answer, width, self._style, rect.height())
        corner = consort.origin(rect, self._style)
        return self._layout.height, [
            Target(box.rect.translated(corner), box.words) for box in self._layout.steps
        ]

    def paint_figure(self, painter: QPainter, rect: QRectF) -> None:
        if self._answer is not None and self._style is not None:
            consort.paint(painter, self._visible, self._answer, self._style, geometry=self._layout)

    def paint_over(self, painter: QPainter, rect: QRectF) -> None:
        if self._style is not None:
            painter.setPen(QPen(self._style.ink2, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    def tip_at(self, place: QPointF) -> str:
        """What a brief diagram leaves out."""
        layout, style = self._layout, self._style
        if layout is None or style is None or not layout.form.is_brief:
            return ""
        inside = place - consort.origin(self._visible, style)
        return next((box.words for box in layout.boxes if box.rect.contains(inside)), "")

    def _choose(self, index: int, add: bool) -> None:
        if self._layout is not None:
            self.box_chosen.emit(self._layout.steps[index].step)
