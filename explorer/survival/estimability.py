"""Which coefficients a partial likelihood determines, and in words why it does not determine the others."""

from __future__ import annotations

import numpy as np

from explorer.survival.outcome import Floats
from explorer.survival.partial_likelihood import CHANGE_OF_SOMETHING, Maximum, PartialLikelihood

NO_EVENTS = "not estimable: no events"
NO_EVENTS_IN_ONE_GROUP = "not estimable: no events in one group"
NOTHING_TO_COMPARE = "not estimable: the same for all patients at risk at every event"
COMBINATION = "not estimable: a combination of the other covariates"
RISES_WITHOUT_END = "not estimable: the likelihood rises without end"
NOT_CONVERGED = "not estimable: not converged"

# Share of a covariate's information that must be its own; R's coxph uses a similar 1.8e-12 on its pivots.
OWN_INFORMATION = 1e-10
# Information below this share of what the events could give is rounding.
NO_INFORMATION = 1e-13

Reasons = list[str | None]


def undetermined(likelihood: PartialLikelihood, information: Floats) -> Reasons:
    """A reason for each covariate that adds no information to those before it, None for the others."""
    design, n_events = likelihood.design, float(likelihood.events.sum())
    own = information.diagonal()
    size = np.abs(design).max(axis=0, initial=0.0)
    nothing = ~(own > NO_INFORMATION * n_events * size * size)
    if not nothing.any() and len(own) == 1:
        return [None]
    reasons: Reasons = [NOTHING_TO_COMPARE if empty else None for empty in nothing]
    scale = np.where(nothing, 1.0, np.sqrt(np.where(nothing, 1.0, own)))
    left = information / scale / scale[:, None]
    for j, empty in enumerate(nothing):  # Gaussian elimination: what is left on the diagonal is new
        if empty:
            continue
        if left[j, j] < OWN_INFORMATION:
            reasons[j] = COMBINATION
            continue
        left = left - left[:, j : j + 1] * (left[j] / left[j, j])
    return reasons


def unbounded(likelihood: PartialLikelihood, top: Maximum) -> Reasons:
    """A reason for each coefficient that the search left without a finite estimate."""
    if top.end == "maximum":
        return [None] * len(top.beta)
    if top.end == "not converged":
        return [NOT_CONVERGED] * len(top.beta)
    spread = np.ptp(likelihood.design, axis=0)
    moving = np.abs(top.step) * spread > CHANGE_OF_SOMETHING / (2 * len(top.beta))
    return [_why_unbounded(likelihood, j) if moves else None for j, moves in enumerate(moving)]


def _why_unbounded(likelihood: PartialLikelihood, column: int) -> str:
    values = likelihood.design[:, column]
    with_events = values[likelihood.events > 0]
    two_groups = bool(np.isin(values, (values.min(), values.max())).all())
    return NO_EVENTS_IN_ONE_GROUP if two_groups and np.ptp(with_events) == 0 else RISES_WITHOUT_END
