"""Covariates whose effect moves with time: each multiplied by log(time), the classical check of a ratio.

The value changes at every event time. Patients whose values change alike (those of one arm) are one group: at
each time their hazards are what they would be without the change, times one factor. So each step sums over
the patients once, as a model without time does, and then over groups and event times.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike

from explorer.survival.cox import CoxFit, fit_likelihood, without_estimate
from explorer.survival.labels import coded
from explorer.survival.outcome import Booleans, Floats, Integers, make_outcome
from explorer.survival.partial_likelihood import Point
from explorer.survival.risk_sets import PatientSets, risk_sets
from explorer.survival.time_sums import (
    EventRows,
    Ties,
    TimeSums,
    Weights,
    event_rows,
    squares,
    time_sums,
)
from explorer.survival.within_strata import centered, patient_strata

# Groups times event times; so many take about a second a step.
MOST_CELLS = 10_000_000

TIME_ZERO = "not estimable: an event at time 0 has no logarithm"
TOO_MANY = "not estimable: too many different values at too many event times"


def cox_by_time(
    duration: ArrayLike,
    event: ArrayLike,
    covariates: ArrayLike,
    moving: ArrayLike,
    *,
    strata: ArrayLike | None = None,
    entry: ArrayLike | None = None,
    transform: Callable[[Floats], Floats] = np.log,
    ties: Ties = "efron",
    conf_level: float = 0.95,
) -> CoxFit:
    """Fit ``covariates`` (n, p) and, after them, each of ``moving`` (n, q) multiplied by a function of time.

    Agrees with R ``coxph(Surv(…) ~ x + tt(z) + strata(…), tt = function(x, t, …) x * log(t))`` run to
    convergence. Patients with a missing value are left out. Nothing is estimable with an event at a time that
    has no ``transform`` (log of 0), or where ``moving`` has so many values that more than ``MOST_CELLS`` are
    needed. Raises ``ValueError`` for impossible input.
    """
    outcome = make_outcome(duration, event, entry)
    n = len(outcome.duration)
    fixed, by_time = _columns(covariates, n), _columns(moving, n)
    stratum = None if strata is None else coded(strata, n, "strata")[0]
    complete: Booleans = np.asarray(np.isfinite(np.column_stack((fixed, by_time))).all(axis=1))
    chosen = risk_sets(outcome, complete, stratum).by_patient()
    with np.errstate(all="ignore"):
        moved = np.asarray(transform(outcome.times[chosen.rank]), dtype=np.float64)
    n_coef, n_chosen, n_events = fixed.shape[1] + by_time.shape[1], len(chosen.patient), len(chosen.event)
    if not np.isfinite(moved).all():
        return without_estimate(TIME_ZERO, n_coef, n_chosen, n_events, ties, conf_level)
    sets = chosen.ever_at_risk()
    events = outcome.event[sets.patient].astype(np.float64)
    # Those that move are not taken apart by stratum: each of their values needs sums of its own.
    still = centered(fixed[sets.patient].T, patient_strata(sets)).T
    likelihood = _likelihood(sets, events, still, centered(by_time[sets.patient].T).T, moved, ties)
    if likelihood is None:
        return without_estimate(TOO_MANY, n_coef, n_chosen, n_events, ties, conf_level)
    return fit_likelihood(likelihood, n_chosen, ties, conf_level)


class Part(NamedTuple):
    """What a group adds to the sums at each event time: ``factor`` (K,) of its hazards by the covariates that
    move; ``at_risk`` (1 + p, K) the hazard at risk and its product with each covariate that stays; ``tied``
    the same of those with an event, None where no correction for ties is needed."""

    factor: Floats
    at_risk: Floats
    tied: Floats | None


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Patients whose covariates move alike: ``place`` (m_g,) among all; ``value`` (q,) not yet moved."""

    place: Integers
    sums: TimeSums
    value: Floats


