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
    cells = cell.take(sets.patient, mode="clip")
    # Stored by cell (transposed views outside): rows are then contiguous, which all later sums use.
    number, patients = _reaching(sets, cells, n_cells)
    if sets.first is not None:
        number -= _not_entered(sets, sets.first, cells, n_cells)
    event_cell = cells[sets.event].astype(np.intp)
    if len(event_cell) and event_cell.min() < 0:
        chosen = (event_cell >= 0).nonzero()[0]
        return _with_events(list(number), sets.event_time[chosen], event_cell[chosen], sets.stratum, patients)
    events = np.bincount(event_cell, minlength=n_cells)
    return Counts(number.T, sets.event_time, event_cell, sets.stratum, patients, events)


def _reaching(sets: RiskSets, cells: Codes, n_cells: int) -> tuple[Floats, Integers]:
    """The patients of each cell who are followed to each event time of their stratum (C, K), and all (C,).

    They stand in one piece, from the first with an event at that time to the end of the stratum; so running
    sums count them, of several cells in the digits of one number.
    """
    bits = max(len(cells).bit_length(), 1)
    held = 63 // bits  # cells in one number, which is never negative
    number, patients = np.empty((n_cells, len(sets.begins))), np.zeros(n_cells, dtype=np.intp)
    ends = np.append(sets.starts[1:], len(cells))
    times = np.bincount(sets.stratum, minlength=len(ends))
    width = n_cells - min(int(cells.min(initial=0)), 0)  # cells below 0 count from the end, where nothing is
    before = np.zeros(len(cells) + 1, dtype=np.int64)
    for start in range(0, n_cells, held):
        together = range(start, min(start + held, n_cells))
        unit = np.zeros(width, dtype=np.int64)
        unit[together] = 1 << bits * np.arange(len(together))
        np.cumsum(unit[cells], out=before[1:])
        reaching = before[ends].repeat(times) - before[sets.begins]
        for shift, cell in enumerate(together):
            number[cell] = reaching >> bits * shift & (1 << bits) - 1
            patients[cell] = before[-1] >> bits * shift & (1 << bits) - 1
    return number, patients


def _not_entered(sets: RiskSets, first: Integers, cells: Codes, n_cells: int) -> Integers:
    """The patients of each cell who enter after each event time of their stratum: (C, K)."""
    # One place more than event times for each stratum, for those who enter after all of them.
    here = (cells >= 0).nonzero()[0]
    width, n_strata = len(sets.stratum) + len(sets.starts), len(sets.starts)
    place = cells[here].astype(np.intp) * width + sets.within[here] + first[here]
    entering = np.bincount(place, minlength=n_cells * width).reshape(n_cells, width)
    later = np.zeros((n_cells, width + 1), dtype=np.intp)
    np.cumsum(entering[:, ::-1], axis=1, out=later[:, -2::-1])
    ends = sets.stratum.searchsorted(np.arange(n_strata), side="right") + np.arange(1, n_strata + 1)
    return later[:, np.arange(1, len(sets.stratum) + 1) + sets.stratum] - later[:, ends[sets.stratum]]


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
