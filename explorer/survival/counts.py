"""Numbers at risk and of events, by cell (arm, or level × arm) at every event time of every stratum.

For covariates that are constant in a cell, these counts hold all that log-rank and Cox need: the patients
are gone through once, and any number of models follow from the counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explorer.survival.outcome import Booleans, Floats, Integers, Outcome
from explorer.survival.risk_sets import Codes, RiskSets, risk_sets


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """``at_risk``: (K, C) patients at risk at K event times in C cells (whole numbers, kept as floats);
    ``event_time``, ``event_cell``: (E,) event time, not decreasing, and cell of each event;
    ``stratum``: (K,) the stratum of each event time, not decreasing; ``patients``, ``events_in_cell``: (C,)
    patients and events in each cell."""

    at_risk: Floats
    event_time: Integers
    event_cell: Integers
    stratum: Integers
    patients: Integers
    events_in_cell: Integers

    @property
    def events(self) -> Floats:
        """(K, C) events at each event time in each cell."""
        n_times, n_cells = self.at_risk.shape
        number = np.bincount(self.event_cell * n_times + self.event_time, minlength=n_times * n_cells)
        return number.reshape(n_cells, n_times).astype(np.float64).T

    def restrict(self, cells: Sequence[int]) -> Counts:
        """The counts of these cells alone, in this order; event times without an event in them go."""
        place = np.full(len(self.patients), -1)
        place[list(cells)] = np.arange(len(cells))
        event_cell = place[self.event_cell]
        chosen = (event_cell >= 0).nonzero()[0]
        at_risk = [self.at_risk[:, cell] for cell in cells]
        return _with_events(
            at_risk, self.event_time[chosen], event_cell[chosen], self.stratum, self.patients[list(cells)]
        )


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
    return count_cells(risk_sets(outcome, mask, stratum), cell, n_cells)


def count_cells(sets: RiskSets, cell: Codes, n_cells: int) -> Counts:
    """Count in risk sets that several variables share: same patients, same strata, other cells (n,)."""
    # Stored by cell (transposed views outside): rows are then contiguous, which all later sums use.
    width = len(sets.rank) + 1
    cells = cell[sets.patient].astype(np.intp)
    n_bins = n_cells * width
    left_out = cells < 0
    if left_out.any():
        # They are counted in a cell of their own, which is then not looked at.
        cells[left_out] = n_cells
        n_bins += width
    offset = cells * width
    change = np.bincount(offset + sets.last, minlength=n_bins)
    change -= np.bincount(offset + sets.first, minlength=n_bins)
    from_the_end = change.reshape(-1, width)[:n_cells, :0:-1]
    np.cumsum(from_the_end, axis=1, out=from_the_end)
    at_risk = from_the_end[:, ::-1].astype(np.float64)
    event_cell = cells[sets.event]
    patients = np.bincount(cells, minlength=n_cells + 1)
    if patients[n_cells]:
        chosen = (event_cell < n_cells).nonzero()[0]
        return _with_events(
            list(at_risk), sets.event_time[chosen], event_cell[chosen], sets.stratum, patients[:n_cells]
        )
    events = np.bincount(event_cell, minlength=n_cells)
    return Counts(at_risk.T, sets.event_time, event_cell, sets.stratum, patients[:n_cells], events)


def _with_events(
    at_risk: list[Floats], event_time: Integers, event_cell: Integers, stratum: Integers, patients: Integers
) -> Counts:
    """Counts at those event times alone that have events; ``at_risk``: (K,) of each cell."""
    new = np.ones(len(event_time), dtype=np.bool_)
    np.not_equal(event_time[1:], event_time[:-1], out=new[1:])
    kept = event_time[new]
    number = np.empty((len(at_risk), len(kept)))
    for row, at_risk_in_cell in zip(number, at_risk, strict=True):
        at_risk_in_cell.take(kept, out=row, mode="clip")
    events = np.bincount(event_cell, minlength=len(patients))
    return Counts(number.T, new.cumsum() - 1, event_cell, stratum[kept], patients, events)


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
