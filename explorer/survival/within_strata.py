"""Covariates and linear predictors as they differ within a stratum, which is all that a model sees."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from explorer.survival.outcome import Floats, Integers
from explorer.survival.risk_sets import PatientSets

# Differences of so many units in the last place are rounding.
ROUNDING = 4.0 * float(np.finfo(np.float64).eps)


class Strata(NamedTuple):
    """Members that stand by stratum: ``starts`` (S,) the first of each, ``size`` (S,) how many they are."""

    starts: Integers
    size: Integers


def patient_strata(sets: PatientSets) -> Strata:
    """The strata of patients (who are in that order) who are all at risk at some event."""
    stratum = sets.within
    new = np.ones(len(stratum), dtype=np.bool_)
    np.not_equal(stratum[1:], stratum[:-1], out=new[1:])
    starts = new.nonzero()[0]
    return Strata(starts, np.diff(starts, append=len(stratum)))


def centered(values: Floats, strata: Strata | None = None) -> Floats:
    """``values`` (p, M) less their mean in each stratum, None for one stratum.

    Small numbers keep the digits of long sums. A row that is constant in every stratum becomes exactly 0.
    """
    if not values.size:
        return values
    # Added to the first value of the stratum, the mean of a constant is exactly that constant.
    if strata is None:
        less = values - values[:, :1]
        return np.asarray(less - less.sum(axis=1, keepdims=True) / values.shape[1])
    starts, size = strata
    first = values[:, starts]
    mean = first + np.add.reduceat(values - first.repeat(size, axis=1), starts, axis=1) / size
    less = values - mean.repeat(size, axis=1)
    less[(np.abs(less) <= ROUNDING * np.abs(values)).all(axis=1)] = 0.0
    return np.asarray(less)


def below_highest(linear: Floats, strata: Strata) -> Floats:
    """A linear predictor (M,) less its maximum in each stratum: hazards that are at most 1."""
    return np.asarray(linear - np.maximum.reduceat(linear, strata.starts).repeat(strata.size))
