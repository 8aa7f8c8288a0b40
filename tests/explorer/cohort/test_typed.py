"""Raw cells become what the study says they are; what does not fit is listed and left out, never guessed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.cohort.typed import Place, as_text, empty_column, type_column
from explorer.columns import CategoryColumn, DateColumn, NumberColumn, TextColumn
from explorer.files.source import Cell
from explorer.study.study import Field, Level

NUMBER = Field(id="wbc", label="Leukocytes", kind="number", unit="10⁹/L", low=0, high=1000)
ARM = Field(
    id="arm",
    label="Arm",
    kind="category",
    missing="No arm",
    levels=(Level("new", "New treatment", ("N", "1")), Level("old", "Old treatment", ("NA", "2"))),
)


def typed(field: Field, *cells: Cell) -> tuple[list[float], list[str]]:
    """The codes or numbers of a column at C2, C3, …, and what is said of it."""
    place = Place("patients", "wbc", "C", range(2, len(cells) + 2))
    column = type_column(field, cells, place)
    assert isinstance(column, NumberColumn | CategoryColumn | DateColumn)
    values = column.codes if isinstance(column, CategoryColumn) else column.values
    return values.tolist(), [problem.text for problem in place.problems]


def same(found: Sequence[float], expected: Sequence[float | None]) -> bool:
    return np.array_equal(found, [np.nan if value is None else value for value in expected], equal_nan=True)


def test_that_an_identifier_stays_as_it_stands_in_the_file() -> None:
    place = Place("", "id", "A", range(2, 8))
    field = Field(id="id", label="Patient", kind="text")
    column = type_column(field, ["007", 7, 7.0, " 7 ", "1E5", None], place)
    assert isinstance(column, TextColumn)
    assert column.values == ("007", "7", "7", "7", "1E5", "")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (1, "1"),
        (1.0, "1"),
        (1.5, "1.5"),
        ("  a b ", "a b"),
        ("007", "007"),
    ],
)
def test_that_a_cell_has_one_text(cell: Cell, text: str) -> None:
    assert as_text(cell) == text


def test_that_na_as_the_name_of_an_arm_is_an_arm() -> None:
    codes, problems = typed(ARM, "NA", "na", "N", None, "")
    assert codes == [1, 1, 0, 2, 2]
    assert problems == []


def test_that_levels_are_found_by_id_label_and_synonym_in_any_case() -> None:
    codes, problems = typed(ARM, "NEW", "new treatment", " n ", 1, 1.0, "1", "Old Treatment", 2)
    assert codes == [0, 0, 0, 0, 0, 0, 1, 1]
    assert problems == []


def test_that_an_unknown_arm_is_listed_with_its_place_and_the_arms_that_are_known() -> None:
    codes, problems = typed(ARM, "New", "Newer", "Placebo", "Placebo")
    assert codes == [0, 2, 2, 2]
    assert problems == [
        "sheet patients, column wbc (C): 3 values are none of New treatment, Old treatment "
        '(rows 3: "Newer", 4: "Placebo", 5: "Placebo"); treated as "No arm".'
    ]


def test_that_numbers_are_read_as_typed_cells_and_as_texts() -> None:
    values, problems = typed(NUMBER, 6, 6.5, "7", " 7.25 ", "+8", "1e2", ".5", "9.", None, "")
    assert same(values, [6, 6.5, 7, 7.25, 8, 100, 0.5, 9, None, None])
    assert problems == []


def test_that_what_is_no_number_is_listed_and_left_out() -> None:
    values, problems = typed(NUMBER, 50, "fifty", "<0.5", True, "1 000", "0x10", "٣")
    assert same(values, [50, *[None] * 6])
    assert problems == [
        'sheet patients, column wbc (C): 6 values are not numbers (rows 3: "fifty", 4: "<0.5", 5: "yes", '
        '6: "1 000", 7: "0x10", 8: "٣"); treated as missing.'
    ]


def test_that_one_bad_number_is_told_in_the_singular() -> None:
    assert typed(NUMBER, 1, "abc")[1] == [
        'sheet patients, column wbc (C): 1 value is not a number (row 3: "abc"); treated as missing.'
    ]


def test_that_decimal_commas_are_read_and_said() -> None:
    values, problems = typed(NUMBER, "12,4", "0,5", "3", 7)
    assert values == [12.4, 0.5, 3, 7]
    assert problems == [
        "sheet patients, column wbc (C): 2 values have a decimal comma, read as a decimal point "
        "(rows 2, 3); nothing else was changed."
    ]


def test_that_a_comma_beside_decimal_points_is_not_guessed() -> None:
    values, problems = typed(NUMBER, "12,4", "3.5")
    assert same(values, [None, 3.5])
    assert "1 value is not a number" in problems[0]


def test_that_a_comma_that_may_separate_thousands_is_not_guessed() -> None:
    values, problems = typed(NUMBER, "1,234", "12,345", "7")
    assert same(values, [None, None, 7])
    assert problems == [
        "sheet patients, column wbc (C): 2 values have a comma that may separate thousands or decimals "
        '(rows 2: "1,234", 3: "12,345"); treated as missing.'
    ]


def test_that_three_decimals_are_read_where_others_show_that_the_comma_is_decimal() -> None:
    values, _ = typed(NUMBER, "1,234", "0,5")
    assert values == [1.234, 0.5]


def test_that_values_outside_what_is_plausible_are_listed_with_the_limits_and_the_unit() -> None:
    values, problems = typed(NUMBER, -1, 0, 1000, 1000.5)
    assert same(values, [None, 0, 1000, None])
    assert problems == [
        "sheet patients, column wbc (C): 2 values are outside 0 to 1000 10⁹/L "
        '(rows 2: "-1", 5: "1000.5"); treated as missing.'
    ]


@pytest.mark.parametrize(
    ("low", "high", "words"), [(18.0, None, "is below 18 yr"), (None, 18.0, "is above 18 yr")]
)
def test_that_a_single_limit_is_named(low: float | None, high: float | None, words: str) -> None:
    field = Field(id="age", label="Age", kind="number", unit="yr", low=low, high=high)
    _, problems = typed(field, 17 if low else 19)
    assert words in problems[0]


def test_that_an_infinite_number_is_left_out() -> None:
    values, problems = typed(Field(id="x", label="X", kind="number"), "1e999", "-1e999", 3)
    assert same(values, [None, None, 3])
    assert "2 values are not finite" in problems[0]


def test_that_the_texts_that_mean_missing_are_the_studys_and_no_others() -> None:
    field = Field(id="x", label="X", kind="number", missing_texts=("NA", "n.d."))
    values, problems = typed(field, "na", "N.D.", "null", 4)
    assert same(values, [None, None, None, 4])
    assert '(row 4: "null")' in problems[0]


def test_that_a_date_in_the_future_or_of_no_calendar_is_listed() -> None:
    field = Field(id="d", label="Date", kind="date")
    values, problems = typed(field, "2018-05-04", "2021-02-30", "2999-01-01", None)
    assert same(values, [17655, None, None, None])
    assert problems == [
        'sheet patients, column wbc (C): 1 value is not a date (row 3: "2021-02-30"); treated as missing.',
        'sheet patients, column wbc (C): 1 value is in the future (row 4: "2999-01-01"); treated as missing.',
    ]


def test_that_many_bad_values_are_cut_with_their_count() -> None:
    _, problems = typed(NUMBER, *["x"] * 20)
    assert "20 values are not numbers" in problems[0]
    assert problems[0].count('"x"') == 8
    assert "and 12 more" in problems[0]


def test_that_a_file_without_sheets_names_the_column_alone() -> None:
    place = Place("", "age", "E", [2])
    type_column(NUMBER, ["x"], place)
    assert place.problems[0].text.startswith("column age (E): ")


cells = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**6), 10**6), st.floats(allow_nan=False), st.text(max_size=8)
)


@given(st.lists(cells, max_size=12), st.sampled_from(["category", "number", "date", "text"]))
def test_that_every_cell_is_a_value_empty_or_listed(some: list[Cell], kind: str) -> None:
    levels = (Level("a", "A"), Level("b", "B")) if kind == "category" else ()
    place = Place("s", "c", "C", range(2, len(some) + 2))
    field = Field(id="c", label="C", kind=kind, levels=levels)  # type: ignore[arg-type]
    column = type_column(field, some, place)
    listed = {row for problem in place.problems if problem.severity == "error" for row in problem.rows}
    for row, (cell, present) in enumerate(zip(some, column.present, strict=True), start=2):
        assert present or row in listed or as_text(cell) == ""
        assert not (present and row in listed)


@pytest.mark.parametrize("kind", ["category", "number", "date", "text"])
def test_that_a_column_that_is_not_in_the_file_is_missing_for_everyone(kind: str) -> None:
    levels = (Level("a", "A"),) if kind == "category" else ()
    column = empty_column(Field(id="c", label="C", kind=kind, levels=levels), 3)  # type: ignore[arg-type]
    assert column.present.tolist() == [False] * 3


def test_that_the_order_of_day_and_month_that_was_found_is_said() -> None:
    field = Field(id="d", label="Date", kind="date")
    values, problems = typed(field, "13/05/2018", "04/05/2018")
    assert values == [17664, 17655]
    assert problems == ["sheet patients, column wbc (C): dates were read day first."]


def test_that_a_text_that_stands_for_a_number_is_read_as_the_study_says() -> None:
    field = Field(id="mrd", label="MRD", kind="number", number_texts=(("<0.01", 0.0),))
    place = Place("", "mrd", "A", [2, 3, 4])
    column = type_column(field, ["<0.01", "0.5", "<0.001"], place)
    assert isinstance(column, NumberColumn)
    assert column.values[:2].tolist() == [0.0, 0.5]
    assert np.isnan(column.values[2])
    assert [problem.severity for problem in place.problems] == ["note", "error"]
