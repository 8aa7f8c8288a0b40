"""The lower plot of the monitoring figure: events by calendar date, seen and expected."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF

from explorer.analyses.monitoring_answer import MonitoringAnswer
from explorer.text import number
from ui.figures.canvas import Canvas
from ui.figures.figure import centred, elided, nice_ticks, text_width
from ui.figures.monitoring_layout import Panel


def paint_events(canvas: Canvas, panel: Panel, answer: MonitoringAnswer, rect: QRectF) -> None:
    """Paint it; its title stands at the left of ``rect``."""
    style, box, line = canvas.style, panel.rect, 1.4 * canvas.style.small
    events = answer.endpoint.plural if answer.endpoint else "events"
    title = centred(box.top() - 0.9 * line, style.small)
    canvas.text(rect.left(), title, f"{events[:1].upper() + events[1:]} by date", style.ink2, weight=600)
    paint_frame(canvas, panel, nice_ticks(panel.y0, panel.y1, 4), ())
    _paint_years(canvas, panel)
    if answer.plan is not None:
        y = panel.y(answer.plan.events)
        canvas.horizontal(y, box.left(), box.right(), style.ink3, dash=(2.0, 3.0))
        below = centred(y + 0.9 * style.small, style.small)
        canvas.text(box.left() + 0.8 * style.small, below, f"{answer.plan.events} planned", style.ink3)
    if answer.days is not None and answer.path_events is not None:
        x, y_seen = panel.points(np.repeat(answer.days, 2)[1:], np.repeat(answer.path_events, 2)[:-1])
        canvas.polyline(x, y_seen, style.ink, style.curve)
        canvas.dot(x[-1], y_seen[-1], style.length(8, 3.6), style.ink, ring=style.length(2, 1))
    if answer.forecast_days is not None and answer.forecast_events is not None:
        shown = answer.forecast_days <= panel.x1 + 1
        x, later = panel.points(answer.forecast_days[shown], answer.forecast_events[shown])
        canvas.polyline(x, later, style.ink, style.length(1.5, 0.8), dash=(4.0, 3.0))
        if len(x) > 2:
            words = elided("expected", box.right() - x[1], style)
            canvas.text(
                box.right(), centred(later[-1] + 1.4 * line, style.small), words, style.ink3, align="right"
            )


def _paint_years(canvas: Canvas, panel: Panel) -> None:
    """A tick at the first day of each year that has room for its number."""
    style, box, tick = canvas.style, panel.rect, canvas.style.length(4, 2)
    baseline = centred(box.bottom() + tick + 0.7 * style.small, style.small)
    last = -1e9
    for year in range(1970, 2200):
        day = float((np.datetime64(f"{year}-01-01") - np.datetime64("1970-01-01")).astype(int))
        if not panel.x0 <= day <= panel.x1:
            continue
        x, half = panel.x(day), text_width(str(year), style) / 2
        canvas.vertical(x, box.bottom(), box.bottom() + tick, style.axis)
        if x - half > last + style.small:
            canvas.text(x, baseline, str(year), style.ink2, align="center")
            last = x + half


def paint_frame(canvas: Canvas, panel: Panel, across: Sequence[float], along: Sequence[float]) -> None:
    """Axes with their numbers, and the grid."""
    style, box, tick = canvas.style, panel.rect, canvas.style.length(4, 2)
    for value in across:
        y = panel.y(value)
        if style.grid:
            canvas.horizontal(y, box.left(), box.right(), style.grid_line)
        canvas.horizontal(y, box.left() - tick, box.left(), style.axis)
        canvas.text(
            box.left() - 1.6 * tick, centred(y, style.small), number(value, 0 if value == int(value) else 1),
            style.ink2, align="right",
        )  # fmt: skip
    canvas.vertical(box.left(), box.top(), box.bottom(), style.axis)
    canvas.horizontal(box.bottom(), box.left(), box.right(), style.axis)
    baseline = centred(box.bottom() + tick + 0.7 * style.small, style.small)
    for value in along:
        canvas.vertical(panel.x(value), box.bottom(), box.bottom() + tick, style.axis)
        canvas.text(panel.x(value), baseline, f"{value:g}", style.ink2, align="center")
