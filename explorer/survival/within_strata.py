"""Covariates and linear predictors as they differ within a stratum, which is all that a model sees."""

from __future__ import annotations

import numpy as np

from explorer.survival.outcome import Floats, Integers
from explorer.survival.risk_sets import RiskSets

# Differences of so many units in the last place are rounding.
ROUNDING = 4.0 * float(np.finfo(np.float64).eps)


def patient_starts(sets: RiskSets) -> Integers:
    """The first patient of each stratum, of patients (by stratum) who are all at risk at some event."""
    stratum = sets.stratum[sets.first]
    new = np.ones(len(stratum), dtype=np.bool_)
    np.not_equal(stratum[1:], stratum[:-1], out=new[1:])
    return new.nonzero()[0]


def centered(values: Floats, starts: Integers | None = None) -> Floats:
    """``values`` (p, M) less their mean in each stratum, which begin at ``starts``; None for one stratum.

    Small numbers keep the digits of long sums. A row that is constant in every stratum becomes exactly 0.
    """
    n_members = values.shape[1]
    if not values.size:
        return values
    if starts is None:
        starts = np.zeros(1, dtype=np.intp)
    size = np.diff(starts, append=n_members)
    # Added to the first value of the stratum, the mean of a constant is exactly that constant.
    first = values[:, starts]
    mean = first + np.add.reduceat(values - first.repeat(size, axis=1), starts, axis=1) / size
    less = values - mean.repeat(size, axis=1)
    less[(np.abs(less) <= ROUNDING * np.abs(values)).all(axis=1)] = 0.0
    return np.asarray(less)


def below_highest(linear: Floats, starts: Integers) -> Floats:
    """A linear predictor (M,) less its maximum in each stratum: hazards that are at most 1."""
    size = np.diff(starts, append=len(linear))
    return np.asarray(linear - np.maximum.reduceat(linear, starts).repeat(size))
