"""Where curves end when nobody says so: while enough patients are followed in every arm."""

from __future__ import annotations

from math import inf

import numpy as np
from numpy.typing import NDArray

from explorer.columns import Mask
from explorer.survival.outcome import Outcome

STEP = 12.0  # months between the ends that are chosen, and between the readings that are reported
FEW = 10  # curves end where fewer patients than this, or than this percentage, are left in an arm


def automatic_horizon(outcome: Outcome, arm: NDArray[np.int16], population: Mask) -> float:
    """The last year, in months, with 10 patients, or 10 %, at risk in every arm.

    Of the trial's own ``population`` (n,), not of the current selection, so that the axis keeps still while a
    user filters; ``arm`` (n,) are codes, below 0 for none.
    """
    horizon, last = inf, 0.0
    known = population & ~np.isnan(outcome.duration)
    for code in np.unique(arm[known & (arm >= 0)]).tolist():
        ordered = np.sort(outcome.duration[known & (arm == code)])
        last = max(last, float(ordered[-1]))
        enough = int(np.ceil(min(FEW, len(ordered) / 10)))
        horizon = min(horizon, float(ordered[max(len(ordered) - enough, 0)]))
    years = np.floor(horizon / STEP) if np.isfinite(horizon) else 0
    return float(years * STEP) if years >= 1 else max(float(np.ceil(last)), 1.0)
