"""What must hold of cumulative incidence, Gray's test and Fine–Gray models, and when there are none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.survival.competing import make_competing_outcome
from explorer.survival.cox import cox
from explorer.survival.cumulative_incidence import CumulativeIncidence, cumulative_incidence
from explorer.survival.fine_gray import NO_ROBUST_ERROR, fine_gray
from explorer.survival.gray import GrayTest, gray_test
from explorer.survival.km import kaplan_meier
from explorer.survival.logrank import logrank
from tests.explorer.survival.survival_data import Data, survival_data, trial


def causes_of(data: Data) -> np.ndarray:
    """Synthetic causes: 0 censored, else 1 or 2 by the sign of x, with both among the tied."""
    return np.where(data.event, np.where(data.x > 0, 1, 2), 0)


def curve_of(data: Data) -> CumulativeIncidence:
    return cumulative_incidence(data.duration, causes_of(data))


# ---- cumulative incidence ----------------------------------------------------------------------------------


@given(survival_data())
def test_that_the_incidences_and_the_share_without_event_add_up_to_one(data: Data) -> None:
    curve = curve_of(data)
    assert curve.incidence.sum(axis=0) + curve.survival == pytest.approx(1.0, abs=1e-12)
    assert (np.diff(curve.incidence, axis=1) >= 0.0).all()
    assert curve.survival == pytest.approx(kaplan_meier(data.duration, data.event).survival, abs=1e-12)


@given(survival_data())
def test_that_limits_enclose_the_incidence_within_zero_and_one(data: Data) -> None:
    for conf_type in ("log-log", "log", "plain"):
        curve = cumulative_incidence(
            data.duration,
            causes_of(data),
            conf_type=conf_type,  # type: ignore[arg-type]
        )
        known = ~np.isnan(curve.lower)
        assert (np.isnan(curve.lower) == np.isnan(curve.upper)).all()
        assert (curve.lower[known] <= curve.incidence[known] + 1e-12).all()
        assert (curve.upper[known] >= curve.incidence[known] - 1e-12).all()
        assert (curve.lower[known] >= 0.0).all()
        assert (curve.upper[known] <= 1.0 + 1e-12).all()


@given(survival_data())
def test_that_of_one_cause_the_incidence_is_one_minus_kaplan_meier(data: Data) -> None:
    curve = cumulative_incidence(data.duration, data.event)
    other = kaplan_meier(data.duration, data.event)
    if not data.event.any():
        assert curve.incidence.shape == (0, len(other.time))
        return
    assert curve.incidence[0] == pytest.approx(1.0 - other.survival, abs=1e-12)


@given(survival_data(), st.randoms(use_true_random=False))
def test_that_the_order_of_the_patients_and_the_unit_of_time_do_not_matter(data: Data, random) -> None:
    order = np.array(random.sample(range(len(data)), len(data)), dtype=int)
    one, other = curve_of(data), curve_of(data.rows(order))
    days = cumulative_incidence(data.duration * 30.4375, causes_of(data))
    assert (one.incidence == other.incidence).all()
    assert (one.std_err == other.std_err).all()
    assert days.incidence == pytest.approx(one.incidence, abs=1e-12)


def test_that_past_the_last_follow_up_the_value_is_marked_as_carried_on() -> None:
    curve = cumulative_incidence([1, 2, 3, 4], [1, 2, 1, 0])
    assert curve.at([0.5, 4.0, 4.1]).beyond.tolist() == [False, False, True]
    ended = cumulative_incidence([1, 2, 3], [1, 2, 1])
    assert ended.at([9.0]).beyond.tolist() == [False]
    assert ended.at([9.0]).incidence.ravel() == pytest.approx([2 / 3, 1 / 3])


def test_that_nobody_has_no_curve_and_no_error() -> None:
    curve = cumulative_incidence([], [])
    assert (curve.n, curve.incidence.shape) == (0, (0, 0))
    assert make_competing_outcome([1.0, np.nan], [np.nan, 1]).cause.tolist() == [0, 0]


@pytest.mark.parametrize("cause", [[0, 1.5], [0, -1], [0, 4]])
def test_that_an_impossible_cause_is_refused(cause: list[float]) -> None:
    with pytest.raises(ValueError, match="not one of the whole numbers 0"):
        make_competing_outcome([1, 2], cause, n_causes=2)


# ---- Gray's test -------------------------------------------------------------------------------------------


def gray_of(data: Data, group: np.ndarray | None = None) -> GrayTest:
    group = data.group if group is None else group
    return gray_test(data.duration, causes_of(data), group, of=1, strata=data.stratum)


@given(survival_data())
def test_that_the_scores_of_the_groups_add_up_to_nothing(data: Data) -> None:
    test = gray_of(data)
    assert test.score.sum() == pytest.approx(0.0, abs=1e-9)
    assert test.variance.sum(axis=1) == pytest.approx(0.0, abs=1e-9)
    assert (test.chi2 is None) == (test.p is None) == (test.df == 0) == (test.not_estimable is not None)


@given(survival_data())
def test_that_exchanging_the_arms_changes_no_test(data: Data) -> None:
    one, other = gray_of(data), gray_of(data, 2 - data.group)
    assert (one.df, one.not_estimable) == (other.df, other.not_estimable)
    assert one.chi2 == (None if other.chi2 is None else pytest.approx(other.chi2, rel=1e-7, abs=1e-9))


@given(survival_data())
def test_that_with_one_cause_the_score_is_that_of_the_log_rank_test(data: Data) -> None:
    gray = gray_test(data.duration, data.event, data.group, strata=data.stratum)
    other = logrank(data.duration, data.event, data.group, strata=data.stratum)
    assert gray.score == pytest.approx(other.observed - other.expected, abs=1e-9)


def test_that_with_one_cause_and_many_patients_it_is_nearly_the_log_rank_test() -> None:
    data = trial(4000)
    gray = gray_test(data.duration, data.event, data.group)
    other = logrank(data.duration, data.event, data.group)
    assert gray.chi2 == pytest.approx(other.chi2, rel=0.01)


def test_that_a_test_without_events_of_the_cause_says_so() -> None:
    test = gray_test([1, 2, 3, 4], [2, 0, 2, 0], ["a", "b", "a", "b"])
    assert (test.chi2, test.p, test.df) == (None, None, 0)
    assert test.not_estimable == "not estimable: no events of this cause"
    alone = gray_test([1, 2, 3], [1, 0, 1], ["a", "a", "a"])
    assert alone.not_estimable == "not estimable: no event while patients of two groups are at risk"
    none = gray_test([], [], [])
    assert none.not_estimable == "not estimable: no events of this cause"


# ---- Fine–Gray ---------------------------------------------------------------------------------------------


@given(survival_data(min_size=1))
def test_that_the_subdistribution_of_one_cause_is_the_model_of_cox(data: Data) -> None:
    fit = fine_gray(data.duration, data.event, data.x)
    other = cox(data.duration, data.event, data.x, ties="breslow")
    assert fit.not_estimable == other.not_estimable
    assert fit.coef == pytest.approx(other.coef, rel=1e-6, abs=1e-9, nan_ok=True)


def test_that_exchanging_the_arms_turns_the_ratio_over() -> None:
    data = trial(300, tied=True)
    one = fine_gray(data.duration, causes_of(data), data.group)
    other = fine_gray(data.duration, causes_of(data), 1 - data.group)
    assert other.coef == pytest.approx(-one.coef, rel=1e-9)
    assert other.std_err == pytest.approx(one.std_err, rel=1e-9)
    assert other.lower == pytest.approx(1 / one.upper, rel=1e-9)


def test_that_time_zero_is_a_time_as_any_other() -> None:
    data = trial(300, tied=True)
    early = data.duration <= 3
    zero, half = np.where(early, 0.0, data.duration), np.where(early, 0.5, data.duration)
    one, other = (fine_gray(time, causes_of(data), data.group) for time in (zero, half))
    assert one.coef == pytest.approx(other.coef, rel=1e-12)
    assert one.std_err == pytest.approx(other.std_err, rel=1e-12)


@pytest.mark.parametrize(
    ("cause", "group", "words"),
    [
        ([2, 0, 2, 0], [0, 1, 0, 1], "not estimable: no events"),
        ([1, 2, 1, 0], [0, 1, 0, 1], "not estimable: no events in one group"),
        ([1, 2, 1, 0], [1, 1, 1, 1], "not estimable: the same for all patients at risk at every event"),
    ],
)
def test_that_a_ratio_that_cannot_be_estimated_says_why(
    cause: list[int], group: list[int], words: str
) -> None:
    fit = fine_gray([1, 2, 3, 4], cause, group)
    assert fit.not_estimable == (words,)
    for numbers in (fit.coef, fit.std_err, fit.lower, fit.upper, fit.p):
        assert np.isnan(numbers).all()


def test_that_a_covariate_that_says_nothing_new_leaves_the_others() -> None:
    data = trial(200)
    both = np.column_stack([data.group, data.x, 2 * data.group])
    fit = fine_gray(data.duration, causes_of(data), both)
    alone = fine_gray(data.duration, causes_of(data), both[:, :2])
    assert fit.not_estimable == (None, None, "not estimable: a combination of the other covariates")
    assert fit.coef[:2] == pytest.approx(alone.coef, rel=1e-9)
    assert fit.std_err[:2] == pytest.approx(alone.std_err, rel=1e-9)


def test_that_a_robust_variance_of_nothing_is_said() -> None:
    """The scores of both patients with the second covariate cancel out, each by itself."""
    fit = fine_gray([2, 2, 2, 2], [1, 1, 0, 1], [[0, 0], [0, 1], [1, 0], [1, 0]])
    assert fit.not_estimable == (None, NO_ROBUST_ERROR)
    assert np.isnan([fit.coef[1], fit.std_err[1], fit.lower[1], fit.p[1]]).all()
    assert fit.std_err[0] == pytest.approx(np.sqrt(0.5))
