"""Text files: what is read is what stands there; what cannot be read is listed by its row."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import DataError
from explorer.files.parse_child import parse
from explorer.files.source import Sheet
from explorer.problem import Problem


def read(text: str | bytes, name: str = "cohort.csv") -> tuple[Sheet, list[Problem]]:
    kind, sheets, problems = parse(text if isinstance(text, bytes) else text.encode(), name)
    assert kind == "csv"
    return sheets[0], problems


def rows_of(sheet: Sheet) -> list[list[object]]:
    return [list(row) for row in zip(*sheet.cells, strict=True)]


def test_that_no_value_is_interpreted() -> None:
    sheet, problems = read("id,arm,age\n007,NA,1E5\n008,None,\n009,null,5,\n")
    assert sheet.name == ""
    assert rows_of(sheet) == [["007", "NA", "1E5"], ["008", "None", None], ["009", "null", "5"]]
    assert sheet.address(2, 1) == "B4"
    assert problems == []


@pytest.mark.parametrize(
    ("separator", "said"), [(",", None), (";", "semicolon"), ("\t", "tab"), ("|", "vertical bar")]
)
def test_that_the_separator_is_found_and_said(separator: str, said: str | None) -> None:
    lines = ["id", "arm", "os"], ["a", "A, low dose", "5.2"], ["b", "B", "7.1"]
    text = "\n".join(separator.join(f'"{field}"' for field in line) for line in lines)
    sheet, problems = read(text)
    assert sheet.header == ("id", "arm", "os")
    assert sheet.column("arm") == ["A, low dose", "B"]
    assert [said in problem.text for problem in problems if said] == ([True] if said else [])


def test_that_a_decimal_comma_does_not_become_a_separator() -> None:
    sheet, _ = read("id;age;os\n1;45,5;12,25\n2;50,1;3,5\n")
    assert rows_of(sheet) == [["1", "45,5", "12,25"], ["2", "50,1", "3,5"]]


def test_that_a_separator_line_of_excel_is_obeyed_and_is_no_row() -> None:
    sheet, _ = read("sep=;\nid;note\n1;a,b\n2;c,d\n")
    assert sheet.header == ("id", "note")
    assert sheet.header_row == 1
    assert sheet.address(0, 0) == "A2"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_that_every_kind_of_line_end_is_read(end: str) -> None:
    sheet, _ = read(end.join(["id,age", "1,45", "2,50", ""]))
    assert rows_of(sheet) == [["1", "45"], ["2", "50"]]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_that_each_encoding_gives_the_same_text(encoding: str) -> None:
    text = "id;Größe\n1;180\n2;Kübler–Ross\n"
    data = b"\xff\xfe" + text.encode("utf-16-le") if encoding == "utf-16" else text.encode(encoding)
    sheet, problems = read(data)
    assert sheet.header == ("id", "Größe")
    assert sheet.column("Größe") == ["180", "Kübler–Ross"]
    assert any("Windows-1252" in problem.text for problem in problems) == (encoding == "cp1252")


def test_that_one_late_byte_decides_for_windows_1252() -> None:
    data = ("id,note\n" + "1,plain\n" * 5000).encode() + b"2,M\xfcller\n"
    sheet, problems = read(data)
    assert sheet.column("note")[-1] == "Müller"
    assert [problem.severity for problem in problems] == ["note"]


def test_that_a_row_of_the_wrong_width_is_left_out_and_listed() -> None:
    sheet, problems = read("id,age,os\n1,45,5\n2,50,6,extra\n3,51\n4,52,7,,\n")
    assert sheet.column("id") == ["1", "4"]
    assert sheet.row_numbers == (2, 5)
    assert [(p.severity, p.rows, p.text) for p in problems] == [
        ("error", (3,), "Row 3 has 4 fields, the header has 3: it was left out."),
        ("error", (4,), "Row 4 has 2 fields, the header has 3: it was left out."),
    ]


def test_that_a_comma_at_the_end_of_every_row_shifts_nothing() -> None:
    sheet, problems = read("id,age,os\n1,45,5,\n2,50,6,\n")
    assert rows_of(sheet) == [["1", "45", "5"], ["2", "50", "6"]]
    assert problems == []


def test_that_row_names_of_r_are_refused_with_the_remedy() -> None:
    with pytest.raises(DataError, match=r"no row that fits its header.*row\.names = FALSE"):
        read('"id","age"\n"1",7,45\n"2",8,50\n')


def test_that_leading_comments_are_skipped_and_rows_keep_their_numbers() -> None:
    sheet, problems = read("# exported, by the office\n#\nid,age,arm\n1,45,#1\n#2,50,B\n")
    assert sheet.header_row == 3
    assert rows_of(sheet) == [["1", "45", "#1"], ["#2", "50", "B"]]
    assert [(p.severity, p.rows) for p in problems] == [("note", (1, 2))]


def test_that_a_header_may_begin_with_a_number_sign() -> None:
    sheet, _ = read("#id,age,arm\n1,45,A\n")
    assert sheet.header == ("#id", "age", "arm")


def test_that_title_lines_above_the_table_are_left_out() -> None:
    sheet, problems = read("Trial export\n\nid,age,arm\n1,45,A\n")
    assert (sheet.header_row, sheet.address(0, 1)) == (3, "B4")
    assert [p.severity for p in problems] == ["note"]


def test_that_a_quoted_line_break_is_one_row() -> None:
    sheet, _ = read('id,note\n1,"two\nlines, ""quoted"""\n2,b\n')
    assert rows_of(sheet) == [["1", 'two\nlines, "quoted"'], ["2", "b"]]
    assert sheet.row_numbers == range(2, 4)


