"""The log-rank statistic of two arms as it stood on calendar days of the past."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan, sqrt

import numpy as np

from explorer.patience import still_wanted
from explorer.survival.counts import count
from explorer.survival.logrank import logrank_of_counts
from explorer.survival.outcome import Booleans, Floats, make_outcome
from explorer.survival.risk_sets import Codes


def logrank_path(
    start: Floats,
    stop: Floats,
    event: Booleans,
    treated: Booleans,
    days: Sequence[float],
    *,
    stratum: Codes | None = None,
) -> Floats:
    """Z of the (stratified) log-rank test on each of ``days`` (k,), positive when the treated do better.

    ``start`` and ``stop`` (n,) are the calendar days on which follow-up began and ended. On a day only
    patients count who had begun, and only what had happened by then: later events are censored on that day.
    NaN where nothing could be compared yet. Z² is the chi-square of R's ``survdiff`` on the data of that day.
    """
    out = np.full(len(days), nan)
    cell = np.where(treated, 0, 1).astype(np.int16)
    for place, day in enumerate(days):
        still_wanted()
        begun = start <= day
        until = np.minimum(stop, day)
        outcome = make_outcome(np.where(begun, until - start, nan), event & (stop <= day))
        test = logrank_of_counts(count(outcome, cell, 2, stratum=stratum))
        if test.chi2 is not None:
            out[place] = float(test.expected[0] - test.observed[0]) / sqrt(float(test.variance[0, 0]))
    return out
