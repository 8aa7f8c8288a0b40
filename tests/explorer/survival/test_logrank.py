"""What must not change a log-rank test, and when there is none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.survival import cox, logrank
from explorer.survival.logrank import LogRank
from tests.explorer.survival.survival_data import Data, survival_data

RHO = st.sampled_from([0.0, 0.5, 1.0])


def _test_of(data: Data, rho: float = 0.0) -> LogRank:
    return logrank(data.duration, data.event, data.group, strata=data.stratum, rho=rho)


def _same(one: LogRank, other: LogRank) -> None:
    assert (one.df, one.not_estimable) == (other.df, other.not_estimable)
    assert one.chi2 == (None if other.chi2 is None else pytest.approx(other.chi2, rel=1e-9, abs=1e-12))


@given(survival_data(), RHO, st.randoms(use_true_random=False))
def test_that_the_order_of_the_patients_does_not_matter(data: Data, rho: float, random) -> None:
    order = np.array(random.sample(range(len(data)), len(data)), dtype=int)
    _same(_test_of(data, rho), _test_of(data.rows(order), rho))


@given(survival_data(), RHO)
def test_that_the_unit_of_time_does_not_matter(data: Data, rho: float) -> None:
    months = logrank(data.duration, data.event, data.group, strata=data.stratum, rho=rho)
    days = logrank(data.duration * 30.4375, data.event, data.group, strata=data.stratum, rho=rho)
    _same(months, days)


@given(survival_data(min_size=1), RHO)
def test_that_a_group_censored_before_the_first_event_does_not_matter(data: Data, rho: float) -> None:
    """R's difftest: the extra group is never at risk at an event."""
    wider = logrank(
        np.append(data.duration, [0.5, 0.5]),
        np.append(data.event, [False, False]),
        np.append(data.group, [9, 9]),
        strata=np.append(data.stratum, [0, 1]),
        rho=rho,
    )
    _same(_test_of(data, rho), wider)


@given(survival_data(), RHO)
def test_that_all_events_are_expected(data: Data, rho: float) -> None:
    test = _test_of(data, rho)
    assert test.observed.sum() == pytest.approx(test.expected.sum(), abs=1e-9)
    assert (test.chi2 is None) == (test.p is None) == (test.df == 0) == (test.not_estimable is not None)


@given(survival_data(groups=2))
def test_that_without_ties_it_is_the_score_test_of_cox(data: Data) -> None:
    duration = np.arange(1.0, len(data) + 1)
    test = logrank(duration, data.event, data.group, strata=data.stratum)
    fit = cox(duration, data.event, data.group, strata=data.stratum)
    if test.chi2 is None:
        assert fit.not_estimable[0] is not None
    else:
        assert fit.score_test.statistic == pytest.approx(test.chi2, rel=1e-9, abs=1e-12)


@given(survival_data())
def test_that_two_groups_give_the_square_of_their_difference_over_its_variance(data: Data) -> None:
    test = logrank(data.duration, data.event, data.group == 0)
    if test.chi2 is not None and len(test.groups) == 2:
        difference = test.observed[0] - test.expected[0]
        assert test.chi2 == pytest.approx(difference**2 / test.variance[0, 0], rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("duration", "event", "group", "words"),
    [
        ([], [], [], "no events"),
        ([1.0, 2.0], [0, 0], ["a", "b"], "no events"),
        ([1.0, 2.0], [1, 0], ["a", "a"], "patients of two groups"),
        ([1.0, 2.0], [0, 1], ["a", "b"], "patients of two groups"),
        ([1.0], [1], ["a"], "patients of two groups"),
    ],
)
def test_that_nothing_to_compare_is_said_in_words(duration, event, group, words) -> None:
    test = logrank(duration, event, group)
    assert (test.chi2, test.p, test.df) == (None, None, 0)
    assert words in str(test.not_estimable)


def test_that_groups_keep_their_labels_and_missing_ones_are_left_out() -> None:
    test = logrank([1.0, 2.0, 3.0, 4.0], [1, 1, 1, 0], np.array(["b", "a", None, "a"], dtype=object))
    assert test.groups == ("a", "b")
    assert test.observed.tolist() == [1.0, 1.0]
    with pytest.raises(ValueError, match="one column of 4 values"):
        logrank([1.0, 2.0, 3.0, 4.0], [1, 1, 1, 0], ["a", "b"])
