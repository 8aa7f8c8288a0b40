"""Cox regression: stratified, with Efron's or Breslow's ties and delayed entry (R ``survival::coxph``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from explorer.statistics.distributions import chi_square_upper, critical_value
from explorer.survival.coefficients import Coefficients, no_coefficients, stated
from explorer.survival.estimability import (
    NO_EVENTS,
    NOT_CONVERGED,
    TOO_LARGE,
    Reasons,
    too_large,
    unbounded,
    without,
)
from explorer.survival.labels import coded
from explorer.survival.outcome import Floats, make_outcome
from explorer.survival.partial_likelihood import (
    Likelihood,
    PartialLikelihood,
    Point,
    inverse,
    pseudo_inverse,
    solve,
)
from explorer.survival.risk_sets import risk_sets
from explorer.survival.row_sums import patients_at_risk
from explorer.survival.search import Search, search
from explorer.survival.time_sums import Ties
from explorer.survival.within_strata import centered, patient_strata


class LogLikelihood(NamedTuple):
    """Log partial likelihood without covariates and at the estimate, None when no maximum was found."""

    null: float
    fitted: float | None


class ChiSquareTest(NamedTuple):
    """A chi-square statistic, its degrees of freedom and its P value."""

    statistic: float
    df: int
    p: float


@dataclass(frozen=True, slots=True, eq=False)
class CoxFit(Coefficients):
    """Coefficients and what belongs to them.

    The three tests are of all determined coefficients together (``df`` counts them), None without any; the
    Wald test is also None when the likelihood has no maximum, and ``log_likelihood.fitted`` is then the bound
    to which it rises. ``n``, ``n_events``: patients and events used.
    """

    log_likelihood: LogLikelihood
    score_test: ChiSquareTest | None
    wald_test: ChiSquareTest | None
    likelihood_ratio_test: ChiSquareTest | None
    iterations: int
    n: int
    n_events: int
    ties: Ties
    conf_level: float


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
    design = as_columns(covariates)
    if design.ndim != 2 or len(design) != n:
        raise ValueError(f"Covariates must have {n} rows, one a patient, not the shape {design.shape}.")
    stratum = None if strata is None else coded(strata, n, "strata")[0]
    complete = np.asarray(np.isfinite(design).all(axis=1))
    chosen = risk_sets(outcome, complete, stratum).by_patient()
    if not len(chosen.event):
        return without_estimate(NO_EVENTS, design.shape[1], len(chosen.patient), 0, ties, conf_level)
    sets = chosen.ever_at_risk()
    given, by_stratum = design[sets.patient].T, patient_strata(sets)
    events = outcome.event[sets.patient].astype(np.float64)
    members = centered(given, by_stratum)
    likelihood = PartialLikelihood(patients_at_risk(sets, ties), members, events, given, by_stratum)
    return fit_likelihood(likelihood, len(chosen.patient), ties, conf_level)


def as_columns(design: ArrayLike) -> Floats:
    """Covariates (n, p), of (n,) for one."""
    columns = np.asarray(design, dtype=np.float64)
    return columns[:, None] if columns.ndim == 1 else columns


def fit_likelihood(likelihood: Likelihood, n: int, ties: Ties, conf_level: float) -> CoxFit:
    """Maximize a partial likelihood of ``n`` patients; ``ties`` says how its risk sets treat them."""
    p = len(likelihood.covariates)
    z = critical_value(conf_level)
    n_events = int(likelihood.events.sum())
    if n_events == 0:
        return without_estimate(NO_EVENTS, p, n, 0, ties, conf_level)
    with np.errstate(all="ignore"):
        found = search(likelihood, likelihood.coarse())
        coefficients = coefficients_of(found, z)
        null = found.start or found.likelihood.at(np.zeros(len(found.kept)))
        log_likelihood = LogLikelihood(found.likelihood.height(null), found.height())
        score, wald, ratio = _tests(found, null, log_likelihood)
    return CoxFit(
        *coefficients.parts, log_likelihood, score, wald, ratio, found.top.iterations,
        n, n_events, ties, conf_level,
    )  # fmt: skip


def without_estimate(reason: str, p: int, n: int, n_events: int, ties: Ties, conf_level: float) -> CoxFit:
    """A fit of ``p`` coefficients none of which can be estimated, for one ``reason``."""
    nothing = no_coefficients(reason, p)
    return CoxFit(*nothing.parts, LogLikelihood(0.0, 0.0), None, None, None, 0, n, n_events, ties, conf_level)


def coefficients_of(found: Search, z: float) -> Coefficients:
    """What a search found, with limits ``z`` standard errors away."""
    reasons = list(found.undetermined)
    for j, reason in zip(found.kept, unbounded(found.likelihood, found.top), strict=True):
        reasons[j] = reason
    coef, covariance = _estimates(found, reasons)
    unknown = np.array([reason is None for reason in reasons]) & ~(covariance.diagonal() > 0.0)
    large = too_large(coef, np.sqrt(covariance.diagonal()), z)
    for lost, why in ((unknown, NOT_CONVERGED), (large, TOO_LARGE)):
        if lost.any():
            coef, covariance = without(lost, coef, covariance)
            reasons = [why if is_lost else old for is_lost, old in zip(lost, reasons, strict=True)]
    return stated(coef, covariance, reasons, z)


def _estimates(found: Search, reasons: Reasons) -> tuple[Floats, Floats]:
    """Coefficients and their covariance, NaN for those with a reason."""
    top = found.top
    beta, information = top.point.beta + top.step, top.point.information
    if not any(reasons):
        return beta, inverse(information)
    finite = [i for i, j in enumerate(found.kept) if reasons[j] is None]
    place = [found.kept[i] for i in finite]
    coef, covariance = np.full(len(reasons), np.nan), np.full((len(reasons), len(reasons)), np.nan)
    coef[place] = beta[finite]
    if finite:
        # With the unbounded ones in it: together these may say something that the others depend on.
        covariance[np.ix_(place, place)] = pseudo_inverse(information)[np.ix_(finite, finite)]
    return coef, covariance


def _tests(found: Search, null: Point, log_likelihood: LogLikelihood) -> tuple[ChiSquareTest | None, ...]:
    """Score, Wald and likelihood ratio test of the determined coefficients."""
    df, top = len(found.kept), found.top
    if df == 0:
        return None, None, None
    score = chi_square_test(float(null.gradient.dot(solve(null.information, null.gradient))), df)
    if log_likelihood.fitted is None:
        return score, None, None
    ratio = chi_square_test(2.0 * (log_likelihood.fitted - log_likelihood.null), df)
    if top.end != "maximum":
        return score, None, ratio
    beta = top.point.beta + top.step
    return score, chi_square_test(float(beta.dot(top.point.information).dot(beta)), df), ratio


def chi_square_test(statistic: float, df: int) -> ChiSquareTest:
    """The test of a statistic, which is not below 0 but for rounding."""
    statistic = max(statistic, 0.0)
    return ChiSquareTest(statistic, df, chi_square_upper(statistic, df))
