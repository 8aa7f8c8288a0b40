"""Cox's partial likelihood and its maximum, whatever the risk sets are made of.

A row of risk sets stands for one term of the likelihood (an event, or the tied events of one time); a member
is a cell of counts or a patient. Two sums are all that the likelihood needs from the risk sets: over the
members at risk in each row, and, the other way round, over the rows in which each member is at risk.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

import numpy as np

from explorer.survival.counts import Counts
from explorer.survival.outcome import Floats, Integers
from explorer.survival.risk_sets import RiskSets

Ties = Literal["efron", "breslow"]
End = Literal["maximum", "rises without end", "not converged"]

MAX_ITERATIONS = 100
# A Newton step gains about half of gradient · step, and that product is the squared distance to the maximum
# in standard errors. The last step is added, so coefficients are exact and standard errors within 1e-8.
EXACT = 1e-17
# Enough where only the height of the maximum is wanted: the last half gain is added, with an error below
# the gain to the power 1.5, that is 1e-9 even for a handful of events.
EXACT_IN_HEIGHT = 1e-6
# A step that still changes some hazard by 1 % but gains nothing only exists where the likelihood has no top.
GAIN_OF_NOTHING = 1e-10
CHANGE_OF_SOMETHING = 1e-2
# Rows that are averaged to find where to begin; a maximum over them is so near that one exact step is left.
BLOCK = 16
FEW_AT_RISK = 256
# Fewer rows than this are searched as they are.
MANY_ROWS = 8192
# Numbers at risk that are summed at a time.
SLICE = 8192


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
        step = SLICE // n_cells
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
        begins[::BLOCK] = True
        begins[1:] |= self.stratum[1:] != self.stratum[:-1]
        starts = begins.nonzero()[0]
        size = np.diff(starts, append=n_rows)
        weight = size.astype(np.float64) if self.weight is None else np.add.reduceat(self.weight, starts)
        return CellsAtRisk(np.add.reduceat(self.number, starts, axis=1) / size, weight, self.stratum[starts])


@dataclass(frozen=True, slots=True, eq=False)
class PatientsAtRisk:
    """Risk sets of patients, one row an event time, or with Efron's ``share`` (see there) one an event."""

    sets: RiskSets
    share: Floats | None
    weight: Floats | None

    def sums(self, hazard: Floats, moment: Floats) -> RowSums:
        total = self._over_patients(hazard)
        share = np.reciprocal(total) if self.weight is None else self.weight / total
        mean = np.empty((len(moment), len(total)))
        for row, value in zip(mean, moment, strict=True):
            row[:] = self._over_patients(value)
        return RowSums(total, self._over_rows(share), (mean * (share / total)).dot(mean.T))

    def _over_patients(self, value: Floats) -> Floats:
        """Sum of ``value`` (M,) over the patients at risk in each row: (E,)."""
        sets, width = self.sets, len(self.sets.rank) + 1
        change = np.bincount(sets.last, value, width) - np.bincount(sets.first, value, width)
        at_risk: Floats = change[:0:-1].cumsum()[::-1]
        if self.share is None:
            return at_risk
        tied = np.bincount(sets.event_time, value[sets.event], width)
        return at_risk[sets.event_time] - self.share * tied[sets.event_time]

    def _over_rows(self, value: Floats) -> Floats:
        """Sum of ``value`` (E,) over the rows in which each patient is at risk: (M,)."""
        sets, n_times = self.sets, len(self.sets.rank)
        by_time = value if self.share is None else np.bincount(sets.event_time, value, n_times)
        before = np.concatenate(([0.0], by_time.cumsum()))
        total: Floats = before[sets.last] - before[sets.first]
        if self.share is not None:
            tied = np.bincount(sets.event_time, value * self.share, n_times)
            total[sets.event] -= tied[sets.event_time]
        return total

    def coarse(self) -> None:
        """Patients have no shorter form."""
        return


def efron_share(event_time: Integers, tied: Integers, events: Integers) -> Floats:
    """Of d tied events, the share 0/d, 1/d, … (d-1)/d by which each of them has already left the risk set."""
    time = event_time[events]
    return (events - (tied.cumsum() - tied)[time]) / tied[time]


def cells_at_risk(counts: Counts, ties: Ties) -> CellsAtRisk:
    """The risk sets of counts, with the correction for ties, which does not depend on the coefficients."""
    at_risk, time = counts.at_risk.T, counts.event_time
    if len(time) == len(counts.stratum):
        return CellsAtRisk(at_risk, None, counts.stratum)
    tied = np.bincount(time, minlength=len(counts.stratum))
    if ties == "breslow":
        return CellsAtRisk(at_risk, tied.astype(np.float64), counts.stratum)
    # Only the rows of ties need the correction; of times that are hardly ever tied there are few.
    several = tied > 1
    rows = several[time].nonzero()[0]
    tie = (several.cumsum() - 1)[time[rows]]
    share, n_ties = efron_share(time, tied, rows), int(tie[-1]) + 1
    leaving = np.bincount(counts.event_cell[rows] * n_ties + tie, minlength=len(at_risk) * n_ties)
    number = np.empty((len(at_risk), len(time)))
    for at_risk_here, leaving_here, row in zip(at_risk, leaving.reshape(-1, n_ties), number, strict=True):
        at_risk_here.take(time, out=row, mode="clip")
        row[rows] -= leaving_here.take(tie) * share
    return CellsAtRisk(number, None, counts.stratum[time])


