"""Restricted means, differences at a time, numbers needed to treat, hazards, landmarks and late weights."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.survival.cumulative_hazard import cumulative_hazard, log_log
from explorer.survival.fixed_time import SurvivalDifference, number_needed, survival_difference
from explorer.survival.km import KaplanMeier, kaplan_meier
from explorer.survival.landmark import from_landmark
from explorer.survival.logrank import logrank
from explorer.survival.outcome import make_outcome
from explorer.survival.restricted_mean import difference, largest_tau, restricted_mean
from tests.explorer.survival.survival_data import Data, survival_data

TIMES = st.floats(0.5, 12.0)


def curve_of(data: Data, group: int | None = None) -> KaplanMeier:
    chosen = np.ones(len(data), dtype=bool) if group is None else data.group == group
    return kaplan_meier(data.duration[chosen], data.event[chosen])


# ---- restricted mean ---------------------------------------------------------------------------------------


@given(survival_data(min_size=1), TIMES, TIMES)
def test_that_the_restricted_mean_rises_with_tau_and_stays_below_it(
    data: Data, one: float, two: float
) -> None:
    curve = curve_of(data)
    early, late = (restricted_mean(curve, tau) for tau in sorted((one, two)))
    if early.value is not None and late.value is not None:
        assert early.value <= late.value + 1e-12
        assert late.value <= late.tau + 1e-12
        assert (late.std_err or 0.0) >= (early.std_err or 0.0) - 1e-12


@given(survival_data(min_size=1))
def test_that_without_censoring_it_is_the_mean_of_the_times_cut_off_at_tau(data: Data) -> None:
    curve = kaplan_meier(data.duration, np.ones(len(data)))
    mean = restricted_mean(curve, 7.0)
    cut = np.minimum(data.duration, 7.0)
    assert mean.value == pytest.approx(cut.mean(), abs=1e-9)
    assert (mean.std_err or 0.0) == pytest.approx(cut.std() / np.sqrt(len(cut)), abs=1e-9)


@given(survival_data(groups=2), TIMES)
def test_that_exchanging_the_groups_turns_every_difference_over(data: Data, time: float) -> None:
    first, second = curve_of(data, 0), curve_of(data, 1)
    one = difference(restricted_mean(first, time), restricted_mean(second, time))
    other = difference(restricted_mean(second, time), restricted_mean(first, time))
    assert (one.value is None) == (other.value is None)
    if one.value is not None and other.value is not None:
        assert other.value == pytest.approx(-one.value, abs=1e-12)
        assert other.p == one.p
    fixed, turned = survival_difference(first, second, time), survival_difference(second, first, time)
    assert (fixed.value is None) == (turned.value is None)
    if fixed.value is not None and turned.value is not None:
        assert turned.value == pytest.approx(-fixed.value, abs=1e-12)
        assert (turned.p, turned.log_log_chi2) == (fixed.p, fixed.log_log_chi2)


def test_that_a_mean_past_the_follow_up_is_refused_in_words_unless_nobody_is_left() -> None:
    curve = kaplan_meier([1, 2, 3], [1, 1, 0])
    assert restricted_mean(curve, 3.0).value == pytest.approx(1 + 2 / 3 + 1 / 3)
    beyond = restricted_mean(curve, 3.5)
    assert beyond.value is None
    assert beyond.not_estimable == "not estimable: the follow-up ends before this time"
    assert restricted_mean(kaplan_meier([1, 2, 3], [1, 1, 1]), 9.0).value == pytest.approx(2.0)
    nobody = restricted_mean(kaplan_meier([], []), 3.0)
    assert nobody.not_estimable == "not estimable: no patients"
    assert difference(beyond, nobody).not_estimable == beyond.not_estimable
    with pytest.raises(ValueError, match="time above 0"):
        restricted_mean(curve, 0.0)


def test_that_a_difference_without_any_event_has_no_p_value_and_says_why() -> None:
    curve = kaplan_meier([5, 6], [0, 0])
    found = difference(restricted_mean(curve, 4.0), restricted_mean(curve, 4.0))
    assert (found.value, found.p) == (0.0, None)
    assert found.not_estimable == "no interval: no events before this time in either group"


def test_that_a_group_without_events_has_a_mean_and_no_interval() -> None:
    silent = restricted_mean(kaplan_meier([5, 6], [0, 0]), 4.0)
    assert (silent.value, silent.std_err, silent.lower, silent.upper) == (4.0, None, None, None)
    assert silent.not_estimable == "no interval: no events before this time"
    alone = restricted_mean(kaplan_meier([2, 2], [1, 1]), 4.0)
    assert (alone.value, alone.not_estimable) == (2.0, "no interval: the variance of the curve is 0")
    other = restricted_mean(kaplan_meier([1, 4, 9], [1, 1, 0]), 4.0)
    found = difference(silent, other)
    assert (found.std_err, found.not_estimable) == (other.std_err, None)


def test_that_a_difference_at_a_time_without_any_event_has_no_interval() -> None:
    found = survival_difference(kaplan_meier([5, 6], [0, 0]), kaplan_meier([7], [0]), 4.0)
    assert (found.value, found.std_err, found.lower, found.p) == (0.0, None, None, None)
    assert found.not_estimable == "no interval: no events before this time in either group"


def test_that_both_rules_for_the_largest_tau_are_told() -> None:
    one, two = kaplan_meier([1, 4, 9], [1, 1, 0]), kaplan_meier([2, 7], [1, 0])
    both = largest_tau([one, two])
    assert (both.last_observed, both.last_event) == (7.0, 2.0)
    silent = largest_tau([one, kaplan_meier([5], [0])])
    assert (silent.last_observed, silent.last_event) == (5.0, None)
    assert largest_tau([one, kaplan_meier([], [])]).last_observed is None


# ---- one time ----------------------------------------------------------------------------------------------


def test_that_a_difference_that_cannot_be_estimated_says_why() -> None:
    one, gone = kaplan_meier([1, 4, 9], [1, 1, 0]), kaplan_meier([2, 3], [1, 1])
    assert survival_difference(one, kaplan_meier([], []), 3.0).not_estimable == (
        "not estimable: no patients in one group"
    )
    assert survival_difference(one, kaplan_meier([5], [0]), 8.0).not_estimable == (
        "not estimable: the follow-up of one group ends before this time"
    )
    at_zero = survival_difference(one, gone, 3.5)
    assert at_zero.value == pytest.approx(2 / 3)
    assert at_zero.not_estimable == "no interval: survival is 0 in one group, which has no standard error"
    early = survival_difference(one, gone, 1.5)
    assert early.p is not None
    assert early.log_log_not_estimable == "not estimable: survival is 0 or 1 in one group"


def test_that_the_number_needed_is_that_of_the_worked_example_of_altman_and_andersen() -> None:
    """A reduction of 10 percentage points with limits 2 and 18: 10 (5.6 to 50) to benefit."""
    needed = number_needed(SurvivalDifference(1.0, 0.10, 0.04, 0.02, 0.18))
    assert (needed.value, needed.lower, needed.upper) == pytest.approx((10.0, 1 / 0.18, 50.0))
    assert not needed.through_infinity


def test_that_an_interval_across_no_difference_passes_infinity() -> None:
    needed = number_needed(SurvivalDifference(1.0, 0.10, 0.08, -0.05, 0.25))
    assert (needed.value, needed.lower, needed.upper) == pytest.approx((10.0, 4.0, -20.0))
    assert needed.through_infinity
    assert number_needed(SurvivalDifference(1.0, 0.0, 0.1, -0.2, 0.2)).value == inf
    assert number_needed(SurvivalDifference(1.0)).value is None


# ---- hazards -----------------------------------------------------------------------------------------------


@given(survival_data())
def test_that_nelson_aalen_lies_below_minus_log_kaplan_meier(data: Data) -> None:
    curve = curve_of(data)
    below, above = cumulative_hazard(curve), cumulative_hazard(curve, "kaplan-meier")
    assert (below.hazard <= above.hazard + 1e-12).all()
    for hazard in (below, above):
        known = np.isfinite(hazard.hazard) & ~np.isnan(hazard.lower)
        assert (hazard.lower[known] <= hazard.hazard[known]).all()
        assert (hazard.upper[known] >= hazard.hazard[known]).all()


@given(survival_data())
def test_that_log_log_is_finite_and_of_the_curve(data: Data) -> None:
    curve = curve_of(data)
    found = log_log(curve)
    assert np.isfinite(found.value).all()
    at = curve.at(found.time)
    assert np.exp(-np.exp(found.value)) == pytest.approx(at.survival, abs=1e-12)
    assert np.exp(-np.exp(found.upper)) == pytest.approx(at.lower, abs=1e-9)


# ---- landmark ----------------------------------------------------------------------------------------------


@given(survival_data(), st.integers(0, 12))
def test_that_everybody_is_kept_or_dropped_for_one_reason(data: Data, time: int) -> None:
    found = from_landmark(make_outcome(data.duration, data.event), float(time))
    parts = found.kept.astype(int) + found.event_before + found.censored_before
    assert (parts == 1).all()
    assert (found.kept == (data.duration > time)).all()


@given(survival_data(min_size=1), st.integers(0, 11))
def test_that_survival_from_a_landmark_is_survival_given_that_it_was_reached(data: Data, time: int) -> None:
    found = from_landmark(make_outcome(data.duration, data.event), float(time))
    if not found.kept.any():
        return
    later = kaplan_meier(found.outcome.duration, found.outcome.event)
    whole = curve_of(data).at([time, 12.0]).survival
    assert later.at([12.0 - time]).survival[0] * whole[0] == pytest.approx(whole[1], abs=1e-12)


def test_that_a_patient_censored_or_with_an_event_on_the_day_is_dropped() -> None:
    found = from_landmark(make_outcome([6.0, 6.0, 6.1, np.nan], [1, 0, 1, 1]), 6.0)
    assert found.kept.tolist() == [False, False, True, False]
    assert (found.event_before.tolist(), found.censored_before.tolist()) == (
        [True, False, False, False],
        [False, True, False, False],
    )
    assert found.outcome.duration[2] == pytest.approx(0.1)
    same = from_landmark(make_outcome([6.1], [1]), 6.0, reset=False)
    assert same.outcome.duration.tolist() == [6.1]
    with pytest.raises(ValueError, match="from 0 on"):
        from_landmark(found.outcome, -1.0)
    with pytest.raises(ValueError, match="followed from the start"):
        from_landmark(make_outcome([2.0], [1], [1.0]), 1.0)


# ---- weights -----------------------------------------------------------------------------------------------


@given(survival_data(), st.sampled_from([(0.0, 1.0), (1.0, 1.0), (0.5, 2.0)]))
def test_that_exchanging_the_arms_changes_no_weighted_test(data: Data, weight: tuple[float, float]) -> None:
    rho, gamma = weight
    one = logrank(data.duration, data.event, data.group, strata=data.stratum, rho=rho, gamma=gamma)
    other = logrank(data.duration, data.event, 2 - data.group, strata=data.stratum, rho=rho, gamma=gamma)
    assert (one.df, one.not_estimable) == (other.df, other.not_estimable)
    assert one.chi2 == (None if other.chi2 is None else pytest.approx(other.chi2, rel=1e-7, abs=1e-9))


def test_that_late_weights_give_the_first_events_no_weight_and_say_when_nothing_is_left() -> None:
    test = logrank([1, 2, 2], [1, 0, 0], [0, 1, 0], gamma=1.0)
    assert test.not_estimable == "not estimable: no event while patients of two groups are at risk"
    with pytest.raises(ValueError, match="must not be negative"):
        logrank([1, 2], [1, 1], [0, 1], gamma=-1.0)
