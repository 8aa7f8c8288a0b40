"""Group-sequential boundaries and the probability to cross them, by recursive numerical integration.

The test statistics Z at information fractions t are jointly normal with means drift × √t, where the drift is
the mean of Z at full information; their density is carried from look to look on a grid with Simpson's rule.
Sources: Armitage, McPherson & Rowe, J R Stat Soc A 1969;132:235; Jennison & Turnbull, Group Sequential
Methods, 2000, chapter 19.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, erfc, inf, isfinite, log, pi, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from explorer.statistics.distributions import normal_cdf, normal_quantile
from explorer.statistics.spending import Spending, spent

Floats = NDArray[np.float64]
SMALLEST_STEP = 1e-4
_FINENESS = 32
_FARTHEST = 400


@dataclass(frozen=True, slots=True, eq=False)
class Boundary:
    """An upper boundary at K looks; all arrays (K,).

    ``z`` is infinite at a look so early that no error may be spent; ``nominal`` is the one-sided P value that
    crosses, ``cumulative`` the one-sided error spent up to each look.
    """

    fraction: Floats
    z: Floats
    nominal: Floats
    cumulative: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Density:
    """Where Z may be without having crossed: points (m,) with their weight times density (m,)."""

    fraction: float
    points: Floats
    mass: Floats


def boundaries(
    fraction: ArrayLike, alpha: float = 0.025, spending: Spending = "obrien-fleming", rho: float = 1.0
) -> Boundary:
    """The upper boundary that spends a one-sided ``alpha`` at the information fractions (K,).

    A fraction above 1 (a trial that ran over) spends all of ``alpha``, with its own correlations.
    R: ``ldbounds::ldBounds(t, iuse, alpha, sides = 1)``, ``gsDesign::gsDesign(test.type = 1, sfu = sfLDOF)``.
    Raises ``ValueError`` for impossible fractions or errors.
    """
    times = _fractions(fraction)
    cumulative = np.array([spent(t, alpha, spending, rho) for t in times.tolist()])
    fineness = _fineness(times)
    z = np.empty(len(times))
    density: _Density | None = None
    before = 0.0
    for k, t in enumerate(times.tolist()):
        z[k] = _limit(density, t, float(cumulative[k]) - before)
        before = float(cumulative[k])
        density = _carried(density, t, 0.0, -inf, float(z[k]), fineness)
    nominal = np.array([normal_cdf(-limit) for limit in z.tolist()])
    return Boundary(times, z, nominal, cumulative)


def crossing(
    z: ArrayLike, fraction: ArrayLike, drift: float = 0.0, lower: ArrayLike | None = None
) -> tuple[Floats, Floats]:
    """The probability to leave through the upper, and through the lower, boundary first at each look: (K,).

    ``z`` and ``lower`` (none: −∞) are limits of Z at the information ``fraction`` (K,), which may exceed 1;
    ``drift`` is the mean of Z at information 1. R: ``gsDesign::gsProbability``.
    Raises ``ValueError`` for impossible fractions or limits.
    """
    times = _fractions(fraction)
    upper = np.asarray(z, dtype=np.float64)
    below = np.full(len(times), -inf) if lower is None else np.asarray(lower, dtype=np.float64)
    if len(upper) != len(times) or len(below) != len(times) or not (below < upper).all():
        raise ValueError("Every look needs an upper limit above its lower one.")
    fineness = _fineness(times)
    out = np.zeros((2, len(times)))
    density: _Density | None = None
    for k, t in enumerate(times.tolist()):
        out[0, k] = _above(density, t, drift, float(upper[k]))
        out[1, k] = _above(density, t, drift, float(below[k]), sign=-1.0)
        density = _carried(density, t, drift, float(below[k]), float(upper[k]), fineness)
    return out[0], out[1]


def power(boundary: Boundary, drift: float) -> float:
    """The probability to cross the boundary at any look when Z has mean ``drift`` at full information."""
    return float(crossing(boundary.z, boundary.fraction, drift)[0].sum())


def _fractions(fraction: ArrayLike) -> Floats:
    times: Floats = np.atleast_1d(np.asarray(fraction, dtype=np.float64))
    if times.ndim != 1 or not len(times) or not np.isfinite(times).all() or times[0] <= 0.0:
        raise ValueError("Information fractions must be numbers above 0.")
    if len(times) > 1 and (np.diff(times) / times[1:]).min() < SMALLEST_STEP:
        raise ValueError(f"Information fractions must rise, each by at least {SMALLEST_STEP:g} of itself.")
    return times


def _fineness(times: Floats) -> int:
    """How fine the grid must be: the closest two looks set the width of what is integrated."""
    if len(times) < 2:
        return _FINENESS
    width = sqrt(float((np.diff(times) / times[1:]).min()))
    return min(max(_FINENESS, ceil(4.0 / width)), _FARTHEST)


def _grid(center: float, lower: float, upper: float, r: int) -> tuple[Floats, Floats]:
    """Points between the limits, dense near the center, with Simpson's weights.

    Source: Jennison & Turnbull 2000, section 19.2.
    """
    i = np.arange(1, 6 * r)
    rise = np.empty(len(i))
    left, right = i < r, i > 5 * r
    middle = ~(left | right)
    rise[left] = -3.0 - 4.0 * np.log(r / i[left])
    rise[middle] = -3.0 + 3.0 * (i[middle] - r) / (2.0 * r)
    rise[right] = 3.0 + 4.0 * np.log(r / (6.0 * r - i[right]))
    x = center + rise
    low, high = max(lower, float(x[0])), min(upper, float(x[-1]))
    if low >= high:
        return np.zeros(0), np.zeros(0)
    x = np.concatenate(([low], x[(x > low) & (x < high)], [high]))
    points = np.empty(2 * len(x) - 1)
    points[::2], points[1::2] = x, (x[1:] + x[:-1]) / 2.0
    gap = np.diff(x) / 6.0
    weights = np.zeros(len(points))
    weights[1::2] = 4.0 * gap
    weights[:-1:2] += gap
    weights[2::2] += gap
    return points, weights


def _carried(
    before: _Density | None, t: float, drift: float, lower: float, upper: float, fineness: int
) -> _Density:
    """The density of Z at the next look between its limits, without having crossed any earlier."""
    points, weights = _grid(drift * sqrt(t), lower, upper, fineness)
    if before is None:
        return _Density(t, points, weights * _normal_density(points - drift * sqrt(t)))
    gap = t - before.fraction
    start = before.points * sqrt(before.fraction) + drift * gap
    kernel = _normal_density((points[:, None] * sqrt(t) - start) / sqrt(gap))
    return _Density(t, points, weights * sqrt(t / gap) * (kernel @ before.mass))


def _above(before: _Density | None, t: float, drift: float, limit: float, sign: float = 1.0) -> float:
    """The probability that Z at the next look is above a limit (below it, with sign −1)."""
    if not isfinite(limit):
        return 0.0
    if before is None:
        return normal_cdf(sign * (drift * sqrt(t) - limit))
    gap = t - before.fraction
    distance = sign * (before.points * sqrt(before.fraction) + drift * gap - limit * sqrt(t)) / sqrt(gap)
    return float(_normal_cdf(distance) @ before.mass)


def _limit(before: _Density | None, t: float, error: float) -> float:
    """The limit of Z at a look above which lies the error to be spent there.

    Newton's steps on the logarithm, which is concave: from a limit that is too high they come down to the
    answer without passing it.
    """
    if not error > 1e-300:
        return inf
    limit = -normal_quantile(error)
    if before is None:
        return limit
    gap = t - before.fraction
    start = before.points * sqrt(before.fraction)
    for _ in range(100):
        above = _above(before, t, 0.0, limit)
        if not above > 0.0:
            return limit
        slope = sqrt(t / gap) * float(_normal_density((limit * sqrt(t) - start) / sqrt(gap)) @ before.mass)
        step = log(error / above) * above / slope
        limit -= step
        if abs(step) < 1e-13 * max(abs(limit), 1.0):
            break
    return limit


def _normal_density(z: Floats) -> Floats:
    density: Floats = np.exp(-0.5 * z * z) / sqrt(2.0 * pi)
    return density


def _normal_cdf(z: Floats) -> Floats:
    root = sqrt(2.0)
    return np.array([0.5 * erfc(-value / root) for value in z.tolist()])
