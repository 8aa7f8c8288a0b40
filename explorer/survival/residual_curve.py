"""A smooth curve through scaled Schoenfeld residuals: how a log hazard ratio moves with time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.statistics.distributions import critical_value
from explorer.survival.outcome import Floats
from explorer.survival.proportionality import Proportionality

POINTS = 40


@dataclass(frozen=True, slots=True, eq=False)
class ResidualCurve:
    """The curve of one term at 40 places, evenly spaced on the transformed time; arrays of that length.

    ``moved``: the transformed time; ``time``: the time itself; ``value``: log hazard ratio beta(t);
    ``std_err``: of ``value``, pointwise; ``lower``, ``upper``: pointwise limits.
    """

    moved: Floats
    time: Floats
    value: Floats
    std_err: Floats
    lower: Floats
    upper: Floats


def residual_curve(
    tested: Proportionality, term: int, *, df: int = 4, conf_level: float = 0.95
) -> ResidualCurve | None:
    """Fit a natural cubic spline with ``df`` degrees of freedom to the residuals of a term.

    The curve of R ``plot(cox.zph(…), df = 4)``, whose band is 2 standard errors wide on either side; here the
    limits have the given level. None when there are too few residuals at different times, or when they have
    no variance of their own.
    """
    y = tested.residuals[:, term]
    used = ~np.isnan(y)
    variance = tested.variance[term, term]
    if np.unique(tested.moved[used]).size < df or not np.ptp(tested.moved) or not variance > 0:
        return None
    x = tested.moved
    moved = np.linspace(x.min(), x.max(), POINTS)
    # As in R the knots are quantiles of the residuals' places and the curve's, together.
    knots = np.quantile(np.concatenate((moved, x)), np.linspace(0.0, 1.0, df))
    basis, at = _natural_spline(x[used], knots), _natural_spline(moved, knots)
    q, r = np.linalg.qr(basis)
    size = np.abs(r.diagonal())
    if size.min() < 1e-7 * size.max():
        return None
    value = at @ np.linalg.solve(r, q.T @ y[used])
    std_err = np.sqrt(variance) * np.linalg.norm(np.linalg.solve(r.T, at.T), axis=0)
    half = critical_value(conf_level) * std_err
    return ResidualCurve(moved, _times(tested, moved), value, std_err, value - half, value + half)


def _natural_spline(x: Floats, knots: Floats) -> Floats:
    """A basis (n, K) of cubic splines with K knots that are straight lines outside them.

    Hastie, Tibshirani & Friedman, The Elements of Statistical Learning, 5.4 and 5.5; the same curves as R
    ``splines::ns(x, knots, Boundary.knots, intercept = TRUE)``.
    """
    span = knots[-1] - knots[0]
    x, k = (x - knots[0]) / span, (knots - knots[0]) / span
    k = np.unique(k)
    cubic = np.maximum(x[:, None] - k, 0.0) ** 3
    last = cubic[:, -1:]
    slope = (cubic[:, :-1] - last) / (k[-1] - k[:-1])
    return np.column_stack((np.ones(len(x)), x, slope[:, :-1] - slope[:, -1:]))


def _times(tested: Proportionality, moved: Floats) -> Floats:
    """The time at each transformed time; between the events of ``km`` and ``rank`` on a straight line."""
    if tested.transform == "identity":
        return moved
    if tested.transform == "log":
        return np.exp(moved)
    places, first = np.unique(tested.moved, return_index=True)
    return np.interp(moved, places, tested.time[first])
