"""Standardized differences: how far two groups lie apart at baseline, in standard deviations. No test.

Sources: Austin, Stat Med 2009;28:3083 and Commun Stat Simul Comput 2009;38:1228 for numbers and proportions;
for several categories Yang & Dalton, SAS Global Forum 2012, paper 335, which for two is Austin's.
"""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import NDArray

from explorer.statistics.quantiles import Distribution


def difference_of_means(group: Distribution, reference: Distribution) -> float | None:
    """Difference of means over the root of the mean variance; None where a group has no variance."""
    if group.mean is None or reference.mean is None or group.sd is None or reference.sd is None:
        return None
    return _scaled(group.mean - reference.mean, (group.sd**2 + reference.sd**2) / 2.0)


def difference_of_shares(events: int, n: int, events_reference: int, n_reference: int) -> float | None:
    """Difference of two proportions over the root of their mean variance p (1 − p); None if it has none."""
    if not n or not n_reference:
        return None
    first, second = events / n, events_reference / n_reference
    return _scaled(first - second, (first * (1.0 - first) + second * (1.0 - second)) / 2.0)


def difference_of_categories(counts: NDArray[np.integer], reference: NDArray[np.integer]) -> float | None:
    """Distance of two distributions over k categories (counts (k,) each), never negative.

    Mahalanobis distance of the shares in their mean multinomial covariance; categories that nobody has are
    left out. With two categories it is the absolute ``difference_of_shares``. None without patients, or where
    the shares differ although they do not vary.
    """
    used = (counts + reference) > 0
    first, second = counts[used].astype(np.float64), reference[used].astype(np.float64)
    if not first.sum() or not second.sum():
        return None
    first, second = (first / first.sum())[1:], (second / second.sum())[1:]
    gap = first - second
    if not gap.any():
        return 0.0
    covariance = (np.diag(first) - np.outer(first, first) + np.diag(second) - np.outer(second, second)) / 2.0
    values, vectors = np.linalg.eigh(covariance)
    along = vectors.T @ gap
    varies = values > 1e-12
    if np.abs(along[~varies]).max(initial=0.0) > 1e-9:
        return None
    return sqrt(float(np.square(along[varies]) @ (1.0 / values[varies])))


def _scaled(gap: float, variance: float) -> float | None:
    if variance > 0.0:
        return gap / sqrt(variance)
    return 0.0 if gap == 0.0 else None
