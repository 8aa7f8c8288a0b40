"""The score test of proportional hazards, scaled Schoenfeld residuals and the curve through them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.survival import cox
from explorer.survival.outcome import Floats
from explorer.survival.proportionality import Transform, proportionality
from explorer.survival.residual_curve import residual_curve


def trial(n: int, seed: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Durations with ties, events, two covariates and four strata."""
    rng = np.random.default_rng(seed)
    x = np.column_stack((rng.integers(0, 2, n), rng.normal(size=n)))
    duration = np.ceil(rng.exponential(30.0 * np.exp(-0.5 * x[:, 0])))
    return duration, (rng.random(n) < 0.7).astype(float), x, rng.integers(0, 4, n).astype(float)


@given(st.integers(0, 100), st.sampled_from(["efron", "breslow"]))
def test_that_breslow_and_efron_residuals_balance_over_the_events(seed: int, ties: str) -> None:
    """Schoenfeld residuals sum to 0 at the estimate, so that the scaled ones average to the coefficients."""
    duration, event, x, strata = trial(60, seed)
    fit = cox(duration, event, x, strata=strata, ties="efron" if ties == "efron" else "breslow")
    found = proportionality(duration, event, x, strata=strata, ties="efron" if ties == "efron" else "breslow")
    if found.overall is None or np.isnan(found.residuals).any():
        return
    assert found.residuals.mean(axis=0) == pytest.approx(fit.coef, rel=1e-6, abs=1e-7)


@given(st.integers(0, 100), st.sampled_from(["km", "rank", "identity", "log"]))
def test_that_units_of_a_covariate_change_no_test(seed: int, transform: Transform) -> None:
    duration, event, x, strata = trial(80, seed)
    plain = proportionality(duration, event, x, strata=strata, transform=transform)
    scaled = proportionality(
        duration, event, x * [1.0, 1000.0] + [0.0, 5e4], strata=strata, transform=transform
    )
    for one, other in zip((*plain.tests, plain.overall), (*scaled.tests, scaled.overall), strict=True):
        assert (one is None) == (other is None)
        if one is not None and other is not None:
            assert one.statistic == pytest.approx(other.statistic, rel=1e-5, abs=1e-8)


@given(st.integers(0, 50))
def test_that_the_rank_and_km_tests_need_only_the_order_of_times(seed: int) -> None:
    duration, event, x, _ = trial(50, seed)
    for transform in ("km", "rank"):
        one = proportionality(duration, event, x, transform=transform)
        other = proportionality(duration**2, event, x, transform=transform)
        if one.overall is not None and other.overall is not None:
            assert one.overall.statistic == pytest.approx(other.overall.statistic, rel=1e-9)


def test_that_a_hazard_ratio_that_fades_is_found_and_a_constant_one_is_not() -> None:
    rng = np.random.default_rng(4)
    arm = np.repeat([0.0, 1.0], 1000)
    fading = np.where(arm == 1, rng.weibull(1.6, 2000), rng.weibull(1.0, 2000))
    constant = rng.exponential(np.exp(-0.7 * arm))
    found, none = (proportionality(time, np.ones(2000), arm).tests[0] for time in (fading, constant))
    assert found is not None
    assert found.p < 1e-6
    assert none is not None
    assert none.p > 0.01


def test_that_the_curve_of_a_fading_hazard_ratio_rises() -> None:
    rng = np.random.default_rng(4)
    arm = np.repeat([0.0, 1.0], 1000)
    time = np.where(arm == 1, rng.weibull(1.6, 2000), rng.weibull(1.0, 2000))
    curve = residual_curve(proportionality(time, np.ones(2000), arm, transform="log"), 0)
    assert curve is not None
    assert curve.value[-1] > curve.value[0] + 1
    assert (curve.lower < curve.value).all()
    assert (curve.value < curve.upper).all()
    assert (np.diff(curve.time) > 0).all()


def test_that_a_straight_line_of_residuals_is_drawn_as_it_is() -> None:
    duration, event, x, _ = trial(60, 8)
    found = proportionality(duration, event, x, transform="identity")
    found.residuals[:, 0] = 3.0 + 0.5 * found.moved
    curve = residual_curve(found, 0)
    assert curve is not None
    assert curve.value == pytest.approx(3.0 + 0.5 * curve.moved)


def test_that_few_event_times_have_no_curve() -> None:
    found = proportionality([1.0, 2.0, 3.0, 3.0], [1, 1, 1, 0], [0.0, 1.0, 0.0, 1.0])
    assert residual_curve(found, 0) is None


def test_that_a_stratum_without_contrast_has_no_residual() -> None:
    duration = [1.0, 2.0, 3.0, 4.0, 1.5, 2.5, 3.5]
    x = [0.0, 1.0, 1.0, 0.0, 1.0, 1.0, 1.0]
    found = proportionality(duration, [1, 1, 1, 0, 1, 1, 1], x, strata=list("aaaabbb"))
    assert np.isnan(found.residuals[:, 0]).tolist() == [False] * 3 + [True] * 3


@pytest.mark.parametrize(
    ("duration", "event", "x", "transform", "reason"),
    [
        ([1, 2, 3], [0, 0, 0], [0, 1, 0], "km", "not estimable: no events"),
        (
            [1, 2, 3],
            [1, 1, 0],
            [1, 1, 1],
            "km",
            "not estimable: the same for all patients at risk at every event",
        ),
        (
            [0, 2, 3, 4],
            [1, 1, 1, 0],
            [0, 1, 0, 1],
            "log",
            "not estimable: an event at time 0 has no logarithm",
        ),
        ([2, 2, 2, 4], [1, 1, 0, 0], [0, 1, 0, 1], "km", "not estimable: the events do not differ in time"),
        ([1, 2, 3, 4], [1, 1, 0, 0], [1, 1, 0, 0], "km", "not estimable: no events in one group"),
        ([], [], [], "km", "not estimable: no events"),
    ],
)
def test_that_what_cannot_be_tested_says_so(
    duration: list[float], event: list[int], x: list[float], transform: Transform, reason: str
) -> None:
    found = proportionality(duration, event, np.array(x, dtype=float)[:, None], transform=transform)
    assert found.not_estimable == (reason,)
    assert found.tests == (None,)
    assert found.overall is None


def test_that_a_term_without_columns_and_one_beside_an_unbounded_one_say_so() -> None:
    duration, event, x, _ = trial(60, 8)
    lone = proportionality(duration, event, x, terms=[[0, 1], []])
    assert lone.not_estimable == (None, "not estimable: one level only")
    never = np.column_stack((x, (event == 0) & (duration > np.median(duration))))
    beside = proportionality(duration, event, never)
    assert beside.not_estimable[0] == "not estimable: a covariate of the model has no estimate"
    assert beside.not_estimable[2] == "not estimable: no events in one group"


def test_that_a_combination_of_columns_is_left_out_as_by_r() -> None:
    duration, event, x, _ = trial(60, 8)
    twice = np.column_stack((x, x[:, 0] + x[:, 1]))
    plain, found = proportionality(duration, event, x), proportionality(duration, event, twice)
    assert found.not_estimable == (None, None, "not estimable: a combination of the other covariates")
    assert plain.overall is not None
    assert found.overall is not None
    assert found.overall.statistic == pytest.approx(plain.overall.statistic, rel=1e-9)
