"""Sorted once and filtered many times gives what sorting the filtered patients gives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.survival import cox, kaplan_meier, logrank, median_follow_up, row_sums
from explorer.survival.counts import Counts, combine, count, count_cells
from explorer.survival.cox_of_counts import cox_of_counts, improvements_of_counts
from explorer.survival.km import kaplan_meier_by, kaplan_meier_of, median_follow_up_of
from explorer.survival.logrank import logrank_of_counts
from explorer.survival.outcome import make_outcome
from explorer.survival.risk_sets import risk_sets
from tests.explorer.survival.survival_data import Data, assert_same_fit, survival_data, trial

TIES = st.sampled_from(["efron", "breslow"])


@given(survival_data(), TIES, st.booleans())
def test_that_counts_give_the_fit_of_the_filtered_patients(data: Data, ties: str, late: bool) -> None:
    entry = data.entry if late else None
    mask = data.x >= -1
    outcome = make_outcome(data.duration, data.event, entry)
    counts = count(outcome, data.group, 3, stratum=data.stratum, mask=mask)
    live = cox_of_counts(counts, [[0, 0], [1, 0], [0, 1]], ties=ties)
    kept = data.rows(mask)
    design = np.column_stack((kept.group == 1, kept.group == 2))
    assert_same_fit(
        live,
        cox(
            kept.duration,
            kept.event,
            design,
            strata=kept.stratum,
            ties=ties,
            entry=kept.entry if late else None,
        ),
    )


@given(survival_data(), st.sampled_from([0.0, 1.0]))
def test_that_counts_give_the_logrank_test_of_the_filtered_patients(data: Data, rho: float) -> None:
    mask = data.x >= -1
    counts = count(make_outcome(data.duration, data.event), data.group, 3, stratum=data.stratum, mask=mask)
    kept = data.rows(mask)
    live = logrank_of_counts(counts, rho=rho)
    plain = logrank(kept.duration, kept.event, kept.group, strata=kept.stratum, rho=rho)
    assert (live.df, live.not_estimable) == (plain.df, plain.not_estimable)
    assert live.chi2 == (None if plain.chi2 is None else pytest.approx(plain.chi2, rel=1e-9, abs=1e-12))


@given(survival_data(), st.booleans())
def test_that_curves_are_those_of_the_filtered_patients(data: Data, late: bool) -> None:
    outcome = make_outcome(data.duration, data.event, data.entry if late else None)
    mask = data.x >= -1
    for g, live in enumerate(kaplan_meier_by(outcome, data.group, 3, mask=mask)):
        chosen = mask & (data.group == g)
        kept = data.rows(chosen)
        plain = kaplan_meier(kept.duration, kept.event, entry=kept.entry if late else None)
        for curve in (live, kaplan_meier_of(outcome, chosen)):
            for name in ("time", "at_risk", "events", "censored", "survival", "std_err", "lower", "upper"):
                np.testing.assert_array_equal(getattr(curve, name), getattr(plain, name))
        if not late:
            assert median_follow_up_of(outcome, chosen) == median_follow_up(kept.duration, kept.event)


@given(survival_data())
def test_that_counts_are_what_one_counts_by_hand(data: Data) -> None:
    outcome = make_outcome(data.duration, data.event, data.entry)
    counts = count(outcome, data.group, 3, stratum=data.stratum)
    row = 0
    for stratum in range(3):
        here = data.stratum == stratum
        for time in np.unique(data.duration[here & data.event]):
            for cell in range(3):
                members = here & (data.group == cell)
                at_risk = members & (data.entry < time) & (data.duration >= time)
                assert counts.at_risk[row, cell] == np.count_nonzero(at_risk)
                died = members & data.event & (data.duration == time)
                assert counts.events[row, cell] == np.count_nonzero(died)
            assert counts.stratum[row] == stratum
            row += 1
    assert row == len(counts.stratum)
    assert counts.patients.tolist() == np.bincount(data.group, minlength=3).tolist()
    assert counts.events_in_cell.tolist() == np.bincount(data.group[data.event], minlength=3).tolist()


def _assert_same_counts(one: Counts, other: Counts) -> None:
    for name in ("at_risk", "events", "stratum", "patients", "event_time", "event_cell"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


@given(survival_data(groups=4), st.permutations([0, 1, 2, 3]), st.integers(1, 4))
def test_that_restricting_counts_is_counting_those_cells(data: Data, cells: list[int], size: int) -> None:
    cells = cells[:size]
    outcome = make_outcome(data.duration, data.event)
    place = np.full(4, -1, dtype=np.int8)
    place[cells] = np.arange(size)
    _assert_same_counts(
        count(outcome, data.group, 4, stratum=data.stratum).restrict(cells),
        count(outcome, place[data.group], size, stratum=data.stratum),
    )


@given(survival_data())
def test_that_variables_may_share_risk_sets(data: Data) -> None:
    outcome = make_outcome(data.duration, data.event)
    mask = data.x >= 0
    cell = np.where(data.group == 2, -1, data.group)
    shared = count_cells(risk_sets(outcome, mask, data.stratum), cell, 2)
    _assert_same_counts(shared, count(outcome, cell, 2, stratum=data.stratum, mask=mask & (cell >= 0)))


@given(survival_data())
def test_that_patients_without_the_endpoint_or_stratum_are_not_counted(data: Data) -> None:
    duration, stratum = data.duration.copy(), data.stratum.copy()
    duration[data.x == 3], stratum[data.x == 2] = np.nan, -1
    kept = data.rows(data.x < 2)
    _assert_same_counts(
        count(make_outcome(duration, data.event), data.group, 3, stratum=stratum),
        count(make_outcome(kept.duration, kept.event), kept.group, 3, stratum=kept.stratum),
    )


@given(survival_data(groups=2), TIES)
def test_that_an_interaction_test_is_the_difference_of_two_fits(data: Data, ties: str) -> None:
    level = (data.x > 0).astype(np.int8)
    counts = count(make_outcome(data.duration, data.event), level * 2 + data.group, 4, stratum=data.stratum)
    additive = [[0, 0], [0, 1], [1, 0], [1, 1]]
    (test,) = improvements_of_counts([(counts, additive, [0, 0, 0, 1])], ties=ties)
    small = cox_of_counts(counts, additive, ties=ties)
    large = cox_of_counts(counts, np.column_stack((additive, [0, 0, 0, 1])), ties=ties)
    df_small, df_large = (
        fit.likelihood_ratio_test.df if fit.likelihood_ratio_test else 0 for fit in (small, large)
    )
    if test is None:
        assert df_small == df_large
    else:
        assert test.df == df_large - df_small == 1
        expected = 2 * (large.log_likelihood.fitted - small.log_likelihood.fitted)
        assert test.statistic == pytest.approx(expected, abs=1e-7)
        assert 0.0 <= test.p <= 1.0


def test_that_many_late_patients_are_counted() -> None:
    """So many event times that their places in several cells do not fit into the codes' own type."""
    data = trial(30_000)
    entry = 0.5 * data.duration
    outcome = make_outcome(data.duration, data.event, entry)
    cell = (data.group + 2 * (data.x > 0)).astype(np.int16)
    counts = count(outcome, cell, 4, stratum=data.stratum)
    time = 5_000
    stratum = counts.stratum[time]
    assert counts.at_risk.shape[0] * 4 > 2**15
    within = data.stratum == stratum
    times = np.unique(data.duration[within & data.event])
    moment = times[time - int((counts.stratum < stratum).sum())]
    at_risk = within & (entry < moment) & (data.duration >= moment)
    assert counts.at_risk[time].tolist() == np.bincount(cell[at_risk], minlength=4).tolist()


