"""The monitoring figure on screen: the analysis under the pointer in words."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QWidget

from explorer.analyses.monitoring_answer import MonitoringAnswer
from explorer.dates import day_text
from explorer.text import number
from ui.figures import monitoring
from ui.figures.figure import Style
from ui.plots.painted_view import PaintedView


class MonitoringView(PaintedView):
    """Draws a monitoring answer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Path of Z and events by date", monitoring.paint, _height, in_words, parent)

    def tip_at(self, place: QPointF) -> str:
        answer, style = self._answer, self._style
        if answer is None or style is None or answer.path_z is None:
            return ""
        layout = monitoring.layout(answer, QRectF(self._visible), style)
        for panel, values in ((layout.path, answer.path_events), (layout.events, answer.days)):
            if panel.rect.contains(place):
                at = panel.x0 + (place.x() - panel.rect.left()) / panel.rect.width() * (panel.x1 - panel.x0)
                nearest = int(np.argmin(np.abs(values - at)))
                return _analysis(answer, nearest)
        return ""


def _height(answer: MonitoringAnswer, rect: QRectF, style: Style) -> float:
    return monitoring.layout(answer, rect, style).height


def _analysis(answer: MonitoringAnswer, place: int) -> str:
    assert answer.days is not None
    assert answer.path_events is not None
    assert answer.path_z is not None
    z = float(answer.path_z[place])
    events = f"{day_text(float(answer.days[place]))}: {int(answer.path_events[place])} events"
    return f"{events}, Z {number(z, 2)}" if np.isfinite(z) else f"{events}, no comparison yet"


def in_words(answer: MonitoringAnswer) -> str:
    """The figure for a screen reader."""
    if answer.now is None or answer.now.z is None:
        return answer.unavailable
    verdict = "crossed" if answer.now.crossed else "not crossed"
    limits = f"boundary {number(answer.now.boundary, 2)} {verdict}"
    return f"{answer.events} events, Z {number(answer.now.z, 2)}, {limits}."
