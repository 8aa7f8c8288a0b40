"""The models of a forest plot, fitted together, are those fitted alone; and what ends a search badly."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.survival import cox
from explorer.survival.counts import count
from explorer.survival.cox_of_counts import coefficients_of_counts, cox_of_counts, improvements_of_counts
from explorer.survival.outcome import make_outcome
from tests.explorer.survival.survival_data import Data, assert_same_fit, survival_data, trial

TIES = st.sampled_from(["efron", "breslow"])


@given(survival_data(), TIES)
def test_that_models_fitted_together_are_those_fitted_alone(data: Data, ties: str) -> None:
    """Of different numbers of cells, rows and covariates; among them some without an estimate."""
    outcome = make_outcome(data.duration, data.event)
    arms, twice = np.eye(3)[:, 1:], np.repeat(np.eye(3)[:, 1:], 2, axis=1)
    masks = [data.x >= least for least in (-9, 0, 2)]
    counts = [count(outcome, data.group, 3, stratum=data.stratum, mask=mask) for mask in masks]
    two = [each.restrict([0, 1]) for each in counts]
    models = [(each, arms) for each in counts] + [(each, [0, 1]) for each in two] + [(counts[0], twice)]
    together = coefficients_of_counts(models, ties=ties)
    for fit, (each, design) in zip(together, models, strict=True):
        alone = cox_of_counts(each, design, ties=ties)
        assert fit.not_estimable == alone.not_estimable
        for name in ("coef", "std_err", "lower", "upper", "p", "covariance"):
            np.testing.assert_allclose(getattr(fit, name), getattr(alone, name), rtol=1e-8, atol=1e-10)


def test_that_a_rising_likelihood_does_not_disturb_the_others_of_a_stack() -> None:
    data = trial(200)
    third = np.arange(200) % 3 == 0
    outcome = make_outcome(data.duration, data.event & ~third)
    counts = count(outcome, np.where(third, 2, data.group), 3, stratum=data.stratum)
    fits = coefficients_of_counts([(counts.restrict([0, 2]), [0, 1]), (counts.restrict([0, 1]), [0, 1])])
    assert fits[0].not_estimable == ("not estimable: no events in one group",)
    assert fits[1].not_estimable == (None,)
    assert fits[1].coef == pytest.approx(cox_of_counts(counts.restrict([0, 1]), [0, 1]).coef, rel=1e-12)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
@pytest.mark.parametrize("n_events", [1407, 2300])
def test_that_cells_that_are_never_at_risk_together_are_not_compared(n_events: int, ties: str) -> None:
    """Two cells leave before the other two enter, in rows so many that the search begins on averaged ones."""
    random = np.random.default_rng(0)
    early = np.append(np.sort(random.random(n_events)) * 9.0, np.full(6000 - n_events, 10.0))
    duration, event = np.append(early, early + 10.01), np.tile(np.arange(6000) < n_events, 2)
    entry = np.repeat([-1.0, 10.0], 6000)
    cell = np.append(random.integers(0, 2, 6000), random.integers(2, 4, 6000))
    design = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    counts = count(make_outcome(duration, event, entry), cell, 4)
    assert_same_fit(
        cox_of_counts(counts, design, ties=ties), cox(duration, event, design[cell], entry=entry, ties=ties)
    )
    assert improvements_of_counts([(counts, design[:, :1], design[:, 1:])], ties=ties) == [None]


def test_that_information_that_rounding_left_singular_gives_no_estimate() -> None:
    duration = [51561, 13388, 10430, 14232, 50065, 27178, 100000, 39451, 26428, 9325]
    design = np.array(
        [
            [0.45336240205874057, 0.32506523600504195],
            [-0.04104570976506843, -0.34550776956257767],
            [0.8388548751218059, -0.7461643111149185],
            [-0.7717315801089959, 0.6972091873679677],
            [0.4723591374394064, -0.0887028094845251],
            [-1.8397393891515468, 0.4671944000314864],
        ]
    )
    outcome = make_outcome(duration, [0, 0, 1, 1, 0, 1, 0, 0, 0, 0])
    counts = count(outcome, np.array([3, 5, 2, 5, 0, 1, 3, 3, 4, 3]), 6)
    fit = cox_of_counts(counts, design, ties="breslow")
    assert all(fit.not_estimable)
    assert np.isnan(fit.std_err).all()


def test_that_counts_without_events_have_no_interaction_test() -> None:
    data = trial(50)
    counts = count(make_outcome(data.duration, np.zeros(len(data.duration))), data.group, 3)
    assert improvements_of_counts([(counts, [0, 1, 0], [0, 0, 1])]) == [None]
    assert coefficients_of_counts([(counts, [0, 1, 0])])[0].not_estimable == ("not estimable: no events",)
