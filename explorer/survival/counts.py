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

# Strata that are gone through one by one; among more of them, sums over all are taken apart.
FEW_STRATA = 32


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
    cells = cell[sets.patient].astype(np.intp)
    left_out = bool((cells < 0).any())
    if left_out:
        # They are counted in a cell of their own, which is then not looked at.
        cells[cells < 0] = n_cells
    # Stored by cell (transposed views outside): rows are then contiguous, which all later sums use. Each
    # stratum has one place more than event times, for those who are at risk at all of them.
    n_strata = int(sets.within[-1]) + 1 if len(cells) else 0
    width = len(sets.rank) + n_strata
    offset = cells * width
    offset += sets.within
    shape, n_bins = (n_cells + left_out, width), (n_cells + left_out) * width
    left = np.bincount(offset + sets.last, minlength=n_bins).reshape(shape)[:n_cells]
    patients = left.sum(axis=1)
    if sets.late:
        left -= np.bincount(offset + sets.first, minlength=n_bins).reshape(shape)[:n_cells]
    number = _later_in_stratum(left, sets.stratum, n_strata)
    event_cell = cells[sets.event]
    if left_out:
        chosen = (event_cell < n_cells).nonzero()[0]
        return _with_events(list(number), sets.event_time[chosen], event_cell[chosen], sets.stratum, patients)
    events = np.bincount(event_cell, minlength=n_cells)
    return Counts(number.T, sets.event_time, event_cell, sets.stratum, patients, events)


def _later_in_stratum(left: Integers, stratum: Integers, n_strata: int) -> Floats:
    """The sum (C, K) of ``left`` (C, K + S) over the places of a stratum after each of its event times."""
    number = np.empty((len(left), len(stratum)))
    strata = np.arange(n_strata)
    ends = stratum.searchsorted(strata, side="right")
    if n_strata <= FEW_STRATA:
        start = 0
        for index, end in enumerate(ends.tolist()):
            places = left[:, start + index + 1 : end + index + 1]
            np.cumsum(places[:, ::-1], axis=1, out=number[:, start:end][:, ::-1])
            start = end
        return number
    later = np.zeros((len(left), left.shape[1] + 1), dtype=np.intp)
    np.cumsum(left[:, ::-1], axis=1, out=later[:, -2::-1])
    next_place = np.arange(1, len(stratum) + 1) + stratum
    for row, sums in zip(number, later, strict=True):
        beyond = sums.take(ends + strata + 1).repeat(np.diff(ends, prepend=0))
        np.subtract(sums.take(next_place), beyond, out=row)
    return number


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
