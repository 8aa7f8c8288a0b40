"""Which coefficients a partial likelihood determines, and in words why it does not determine the others."""

from __future__ import annotations

import numpy as np

from explorer.survival.outcome import Booleans, Floats
from explorer.survival.partial_likelihood import CHANGE_OF_SOMETHING, Likelihood, Maximum

NO_EVENTS = "not estimable: no events"
NO_EVENTS_IN_ONE_GROUP = "not estimable: no events in one group"
NOTHING_TO_COMPARE = "not estimable: the same for all patients at risk at every event"
COMBINATION = "not estimable: a combination of the other covariates"
RISES_WITHOUT_END = "not estimable: one side has no comparable events"
NOT_CONVERGED = "not estimable: not converged"
TOO_LARGE = "not estimable: too large to state; rescale the covariate"

# Share of a covariate's information that must be its own; R's coxph uses a similar 1.8e-12 on its pivots.
OWN_INFORMATION = 1e-10
# Information below this share of what the events could give is rounding.
NO_INFORMATION = 1e-13
LEFT_AT_THE_BOUND = 1e-5
# Where a likelihood rises without end, a coefficient that makes a hazard this many logarithms smaller than
# another has gone the same way, though not yet as far.
GONE = 25.0
# The logarithm of about the largest number there is.
LARGEST = 700.0

Reasons = list[str | None]


def undetermined(likelihood: Likelihood, information: Floats, negligible: float = NO_INFORMATION) -> Reasons:
    """A reason for each covariate that adds no information to those before it, None for the others."""
    size = np.abs(likelihood.covariates).max(axis=1, initial=0.0).tolist()
    least = negligible * float(likelihood.events.sum())
    own = information.diagonal().tolist()
    left = information.tolist()
    reasons: Reasons = []
    for j, row in enumerate(left):  # Gaussian elimination: what it leaves on the diagonal is new information
        if not own[j] > least * size[j] ** 2:
            reasons.append(NOTHING_TO_COMPARE)
        elif not row[j] > OWN_INFORMATION * own[j]:
            reasons.append(COMBINATION)
        else:
            reasons.append(None)
            for below in left[j + 1 :]:
                factor = below[j] / row[j]
                below[:] = [x - factor * pivot for x, pivot in zip(below, row, strict=True)]
    return reasons


def unbounded(likelihood: Likelihood, top: Maximum) -> Reasons:
    """A reason for each coefficient that the search left without a finite estimate."""
    n = len(likelihood.covariates)
    if top.end == "maximum":
        return [None] * n
    if top.end == "not converged":
        return [NOT_CONVERGED] * n
    spread = np.ptp(likelihood.covariates, axis=1)
    moving = (np.abs(top.step) * spread > CHANGE_OF_SOMETHING / (2 * n)) | (
        np.abs(top.point.beta) * spread > GONE
    )
    reasons = [_why_unbounded(likelihood, j) if moves else None for j, moves in enumerate(moving)]
    # At the bound some patients count for nothing any more; the others must still determine the rest.
    rest = [j for j, reason in enumerate(reasons) if reason is None]
    block = top.point.information[np.ix_(rest, rest)]
    for j, reason in zip(rest, undetermined(likelihood.only(rest), block, LEFT_AT_THE_BOUND), strict=True):
        reasons[j] = reason
    return reasons


def too_large(coef: Floats, std_err: Floats, z: float) -> Booleans:
    """(p,) whether exp(coef), or a limit ``z`` standard errors away, is beyond what a number can hold."""
    return np.asarray(np.abs(coef) + z * std_err > LARGEST)


def without(chosen: Booleans, coef: Floats, covariance: Floats) -> tuple[Floats, Floats]:
    """Coefficients (p,) and covariance (p, p), NaN for those ``chosen`` (p,)."""
    return np.where(chosen, np.nan, coef), np.where(chosen | chosen[:, None], np.nan, covariance)


def _why_unbounded(likelihood: Likelihood, column: int) -> str:
    values = likelihood.given[column]
    with_events = values[likelihood.events > 0]
    two_groups = bool(np.isin(values, (values.min(), values.max())).all())
    return NO_EVENTS_IN_ONE_GROUP if two_groups and np.ptp(with_events) == 0 else RISES_WITHOUT_END
