"""Cox's partial likelihood and its maximum, whatever the risk sets are made of.

A row of risk sets stands for one term of the likelihood (an event, or the tied events of one time); a member
is a cell of counts or a patient. Two sums are all that the likelihood needs from the risk sets: over the
members at risk in each row, and, the other way round, over the rows in which each member is at risk.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

from explorer.survival.counts import Counts
from explorer.survival.outcome import Floats, Integers
from explorer.survival.risk_sets import RiskSets

Ties = Literal["efron", "breslow"]
End = Literal["maximum", "rises without end", "not converged"]

MAX_ITERATIONS = 100
# A Newton step gains about half of gradient · step; at this gain the estimate is within 1e-8 standard errors
# before the last step is added, and far within it after.
GAIN_AT_MAXIMUM = 1e-17
# A step that still changes some hazard by 1 % but gains nothing only exists where the likelihood has no top.
GAIN_OF_NOTHING = 1e-10
CHANGE_OF_SOMETHING = 1e-2


class AtRisk(Protocol):
    """The risk sets of E rows over M members."""

    @property
    def weight(self) -> Floats | None:
        """(E,) number of events that each row stands for; None when it is 1 throughout."""

    def over_members(self, values: Floats) -> Floats:
        """Sum of ``values`` (M, q) over the members at risk in each row: (E, q)."""

    def over_rows(self, values: Floats) -> Floats:
        """Sum of ``values`` (E,) over the rows in which each member is at risk: (M,)."""


@dataclass(frozen=True, slots=True, eq=False)
class CellsAtRisk:
    """Risk sets of cells: ``number`` (E, C) at risk, less Efron's share of those with a tied event."""

    number: Floats
    weight: Floats | None

    def over_members(self, values: Floats) -> Floats:
        return self.number @ values

    def over_rows(self, values: Floats) -> Floats:
        return values @ self.number


@dataclass(frozen=True, slots=True, eq=False)
class PatientsAtRisk:
    """Risk sets of patients, one row an event time; for Efron's ties several, see ``efron_rows``."""

    sets: RiskSets
    efron: tuple[Integers, Floats] | None
    weight: Floats | None

    def over_members(self, values: Floats) -> Floats:
        sets, n_times = self.sets, len(self.sets.rank)
        out = np.empty((values.shape[1], n_times if self.efron is None else len(self.efron[0])))
        for column, value in enumerate(np.ascontiguousarray(values.T)):
            change = np.bincount(sets.last, value, n_times + 1) - np.bincount(sets.first, value, n_times + 1)
            at_risk = change[:0:-1].cumsum()[::-1]
            if self.efron is not None:
                time_of, share = self.efron
                tied = np.bincount(sets.event_time, value[sets.event], n_times)
                at_risk = at_risk[time_of] - share * tied[time_of]
            out[column] = at_risk
        return out.T

    def over_rows(self, values: Floats) -> Floats:
        sets, n_times = self.sets, len(self.sets.rank)
        by_time = values if self.efron is None else np.bincount(self.efron[0], values, n_times)
        before = np.concatenate(([0.0], by_time.cumsum()))
        total: Floats = before[sets.last] - before[sets.first]
        if self.efron is not None:
            time_of, share = self.efron
            total[sets.event] -= np.bincount(time_of, values * share, n_times)[sets.event_time]
        return total


def efron_rows(tied: Integers) -> tuple[Integers, Floats]:
    """For d tied events at each time, d rows: the time of each row and its share 0/d, 1/d, … (d-1)/d."""
    time_of = np.repeat(np.arange(len(tied)), tied)
    place = np.arange(len(time_of)) - np.repeat(np.cumsum(tied) - tied, tied)
    return time_of, place / tied[time_of]


def cells_at_risk(counts: Counts, ties: Ties) -> CellsAtRisk:
    """The risk sets of counts, with the correction for ties, which does not depend on the coefficients."""
    tied = counts.events.sum(axis=1)
    if not (tied > 1.0).any():
        return CellsAtRisk(counts.at_risk, None)
    if ties == "breslow":
        return CellsAtRisk(counts.at_risk, tied)
    time_of, share = efron_rows(tied.astype(np.intp))
    number = counts.at_risk.T[:, time_of] - share * counts.events.T[:, time_of]
    return CellsAtRisk(number.T, None)


