"""Cox's partial likelihood and its maximum."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple, Protocol, Self

import numpy as np

from explorer.patience import still_wanted
from explorer.survival.outcome import Floats, Integers
from explorer.survival.row_sums import AtRisk
from explorer.survival.within_strata import Strata, below_highest

# Of the gain and the change of a step, as numbers or as arrays of them: whether it is the last one.
Enough = Callable[[Any, Any], Any]
End = Literal["maximum", "rises without end", "not converged"]

MAX_ITERATIONS = 100
# A gain below 0 by more than this is not one.
ROUNDING = 1e-17
# A step that still changes some hazard by a third but gains nothing only exists where the likelihood has no
# top: there, each step brings about the same change, and a third of the gain of the one before. Going on
# would only collect rounding, as hazards grow beyond the digits of each other.
GAIN_OF_NOTHING = 1e-7
CHANGE_OF_SOMETHING = 0.3
# Information below this share of the most is rounding.
NOTHING = 1e-14


class Point(NamedTuple):
    """The likelihood at ``beta`` (p,): ``gradient`` (p,), ``information`` (p, p), ``linear`` (M,) predictor,
    ``total`` (E,) hazard of those at risk."""

    beta: Floats
    gradient: Floats
    information: Floats
    linear: Floats
    total: Floats


class Likelihood(Protocol):
    """What a search needs: ``covariates`` (p, M) of the members, ``given`` (p, M) before they were centered,
    and ``events`` (M,) number of events of each."""

    @property
    def covariates(self) -> Floats: ...

    @property
    def given(self) -> Floats: ...

    @property
    def events(self) -> Floats | Integers: ...

    def at(self, beta: Floats) -> Point:
        """Gradient and information at these coefficients (p,)."""

    def height(self, point: Point) -> float:
        """The log partial likelihood at a point."""

    def coarse(self) -> Self:
        """Nearly the same likelihood in far fewer rows; this one when it is short."""

    def only(self, chosen: list[int]) -> Self:
        """The likelihood of these covariates alone."""


@dataclass(frozen=True, slots=True, eq=False)
class PartialLikelihood:
    """``covariates``: (p, M) of the members, ``given`` (p, M) before they were centered in each stratum, for
    words alone; ``events``: (M,) number of events of each; ``strata``: those of the members, None when a
    member belongs to several."""

    at_risk: AtRisk
    covariates: Floats
    events: Floats | Integers
    given: Floats
    strata: Strata | None = None

    def at(self, beta: Floats) -> Point:
        """Gradient and information at these coefficients; no logarithm is taken."""
        x = self.covariates
        linear = beta.dot(x)
        if self.strata is not None:
            # Hazards of a stratum count only relative to each other.
            linear = below_highest(linear, self.strata)
        hazard = np.exp(linear)
        sums = self.at_risk.sums(hazard, x * hazard)
        expected = hazard * sums.rate
        information = (x * expected).dot(x.T) - sums.square
        return Point(beta, x.dot(self.events - expected), information, linear, sums.total)

    def height(self, point: Point) -> float:
        """The log partial likelihood at a point."""
        logs = np.log(point.total)
        weight = self.at_risk.weight
        return float(self.events.dot(point.linear) - (logs.sum() if weight is None else weight.dot(logs)))

    def coarse(self) -> Self:
        """Nearly the same likelihood in far fewer rows; this one when it is short."""
        at_risk = self.at_risk.coarse()
        return self if at_risk is None else replace(self, at_risk=at_risk)

    def only(self, chosen: list[int]) -> Self:
        """The likelihood of these covariates alone."""
        return replace(self, covariates=self.covariates[chosen], given=self.given[chosen])


def exact(gain: Any, change: Any) -> Any:
    """Whether a last step leaves exact coefficients, and standard errors within 1e-8 of their value.

    ``gain`` is gradient · step, the squared distance to the maximum in standard errors; ``change`` the most
    by which the step changes a log hazard, and so the share by which it can change the information.
    """
    return (gain <= 1e-17) | (change <= 1e-8)


def exact_in_height(gain: Any, change: Any) -> Any:
    """Whether half its gain says within some 1e-10 how much a step misses to the height of the maximum."""
    return (gain <= 1e-8) | (gain * change <= 1e-10)


def near(gain: Any, change: Any) -> Any:
    """Whether a step ends as near to the maximum as is worth while for a likelihood that is nearly the one
    sought; how much it changes does not matter then."""
    return gain <= 1e-4


class Maximum(NamedTuple):
    """Where a search ended: the last ``point`` visited, the Newton ``step`` (p,) from it and its ``gain``."""

    point: Point
    step: Floats
    gain: float
    iterations: int
    end: End


def maximize(likelihood: Likelihood, start: Point, enough: Enough = exact) -> Maximum:
    """Newton–Raphson from ``start`` until the gain and change of a step are ``enough``.

    The log partial likelihood is concave, so a step is too long only if the slope along it has turned and is
    steep; it is then halved.
    """
    point, step, gain, iteration = start, start.gradient, 0.0, 0
    for iteration in range(MAX_ITERATIONS):
        still_wanted()
        step = solve(point.information, point.gradient)
        gain = float(point.gradient.dot(step))
        if not gain >= -ROUNDING:
            break  # the information is not that of a likelihood any more: rounding, or not a number
        change = float(np.abs(step.dot(likelihood.covariates)).max(initial=0.0))
        if change > CHANGE_OF_SOMETHING and gain < GAIN_OF_NOTHING:
            return Maximum(point, step, gain, iteration, "rises without end")
        if change <= CHANGE_OF_SOMETHING and enough(gain, change):
            return Maximum(point, step, gain, iteration, "maximum")
        taken = _taken(likelihood, point, step, gain)
        if taken is None:
            break
        point = taken
    return Maximum(point, step, gain, iteration, "not converged")


def solve(information: Floats, gradient: Floats) -> Floats:
    """Newton's step, which stays where there is no information; NaN when there is none at all."""
    if len(gradient) == 1:
        return gradient / information[0] if information[0, 0] else np.full(1, np.nan)
    if not np.isfinite(information).all():
        return np.full(len(gradient), np.nan)
    with suppress(np.linalg.LinAlgError):
        step: Floats = np.asarray(np.linalg.solve(information, gradient), dtype=np.float64)
        if gradient.dot(step) >= 0.0:
            return step
    # Of some direction only rounding is left.
    return np.asarray(pseudo_inverse(information).dot(gradient))


def inverse(information: Floats) -> Floats:
    """The covariance of coefficients that are all determined; NaN when rounding has left it singular."""
    if len(information) == 1:
        return np.reciprocal(information)
    try:
        return np.asarray(np.linalg.inv(information), dtype=np.float64)
    except np.linalg.LinAlgError:
        return np.full_like(information, np.nan)


def pseudo_inverse(information: Floats) -> Floats:
    """The inverse without the directions in which there is no information; each diagonal counts as 1."""
    size = np.sqrt(np.abs(information.diagonal()))
    size[size == 0.0] = 1.0
    scale = np.outer(size, size)
    return np.asarray(np.linalg.pinv(information / scale, rcond=NOTHING, hermitian=True) / scale)


def _taken(likelihood: Likelihood, point: Point, step: Floats, gain: float) -> Point | None:
    for _ in range(40):
        reached = likelihood.at(point.beta + step)
        # Not a number compares as false, so that a step to where the hazard overflows is halved as well.
        if float(reached.gradient.dot(step)) >= -0.5 * gain:
            return reached
        step, gain = 0.5 * step, 0.5 * gain
    return None
