"""The monitoring of a trial as a figure: the path of Z against its boundary, and events by calendar date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from explorer.analyses.monitoring_answer import LookResult, MonitoringAnswer
from explorer.dates import day_text
from explorer.status import monitoring_status
from explorer.study import DAYS_PER_YEAR
from explorer.survival.distributions import normal_quantile
from explorer.text import number, p_value
from ui.figures.canvas import Align, Canvas
from ui.figures.figure import Style, centred, elided, first_that_fits, nice_ticks, text_width, wrapped

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
    notes = [*answer.notes, f"Status: {monitoring_status(answer)}."]
    return [*notes, "Synthetic data."] if answer.synthetic else notes


def paint(painter: QPainter, rect: QRectF, answer: MonitoringAnswer, style: Style) -> Layout:
    """Paint the figure into a rectangle, in painter units."""
    geometry = layout(answer, rect, style)
    canvas = Canvas(painter, style)
    if answer.unavailable:
        canvas.text(rect.left(), rect.top() + 2 * style.small, answer.unavailable, style.ink2)
        return geometry
    _paint_path(canvas, geometry.path, answer, rect)
    _paint_events(canvas, geometry.events, answer, rect)
    line = 1.4 * style.small
    start = rect.top() + geometry.height - len(geometry.notes) * line
    for place, text in enumerate(geometry.notes):
        canvas.text(rect.left(), centred(start + (place + 0.5) * line, style.small), text, style.ink3)
    return geometry


# The path of Z


def _paint_path(canvas: Canvas, panel: Panel, answer: MonitoringAnswer, rect: QRectF) -> None:
    style, box = canvas.style, panel.rect
    line = 1.4 * style.small
    title = centred(rect.top() + 0.5 * line, style.small)
    what = "Z of the log-rank test"
    headings = (f"{what}; above 0 {answer.compare.short} does better", what)
    heading = first_that_fits(headings, rect.width(), style, weight=600)
    canvas.text(rect.left(), title, heading, style.ink2, weight=600)
    _paint_frame(canvas, panel, nice_ticks(panel.y0, panel.y1, 6), nice_ticks(panel.x0, panel.x1, 8))
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


def _paint_frame(canvas: Canvas, panel: Panel, across: Sequence[float], along: Sequence[float]) -> None:
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
    crossing = f"{limit} (two-sided P {p_value(now.nominal_two_sided)})"
    room = panel.rect.right() - x - 1.5 * style.small
    fits = text_width(short, style, weight=600) < room
    texts = (crossing, limit, short) if isfinite(now.boundary) else (short,)
    words = first_that_fits(texts, room, style, weight=600) if fits else short
    shift = 1.1 * style.small if fits else -1.1 * style.small
    align: Align = "left" if fits else "right"
    canvas.text(x + shift, centred(y, style.small), words, weight=600, align=align, halo=True)


# Events by date


def _paint_events(canvas: Canvas, panel: Panel, answer: MonitoringAnswer, rect: QRectF) -> None:
    style, box, line = canvas.style, panel.rect, 1.4 * canvas.style.small
    events = answer.endpoint.plural if answer.endpoint else "events"
    title = centred(box.top() - 0.9 * line, style.small)
    canvas.text(rect.left(), title, f"{events[:1].upper() + events[1:]} by date", style.ink2, weight=600)
    _paint_frame(canvas, panel, nice_ticks(panel.y0, panel.y1, 4), ())
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
