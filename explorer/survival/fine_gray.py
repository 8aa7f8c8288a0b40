"""Fine–Gray regression: the hazard of the subdistribution of one cause (R ``cmprsk::crr``)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from explorer.statistics.distributions import critical_value
from explorer.survival.coefficients import Coefficients, stated
from explorer.survival.competing import CompetingOutcome, make_competing_outcome
from explorer.survival.cox import LogLikelihood
from explorer.survival.estimability import NO_EVENTS, TOO_LARGE, Reasons, too_large, unbounded, without
from explorer.survival.outcome import Booleans, Floats
from explorer.survival.partial_likelihood import Likelihood, PartialLikelihood, Point, inverse, pseudo_inverse
from explorer.survival.search import search
from explorer.survival.subdistribution import Members, SubdistributionAtRisk, subdistribution
from explorer.survival.within_strata import centered

# A robust variance that is so small a share of the model's own is rounding.
NO_VARIANCE = 1e-12
NO_ROBUST_ERROR = "not estimable: the patients are too few or too alike for a robust standard error"


@dataclass(frozen=True, slots=True, eq=False)
class FineGrayFit(Coefficients):
    """Coefficients of the subdistribution hazard and what belongs to them.

    ``std_err`` and ``covariance`` are robust and include that the censoring was estimated. ``n``,
    ``n_events``, ``n_competing``: patients, events of the cause and of others. Ties are Breslow's, as in R.
    """

    log_likelihood: LogLikelihood
    n: int
    n_events: int
    n_competing: int
    conf_level: float


def fine_gray(
    duration: ArrayLike,
    cause: ArrayLike,
    covariates: ArrayLike,
    *,
    of: int = 1,
    conf_level: float = 0.95,
) -> FineGrayFit:
    """Fit ``covariates`` (n, p), or (n,) for one, to the cause ``of``; ``cause`` (n,) is 0 for censored.

    Agrees with R ``cmprsk::crr(ftime, fstatus, cov1, failcode = of)`` run to convergence (``gtol``), except
    that R weighs competing events at time 0, and only those, by the censoring after their time instead of
    before it. One censoring distribution is assumed, whatever the covariates. Patients with a missing value
    are left out. Raises ``ValueError`` for impossible input.
    """
    return fine_gray_of(make_competing_outcome(duration, cause), covariates, of=of, conf_level=conf_level)


def fine_gray_of(
    outcome: CompetingOutcome,
    covariates: ArrayLike,
    *,
    of: int = 1,
    mask: Booleans | None = None,
    conf_level: float = 0.95,
) -> FineGrayFit:
    """Fit those of a sorted outcome who are in ``mask`` (n,); ``covariates`` (n, p) or (n,)."""
    design = np.asarray(covariates, dtype=np.float64)
    design = design[:, None] if design.ndim == 1 else design
    if design.ndim != 2 or len(design) != len(outcome.cause):
        raise ValueError(f"Covariates must have {len(outcome.cause)} rows, not the shape {design.shape}.")
    complete = np.asarray(np.isfinite(design).all(axis=1))
    members, at_risk = subdistribution(outcome, of, complete if mask is None else complete & mask)
    given = design[members.patient].T
    events = np.zeros(len(members.patient))
    events[at_risk.event] = 1.0
    likelihood = PartialLikelihood(at_risk, centered(given), events, given)
    return _fit(likelihood, members, at_risk, critical_value(conf_level), conf_level)


def _fit(
    likelihood: PartialLikelihood,
    members: Members,
    at_risk: SubdistributionAtRisk,
    z: float,
    conf_level: float,
) -> FineGrayFit:
    p = len(likelihood.covariates)
    coef, covariance = np.full(p, np.nan), np.full((p, p), np.nan)
    reasons: Reasons = [NO_EVENTS] * p
    heights = LogLikelihood(0.0, 0.0)
    with np.errstate(all="ignore"):
        if len(at_risk.event):
            found = search(likelihood, likelihood)
            reasons = found.undetermined
            for j, reason in zip(found.kept, unbounded(found.likelihood, found.top), strict=True):
                reasons[j] = reason
            null = likelihood.at(np.zeros(p))
            heights = LogLikelihood(likelihood.height(null), found.height())
            finite = [i for i, j in enumerate(found.kept) if reasons[j] is None]
            place = [found.kept[i] for i in finite]
            beta = found.top.point.beta + found.top.step
            top = found.likelihood.at(beta)
            coef[place] = beta[finite]
            if finite:
                robust = _robust(found.likelihood, members, at_risk, top, len(finite) < p)
                covariance[np.ix_(place, place)] = robust[np.ix_(finite, finite)]
                coef, covariance, reasons = _statable(coef, covariance, reasons, z)
        coefficients = stated(coef, covariance, reasons, z)
    return FineGrayFit(
        *coefficients.parts, heights,
        len(members.patient), len(at_risk.event), len(at_risk.competing), conf_level,
    )  # fmt: skip


def _statable(coef: Floats, covariance: Floats, reasons: Reasons, z: float) -> tuple[Floats, Floats, Reasons]:
    """Without the coefficients that are too large, or whose robust variance is 0."""
    variance = covariance.diagonal()
    large, still = too_large(coef, np.sqrt(variance), z), variance == 0.0
    words = [
        TOO_LARGE if is_large else NO_ROBUST_ERROR if is_still else old
        for is_large, is_still, old in zip(large, still, reasons, strict=True)
    ]
    return *without(large | still, coef, covariance), words


def _robust(
    likelihood: Likelihood,
    members: Members,
    at_risk: SubdistributionAtRisk,
    top: Point,
    at_bound: bool,
) -> Floats:
    """The sandwich: each member's part in the score, with that of having estimated the censoring."""
    x, hazard = likelihood.covariates, np.exp(top.linear)
    means = np.stack([at_risk.over_members(value * hazard) for value in x]) / top.total
    rate = at_risk.weight / top.total
    influence = _own_part(x, hazard, at_risk, means, rate) + _censoring_part(
        x, hazard, members, at_risk, means, rate
    )
    bread = (pseudo_inverse if at_bound else inverse)(top.information)
    robust = np.asarray(bread @ influence.dot(influence.T) @ bread)
    none = robust.diagonal() <= NO_VARIANCE * bread.diagonal()
    return np.where(none | none[:, None], 0.0, robust)


