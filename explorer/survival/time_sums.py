"""Sums over patients by event time, and over event times by patient: what any Cox model of patients needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from explorer.survival.outcome import Booleans, Floats, Integers
from explorer.survival.risk_sets import PatientSets
from explorer.survival.run_sums import Runs, added, runs

Ties = Literal["efron", "breslow"]


@dataclass(frozen=True, slots=True, eq=False)
class TimeSums:
    """Sums over the m patients of risk sets with K event times, and back."""

    sets: PatientSets
    runs: Runs

    def at_risk(self, value: Floats) -> Floats:
        """Sum of ``value`` (m,) over the patients at risk at each event time: (K,)."""
        return np.asarray(self.runs.over_patients(value[None])[0])

    def tied(self, value: Floats) -> Floats:
        """Sum of ``value`` (m,) over the patients with an event at each event time: (K,)."""
        return added(self.sets.event_time, value[self.sets.event], len(self.sets.rank))

    def rows_at_risk(self, values: Floats) -> Floats:
        """``at_risk`` of each row of ``values`` (p, m): (p, K)."""
        return self.runs.over_patients(values) if len(values) else np.zeros((0, len(self.sets.rank)))

    def rows_tied(self, values: Floats) -> Floats:
        """``tied`` of each row of ``values`` (p, m): (p, K)."""
        sums = [self.tied(row) for row in values]
        return np.reshape(np.array(sums), (len(values), len(self.sets.rank)))

    def over_times(self, value: Floats, tied: Floats | None = None) -> Floats:
        """Sum of ``value`` (K,) over the times at which each patient is at risk: (m,).

        ``tied`` (K,) is taken off at the time of a patient's own event.
        """
        total = self.runs.over_times(value)
        if tied is not None:
            total[self.sets.event] -= tied[self.sets.event_time]
        return total

    def only(self, chosen: Booleans) -> TimeSums:
        """The sums over the chosen patients (m,) alone, at the same event times."""
        part = self.sets.of(chosen)
        return TimeSums(part, runs(part))


def time_sums(sets: PatientSets) -> TimeSums:
    """The sums over patients who are all at risk at some event."""
    return TimeSums(sets, runs(sets))


class Weights(NamedTuple):
    """``total``: (E,) hazard at risk in each row; by event time (K,) the sums over its rows of 1 / total
    times the share of the tied, to the power 0 and 1 (``once``), and of 1 / total² times it, to the power 0,
    1 and 2 (``squared``). Without tied events only the power 0."""

    total: Floats
    once: tuple[Floats, ...]
    squared: tuple[Floats, ...]


@dataclass(frozen=True, slots=True, eq=False)
class EventRows:
    """The terms of the likelihood: one a time, of ``weight`` (K,) events; or one an event (Efron's ties).

    ``time``: (E,) the event time of each event; ``share``: (E,) see ``efron_share``, None for one a time.
    """

    time: Integers
    share: Floats | None
    weight: Floats | None

    def weights(self, at_risk: Floats, tied: Floats | None) -> Weights:
        """From the hazard at risk (K,), and that of the tied when there are shares."""
        if self.share is None or tied is None:
            once = np.reciprocal(at_risk) if self.weight is None else self.weight / at_risk
            return Weights(at_risk, (once,), (once / at_risk,))
        time, share, n_times = self.time, self.share, len(at_risk)
        total = at_risk[time] - share * tied[time]
        each = np.reciprocal(total)
        shared, square = each * share, each * each
        by_time = [
            added(time, value, n_times) for value in (each, shared, square, square * share, shared * shared)
        ]
        return Weights(total, tuple(by_time[:2]), tuple(by_time[2:]))


def event_rows(sets: PatientSets, ties: Ties) -> EventRows:
    """The rows of risk sets with their correction for ties."""
    number = np.bincount(sets.event_time, minlength=len(sets.rank))
    if len(sets.event_time) == len(number):
        return EventRows(sets.event_time, None, None)
    if ties == "breslow":
        return EventRows(sets.event_time, None, number.astype(np.float64))
    every = np.arange(len(sets.event_time))
    return EventRows(sets.event_time, efron_share(sets.event_time, number, every), None)


def efron_share(event_time: Integers, tied: Integers, events: Integers) -> Floats:
    """Of d tied events, the share 0/d, 1/d, … (d-1)/d by which each of them has already left the risk set."""
    time = event_time[events]
    return (events - (tied.cumsum() - tied)[time]) / tied[time]


def squares(squared: tuple[Floats, ...], at_risk: Floats, tied: Floats | None) -> Floats:
    """The sum over rows of the outer product of sums at risk, (p, K) at risk and of the tied: (p, p)."""
    plain: Floats = (at_risk * squared[0]).dot(at_risk.T)
    if tied is None:
        return plain
    mixed = (at_risk * squared[1]).dot(tied.T)
    return np.asarray(plain - mixed - mixed.T + (tied * squared[2]).dot(tied.T))
