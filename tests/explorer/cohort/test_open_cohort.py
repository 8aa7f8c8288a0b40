"""Files as they arrive: what is wrong is said in one sentence with its file, sheet, row and column."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest

from explorer.cohort.cohort import Cohort
from explorer.cohort.open_cohort import fitting_study, open_cohort
from explorer.errors import DataError, ExplorerError, StudyError
from explorer.files.source import SourceFile
from explorer.question.question import primary_question
from explorer.results.check import check
from explorer.results.results import results
from resources import COLON, DEMO
from tests.explorer.small_trial import HEADER, STUDY, Row, patient, texts

Write = Callable[..., Path]


@pytest.fixture
def study_file(tmp_path: Path) -> Path:
    path = tmp_path / "small.toml"
    path.write_text(STUDY, encoding="utf-8")
    return path


@pytest.fixture(params=["xlsx", "csv"])
def write(request: pytest.FixtureRequest, tmp_path: Path) -> Write:
    """Write a table as a workbook with a sheet "patients", or as a CSV file."""

    def write_table(rows: Sequence[Row], header: Sequence[str] = HEADER) -> Path:
        path = tmp_path / f"trial.{request.param}"
        if request.param == "csv":
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([header, *rows])
            return path
        workbook = openpyxl.Workbook()
        workbook.active.title = "patients"
        for row in [header, *rows]:
            workbook.active.append(list(row))
        workbook.save(path)
        return path

    return write_table


def opened(path: Path, study: Path | str | None) -> Cohort:
    return open_cohort(path, study)


def refused(path: Path, study: Path | str | None = None) -> str:
    with pytest.raises(ExplorerError) as caught:
        open_cohort(path, study)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert "Traceback" not in sentence
    return sentence


def where(path: Path, column: str) -> str:
    """How a column's place begins a sentence: with the sheet when the file has sheets."""
    return f"sheet patients, {column}" if path.suffix == ".xlsx" else column


# ---------------------------------------------------------------------------------- cells and rows


@pytest.mark.parametrize(
    ("changes", "column", "sentence"),
    [
        ({"age": "fifty"}, "column age (B)", '1 value is not a number (row 3: "fifty"); treated as missing.'),
        ({"age": 5}, "column age (B)", '1 value is outside 18 to 110 yr (row 3: "5"); treated as missing.'),
        (
            {"arm": "Placebo"},
            "column arm (G)",
            '1 value is none of New, Old (row 3: "Placebo"); treated as "No arm".',
        ),
        (
            {"relapse": "2021-02-30"},
            "column relapse (I)",
            '1 value is not a date (row 3: "2021-02-30"); treated as missing.',
        ),
        (
            {"death": "2019-12-31", "last": "2019-12-31"},
            "column death (J)",
            "1 patient with death date before randomization date (row 3); "
            "left out of overall survival and relapse-free survival.",
        ),
        (
            {"last": None},
            "column last (K)",
            "1 patient without last contact (row 3); left out of overall survival and relapse-free survival.",
        ),
    ],
)
def test_that_a_wrong_cell_is_one_sentence_with_its_place(
    changes: dict[str, str], column: str, sentence: str, write: Write, study_file: Path
) -> None:
    path = write([patient("1"), patient("2", **changes), patient("3")])
    cohort = opened(path, study_file)
    assert cohort.n == 3  # what can be read is read
    assert texts(cohort) == [f"{where(path, column)}: {sentence}"]


def test_that_repeated_and_nameless_patients_are_listed(write: Write, study_file: Path) -> None:
    path = write([patient("1"), patient(None), patient("1"), patient("2")])
    cohort = opened(path, study_file)
    assert (cohort.n, cohort.source.rows_read, cohort.source.rows_left_out) == (2, 4, 2)
    assert texts(cohort) == [
        f"{where(path, 'column id (A)')}: 1 row has no patient identifier (row 3); left out.",
        f"{where(path, 'column id (A)')}: 1 row has an identifier that stands in an earlier row "
        '(row 4: "1"); left out.',
    ]


