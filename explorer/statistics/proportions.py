"""Proportions of patients and their differences: Wilson's and Newcombe's intervals, Fisher's exact test."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, sqrt

import numpy as np
from numpy.typing import NDArray

from explorer.statistics.distributions import critical_value

Floats = NDArray[np.float64]
_SAME = 1.0 + 1e-7  # R's tolerance: tables this much more probable count as equally probable


@dataclass(frozen=True, slots=True)
class Interval:
    """A proportion, or a difference of two, in −1..1 with its limits."""

    value: float
    lower: float
    upper: float


def wilson(events: int, n: int, conf_level: float = 0.95) -> Interval | None:
    """Proportion with Wilson's score interval (R: ``prop.test(events, n, correct = FALSE)``).

    Source: Wilson, J Am Stat Assoc 1927;22:209. None without patients.
    Raises ``ValueError`` unless 0 <= events <= n.
    """
    _check(events, n)
    if not n:
        return None
    z = critical_value(conf_level)
    share = events / n
    center = share + z * z / (2 * n)
    half = z * sqrt(share * (1.0 - share) / n + z * z / (4 * n * n))
    scale = 1.0 + z * z / n
    lower = 0.0 if events == 0 else (center - half) / scale
    upper = 1.0 if events == n else (center + half) / scale
    return Interval(share, lower, upper)


def newcombe(
    events: int, n: int, events_reference: int, n_reference: int, conf_level: float = 0.95
) -> Interval | None:
    """Difference of two proportions with Newcombe's hybrid score interval, without continuity correction.

    Source: Newcombe, Stat Med 1998;17:873, method 10. None without patients in a group. Raises ``ValueError``
    for impossible counts.
    """
    first, second = wilson(events, n, conf_level), wilson(events_reference, n_reference, conf_level)
    if first is None or second is None:
        return None
    value = first.value - second.value
    below = hypot(first.value - first.lower, second.upper - second.value)
    above = hypot(first.upper - first.value, second.value - second.lower)
    return Interval(value, max(value - below, -1.0), min(value + above, 1.0))


def fisher_exact(events: int, n: int, events_reference: int, n_reference: int) -> float:
    """The two-sided P value of Fisher's exact test of two proportions (R: ``fisher.test``).

    Given the margins of the table it adds the tables that are at most as probable as the observed one.
    Without patients in a group, or when nobody or everybody has the event, it is 1.
    Raises ``ValueError`` for impossible counts.
    """
    _check(events, n)
    _check(events_reference, n_reference)
    total = events + events_reference
    low, high = max(0, total - n_reference), min(total, n)
    probability = _hypergeometric(low, high, n, n_reference, total)
    return min(float(probability[probability <= probability[events - low] * _SAME].sum()), 1.0)


def _check(events: int, n: int) -> None:
    if not 0 <= events <= n:
        raise ValueError(f"{events} of {n} patients is impossible.")


def _hypergeometric(low: int, high: int, n: int, n_reference: int, total: int) -> Floats:
    """The probabilities of the tables with ``low`` to ``high`` events in the first group.

    Each table's weight follows from its neighbor's, so that no large factorials cancel.
    """
    x = np.arange(low, high, dtype=np.float64)
    step = np.log((n - x) / (x + 1.0)) + np.log((total - x) / (n_reference - total + x + 1.0))
    log_weight = np.concatenate(([0.0], step.cumsum()))
    weight = np.exp(log_weight - log_weight.max())
    probability: Floats = weight / weight.sum()
    return probability
