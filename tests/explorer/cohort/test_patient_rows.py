"""Which rows are which patient: repeated and nameless rows are listed, a long layout is put together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.cohort.patient_rows import Patients, find_patients
from explorer.errors import DataError
from explorer.files.source import Cell
from tests.explorer.small_trial import sheet


def find(
    *rows: tuple[Cell, ...], record: bool = False, wanted: tuple[str, ...] = ()
) -> tuple[Patients, list[str]]:
    header = ("id", "type") if record else ("id", "age")
    patients, problems = find_patients(sheet(rows, header), "id", "type" if record else "", wanted)
    return patients, [problem.text for problem in problems]


def test_that_every_row_is_a_patient_in_file_order() -> None:
    patients, problems = find(("b", 1), ("a", 2), ("007", 3), (7, 4))
    assert patients.ids == ("b", "a", "007", "7")
    assert patients.first.tolist() == [0, 1, 2, 3]
    assert (patients.rows_read, patients.left_out, problems) == (4, 0, [])


def test_that_a_repeated_identifier_is_listed_and_the_first_row_is_used() -> None:
    patients, problems = find(("a", 1), ("b", 2), (" a ", 3), ("a", 4))
    assert patients.ids == ("a", "b")
    assert patients.first.tolist() == [0, 1]
    assert patients.left_out == 2
    assert problems == [
        "sheet patients, column id (A): 2 rows have an identifier that stands in an earlier row "
        '(rows 4: "a", 5: "a"); left out.'
    ]


def test_that_a_row_without_identifier_is_listed() -> None:
    patients, problems = find(("a", 1), (None, 2), ("  ", 3))
    assert patients.ids == ("a",)
    assert patients.left_out == 2
    assert problems == [
        "sheet patients, column id (A): 2 rows have no patient identifier (rows 3, 4); left out."
    ]


def test_that_a_file_in_which_nobody_has_an_identifier_is_refused() -> None:
    with pytest.raises(DataError, match=r"sheet patients, column id \(A\): no row has a patient identifier"):
        find((None, 1), ("", 2))


def test_that_the_rows_of_a_long_layout_are_put_together() -> None:
    patients, problems = find((1, 2), (1, 1), (2, 1), (2, 2), (3, 2), record=True)
    assert patients.ids == ("1", "2", "3")
    assert patients.first.tolist() == [0, 2, 4]
    assert {name: rows.tolist() for name, rows in patients.records.items()} == {
        "2": [0, 3, 4],
        "1": [1, 2, -1],
    }
    assert (patients.left_out, problems) == (0, [])


def test_that_a_repeated_record_of_a_patient_is_listed() -> None:
    patients, problems = find((1, 1), (1, 1), (1, 2), record=True)
    assert patients.left_out == 1
    assert problems == [
        "sheet patients, column id (A): 1 row has an identifier and record that stand in an earlier row "
        '(row 3: "1"); left out.'
    ]


def test_that_records_that_the_study_does_not_use_are_listed() -> None:
    patients, problems = find((1, 1), (1, 3), (2, None), record=True, wanted=("1", "2"))
    assert patients.ids == ("1",)
    assert patients.left_out == 2
    assert problems == [
        "sheet patients, column type (B): 2 rows have a record that the study does not use "
        '(rows 3: "3", 4: ""); left out.'
    ]


identifiers = st.lists(st.sampled_from(["a", "b", "c", "A", "", None, 1, "1", "01"]), min_size=1, max_size=20)


@given(identifiers)
def test_that_every_row_is_a_patient_or_listed(ids: list[Cell]) -> None:
    rows = [("start", 0), *((id, 0) for id in ids)]
    patients, problems = find_patients(sheet(rows, ("id", "age")), "id")
    listed = [row for problem in problems for row in problem.rows]
    assert len(patients.ids) + patients.left_out == patients.rows_read == len(rows)
    assert sorted([*listed, *(row + 2 for row in patients.first.tolist())]) == list(range(2, len(rows) + 2))