def patients_at_risk(sets: RiskSets, ties: Ties) -> PatientsAtRisk:
    """The risk sets of patients, with the correction for ties."""
    tied = np.bincount(sets.event_time, minlength=len(sets.rank))
    if not (tied > 1).any():
        return PatientsAtRisk(sets, None, None)
    if ties == "breslow":
        return PatientsAtRisk(sets, None, tied.astype(np.float64))
    return PatientsAtRisk(sets, efron_rows(tied), None)


@dataclass(frozen=True, slots=True, eq=False)
class PartialLikelihood:
    """``design``: (M, p) covariates of the members; ``events``: (M,) number of events of each."""

    at_risk: AtRisk
    design: Floats
    events: Floats

    def slope(self, beta: Floats) -> tuple[Floats, Floats]:
        """Gradient (p,) and information (p, p) at the coefficients ``beta`` (p,)."""
        design, weight = self.design, self.at_risk.weight
        hazard = np.exp(design @ beta)[:, None]
        sums = self.at_risk.over_members(np.concatenate((hazard, hazard * design), axis=1))
        total = sums[:, 0]
        mean = sums[:, 1:] / total[:, None]
        rate = 1.0 / total if weight is None else weight / total
        expected = hazard[:, 0] * self.at_risk.over_rows(rate)
        squares = mean if weight is None else mean * weight[:, None]
        information = (design.T * expected) @ design - squares.T @ mean
        return (self.events - expected) @ design, information

    def value(self, beta: Floats) -> float:
        """The log partial likelihood."""
        linear = self.design @ beta
        logs = np.log(self.at_risk.over_members(np.exp(linear)[:, None])[:, 0])
        weight = self.at_risk.weight
        return float(self.events @ linear - (logs.sum() if weight is None else weight @ logs))


@dataclass(frozen=True, slots=True, eq=False)
class Maximum:
    """Where the search ended: ``beta`` (p,), ``information`` (p, p) there, the last Newton ``step`` (p,)."""

    beta: Floats
    information: Floats
    step: Floats
    iterations: int
    end: End


def maximize(likelihood: PartialLikelihood, start: Floats, slope: tuple[Floats, Floats]) -> Maximum:
    """Newton–Raphson from ``start``, where gradient and information are ``slope``.

    The log partial likelihood is concave, so a step is too long only if the slope along it has turned and is
    steep; it is then halved. No logarithm is needed on the way.
    """
    beta, (gradient, information) = start, slope
    for iteration in range(MAX_ITERATIONS):
        step = solve(information, gradient)
        gain = float(gradient @ step)
        if not gain > GAIN_AT_MAXIMUM:
            end: End = "maximum" if gain >= -GAIN_AT_MAXIMUM else "not converged"
            return Maximum(beta + step, information, step, iteration, end)
        if gain < GAIN_OF_NOTHING and np.abs(likelihood.design @ step).max() > CHANGE_OF_SOMETHING:
            return Maximum(beta, information, step, iteration, "rises without end")
        taken = _step_taken(likelihood, beta, step, gain)
        if taken is None:
            return Maximum(beta, information, step, iteration, "not converged")
        beta, (gradient, information) = taken
    return Maximum(beta, information, step, MAX_ITERATIONS, "not converged")


def solve(information: Floats, gradient: Floats) -> Floats:
    """Newton's step; NaN when the information has no inverse."""
    if len(gradient) == 1:
        return gradient / information[0] if information[0, 0] else np.full(1, np.nan)
    try:
        return np.asarray(np.linalg.solve(information, gradient), dtype=np.float64)
    except np.linalg.LinAlgError:
        return np.full(len(gradient), np.nan)


def _step_taken(
    likelihood: PartialLikelihood, beta: Floats, step: Floats, gain: float
) -> tuple[Floats, tuple[Floats, Floats]] | None:
    for halving in range(40):
        fraction = 0.5**halving
        reached = beta + fraction * step
        slope = likelihood.slope(reached)
        along = float(slope[0] @ step)
        if along >= -0.5 * gain and np.isfinite(slope[1]).all():
            return reached, slope
    return None
