"""How long a trial's patients were followed, and the landmark that this allows."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import numpy as np
from numpy.typing import NDArray

from explorer.columns import Mask
from explorer.study.study import Study
from explorer.survival.outcome import Outcome

FEW = 10
"""Curves end where fewer patients than this, or than this percentage, are left in an arm."""
_LANDMARKS = (60.0, 36.0, 24.0, 12.0, 6.0, 3.0, 1.0)  # months


def followed_until(outcome: Outcome, arm: NDArray[np.int16], n_arms: int, population: Mask) -> float:
    """The last time, in months, at which 10 patients, or 10 %, are at risk in every arm; infinite when no arm
    has patients with this outcome."""
    until = inf
    for index in range(n_arms):
        durations = outcome.duration[population & (arm == index) & ~np.isnan(outcome.duration)]
        if len(durations):
            enough = int(np.ceil(min(FEW, len(durations) / 10)))
            until = min(until, float(np.sort(durations)[len(durations) - enough]))
    return until


def with_landmark(study: Study, outcome: Outcome, arm: NDArray[np.int16], population: Mask) -> Study:
    """The study with a landmark, which is the last usual one that the patients were followed to, unless its
    file gives one. ``outcome`` is that of its primary endpoint."""
    if study.defaults.landmark is not None:
        return study
    until = followed_until(outcome, arm, len(study.arms), population)
    landmark = next((month for month in _LANDMARKS if month <= until), _LANDMARKS[-1])
    return replace(study, defaults=replace(study.defaults, landmark=landmark))