@pytest.mark.parametrize("tied", [False, True])
def test_that_long_counts_give_the_fit_of_the_patients(tied: bool) -> None:
    """So many rows that the search begins on averaged ones."""
    data = trial(30_000, tied=tied)
    counts = count(make_outcome(data.duration, data.event), data.group, 2, stratum=data.stratum)
    assert len(counts.event_time) > 10_000
    assert_same_fit(
        cox_of_counts(counts, [0, 1]), cox(data.duration, data.event, data.group, strata=data.stratum)
    )


def test_that_long_counts_without_events_in_one_arm_are_not_estimable() -> None:
    data = trial(40_000)
    event = data.event & (data.group == 0)
    counts = count(make_outcome(data.duration, event), data.group, 2, stratum=data.stratum)
    live = cox_of_counts(counts, [0, 1])
    assert live.not_estimable == ("not estimable: no events in one group",)
    alone = cox_of_counts(counts.restrict([0]), [[0.0]])
    assert live.log_likelihood.fitted == pytest.approx(alone.log_likelihood.null, rel=1e-12)


@given(survival_data())
def test_that_combined_codes_tell_every_combination_apart(data: Data) -> None:
    third = np.where(data.x > 2, -1, data.x + 3).astype(np.int64)
    combined = combine(data.group, data.stratum, third)
    for i in range(len(data)):
        same = (data.group == data.group[i]) & (data.stratum == data.stratum[i]) & (third == third[i])
        if third[i] < 0:
            assert combined[i] == -1
        else:
            assert np.array_equal(combined == combined[i], same)


def test_that_many_factors_combine_without_overflow() -> None:
    random = np.random.default_rng(5)
    factors = [random.integers(0, 60, 500) for _ in range(8)]
    assert len(np.unique(combine(*factors))) == len(np.unique(np.column_stack(factors), axis=0))


def test_that_a_stratum_or_level_may_be_wider_than_16_bits() -> None:
    data = trial(100)
    wide = data.stratum.astype(np.int64) * 100_000
    outcome = make_outcome(data.duration, data.event)
    one, other = (count(outcome, data.group, 2, stratum=s) for s in (wide, data.stratum))
    np.testing.assert_array_equal(one.at_risk, other.at_risk)


def test_that_no_scientific_package_is_needed_but_numpy() -> None:
    import subprocess
    import sys

    code = "import sys, explorer.survival; print(sorted({'scipy', 'pandas', 'lifelines'} & set(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_that_more_cells_than_are_summed_at_a_time_are_summed(monkeypatch: pytest.MonkeyPatch) -> None:
    data = trial(200, tied=True)
    counts = count(make_outcome(data.duration, data.event), data.group, 2)
    whole = cox_of_counts(counts, [0.0, 1.0])
    monkeypatch.setattr(row_sums, "SLICE", 1)
    assert_same_fit(cox_of_counts(counts, [0.0, 1.0]), whole)
