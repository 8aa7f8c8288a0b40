"""A figure on screen that is only looked at: it fills its card, or scrolls where it needs more height."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui.figures.figure import Style
from ui.plots.choice_view import ChoiceView, Target

Paint = Callable[[QPainter, QRectF, Any, Style], object]


class PaintedView(ChoiceView):
    """Draws answers of one kind with a painter.

    ``height`` tells what the figure needs in a rectangle, which may be more than it has (None: it fits any);
    ``words`` what it says to a screen reader.
    """

    def __init__(
        self,
        name: str,
        paint: Paint,
        height: Callable[[Any, QRectF, Style], float] | None = None,
        words: Callable[[Any], str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        self._paint, self._height, self._words = paint, height, words
        self._answer: Any = None
        self._style: Style | None = None
        self._visible = QRectF()
        super().__init__(parent)
        self.canvas.setAccessibleName(name)

    def draw(self, answer: Any, style: Style) -> None:
        """Show an answer."""
        self._answer, self._style = answer, style
        if self._words is not None:
            self.canvas.setAccessibleDescription(self._words(answer))
        self.renew()

    def sizeHint(self) -> QSize:
        return QSize(640, 320)

    def place(self, rect: QRectF) -> tuple[float, Sequence[Target]]:
        self._visible = rect
        if self._answer is None or self._style is None or self._height is None:
            return 0.0, ()
        return self._height(self._answer, rect, self._style), ()

    def paint_figure(self, painter: QPainter, rect: QRectF) -> None:
        if self._answer is not None and self._style is not None:
            place = QRectF(self._visible.topLeft(), rect.size()) if self._height is None else self._visible
            self._paint(painter, place, self._answer, self._style)
