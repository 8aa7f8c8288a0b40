"""The scaled Schoenfeld residuals of one term over time, with their smooth curve: for paper and the preview.

On screen the same numbers stand in a plot that can be moved and magnified (``ui.plots.residual_view``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from explorer import text
from explorer.analyses.model_answers import ProportionalityAnswer, ProportionalityRow
from explorer.question.question import months_per
from explorer.results.methods import proportionality_method
from explorer.survival.residual_curve import ResidualCurve
from ui.figures.canvas import Canvas
from ui.figures.figure import Style, centred, nice_ticks, text_width, wrapped
from ui.figures.footer import footer, multiplicity
from ui.figures.forest_heights import line_height
from ui.figures.survival_layout import time_label, time_ticks
from ui.figures.thinning import MANY, told_apart
from ui.figures.time_origin import time_origin

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """What is drawn of one term: residuals (E,) at transformed times, the curve (None without), the ticks of
    the time axis as (place, label), and the ends of both axes."""

    row: ProportionalityRow
    x: Floats
    y: Floats
    curve: ResidualCurve | None
    ticks: tuple[tuple[float, str], ...]
    x_range: tuple[float, float]
    y_range: tuple[float, float]


def chosen_row(answer: ProportionalityAnswer) -> int:
    """The index of the term whose residuals are drawn: the one that was asked for, otherwise treatment."""
    asked = answer.asked.question.models.term
    return next((index for index, row in enumerate(answer.rows) if row.field == asked), 0)


def points_of(answer: ProportionalityAnswer) -> Points | None:
    """What is drawn, None where the term has no residuals."""
    index = chosen_row(answer)
    row, tested = answer.rows[index], answer.tested
    if row.not_estimable or not len(tested.time):
        return None
    y = tested.residuals[:, index]
    known = np.isfinite(y)
    if not known.any():
        return None
    x, y = tested.moved[known], y[known]
    values = [y] if row.curve is None else [y, row.curve.lower, row.curve.upper]
    low, high = float(min(v.min() for v in values)), float(max(v.max() for v in values))
    spare = 0.05 * ((high - low) or 1.0)
    ends = (float(tested.moved.min()), float(tested.moved.max()))
    wide = 0.02 * ((ends[1] - ends[0]) or 1.0)
    return Points(
        row, x, y, row.curve, _ticks(answer), (ends[0] - wide, ends[1] + wide), (low - spare, high + spare)
    )


def term_name(answer: ProportionalityAnswer, index: int) -> str:
    """How a term is called; the first is treatment, whatever its field is called."""
    return answer.rows[index].label if index else "Treatment"


def axis_title(answer: ProportionalityAnswer) -> str:
    """What the residuals measure: the coefficient of a term, or a multiple of the effect of several."""
    if _has_several(answer):
        return "Multiple of the fitted effect at time t"
    return "Log hazard ratio at time t"


def _has_several(answer: ProportionalityAnswer) -> bool:
    test = answer.rows[chosen_row(answer)].test
    return test is not None and test.df > 1


def time_title(answer: ProportionalityAnswer) -> str:
    """The title of the time axis."""
    return f"{answer.asked.question.unit.capitalize()} since {time_origin(answer.study, answer.endpoint)}"


def reading(answer: ProportionalityAnswer) -> str:
    """How the plot is read."""
    level = text.percent(answer.asked.question.conf_level)
    several = " The term has several coefficients; at 1 they are as fitted." if _has_several(answer) else ""
    return (
        f"Curve: natural spline with 4 df and pointwise {level}% limits; a level curve is a hazard ratio "
        "that does not change with time. Dashed: no effect." + several
    )


def notes_of(answer: ProportionalityAnswer) -> tuple[str, ...]:
    """What stands under the plot: the test, how to read it, the status."""
    index = chosen_row(answer)
    row, name = answer.rows[index], term_name(answer, index)
    notes = [f"Term: {name}.", proportionality_method(answer)]
    if row.not_estimable:
        notes.append(f"{row.not_estimable[:1].upper()}{row.not_estimable[1:]}.")
    elif row.test is not None and answer.comparable:
        found = f"χ² {text.number(row.test.chi2, 2)}, {row.test.df} df, {text.p_equals(row.test.p)}"
        notes.append(f"Score test of proportional hazards: {found}.")
    if row.curve is not None:
        notes.append(reading(answer))
    if len(answer.tested.time) > MANY:
        events = text.counted(len(answer.tested.time), "event")
        notes.append(f"{events}; residuals that lie on one another are drawn once.")
    return footer(answer, *notes, *multiplicity(answer))


def without_residuals(answer: ProportionalityAnswer) -> str:
    """Why there is nothing to draw of the chosen term."""
    index = chosen_row(answer)
    reason = answer.rows[index].not_estimable or f"no {answer.endpoint.plural} in this cohort"
    return f"{term_name(answer, index)}: no residuals to draw; {reason}."


def natural_height(answer: ProportionalityAnswer, width: float, style: Style) -> float:
    """The height in painter units at which the figure looks best."""
    lines = len(wrapped(" ".join(notes_of(answer)), width, style))
    return 0.55 * width + (lines + 4) * line_height(style)


def paint(painter: QPainter, rect: QRectF, answer: ProportionalityAnswer, style: Style) -> None:
    """Paint the residuals of the chosen term into a rectangle, in painter units."""
    canvas = Canvas(painter, style)
    notes = wrapped(" ".join(notes_of(answer)), rect.width(), style)
    row = line_height(style)
    for index, note in enumerate(reversed(notes)):
        canvas.text(rect.left(), centred(rect.bottom() - (index + 0.5) * row, style.small), note, style.ink3)
    points = points_of(answer)
    if points is None:
        lines = wrapped(without_residuals(answer), rect.width(), style, style.text)
        for index, line in enumerate(lines):
            y = rect.center().y() + (index - (len(lines) - 1) / 2) * 1.3 * style.text
            canvas.text(
                rect.center().x(), centred(y, style.text), line, style.ink2, style.text, align="center"
            )
        return
    left = max(text_width(_number(y), style) for y in nice_ticks(*points.y_range)) + style.length(14, 7)
    plot = QRectF(
        rect.left() + left,
        rect.top() + 1.8 * row,
        rect.width() - left - style.length(6, 3),
        rect.height() - (len(notes) + 5.2) * row,
    )
    _paint_axes(canvas, plot, points, answer, rect)
    _paint_points(canvas, plot, points)


def _x(plot: QRectF, points: Points, moved: Floats | float) -> Floats:
    low, high = points.x_range
    return np.asarray(plot.left() + (np.asarray(moved) - low) / (high - low) * plot.width())


def _y(plot: QRectF, points: Points, value: Floats | float) -> Floats:
    low, high = points.y_range
    return np.asarray(plot.bottom() - (np.asarray(value) - low) / (high - low) * plot.height())


def _paint_axes(
    canvas: Canvas, plot: QRectF, points: Points, answer: ProportionalityAnswer, rect: QRectF
) -> None:
    style = canvas.style
    tick = style.length(4, 2)
    canvas.text(
        rect.left(),
        centred(rect.top() + 0.6 * line_height(style), style.small),
        axis_title(answer),
        style.ink2,
    )
    for value in nice_ticks(*points.y_range):
        y = float(_y(plot, points, value))
        canvas.horizontal(y, plot.left() - tick, plot.left(), style.axis)
        x = plot.left() - style.length(8, 4)
        canvas.text(x, centred(y, style.small), _number(value), style.ink2, align="right")
    baseline = plot.bottom() + style.length(9, 3.5) + 0.72 * style.small
    end = -np.inf
    for moved, label in points.ticks:
        x, half = float(_x(plot, points, moved)), text_width(label, style) / 2 + style.length(4, 2)
        canvas.vertical(x, plot.bottom(), plot.bottom() + tick, style.axis)
        if x - half > end:
            canvas.text(x, baseline, label, style.ink2, align="center")
            end = x + half
    canvas.horizontal(plot.bottom(), plot.left(), plot.right(), style.axis)
    canvas.vertical(plot.left(), plot.top(), plot.bottom(), style.axis)
    title = time_title(answer)
    middle = plot.center().x()
    canvas.text(middle, baseline + 1.3 * line_height(style), title, style.ink2, align="center")


def _paint_points(canvas: Canvas, plot: QRectF, points: Points) -> None:
    style = canvas.style
    if points.curve is not None:
        x = _x(plot, points, points.curve.moved)
        band = QColor(style.ink2)
        band.setAlpha(style.band_alpha)
        lower, upper = (_y(plot, points, edge) for edge in (points.curve.lower, points.curve.upper))
        edges = np.concatenate((lower, upper[::-1]))
        canvas.polygon(np.concatenate((x, x[::-1])), edges, band)
    if points.y_range[0] < 0 < points.y_range[1]:
        zero = float(_y(plot, points, 0.0))
        canvas.horizontal(zero, plot.left(), plot.right(), style.ink2, dash=(3.0, 3.0))
    xs, ys, diameter = _x(plot, points, points.x), _y(plot, points, points.y), style.length(5, 2.4)
    drawn = told_apart(xs, ys, diameter)
    for place_x, place_y in zip(xs[drawn].tolist(), ys[drawn].tolist(), strict=True):
        canvas.dot(place_x, place_y, diameter, style.ink3)
    if points.curve is not None:
        x = _x(plot, points, points.curve.moved)
        canvas.polyline(x, _y(plot, points, points.curve.value), style.ink, style.curve)


def _ticks(answer: ProportionalityAnswer) -> tuple[tuple[float, str], ...]:
    """Round times that lie between the first and the last event, at their transformed places."""
    tested, unit = answer.tested, answer.asked.question.unit
    order = np.argsort(tested.time, kind="stable")
    time, moved = tested.time[order], np.maximum.accumulate(tested.moved[order])
    first, last = float(time[0]), float(time[-1])
    months: Sequence[float] = time_ticks(last, unit, 700.0, 36.0)
    if tested.transform == "log":
        scale = months_per(unit)
        months = [scale * tick for tick in (0.1, 0.25, 0.5, 1, 2, 3, 6, 12, 24, 36, 60, 120)]
    inside = [tick for tick in months if first <= tick <= last]
    at = np.log(inside) if tested.transform == "log" else np.interp(inside, time, moved)
    return tuple(
        (float(place), time_label(tick, unit)) for place, tick in zip(np.atleast_1d(at), inside, strict=True)
    )


def _number(value: float) -> str:
    return f"{value:g}".replace("-", "−")
