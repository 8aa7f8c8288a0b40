"""Sums over runs of consecutive event times, by additions alone.

A patient is at risk at a run of event times. What each time sums over its patients, and each patient over its
times, is often taken as the difference of two running sums; it then has the digits of the larger ones only,
and hazards of one stratum, or of patients who enter later, spoil small ones elsewhere. Here nothing is ever
taken off, so that a sum of positive numbers is exact to rounding whatever stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from explorer.survival.outcome import Floats, Integers
from explorer.survival.risk_sets import PatientSets

# Strata that are gone through one by one; with more of them, the table has fewer steps.
FEW_STRATA = 32
# Pairs of a patient and an event time that are written out, which is fastest for few.
FEW_PAIRS = 2**17
# Numbers of a table that are held at a time.
HELD = 2**22


class Runs(Protocol):
    """The runs of M patients over K event times."""

    def over_patients(self, values: Floats) -> Floats:
        """Sum of each row of ``values`` (p, M) over the patients at risk at each event time: (p, K)."""

    def over_times(self, value: Floats) -> Floats:
        """Sum of ``value`` (K,) over the event times at which each patient is at risk: (M,)."""


def runs(sets: PatientSets) -> Runs:
    """The runs of patients who are all at risk at some event."""
    new = np.ones(len(sets.rank), dtype=np.bool_)
    np.not_equal(sets.stratum[1:], sets.stratum[:-1], out=new[1:])
    starts = new.nonzero()[0]
    if len(starts) <= FEW_STRATA and new[sets.first].all():
        stops = np.append(starts[1:], len(new))
        strata = [slice(start, stop) for start, stop in zip(starts.tolist(), stops.tolist(), strict=True)]
        return _FromStart(sets.last - 1, strata, len(new))
    if len(sets.first) * len(new) <= FEW_PAIRS:
        time = np.arange(len(new))
        at_risk = (sets.first[:, None] <= time) & (time < sets.last[:, None])
        return _WrittenOut(at_risk.astype(np.float64))
    return _anywhere(sets.first, sets.last - 1, len(new))


def added(place: Integers, value: Floats, size: int) -> Floats:
    """The sum (size,) of ``value`` (M,) at each ``place`` (M,)."""
    return np.asarray(np.bincount(place, value, size), dtype=np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class _FromStart:
    """Everyone is at risk from the first event time of a stratum to ``end`` (M,)."""

    end: Integers
    strata: list[slice]
    n_times: int

    def over_patients(self, values: Floats) -> Floats:
        total = np.stack([added(self.end, value, self.n_times) for value in values])
        for stratum in self.strata:
            from_the_end = total[:, stratum][:, ::-1]
            np.cumsum(from_the_end, axis=1, out=from_the_end)
        return total

    def over_times(self, value: Floats) -> Floats:
        total = np.empty(self.n_times)
        for stratum in self.strata:
            np.cumsum(value[stratum], out=total[stratum])
        return total[self.end]


@dataclass(frozen=True, slots=True, eq=False)
class _WrittenOut:
    """``at_risk``: (M, K) 1 where the patient is at risk, 0 elsewhere."""

    at_risk: Floats

    def over_patients(self, values: Floats) -> Floats:
        return np.asarray(values.dot(self.at_risk))

    def over_times(self, value: Floats) -> Floats:
        return np.asarray(self.at_risk.dot(value))


@dataclass(frozen=True, slots=True, eq=False)
class _Anywhere:
    """Runs with any beginning: each is the end of one half of a block and the beginning of the other.

    In level l of the table (depth, width) the times stand in blocks of 2^l. A run belongs to the level whose
    block has its first time in the left half and its last one in the right half, that is the highest bit in
    which these differ. ``first``, ``last``: (M,) their places in the table, in one row; a run of a single
    time is in level 0, with ``last`` in a spare place after the table.
    """

    first: Integers
    last: Integers
    depth: int
    width: int
    n_times: int

    def over_patients(self, values: Floats) -> Floats:
        total = np.empty((len(values), self.n_times))
        step = max(1, HELD // (self.depth * self.width))
        for start in range(0, len(values), step):
            some = values[start : start + step]
            table = np.stack([self._placed(value) for value in some])
            for level in range(2, self.depth):
                halves = _halves(table[:, level], level)
                left, right = halves[..., 0, :], halves[..., 1, ::-1]
                np.cumsum(left, axis=-1, out=left)
                np.cumsum(right, axis=-1, out=right)
            total[start : start + step] = table.sum(axis=1)[:, : self.n_times]
        return total

    def _placed(self, value: Floats) -> Floats:
        size = self.depth * self.width + 1
        both = added(self.first, value, size) + added(self.last, value, size)
        return both[:-1].reshape(self.depth, self.width)

    def over_times(self, value: Floats) -> Floats:
        table = np.zeros(self.depth * self.width + 1)
        levels = table[:-1].reshape(self.depth, self.width)
        levels[:, : self.n_times] = value
        for level in range(2, self.depth):
            halves = _halves(levels[level], level)
            left, right = halves[..., 0, ::-1], halves[..., 1, :]
            np.cumsum(left, axis=-1, out=left)
            np.cumsum(right, axis=-1, out=right)
        return np.asarray(table[self.first] + table[self.last])


def _anywhere(first: Integers, last: Integers, n_times: int) -> _Anywhere:
    level = np.frexp((first ^ last).astype(np.float64))[1]  # the number of binary digits
    depth = int(level.max(initial=0)) + 1
    width = 1 << max(n_times - 1, 1).bit_length()
    spare = depth * width
    last_place = np.where(level == 0, spare, level * width + last)
    return _Anywhere(level * width + first, last_place, depth, width, n_times)


def _halves(row: Floats, level: int) -> Floats:
    """A view (…, blocks, 2, half) of a level (…, width)."""
    return row.reshape(*row.shape[:-1], -1, 2, 1 << (level - 1))
