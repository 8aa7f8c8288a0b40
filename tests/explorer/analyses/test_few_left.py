"""From when on a curve rests on few patients."""

from __future__ import annotations

from math import inf

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from explorer.analyses.survival import few_left_from
from explorer.survival.km import kaplan_meier

durations = st.lists(st.integers(1, 60).map(float), min_size=1, max_size=300)


@given(durations)
def test_that_before_enough_are_left_and_after_it_they_are_not(times: list[float]) -> None:
    curve = kaplan_meier(np.array(times), np.ones(len(times), dtype=bool))
    enough = max(10, len(times) / 10)
    since = few_left_from(curve.time, curve.at_risk, curve.n)
    for time, at_risk in zip(curve.time.tolist(), curve.at_risk.tolist(), strict=True):
        assert (at_risk >= enough) == (time <= since)


def test_that_a_small_arm_is_few_from_the_start_and_a_fixed_one_never() -> None:
    assert few_left_from(np.array([3.0, 5.0]), np.array([9, 8]), 9) == 0.0
    assert few_left_from(np.array([3.0]), np.array([40]), 40) == inf
