"""Covariates whose effect moves with time: each multiplied by log(time), the classical check of a ratio.

The value changes at every event time, so the risk sets are written out: a member is a kind of patient at an
event time. Patients with the same covariates are one kind, so that two arms cost two members a time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from explorer.survival.counts import Counts, count_cells
from explorer.survival.cox import CoxFit, fit_likelihood, without_estimate
from explorer.survival.labels import coded
from explorer.survival.outcome import Booleans, Floats, Integers, make_outcome
from explorer.survival.partial_likelihood import PartialLikelihood
from explorer.survival.risk_sets import risk_sets
from explorer.survival.row_sums import RowSums, Ties, efron_share

# Members (kinds of patients times event times) that are written out; each takes some 100 bytes a covariate.
MOST_MEMBERS = 10_000_000

TIME_ZERO = "not estimable: an event at time 0 has no logarithm"
TOO_MANY = "not estimable: too many different patients at too many event times"


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
    has no ``transform`` (log of 0), or when more than ``MOST_MEMBERS`` are needed. Raises ``ValueError`` for
    impossible input.
    """
    outcome = make_outcome(duration, event, entry)
    n = len(outcome.duration)
    fixed, by_time = _columns(covariates, n), _columns(moving, n)
    stratum = None if strata is None else coded(strata, n, "strata")[0]
    complete: Booleans = np.asarray(np.isfinite(np.column_stack((fixed, by_time))).all(axis=1))
    sets = risk_sets(outcome, complete, stratum)
    with np.errstate(all="ignore"):
        moved = np.asarray(transform(outcome.times[sets.rank]), dtype=np.float64)
    n_coef, n_chosen = fixed.shape[1] + by_time.shape[1], len(sets.patient)
    if not np.isfinite(moved).all():
        return without_estimate(TIME_ZERO, n_coef, n_chosen, len(sets.event), ties, conf_level)
    kinds, code = np.unique(np.column_stack((fixed, by_time))[complete], axis=0, return_inverse=True)
    cell = np.full(n, -1, dtype=np.intp)
    cell[complete] = code.ravel()
    if len(kinds) * len(moved) > MOST_MEMBERS:
        return without_estimate(TOO_MANY, n_coef, n_chosen, len(sets.event), ties, conf_level)
    counts = count_cells(sets, cell, len(kinds))
    # Only differences among those at risk count; small numbers keep the digits of long sums.
    kinds = kinds - kinds.sum(axis=0) / max(len(kinds), 1)
    likelihood = _likelihood(counts, kinds, fixed.shape[1], moved, ties)
    return fit_likelihood(likelihood, n_chosen, ties, conf_level)


@dataclass(frozen=True, slots=True, eq=False)
class KindsAtRisk:
    """Risk sets of M = K · C members, kind c at event time k; ``number``, ``tied``: (K, C) at risk and with
    an event; ``row_time``: (E,) the event time of each row, ``share``: (E,) see ``efron_share``, None for
    Breslow's ties; ``weight``: (E,) events of each row, None when 1 throughout."""

    number: Floats
    tied: Floats
    row_time: Integers
    share: Floats | None
    weight: Floats | None

    def sums(self, hazard: Floats, moment: Floats) -> RowSums:
        """Sums for each member's ``hazard`` (M,) and its product with each covariate, ``moment`` (p, M)."""
        total = self._over_members(hazard)
        share = (1.0 if self.weight is None else self.weight) / total
        mean = np.array([self._over_members(value) for value in moment]).reshape(len(moment), len(total))
        return RowSums(total, self._over_rows(share), (mean * (share / total)).dot(mean.T))

    def _over_members(self, value: Floats) -> Floats:
        here = value.reshape(self.number.shape)
        at_risk: Floats = np.einsum("kc,kc->k", here, self.number)[self.row_time]
        if self.share is not None:
            at_risk -= self.share * np.einsum("kc,kc->k", here, self.tied)[self.row_time]
        return at_risk

    def _over_rows(self, value: Floats) -> Floats:
        n_times = len(self.number)
        rate = self.number * np.bincount(self.row_time, value, n_times)[:, None]
        if self.share is not None:
            rate -= self.tied * np.bincount(self.row_time, value * self.share, n_times)[:, None]
        return rate.ravel()

    def coarse(self) -> None:
        """Members at different times differ: there is no shorter form."""
        return


def _columns(values: ArrayLike, n: int) -> Floats:
    columns = np.asarray(values, dtype=np.float64)
    columns = columns[:, None] if columns.ndim == 1 else columns
    if columns.ndim != 2 or len(columns) != n:
        raise ValueError(f"Covariates must have {n} rows, one a patient, not the shape {columns.shape}.")
    return columns


def _likelihood(counts: Counts, kinds: Floats, n_fixed: int, moved: Floats, ties: Ties) -> PartialLikelihood:
    """``kinds`` (C, p + q), the first ``n_fixed`` columns as they are, the others times ``moved`` (K,)."""
    n_times, events = len(moved), counts.events
    still = np.broadcast_to(kinds.T[:n_fixed, None, :], (n_fixed, n_times, len(kinds)))
    moving = kinds.T[n_fixed:, None, :] * moved[:, None]
    covariates = np.concatenate((still, moving)).reshape(kinds.shape[1], n_times * len(kinds))
    tied = events.sum(axis=1)
    every = np.arange(len(counts.event_time))
    if ties == "breslow":
        at_risk = KindsAtRisk(counts.at_risk, events, np.arange(n_times), None, tied)
    else:
        share = efron_share(counts.event_time, tied.astype(np.intp), every)
        at_risk = KindsAtRisk(counts.at_risk, events, counts.event_time, share, None)
    return PartialLikelihood(at_risk, covariates, events.ravel(), covariates)
