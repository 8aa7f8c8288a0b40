"""Builders of data files: workbooks from raw XML, and files in a folder of the test."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"

RawWorkbook = Callable[..., bytes]
Save = Callable[[str, bytes], Path]


def make_raw_workbook(
    sheet_data: str, *, before: str = "", after: str = "", extra: dict[str, bytes] | None = None
) -> bytes:
    """A workbook with one sheet, "patients", whose XML is given; ``extra`` adds or replaces members."""
    members = {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
            '<sheet name="patients" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
        ),
        "xl/worksheets/sheet1.xml": (
            f'{before}<worksheet xmlns="{_MAIN}"><sheetData>{sheet_data}</sheetData>{after}</worksheet>'
        ),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in {**members, **(extra or {})}.items():
            archive.writestr(member, content)
    return packed.getvalue()


@pytest.fixture
def raw_workbook() -> RawWorkbook:
    return make_raw_workbook


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Save bytes under a name in the folder of the test."""

    def to_file(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return to_file
