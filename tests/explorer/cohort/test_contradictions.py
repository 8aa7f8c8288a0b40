"""Dates after a death: used as the endpoints say, and never in silence."""

from __future__ import annotations

import pytest

from explorer.cohort.cohort import Cohort
from tests.explorer.small_trial import patient, small_cohort, texts


def test_that_dates_after_death_are_listed_with_what_was_used() -> None:
    cohort = small_cohort(
        patient("1", relapse="2020-03-01", death="2020-02-01", last="2020-04-10"),
        patient("2", relapse="2020-03-01", death="2020-03-01", last="2020-03-01"),
    )
    assert texts(cohort) == [
        "sheet patients, column relapse (I): 1 patient with relapse date after death date (row 2); an "
        "endpoint that counts both used the first.",
        "sheet patients, column last (K): 1 patient with last contact after death date (row 2); the death "
        "was used.",
    ]
    assert cohort.outcomes["RFS"].duration[0] == pytest.approx(31 / 30.4375)
    assert {problem.severity for problem in cohort.problems} == {"warning"}


def test_that_patients_without_an_arm_are_listed_too() -> None:
    cohort = small_cohort(patient("1", arm=None, death="2020-02-01", last="2020-02-03"), patient("2"))
    assert [problem.rows for problem in cohort.problems if "after death" in problem.text] == [(2,)]


def test_that_the_demonstration_contradicts_no_death(demo: Cohort) -> None:
    assert not any("after death" in problem.text for problem in demo.problems)