@dataclass(frozen=True, slots=True, eq=False)
class MovingLikelihood:
    """The partial likelihood of m patients with q of their covariates multiplied by ``moved`` (K,).

    ``fixed``: (p, m) the others; ``covariates``: (p + q, m) all of them, as they are at the last event time
    at which each patient is at risk, which is that of the patient's event.
    """

    groups: tuple[Group, ...]
    rows: EventRows
    moved: Floats
    fixed: Floats
    covariates: Floats
    events: Floats

    def at(self, beta: Floats) -> Point:
        """Gradient and information at these coefficients; no logarithm is taken."""
        n_fixed, moved = len(self.fixed), self.moved
        hazard = np.exp(beta[:n_fixed].dot(self.fixed))
        parts = [self._part(group, hazard, beta[n_fixed:]) for group in self.groups]
        at_risk, tied = self._over_groups([part.at_risk for part in parts]), None
        if self.rows.share is not None:
            tied = self._over_groups([part.tied for part in parts if part.tied is not None])
        weights = self.rows.weights(at_risk[0], None if tied is None else tied[0])
        information = -squares(weights.squared, at_risk[1:], None if tied is None else tied[1:])
        gradient = self.covariates.dot(self.events)
        for group, part in zip(self.groups, parts, strict=True):
            # At each time, the events expected in the group and their product with each fixed covariate.
            expected = part.at_risk * weights.once[0]
            if part.tied is not None:
                expected -= part.tied * weights.once[1]
            by_time, value = expected.dot(np.stack((np.ones_like(moved), moved, moved**2)).T), group.value
            gradient[:n_fixed] -= by_time[1:, 0]
            gradient[n_fixed:] -= value * by_time[0, 1]
            mixed = np.multiply.outer(by_time[1:, 1], value)
            information[:n_fixed, :n_fixed] += self._fixed_square(group, part, hazard, weights)
            information[:n_fixed, n_fixed:] += mixed
            information[n_fixed:, :n_fixed] += mixed.T
            information[n_fixed:, n_fixed:] += by_time[0, 2] * np.multiply.outer(value, value)
        return Point(beta, gradient, information, beta.dot(self.covariates), weights.total)

    def height(self, point: Point) -> float:
        """The log partial likelihood at a point."""
        logs, weight = np.log(point.total), self.rows.weight
        return float(self.events.dot(point.linear) - (logs.sum() if weight is None else weight.dot(logs)))

    @property
    def given(self) -> Floats:
        """The covariates, which differ by time and are named in words as they are."""
        return self.covariates

    def coarse(self) -> Self:
        """There is no shorter form."""
        return self

    def only(self, chosen: list[int]) -> Self:
        """The likelihood of these covariates alone."""
        still = [j for j in chosen if j < len(self.fixed)]
        moving = [j - len(self.fixed) for j in chosen[len(still) :]]
        groups = tuple(replace(group, value=group.value[moving]) for group in self.groups)
        return replace(self, groups=groups, fixed=self.fixed[still], covariates=self.covariates[chosen])

    def _part(self, group: Group, hazard: Floats, moving: Floats) -> Part:
        factor = np.exp(moving.dot(group.value) * self.moved)
        here = hazard[group.place]
        values = np.vstack((here, self.fixed[:, group.place] * here))
        tied = None if self.rows.share is None else factor * group.sums.rows_tied(values)
        return Part(factor, factor * group.sums.rows_at_risk(values), tied)

    def _over_groups(self, sums: list[Floats]) -> Floats:
        """(1 + p + q, K): those of the fixed covariates over all groups, then those that move."""
        moving = [
            np.multiply.outer(group.value, each[0]) for group, each in zip(self.groups, sums, strict=True)
        ]
        return np.vstack((sum(sums), self.moved * sum(moving)))

    def _fixed_square(self, group: Group, part: Part, hazard: Floats, weights: Weights) -> Floats:
        x, rates = self.fixed[:, group.place], [part.factor * once for once in weights.once]
        return np.asarray((x * (hazard[group.place] * group.sums.over_times(*rates))).dot(x.T))


def _likelihood(
    sets: PatientSets, event: Floats, fixed: Floats, moving: Floats, moved: Floats, ties: Ties
) -> MovingLikelihood | None:
    """``event`` (m,), ``fixed`` (m, p), ``moving`` (m, q) of the patients; None when it is too large."""
    values, code = np.unique(moving, axis=0, return_inverse=True)
    if len(values) * len(moved) > MOST_CELLS:
        return None
    sums, code = time_sums(sets), code.ravel()
    groups = tuple(
        Group((code == g).nonzero()[0], sums.only(code == g), value) for g, value in enumerate(values)
    )
    at_last = moving * moved[sets.last - 1][:, None]
    covariates = np.hstack((fixed, at_last)).T
    return MovingLikelihood(
        groups, event_rows(sets, ties), moved, fixed.T.copy(), np.ascontiguousarray(covariates), event
    )


def _columns(values: ArrayLike, n: int) -> Floats:
    columns = np.asarray(values, dtype=np.float64)
    columns = columns[:, None] if columns.ndim == 1 else columns
    if columns.ndim != 2 or len(columns) != n:
        raise ValueError(f"Covariates must have {n} rows, one a patient, not the shape {columns.shape}.")
    return columns