def _own_part(
    x: Floats, hazard: Floats, at_risk: SubdistributionAtRisk, means: Floats, rate: Floats
) -> Floats:
    """(p, M) covariate less its mean at risk, at the event and, times the hazard, while at risk."""
    expected = np.stack([at_risk.over_rows(mean * rate) for mean in means])
    part = -hazard * (x * at_risk.over_rows(rate) - expected)
    part[:, at_risk.event] += x[:, at_risk.event] - means[:, at_risk.row]
    return part


def _censoring_part(
    x: Floats,
    hazard: Floats,
    members: Members,
    at_risk: SubdistributionAtRisk,
    means: Floats,
    rate: Floats,
) -> Floats:
    """(p, M) how each member's censoring, or not, changes the weights of those with a competing event."""
    number, censored, _ = members.censoring()
    n_times = len(number)
    time, competing = members.time, at_risk.competing
    staying = hazard[competing] * at_risk.inverse

    def before(value: Floats) -> Floats:
        """Sum over those with a competing event before each time (T,)."""
        total = np.bincount(time[competing], value, n_times).cumsum()
        return np.append(0.0, total)[:n_times]

    row_time = time[at_risk.event[np.unique(at_risk.row, return_index=True)[1]]]
    coming = row_time.searchsorted(np.arange(n_times))  # the first row that is not before each time
    still = at_risk.from_row(rate)[coming]
    weights = before(staying)
    part = np.empty_like(x)
    for out, value, mean in zip(part, x, means, strict=True):
        change = before(staying * value[competing]) * still - weights * at_risk.from_row(mean * rate)[coming]
        change = change / number
        out[:] = members.censored * change[time] - (change * censored / number).cumsum()[time]
    return part