def test_that_identifiers_and_arms_arrive_as_they_stand_in_the_file(write: Write, study_file: Path) -> None:
    cohort = opened(write([patient("007"), patient("7", arm="NA"), patient("1E5")]), study_file)
    assert cohort.columns["id"].values == ("007", "7", "1E5")  # type: ignore[union-attr]
    assert cohort.arm.tolist() == [0, 1, 0]
    assert texts(cohort) == []


def test_that_real_excel_dates_are_dates(tmp_path: Path, study_file: Path) -> None:
    from datetime import date

    workbook = openpyxl.Workbook()
    workbook.active.append(list(HEADER))
    workbook.active.append(patient("1", start=date(2020, 1, 1), last=date(2020, 4, 10)))  # type: ignore[arg-type]
    workbook.save(tmp_path / "dates.xlsx")
    cohort = opened(tmp_path / "dates.xlsx", study_file)
    assert cohort.outcomes["OS"].duration[0] == pytest.approx(100 / 30.4375)


@pytest.mark.parametrize("from_1904", [False, True])
def test_that_day_numbers_and_dates_agree_in_workbooks_that_count_from_1900_and_from_1904(
    from_1904: bool, tmp_path: Path, study_file: Path
) -> None:
    from datetime import date

    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    workbook = openpyxl.Workbook()
    workbook.active.title = "patients"
    if from_1904:
        workbook.epoch = CALENDAR_MAC_1904
    started = 43831 - 1462 * from_1904  # 2020-01-01, as a plain number
    workbook.active.append(list(HEADER))
    workbook.active.append(patient("1", start=started, last=date(2020, 4, 10)))  # type: ignore[arg-type]
    workbook.save(tmp_path / "numbers.xlsx")
    cohort = opened(tmp_path / "numbers.xlsx", study_file)
    assert cohort.outcomes["OS"].duration[0] == pytest.approx(100 / 30.4375)
    since = "1904, as the workbook says" if from_1904 else "1900"
    assert texts(cohort) == [
        "sheet patients, column start (H): whole numbers were read as Excel's day numbers, counted from "
        f"{since}."
    ]


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (["9,50,female"], "Row 3 has 3 fields"),
        (
            ["9,50,fem\0ale,I,,randomized,New,2020-01-01,,,2020-04-10"],
            "Row 3 was left out: damaged (NUL characters).",
        ),
        (['9,50,"female,I', "10,50,male,I"], "Lines 3 to 5 were left out: the quotation mark"),
    ],
)
def test_that_rows_that_cannot_be_read_count_as_read_and_left_out(
    lines: list[str], sentence: str, tmp_path: Path, study_file: Path
) -> None:
    good = "{},50,female,I,,randomized,New,2020-01-01,,,2020-04-10"
    text = "\n".join([",".join(HEADER), good.format(1), *lines, good.format(2)])
    (tmp_path / "trial.csv").write_text(text, encoding="utf-8")
    cohort = opened(tmp_path / "trial.csv", study_file)
    assert texts(cohort)[0].startswith(sentence)
    rows = len(lines) + 2
    assert cohort.source.rows_read == rows
    assert cohort.n + cohort.source.rows_left_out == rows
    assert f"Rows      {rows}, {rows - cohort.n} of them left out" in check(cohort)[0]
    assert results(cohort, primary_question(cohort.study))["source"]["rows_read"] == rows  # type: ignore[index]


