"""The coefficients of a regression of hazards, with their precision: what Cox and Fine–Gray models share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.statistics.distributions import normal_two_sided
from explorer.survival.estimability import Reasons
from explorer.survival.outcome import Floats

Parts = tuple[Floats, Floats, Floats, Floats, Floats, Floats, tuple[str | None, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Coefficients:
    """Coefficients (p,) and their standard errors, limits of the hazard ratio, and two-sided Wald P values.

    ``covariance``: (p, p). ``not_estimable``: for each coefficient None, or in words why it has no estimate;
    its numbers are NaN then.
    """

    coef: Floats
    std_err: Floats
    lower: Floats
    upper: Floats
    p: Floats
    covariance: Floats
    not_estimable: tuple[str | None, ...]

    @property
    def hazard_ratio(self) -> Floats:
        """(p,) exp(coef)."""
        return np.exp(self.coef)

    @property
    def parts(self) -> Parts:
        """All of it in order, with which a fit begins."""
        return (
            self.coef,
            self.std_err,
            self.lower,
            self.upper,
            self.p,
            self.covariance,
            self.not_estimable,
        )


def stated(coef: Floats, covariance: Floats, reasons: Reasons, z: float) -> Coefficients:
    """Coefficients (p,) with limits ``z`` standard errors away, NaN where there is a reason."""
    std_err = np.sqrt(covariance.diagonal())
    lower, upper = np.exp(coef - z * std_err), np.exp(coef + z * std_err)
    p = np.array([normal_two_sided(x) for x in (coef / std_err).tolist()])
    return Coefficients(coef, std_err, lower, upper, p, covariance, tuple(reasons))


def no_coefficients(reason: str, p: int) -> Coefficients:
    """``p`` coefficients without an estimate, for one ``reason``."""
    none = np.full(p, np.nan)
    return Coefficients(none, none, none, none, none, np.full((p, p), np.nan), (reason,) * p)
