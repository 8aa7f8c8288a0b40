"""Of very many dots those are drawn that can be told apart."""

from __future__ import annotations

import numpy as np

from ui.figures.thinning import MANY, OVERLAP, told_apart


def test_that_few_dots_are_all_drawn() -> None:
    same = np.zeros(MANY)
    assert len(told_apart(same, same, 6.0)) == MANY


def test_that_every_dot_left_out_lies_on_one_that_is_drawn() -> None:
    rng = np.random.default_rng(1)
    x, y = rng.normal(300.0, 60.0, 20_000), rng.normal(-100.0, 40.0, 20_000)
    drawn = told_apart(x, y, 6.0)
    assert len(drawn) < 15_000
    cell = OVERLAP * 6.0
    for place in range(0, 20_000, 97):
        apart = np.maximum(np.abs(x[drawn] - x[place]), np.abs(y[drawn] - y[place]))
        assert apart.min() <= cell
