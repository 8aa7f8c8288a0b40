"""The search for a maximum, over the covariates that the likelihood determines."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.survival.estimability import Reasons, undetermined
from explorer.survival.outcome import Floats
from explorer.survival.partial_likelihood import Enough, Likelihood, Maximum, Point, exact, maximize, near


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """A maximum over the covariates ``kept`` (the determined ones); ``start``: the point where it began,
    None when that was on averaged rows."""

    likelihood: Likelihood
    kept: list[int]
    undetermined: Reasons
    start: Point | None
    top: Maximum

    def height(self) -> float | None:
        """The log likelihood at the top, or the bound to which it rises; None when not converged.

        What is missing at the last point is half the gain below a parabola's top, and the gain itself below
        the bound of an exponential rise.
        """
        if self.top.end == "not converged":
            return None
        missing = self.top.gain if self.top.end == "rises without end" else 0.5 * self.top.gain
        return self.likelihood.height(self.top.point) + missing


def search(likelihood: Likelihood, rough: Likelihood, beta: Floats, enough: Enough = exact) -> Search:
    """Search from ``beta`` (p,), at first over the averaged rows of ``rough`` when that is another one."""
    start = rough.at(beta)
    reasons = undetermined(rough, start.information)
    kept = [j for j, reason in enumerate(reasons) if reason is None]
    short = rough is likelihood
    if len(kept) < len(reasons):
        likelihood, rough = likelihood.only(kept), rough.only(kept)
        start = rough.at(beta[kept])
    if short:
        return Search(likelihood, kept, reasons, start, maximize(likelihood, start, enough))
    top = maximize(rough, start, near)
    begin = beta[kept] if top.end == "not converged" else top.point.beta + top.step
    return Search(likelihood, kept, reasons, None, maximize(likelihood, likelihood.at(begin), enough))
