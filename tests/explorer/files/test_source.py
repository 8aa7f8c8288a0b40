"""Addresses and columns as Excel names them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from explorer.files.source import Sheet, SourceFile, column_index, column_letters

SHEET = Sheet("patients", ("id", "age"), 3, ("A", "AB"), (4, 7), (["007", "008"], [45, None]))


def test_that_a_cell_is_addressed_by_its_own_row_and_column() -> None:
    assert SHEET.address(0, 0) == "A4"
    assert SHEET.address(1, 1) == "AB7"


def test_that_a_column_is_found_by_its_exact_name_only() -> None:
    assert SHEET.column("age") == [45, None]
    assert SHEET.column("Age") is None


def test_that_a_sheet_is_found_by_its_name() -> None:
    source = SourceFile("a.xlsx", "00", 1, "xlsx", (SHEET,), ())
    assert source.sheet("patients") is SHEET
    assert source.sheet("Patients") is None


def test_that_the_columns_at_the_turns_of_the_alphabet_are_those_of_excel() -> None:
    known = {0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA", 16383: "XFD"}
    assert {index: column_letters(index) for index in known} == known


@given(st.integers(0, 20_000))
def test_that_letters_and_index_of_a_column_are_inverse(index: int) -> None:
    assert column_index(column_letters(index)) == index
