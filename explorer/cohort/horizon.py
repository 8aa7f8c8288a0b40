"""How long a trial's patients were followed: where curves end, and the landmark that this allows."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import numpy as np
from numpy.typing import NDArray

from explorer.columns import Mask
from explorer.study.study import Study
from explorer.survival.outcome import Outcome

STEP = 12.0  # months between the ends that are chosen, and between the readings that are reported
FEW = 10
"""Curves end where fewer patients than this, or than this percentage, are left in an arm."""
_LANDMARKS = (60.0, 36.0, 24.0, 12.0, 6.0, 3.0, 1.0)  # months


def followed_until(outcome: Outcome, arm: NDArray[np.int16], population: Mask) -> float:
    """The last time, in months, at which 10 patients, or 10 %, are at risk in every arm of a ``population``.

    ``arm`` (n,) are codes, below 0 for none. Infinite when no arm has patients with this outcome.
    """
    until = inf
    known = population & ~np.isnan(outcome.duration)
    for code in np.unique(arm[known & (arm >= 0)]).tolist():
        ordered = np.sort(outcome.duration[known & (arm == code)])
        enough = int(np.ceil(min(FEW, len(ordered) / 10)))
        until = min(until, float(ordered[len(ordered) - enough]))
    return until


def automatic_horizon(outcome: Outcome, arm: NDArray[np.int16], population: Mask) -> float:
    """Where curves end when the question names no month: the last whole year of ``followed_until``.

    Of the trial's own ``population``, not of the current selection, so that the axis keeps still while a user
    filters.
    """
    until = followed_until(outcome, arm, population)
    years = np.floor(until / STEP) if np.isfinite(until) else 0
    durations = outcome.duration[population & (arm >= 0) & ~np.isnan(outcome.duration)]
    return float(years * STEP) if years >= 1 else float(np.ceil(durations.max(initial=1.0)))


def with_landmark(study: Study, outcome: Outcome, arm: NDArray[np.int16], population: Mask) -> Study:
    """The study with a landmark, which is the last usual one that the patients were followed to, unless its
    file gives one. ``outcome`` is that of its primary endpoint."""
    if study.defaults.landmark is not None:
        return study
    until = followed_until(outcome, arm, population)
    landmark = next((month for month in _LANDMARKS if month <= until), _LANDMARKS[-1])
    return replace(study, defaults=replace(study.defaults, landmark=landmark))
