"""Restricted mean survival time: the mean time lived until a chosen time tau, the area under the curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.statistics.distributions import critical_value, normal_two_sided
from explorer.survival.km import KaplanMeier

NO_PATIENTS = "not estimable: no patients"
ENDS_BEFORE = "not estimable: the follow-up ends before this time"
NO_EVENTS = "no interval: no events before this time"
NO_VARIANCE = "no interval: the variance of the curve is 0"
NO_SPREAD = "no interval: no events before this time in either group"


@dataclass(frozen=True, slots=True)
class RestrictedMean:
    """The mean time lived until ``tau``, in the unit of the curve, with its standard error and limits.

    The numbers are None where there is no estimate, or the last three alone where it has no interval, and
    ``not_estimable`` says why.
    """

    tau: float
    value: float | None
    std_err: float | None
    lower: float | None
    upper: float | None
    not_estimable: str | None = None


@dataclass(frozen=True, slots=True)
class MeanDifference:
    """One restricted mean less another, with limits and the two-sided P value of the z test.

    ``not_estimable`` says why ``value``, or ``p`` alone, is None.
    """

    value: float | None
    std_err: float | None
    lower: float | None
    upper: float | None
    p: float | None
    not_estimable: str | None = None


@dataclass(frozen=True, slots=True)
class LargestTau:
    """Up to where several curves can be compared: the smallest, over the groups, of the last time observed
    and of the last event time (the rules differ by tool); None where a group has neither."""

    last_observed: float | None
    last_event: float | None


def restricted_mean(curve: KaplanMeier, tau: float, conf_level: float = 0.95) -> RestrictedMean:
    """The area under the curve from 0 to ``tau``, with the Greenwood integral as its variance.

    Source: Klein & Moeschberger 2003, formula 4.5.2 with the area cut off at tau; R ``summary(survfit(…),
    rmean = tau)``. R carries the curve on where the follow-up ends before tau; here that has no estimate,
    unless the curve has come down to 0. Raises ``ValueError`` unless tau is a positive number.
    """
    if not 0.0 < tau < np.inf:
        raise ValueError(f"A restricted mean needs a time above 0, not {tau}.")
    if not curve.n:
        return RestrictedMean(tau, None, None, None, None, NO_PATIENTS)
    if tau > curve.time[-1] * (1.0 + 1e-9) and curve.survival[-1] > 0.0:
        return RestrictedMean(tau, None, None, None, None, ENDS_BEFORE)
    steps = curve.time < tau
    time = np.concatenate(([0.0], curve.time[steps], [tau]))
    area = np.diff(time) * np.append(1.0, curve.survival[steps])
    at_risk, events = curve.at_risk[steps], curve.events[steps]
    left = at_risk - events
    greenwood = np.zeros(len(left))
    np.divide(events, at_risk * left, out=greenwood, where=left > 0)
    to_come = area[:0:-1].cumsum()[::-1]
    value, std_err = float(area.sum()), float(np.sqrt(greenwood.dot(to_come**2)))
    if std_err == 0.0:
        return RestrictedMean(tau, value, None, None, None, NO_VARIANCE if events.any() else NO_EVENTS)
    half = critical_value(conf_level) * std_err
    return RestrictedMean(tau, value, std_err, max(value - half, 0.0), min(value + half, tau))


def difference(first: RestrictedMean, second: RestrictedMean, conf_level: float = 0.95) -> MeanDifference:
    """``first`` less ``second``, two independent groups at the same tau."""
    reasons = first.not_estimable, second.not_estimable
    if first.value is None or second.value is None:
        lacking = reasons[0] if first.value is None else reasons[1]
        return MeanDifference(None, None, None, None, None, lacking)
    value = first.value - second.value
    # One group without events adds nothing to the variance.
    std_err = float(np.hypot(first.std_err or 0.0, second.std_err or 0.0))
    if std_err == 0.0:
        reason = NO_VARIANCE if NO_VARIANCE in reasons else NO_SPREAD
        return MeanDifference(value, None, None, None, None, reason)
    half = critical_value(conf_level) * std_err
    return MeanDifference(value, std_err, value - half, value + half, normal_two_sided(value / std_err))


def largest_tau(curves: Sequence[KaplanMeier]) -> LargestTau:
    """Both rules for the largest tau; groups without patients make it None."""
    if not curves or not all(curve.n for curve in curves):
        return LargestTau(None, None)
    observed = min(float(curve.time[-1]) for curve in curves)
    if not all(curve.n_events for curve in curves):
        return LargestTau(observed, None)
    return LargestTau(observed, min(float(curve.time[curve.events > 0][-1]) for curve in curves))
