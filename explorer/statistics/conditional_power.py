"""Conditional and predictive power of a group-sequential trial, given its statistic so far.

Sources: Lan & Wittes, Biometrics 1988;44:579; Spiegelhalter, Freedman & Blackburn, Control Clin Trials
1986;7:8; Jennison & Turnbull, Group Sequential Methods, 2000, chapter 10.
"""

from __future__ import annotations

from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from explorer.statistics.group_sequential import crossing

Floats = NDArray[np.float64]


def conditional_power(z: float, fraction: float, later_z: ArrayLike, later: ArrayLike, drift: float) -> float:
    """The probability to cross an upper boundary at any of the later looks, given Z now.

    ``later_z`` (K,) are the limits of Z at the information fractions ``later`` (K,); ``drift`` is the mean of
    Z at full information under the assumed effect. Raises ``ValueError`` unless the later looks are later.
    """
    times, limits = _later(fraction, later_z, later)
    # What is still to come is a trial of its own: increments of the score, independent of the past.
    increments = times - fraction
    needed = (limits * np.sqrt(times) - z * sqrt(fraction)) / np.sqrt(increments)
    return float(crossing(needed, increments, drift)[0].sum())


def predictive_power(z: float, fraction: float, later_z: ArrayLike, later: ArrayLike) -> float:
    """Conditional power averaged over the drift given Z now, with no prior opinion (a flat prior).

    Arguments and errors as for ``conditional_power``. The score over its information then moves on with
    independent increments too, of variance 1 / t now less 1 / t later, so that one integration suffices.
    """
    times, limits = _later(fraction, later_z, later)
    variance = 1.0 / fraction - 1.0 / times
    needed = (limits / np.sqrt(times) - z / sqrt(fraction)) / np.sqrt(variance)
    return float(crossing(needed, variance)[0].sum())


def _later(fraction: float, later_z: ArrayLike, later: ArrayLike) -> tuple[Floats, Floats]:
    times, limits = np.atleast_1d(np.asarray(later, float)), np.atleast_1d(np.asarray(later_z, float))
    if not 0.0 < fraction < times[0]:
        raise ValueError("Conditional power needs information so far, and later looks after it.")
    return times, limits
