"""Endpoints: durations and events from dates or recorded times; the impossible is listed with its cell."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.cohort.cohort import Cohort, make_cohort
from explorer.errors import DataError
from explorer.files.source import Cell
from explorer.study_file.load import load_study
from tests.explorer.small_trial import file, patient, sheet, small_cohort, texts


def outcome(cohort: Cohort, endpoint: str) -> list[tuple[float, bool] | None]:
    """Days and event of each patient, None without the endpoint."""
    found = cohort.outcomes[endpoint]
    return [
        None if np.isnan(months) else (round(months * 30.4375, 6), bool(event))
        for months, event in zip(found.duration, found.event, strict=True)
    ]


def test_that_an_event_ends_the_duration_and_others_are_censored_at_last_contact() -> None:
    cohort = small_cohort(
        patient("1"), patient("2", death="2020-02-01", last="2020-02-01"), patient("3", relapse="2020-01-11")
    )
    assert outcome(cohort, "OS") == [(100, False), (31, True), (100, False)]
    assert outcome(cohort, "RFS") == [(100, False), (31, True), (10, True)]
    assert texts(cohort) == []


def test_that_a_month_is_30_4375_days() -> None:
    cohort = small_cohort(patient("1", start="2016-01-01", last="2020-01-01"))
    assert cohort.outcomes["OS"].duration[0] == pytest.approx(48, abs=1e-12)


def test_that_the_first_of_relapse_and_death_counts_once() -> None:
    cohort = small_cohort(
        patient("1", relapse="2020-02-01", death="2020-03-01", last="2020-03-01"),
        patient("2", relapse="2020-02-01", death="2020-02-01", last="2020-02-01"),
    )
    assert outcome(cohort, "RFS") == [(31, True), (31, True)]


def test_that_death_on_the_day_of_randomization_is_a_duration_of_zero() -> None:
    cohort = small_cohort(patient("1", death="2020-01-01", last="2020-01-01"))
    assert outcome(cohort, "OS") == [(0, True)]


def test_that_death_before_randomization_is_listed_with_its_cell_and_left_out() -> None:
    cohort = small_cohort(patient("1"), patient("2", death="2019-12-31", last="2019-12-31"))
    assert outcome(cohort, "OS") == [(100, False), None]
    assert texts(cohort) == [
        "sheet patients, column death (J): 1 patient with death date before randomization date (row 3); "
        "left out of overall survival and relapse-free survival."
    ]


def test_that_relapse_before_randomization_concerns_the_endpoint_that_counts_it() -> None:
    cohort = small_cohort(patient("1", relapse="2019-12-31"), patient("2", relapse="2019-12-30"))
    assert outcome(cohort, "OS") == [(100, False), (100, False)]
    assert outcome(cohort, "RFS") == [None, None]
    assert texts(cohort) == [
        "sheet patients, column relapse (I): 2 patients with relapse date before randomization date "
        "(rows 2, 3); left out of relapse-free survival."
    ]


def test_that_last_contact_before_randomization_is_listed() -> None:
    cohort = small_cohort(patient("1", last="2019-12-31"))
    assert outcome(cohort, "OS") == [None]
    assert texts(cohort) == [
        "sheet patients, column last (K): 1 patient with last contact before randomization date (row 2); "
        "left out of overall survival and relapse-free survival."
    ]


def test_that_an_event_after_last_contact_is_used_and_said_once() -> None:
    cohort = small_cohort(patient("1", death="2020-05-01"))
    assert outcome(cohort, "OS") == [(121, True)]
    assert texts(cohort) == [
        "sheet patients, column death (J): 1 patient with death date after last contact (row 2); "
        "used as recorded."
    ]


def test_that_patients_without_the_dates_are_listed_by_the_date_that_is_missing() -> None:
    cohort = small_cohort(
        patient("1", start=None), patient("2", last=None), patient("3", start=None, last=None)
    )
    assert outcome(cohort, "OS") == [None, None, None]
    assert texts(cohort) == [
        "sheet patients, column start (H): 2 patients without randomization date (rows 2, 4); "
        "left out of overall survival and relapse-free survival.",
        "sheet patients, column last (K): 1 patient without last contact (row 3); "
        "left out of overall survival and relapse-free survival.",
    ]


def test_that_a_death_needs_no_last_contact() -> None:
    cohort = small_cohort(patient("1", death="2020-01-11", last=None))
    assert outcome(cohort, "OS") == [(10, True)]
    assert texts(cohort) == []


def test_that_patients_without_an_arm_are_not_expected_to_have_an_outcome() -> None:
    cohort = small_cohort(patient("1"), patient("2", arm=None, start=None))
    assert outcome(cohort, "OS") == [(100, False), None]
    assert texts(cohort) == []


# ---------------------------------------------------------------------------------- recorded times


COLON = ("id", "rx", "status", "time", "etype")


def long_trial(*rows: tuple[Cell, ...], header: tuple[str, ...] = COLON) -> Cohort:
    return make_cohort(file(sheet(rows, header, "")), load_study("colon"))


def errors(cohort: Cohort) -> list[str]:
    return [problem.text for problem in cohort.problems if problem.severity == "error"]


def test_that_recurrence_and_death_are_put_together_from_two_rows() -> None:
    cohort = long_trial(
        (1, "Obs", 1, 900, 2), (1, "Obs", 1, 300, 1),  # recurrence, then death
        (2, "Lev", 1, 400, 2), (2, "Lev", 0, 400, 1),  # death without recurrence
        (3, "Lev+5FU", 0, 800, 2), (3, "Lev+5FU", 1, 100, 1),  # recurrence, alive
        (4, "Obs", 0, 700, 2), (4, "Obs", 0, 650, 1),  # neither
    )  # fmt: skip
    assert outcome(cohort, "OS") == [(900, True), (400, True), (800, False), (700, False)]
    assert outcome(cohort, "TTR") == [(300, True), (400, False), (100, True), (650, False)]
    assert outcome(cohort, "RFS") == [(300, True), (400, True), (100, True), (650, False)]
    assert errors(cohort) == []


def test_that_a_missing_record_of_a_long_layout_is_listed() -> None:
    cohort = long_trial((1, "Obs", 1, 900, 2), (1, "Obs", 1, 300, 1), (2, "Lev", 1, 400, 2))
    assert outcome(cohort, "OS") == [(900, True), (400, True)]
    assert outcome(cohort, "RFS") == [(300, True), None]
    assert outcome(cohort, "TTR") == [(300, True), None]
    assert errors(cohort) == [
        'column id (A): 1 patient without a row whose etype is "1" (row 4); '
        "left out of recurrence-free survival and time to recurrence."
    ]


def test_that_a_status_that_means_neither_is_listed_and_not_taken_as_censored() -> None:
    cohort = long_trial(
        (1, "Obs", 2, 900, 2), (1, "Obs", 0, 300, 1), (2, "Lev", 1, 400, 2), (2, "Lev", 0, 400, 1)
    )
    assert outcome(cohort, "OS") == [None, (400, True)]
    assert errors(cohort)[0] == (
        'column status (C): 1 value is neither 1 (event) nor 0 (censored) (row 2: "2"); treated as missing.'
    )
    assert errors(cohort)[1] == (
        "column time (D): 1 patient without time or status (row 2); "
        "left out of overall survival and recurrence-free survival."
    )


def test_that_a_trial_without_any_event_is_opened() -> None:
    cohort = long_trial((1, "Obs", 0, 900, 2), (1, "Obs", 0, 300, 1))
    assert outcome(cohort, "OS") == [(900, False)]


def test_that_a_file_whose_statuses_mean_nothing_is_refused() -> None:
    with pytest.raises(DataError) as caught:
        long_trial((1, "Obs", "dead", 900, 2), (1, "Obs", "alive", 300, 1))
    assert str(caught.value) == ("trial.xlsx: column status (C): no status is 1 (event) or 0 (censored).")


def test_that_a_negative_and_an_unreadable_time_are_listed_with_their_own_rows() -> None:
    cohort = long_trial(
        (1, "Obs", 1, 900, 2), (1, "Obs", 1, -3, 1), (2, "Lev", 1, "soon", 2), (2, "Lev", 0, 400, 1)
    )  # fmt: skip
    assert outcome(cohort, "OS") == [(900, True), None]
    assert outcome(cohort, "TTR") == [None, (400, False)]
    said = " ".join(errors(cohort))
    assert 'column time (D): 1 value is below 0 (row 3: "-3"); treated as missing.' in said
    assert 'column time (D): 1 value is not a number (row 4: "soon"); treated as missing.' in said
    assert "1 patient without time or status (row 3); left out of" in said


def test_that_a_record_that_no_patient_has_is_named() -> None:
    with pytest.raises(DataError) as caught:
        long_trial((1, "Obs", 1, 900, 2), (2, "Obs", 0, 300, 2))
    assert str(caught.value) == (
        'trial.xlsx: column etype (E): no row is "1", which RFS needs; the known names are: 2.'
    )


def test_that_columns_are_found_in_upper_case_too() -> None:
    cohort = long_trial(
        (1, "Obs", 1, 900, 2), (1, "Obs", 0, 300, 1), header=("ID", "RX", "Status", "TIME", "EType")
    )
    assert outcome(cohort, "OS") == [(900, True)]


def test_that_the_colon_trial_has_its_published_numbers(colon: Cohort) -> None:
    assert colon.n == 929
    assert int(colon.outcomes["OS"].event.sum()) == 452
    assert int(colon.outcomes["TTR"].event.sum()) == 468
    assert int(colon.outcomes["RFS"].event.sum()) == 506
    assert np.bincount(colon.arm).tolist() == [304, 310, 315]
