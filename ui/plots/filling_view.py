"""A figure that fills its card, and scrolls where the card is lower than the figure can be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QPainter

from ui.figures.figure import Style
from ui.plots.painted_view import Paint, PaintedView


def filling_view(
    name: str, paint: Paint, least: Callable[[Any, float, Style], float], words: Callable[[Any], str]
) -> PaintedView:
    """``least`` gives the least height of an answer's figure in a width."""

    def height(answer: Any, rect: QRectF, style: Style) -> float:
        return max(least(answer, rect.width(), style), rect.height())

    def paint_whole(painter: QPainter, rect: QRectF, answer: Any, style: Style) -> None:
        whole = QRectF(rect.topLeft(), QSizeF(rect.width(), height(answer, rect, style)))
        paint(painter, whole, answer, style)

    return PaintedView(name, paint_whole, height, words)
