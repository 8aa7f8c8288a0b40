"""A cohort: the right sheet, every row used or listed, and every patient as the study describes them."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.cohort.cohort import Cohort, make_cohort
from explorer.columns import CategoryColumn, NumberColumn
from explorer.errors import DataError
from explorer.files.source import Cell, Sheet, SourceFile
from explorer.problem import Problem
from explorer.selection import OneOf, Selection
from explorer.study_file.load import load_study
from resources import DEMO
from tests.explorer.small_trial import HEADER, file, patient, sheet, small_cohort, study, texts


def test_that_a_good_file_has_no_problems() -> None:
    cohort = small_cohort(patient("1"), patient("2", arm="Old treatment", sex="M"))
    assert texts(cohort) == []
    assert (cohort.n, cohort.source.rows_read, cohort.source.rows_left_out) == (2, 2, 0)
    assert cohort.arm.tolist() == [0, 1]
    assert list(cohort.rows) == [2, 3]


def test_that_an_unknown_arm_is_listed_and_in_no_arm() -> None:
    cohort = small_cohort(patient("1"), patient("2", arm="Placebo"))
    assert cohort.arm.tolist() == [0, -1]
    assert texts(cohort) == [
        'sheet patients, column arm (G): 1 value is none of New, Old (row 3: "Placebo"); treated as "No arm".'
    ]


def test_that_an_arm_called_na_is_an_arm() -> None:
    cohort = small_cohort(patient("1", arm="NA"), patient("2", arm=None))
    assert cohort.arm.tolist() == [1, -1]
    assert texts(cohort) == []


def test_that_an_identifier_with_zeros_in_front_keeps_them() -> None:
    cohort = small_cohort(patient("007"), patient("7"))
    assert cohort.n == 2
    assert cohort.columns["id"].values == ("007", "7")  # type: ignore[union-attr]


def test_that_a_required_column_that_is_missing_names_the_file_the_sheet_and_the_nearest() -> None:
    header = ["agee" if name == "age" else name for name in HEADER]
    with pytest.raises(DataError) as caught:
        make_cohort(file(sheet([patient()], header)), study())
    assert str(caught.value) == (
        'trial.xlsx: sheet patients: the required column "age" is missing; did you mean "agee"?'
    )


REQUIRED = ("id", "age", "arm", "start", "relapse", "death", "last")


def test_that_columns_that_only_describe_patients_are_named_once_in_a_note() -> None:
    rows = [[cell for name, cell in zip(HEADER, patient(), strict=True) if name != "marker"]]
    header = [name for name in HEADER if name != "marker"]
    cohort = make_cohort(file(sheet(rows, header)), study())
    assert texts(cohort) == ["1 column of the study is not in the file and counts as not recorded: marker."]
    assert cohort.columns["marker"].present.tolist() == [False]


def test_that_each_column_on_which_a_result_rests_is_missed_with_a_warning_and_the_nearest() -> None:
    header = ["stag" if name == "stage" else name for name in HEADER]
    cohort = make_cohort(file(sheet([patient()], header)), study())
    assert texts(cohort) == [
        'sheet patients: the column "stage", used by the stratification and the subgroups, is missing; did '
        'you mean "stag"? It counts as not recorded.'
    ]
    rows = [["1", 50, "New", "2020-01-01", None, None, "2020-02-01"]]
    cohort = make_cohort(file(sheet(rows, REQUIRED, "")), study())
    assert [problem.text for problem in cohort.problems if problem.severity == "warning"][:3] == [
        'The column "assignment", used by the population and the flow, is missing; it counts as not '
        "recorded.",
        'The column "stage", used by the stratification and the subgroups, is missing; it counts as not '
        "recorded.",
        'The column "sex", used by the stratification and the subgroups, is missing; it counts as not '
        "recorded.",
    ]


def test_that_a_derived_field_warns_where_its_own_column_seems_to_have_another_name() -> None:
    rows = [[*patient(marker=7), "low"]]
    cohort = make_cohort(file(sheet(rows, [*HEADER, "marker_grp"])), study())
    assert texts(cohort) == [
        'sheet patients: the column "marker_group" is missing; did you mean "marker_grp"? Marker group was '
        "derived by the rules of the study instead."
    ]
    assert texts(small_cohort(patient(marker=7))) == []


def test_that_a_file_in_which_no_patient_has_an_arm_is_an_error() -> None:
    cohort = small_cohort(patient("1", arm=None), patient("2", arm=None))
    assert [(problem.severity, problem.text) for problem in cohort.problems] == [
        (
            "error",
            "sheet patients, column arm (G): no patient has an arm, so that nothing can be compared; "
            "correct the column.",
        )
    ]


def test_that_an_arm_without_patients_is_a_warning() -> None:
    cohort = small_cohort(patient("1"), patient("2"))
    assert [(problem.severity, problem.text) for problem in cohort.problems] == [
        (
            "warning",
            "sheet patients, column arm (G): the arm Old treatment has no patients; is it written in a way "
            "that the study does not know?",
        )
    ]


def test_that_an_alias_is_read_and_the_typing_says_so() -> None:
    header = ["Age (years)" if name == "age" else name for name in HEADER]
    cohort = make_cohort(file(sheet([patient()], header)), study())
    assert ("Age (years)", "Age at entry", "number") in cohort.typing
    assert [kind for name, _, kind in cohort.typing if name == "id"] == ["text"]


# ---------------------------------------------------------------------------------- sheets


def test_that_the_sheet_that_the_study_names_is_read() -> None:
    other = sheet([patient("x"), patient("y")], name="first")
    cohort = make_cohort(file(other, sheet([patient("1")], name="Patients")), study())
    assert cohort.source.sheet == "Patients"
    assert texts(cohort) == []


def test_that_without_such_a_sheet_the_one_that_fits_best_is_read_and_said() -> None:
    events = sheet([["1", "Anemia"]], ["id", "term"], "events")
    cohort = make_cohort(file(events, sheet([patient("1")], name="Export 2024")), study())
    assert cohort.source.sheet == "Export 2024"
    assert texts(cohort) == ['the sheet "Export 2024" was read.']


def test_that_problems_of_other_sheets_are_not_told() -> None:
    found = (
        Problem("note", "of the file"),
        Problem("note", "of the events", "events"),
        Problem("note", "of the patients", "patients"),
    )
    sheets = (sheet([["1"]], ["id"], "events"), sheet([patient()]))
    cohort = make_cohort(SourceFile("trial.xlsx", "0", 1, "xlsx", sheets, found), study())
    assert texts(cohort) == ["of the file", "of the patients"]


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (file(), "trial.xlsx: the file has no rows of data; nothing was opened."),
        (
            file(sheet([])),
            'trial.xlsx: the sheet "patients" has a header but no rows of data; nothing was opened.',
        ),
        (
            file(sheet([], name="")),
            "trial.xlsx: the file has a header but no rows of data; nothing was opened.",
        ),
    ],
)
def test_that_a_file_without_rows_is_refused(source: SourceFile, sentence: str) -> None:
    with pytest.raises(DataError) as caught:
        make_cohort(source, study())
    assert str(caught.value) == sentence


# ---------------------------------------------------------------------------------- long layouts, synthetic


def test_that_rows_of_one_patient_that_disagree_are_reported() -> None:
    header = ("id", "rx", "age", "status", "time", "etype")
    rows = [
        (1, "Obs", 50, 1, 900, 2),
        (1, "Lev", 50, 0, 900, 1),
        (2, "Lev", 60, 1, 5, 2),
        (2, "Lev", 61, 1, 3, 1),
    ]
    cohort = make_cohort(file(sheet(rows, header, "")), load_study("colon"))
    warnings = [problem.text for problem in cohort.problems if problem.severity == "warning"]
    assert [text for text in warnings if "differs" in text] == [
        "column rx (B): 1 row where Treatment differs from the patient's first row (row 3); "
        "the first row was used.",
        "column age (C): 1 row where Age at randomization differs from the patient's first row (row 5); "
        "the first row was used.",
    ]
    assert cohort.arm.tolist() == [2, 1]


def test_that_a_cohort_is_synthetic_as_soon_as_one_record_is() -> None:
    header = (
        "patient_id",
        "age",
        "assignment",
        "arm",
        "randomization_date",
        "relapse_date",
        "death_date",
        "cause_of_death",
        "last_contact_date",
    )
    row = ["1", 50, "randomized", "Chemo", "2018-01-01", None, None, None, "2019-01-01"]
    real = make_cohort(file(sheet([row], header)), load_study("e1910"))
    mixed = make_cohort(
        file(sheet([[*row, "yes"], ["2", *row[1:], None]], (*header, "synthetic"))), load_study("e1910")
    )
    assert (real.synthetic, mixed.synthetic) == (False, True)
    assert not small_cohort(patient()).synthetic


def test_that_the_demonstration_has_nothing_to_complain_of(demo: Cohort, colon: Cohort) -> None:
    assert demo.problems == colon.problems == ()
    assert demo.synthetic
    assert not colon.synthetic


# ---------------------------------------------------------------------------------- nothing is lost


def demo_table() -> tuple[list[str], list[list[Cell]]]:
    with Path(DEMO).with_name("patients.csv").open(encoding="utf-8", newline="") as table:
        header, *rows = csv.reader(table)
    return header, [[cell or None for cell in row] for row in rows]


DEMO_HEADER, DEMO_ROWS = demo_table()
WRONG: list[Cell] = [
    None,
    "",
    "NA",
    "abc",
    "2021-02-30",
    "1800-01-01",
    "2018-05-04",
    -5,
    1e9,
    True,
    "SYN-0001",
    "12,4",
]
corruptions = st.lists(
    st.tuples(
        st.integers(0, 39), st.one_of(st.none(), st.integers(0, len(DEMO_HEADER) - 1)), st.sampled_from(WRONG)
    ),
    max_size=15,
)


def corrupted(changes: list[tuple[int, int | None, Cell]]) -> Sheet:
    """The first forty patients; each change writes a cell, or repeats a row at the end."""
    rows = [list(row) for row in DEMO_ROWS[:40]]
    for row, column, cell in changes:
        if column is None:
            rows.append(list(rows[row]))
        else:
            rows[row][column] = cell
    return sheet(rows, DEMO_HEADER)


@settings(max_examples=60)
@given(corruptions)
def test_that_every_row_is_used_or_listed_whatever_is_wrong(
    changes: list[tuple[int, int | None, Cell]],
) -> None:
    damaged = corrupted(changes)
    cohort = make_cohort(file(damaged), load_study("e1910"))
    assert cohort.n + cohort.source.rows_left_out == cohort.source.rows_read == len(damaged.row_numbers)
    listed = {row for problem in cohort.problems for row in problem.rows}
    assert set(cohort.rows) | listed >= set(damaged.row_numbers)
    in_arm = cohort.arm >= 0
    for outcome in cohort.outcomes.values():  # an arm without an outcome is always explained
        lost = np.flatnonzero(in_arm & np.isnan(outcome.duration))
        assert {cohort.rows[index] for index in lost} <= listed
        known = outcome.duration[~np.isnan(outcome.duration)]
        assert (known >= 0).all()


@settings(max_examples=60)
@given(corruptions)
def test_that_a_cell_is_a_value_or_listed_whatever_is_wrong(
    changes: list[tuple[int, int | None, Cell]],
) -> None:
    damaged = corrupted(changes)
    cohort = make_cohort(file(damaged), load_study("e1910"))
    for field in cohort.study.fields:
        if field.column not in damaged.header:
            continue
        column, cells = cohort.columns[field.id], damaged.column(field.column) or []
        listed = {
            row for problem in cohort.problems if problem.column == field.column for row in problem.rows
        }
        for index, row in enumerate(cohort.rows):
            empty = str(cells[row - 2] if cells[row - 2] is not None else "").strip() == ""
            assert column.present[index] or empty or row in listed, (field.id, row)


def test_that_choosing_is_by_selection_alone() -> None:
    cohort = small_cohort(patient("1", sex="F"), patient("2", sex="M"), patient("3", sex=None))
    assert cohort.choose(Selection((OneOf("sex", frozenset(["missing", "female"])),))).tolist() == [
        True,
        False,
        True,
    ]
    assert isinstance(cohort.columns["sex"], CategoryColumn)
    assert isinstance(cohort.columns["age"], NumberColumn)
