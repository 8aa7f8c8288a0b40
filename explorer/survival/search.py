"""The search for a maximum, over the covariates that the likelihood determines."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.survival.estimability import Reasons, undetermined
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


def search(likelihood: Likelihood, rough: Likelihood, enough: Enough = exact) -> Search:
    """Search from 0, at first over the averaged rows of ``rough`` when that is another one."""
    if rough is not likelihood:
        return refined(search(rough, rough, near), likelihood, enough)
    start = likelihood.at(np.zeros(len(likelihood.covariates)))
    reasons = undetermined(likelihood, start.information)
    kept = [j for j, reason in enumerate(reasons) if reason is None]
    if len(kept) < len(reasons):
        likelihood = likelihood.only(kept)
        start = likelihood.at(np.zeros(len(kept)))
    return Search(likelihood, kept, reasons, start, maximize(likelihood, start, enough))


def refined(found: Search, likelihood: Likelihood, enough: Enough = exact) -> Search:
    """The search of a likelihood that goes on where that of nearly the same one, of fewer rows, ended."""
    top, kept = found.top, found.kept
    if len(kept) < len(found.undetermined):
        likelihood = likelihood.only(kept)
    begin = np.zeros(len(kept)) if top.end == "not converged" else top.point.beta + top.step
    return Search(
        likelihood, kept, found.undetermined, None, maximize(likelihood, likelihood.at(begin), enough)
    )
