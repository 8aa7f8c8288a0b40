"""Problems in words: the place as Excel names it, rows with their values, long lists cut and counted."""

from __future__ import annotations

from explorer.errors import closest, nearest
from explorer.problem import place_name, rows_problem


def test_that_a_place_has_its_sheet_its_column_and_its_letter() -> None:
    assert place_name("patients", "age", "E") == "sheet patients, column age (E)"
    assert place_name("", "age", "E") == "column age (E)"
    assert place_name("patients", "E", "E") == "sheet patients, column E"


def test_that_rows_stand_with_their_values() -> None:
    problem = rows_problem(
        "error", "column age (E)", [37, 112], "2 values are odd", "left out", values=["a", "b"]
    )
    assert problem.text == 'column age (E): 2 values are odd (rows 37: "a", 112: "b"); left out.'
    assert problem.rows == (37, 112)
    assert rows_problem("note", "x", [2], "1 value", "used").text == "x: 1 value (row 2); used."


def test_that_a_long_list_of_rows_is_cut_and_all_rows_are_kept() -> None:
    problem = rows_problem("warning", "x", list(range(2, 22)), "20 values", "used")
    assert problem.text == "x: 20 values (rows 2, 3, 4, 5, 6, 7, 8, 9 and 12 more); used."
    assert len(problem.rows) == 20


def test_that_the_nearest_name_is_found_in_any_case_or_the_names_are_listed() -> None:
    assert nearest("AGEE", ["age", "arm"]) == 'did you mean "age"?'
    assert nearest("xyz", ["age", "arm"]) == "the known names are: age, arm."
    assert nearest("xyz", []) == "there are none."
    assert nearest("zzz", [f"name{n}" for n in range(20)]).endswith("name11, ….")
    assert closest("etype", ["immunophenotype"], likeness=0.6) == ""


def test_that_many_rows_are_counted_with_thousands_separators() -> None:
    problem = rows_problem("error", "column age", range(2, 20_010), "20,008 values", "left out")
    assert problem.text.endswith("9 and 20,000 more); left out.")
