"""The two distributions that survival statistics need, accurate to 1e-12 without importing SciPy."""

from __future__ import annotations

import math
from functools import lru_cache


def normal_cdf(z: float) -> float:
    """Probability that a standard normal value is at most ``z`` (R: ``pnorm(z)``)."""
    return 0.5 * math.erfc(-z / math.sqrt(2.0))


def normal_two_sided(z: float) -> float:
    """Probability that a standard normal value is further from 0 than ``z`` (R: ``2 * pnorm(-abs(z))``)."""
    return math.erfc(abs(z) / math.sqrt(2.0))


@lru_cache(maxsize=64)
def normal_quantile(probability: float) -> float:
    """The value below which a standard normal value falls with this probability (R: ``qnorm``).

    ``ValueError`` outside (0, 1).
    """
    from statistics import NormalDist  # takes milliseconds that the window does not wait for

    if not 0.0 < probability < 1.0:
        raise ValueError(f"A probability must be between 0 and 1, not {probability}.")
    return NormalDist().inv_cdf(probability)


def critical_value(conf_level: float) -> float:
    """The normal value of two-sided confidence limits: 1.96 for 0.95. ``ValueError`` outside (0, 1)."""
    if not 0.0 < conf_level < 1.0:
        raise ValueError(f"A confidence level must be between 0 and 1, for example 0.95, not {conf_level}.")
    return -normal_quantile((1.0 - conf_level) / 2.0)


def chi_square_upper(x: float, df: int) -> float:
    """Probability that a chi-square value exceeds ``x`` (R: ``pchisq(x, df, lower.tail = FALSE)``).

    For whole degrees of freedom the upper incomplete gamma function is a finite sum of positive terms
    (Abramowitz & Stegun 26.4.4 and 26.4.5), so nothing cancels. Raises ``ValueError`` for ``df`` < 1.
    """
    if df < 1:
        raise ValueError(f"A chi-square distribution needs at least 1 degree of freedom, not {df}.")
    if x <= 0.0:
        return 1.0
    half = 0.5 * x
    if df % 2:
        total, power = math.erfc(math.sqrt(half)), 0.5
    else:
        total, power = math.exp(-half), 1.0
    while power < 0.5 * df:
        total += math.exp(power * math.log(half) - half - math.lgamma(power + 1.0))
        power += 1.0
    return min(total, 1.0)
