"""Every column of a file is told with what it was read as, or that it was not used."""

from __future__ import annotations

import pytest

from explorer.cohort.cohort import Cohort, make_cohort
from explorer.results.check import check
from tests.explorer.small_trial import HEADER, file, patient, sheet, small_cohort, study, texts


def test_that_every_column_of_the_file_is_listed_in_its_order_and_ignored_ones_as_not_used() -> None:
    cohort = make_cohort(file(sheet([["x", *patient()]], ["remark", *HEADER])), study())
    columns = [column for column, _, _ in cohort.typing if column]
    assert columns == ["remark", *HEADER]
    assert cohort.typing[0] == ("remark", "", "not used")
    assert "  remark      not used" in check(cohort)[0].splitlines()


def test_that_identifier_record_times_and_status_of_a_long_layout_are_listed(colon: Cohort) -> None:
    listed = {column: (label, kind) for column, label, kind in colon.typing if column}
    assert listed["id"] == ("Patient", "text")
    assert listed["etype"] == ("Record", "record")
    assert listed["time"] == ("Time of OS, RFS and TTR", "number")
    assert listed["status"] == ("Status of OS, RFS and TTR", "event")
    assert listed["study"] == ("", "not used")


def test_that_an_identifier_that_no_field_declares_is_listed() -> None:
    plain = study(
        ('[[fields]]\nid = "id"\nlabel = "Patient"\nkind = "text"\ncolumn = "id"\nrequired = true\n', "")
    )
    cohort = make_cohort(file(sheet([patient()])), plain)
    assert ("id", "Patient", "text") in cohort.typing


def test_that_a_derived_field_says_from_which_columns() -> None:
    assert small_cohort(patient()).typing[-1] == ("", "Marker group, from marker", "derived")


@pytest.mark.parametrize("other", ["AGE", "age_years"])
def test_that_of_two_columns_that_may_be_meant_the_one_that_was_read_is_said(other: str) -> None:
    cohort = make_cohort(file(sheet([[*patient(), 51]], [*HEADER, other])), study())
    assert texts(cohort) == [
        f'sheet patients, column age (B): read as "age"; {other} (L) may be meant as well and was not read. '
        "Rename or remove what is not meant."
    ]
    assert [problem.severity for problem in cohort.problems][:1] == ["warning"]
