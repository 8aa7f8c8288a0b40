"""Which column a study means, and what is said when a file lacks some."""

from __future__ import annotations

import pytest

from explorer.cohort.headers import check_columns, find_header, header_place, lacking
from explorer.errors import DataError
from explorer.study_file.load import load_study
from tests.explorer.small_trial import HEADER, patient, sheet, study


def header(*names: str, sheet_name: str = "patients") -> None:
    check_columns(sheet([["x"] * len(names)], names, sheet_name), study())


def renamed(old: str, new: str) -> list[str]:
    return [new if name == old else name for name in HEADER]


@pytest.mark.parametrize("written", ["age", "Age", "AGE ", " A.g_e", "age_years", "Age (years)"])
def test_that_a_column_is_found_but_for_case_spaces_and_punctuation(written: str) -> None:
    found = find_header(sheet([["x"]], [written]), ("age", "age_years"))
    assert found == written


def test_that_the_exact_name_and_the_first_alias_come_first() -> None:
    names = sheet([["x"] * 4], ["AGE", "age_years", "age", "Age"])
    assert find_header(names, ("age", "age_years")) == "age"
    assert find_header(names, ("years", "age_years")) == "age_years"
    assert find_header(names, ("weight",)) == ""


def test_that_a_column_is_named_as_excel_names_it() -> None:
    assert header_place(sheet([patient()]), "arm") == "sheet patients, column arm (G)"
    assert header_place(sheet([patient()], name=""), "arm") == "column arm (G)"


def test_that_a_missing_column_is_named_with_the_nearest() -> None:
    with pytest.raises(DataError) as caught:
        header(*renamed("age", "agee"))
    assert str(caught.value) == 'sheet patients: the required column "age" is missing; did you mean "agee"?'


def test_that_several_missing_columns_are_named_together() -> None:
    names = renamed("age", "agee")
    names[names.index("arm")] = "amr"
    with pytest.raises(DataError) as caught:
        header(*names, sheet_name="")
    assert str(caught.value) == (
        "2 columns that Small trial requires are missing: "
        'age (did you mean "agee"?) and arm (did you mean "amr"?).'
    )


def test_that_columns_that_are_not_required_may_be_missing() -> None:
    header("id", "age_years", "arm", "start", "last")


def test_that_the_columns_of_recorded_times_are_required() -> None:
    colon = load_study("colon")
    assert lacking(sheet([["x"] * 4], ["id", "rx", "Time", "Etype"]), colon) == ["status"]
