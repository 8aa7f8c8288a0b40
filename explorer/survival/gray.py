"""Gray's test: do groups differ in the cumulative incidence of one cause? (R ``cmprsk::cuminc``, ``$Tests``)

Source: Gray 1988, Annals of Statistics 16:1141–1154, with the weight rho = 0. Where there is one cause only,
the score is that of the log-rank test; the variances differ a little, in how they treat ties and in
estimating the censoring of each group.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from explorer.statistics.distributions import chi_square_upper
from explorer.survival.competing import CauseCounts, CompetingOutcome, count_causes, make_competing_outcome
from explorer.survival.labels import coded
from explorer.survival.logrank import quadratic_form
from explorer.survival.outcome import Booleans, Floats
from explorer.survival.risk_sets import Codes


@dataclass(frozen=True, slots=True, eq=False)
class GrayTest:
    """The ``score`` (G,) of each group, above 0 where the cause is more frequent, and its ``variance``
    (G, G), summed over strata. ``chi2`` and ``p`` are None when there is nothing to compare, and
    ``not_estimable`` says why; then ``df`` is 0. ``groups``: the labels, in order."""

    chi2: float | None
    df: int
    p: float | None
    score: Floats
    variance: Floats
    groups: tuple[object, ...] = ()
    not_estimable: str | None = None


def gray_test(
    duration: ArrayLike,
    cause: ArrayLike,
    group: ArrayLike,
    *,
    of: int = 1,
    strata: ArrayLike | None = None,
) -> GrayTest:
    """Compare the groups named in ``group`` (n,) in the cause ``of``, within ``strata`` (n,) when given.

    ``cause`` (n,) is 0 for censored, 1, 2, … for the causes. Patients with a missing value are left out.
    Raises ``ValueError`` for impossible input.
    """
    outcome = make_competing_outcome(duration, cause)
    n = len(outcome.cause)
    codes, labels = coded(group, n, "group")
    stratum = None if strata is None else coded(strata, n, "strata")[0]
    return gray_test_of(outcome, codes, len(labels), of=of, stratum=stratum, groups=labels)


def gray_test_of(
    outcome: CompetingOutcome,
    group: Codes,
    n_groups: int,
    *,
    of: int = 1,
    stratum: Codes | None = None,
    mask: Booleans | None = None,
    groups: tuple[object, ...] = (),
) -> GrayTest:
    """The test for the codes of ``group`` and ``stratum`` (n,), negative ones being left out.

    Where a group is at risk at no event, R gives a statistic of -1; here that group drops out.
    """
    score, variance, events = np.zeros(n_groups), np.zeros((n_groups, n_groups)), 0
    for chosen in _each_stratum(stratum, mask):
        counts = count_causes(outcome, chosen, group, n_groups)
        own = counts.events[of - 1] if of <= outcome.n_causes else np.zeros_like(counts.censored)
        if own.any():
            added, its_variance = _score_and_variance(counts, own)
            score, variance, events = score + added, variance + its_variance, events + int(own.sum())
    # Each event adds up to a quarter to the variance; next to that, what rounding leaves is nothing.
    variance[np.abs(variance) < 1e-14 * events] = 0.0
    chi2, df = quadratic_form(score, variance)
    if events and df:
        return GrayTest(chi2, df, chi_square_upper(chi2, df), score, variance, groups)
    reason = "no event while patients of two groups are at risk" if events else "no events of this cause"
    return GrayTest(None, 0, None, score, variance, groups, f"not estimable: {reason}")


def _each_stratum(stratum: Codes | None, mask: Booleans | None) -> list[Booleans | None]:
    if stratum is None:
        return [mask]
    chosen = stratum >= 0 if mask is None else mask & (stratum >= 0)
    return [chosen & (stratum == code) for code in np.unique(stratum[chosen])]


@dataclass(frozen=True, slots=True, eq=False)
class _Curves:
    """By group and time (G, K): event-free ``survival`` before and at each time, ``incidence`` before it."""

    survival_before: Floats
    survival: Floats
    incidence_before: Floats


def _score_and_variance(counts: CauseCounts, own: Codes) -> tuple[Floats, Floats]:
    """Score (G,) and its variance (G, G) within one stratum; ``own`` (G, K) are the events of the cause."""
    eventful = counts.events.any(axis=(0, 1))
    at_risk = counts.at_risk[:, eventful].astype(np.float64)
    own, others = own[:, eventful], (counts.events.sum(axis=0) - own)[:, eventful]
    curves = _curves(at_risk, own, others)
    # As if nobody had left by another cause: each group's number at risk over its event-free survival.
    scale = np.zeros_like(at_risk)
    np.divide(at_risk, curves.survival_before, out=scale, where=at_risk > 0)
    free = scale * (1.0 - curves.incidence_before)
    total, deaths = scale.sum(axis=0), own.sum(axis=0)
    score = (own - deaths * free / free.sum(axis=0)).sum(axis=1)
    pooled = (deaths / total).cumsum()
    return score, _variance(at_risk, own, others, curves, scale, pooled)


def _curves(at_risk: Floats, own: Codes, others: Codes) -> _Curves:
    present = np.maximum(at_risk, 1.0)
    survival = (1.0 - (own + others) / present).cumprod(axis=1)
    survival_before = np.hstack((np.ones((len(survival), 1)), survival[:, :-1]))
    incidence = (survival_before * own / present).cumsum(axis=1)
    return _Curves(survival_before, survival, np.hstack((np.zeros((len(survival), 1)), incidence[:, :-1])))


def _variance(
    at_risk: Floats, own: Codes, others: Codes, curves: _Curves, scale: Floats, pooled: Floats
) -> Floats:
    """Sum over groups k and times of the outer product of what an event in group k adds to every score.

    ``pooled`` (K,) is the incidence of the cause if the groups do not differ. An event of the cause at a time
    adds its own term and takes part of what was still to come; an event of another cause only the latter.
    """
    n_groups = len(at_risk)
    deaths, total = own.sum(axis=0), scale.sum(axis=0)
    left = 1.0 - np.concatenate(([0.0], pooled[:-1]))
    # (G, G, K): the score of group i under one event in group k.
    added = np.eye(n_groups)[:, :, None] * scale - scale[:, None] * scale / total
    rate = np.zeros(len(total))
    np.divide(deaths, total * left, out=rate, where=left > 0)
    reached = (added * rate).cumsum(axis=2)
    to_come = reached[:, :, -1:] - reached
    odds = np.zeros_like(at_risk)
    np.divide(1.0 - pooled, curves.survival, out=odds, where=curves.survival > 0)
    share = np.where(curves.survival > 0, 1.0 - odds, 1.0)
    size = curves.survival_before / np.maximum(at_risk, 1.0)
    alike = np.maximum(total * curves.survival_before - 1.0, 1e-300)
    of_cause = np.where(at_risk > 0, size * deaths / total * _untied(deaths, alike), 0.0)
    of_others = size**2 * others * _untied(others, np.maximum(at_risk - 1.0, 1.0)) * (curves.survival > 0)
    first, second = added + share * to_come, odds * to_come
    return _outer(first, of_cause) + _outer(second, of_others)


def _outer(values: Floats, weight: Floats) -> Floats:
    """Sum of the outer products over groups and times: ``values`` (G, G, K), ``weight`` (G, K)."""
    rows = values.reshape(len(values), -1)
    return np.asarray((rows * weight.ravel()).dot(rows.T))


def _untied(events: Codes, others_at_risk: Floats) -> Floats:
    """Correction of the variance for events at one time."""
    return np.asarray(1.0 - np.maximum(events - 1.0, 0.0) / others_at_risk)
