"""How many events a trial of two arms needs, the power that they give, and how long they are waited for.

Errors are one-sided; ``share`` is the share of patients in the treated arm; durations have any one unit and
hazards are per that unit.
"""

from __future__ import annotations

from math import ceil, exp, inf, log, sqrt

from explorer.statistics.distributions import normal_cdf, normal_quantile


def schoenfeld_events(hazard_ratio: float, alpha: float, power: float, share: float = 0.5) -> float:
    """Events of a trial with one analysis (Schoenfeld, Biometrika 1981;68:316); not rounded up."""
    _check(hazard_ratio, alpha, power, share)
    return (_z(alpha) + normal_quantile(power)) ** 2 / (share * (1.0 - share) * log(hazard_ratio) ** 2)


def freedman_events(hazard_ratio: float, alpha: float, power: float, share: float = 0.5) -> float:
    """Events of a trial with one analysis (Freedman, Stat Med 1982;1:121); not rounded up."""
    _check(hazard_ratio, alpha, power, share)
    allocation = share / (1.0 - share)
    contrast = (1.0 + allocation * hazard_ratio) / (1.0 - hazard_ratio)
    return contrast**2 * (_z(alpha) + normal_quantile(power)) ** 2 / allocation


def schoenfeld_power(events: float, hazard_ratio: float, alpha: float, share: float = 0.5) -> float:
    """The power of one analysis with these events, by the same approximation."""
    _check(hazard_ratio, alpha, 0.5, share)
    return normal_cdf(drift_of(hazard_ratio, events, share) - _z(alpha))


def drift_of(hazard_ratio: float, events: float, share: float = 0.5) -> float:
    """The mean of the log-rank Z after so many events; positive when the treated arm does better."""
    return -log(hazard_ratio) * sqrt(events * share * (1.0 - share))


def waiting_time(more: float, at_risk: float, hazard: float) -> float | None:
    """How long until ``more`` events are expected among patients with a constant hazard; None if never.

    Expected events are at_risk × (1 − exp(−hazard × time)).
    """
    if more <= 0.0:
        return 0.0
    if more >= at_risk or not hazard > 0.0:
        return None
    return -log(1.0 - more / at_risk) / hazard


def rate_limits(events: int, exposure: float, conf_level: float = 0.95) -> tuple[float, float]:
    """Limits of a constant hazard, events / exposure, on the log scale; 0 to infinity without events."""
    if not events:
        return 0.0, inf
    spread = exp(-normal_quantile((1.0 - conf_level) / 2.0) / sqrt(events))
    rate = events / exposure
    return rate / spread, rate * spread


def whole(events: float) -> int:
    """Events rounded up, as designs are."""
    return ceil(events - 1e-9)


def _z(alpha: float) -> float:
    return -normal_quantile(alpha)


def _check(hazard_ratio: float, alpha: float, power: float, share: float) -> None:
    if not hazard_ratio > 0.0 or hazard_ratio == 1.0:
        raise ValueError(f"A hazard ratio must be above 0 and not 1, not {hazard_ratio}.")
    if not 0.0 < alpha < 0.5:
        raise ValueError(f"A one-sided error must lie between 0 and 0.5, not {alpha}.")
    if not 0.0 < power < 1.0 or not 0.0 < share < 1.0:
        raise ValueError("A power and a share must lie between 0 and 1.")
