"""Which column a study means, and what is said when a file lacks some."""

from __future__ import annotations

import pytest

from explorer.cohort.headers import find_header, header_place, nearest_header
from explorer.cohort.needed import check_columns, lacking
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
    header("id", "age_years", "arm", "start", "relapse", "death", "last")


@pytest.mark.parametrize("name", ["start", "relapse", "death", "last", "arm"])
def test_that_every_date_of_an_endpoint_and_the_arm_are_required_whatever_the_study_says(name: str) -> None:
    nothing_required = study(("required = true\n", ""))
    names = renamed(name, f"{name}s")
    assert lacking(sheet([["x"] * len(names)], names), nothing_required) == [name]


def test_that_the_dates_and_causes_of_competing_risks_are_required() -> None:
    names = [field.column for field in load_study("e1910").fields if field.column]
    for absent in ("relapse_date", "cause_of_death"):
        header = [name for name in names if name != absent]
        assert lacking(sheet([["x"] * len(header)], header), load_study("e1910")) == [absent]


def test_that_a_derived_field_needs_its_own_column_or_those_of_its_rules() -> None:
    derived = study(
        (
            'id = "arm"\nlabel = "Arm"',
            'id = "arm"\nlabel = "Arm"\nrules = [{ where = { sex = ["male"] }, level = "new" }]',
        ),
    )
    with_arm = [name for name in HEADER if name != "sex"]
    assert lacking(sheet([["x"] * len(with_arm)], with_arm), derived) == []
    without = [name for name in HEADER if name not in ("arm", "sex")]
    assert lacking(sheet([["x"] * len(without)], without), derived) == ["sex"]


def test_that_a_column_that_is_read_as_something_else_is_not_proposed() -> None:
    with pytest.raises(DataError, match=r'"start" is missing; did you mean "star"\?$'):
        header(*renamed("start", "star"))
    assert nearest_header(sheet([["x"] * 2], ["death", "deathe"]), study(), "deaths") == "deathe"
    assert nearest_header(sheet([["x"]], ["cd_20_stat"]), study(), "cd20") == "cd_20_stat"


def test_that_the_columns_of_recorded_times_are_required() -> None:
    colon = load_study("colon")
    assert lacking(sheet([["x"] * 4], ["id", "rx", "Time", "Etype"]), colon) == ["status"]
