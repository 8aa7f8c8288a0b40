"""Workbooks: every cell where Excel has it, and every cell that has no value listed by its address."""

from __future__ import annotations

import base64
import io
import zipfile
import zlib
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from explorer.errors import DataError
from explorer.files.read import read_file
from explorer.files.source import SourceFile

RawWorkbook = Callable[..., bytes]
Save = Callable[[str, bytes], Path]

# Two invented patients, written by xlwt in the format of Excel 97; packed by zlib.
OLD_EXCEL = (
    "c-"
    "rk)O=uHA6#izjX?|$aq^3eElu)p0ZK1`3z0}x(?a5HRC?e{{T}o(vN*aWEv08HyLGYw_saC{G)k{@W(3=OLq6a|`5<Pkn6g"
    ";$9-@M(eX|2$J7AyOOc{}gTyl-B1X5P;3>xD>Z=0R&2tFR9qRLlVCs%(Nvz)`}WcGHwq=jx|oy4X|*_-P{Rym-"
    ">^$|vVg&UYCK?yE0I0w1Xy$2bzXtP$Hl3~~&bkTLX=6u3c_5L!5@CYGmJZee+kdp>2kpDmYJ_EX=IIEICIqO;Fl#YdHPZVN"
    "&3K4hQwZ0SWaUdmN`?uxMbdNGhsY3WVY(5BX77Br#5M%Ktny%Dz&1SSdHnM}8?mk_1Np2asa27GmP_4Al(-"
    "&nf<*}t!}`+j5h(<H98UsY6K3g#)^Bt^>0y{eUr$F)Mr$QC9RF~n(G7Fy&f-2-"
    "U(jFh7W8TFJln$1lZx|b~J)ER?XdV2PfHkeLjHP-sbF)<L7ESxaHD-uQnZ=`yXIvTki;q4TrC>HO2d2=v15<kh7DSk*;kCN"
    ">&a+o+TJ;*u4EgqIMI6B#5H_Hpmx{d3tEThzit{o%Ic4cUq`&{JK4jN|<<86FLRedMbi=PiYYAb$<@1pwLaQSR>?p=Ha?R0"
    ";1@|VA9bcrr;{hGw%xN{YD+WEk;<(CxXSHgDerv1EZ#FE@}ga}JZlXpifYl?lZEX_ljXIWE8Q*CCk2D4yhuialTvz(7-"
    "6sch5c}|weTMDsy6+c;39$hjjYcMLz=(8EEne^L?3Nv0hAsKJpaTpb5qyvM}gn8*s>GvmsaN)v*3l}b2xNz}LL0B&ZeCSl|"
    "gSR|F`t0vIOH?ZEXOjOGhmoUSfnF*PAWPRgCTm(hTj3QBmsqEd^Sw~w2#ub{7?K>vSk3E~UQ0yv|5>+V_|I*jTF0-"
    "{66aqY{|7FA<RA"
)


def workbook(*rows: list[Any], title: str = "patients") -> Workbook:
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return book


@pytest.fixture
def reopened(save: Save) -> Callable[[Workbook], SourceFile]:
    """Save a workbook and read it as a user's file."""

    def save_and_read(book: Workbook) -> SourceFile:
        data = io.BytesIO()
        book.save(data)
        return read_file(save("cohort.xlsx", data.getvalue()))

    return save_and_read


Reopened = Callable[[Workbook], SourceFile]


def texts(source: SourceFile, severity: str) -> list[str]:
    return [problem.text for problem in source.problems if problem.severity == severity]


def test_that_values_are_those_of_the_cells(reopened: Reopened) -> None:
    source = reopened(
        workbook(
            [" id ", "arm", "age", "diagnosed", "seen", "alive"],
            ["007", "NA", 45, date(2018, 5, 4), datetime(2018, 5, 4, 10, 30), True],
            ["1E5", " None", 60.5, datetime(2019, 1, 31), None, False],
            ["12345678901234567890", "", -0.1, None, datetime(2020, 2, 29, 23, 59, 59), None],
        )
    )
    sheet = source.sheet("patients")
    assert sheet is not None
    assert source.kind == "xlsx"
    assert sheet.header == ("id", "arm", "age", "diagnosed", "seen", "alive")
    assert sheet.cells == (
        ["007", "1E5", "12345678901234567890"],
        ["NA", " None", None],
        [45, 60.5, -0.1],
        ["2018-05-04", "2019-01-31", None],
        ["2018-05-04T10:30:00", None, "2020-02-29T23:59:59"],
        [True, False, None],
    )
    assert [type(cell) for cell in sheet.cells[2]] == [int, float, float]
    assert source.problems == ()


