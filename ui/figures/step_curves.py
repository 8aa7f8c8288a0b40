"""Step curves as arrays of points: curve, confidence band and censor marks, thinned to what can be seen.

Of all points that fall into one column of device pixels (of 0.1 pt in print) only the highest and the lowest
are drawn. A curve never turns, so a column is a vertical line from where the curve enters to where it
leaves it: nothing visible is lost, and 100,000 patients cost what 2,000 do.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from explorer.analyses.survival import few_left_from
from explorer.survival.km import KaplanMeier
from ui.figures.canvas import Canvas, Floats
from ui.figures.survival_layout import Layout

THINNED_FROM = 2000
"""Steps of a curve from which print is thinned; on screen points stand on pixels anyway."""


@dataclass(frozen=True, slots=True, eq=False)
class StepCurve:
    """An arm's curve up to the end of the axis, without steps that do not change it.

    ``time`` (n,) months of the steps, ``value`` after each, ``lower`` and ``upper`` its limits (NaN
    where there are none). ``censored`` and ``censored_value`` (m,) are the censor marks. The curve runs
    from ``begin`` months at ``start`` to ``end`` months; from ``fades`` on few patients are left.
    ``last_at_risk`` counts the patients at risk at the last step.
    """

    time: Floats
    value: Floats
    lower: Floats
    upper: Floats
    censored: Floats
    censored_value: Floats
    end: float
    last_at_risk: int = 0
    start: float = 1.0
    begin: float = 0.0
    fades: float = inf

    def at(self, months: float) -> float:
        """The value at a time; after the last follow-up, the last value."""
        index = int(np.searchsorted(self.time, months, side="right")) - 1
        return self.start if index < 0 else float(self.value[index])

    def reading(self, months: float) -> tuple[float, float | None, float | None]:
        """The value at a time and its limits, None where there are none."""
        index = int(np.searchsorted(self.time, months, side="right")) - 1
        if index < 0 or not np.isfinite(self.lower[index] + self.upper[index]):
            return self.at(months), None, None
        return self.at(months), float(self.lower[index]), float(self.upper[index])

    def ats(self, months: Floats) -> Floats:
        """As ``at``, for many times."""
        index = np.searchsorted(self.time, months, side="right")
        return np.asarray(np.concatenate(([self.start], self.value))[index])


def step_curve(curve: KaplanMeier, end: float) -> StepCurve:
    """The part of a curve that is drawn on an axis of ``end`` months."""
    stop = int(np.searchsorted(curve.time, end, side="right"))
    steps = np.flatnonzero(curve.events[:stop] > 0)
    marks = np.flatnonzero(curve.censored[:stop] > 0)
    return StepCurve(
        time=curve.time[steps],
        value=curve.survival[steps],
        lower=curve.lower[steps],
        upper=curve.upper[steps],
        censored=curve.time[marks],
        censored_value=curve.survival[marks],
        end=min(float(curve.time[-1]), end) if len(curve.time) else 0.0,
        last_at_risk=int(curve.at_risk[steps[-1]]) if len(steps) else 0,
        fades=few_left_from(curve.time, curve.at_risk, curve.n),
    )


def curve_points(canvas: Canvas, layout: Layout, curve: StepCurve, width: float) -> tuple[Floats, Floats]:
    """The corners of the curve, drawn with a line of ``width``."""
    x = _columns(canvas, layout.xs(curve.time), width)
    last = _last_of_column(x)
    y = canvas.snap_ys(layout.ys(np.concatenate(([curve.start], curve.value[last]))), width)
    end = canvas.snap_x(layout.x(curve.end))
    return _steps(canvas.snap_x(layout.x(curve.begin)), x[last], max(end, float(x[-1]) if len(x) else end), y)


def band_points(canvas: Canvas, layout: Layout, curve: StepCurve) -> tuple[Floats, Floats]:
    """The corners of the confidence band: along the upper limits and back along the lower ones.

    The band ends where there is no interval (survival 0); before the first event it has no height.
    """
    known = np.isfinite(curve.lower) & np.isfinite(curve.upper) | (curve.value == curve.start)
    stop = len(known) if known.all() else int(np.argmin(known))
    x = _columns(canvas, layout.xs(curve.time[:stop]), 0.0)
    last = _last_of_column(x)
    first = np.concatenate(([0], last[:-1] + 1)) if len(last) else last
    cut = (curve.lower[:stop], curve.upper[:stop])
    limits = [np.where(np.isnan(limit), curve.start, limit) for limit in cut]
    lower = np.minimum.reduceat(limits[0], first) if len(first) else limits[0]
    upper = np.maximum.reduceat(limits[1], first) if len(first) else limits[1]
    end = curve.end if stop == len(known) else float(curve.time[stop])
    corners = (canvas.snap_x(layout.x(curve.begin)), x[last], canvas.snap_x(layout.x(end)))
    ux, uy = _steps(*corners, canvas.snap_ys(layout.ys(np.concatenate(([curve.start], upper)))))
    lx, ly = _steps(*corners, canvas.snap_ys(layout.ys(np.concatenate(([curve.start], lower)))))
    return np.concatenate((ux, lx[::-1])), np.concatenate((uy, ly[::-1]))


def split_at(x: Floats, y: Floats, place: float) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    """The parts of a step line left and right of a place; either may be empty."""
    cut = int(np.searchsorted(x, place, side="right"))
    if cut == 0:
        return (x[:0], y[:0]), (x, y)
    if cut == len(x):
        return (x, y), (x[:0], y[:0])
    left = np.append(x[:cut], place), np.append(y[:cut], y[cut])
    return left, (np.append(place, x[cut:]), np.append(y[cut], y[cut:]))


def censor_marks(
    canvas: Canvas, layout: Layout, curve: StepCurve, length: float, width: float
) -> tuple[Floats, Floats]:
    """The ends of the vertical bars, in pairs; bars in one column are one bar."""
    x = _columns(canvas, layout.xs(curve.censored), width)
    last = _last_of_column(x)
    if not len(last):
        return x, x
    first = np.concatenate(([0], last[:-1] + 1))
    y = layout.ys(curve.censored_value)
    if not canvas.style.is_print:
        y = canvas.snap_ys(y, canvas.style.curve)
    pairs = np.column_stack((y[first] - length / 2, y[last] + length / 2))
    return np.repeat(x[last], 2), pairs.ravel()


def _columns(canvas: Canvas, x: Floats, width: float) -> Floats:
    if not canvas.style.is_print:
        return canvas.snap_xs(x, width)
    return np.round(x) if len(x) > THINNED_FROM else x


def _last_of_column(x: Floats) -> NDArray[np.intp]:
    return np.flatnonzero(np.concatenate((np.diff(x) != 0, [True]))) if len(x) else np.zeros(0, np.intp)


def _steps(left: float, x: Floats, right: float, y: Floats) -> tuple[Floats, Floats]:
    """Corners of a step line: from ``left`` at ``y[0]``, at ``x[i]`` to ``y[i + 1]``, on to ``right``."""
    return np.concatenate(([left], np.repeat(x, 2), [right])), np.repeat(y, 2)
