"""Hostile and damaged workbooks: refused in one sentence, in little time, and nothing else happens."""

from __future__ import annotations

import io
import random
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from explorer.errors import DataError
from explorer.files.read import read_file

RawWorkbook = Callable[..., bytes]
Save = Callable[[str, bytes], Path]

TABLE = (
    '<row r="1"><c r="A1" t="str"><v>id</v></c><c r="B1" t="str"><v>age</v></c></row>'
    '<row r="2"><c r="A2" t="str"><v>a</v></c><c r="B2"><v>45</v></c></row>'
)
LAUGHS = (
    '<!DOCTYPE w [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)


def refusal(path: Path, **limits: float) -> str:
    """The sentence with which a file is refused."""
    with pytest.raises(DataError) as refused:
        read_file(path, **limits)  # type: ignore[arg-type]
    assert path.name in str(refused.value)
    return str(refused.value)


def flagged(data: bytes, *, flag: int = 0, size: int | None = None) -> bytes:
    """Change the flags, or the size before packing, of every member in the directory of a ZIP."""
    changed = bytearray(data)
    at = changed.find(b"PK\x01\x02")
    while at >= 0:
        changed[at + 8] |= flag
        if size is not None:
            changed[at + 24 : at + 28] = size.to_bytes(4, "little")
        at = changed.find(b"PK\x01\x02", at + 4)
    return bytes(changed)


def test_that_the_plain_table_of_these_tests_is_read(raw_workbook: RawWorkbook, save: Save) -> None:
    assert read_file(save("a.xlsx", raw_workbook(TABLE))).sheets[0].cells == (["a"], [45])


@pytest.mark.parametrize(
    "last", ['<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', '<row r="4294967295"><c r="B1"/></row>']
)
def test_that_a_sheet_which_claims_billions_of_cells_is_refused(
    raw_workbook: RawWorkbook, save: Save, last: str
) -> None:
    said = refusal(save("wide.xlsx", raw_workbook(TABLE + last)))
    assert said.startswith("wide.xlsx could not be read safely: a sheet claims ")
    assert said.endswith(
        " cells. Nothing was opened. Open it in Excel and save a copy with only the data range."
    )


def test_that_an_abort_of_the_parser_becomes_a_sentence(raw_workbook: RawWorkbook, save: Save) -> None:
    # the row hides the cell's own row from the check, so that the parser asks for 500 GB and aborts
    hidden = '<row r="3"><c r="XFD1048576"><v>1</v></c></row>'
    assert "could not be read safely" in refusal(save("wide.xlsx", raw_workbook(TABLE + hidden)))


@pytest.mark.parametrize("member", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"])
def test_that_xml_entities_are_refused(raw_workbook: RawWorkbook, save: Save, member: str) -> None:
    data = raw_workbook(TABLE, extra={member: f"{LAUGHS}<w>&j;</w>".encode()})
    assert "it defines XML entities" in refusal(save("laughs.xlsx", data))


def test_that_an_external_entity_is_refused(raw_workbook: RawWorkbook, save: Save) -> None:
    outside = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    assert "it defines XML entities" in refusal(save("x.xlsx", raw_workbook(TABLE, before=outside)))


def test_that_a_bomb_is_refused_by_its_ratio(raw_workbook: RawWorkbook, save: Save) -> None:
    data = raw_workbook(TABLE, after=" " * 80_000_000)
    assert len(data) < 200_000
    assert "times its size" in refusal(save("bomb.xlsx", data))


def test_that_a_bomb_which_lies_about_its_size_is_refused(raw_workbook: RawWorkbook, save: Save) -> None:
    data = flagged(raw_workbook(TABLE, after=" " * 5_000_000), size=2000)
    assert "damaged" in refusal(save("bomb.xlsx", data))


def test_that_an_archive_which_claims_gigabytes_is_refused(raw_workbook: RawWorkbook, save: Save) -> None:
    assert "it unpacks to" in refusal(save("bomb.xlsx", flagged(raw_workbook(TABLE), size=2_000_000_000)))


def test_that_an_archive_of_too_many_files_is_refused(raw_workbook: RawWorkbook, save: Save) -> None:
    data = raw_workbook(TABLE, extra={f"xl/x{number}": b"" for number in range(10_001)})
    assert "a workbook a few dozen" in refusal(save("many.xlsx", data))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_that_two_members_of_one_name_are_refused(raw_workbook: RawWorkbook, save: Save) -> None:
    data = io.BytesIO(raw_workbook(TABLE))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
    assert "two files of the same name" in refusal(save("twice.xlsx", data.getvalue()))


def test_that_a_password_is_named_as_the_reason(raw_workbook: RawWorkbook, save: Save) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le")
    for data in (ole, flagged(raw_workbook(TABLE), flag=1)):
        assert "protected by a password" in refusal(save("secret.xlsx", data))


def test_that_a_truncated_or_random_file_is_refused(raw_workbook: RawWorkbook, save: Save) -> None:
    whole = raw_workbook(TABLE)
    for size in (4, 30, len(whole) // 2, len(whole) - 30):
        assert "damaged" in refusal(save("cut.xlsx", whole[:size]))
    assert "neither a workbook nor text" in refusal(save("r.xlsx", random.Random(1).randbytes(5000)))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<html><body><table><tr><td>id</td></tr></table></body></html>", "really a web page"),
        (b"\xef\xbb\xbf<!DOCTYPE html>\n<meta charset=utf-8>", "really a web page"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "really an XML file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "not a workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "Workbook".encode("utf-16-le"), "damaged"),
    ],
)
def test_that_a_name_which_lies_is_seen_through(save: Save, data: bytes, said: str) -> None:
    assert said in refusal(save("export.xls", data))


def test_that_other_archives_are_called_by_their_name(save: Save) -> None:
    for member, said in (("word/document.xml", "a Word document"), ("a.csv", "an archive")):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr(member, "x")
        assert said in refusal(save("a.xlsx", packed.getvalue()))


def test_that_a_merged_range_over_the_whole_sheet_takes_no_time(
    raw_workbook: RawWorkbook, save: Save
) -> None:
    after = '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    started = time.monotonic()
    source = read_file(save("merged.xlsx", raw_workbook(TABLE, after=after)))
    assert [p.rows for p in source.problems if p.severity == "warning"] == [(1, 2)]
    assert time.monotonic() - started < 5
