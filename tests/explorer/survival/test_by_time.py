"""A covariate multiplied by log(time): the check of proportional hazards by a larger Cox model."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.survival import by_time, cox
from explorer.survival.by_time import cox_by_time
from explorer.survival.estimability import NOTHING_TO_COMPARE
from explorer.survival.outcome import Floats


def trial(n: int, seed: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Durations with ties, events, arms and a number."""
    rng = np.random.default_rng(seed)
    arm, number = rng.integers(0, 2, n).astype(float), rng.normal(size=n).round(1)
    duration = np.ceil(rng.exponential(20.0 * np.exp(-0.5 * arm + 0.2 * number)))
    return duration, (rng.random(n) < 0.7).astype(float), arm, number


@given(st.integers(0, 200), st.sampled_from(["efron", "breslow"]))
def test_that_a_constant_function_of_time_is_the_ordinary_model(seed: int, ties: by_time.Ties) -> None:
    duration, event, arm, number = trial(40, seed)
    moved = cox_by_time(duration, event, number, arm, transform=np.ones_like, ties=ties)
    plain = cox(duration, event, np.column_stack((number, arm)), ties=ties)
    assert moved.not_estimable == plain.not_estimable
    assert moved.coef == pytest.approx(plain.coef, rel=1e-7, abs=1e-9, nan_ok=True)
    assert moved.covariance == pytest.approx(plain.covariance, rel=1e-6, abs=1e-9, nan_ok=True)
    assert moved.log_likelihood == pytest.approx(plain.log_likelihood, rel=1e-9)


def test_that_it_is_the_model_of_rows_split_at_every_event_time() -> None:
    duration, event, arm, _ = trial(60, 3)
    times = np.unique(duration[event == 1])
    rows = [
        (start, min(stop, d), e * (d <= stop), a, a * np.log(min(stop, d)))
        for d, e, a in zip(duration, event, arm, strict=True)
        for start, stop in zip([0.0, *times], [*times, np.inf], strict=True)
        if start < d
    ]
    start, stop, status, still, moving = np.array(rows).T
    split = cox(stop, status, np.column_stack((still, moving)), entry=start)
    ours = cox_by_time(duration, event, arm, arm)
    assert ours.coef == pytest.approx(split.coef, rel=1e-7)
    assert ours.std_err == pytest.approx(split.std_err, rel=1e-7)


def test_that_a_constant_added_in_a_stratum_changes_nothing() -> None:
    duration, event, arm, number = trial(200, 5)
    stratum = np.arange(200) % 3
    plain, apart = (
        cox_by_time(duration, event, number + constant * stratum, arm, strata=stratum)
        for constant in (0.0, 1e5)
    )
    assert apart.not_estimable == plain.not_estimable == (None, None)
    assert apart.coef == pytest.approx(plain.coef, rel=1e-8)
    assert apart.std_err == pytest.approx(plain.std_err, rel=1e-8)


def test_that_a_hazard_ratio_that_fades_is_found() -> None:
    rng = np.random.default_rng(2)
    arm = np.repeat([0.0, 1.0], 2000)
    # A Weibull shape of 1.5 against 1: the log hazard ratio rises by 0.5 with log(time).
    duration = np.where(arm == 1, rng.weibull(1.5, 4000), rng.weibull(1.0, 4000)) * 10.0
    fit = cox_by_time(duration, np.ones(4000), arm, arm)
    assert fit.coef[1] == pytest.approx(0.5, abs=3 * fit.std_err[1])
    assert fit.p[1] < 1e-6


def test_that_an_event_at_time_zero_has_no_logarithm_and_says_so() -> None:
    fit = cox_by_time([0.0, 1.0, 2.0], [1, 1, 0], [0.0, 1.0, 1.0], [0.0, 1.0, 1.0])
    assert fit.not_estimable == ("not estimable: an event at time 0 has no logarithm",) * 2
    assert fit.wald_test is None
    assert np.isnan(fit.coef).all()


def test_that_what_is_too_large_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_time, "MOST_CELLS", 10)
    duration, event, arm, number = trial(40, 1)
    fit = cox_by_time(duration, event, number, arm)
    assert fit.not_estimable[0] == "not estimable: too many different values at too many event times"


def test_that_rows_of_other_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="must have 2 rows"):
        cox_by_time([1.0, 2.0], [1, 1], [0.0, 1.0, 1.0], [0.0, 1.0])


def test_that_no_determined_coefficient_is_said() -> None:
    """Each stratum holds one group: neither the group nor its change over time is ever compared."""
    fit = cox_by_time([1.0, 2, 3, 4], [1, 0, 1, 0], [0, 0, 1, 1], [0, 0, 1, 1], strata=[0, 0, 1, 1])
    assert fit.not_estimable == (NOTHING_TO_COMPARE, NOTHING_TO_COMPARE)
    assert np.isnan(fit.coef).all()
