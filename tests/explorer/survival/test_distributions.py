"""The distributions agree with SciPy to 1e-12."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from explorer.statistics.distributions import (
    chi_square_upper,
    critical_value,
    normal_cdf,
    normal_quantile,
    normal_two_sided,
)


def test_that_normal_probabilities_agree_with_scipy() -> None:
    for z in np.linspace(-30.0, 30.0, 241):
        assert normal_cdf(z) == pytest.approx(stats.norm.cdf(z), rel=1e-12, abs=1e-300)
        assert normal_two_sided(z) == pytest.approx(2.0 * stats.norm.sf(abs(z)), rel=1e-12, abs=1e-300)


def test_that_normal_quantiles_agree_with_scipy() -> None:
    for p in (1e-300, 1e-30, 1e-10, 1e-4, 0.0027, 0.025, 0.05, 0.3, 0.5, 0.7, 0.975, 0.9995, 1 - 1e-12):
        assert normal_quantile(p) == pytest.approx(stats.norm.ppf(p), rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("df", [1, 2, 3, 4, 5, 9, 10, 30, 101])
def test_that_chi_square_probabilities_agree_with_scipy(df: int) -> None:
    for x in (0.0, 1e-12, 1e-3, 0.3, 1.0, 3.84, 10.0, 50.0, 200.0, 900.0):
        assert chi_square_upper(x, df) == pytest.approx(stats.chi2.sf(x, df), rel=1e-12, abs=1e-300)


def test_that_impossible_probabilities_and_levels_are_refused() -> None:
    for p in (0.0, 1.0, -0.1, 95.0):
        with pytest.raises(ValueError, match="between 0 and 1"):
            normal_quantile(p)
        with pytest.raises(ValueError, match="confidence level"):
            critical_value(p)
    with pytest.raises(ValueError, match="degree of freedom"):
        chi_square_upper(1.0, 0)
