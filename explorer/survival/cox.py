"""Cox regression: stratified, with Efron's or Breslow's ties and delayed entry (R ``survival::coxph``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from explorer.survival.counts import Counts
from explorer.survival.distributions import chi_square_upper, critical_value, normal_two_sided
from explorer.survival.estimability import NO_EVENTS, Reasons, unbounded, undetermined
from explorer.survival.labels import coded
from explorer.survival.outcome import Floats, Integers, make_outcome
from explorer.survival.partial_likelihood import (
    Maximum,
    PartialLikelihood,
    Ties,
    cells_at_risk,
    maximize,
    patients_at_risk,
    solve,
)
from explorer.survival.risk_sets import risk_sets


class LogLikelihood(NamedTuple):
    """Log partial likelihood without covariates and at the estimate."""

    null: float
    fitted: float


class ChiSquareTest(NamedTuple):
    """A chi-square statistic, its degrees of freedom and its P value."""

    statistic: float
    df: int
    p: float


@dataclass(frozen=True, slots=True, eq=False)
class CoxFit:
    """Coefficients (p,) and what belongs to them.

    ``lower``, ``upper``: limits of the hazard ratio; ``p``: two-sided Wald; ``covariance``: (p, p).
    ``not_estimable``: for each coefficient None, or in words why it has no estimate; its numbers are NaN
    then. The three tests are of all determined coefficients together (``df`` counts them), None without
    any; the Wald test is also None when the likelihood has no maximum, and ``log_likelihood.fitted`` is then
    the bound to which it rises. ``n``, ``n_events``: patients and events used.
    """

    coef: Floats
    std_err: Floats
    lower: Floats
    upper: Floats
    p: Floats
    covariance: Floats
    log_likelihood: LogLikelihood
    score_test: ChiSquareTest | None
    wald_test: ChiSquareTest | None
    likelihood_ratio_test: ChiSquareTest | None
    iterations: int
    not_estimable: tuple[str | None, ...]
    n: int
    n_events: int
    ties: Ties
    conf_level: float

    @property
    def hazard_ratio(self) -> Floats:
        """(p,) exp(coef)."""
        return np.exp(self.coef)


def cox(
    duration: ArrayLike,
    event: ArrayLike,
    covariates: ArrayLike,
    *,
    strata: ArrayLike | None = None,
    entry: ArrayLike | None = None,
    ties: Ties = "efron",
    conf_level: float = 0.95,
) -> CoxFit:
    """Fit ``covariates`` (n, p), or (n,) for one; the baseline hazard is free within each of ``strata`` (n,).

    Agrees with R ``coxph(Surv(…) ~ … + strata(…), ties = …)`` run to convergence. Patients with a
    missing value are left out. Raises ``ValueError`` for impossible input.
    """
    outcome = make_outcome(duration, event, entry)
    n = len(outcome.duration)
    design = _columns(covariates)
    if design.ndim != 2 or len(design) != n:
        raise ValueError(f"Covariates must have {n} rows, one a patient, not the shape {design.shape}.")
    stratum = None if strata is None else coded(strata, n, "strata")[0]
    complete = np.asarray(np.isfinite(design).all(axis=1))
    chosen = risk_sets(outcome, complete, stratum)
    sets = chosen.ever_at_risk()
    members = _centered(design[sets.patient], None if stratum is None else stratum[sets.patient])
    events = outcome.event[sets.patient].astype(np.float64)
    likelihood = PartialLikelihood(patients_at_risk(sets, ties), members, events)
    return _fit(likelihood, len(chosen.patient), ties, conf_level)


def cox_of_counts(
    counts: Counts, design: ArrayLike, *, ties: Ties = "efron", conf_level: float = 0.95
) -> CoxFit:
    """Fit covariates that are constant in each cell of the counts: ``design`` (C, p), or (C,) for one."""
    columns = _centered(_columns(design), None)
    likelihood = PartialLikelihood(cells_at_risk(counts, ties), columns, counts.events.sum(axis=0))
    return _fit(likelihood, int(counts.patients.sum()), ties, conf_level)


def improvement_of_counts(
    counts: Counts, design: ArrayLike, added: ArrayLike, *, ties: Ties = "efron"
) -> ChiSquareTest | None:
    """Likelihood ratio test of adding the columns ``added`` (C, q) to ``design`` (C, p): an interaction test.

    None when the added columns say nothing new about these counts, or when a model does not converge. Where a
    likelihood rises without end its bound is used, as by R ``anova``.
    """
    first, extra = _columns(design), _columns(added)
    columns = _centered(np.concatenate((first, extra), axis=1), None)
    events = counts.events.sum(axis=0)
    if not events.any():
        return None
    at_risk = cells_at_risk(counts, ties)
    p = first.shape[1]
    with np.errstate(all="ignore"):
        small = _search(PartialLikelihood(at_risk, columns[:, :p], events), np.zeros(p))
        start = np.zeros(columns.shape[1])
        start[small.kept] = small.top.beta
        large = _search(PartialLikelihood(at_risk, columns, events), start)
        df = len(large.kept) - len(small.kept)
        if df < 1 or "not converged" in (small.top.end, large.top.end):
            return None
        return _test(2.0 * (large.value() - small.value()), df)


def _columns(design: ArrayLike) -> Floats:
    columns = np.asarray(design, dtype=np.float64)
    return columns[:, None] if columns.ndim == 1 else columns


def _centered(design: Floats, stratum: Integers | None) -> Floats:
    """Only differences within a stratum count; small numbers keep the digits of long sums."""
    if not len(design):
        return design
    if stratum is None:
        return np.asarray(design - design.mean(axis=0))
    size = np.bincount(stratum)
    sums = np.stack([np.bincount(stratum, column) for column in design.T], axis=1)
    means = sums / np.maximum(size, 1)[:, None]
    return design - means[stratum]


@dataclass(frozen=True, slots=True, eq=False)
class _Search:
    """A maximum over the covariates ``kept`` (the determined ones), and the slope where the search began."""

    likelihood: PartialLikelihood
    kept: list[int]
    undetermined: Reasons
    gradient: Floats
    information: Floats
    top: Maximum

    def value(self) -> float:
        return self.likelihood.value(self.top.beta)


def _search(likelihood: PartialLikelihood, start: Floats) -> _Search:
    gradient, information = likelihood.slope(start)
    reasons = undetermined(likelihood, information)
    kept = [j for j, reason in enumerate(reasons) if reason is None]
    if len(kept) < len(reasons):
        likelihood = PartialLikelihood(likelihood.at_risk, likelihood.design[:, kept], likelihood.events)
        gradient, information, start = gradient[kept], information[np.ix_(kept, kept)], start[kept]
    top = maximize(likelihood, start, (gradient, information))
    return _Search(likelihood, kept, reasons, gradient, information, top)


def _fit(likelihood: PartialLikelihood, n: int, ties: Ties, conf_level: float) -> CoxFit:
    p = likelihood.design.shape[1]
    z = critical_value(conf_level)
    coef, std_err = np.full((2, p), np.nan)
    covariance = np.full((p, p), np.nan)
    n_events = int(likelihood.events.sum())
    if n_events == 0:
        return CoxFit(
            coef, std_err, coef.copy(), coef.copy(), coef.copy(), covariance, LogLikelihood(0.0, 0.0),
            None, None, None, 0, (NO_EVENTS,) * p, n, 0, ties, conf_level,
        )  # fmt: skip
    with np.errstate(all="ignore"):  # limits such as exp(800) are infinite, which is what they are
        found = _search(likelihood, np.zeros(p))
        top, reasons = found.top, found.undetermined
        for j, reason in zip(found.kept, unbounded(found.likelihood, top), strict=True):
            reasons[j] = reason
        finite = [i for i, j in enumerate(found.kept) if reasons[j] is None]
        columns = [found.kept[i] for i in finite]
        inverse = np.linalg.inv(top.information[np.ix_(finite, finite)])
        coef[columns] = top.beta[finite]
        covariance[np.ix_(columns, columns)] = inverse
        std_err[columns] = np.sqrt(inverse.diagonal())
        log_likelihood = LogLikelihood(likelihood.value(np.zeros(p)), found.value())
        score, wald, ratio = _tests(found, log_likelihood)
        lower, upper = np.exp(coef - z * std_err), np.exp(coef + z * std_err)
    p_values = np.array([normal_two_sided(b / s) for b, s in zip(coef, std_err, strict=True)])
    return CoxFit(
        coef, std_err, lower, upper, p_values, covariance, log_likelihood,
        score, wald, ratio, top.iterations, tuple(reasons), n, n_events, ties, conf_level,
    )  # fmt: skip


def _tests(found: _Search, log_likelihood: LogLikelihood) -> tuple[ChiSquareTest | None, ...]:
    """Score, Wald and likelihood ratio test of the determined coefficients."""
    df, top = len(found.kept), found.top
    if df == 0:
        return None, None, None
    score = _test(float(found.gradient @ solve(found.information, found.gradient)), df)
    if top.end == "not converged":
        return score, None, None
    ratio = _test(2.0 * (log_likelihood.fitted - log_likelihood.null), df)
    if top.end != "maximum":
        return score, None, ratio
    return score, _test(float(top.beta @ top.information @ top.beta), df), ratio


def _test(statistic: float, df: int) -> ChiSquareTest:
    statistic = max(statistic, 0.0)
    return ChiSquareTest(statistic, df, chi_square_upper(statistic, df))
