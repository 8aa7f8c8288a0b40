"""Where the parts of the monitoring figure stand: two plots with their scales, and the notes."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from explorer.analyses.monitoring_answer import MonitoringAnswer
from explorer.study.study import DAYS_PER_YEAR
from ui.figures.figure import Style, wrapped
from ui.figures.footer import footer

Floats = NDArray[np.float64]
_HIGHEST = 5.0
"""Z that the axis shows at most; early boundaries of O'Brien and Fleming lie far above anything seen."""
_MOST_YEARS = 8.0  # of forecast


@dataclass(frozen=True, slots=True)
class Panel:
    """A plot: its rectangle, and the values at its edges."""

    rect: QRectF
    x0: float
    x1: float
    y0: float
    y1: float

    def x(self, value: float) -> float:
        """The place of a value along the plot."""
        return self.rect.left() + (value - self.x0) / (self.x1 - self.x0) * self.rect.width()

    def y(self, value: float) -> float:
        """The height of a value, or of the nearer edge."""
        inside = min(max(value, self.y0), self.y1)
        return self.rect.bottom() - (inside - self.y0) / (self.y1 - self.y0) * self.rect.height()

    def points(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Many places."""
        return np.array([self.x(each) for each in x.tolist()]), np.array(
            [self.y(each) for each in y.tolist()]
        )


@dataclass(frozen=True, slots=True)
class Layout:
    """The two plots, the notes below them, and the height of all, in painter units."""

    path: Panel
    events: Panel
    notes: tuple[str, ...]
    height: float


def natural_height(answer: MonitoringAnswer, width: float, style: Style) -> float:
    """The height that shows both plots well, in painter units."""
    return layout(answer, QRectF(0, 0, width, 0), style).height


def layout(answer: MonitoringAnswer, rect: QRectF, style: Style) -> Layout:
    """Place both plots in a rectangle; where that is too low the figure is as high as ``height``.

    The notes stand under the figure on paper only; on screen they have their own place on the page.
    """
    line = 1.4 * style.small
    notes = tuple(wrapped(" ".join(_notes(answer)), rect.width(), style)) if style.is_print else ()
    least = (30.0 if style.is_print else 18.0) * line + len(notes) * line
    wanted = 0.62 * rect.width() + len(notes) * line if style.is_print else least
    height = max(rect.height(), least, wanted)
    room = height - len(notes) * line - (10.3 if notes else 9.3) * line
    left = rect.left() + 3.4 * style.small
    width = rect.right() - left - 0.8 * style.small
    top = rect.top() + 3.1 * line
    upper = QRectF(left, top, width, 0.62 * room)
    lower = QRectF(left, upper.bottom() + 4.3 * line, width, 0.38 * room)
    return Layout(_path_panel(answer, upper), _events_panel(answer, lower), notes, height)


def _path_panel(answer: MonitoringAnswer, rect: QRectF) -> Panel:
    limits = [look.boundary for look in answer.looks if isfinite(look.boundary)]
    seen = [] if answer.path_z is None else answer.path_z[np.isfinite(answer.path_z)].tolist()
    high = min(max([*limits, *seen, 2.0]) + 0.9, max([*seen, _HIGHEST]))
    planned = answer.plan.events if answer.plan else 1
    return Panel(rect, 0.0, float(max(planned, answer.events, 1)), min([*seen, 0.0]) - 0.3, high)


def _events_panel(answer: MonitoringAnswer, rect: QRectF) -> Panel:
    days = answer.days if answer.days is not None else np.array([0.0, 1.0])
    planned = float(answer.plan.events if answer.plan else 1)
    end = float(days[-1])
    if answer.forecast_days is not None and answer.forecast_events is not None:
        enough = np.flatnonzero(answer.forecast_events >= planned)
        last = answer.forecast_days[enough[0]] if len(enough) else answer.forecast_days[-1]
        end = min(max(end, float(last)), end + _MOST_YEARS * DAYS_PER_YEAR)
    start = float(days[0])
    return Panel(rect, start, max(end, start + 1.0), 0.0, 1.06 * max(planned, float(answer.events)))


def _notes(answer: MonitoringAnswer) -> list[str]:
    return list(footer(answer, *answer.notes))
