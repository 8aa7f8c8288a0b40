"""What every comparison of arms shares: its strata, the model of the arms, and the model's ratios."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from explorer.analyses.answers import Estimate, HazardRatio, Test
from explorer.statistics.distributions import critical_value
from explorer.study.study import Study
from explorer.survival.fixed_time import ENDS_BEFORE, NO_LIMITS, NO_PATIENTS, NO_SPREAD
from explorer.survival.logrank import LogRank

Codes = NDArray[np.int16]
Numbers = NDArray[np.integer] | NDArray[np.float64]  # counts, whole numbers in either type
Floats = NDArray[np.float64]


class RatioModel(Protocol):
    """What Cox and Fine–Gray models have in common: arrays (p,) over the coefficients."""

    @property
    def coef(self) -> Floats: ...
    @property
    def std_err(self) -> Floats: ...
    @property
    def lower(self) -> Floats: ...
    @property
    def upper(self) -> Floats: ...
    @property
    def p(self) -> Floats: ...
    @property
    def not_estimable(self) -> tuple[str | None, ...]: ...


def strata_labels(study: Study, fields: tuple[str, ...]) -> tuple[str, ...]:
    """The stratification factors in words."""
    return tuple(study.field(name).name for name in fields)


def arm_design(study: Study) -> NDArray[np.float64]:
    """The (arms, arms − 1) indicators of the arms that are not the reference."""
    return np.delete(np.eye(len(study.arms)), study.reference, axis=1)


def arm_column(study: Study, arm: int) -> int:
    """The column of an arm in ``arm_design``."""
    return arm - (arm > study.reference)


def arm_ratios(
    fit: RatioModel, events: Numbers, patients: Numbers, study: Study, noun: str
) -> tuple[HazardRatio | None, ...]:
    """Every arm against the reference by a fit of ``arm_design``, None for the reference itself.

    ``events`` and ``patients`` (arms,) decide in words, with the plural ``noun`` of the event, which arms
    cannot be compared.
    """
    ratios: list[HazardRatio | None] = []
    for arm in range(len(study.arms)):
        pair = [arm, study.reference]
        reason = without_events(events[pair], patients[pair], noun)
        if arm == study.reference:
            ratios.append(None)
        elif reason:
            ratios.append(HazardRatio(not_estimable=reason))
        else:
            ratios.append(hazard_ratio(fit, arm_column(study, arm)))
    return tuple(ratios)


def hazard_ratio(fit: RatioModel, column: int) -> HazardRatio:
    """One coefficient of a fit as a hazard ratio, or why it cannot be estimated."""
    reason = fit.not_estimable[column]
    if reason is not None:
        return HazardRatio(not_estimable=reason)
    return HazardRatio(
        value=float(np.exp(fit.coef[column])),
        lower=float(fit.lower[column]),
        upper=float(fit.upper[column]),
        p=float(fit.p[column]),
        std_err=float(fit.std_err[column]),
    )


def without_events(events: Numbers, patients: Numbers, noun: str) -> str:
    """Why two arms cannot be compared, in the endpoint's words; "" when they can."""
    if not patients.any():
        return "not estimable: no patients"
    if not patients.all():
        return "not estimable: patients in one arm only"
    if not events.any():
        return f"not estimable: no {noun}"
    if not events.all():
        return f"not estimable: no {noun} in one arm"
    return ""


class Share(NamedTuple):
    """A share of ``n`` patients at one time, with its standard error; None where there is none."""

    value: float | None
    std_err: float | None
    n: int


def difference(first: Share, second: Share, conf_level: float) -> Estimate:
    """One share less another, with limits by the sum of the variances, or why it has none."""
    if not first.n or not second.n:
        return Estimate(None, not_estimable=NO_PATIENTS)
    if first.value is None or second.value is None:
        return Estimate(None, not_estimable=ENDS_BEFORE)
    value = first.value - second.value
    if first.std_err is None or second.std_err is None:
        return Estimate(value, not_estimable=NO_LIMITS)
    std_err = float(np.hypot(first.std_err, second.std_err))
    if std_err == 0.0:
        return Estimate(value, not_estimable=NO_SPREAD)
    half = critical_value(conf_level) * std_err
    return Estimate(value, value - half, value + half)


def chi_square(test: LogRank) -> Test | None:
    """The log-rank test as an answer; None when there is nothing to test."""
    if test.chi2 is None or test.p is None:
        return None
    return Test(float(test.chi2), test.df, float(test.p))
