"""Sums over risk sets, whatever they are made of: all that the partial likelihood needs of the data.

A row of risk sets stands for one term of the likelihood (an event, or the tied events of one time); a member
is a cell of counts or a patient.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from explorer.survival.counts import Counts
from explorer.survival.outcome import Floats, Integers
from explorer.survival.risk_sets import PatientSets
from explorer.survival.time_sums import (
    EventRows,
    Ties,
    TimeSums,
    efron_share,
    event_rows,
    squares,
    time_sums,
)

# Rows that are averaged to find where to begin, to some AVERAGED of them; a maximum over these is so near
# that one exact step is left.
LEAST_BLOCK, LARGEST_BLOCK = 8, 64
AVERAGED = 256
FEW_AT_RISK = 256
# Fewer rows than this are searched as they are.
MANY_ROWS = 2048
# Numbers at risk that are summed at a time.
SLICE = 16384
# Events a time from which on many rows are not written out.
OFTEN_TIED = 3


class RowSums(NamedTuple):
    """What the likelihood needs from the rows: ``total`` (E,) hazard at risk in each; ``rate`` (M,) for each
    member the sum of 1 / total over the rows in which it is at risk; ``square`` (p, p) the sum over the rows
    of the outer product of the mean covariates at risk. Each row counts by its number of events."""

    total: Floats
    rate: Floats
    square: Floats


class AtRisk(Protocol):
    """The risk sets of E rows over M members; ``weight``: (E,) events of each row, None when 1 throughout."""

    @property
    def weight(self) -> Floats | None: ...

    def sums(self, hazard: Floats, moment: Floats) -> RowSums:
        """Sums for each member's ``hazard`` (M,) and its product with each covariate, ``moment`` (p, M)."""

    def coarse(self) -> AtRisk | None:
        """Nearly the same risk sets in far fewer rows, None when there is no need."""


