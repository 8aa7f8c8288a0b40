"""Landmark analysis: the patients still followed without the event at a time, from that time on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.survival.outcome import Booleans, Outcome, make_outcome


@dataclass(frozen=True, slots=True, eq=False)
class FromLandmark:
    """``outcome``: of those in ``kept`` (n,); others have none. ``event_before``, ``censored_before``: (n,)
    those who were dropped because they had the event, or their follow-up ended, at or before ``time``."""

    time: float
    reset: bool
    outcome: Outcome
    kept: Booleans
    event_before: Booleans
    censored_before: Booleans


def from_landmark(outcome: Outcome, time: float, *, reset: bool = True) -> FromLandmark:
    """Keep those whose duration is above ``time``; with ``reset`` durations count from there.

    Source: Anderson, Cain & Gelber 1983, Journal of Clinical Oncology 1:710–719. Without ``reset`` times stay
    those since the start; every patient kept is still at risk at the landmark, so all risk sets, tests and
    ratios are the same, and survival is that given survival to the landmark.

    Raises ``ValueError`` for a negative or infinite time, and for an outcome with delayed entry.
    """
    if not 0.0 <= time < np.inf:
        raise ValueError(f"A landmark must be a time from 0 on, not {time}.")
    if outcome.entry is not None:
        raise ValueError("A landmark analysis needs patients who are all followed from the start.")
    known = ~np.isnan(outcome.duration)
    # Durations that differ from the landmark only by rounding are at it, as ties are.
    tolerance = float(np.sqrt(np.finfo(float).eps))
    kept = known & (outcome.duration > time + tolerance * max(time, 1.0))
    duration = np.where(kept, outcome.duration - (time if reset else 0.0), np.nan)
    before = known & ~kept
    later = make_outcome(duration, outcome.event)
    return FromLandmark(time, reset, later, kept, before & outcome.event, before & ~outcome.event)
