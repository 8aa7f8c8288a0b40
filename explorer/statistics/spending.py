"""Alpha-spending functions: how much of a one-sided error may be used up by a fraction of the information."""

from __future__ import annotations

from math import e, erfc, log, sqrt
from typing import Literal

from explorer.statistics.distributions import normal_quantile

Spending = Literal["obrien-fleming", "pocock", "power"]


def spent(fraction: float, alpha: float, spending: Spending = "obrien-fleming", rho: float = 1.0) -> float:
    """The cumulative one-sided error at an information fraction; all of ``alpha`` from 1 on.

    O'Brien–Fleming type 2 − 2 Φ(z / √t) with z the upper α/2 point, Pocock type α ln(1 + (e − 1) t), power
    family α t^rho. Sources: Lan & DeMets, Biometrika 1983;70:659; Kim & DeMets, Biometrika 1987;74:149.
    Raises ``ValueError`` for an impossible fraction, error or exponent.
    """
    if not 0.0 < alpha < 0.5:
        raise ValueError(f"A one-sided error must lie between 0 and 0.5, not {alpha}.")
    if not fraction > 0.0:
        raise ValueError(f"An information fraction must be above 0, not {fraction}.")
    if not rho > 0.0:
        raise ValueError(f"The exponent of the power family must be above 0, not {rho}.")
    if fraction >= 1.0:
        return alpha
    if spending == "obrien-fleming":
        return erfc(-normal_quantile(alpha / 2.0) / sqrt(2.0 * fraction))
    if spending == "pocock":
        return alpha * log(1.0 + (e - 1.0) * fraction)
    return float(alpha * fraction**rho)
