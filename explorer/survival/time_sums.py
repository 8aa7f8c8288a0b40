"""Sums over patients by event time, and over event times by patient: what any Cox model of patients needs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np

from explorer.survival.outcome import Booleans, Floats, Integers
from explorer.survival.risk_sets import RiskSets

Ties = Literal["efron", "breslow"]


@dataclass(frozen=True, slots=True, eq=False)
class TimeSums:
    """Sums over the m patients of risk sets with K event times, and back.

    ``late``: the patients who enter after the first event time of their stratum; ``starts``: (S,) the first
    event time of each stratum; ``stop``: (K,) the one after the stratum of each.
    """

    sets: RiskSets
    late: Integers
    starts: Integers
    stop: Integers

    def at_risk(self, value: Floats) -> Floats:
        """Sum of ``value`` (m,) over the patients at risk at each event time: (K,)."""
        width = len(self.stop) + 1
        leaving, entering = _summed(self.sets.last, value, width), np.zeros(width)
        of_stratum = np.add.reduceat(leaving[1:], self.starts)
        if len(self.late):
            entering = _summed(self.sets.first[self.late], value[self.late], width)
            of_stratum -= np.add.reduceat(entering[:-1], self.starts)
        entering[self.starts] += of_stratum
        change = np.empty(2 * width)
        change[0::2], change[1::2] = leaving, -entering
        # From the end, where few are left, and entries apart, so that small sums are not what large ones
        # leave; what a stratum leaves to the one before it is rounding, and is taken off.
        running = change[::-1].cumsum()[::-1]
        return np.asarray(running[2::2] - running[2 * self.stop + 1])

    def tied(self, value: Floats) -> Floats:
        """Sum of ``value`` (m,) over the patients with an event at each event time: (K,)."""
        return _summed(self.sets.event_time, value[self.sets.event], len(self.stop))

    def rows_at_risk(self, values: Floats) -> Floats:
        """``at_risk`` of each row of ``values`` (p, m): (p, K)."""
        sums = [self.at_risk(row) for row in values]
        return np.reshape(np.array(sums), (len(values), len(self.stop)))

    def rows_tied(self, values: Floats) -> Floats:
        """``tied`` of each row of ``values`` (p, m): (p, K)."""
        sums = [self.tied(row) for row in values]
        return np.reshape(np.array(sums), (len(values), len(self.stop)))

    def over_times(self, value: Floats, tied: Floats | None = None) -> Floats:
        """Sum of ``value`` (K,) over the times at which each patient is at risk: (m,).

        ``tied`` (K,) is taken off at the time of a patient's own event.
        """
        steps = np.zeros(2 * len(self.stop) + 1)
        steps[1::2] = value
        # Each stratum starts from 0 again, for the same reason.
        steps[2 * self.starts[1:]] = -np.add.reduceat(value, self.starts)[:-1]
        before = steps.cumsum()
        total: Floats = before[2 * self.sets.last - 1] - before[2 * self.sets.first]
        if tied is not None:
            total[self.sets.event] -= tied[self.sets.event_time]
        return total

    def only(self, chosen: Booleans) -> TimeSums:
        """The sums over the chosen patients (m,) alone, at the same event times."""
        sets, place = self.sets, chosen.cumsum() - 1
        event = chosen[sets.event]
        part = replace(
            sets,
            patient=sets.patient[chosen],
            first=sets.first[chosen],
            last=sets.last[chosen],
            event=place[sets.event[event]],
            event_time=sets.event_time[event],
        )
        return replace(self, sets=part, late=place[self.late[chosen[self.late]]])


def time_sums(sets: RiskSets) -> TimeSums:
    """The sums over patients who are all at risk at some event."""
    n_times = len(sets.rank)
    new = np.ones(n_times, dtype=np.bool_)
    np.not_equal(sets.stratum[1:], sets.stratum[:-1], out=new[1:])
    starts, place = new.nonzero()[0], new.cumsum() - 1
    stop = np.append(starts[1:], n_times)[place]
    late = (sets.first > starts[place[sets.last - 1]]).nonzero()[0]
    return TimeSums(sets, late, starts, stop)


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
            _summed(time, value, n_times) for value in (each, shared, square, square * share, shared * shared)
        ]
        return Weights(total, tuple(by_time[:2]), tuple(by_time[2:]))


def event_rows(sets: RiskSets, ties: Ties) -> EventRows:
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


def _summed(code: Integers, value: Floats, n: int) -> Floats:
    """Sum of the values of each code: (n,)."""
    return np.asarray(np.bincount(code, value, n), dtype=np.float64)
