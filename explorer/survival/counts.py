"""Numbers at risk and of events, by cell (arm, or level × arm) at every event time of every stratum.

For covariates that are constant in a cell, these counts hold all that log-rank and Cox need: the patients
are gone through once, and any number of models follow from the counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.survival.outcome import Booleans, Floats, Integers, Outcome
from explorer.survival.risk_sets import Codes, risk_sets


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """``at_risk``, ``events``: (K, C) at K event times in C cells (whole numbers kept as floats);
    ``stratum``: (K,) the stratum of each event time, not decreasing; ``patients``: (C,) in each cell."""

    at_risk: Floats
    events: Floats
    stratum: Integers
    patients: Integers

    def restrict(self, cells: Sequence[int]) -> Counts:
        """The counts of these cells alone, in this order; event times without an event in them go."""
        chosen = list(cells)
        events = self.events.T[chosen]
        kept = events.any(axis=0)
        at_risk = self.at_risk.T[chosen]
        if not kept.all():
            return Counts(at_risk[:, kept].T, events[:, kept].T, self.stratum[kept], self.patients[chosen])
        return Counts(at_risk.T, events.T, self.stratum, self.patients[chosen])


def count(
    outcome: Outcome,
    cell: Codes,
    n_cells: int,
    *,
    stratum: Codes | None = None,
    mask: Booleans | None = None,
) -> Counts:
    """Count the patients at risk and the events in each cell.

    ``cell``: (n,) codes 0 … ``n_cells`` - 1, negative to leave a patient out; ``stratum``: (n,) codes from
    0, negative to leave out, None for one stratum; ``mask``: (n,) the patients chosen, None for all.
    """
    keep = cell >= 0
    if mask is not None:
        keep &= mask
    sets = risk_sets(outcome, keep, stratum)
    cells = cell[sets.patient].astype(np.intp)
    n_times = len(sets.rank)
    # Stored by cell (transposed views outside): columns are then contiguous, which all later sums use.
    width = n_times + 1
    offset = cells * width
    change = np.bincount(offset + sets.last, minlength=n_cells * width)
    change -= np.bincount(offset + sets.first, minlength=n_cells * width)
    at_risk = np.empty((n_cells, n_times))
    np.cumsum(change.reshape(n_cells, width)[:, :0:-1], axis=1, out=at_risk[:, ::-1])
    events = np.bincount(cells[sets.event] * n_times + sets.event_time, minlength=n_cells * n_times)
    patients = np.bincount(cells, minlength=n_cells)
    return Counts(at_risk.T, events.reshape(n_cells, n_times).astype(np.float64).T, sets.stratum, patients)


def combine(*codes: Codes) -> Codes:
    """One code (n,) for every combination of several factors' codes; -1 where any of them is negative."""
    combined = np.zeros(len(codes[0]), dtype=np.int64)
    missing = np.zeros(len(combined), dtype=np.bool_)
    for column in codes:
        combined = combined * (int(column.max(initial=0)) + 1) + column
        missing |= column < 0
        if combined.max(initial=0) >= 2**15:
            combined = np.unique(combined, return_inverse=True)[1]
    combined[missing] = -1
    return combined.astype(np.int16 if combined.max(initial=0) < 2**15 else np.int64)