def test_that_addresses_count_empty_rows_and_columns(reopened: Reopened) -> None:
    book = Workbook()
    sheet = book.active
    for address, value in {"C4": "id", "D4": "age", "C5": "a", "D5": 1, "C9": "b", "D9": 2}.items():
        sheet[address] = value
    read = reopened(book).sheets[0]
    assert (read.header_row, read.columns, list(read.row_numbers)) == (4, ("C", "D"), [5, 9])
    assert read.address(1, 0) == "C9"


@pytest.mark.parametrize("epoch_1904", [False, True])
def test_that_both_calendars_of_excel_give_the_same_day(reopened: Reopened, epoch_1904: bool) -> None:
    book = workbook(["id", "died"])
    if epoch_1904:
        book.epoch = CALENDAR_MAC_1904
    book.active.append(["a", date(2018, 2, 28)])
    book.active.append(["b", datetime(2020, 2, 29, 12, 0)])
    assert reopened(book).sheets[0].column("died") == ["2018-02-28", "2020-02-29T12:00:00"]


def test_that_times_and_durations_are_text(reopened: Reopened) -> None:
    book = workbook(["id", "v"], ["a", time(3, 4, 5)], ["b", timedelta(hours=30)])
    assert reopened(book).sheets[0].column("v") == ["03:04:05", "30:00:00"]


def test_that_cells_with_excel_errors_are_listed_by_address(reopened: Reopened) -> None:
    book = workbook(["id", "age", "os"], ["a", "#N/A", 1], ["b", 50, "#DIV/0!"], ["c", "#REF!", 2])
    book.active["A3"] = 't="e"'  # the same characters in a text are no error
    source = reopened(book)
    assert source.sheets[0].column("age") == [None, 50, None]
    assert source.sheets[0].column("id") == ["a", 't="e"', "c"]
    assert [(p.severity, p.column, p.rows) for p in source.problems] == [
        ("error", "age", (2, 4)),
        ("error", "os", (3,)),
    ]
    assert source.problems[0].text.startswith(
        "sheet patients, column age (B): 2 cells with an Excel error (#N/A and #REF!) read as empty: B2 and "
        "B4."
    )


def test_that_formulas_without_a_stored_result_are_listed(reopened: Reopened) -> None:
    source = reopened(workbook(["id", "age"], ["a", "=40+5"], ["b", 50], ["c", "=A1&B1"]))
    assert source.sheets[0].column("age") == [None, 50, None]
    assert [(p.severity, p.column, p.rows) for p in source.problems] == [("error", "age", (2, 4))]
    assert source.problems[0].text.startswith(
        "sheet patients, column age (B): 2 formulas without a stored result read as empty: B2 and B4."
    )


