"""Risk sets of the subdistribution: those who had another event stay, with the weight of not being censored.

Source: Fine & Gray 1999, JASA 94:496–509. A row is an event time of the cause, a member a patient. A patient
is at risk with weight 1 until the end of follow-up; one with a competing event afterwards with the weight
G(row) / G(own time), where G is the Kaplan–Meier estimate of not being censored just before a time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.survival.competing import CENSORED, CompetingOutcome
from explorer.survival.outcome import Booleans, Floats, Integers
from explorer.survival.row_sums import RowSums


@dataclass(frozen=True, slots=True, eq=False)
class SubdistributionAtRisk:
    """K rows over M members by time; serves as the risk sets of a partial likelihood.

    ``last``: (M,) a member is at risk with weight 1 in rows 0 … ``last`` - 1; ``row``: (E,) the row of each
    event; ``event``, ``competing``: (E,), (M_2,) the members with an event of the cause, and of another;
    ``uncensored``: (K,) G at each row; ``inverse``: (M_2,) one over G at each competing event;
    ``weight``: (K,) events of each row.
    """

    last: Integers
    row: Integers
    event: Integers
    competing: Integers
    uncensored: Floats
    inverse: Floats
    weight: Floats

    def sums(self, hazard: Floats, moment: Floats) -> RowSums:
        """What the partial likelihood needs; see ``explorer.survival.row_sums``."""
        total = self.over_members(hazard)
        share = self.weight / total
        mean = np.empty((len(moment), len(total)))
        for row, value in zip(mean, moment, strict=True):
            row[:] = self.over_members(value)
        return RowSums(total, self.over_rows(share), (mean * (share / total)).dot(mean.T))

    def coarse(self) -> None:
        """There is no shorter form."""
        return

    def over_members(self, value: Floats) -> Floats:
        """Sum of ``value`` (M,) over the members at risk in each row, weighted: (K,)."""
        width = len(self.weight) + 1
        full = np.bincount(self.last, value, width)[:0:-1].cumsum()[::-1]
        staying = self.inverse * value[self.competing]
        left = np.bincount(self.last[self.competing], staying, width)[:-1].cumsum()
        return np.asarray(full + self.uncensored * left)

    def over_rows(self, value: Floats) -> Floats:
        """Sum of ``value`` (K,) over the rows in which each member is at risk, weighted: (M,)."""
        total: Floats = np.concatenate(([0.0], value.cumsum()))[self.last]
        total[self.competing] += self.inverse * self.from_row(value)[self.last[self.competing]]
        return total

    def from_row(self, value: Floats) -> Floats:
        """Sum of ``value`` (K,) times G over each row and those after it, and 0 at the end: (K + 1,)."""
        return np.append((value * self.uncensored)[::-1].cumsum()[::-1], 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Members:
    """The M patients of a model by time: ``patient`` (M,) their places in the outcome, ``time`` (M,) codes of
    their distinct times, not decreasing, ``censored`` (M,)."""

    patient: Integers
    time: Integers
    censored: Booleans

    def censoring(self) -> tuple[Floats, Floats, Floats]:
        """At each distinct time (T,): number at risk, number censored, and G just before it."""
        left = np.bincount(self.time)
        at_risk = left[::-1].cumsum()[::-1].astype(np.float64)
        censored = np.bincount(self.time, self.censored, len(left))
        uncensored = (1.0 - censored / at_risk).cumprod()
        return at_risk, np.asarray(censored, np.float64), np.append(1.0, uncensored)[: len(left)]


def subdistribution(
    outcome: CompetingOutcome, of: int, mask: Booleans
) -> tuple[Members, SubdistributionAtRisk]:
    """The members in ``mask`` (n,) and their risk sets for the cause ``of``."""
    first = outcome.first
    place = mask[first.order].nonzero()[0]
    patient = first.order[place]
    time = np.unique(first.ordered_rank[place], return_inverse=True)[1].astype(np.intp)
    cause = outcome.cause[patient]
    members = Members(patient, time, cause == CENSORED)
    event = (cause == of).nonzero()[0]
    competing = ((cause != of) & (cause != CENSORED)).nonzero()[0]
    rows, row = np.unique(time[event], return_inverse=True)
    uncensored = members.censoring()[2]
    at_risk = SubdistributionAtRisk(
        rows.searchsorted(time, side="right"),
        row.astype(np.intp),
        event,
        competing,
        uncensored[rows],
        1.0 / uncensored[time[competing]],
        np.bincount(row, minlength=len(rows)).astype(np.float64),
    )
    return members, at_risk
