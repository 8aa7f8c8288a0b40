"""An event during follow-up that changes what a patient is, such as transplantation: start–stop rows.

Comparing patients who had it with patients who had not, from time 0, credits the first with the time in which
they could not yet have died ("immortal time"). Here each patient counts as without it until it happens.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from explorer.survival.counts import count
from explorer.survival.km import KaplanMeier, kaplan_meier_by
from explorer.survival.logrank import LogRank, logrank_of_counts
from explorer.survival.outcome import Booleans, Floats, Integers, Outcome, make_outcome, tied_times
from explorer.survival.product_limit import ConfType

# Rows that start at time 0 are at risk from just before it, so that an event at time 0 counts, as it does in
# every other estimate. Any number below 0 does.
FROM_THE_START = -1.0


@dataclass(frozen=True, slots=True, eq=False)
class StartStop:
    """The m start–stop rows of n patients: one each, and a second one from the change on.

    ``patient``: (m,) position of each row's patient; ``after``: (m,) whether the row lies after the change;
    ``outcome``: the rows' durations (ends), events and entries (starts); ``changed``: (n,) the patients whose
    change lies within their follow-up.
    """

    patient: Integers
    after: Booleans
    outcome: Outcome
    changed: Booleans


def split_at(duration: ArrayLike, event: ArrayLike, change: ArrayLike) -> StartStop:
    """Split each patient's follow-up at the time of the change (n,), NaN for a patient without one.

    A change at or before time 0 makes one row, after it; one at or after the end of follow-up does not
    count. Patients with a missing duration or event have no row. Source: Therneau & Grambsch, Modeling
    Survival Data, 3.3 (R: ``tmerge`` with ``tdc``; R drops an event at time 0, here it stays). Raises
    ``ValueError`` for impossible input.
    """
    plain = make_outcome(duration, event)
    time = np.asarray(change, dtype=np.float64)
    if time.shape != plain.duration.shape:
        raise ValueError(f"There are {len(plain.duration)} durations but {time.size} times of change.")
    if np.isinf(time).any():
        raise ValueError("A time of change is infinite; a patient without a change has none (NaN).")
    known = (plain.rank >= 0) & ~np.isnan(time)
    every = np.concatenate((plain.duration, time, [0.0, FROM_THE_START]))
    merged = tied_times(every[~np.isnan(every)])
    place = _position(merged, time)
    from_start = known & (place <= _position(merged, np.zeros(1)))
    within = known & ~from_start & (place < _position(merged, plain.duration))
    first, second = (plain.rank >= 0).nonzero()[0], within.nonzero()[0]
    stop = np.where(within, time, plain.duration)[first]
    outcome = make_outcome(
        np.concatenate((stop, plain.duration[second])),
        np.concatenate(((plain.event & ~within)[first], plain.event[second])),
        np.concatenate((np.full(len(first), FROM_THE_START), time[second])),
    )
    after = np.concatenate((from_start[first], np.ones(len(second), dtype=np.bool_)))
    return StartStop(np.concatenate((first, second)), after, outcome, from_start | within)


def simon_makuch(
    rows: StartStop, *, conf_type: ConfType = "log-log", conf_level: float = 0.95
) -> tuple[KaplanMeier, KaplanMeier]:
    """The curves before (or without) and after the change (Simon & Makuch 1984).

    Each is Kaplan–Meier with delayed entry: patients leave the first curve and join the second when the
    change happens (R: ``survfit(Surv(start, stop, event) ~ after)``). Neither follows one group of patients.
    """
    before, after = kaplan_meier_by(
        rows.outcome, rows.after.astype(np.int16), 2, conf_type=conf_type, conf_level=conf_level
    )
    return before, after


def mantel_byar(rows: StartStop) -> LogRank:
    """Log-rank test of after against before the change.

    Mantel & Byar 1974: the score test of the Cox model with the change as its time-varying covariate (R:
    ``coxph(Surv(start, stop, event) ~ after, ties = "exact")$score``; any ``ties`` without tied events).
    """
    counts = count(rows.outcome, rows.after.astype(np.int16), 2)
    return logrank_of_counts(counts, groups=("before", "after"))


def _position(times: Floats, values: Floats) -> Integers:
    """Where values stand among the merged times; positions compare where times differ only by rounding."""
    return times.searchsorted(values, side="right") - 1
