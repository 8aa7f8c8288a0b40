"""Cumulative hazard of a curve, and log(-log S), whose parallel course speaks for proportional hazards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from explorer.statistics.distributions import critical_value
from explorer.survival.km import KaplanMeier
from explorer.survival.outcome import Floats

Estimator = Literal["nelson-aalen", "kaplan-meier"]


@dataclass(frozen=True, slots=True, eq=False)
class CumulativeHazard:
    """A cumulative hazard at every distinct time of a curve; arrays (K,).

    The limits are built on its logarithm; before the first event the hazard and both limits are 0. By
    Kaplan–Meier it is infinite where the curve is at 0, and then its error and limits are NaN.
    """

    time: Floats
    hazard: Floats
    std_err: Floats
    lower: Floats
    upper: Floats
    estimator: Estimator


@dataclass(frozen=True, slots=True, eq=False)
class LogLog:
    """log(-log S) at the times above 0 where survival lies between 0 and 1, with limits; arrays (K,)."""

    time: Floats
    value: Floats
    lower: Floats
    upper: Floats


def cumulative_hazard(
    curve: KaplanMeier, estimator: Estimator = "nelson-aalen", conf_level: float = 0.95
) -> CumulativeHazard:
    """Nelson–Aalen, sum of events / at risk with R's ``cumhaz`` and ``std.chaz`` of ``survfit``; or -log of
    the Kaplan–Meier curve, with Greenwood's error (R: ``-log(surv)`` and ``std.err`` of ``survfit``)."""
    if estimator == "nelson-aalen":
        hazard = (curve.events / curve.at_risk).cumsum()
        std_err = np.sqrt((curve.events / curve.at_risk.astype(np.float64) ** 2).cumsum())
    else:
        hazard, std_err = np.full(len(curve.time), np.inf), np.full(len(curve.time), np.nan)
        left = curve.survival > 0.0
        hazard[left] = -np.log(curve.survival[left])
        std_err[left] = curve.std_err[left] / curve.survival[left]
        hazard += 0.0  # -log(1) is -0
    lower, upper = np.zeros(len(hazard)), np.zeros(len(hazard))
    some = hazard > 0.0
    with np.errstate(invalid="ignore"):
        factor = np.exp(critical_value(conf_level) * std_err[some] / hazard[some])
        lower[some], upper[some] = hazard[some] / factor, hazard[some] * factor
    return CumulativeHazard(curve.time, hazard, std_err, lower, upper, estimator)


def log_log(curve: KaplanMeier, conf_level: float = 0.95) -> LogLog:
    """log(-log S), to be drawn against log time (R: ``plot(survfit(…), fun = "cloglog")``)."""
    inside = (curve.survival > 0.0) & (curve.survival < 1.0) & (curve.time > 0.0)
    log_survival = np.log(curve.survival[inside])
    half = critical_value(conf_level) * curve.std_err[inside] / curve.survival[inside] / -log_survival
    value = np.log(-log_survival)
    return LogLog(curve.time[inside], value, value - half, value + half)
