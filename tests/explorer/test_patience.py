"""Long computations stop when nobody waits for them any more."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.errors import Cancelled
from explorer.patience import still_wanted, until
from explorer.survival.cox import cox


def test_that_nothing_stops_where_nobody_asked_for_it() -> None:
    still_wanted()


def test_that_a_model_stops_between_its_steps() -> None:
    steps = iter([False, False, True])
    rng = np.random.default_rng(1)
    with until(lambda: next(steps)), pytest.raises(Cancelled):
        cox(rng.exponential(size=200), np.ones(200), rng.normal(size=200))
    assert next(steps, None) is None


def test_that_the_wish_ends_with_its_block() -> None:
    with until(lambda: True), pytest.raises(Cancelled):
        still_wanted()
    still_wanted()
