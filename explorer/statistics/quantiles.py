"""Quantiles by the two usual definitions, and what describes a column of numbers."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, sqrt
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

QuantileType = Literal[2, 7]
_FUZZ = 4.0 * float(np.finfo(float).eps)


@dataclass(frozen=True, slots=True)
class Distribution:
    """What describes n numbers; every value but ``n`` is None without numbers, ``sd`` also with only one."""

    n: int
    mean: float | None = None
    sd: float | None = None
    median: float | None = None
    lower_quartile: float | None = None
    upper_quartile: float | None = None
    minimum: float | None = None
    maximum: float | None = None


def describe(values: ArrayLike, kind: QuantileType = 7) -> Distribution:
    """Describe a column of numbers (n,); NaN is missing and left out.

    ``sd`` divides by n − 1 (R: ``sd``); the quartiles are R's ``quantile(x, type = kind)``.
    """
    known = _sorted(values)
    n = len(known)
    if not n:
        return Distribution(0)
    mean = float(known.mean())
    sd = sqrt(float(np.square(known - mean).sum()) / (n - 1)) if n > 1 else None
    lower, median, upper = (_quantile(known, share, kind) for share in (0.25, 0.5, 0.75))
    return Distribution(n, mean, sd, median, lower, upper, float(known[0]), float(known[-1]))


def quantile(values: ArrayLike, share: float, kind: QuantileType = 7) -> float | None:
    """The value below which a share of the numbers (n,) lies, R: ``quantile(x, share, type = kind)``.

    Type 7 interpolates between neighbors (R's and pandas' default); type 2 averages only where the share
    falls exactly between two of them (SAS's PCTLDEF=5). NaN is missing and left out; None without numbers.
    Raises ``ValueError`` unless 0 <= share <= 1.
    """
    if not 0.0 <= share <= 1.0:
        raise ValueError(f"A quantile needs a share between 0 and 1, not {share}.")
    known = _sorted(values)
    return _quantile(known, share, kind) if len(known) else None


def _sorted(values: ArrayLike) -> NDArray[np.float64]:
    column: NDArray[np.float64] = np.asarray(values, dtype=np.float64).ravel()
    return np.sort(column[~np.isnan(column)])


def _quantile(ordered: NDArray[np.float64], share: float, kind: QuantileType) -> float:
    last = len(ordered) - 1
    if kind == 7:
        place = share * last
        below = floor(place + _FUZZ)  # R's tolerance: 0.3 * 10 means the third value, not almost the third
        weight = place - below
    else:
        place = share * len(ordered)
        below = floor(place + _FUZZ) - 1
        between = abs(place - below - 1) < _FUZZ
        weight = 0.5 if between else float(place > below + 1)
    low, high = ordered[min(max(below, 0), last)], ordered[min(max(below + 1, 0), last)]
    if weight < _FUZZ or low == high:
        return float(low)
    if weight > 1.0 - _FUZZ:
        return float(high)
    return float((1.0 - weight) * low + weight * high)
