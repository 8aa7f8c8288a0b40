"""The monitoring of a trial as a figure: the path of Z against its boundary, and events by calendar date."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from explorer.analyses.monitoring_answer import LookResult, MonitoringAnswer
from explorer.dates import day_text
from explorer.statistics.distributions import normal_quantile
from explorer.text import number, p_value
from ui.figures.canvas import Align, Canvas
from ui.figures.figure import Style, centred, first_that_fits, nice_ticks, text_width
from ui.figures.monitoring_events import paint_events, paint_frame
from ui.figures.monitoring_layout import Layout, Panel, layout, natural_height

__all__ = ["Layout", "layout", "natural_height", "paint"]


def paint(painter: QPainter, rect: QRectF, answer: MonitoringAnswer, style: Style) -> Layout:
    """Paint the figure into a rectangle, in painter units."""
    geometry = layout(answer, rect, style)
    canvas = Canvas(painter, style)
    if answer.unavailable:
        canvas.text(rect.left(), rect.top() + 2 * style.small, answer.unavailable, style.ink2)
        return geometry
    _paint_path(canvas, geometry.path, answer, rect)
    paint_events(canvas, geometry.events, answer, rect)
    line = 1.4 * style.small
    start = rect.top() + geometry.height - len(geometry.notes) * line
    for place, text in enumerate(geometry.notes):
        canvas.text(rect.left(), centred(start + (place + 0.5) * line, style.small), text, style.ink3)
    return geometry


def _paint_path(canvas: Canvas, panel: Panel, answer: MonitoringAnswer, rect: QRectF) -> None:
    style, box = canvas.style, panel.rect
    line = 1.4 * style.small
    title = centred(rect.top() + 0.5 * line, style.small)
    what = "Z of the log-rank test"
    headings = (f"{what}; above 0 {answer.compare.short} does better", what)
    heading = first_that_fits(headings, rect.width(), style, weight=600)
    canvas.text(rect.left(), title, heading, style.ink2, weight=600)
    paint_frame(canvas, panel, nice_ticks(panel.y0, panel.y1, 6), nice_ticks(panel.x0, panel.x1, 8))
    events = answer.endpoint.plural if answer.endpoint else "events"
    words = f"{events[:1].upper() + events[1:]} ({answer.plan.events if answer.plan else 0} planned)"
    below = centred(box.bottom() + 2.1 * line, style.small)
    canvas.text(box.center().x(), below, words, style.ink2, align="center")
    _paint_looks(canvas, panel, answer)
    _paint_single(canvas, panel, answer)
    _paint_boundary(canvas, panel, answer.looks)
    if answer.path_events is not None and answer.path_z is not None:
        known = np.isfinite(answer.path_z)
        x, y = panel.points(answer.path_events[known], answer.path_z[known])
        canvas.polyline(x, y, style.ink, style.curve)
    if answer.now is not None and answer.now.z is not None:
        _paint_now(canvas, panel, answer.now)


def _paint_looks(canvas: Canvas, panel: Panel, answer: MonitoringAnswer) -> None:
    """The planned looks as upright lines with their names and dates above."""
    style, box, line = canvas.style, panel.rect, 1.4 * canvas.style.small
    places = [panel.x(look.events) for look in answer.looks]
    for place, look in enumerate(answer.looks):
        x = places[place]
        canvas.vertical(x, box.top(), box.bottom(), style.line2, dash=(3.0, 3.0))
        before = places[place - 1] if place else box.left() - 3 * style.small
        after = places[place + 1] if place + 1 < len(places) else 2 * x - before
        last = place + 1 == len(places)
        room = x - before - style.small if last else min(x - before, after - x) - 0.6 * style.small
        name = first_that_fits((look.label, look.label.split()[0], str(place + 1)), room, style, weight=500)
        day = look.date if look.held else (look.projected.expected if look.projected else None)
        date = day_text(day)
        shown = (
            ""
            if not date
            else first_that_fits(
                (date if look.held else f"expected {date}", date, date[:7], date[:4]), room, style
            )
        )
        canvas.text(
            x,
            centred(box.top() - 1.6 * line, style.small),
            name,
            weight=500,
            align="right" if last else "center",
        )
        canvas.text(
            x,
            centred(box.top() - 0.7 * line, style.small),
            shown,
            style.ink3,
            align="right" if last else "center",
        )


def _paint_single(canvas: Canvas, panel: Panel, answer: MonitoringAnswer) -> None:
    """The limit that a single analysis would have."""
    if answer.plan is None:
        return
    style, limit = canvas.style, -normal_quantile(answer.plan.alpha)
    y = panel.y(limit)
    canvas.horizontal(y, panel.rect.left(), panel.rect.right(), style.ink3, dash=(2.0, 3.0))
    words = f"{number(limit, 2)}: limit of a single analysis"
    below = centred(y + 0.9 * style.small, style.small)
    canvas.text(panel.rect.right() - 0.6 * style.small, below, words, style.ink3, align="right", halo=True)


def _paint_boundary(canvas: Canvas, panel: Panel, looks: Sequence[LookResult]) -> None:
    """The boundary at its looks, filled where these were held."""
    style = canvas.style
    finite = [look for look in looks if isfinite(look.boundary)]
    x = np.array([panel.x(look.events) for look in finite])
    y = np.array([panel.y(look.boundary) for look in finite])
    if len(finite) > 1:
        canvas.polyline(x, y, style.ink2, style.length(1.5, 0.8), dash=(5.0, 3.0))
    size = style.length(9, 4)
    for place, look in enumerate(finite):
        at = QRectF(x[place] - size / 2, y[place] - size / 2, size, size)
        canvas.box(at, style.ink2 if look.held else style.card, style.ink2)
        words = number(look.boundary, 2)
        is_last = place + 1 == len(finite)
        rise = 1.1 if look.crossed else -1.1  # away from the path
        offset = -0.4 * style.small if is_last else 0.8 * style.small
        canvas.text(
            x[place] + offset, centred(y[place] + rise * style.small, style.small), words, style.ink2,
            align="right" if is_last else "left", halo=True,
        )  # fmt: skip


def _paint_now(canvas: Canvas, panel: Panel, now: LookResult) -> None:
    """Where the trial stands, and what that means."""
    style, x, y = canvas.style, panel.x(now.events), panel.y(now.z or 0.0)
    canvas.dot(x, y, style.length(10, 4.5), style.ink, ring=style.length(2, 1))
    verdict = "crossed" if now.crossed else "not crossed"
    short = f"Z {number(now.z, 2)}, {verdict}"
    limit = f"Z {number(now.z, 2)}, boundary {number(now.boundary, 2)} {verdict}"
    found, needed = p_value(now.p_two_sided), p_value(now.nominal_two_sided)
    crossing = f"{limit} (two-sided P {found}, boundary P {needed})"
    room = panel.rect.right() - x - 1.5 * style.small
    fits = text_width(short, style, weight=600) < room
    texts = (crossing, limit, short) if isfinite(now.boundary) else (short,)
    words = first_that_fits(texts, room, style, weight=600) if fits else short
    shift = 1.1 * style.small if fits else -1.1 * style.small
    align: Align = "left" if fits else "right"
    canvas.text(x + shift, centred(y, style.small), words, weight=600, align=align, halo=True)
