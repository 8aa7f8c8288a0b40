"""What a survival curve is, whatever the data."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.survival import kaplan_meier, median_follow_up
from tests.explorer.survival.survival_data import Data, survival_data

CONF_TYPES = st.sampled_from(["log-log", "log", "plain"])


@given(survival_data(), CONF_TYPES, st.booleans())
def test_that_survival_falls_within_0_and_1_and_within_its_limits(data: Data, conf: str, late: bool) -> None:
    entry = data.entry if late else None
    curve = kaplan_meier(data.duration, data.event, entry=entry, conf_type=conf)
    assert np.all(np.diff(curve.time) > 0)
    assert np.all((curve.survival >= 0) & (curve.survival <= 1))
    assert np.all(np.diff(curve.survival) <= 0)
    limited = np.isfinite(curve.lower)
    assert np.array_equal(limited, curve.survival > 0)
    assert np.array_equal(limited, np.isfinite(curve.std_err))
    assert np.all(curve.lower[limited] <= curve.survival[limited] + 1e-12)
    assert np.all(curve.upper[limited] >= curve.survival[limited] - 1e-12)
    assert np.all((curve.lower[limited] >= 0) & (curve.upper[limited] <= 1))


@given(survival_data())
def test_that_every_patient_leaves_the_curve_once(data: Data) -> None:
    curve = kaplan_meier(data.duration, data.event)
    assert curve.n == len(data) == curve.events.sum() + curve.censored.sum()
    assert curve.n_events == data.event.sum()
    assert curve.at_risk.tolist() == [np.count_nonzero(data.duration >= t) for t in curve.time]


@given(survival_data(min_size=1), st.booleans())
def test_that_those_at_risk_have_entered_and_have_not_left(data: Data, late: bool) -> None:
    entry = data.entry if late else np.full(len(data), -np.inf)
    curve = kaplan_meier(data.duration, data.event, entry=data.entry if late else None)
    times = np.arange(-1.0, 14.0, 0.5)
    expected = [np.count_nonzero((data.duration >= t) & (entry < t)) for t in times]
    assert curve.at(times).at_risk.tolist() == expected


@given(survival_data(min_size=1), st.floats(0.05, 1.0), CONF_TYPES)
def test_that_a_quantile_is_where_the_curve_comes_down_to_it(data: Data, p: float, conf: str) -> None:
    curve = kaplan_meier(data.duration, data.event, conf_type=conf)
    quantile = curve.quantile(p)
    if quantile.value is None:
        assert curve.survival[-1] > 1 - p
        return
    at = curve.at(quantile.value).survival[0]
    assert at <= 1 - p + 1e-7
    assert quantile.plateau == np.any(np.abs(curve.survival - (1 - p)) < 1e-9)
    before = curve.time < quantile.value
    if not quantile.plateau:
        assert np.all(curve.survival[before] > 1 - p)
    assert quantile.lower is None or quantile.lower <= quantile.value
    assert quantile.upper is None or quantile.upper >= quantile.value


@given(survival_data(), st.randoms(use_true_random=False))
def test_that_the_order_of_the_patients_does_not_matter(data: Data, random) -> None:
    shuffled = data.rows(np.array(random.sample(range(len(data)), len(data)), dtype=int))
    one, other = kaplan_meier(data.duration, data.event), kaplan_meier(shuffled.duration, shuffled.event)
    assert np.array_equal(one.survival, other.survival)
    assert np.array_equal(one.at_risk, other.at_risk)


def test_that_a_curve_without_patients_is_empty_and_says_nothing() -> None:
    curve = kaplan_meier([], [])
    assert len(curve.time) == curve.n == curve.n_events == 0
    assert (curve.quantile().value, curve.quantile().lower, curve.quantile().upper) == (None, None, None)
    at = curve.at([0.0, 12.0])
    assert at.survival.tolist() == [1.0, 1.0]
    assert at.at_risk.tolist() == [0, 0]
    assert at.beyond.tolist() == [True, True]
    assert median_follow_up([], []).value is None


def test_that_times_after_the_last_follow_up_are_marked_unless_nobody_is_left() -> None:
    still_alive = kaplan_meier([1.0, 2.0, 3.0], [1, 0, 0])
    assert still_alive.at([3.0, 3.1]).beyond.tolist() == [False, True]
    assert still_alive.at(9.0).survival[0] == pytest.approx(2 / 3)
    all_died = kaplan_meier([1.0, 2.0, 3.0], [1, 0, 1])
    assert all_died.at([3.0, 9.0]).beyond.tolist() == [False, False]
    assert all_died.at(9.0).survival[0] == 0.0


def test_that_before_the_first_event_everyone_survives_with_limits_of_1() -> None:
    for conf in ("log-log", "log", "plain"):
        at = kaplan_meier([1.0, 2.0, 3.0, 4.0], [0, 1, 0, 1], conf_type=conf).at([0.0, 1.0, 1.9])
        assert at.survival.tolist() == at.lower.tolist() == at.upper.tolist() == [1.0] * 3
        assert at.std_err.tolist() == [0.0] * 3


def test_that_an_event_at_time_0_counts_at_time_0() -> None:
    curve = kaplan_meier([0.0, 0.0, 1.0, 2.0], [1, 0, 0, 0])
    assert curve.time.tolist() == [0.0, 1.0, 2.0]
    assert curve.at(0.0).survival[0] == 0.75


def test_that_follow_up_is_the_median_time_to_censoring() -> None:
    # Deaths at 2 and 5 do not shorten follow-up: 8, 9, 10 and 11 months, so the median lies between 9 and 10.
    follow_up = median_follow_up([2.0, 5.0, 8.0, 9.0, 10.0, 11.0], [1, 1, 0, 0, 0, 0])
    assert follow_up.value == 9.5
    assert median_follow_up([2.0, 5.0], [1, 1]).value is None


def test_that_patients_without_the_endpoint_are_left_out() -> None:
    curve = kaplan_meier([1.0, np.nan, 3.0, 4.0], [1, 1, np.nan, 0])
    assert (curve.n, curve.n_events) == (2, 1)


@pytest.mark.parametrize(
    ("duration", "event", "entry", "words"),
    [
        ([1.0, 2.0], [1, 2], None, "neither 0"),
        ([1.0, np.inf], [1, 0], None, "infinite"),
        ([1.0, 2.0], [1], None, "2 durations but 1 values of event"),
        ([1.0, 2.0], [1, 0], [1.0, 0.0], "1 of 2 patients enter at or after"),
        ([[1.0], [2.0]], [1, 0], None, "one column"),
    ],
)
def test_that_impossible_input_is_refused_in_words(duration, event, entry, words) -> None:
    with pytest.raises(ValueError, match=words):
        kaplan_meier(duration, event, entry=entry)


def test_that_a_quantile_must_be_a_share() -> None:
    with pytest.raises(ValueError, match="share above 0 and at most 1"):
        kaplan_meier([1.0], [1]).quantile(50)
