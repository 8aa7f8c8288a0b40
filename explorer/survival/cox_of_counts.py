"""Cox models of counts, whose covariates are constant in a cell: those of the curves and of a forest plot."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from explorer.statistics.distributions import critical_value
from explorer.survival.coefficients import Coefficients, no_coefficients
from explorer.survival.counts import Counts
from explorer.survival.cox import (
    ChiSquareTest,
    CoxFit,
    as_columns,
    chi_square_test,
    coefficients_of,
    fit_likelihood,
)
from explorer.survival.estimability import NO_EVENTS
from explorer.survival.partial_likelihood import PartialLikelihood, exact_in_height
from explorer.survival.row_sums import cells_at_risk
from explorer.survival.search import Search
from explorer.survival.time_sums import Ties
from explorer.survival.together import Sought, searches
from explorer.survival.within_strata import centered


def cox_of_counts(
    counts: Counts, design: ArrayLike, *, ties: Ties = "efron", conf_level: float = 0.95
) -> CoxFit:
    """Fit covariates that are constant in each cell of the counts: ``design`` (C, p), or (C,) for one."""
    return fit_likelihood(_of_cells(counts, design, ties), int(counts.patients.sum()), ties, conf_level)


def coefficients_of_counts(
    models: Sequence[tuple[Counts, ArrayLike]], *, ties: Ties = "efron", conf_level: float = 0.95
) -> list[Coefficients]:
    """The coefficients of ``cox_of_counts`` for each pair of counts and design: the rows of a forest plot."""
    likelihoods = [_of_cells(counts, design, ties) for counts, design in models]
    z = critical_value(conf_level)
    able = [each for each in likelihoods if each.events.any()]
    with np.errstate(all="ignore"):
        found = iter(searches([Sought(each, each.coarse()) for each in able]))
        return [
            coefficients_of(next(found), z)
            if each.events.any()
            else no_coefficients(NO_EVENTS, len(each.covariates))
            for each in likelihoods
        ]


def improvements_of_counts(
    models: Sequence[tuple[Counts, ArrayLike, ArrayLike]], *, ties: Ties = "efron"
) -> list[ChiSquareTest | None]:
    """Likelihood ratio tests of adding columns (C, q) to a design (C, p) of counts: tests of interaction.

    None when the added columns say nothing new about these counts, or when a model does not converge. Where a
    likelihood rises without end its bound is used, as by R ``anova``.
    """
    sought: list[Sought] = []
    for counts, design, added in models:
        first, extra = as_columns(design), as_columns(added)
        large = _of_cells(counts, np.hstack((first, extra)), ties)
        rough, old = large.coarse(), list(range(first.shape[1]))
        small = large.only(old)
        sought += [Sought(small, small if rough is large else rough.only(old)), Sought(large, rough)]
    with np.errstate(all="ignore"):
        found = searches(sought, exact_in_height)
        return [_improvement(*pair) for pair in zip(found[::2], found[1::2], strict=True)]


def _improvement(small: Search, large: Search) -> ChiSquareTest | None:
    df = len(large.kept) - len(small.kept)
    low, high = small.height(), large.height()
    if df < 1 or low is None or high is None:
        return None
    return chi_square_test(2.0 * (high - low), df)


def _of_cells(counts: Counts, design: ArrayLike, ties: Ties) -> PartialLikelihood:
    given = as_columns(design).T
    return PartialLikelihood(cells_at_risk(counts, ties), centered(given), counts.events_in_cell, given)
