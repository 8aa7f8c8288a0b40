"""Log-rank test of any number of groups, pooled over strata, and its Fleming–Harrington family."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from explorer.statistics.distributions import chi_square_upper
from explorer.survival.counts import Counts, count
from explorer.survival.labels import coded
from explorer.survival.outcome import Floats, Integers, make_outcome

# A variance below this share of what the events could give is rounding: one group alone has none.
ROUNDING = 1e-13


@dataclass(frozen=True, slots=True, eq=False)
class LogRank:
    """Observed and expected events (C,) of each group, summed over strata, and their test.

    ``chi2`` and ``p`` are None when there is nothing to compare, and ``not_estimable`` says why; then
    ``df`` is 0. ``variance``: (C, C) of observed minus expected; ``groups``: the labels, in order.
    """

    chi2: float | None
    df: int
    p: float | None
    observed: Floats
    expected: Floats
    variance: Floats
    groups: tuple[object, ...] = ()
    not_estimable: str | None = None


def logrank(
    duration: ArrayLike,
    event: ArrayLike,
    group: ArrayLike,
    *,
    strata: ArrayLike | None = None,
    rho: float = 0.0,
    gamma: float = 0.0,
) -> LogRank:
    """Compare the groups named in ``group`` (n,), within ``strata`` (n,) when given.

    Each event is weighted by S^rho · (1 - S)^gamma, where S is the pooled survival of its stratum just before
    it: (0, 0) is the log-rank test, (1, 0) the Peto & Peto modification of Gehan's, which stresses early
    differences, and (0, 1) stresses late ones (Fleming & Harrington 1991; R ``survdiff`` where gamma is 0).
    Patients with a missing value are left out. Raises ``ValueError`` for impossible input.
    """
    outcome = make_outcome(duration, event)
    cell, labels = coded(group, len(outcome.duration), "group")
    stratum = None if strata is None else coded(strata, len(outcome.duration), "strata")[0]
    counts = count(outcome, cell, len(labels), stratum=stratum)
    return logrank_of_counts(counts, rho=rho, gamma=gamma, groups=labels)


def logrank_of_counts(
    counts: Counts, *, rho: float = 0.0, gamma: float = 0.0, groups: tuple[object, ...] = ()
) -> LogRank:
    """The test from counts whose cells are the groups. Raises ``ValueError`` for a negative weight."""
    if min(rho, gamma) < 0.0:
        raise ValueError(f"The weights rho and gamma must not be negative, as {rho} and {gamma} are.")
    n_times, n_groups = counts.at_risk.shape
    at_risk = counts.at_risk.sum(axis=1)
    deaths = np.bincount(counts.event_time, minlength=n_times)
    weight = _weights(counts, at_risk, deaths, rho, gamma)
    observed = np.bincount(counts.event_cell, weight[counts.event_time], n_groups).astype(np.float64)
    share = counts.at_risk.T / at_risk
    expected = share.dot(weight * deaths)
    spread = weight * weight * deaths * (at_risk - deaths) / np.maximum(at_risk - 1.0, 1.0)
    weighted = share * spread
    variance = np.diag(weighted.sum(axis=1)) - weighted.dot(share.T)
    variance[np.abs(variance) < ROUNDING * spread.sum()] = 0.0
    return _tested(observed, expected, variance, groups, n_times > 0)


def _weights(counts: Counts, at_risk: Floats, deaths: Integers, rho: float, gamma: float) -> Floats:
    """S^rho · (1 - S)^gamma, with S the pooled survival just before each event time of a stratum."""
    before = np.ones(len(at_risk))
    if rho == gamma == 0.0:
        return before
    for start, stop in _runs(counts):
        curve = np.cumprod(1.0 - deaths[start:stop] / at_risk[start:stop])
        before[start + 1 : stop] = curve[:-1]
    return np.asarray(before**rho * (1.0 - before) ** gamma)


def _runs(counts: Counts) -> list[tuple[int, int]]:
    """Where each stratum's event times start and stop."""
    starts = np.unique(counts.stratum, return_index=True)[1].tolist()
    return list(zip(starts, [*starts[1:], len(counts.stratum)], strict=False))


def _tested(
    observed: Floats,
    expected: Floats,
    variance: Floats,
    groups: tuple[object, ...],
    has_events: bool,
) -> LogRank:
    reason = None
    if not has_events:
        reason = "not estimable: no events"
    chi2, df = quadratic_form(observed - expected, variance)
    if reason is None and df == 0:
        reason = "not estimable: no event while patients of two groups are at risk"
    if reason is not None:
        return LogRank(None, 0, None, observed, expected, variance, groups, reason)
    return LogRank(chi2, df, chi_square_upper(chi2, df), observed, expected, variance, groups)


def quadratic_form(score: Floats, variance: Floats) -> tuple[float, int]:
    """A score (C,) weighed with the generalized inverse of its variance, and the rank of that.

    A group that is never at risk drops out by itself.
    """
    values, vectors = np.linalg.eigh(variance) if len(variance) else (np.zeros(0), np.zeros((0, 0)))
    kept = values > 1e-10 * max(float(values.max(initial=0.0)), 1e-300)
    projected = vectors[:, kept].T @ score
    return float(projected @ (projected / values[kept])), int(np.count_nonzero(kept))
