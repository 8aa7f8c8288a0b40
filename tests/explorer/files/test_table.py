"""Which row is the header, and what becomes of columns without a name or with the same one."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.files.table import Record, find_header, make_sheet


def records(*rows: list[Any]) -> list[Record]:
    return [Record(number, row) for number, row in enumerate(rows, 1)]


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        ([["id", "age"], ["a", 1.0]], 0),
        ([["Trial export", "", "", ""], ["id", "arm", "age", "os"], ["a", "A", 1.0, 2.0]], 1),
        (
            [["Exported by", "office", "", "", ""], ["id", "arm", "sex", "age", "os"], ["a", "A", "f", 1, 2]],
            1,
        ),
        # a first patient with missing values does not make his row, or a later one, the header
        ([["id", "relapse", "death", "arm"], ["a", "", "", "A"], ["b", "2018-01-01", "2019-01-01", "B"]], 0),
        ([["id", "sex", "", ""], ["a", "f", "", "x"], ["b", "m", "", ""]], 0),
        # numbers written as text are data
        ([["2018", "12,5", "007"], ["id", "age", "arm"], ["a", "1", "A"]], 1),
        ([["age"], [45.0], [46.0]], 0),
        ([[1.0, 2.0], [3.0, 4.0]], 0),
    ],
)
def test_that_the_header_is_the_first_row_that_names_most_columns(rows: list[Any], header: int) -> None:
    assert find_header(records(*rows)) == header


def test_that_title_rows_are_said_to_be_left_out() -> None:
    sheet, problems = make_sheet("s", records(["Title", ""], ["id", "age"], ["a", 1.0]), 1)
    assert sheet.header_row == 2
    assert sheet.row_numbers == range(3, 4)
    assert [(p.severity, p.rows) for p in problems] == [("note", (1,))]
    assert problems[0].text == "sheet s: row 2 was taken as the header; row 1 above it was not read."


def test_that_of_two_columns_of_one_name_the_first_is_read_and_both_are_named() -> None:
    sheet, problems = make_sheet("s", records(["age", "arm", " age "], [1.0, "A", 2.0]), 0)
    assert sheet.header == ("age", "arm")
    assert sheet.column("age") == [1]
    assert [(p.severity, p.column) for p in problems] == [("error", "age")]
    assert problems[0].text == (
        'sheet s: columns A and C are both named "age": A was read, C was left out; rename one of them.'
    )


def test_that_a_column_without_a_name_is_called_by_its_letter() -> None:
    sheet, problems = make_sheet("s", records(["id", "", "", "x"], ["a", "", 5.0, ""]), 0)
    assert sheet.header == ("id", "column C", "x")
    assert sheet.columns == ("A", "C", "D")
    assert sheet.cells == (["a"], [5], [None])
    assert [p.severity for p in problems] == ["note"]


def test_that_text_stays_verbatim_and_whole_numbers_become_integers() -> None:
    sheet, _ = make_sheet(
        "s", records(["id", "v"], ["007", 45.0], [" NA ", 2.5], ["1E5", True], ["", "x"]), 0
    )
    assert sheet.cells == (["007", " NA ", "1E5", None], [45, 2.5, True, "x"])
    assert [type(cell) for cell in sheet.cells[1]] == [int, float, bool, str]


def test_that_identifiers_which_excel_has_rounded_are_warned_of() -> None:
    long = 1234567890123456.0
    sheet, problems = make_sheet("s", records(["id", "age"], [long, 45.0], [123456789012345.0, 50.0]), 0)
    assert sheet.column("id") == [1234567890123456, 123456789012345]
    assert [(p.severity, p.column, p.rows) for p in problems] == [("warning", "id", (2,))]


def test_that_numbers_that_excel_has_rounded_are_warned_of_with_their_sheet() -> None:
    _, problems = make_sheet("s", records(["id", "age"], [1234567890123456.0, 45.0]), 0)
    assert [problem.severity for problem in problems] == ["warning"]
    assert problems[0].text.startswith("sheet s, column id (A): 1 number of more than 15 digits (A2); Excel")