def test_that_rows_above_the_header_do_not_shift_the_row_numbers(tmp_path: Path, study_file: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.title = "patients"
    workbook.active.append(["Export of the small trial"])
    workbook.active.append([])
    for row in [list(HEADER), patient("1"), patient("2", age="fifty")]:
        workbook.active.append(row)
    workbook.save(tmp_path / "titled.xlsx")
    said = texts(opened(tmp_path / "titled.xlsx", study_file))
    assert 'column age (B): 1 value is not a number (row 5: "fifty")' in said[-1]
    assert said[0].startswith("sheet patients: row 3 was taken as the header")


# ---------------------------------------------------------------------------------- columns and studies


def test_that_a_missing_column_names_the_file_the_sheet_and_the_nearest(
    write: Write, study_file: Path
) -> None:
    path = write([patient()], ["agee" if name == "age" else name for name in HEADER])
    sheet = "sheet patients: " if path.suffix == ".xlsx" else ""
    assert refused(path, study_file) == (
        f'{path.name}: {sheet}the required column "age" is missing; did you mean "agee"?'
    )


def test_that_the_study_is_found_by_the_columns() -> None:
    assert open_cohort(DEMO).study.id == "E1910"
    assert open_cohort(COLON).study.id == "COLON"
    assert open_cohort(DEMO.with_name("patients.csv")).study.id == "E1910"


def test_that_a_file_that_nearly_fits_says_what_it_lacks(tmp_path: Path) -> None:
    table = DEMO.with_name("patients.csv").read_text(encoding="utf-8")
    path = tmp_path / "export.csv"
    path.write_text(table.replace(",age,", ",agee,", 1), encoding="utf-8")
    assert refused(path) == (
        "export.csv: the required column of the study that fits best, ECOG-ACRIN E1910, is missing: "
        'age (did you mean "agee"?); correct the header, or choose a study file for this trial.'
    )
    path.write_text(table.replace("last_contact_date", "last_contact", 1).replace(",arm,", ",group,", 1))
    assert "2 columns of the study that fits best, ECOG-ACRIN E1910, are missing: " in refused(path)
    assert 'last_contact_date (did you mean "last_contact"?)' in refused(path)


def test_that_a_file_of_another_kind_of_table_is_said_to_fit_nothing(tmp_path: Path) -> None:
    path = tmp_path / "letter.csv"
    path.write_text("name,amount\nx,1\n", encoding="utf-8")
    assert refused(path) == (
        "letter.csv: row 1, taken as the header, names no column that the studies of this program need; "
        "choose a study file that describes this trial, or another file."
    )


def test_that_another_study_than_that_of_the_file_is_refused_by_its_columns() -> None:
    sentence = refused(COLON, "e1910")
    assert sentence.startswith(
        "colon.csv: 8 columns that ECOG-ACRIN E1910 requires are missing: patient_id, "
    )


def test_that_a_wrong_study_is_told_before_the_file_is_read(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match='no study "e1911"; did you mean "e1910"'):
        open_cohort(tmp_path / "absent.xlsx", "e1911")


# ---------------------------------------------------------------------------------- files


def test_that_a_missing_file_is_named(tmp_path: Path) -> None:
    assert refused(tmp_path / "absent.xlsx").startswith("absent.xlsx was not found in ")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("report.pdf", b"%PDF-1.4\n%\xe2\xe3", "report.pdf is really a PDF document"),
        ("scan.png", b"\x89PNG\r\n\x1a\n" + bytes(40), "scan.png is really a picture"),
        ("empty.xlsx", b"", "empty.xlsx is empty (0 bytes)"),
        ("empty.csv", b"\n \n", "empty.csv is empty"),
        ("broken.xlsx", b"PK\x03\x04" + bytes(200), "broken.xlsx is damaged"),
    ],
)
def test_that_a_file_that_is_no_table_is_said_to_be_none(
    name: str, content: bytes, words: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    assert refused(tmp_path / name).startswith(words)


def test_that_a_word_document_is_said_to_be_one(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "letter.docx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("word/document.xml", "<x/>")
    assert refused(tmp_path / "letter.docx").startswith("letter.docx is a Word document")


def test_that_an_empty_sheet_and_a_header_alone_are_refused(
    write: Write, study_file: Path, tmp_path: Path
) -> None:
    path = write([])
    which = 'the sheet "patients"' if path.suffix == ".xlsx" else "the file"
    assert refused(path, study_file) == (
        f"{path.name}: {which} has a header but no rows of data; nothing was opened."
    )
    openpyxl.Workbook().save(tmp_path / "blank.xlsx")
    assert refused(tmp_path / "blank.xlsx").startswith("blank.xlsx holds no data")


def test_that_a_cancelled_opening_opens_nothing() -> None:
    with pytest.raises(DataError, match="cancelled: nothing was opened"):
        open_cohort(DEMO, cancelled=lambda: True)


def test_that_a_file_without_tables_fits_no_study() -> None:
    with pytest.raises(DataError, match=r"^trial\.xlsx: the file has no rows of data; nothing was opened\.$"):
        fitting_study(SourceFile("trial.xlsx", "", 0, "xlsx", (), ()))