def patients_at_risk(sets: RiskSets, ties: Ties) -> PatientsAtRisk:
    """The risk sets of patients, with the correction for ties."""
    if len(sets.event_time) == len(sets.rank):
        return PatientsAtRisk(sets, None, None)
    tied = np.bincount(sets.event_time, minlength=len(sets.rank))
    if ties == "breslow":
        return PatientsAtRisk(sets, None, tied.astype(np.float64))
    every = np.arange(len(sets.event_time))
    return PatientsAtRisk(sets, efron_share(sets.event_time, tied, every), None)


class Point(NamedTuple):
    """The likelihood at ``beta`` (p,): ``gradient`` (p,), ``information`` (p, p), ``linear`` (M,) predictor,
    ``total`` (E,) hazard of those at risk."""

    beta: Floats
    gradient: Floats
    information: Floats
    linear: Floats
    total: Floats


@dataclass(frozen=True, slots=True, eq=False)
class PartialLikelihood:
    """``covariates``: (p, M) of the members; ``events``: (M,) number of events of each."""

    at_risk: AtRisk
    covariates: Floats
    events: Floats | Integers

    def at(self, beta: Floats) -> Point:
        """Gradient and information at these coefficients; no logarithm is taken."""
        x = self.covariates
        linear = beta.dot(x)
        hazard = np.exp(linear)
        sums = self.at_risk.sums(hazard, x * hazard)
        expected = hazard * sums.rate
        information = (x * expected).dot(x.T) - sums.square
        return Point(beta, x.dot(self.events - expected), information, linear, sums.total)

    def height(self, point: Point) -> float:
        """The log partial likelihood at a point."""
        logs = np.log(point.total)
        weight = self.at_risk.weight
        return float(self.events.dot(point.linear) - (logs.sum() if weight is None else weight.dot(logs)))

    def coarse(self) -> PartialLikelihood:
        """Nearly the same likelihood in far fewer rows; this one when it is short."""
        at_risk = self.at_risk.coarse()
        return self if at_risk is None else PartialLikelihood(at_risk, self.covariates, self.events)

    def only(self, chosen: list[int]) -> PartialLikelihood:
        """The likelihood of these covariates alone."""
        return PartialLikelihood(self.at_risk, self.covariates[chosen], self.events)


class Maximum(NamedTuple):
    """Where a search ended: the last ``point`` visited, the Newton ``step`` (p,) from it and its ``gain``."""

    point: Point
    step: Floats
    gain: float
    iterations: int
    end: End


def maximize(likelihood: PartialLikelihood, start: Point, enough: float = EXACT) -> Maximum:
    """Newton–Raphson from ``start`` until a step gains at most ``enough``.

    The log partial likelihood is concave, so a step is too long only if the slope along it has turned and is
    steep; it is then halved.
    """
    point, step, gain, iteration = start, start.gradient, 0.0, 0
    for iteration in range(MAX_ITERATIONS):
        step = solve(point.information, point.gradient)
        gain = float(point.gradient.dot(step))
        if not gain > max(enough, GAIN_OF_NOTHING):
            moving = np.abs(step.dot(likelihood.covariates)).max(initial=0.0) > CHANGE_OF_SOMETHING
            if moving and gain < GAIN_OF_NOTHING:
                return Maximum(point, step, gain, iteration, "rises without end")
            if not moving and gain <= enough:
                return Maximum(point, step, gain, iteration, "maximum")
            if np.isnan(gain):
                break
        taken = _taken(likelihood, point, step, gain)
        if taken is None:
            break
        point = taken
    return Maximum(point, step, gain, iteration, "not converged")


def solve(information: Floats, gradient: Floats) -> Floats:
    """Newton's step; NaN when the information has no inverse."""
    if len(gradient) == 1:
        return gradient / information[0] if information[0, 0] else np.full(1, np.nan)
    try:
        return np.asarray(np.linalg.solve(information, gradient), dtype=np.float64)
    except np.linalg.LinAlgError:
        return np.full(len(gradient), np.nan)


def _taken(likelihood: PartialLikelihood, point: Point, step: Floats, gain: float) -> Point | None:
    for halving in range(40):
        reached = likelihood.at(point.beta + 0.5**halving * step)
        # Not a number compares as false, so that a step to where the hazard overflows is halved as well.
        if float(reached.gradient.dot(step)) >= -0.5 * gain:
            return reached
    return None
