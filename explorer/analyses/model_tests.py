"""Tests of Cox fits: several coefficients together, and one model against a larger one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from explorer.analyses.answers import Test
from explorer.statistics.distributions import chi_square_upper
from explorer.survival.cox import ChiSquareTest, CoxFit


def wald_test(fit: CoxFit, places: Sequence[int]) -> Test | None:
    """The Wald test of several coefficients together, None unless all of them have an estimate."""
    if not places or any(fit.not_estimable[place] is not None for place in places):
        return None
    chosen = list(places)
    coef, covariance = fit.coef[chosen], fit.covariance[np.ix_(chosen, chosen)]
    return _tested(float(coef @ np.linalg.solve(covariance, coef)), len(chosen))


def likelihood_ratio_test(smaller: CoxFit, larger: CoxFit) -> Test | None:
    """The test of what a larger model adds (R: ``anova`` of two fits), None when that is nothing."""
    before, after = smaller.likelihood_ratio_test, larger.likelihood_ratio_test
    if before is None or after is None or after.df <= before.df:
        return None
    # Both are against the same model without covariates.
    return _tested(max(after.statistic - before.statistic, 0.0), after.df - before.df)


def as_test(test: ChiSquareTest | None) -> Test | None:
    """A test of a fit as an answer."""
    return None if test is None else Test(test.statistic, test.df, test.p)


def _tested(chi2: float, df: int) -> Test:
    return Test(chi2, df, chi_square_upper(chi2, df))
