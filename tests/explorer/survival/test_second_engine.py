"""lifelines as a second opinion, run to the same precision; its known differences are left out."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.survival import cox, kaplan_meier, logrank
from tests.explorer.survival.survival_data import trial

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]
lifelines = pytest.importorskip("lifelines")
pandas = pytest.importorskip("pandas")


@pytest.mark.parametrize("tied", [False, True])
@pytest.mark.parametrize("strata", [None, ["stratum"]])
def test_that_lifelines_fits_the_same_regression(tied: bool, strata: list[str] | None) -> None:
    data = trial(400, seed=8, tied=tied)
    frame = pandas.DataFrame(
        {"t": data.duration, "e": data.event, "group": data.group, "x": data.x, "stratum": data.stratum}
    )
    columns = ["t", "e", "group", "x", *(strata or [])]
    theirs = lifelines.CoxPHFitter().fit(
        frame[columns], "t", "e", strata=strata, fit_options={"precision": 1e-12}
    )
    design = np.column_stack((data.group, data.x))
    ours = cox(data.duration, data.event, design, strata=data.stratum if strata else None)
    np.testing.assert_allclose(ours.coef, theirs.params_.to_numpy(), rtol=1e-7)
    np.testing.assert_allclose(ours.std_err, theirs.standard_errors_.to_numpy(), rtol=1e-6)
    assert ours.log_likelihood.fitted == pytest.approx(theirs.log_likelihood_, rel=1e-9)


def test_that_lifelines_draws_the_same_curve() -> None:
    data = trial(300, seed=9, tied=True)
    theirs = lifelines.KaplanMeierFitter().fit(data.duration, data.event)
    ours = kaplan_meier(data.duration, data.event)
    np.testing.assert_allclose(ours.survival, theirs.survival_function_.iloc[1:, 0], rtol=1e-12)
    inside = ours.survival < 1.0
    limits = theirs.confidence_interval_.to_numpy()[1:][inside]
    np.testing.assert_allclose(ours.lower[inside], limits[:, 0], rtol=1e-9)
    np.testing.assert_allclose(ours.upper[inside], limits[:, 1], rtol=1e-9)


def test_that_lifelines_makes_the_same_logrank_test() -> None:
    from lifelines.statistics import multivariate_logrank_test

    data = trial(300, seed=10, tied=True)
    theirs = multivariate_logrank_test(data.duration, data.stratum, data.event)
    ours = logrank(data.duration, data.event, data.stratum)
    assert ours.chi2 == pytest.approx(theirs.test_statistic, rel=1e-9)
    assert ours.p == pytest.approx(theirs.p_value, rel=1e-9)
