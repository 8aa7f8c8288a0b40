"""Events, power and time of a trial against textbooks and simulation."""

from __future__ import annotations

from math import inf, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.statistics.events_needed import (
    drift_of,
    freedman_events,
    rate_limits,
    schoenfeld_events,
    schoenfeld_power,
    waiting_time,
    whole,
)


def test_that_schoenfelds_events_are_the_textbooks() -> None:
    # Collett, Modelling Survival Data in Medical Research, chapter on sample size: hazard ratio 0.57,
    # two-sided 5 %, power 90 %, 133 deaths.
    assert schoenfeld_events(0.57, 0.025, 0.90) == pytest.approx(133, abs=0.5)


def test_that_freedmans_events_follow_his_formula() -> None:
    # ((1 + 0.5) / (1 − 0.5))² × (1.960 + 0.842)² = 70.6, and with 1.282 for a power of 90 %: 94.6.
    assert whole(freedman_events(0.5, 0.025, 0.80)) == 71
    assert whole(freedman_events(0.5, 0.025, 0.90)) == 95


def test_that_the_design_of_e1910_follows_from_its_assumptions() -> None:
    # One-sided 0.025, power 0.80, a hazard lower by 45 %: 94 deaths.
    assert whole(freedman_events(0.55, 0.025, 0.80)) == 94
    assert whole(schoenfeld_events(0.55, 0.025, 0.80)) == 88


@given(st.floats(0.3, 0.9), st.floats(0.5, 0.95), st.floats(0.2, 0.8))
def test_that_the_events_needed_give_the_power(ratio: float, power: float, share: float) -> None:
    events = schoenfeld_events(ratio, 0.025, power, share)
    assert schoenfeld_power(events, ratio, 0.025, share) == pytest.approx(power, abs=1e-9)
    assert freedman_events(ratio, 0.025, power, share) > 0


def test_that_the_drift_favors_the_lower_hazard() -> None:
    assert drift_of(0.55, 94) == pytest.approx(-log(0.55) * 94**0.5 / 2)
    assert drift_of(1.5, 94) < 0


def test_that_events_that_never_come_have_no_time() -> None:
    assert waiting_time(37, 30, 0.01) is None
    assert waiting_time(3, 30, 0.0) is None
    assert waiting_time(0, 30, 0.01) == 0.0
    wait = waiting_time(15, 30, 0.01)
    assert wait == pytest.approx(log(2) / 0.01)


def test_that_a_rate_has_limits() -> None:
    low, high = rate_limits(57, 8000.0)
    assert low < 57 / 8000 < high
    assert low * high == pytest.approx((57 / 8000) ** 2)
    assert rate_limits(0, 100.0) == (0.0, inf)


@pytest.mark.parametrize(
    ("ratio", "alpha", "power", "words"),
    [(1.0, 0.025, 0.8, "hazard ratio"), (0.5, 0.5, 0.8, "one-sided"), (0.5, 0.025, 1.0, "power")],
)
def test_that_impossible_designs_are_refused_in_words(
    ratio: float, alpha: float, power: float, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        schoenfeld_events(ratio, alpha, power)