def test_that_a_quotation_mark_never_closed_is_named_by_its_line() -> None:
    sheet, problems = read('id,note\n1,a\n2,"b\n3,c\n4,d\n')
    assert sheet.column("id") == ["1"]
    assert [(p.severity, p.rows) for p in problems] == [("error", (3, 4, 5))]
    assert "opens in line 3" in problems[0].text


def test_that_a_cell_that_is_too_long_is_said_to_be_that() -> None:
    sheet, problems = read(f"id,note\n1,a\n2,{'x' * 1_000_001}\n3,b\n")
    assert sheet.column("id") == ["1", "3"]
    assert [problem.text for problem in problems] == [
        "Line 3 was left out: a cell of more than 1,000,000 characters begins in line 3. Shorten it, or look "
        "for a quotation mark that is not closed."
    ]
    assert (sheet.rows_left_out, problems[0].rows) == (1, (3,))


def test_that_rows_after_a_broken_quotation_are_read_again() -> None:
    sheet, problems = read('id,note\n1,"a"x\n2,b\n')
    assert rows_of(sheet) == [["2", "b"]]
    assert sheet.row_numbers == range(3, 4)
    assert problems[0].text.startswith("Line 2 was left out")


def test_that_a_row_with_nul_characters_is_left_out() -> None:
    sheet, problems = read(b"id,age\n1,4\x005\n2,50\n")
    assert rows_of(sheet) == [["2", "50"]]
    assert [(p.severity, p.rows) for p in problems] == [("error", (2,))]


def test_that_a_table_without_rows_keeps_its_header() -> None:
    sheet, problems = read("id,age\n")
    assert (sheet.header, sheet.cells, len(sheet.row_numbers)) == (("id", "age"), ([], []), 0)
    assert problems == []


def test_that_one_column_is_a_table() -> None:
    sheet, _ = read("age\n45\n50\n")
    assert rows_of(sheet) == [["45"], ["50"]]


@pytest.mark.parametrize("data", [b"", b"\n\n \n", b"\xef\xbb\xbf", b",,,\n,,\n", b"\xff\xfe", b"\0\0\0"])
def test_that_a_file_without_text_is_refused(data: bytes) -> None:
    with pytest.raises(DataError, match=r"cohort\.csv (is empty|holds no table)"):
        read(data)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (bytes(range(256)) * 20, "neither a workbook nor text"),
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"$FL2@(#) SPSS DATA FILE", "an SPSS file"),
        (b"<stata_dta><header>", "a Stata file"),
        (b"\x1f\x8b\x08\x00abc", "a compressed file"),
        (b"id,note\n1,\x81\x8d\n", "unknown text encoding"),
        (b"\xff\xfeid\x00", "damaged"),
    ],
)
def test_that_other_kinds_of_file_are_refused_by_what_they_are(data: bytes, said: str) -> None:
    with pytest.raises(DataError, match=said):
        read(data)


# "#" first would be a comment line, "sep=" a separator line; both are tested above
FIELD = st.text(st.sampled_from('aé,;|"\n\r\t 0'), min_size=0, max_size=5)


@given(st.lists(st.tuples(FIELD, FIELD, FIELD), min_size=1, max_size=6))
def test_that_a_table_written_by_rfc_4180_comes_back_cell_by_cell(rows: list[tuple[str, str, str]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(["id", "arm", "os"])
    writer.writerows([f"p{number}", *row[1:]] for number, row in enumerate(rows))
    sheet, problems = read("sep=,\r\n" + text.getvalue())
    expected = [[f"p{number}", *(field or None for field in row[1:])] for number, row in enumerate(rows)]
    assert rows_of(sheet) == expected
    assert [p for p in problems if p.severity == "error"] == []
