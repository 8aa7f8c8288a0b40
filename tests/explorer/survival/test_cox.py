"""What a Cox regression must keep, and in which words it declines."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.survival import cox, partial_likelihood
from explorer.survival.cox import CoxFit
from explorer.survival.estimability import (
    COMBINATION,
    NO_EVENTS,
    NO_EVENTS_IN_ONE_GROUP,
    NOT_CONVERGED,
    NOTHING_TO_COMPARE,
    RISES_WITHOUT_END,
    TOO_LARGE,
)
from tests.explorer.survival.survival_data import Data, survival_data, trial

TIES = st.sampled_from(["efron", "breslow"])


def _same(one: CoxFit, other: CoxFit) -> None:
    assert [reason is None for reason in one.not_estimable] == [
        reason is None for reason in other.not_estimable
    ]
    for name in ("coef", "std_err", "p"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-6, atol=1e-9)
    # A likelihood that rises without end is followed only until the hazards lose the digits of each other.
    if {*one.not_estimable} <= {None, COMBINATION, NOTHING_TO_COMPARE}:
        np.testing.assert_allclose(one.log_likelihood, other.log_likelihood, rtol=1e-10, atol=1e-10)


@given(survival_data(groups=2), TIES)
def test_that_swapping_the_arms_inverts_the_hazard_ratio(data: Data, ties: str) -> None:
    one = cox(data.duration, data.event, data.group, strata=data.stratum, ties=ties)
    other = cox(data.duration, data.event, 1 - data.group, strata=data.stratum, ties=ties)
    np.testing.assert_allclose(one.hazard_ratio, 1.0 / other.hazard_ratio, rtol=1e-9)
    np.testing.assert_allclose(one.lower, 1.0 / other.upper, rtol=1e-7)
    assert one.not_estimable == other.not_estimable


@given(survival_data(), TIES, st.integers(2, 4))
def test_that_copies_as_further_strata_multiply_the_likelihood(data: Data, ties: str, copies: int) -> None:
    design = np.column_stack((data.group, data.x))
    one = cox(data.duration, data.event, design, entry=data.entry, ties=ties)
    many = cox(
        np.tile(data.duration, copies),
        np.tile(data.event, copies),
        np.tile(design, (copies, 1)),
        strata=np.repeat(np.arange(copies), len(data)),
        entry=np.tile(data.entry, copies),
        ties=ties,
    )
    np.testing.assert_allclose(many.coef, one.coef, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(many.std_err, one.std_err / np.sqrt(copies), rtol=1e-6)
    if {*one.not_estimable} <= {None, COMBINATION, NOTHING_TO_COMPARE}:
        total = copies * np.array(one.log_likelihood)
        np.testing.assert_allclose(many.log_likelihood, total, rtol=1e-10, atol=1e-10)
    assert np.array_equal(np.isnan(many.coef), np.isnan(one.coef))


@given(survival_data(), TIES, st.randoms(use_true_random=False))
def test_that_neither_order_nor_unit_nor_origin_matters(data: Data, ties: str, random) -> None:
    order = np.array(random.sample(range(len(data)), len(data)), dtype=int)
    other = data.rows(order)
    design = np.column_stack((data.group, data.x))
    _same(
        cox(data.duration, data.event, design, strata=data.stratum, entry=data.entry, ties=ties),
        cox(
            other.duration * 30.4375,
            other.event,
            design[order] + 100.0,
            strata=other.stratum,
            entry=other.entry * 30.4375,
            ties=ties,
        ),
    )


@given(survival_data(min_size=2), TIES)
def test_that_an_estimate_is_a_maximum(data: Data, ties: str) -> None:
    """Checked against the likelihood written out event by event, as in a textbook."""
    fit = cox(data.duration, data.event, data.x, entry=data.entry, ties=ties)
    if fit.not_estimable[0] is not None:
        return
    at_top = _log_likelihood(data, float(fit.coef[0]), ties)
    assert fit.log_likelihood.fitted == pytest.approx(at_top, rel=1e-10, abs=1e-10)
    assert fit.log_likelihood.null == pytest.approx(_log_likelihood(data, 0.0, ties), rel=1e-10, abs=1e-10)
    aside = 1e-3 * float(fit.std_err[0])
    for beside in (fit.coef[0] - aside, fit.coef[0] + aside):
        assert _log_likelihood(data, float(beside), ties) < at_top
        # One standard error away the likelihood has fallen by half, as far as it is a parabola.
        curvature = 2 * (at_top - _log_likelihood(data, float(beside), ties)) / 1e-6
        assert curvature == pytest.approx(1.0, rel=1e-2)


def _log_likelihood(data: Data, beta: float, ties: str) -> float:
    total = 0.0
    for time in np.unique(data.duration[data.event]):
        hazard = np.exp(beta * data.x)
        at_risk = (data.duration >= time) & (data.entry < time)
        tied = data.event & (data.duration == time)
        d = np.count_nonzero(tied)
        for place in range(d):
            leaving = place / d * hazard[tied].sum() if ties == "efron" else 0.0
            total -= np.log(hazard[at_risk].sum() - leaving)
        total += beta * data.x[tied].sum()
    return float(total)


def test_that_without_ties_both_corrections_are_the_same() -> None:
    data = trial(300)
    design = np.column_stack((data.group, data.x))
    _same(
        cox(data.duration, data.event, design, strata=data.stratum, ties="efron"),
        cox(data.duration, data.event, design, strata=data.stratum, ties="breslow"),
    )


def test_that_a_wide_covariate_converges() -> None:
    data = trial(400)
    years, seconds = (cox(data.duration, data.event, data.x * unit) for unit in (1.0, 3.156e7))
    assert seconds.coef[0] * 3.156e7 == pytest.approx(years.coef[0], rel=1e-9)
    assert seconds.not_estimable == (None,)


def test_that_a_large_effect_and_an_outlier_converge() -> None:
    data = trial(400, tied=True)
    x = 8.0 * data.x
    x[0] = 4000.0
    fit = cox(data.duration, data.event, x)
    assert fit.not_estimable == (None,)
    assert fit.likelihood_ratio_test.statistic >= 0.0


def test_that_no_events_is_said() -> None:
    for duration in ([], [1.0], [1.0, 2.0, 3.0]):
        fit = cox(duration, [0] * len(duration), np.zeros((len(duration), 2)))
        assert fit.not_estimable == (NO_EVENTS, NO_EVENTS)
        assert np.isnan(fit.coef).all()
        assert fit.score_test is fit.wald_test is fit.likelihood_ratio_test is None


def test_that_a_group_without_events_is_said_and_keeps_its_likelihood_ratio() -> None:
    fit = cox([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1])
    assert fit.not_estimable == (NO_EVENTS_IN_ONE_GROUP,)
    assert np.isnan([fit.coef[0], fit.std_err[0], fit.lower[0], fit.upper[0], fit.p[0]]).all()
    # The bound: the second group never fails, which leaves 3, 2 and 1 at risk.
    assert fit.log_likelihood.fitted == pytest.approx(-np.log(6.0), abs=1e-9)
    assert fit.likelihood_ratio_test.statistic == pytest.approx(2 * np.log(6 * 5 * 4 / 6), abs=1e-8)
    assert fit.wald_test is None
    assert fit.score_test.df == 1


def test_that_one_group_alone_is_said() -> None:
    assert cox([1.0, 2.0, 3.0], [1, 1, 0], [1, 1, 1]).not_estimable == (NOTHING_TO_COMPARE,)
    assert cox([1.0], [1], [3.0]).not_estimable == (NOTHING_TO_COMPARE,)
    # Two groups that are never at risk together.
    assert cox([1.0, 2.0], [0, 1], [0, 1]).not_estimable == (NOTHING_TO_COMPARE,)
    fit = cox([1.0, 2.0, 1.0, 2.0], [1, 1, 1, 1], [0, 0, 1, 1], strata=[0, 0, 1, 1])
    assert fit.not_estimable == (NOTHING_TO_COMPARE,)


def test_that_a_covariate_that_orders_the_events_is_said() -> None:
    fit = cox([1.0, 2.0, 3.0, 4.0], [1, 1, 1, 1], [4.0, 3.0, 2.0, 1.0])
    assert fit.not_estimable == (RISES_WITHOUT_END,)


def test_that_a_combination_of_covariates_is_said_and_the_others_estimated() -> None:
    data = trial(200)
    alone = cox(data.duration, data.event, np.column_stack((data.group, data.x)))
    fit = cox(
        data.duration, data.event, np.column_stack((data.group, data.x, 2.0 * data.x - data.group + 5.0))
    )
    assert fit.not_estimable == (None, None, COMBINATION)
    np.testing.assert_allclose(fit.coef[:2], alone.coef, rtol=1e-9)
    assert np.isnan(fit.coef[2])
    assert fit.likelihood_ratio_test.df == fit.wald_test.df == 2


def test_that_one_infinite_coefficient_leaves_the_others_at_their_limit() -> None:
    data = trial(200)
    spared = (data.stratum == 2) & (data.x > 0)
    event = data.event & ~spared
    fit = cox(data.duration, event, np.column_stack((data.group, spared)))
    rest = cox(data.duration[~spared], event[~spared], data.group[~spared])
    assert fit.not_estimable == (None, NO_EVENTS_IN_ONE_GROUP)
    assert fit.coef[0] == pytest.approx(rest.coef[0], rel=1e-8)
    assert fit.std_err[0] == pytest.approx(rest.std_err[0], rel=1e-8)
    assert fit.log_likelihood.fitted == pytest.approx(rest.log_likelihood.fitted, rel=1e-10)


@given(survival_data(max_size=6), TIES)
def test_that_every_coefficient_has_a_number_or_a_reason(data: Data, ties: str) -> None:
    design = np.column_stack((data.group == 1, data.group == 2, data.x))
    fit = cox(data.duration, data.event, design, strata=data.stratum, ties=ties)
    for j, reason in enumerate(fit.not_estimable):
        assert reason is None or reason.startswith("not estimable: ")
        assert np.isfinite(fit.coef[j]) == np.isfinite(fit.std_err[j]) == (reason is None)
        assert abs(fit.coef[j]) < 30 or reason is not None


def test_that_patients_with_a_missing_value_are_left_out() -> None:
    data = trial(100)
    x, strata = data.x.copy(), data.stratum.astype(object)
    x[3], strata[7] = np.nan, None
    kept = np.delete(np.arange(100), [3, 7])
    fit = cox(data.duration, data.event, x, strata=strata)
    same = cox(data.duration[kept], data.event[kept], data.x[kept], strata=data.stratum[kept])
    assert fit.n == same.n == 98
    assert fit.coef[0] == same.coef[0]


def test_that_covariates_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match="must have 3 rows"):
        cox([1.0, 2.0, 3.0], [1, 1, 0], np.zeros((2, 3)))


def test_that_monotone_data_of_patients_have_the_reason_and_the_bound_of_their_counts() -> None:
    """Many random small studies whose few events some group or order separates."""
    random = np.random.default_rng(8)
    for _ in range(100):
        n, late = int(random.choice([20, 60])), bool(random.integers(0, 2))
        design = random.integers(0, 2, (n, 4)).astype(float)
        duration, event = random.exponential(1.0, n), random.random(n) < 0.15
        strata, entry = random.integers(0, 4, n), duration * random.random(n) * 0.9
        fit = cox(duration, event, design, strata=strata, entry=entry if late else None)
        assert NOT_CONVERGED not in fit.not_estimable
        assert fit.log_likelihood.fitted is not None
        assert np.isfinite(fit.log_likelihood.fitted)


def test_that_a_search_without_an_end_has_no_likelihood_to_state(monkeypatch: pytest.MonkeyPatch) -> None:
    data = trial(200)
    monkeypatch.setattr(partial_likelihood, "MAX_ITERATIONS", 1)
    fit = cox(data.duration, data.event, data.x)
    assert fit.not_estimable == (NOT_CONVERGED,)
    assert fit.log_likelihood.fitted is None
    assert fit.likelihood_ratio_test is fit.wald_test is None


def test_that_a_ratio_beyond_all_numbers_is_said() -> None:
    """The hazard ratio of a whole unit of something that differs by millionths."""
    data = trial(200)
    one, tiny = (cox(data.duration, data.event, data.x * unit) for unit in (1.0, 1e-6))
    assert tiny.not_estimable == (TOO_LARGE,)
    assert np.isnan([tiny.coef[0], tiny.std_err[0], tiny.lower[0], tiny.p[0]]).all()
    assert one.wald_test is not None
    assert tiny.wald_test is not None
    assert tiny.wald_test.p == pytest.approx(one.wald_test.p, rel=1e-9)