@dataclass(frozen=True, slots=True, eq=False)
class CellsAtRisk:
    """Risk sets of cells: ``number`` (C, E) at risk, less Efron's share of those with a tied event;
    ``stratum``: (E,) the stratum of each row, not decreasing."""

    number: Floats
    weight: Floats | None
    stratum: Integers

    def sums(self, hazard: Floats, moment: Floats) -> RowSums:
        n_cells, n_rows = self.number.shape
        total, pairs = np.empty(n_rows), np.zeros((n_cells, n_cells))
        # In slices that stay in the processor's cache, and below the size at which matrix products start
        # threads: for matrices as flat as these, threads cost more than they save.
        step = max(1, SLICE // n_cells)
        for start in range(0, n_rows, step):
            number, here = self.number[:, start : start + step], total[start : start + step]
            hazard.dot(number, out=here)
            share = np.reciprocal(here * here)
            if self.weight is not None:
                share *= self.weight[start : start + step]
            pairs += (number * share) @ number.T
        # pairs holds the sums of number_a · number_b / total² for all cells a and b: the rest follows.
        return RowSums(total, pairs.dot(hazard), moment.dot(pairs).dot(moment.T))

    def coarse(self) -> CellsAtRisk | None:
        """Neighboring rows of a stratum averaged; None when there are few rows."""
        n_rows = len(self.stratum)
        if n_rows < MANY_ROWS:
            return None
        # Not across strata, and not among the last patients of a stratum, of whom each one matters.
        begins = self.number.sum(axis=0) < FEW_AT_RISK
        begins[:: min(max(n_rows // AVERAGED, LEAST_BLOCK), LARGEST_BLOCK)] = True
        begins[1:] |= self.stratum[1:] != self.stratum[:-1]
        # Nor where other cells are at risk: those that never are together would seem to be compared.
        held = self.number > 0.0
        begins[1:] |= (held[:, 1:] != held[:, :-1]).any(axis=0)
        starts = begins.nonzero()[0]
        size = np.diff(starts, append=n_rows)
        weight = size.astype(np.float64) if self.weight is None else np.add.reduceat(self.weight, starts)
        return CellsAtRisk(np.add.reduceat(self.number, starts, axis=1) / size, weight, self.stratum[starts])


@dataclass(frozen=True, slots=True, eq=False)
class TiedCellsAtRisk:
    """Risk sets of cells at times with many tied events, one row an event (Efron's ties).

    ``number``, ``tied``: (C, K) at risk, and those of them with an event, at each time; ``starts``, ``size``:
    (K,) first row and number of rows of each time; ``share``: (E,) see ``efron_share``; ``stratum``: (K,).
    """

    number: Floats
    tied: Floats
    starts: Integers
    size: Integers
    share: Floats
    stratum: Integers

    @property
    def weight(self) -> None:
        """Every row is one event."""
        return

    def sums(self, hazard: Floats, moment: Floats) -> RowSums:
        number, tied, share = self.number, self.tied, self.share
        total = hazard.dot(number).repeat(self.size) - share * hazard.dot(tied).repeat(self.size)
        square = np.reciprocal(total * total)
        shared = square * share
        plain, mixed, twice = (
            np.add.reduceat(each, self.starts) for each in (square, shared, shared * share)
        )
        crossed = (number * mixed) @ tied.T
        pairs = (number * plain) @ number.T - crossed - crossed.T + (tied * twice) @ tied.T
        return RowSums(total, pairs.dot(hazard), moment.dot(pairs).dot(moment.T))

    def coarse(self) -> CellsAtRisk:
        """One row a time, with the mean share of its events."""
        share = 0.5 * (self.size - 1) / self.size
        return CellsAtRisk(self.number - share * self.tied, self.size.astype(np.float64), self.stratum)


@dataclass(frozen=True, slots=True, eq=False)
class PatientsAtRisk:
    """Risk sets of patients, one row an event time, or with Efron's ties one an event."""

    over: TimeSums
    rows: EventRows

    @property
    def weight(self) -> Floats | None:
        return self.rows.weight

    def sums(self, hazard: Floats, moment: Floats) -> RowSums:
        over, tied = self.over, self.rows.share is not None
        weights = self.rows.weights(over.at_risk(hazard), over.tied(hazard) if tied else None)
        leaving = over.rows_tied(moment) if tied else None
        square = squares(weights.squared, over.rows_at_risk(moment), leaving)
        return RowSums(weights.total, over.over_times(*weights.once), square)

    def coarse(self) -> None:
        """Patients have no shorter form."""
        return


def cells_at_risk(counts: Counts, ties: Ties) -> CellsAtRisk | TiedCellsAtRisk:
    """The risk sets of counts, with the correction for ties, which does not depend on the coefficients."""
    at_risk, time = counts.at_risk.T, counts.event_time
    if len(time) == len(counts.stratum):
        return CellsAtRisk(at_risk, None, counts.stratum)
    tied = np.bincount(time, minlength=len(counts.stratum))
    if ties == "breslow":
        return CellsAtRisk(at_risk, tied.astype(np.float64), counts.stratum)
    if len(time) >= max(MANY_ROWS, OFTEN_TIED * len(tied)):
        share = efron_share(time, tied, np.arange(len(time)))
        return TiedCellsAtRisk(at_risk, counts.events.T, tied.cumsum() - tied, tied, share, counts.stratum)
    # Only the rows of ties need the correction; of times that are hardly ever tied there are few.
    several = tied > 1
    rows = several[time].nonzero()[0]
    tie = (several.cumsum() - 1)[time[rows]]
    share, n_ties = efron_share(time, tied, rows), int(tie[-1]) + 1
    leaving = np.bincount(counts.event_cell[rows] * n_ties + tie, minlength=len(at_risk) * n_ties)
    number = np.empty((len(at_risk), len(time)))
    for at_risk_here, leaving_here, row in zip(at_risk, leaving.reshape(-1, n_ties), number, strict=True):
        at_risk_here.take(time, out=row, mode="clip")
        gone = leaving_here.take(tie) * share
        if len(rows) < len(time):
            row[rows] -= gone
        else:
            row -= gone
    return CellsAtRisk(number, None, counts.stratum[time])


def patients_at_risk(sets: PatientSets, ties: Ties) -> PatientsAtRisk:
    """The risk sets of patients who are all at risk at some event, with the correction for ties."""
    return PatientsAtRisk(time_sums(sets), event_rows(sets, ties))