def test_that_formulas_with_a_stored_result_are_read(raw_workbook: RawWorkbook, save: Save) -> None:
    rows = (
        '<row r="1"><c r="A1" t="str"><v>id</v></c><c r="B1" t="str"><v>age</v></c></row>'
        '<row r="2"><c r="A2" t="str"><f>X</f><v></v></c><c r="B2"><f t="shared" si="0"/><v>45</v></c></row>'
        '<row r="3"><c r="A3" t="str"><f>X</f><v>b</v></c><c r="B3" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    source = read_file(save("a.xlsx", raw_workbook(rows)))
    assert source.sheets[0].cells == ([None, "b"], [45, None])
    assert [(p.column, p.rows) for p in source.problems] == [("age", (3,))]


def test_that_a_namespace_prefix_hides_no_error_cell(raw_workbook: RawWorkbook, save: Save) -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    xml = (
        f'<x:worksheet xmlns:x="{main}"><x:sheetData>'
        '<x:row r="1"><x:c r="A1" t="str"><x:v>id</x:v></x:c><x:c r="B1" t="str"><x:v>age</x:v></x:c></x:row>'
        '<x:row r="2"><x:c r="A2"><x:v>1</x:v></x:c><x:c r="B2" t="e"><x:v>#N/A</x:v></x:c></x:row>'
        '<x:row r="3"><x:c r="A3"><x:v>2</x:v></x:c><x:c r="B3"><x:f>1+1</x:f></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    data = raw_workbook("", extra={"xl/worksheets/sheet1.xml": xml.encode()})
    assert [p.rows for p in read_file(save("a.xlsx", data)).problems] == [(2,), (3,)]


def test_that_merged_cells_in_the_data_are_warned_of_and_those_of_a_title_not(reopened: Reopened) -> None:
    book = workbook(["Trial", None, None], ["id", "arm", "age"], ["a", "A", 1], ["b", None, 2], ["c", "B", 3])
    book.active.merge_cells("A1:C1")
    book.active.merge_cells("B3:B4")
    source = reopened(book)
    assert source.sheets[0].column("arm") == ["A", None, "B"]
    assert [p.rows for p in source.problems if p.severity == "warning"] == [(3, 4)]
    assert texts(source, "warning")[0].startswith("sheet patients: merged cells (B3:B4): only the first")


def test_that_hidden_rows_columns_and_sheets_are_read_and_said(reopened: Reopened) -> None:
    book = workbook(["id", "age", "arm"], ["a", 1, "A"], ["b", 2, "B"])
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["B"].hidden = True
    other = book.create_sheet("notes")
    other.append(["term", "grade"])
    other.sheet_state = "veryHidden"
    source = reopened(book)
    assert source.sheets[0].column("id") == ["a", "b"]
    assert [sheet.name for sheet in source.sheets] == ["patients", "notes"]
    assert [(p.sheet, p.rows) for p in source.problems] == [
        ("patients", (3,)),
        ("patients", ()),
        ("notes", ()),
    ]
    assert texts(source, "note")[1] == "sheet patients: 1 column hidden in Excel read like the others: B."


def test_that_each_sheet_has_its_own_table_and_problems(reopened: Reopened) -> None:
    book = workbook(["id", "age"], ["a", 45])
    events = book.create_sheet("adverse & events")
    events.append(["term", "grade"])
    events.append(["Fever", "#N/A"])
    book.create_sheet("blank")
    source = reopened(book)
    assert [sheet.name for sheet in source.sheets] == ["patients", "adverse & events"]
    assert [(p.severity, p.sheet) for p in source.problems] == [
        ("error", "adverse & events"),
        ("note", "blank"),
    ]
    assert source.sheet("blank") is None


def test_that_a_chart_sheet_is_passed_over(reopened: Reopened) -> None:
    book = workbook(["id", "age"], ["a", "#N/A"])
    book.create_chartsheet("chart", 0)
    source = reopened(book)
    assert [sheet.name for sheet in source.sheets] == ["patients"]
    assert [(p.sheet, p.rows) for p in source.problems] == [("patients", (2,))]


def test_that_a_workbook_without_values_is_refused(reopened: Reopened) -> None:
    with pytest.raises(DataError, match=r"cohort\.xlsx holds no data"):
        reopened(Workbook())


def test_that_not_a_number_in_a_cell_does_not_become_a_number(raw_workbook: RawWorkbook, save: Save) -> None:
    rows = (
        '<row r="1"><c r="A1" t="str"><v>id</v></c><c r="B1" t="str"><v>age</v></c></row>'
        '<row r="2"><c r="A2" t="str"><v>a</v></c><c r="B2"><v>NaN</v></c></row>'
        '<row r="3"><c r="A3" t="str"><v>b</v></c><c r="B3"><v>1e999</v></c></row>'
    )
    cells = read_file(save("a.xlsx", raw_workbook(rows))).sheets[0].column("age")
    assert cells is not None
    assert all(isinstance(cell, str) for cell in cells)


def test_that_an_old_workbook_is_read_with_a_caution(save: Save) -> None:
    source = read_file(save("old.xls", zlib.decompress(base64.b85decode(OLD_EXCEL))))
    assert source.kind == "xls"
    assert source.sheets[0].cells == (
        ["007", "008"], ["Blina", "NA"], [45, 60.5], ["2018-05-04", "2019-01-31"], [True, False],
    )  # fmt: skip
    assert "old Excel format" in texts(source, "note")[0]


def test_that_an_opendocument_spreadsheet_is_read(save: Save) -> None:
    cell = '<table:table-cell office:value-type="{}" {}><text:p>{}</text:p></table:table-cell>'
    text = [cell.format("string", "", value) for value in ("id", "age", "died", "007")]
    number = cell.format("float", 'office:value="45"', "45")
    day = cell.format("date", 'office:date-value="2018-05-04"', "04.05.18")
    name = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
    content = (
        f'<office:document-content xmlns:office="{name.format("office")}" '
        f'xmlns:table="{name.format("table")}" xmlns:text="{name.format("text")}"><office:body>'
        f'<office:spreadsheet><table:table table:name="patients"><table:table-row>{"".join(text[:3])}'
        f"</table:table-row><table:table-row>{text[3]}{number}{day}</table:table-row></table:table>"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    source = read_file(save("cohort.ods", packed.getvalue()))
    assert source.kind == "ods"
    assert source.sheets[0].cells == (["007"], [45], ["2018-05-04"])


def test_that_a_workbook_named_as_text_is_read_and_the_name_corrected(save: Save) -> None:
    data = io.BytesIO()
    workbook(["id", "age"], ["a", 1]).save(data)
    source = read_file(save("cohort.csv", data.getvalue()))
    assert source.kind == "xlsx"
    assert texts(source, "note") == [
        'The name ends in ".csv", but the file is an Excel workbook; it was read as that.'
    ]
