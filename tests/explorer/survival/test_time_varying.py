"""Start–stop rows at a patient's change, the curves before and after it, and their test."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.survival import cox, kaplan_meier
from explorer.survival.time_varying import mantel_byar, simon_makuch, split_at

patients = st.lists(
    st.tuples(
        st.integers(0, 20),
        st.booleans(),
        st.one_of(st.just(float("nan")), st.integers(-2, 25).map(float)),
    ),
    min_size=1,
    max_size=30,
)


@given(patients)
def test_that_splitting_keeps_every_event_and_every_month(drawn: list[tuple[int, bool, float]]) -> None:
    duration, event, change = (np.array(column, dtype=float) for column in zip(*drawn, strict=True))
    rows = split_at(duration, event, change)
    outcome = rows.outcome
    assert outcome.entry is not None
    followed = outcome.duration - np.maximum(outcome.entry, 0.0)
    assert np.allclose(np.bincount(rows.patient, followed, len(duration)), duration)
    assert np.array_equal(np.bincount(rows.patient, outcome.event, len(duration)), event)


@given(patients)
def test_that_a_patient_is_after_the_change_only_from_its_time_on(
    drawn: list[tuple[int, bool, float]],
) -> None:
    duration, event, change = (np.array(column, dtype=float) for column in zip(*drawn, strict=True))
    rows = split_at(duration, event, change)
    entry = rows.outcome.entry
    assert entry is not None
    ours = change[rows.patient]
    assert (np.maximum(ours, 0.0) <= np.maximum(entry, 0.0))[rows.after].all()
    assert not (ours < rows.outcome.duration)[~rows.after].any()
    assert np.array_equal(np.unique(rows.patient[rows.after]), rows.changed.nonzero()[0])


@given(patients)
def test_that_without_changes_the_first_curve_is_that_of_all_patients(
    drawn: list[tuple[int, bool, float]],
) -> None:
    duration, event = np.array([row[0] for row in drawn], float), np.array([row[1] for row in drawn], float)
    before, after = simon_makuch(split_at(duration, event, np.full(len(drawn), np.nan)))
    plain = kaplan_meier(duration, event)
    assert after.n == 0
    assert np.array_equal(before.time, plain.time)
    assert np.array_equal(before.at_risk, plain.at_risk)
    assert np.array_equal(before.survival, plain.survival)


def test_that_an_event_at_time_zero_counts() -> None:
    rows = split_at([0, 5, 8], [1, 1, 0], [np.nan, 2, np.nan])
    before, after = simon_makuch(rows)
    assert (before.n_events, after.n_events) == (1, 1)
    assert before.survival[0] == pytest.approx(2 / 3)


def test_that_a_change_on_the_last_day_does_not_count() -> None:
    rows = split_at([10.0, 0.1 + 0.2], [1, 1], [10.0, 0.3])
    assert not rows.changed.any()
    assert len(rows.patient) == 2


def test_that_a_change_before_the_start_makes_one_row_after_it() -> None:
    rows = split_at([10.0, 4.0], [1, 0], [0.0, -3.0])
    assert rows.after.tolist() == [True, True]
    assert rows.changed.all()


def test_that_a_patient_without_the_endpoint_has_no_row() -> None:
    rows = split_at([np.nan, 4.0], [1, 1], [2.0, 1.0])
    assert rows.patient.tolist() == [1, 1]


def test_that_mantel_byar_is_the_score_test_of_the_cox_model_without_ties() -> None:
    rng = np.random.default_rng(5)
    duration = rng.permutation(200) + 1.0
    rows = split_at(
        duration, rng.random(200) < 0.6, np.where(rng.random(200) < 0.5, rng.random(200) * 150, np.nan)
    )
    outcome, after = rows.outcome, rows.after.astype(float)
    fit = cox(outcome.duration, outcome.event, after, entry=outcome.entry)
    assert fit.score_test is not None
    assert mantel_byar(rows).chi2 == pytest.approx(fit.score_test.statistic, rel=1e-9)


def test_that_nobody_changing_is_said_in_words() -> None:
    test = mantel_byar(split_at([1.0, 2.0], [1, 1], [np.nan, np.nan]))
    assert test.p is None
    assert test.not_estimable is not None


def test_that_rounding_of_one_group_alone_makes_no_test() -> None:
    rng = np.random.default_rng(3)
    for n in (30, 60, 200):
        rows = split_at(rng.random(n), rng.random(n) < 0.6, np.full(n, np.nan))
        assert mantel_byar(rows).chi2 is None


def test_that_impossible_times_of_change_are_refused() -> None:
    with pytest.raises(ValueError, match="3 times of change"):
        split_at([1.0, 2.0], [1, 1], [1.0, 1.0, 1.0])
    with pytest.raises(ValueError, match="infinite"):
        split_at([1.0, 2.0], [1, 1], [np.inf, 1.0])


def test_that_immortal_time_is_not_credited() -> None:
    """A change that does nothing: compared from time 0 it seems to protect, from its time on it does not."""
    rng = np.random.default_rng(11)
    duration = rng.exponential(10.0, 4000)
    change = rng.exponential(10.0, 4000)
    changed = change < duration
    naive = cox(duration, np.ones(4000), changed.astype(float))
    rows = split_at(duration, np.ones(4000), change)
    outcome = rows.outcome
    honest = cox(outcome.duration, outcome.event, rows.after.astype(float), entry=outcome.entry)
    assert naive.hazard_ratio[0] < 0.6
    assert honest.lower[0] < 1.0 < honest.upper[0]
