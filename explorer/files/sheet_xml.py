"""What calamine does not tell of a worksheet: error cells, formulas without a result, hidden rows.

A worksheet's XML is searched as bytes for the few places that matter; it is never parsed as a whole,
because that would take as long as reading the workbook.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from dataclasses import dataclass, field

from explorer.files.archive import read_member
from explorer.files.source import column_index

_ROW = rb'<%srow\b[^>]*?\sr=["\'](\d{1,12})["\']'
_HIDDEN_ROW = rb'<%srow\b(?=[^>]*\shidden=["\'](?:1|true)["\'])[^>]*?\sr=["\'](\d{1,7})["\']'
_HIDDEN_COLUMN = rb'<%scol\b(?=[^>]*\shidden=["\'](?:1|true)["\'])[^>]*>'
_FORMULA_WITHOUT_RESULT = (
    rb"<%(p)sf(?:\s[^>]*)?(?:/>|>[^<]*</%(p)sf>)\s*(?:<%(p)sv\s*/>|<%(p)sv>\s*</%(p)sv>|</%(p)sc>)"
)
_ERROR_TYPE = re.compile(rb"t=[\"']e[\"']")
_ERROR_CODE = re.compile(rb"v>(#[A-Z0-9/!?_]{1,20})<")
_WIDE_REFERENCE = re.compile(rb' r="([A-Z]{2,8})\d')
_REFERENCE = re.compile(rb'\sr=["\']([A-Z]{1,3})(\d{1,7})["\']')
_TEXT_RESULT = re.compile(rb"\st=[\"']str[\"']")


@dataclass(frozen=True, slots=True)
class SheetXml:
    """What a search of a worksheet's XML found.

    ``errors``: column letters, row and error code of cells such as #N/A. ``uncomputed``: column letters
    and row of formulas without a stored result. ``hidden_columns``: first and last, counted from 1.
    ``area``: rows times columns that the sheet claims. ``searched``: False when it was too large.
    """

    errors: list[tuple[str, int, str]] = field(default_factory=list)
    uncomputed: list[tuple[str, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    area: int = 0
    searched: bool = True


def search_sheet(xml: bytes) -> SheetXml:
    """Search the XML of one worksheet; b"" gives an answer that says so."""
    if not xml:
        return SheetXml(searched=False)
    root = re.search(rb"<(\w+:)?worksheet\b", xml[:4096])
    prefix = (root[1] or b"") if root else b""
    return SheetXml(
        errors=_error_cells(xml, prefix),
        uncomputed=_formulas_without_result(xml, prefix),
        hidden_rows=[int(row) for row in re.findall(_HIDDEN_ROW % prefix, xml)],
        hidden_columns=_hidden_columns(xml, prefix),
        area=_area(xml, prefix),
    )


def sheet_members(archive: zipfile.ZipFile, name: str) -> list[str]:
    """Give the member of each sheet, in workbook order; "" where it cannot be told."""
    targets = {}
    for tag in re.findall(
        rb"<(?:\w+:)?Relationship\s[^>]*>", read_member(archive, "xl/_rels/workbook.xml.rels", name)
    ):
        identifier, target = _attribute(tag, b"Id"), _attribute(tag, b"Target")
        targets[identifier] = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
    sheets = re.findall(rb"<(?:\w+:)?sheet\s[^>]*>", read_member(archive, "xl/workbook.xml", name))
    return [targets.get(_attribute(sheet, rb"\w+:id"), "") for sheet in sheets]


def counts_from_1904(archive: zipfile.ZipFile, name: str) -> bool:
    """Whether a workbook counts its days from 1904: calamine heeds that in dates, not in plain numbers."""
    found = re.search(rb"<(?:\w+:)?workbookPr\b[^>]*>", read_member(archive, "xl/workbook.xml", name))
    return found is not None and _attribute(found[0], b"date1904") in ("1", "true")


def _attribute(tag: bytes, attribute: bytes) -> str:
    found = re.search(rb"\s" + attribute + rb"\s*=\s*[\"']([^\"']*)[\"']", tag)
    return found[1].decode("utf-8", "replace") if found else ""


def _cell_tag(xml: bytes, at: int, prefix: bytes) -> bytes:
    """The start tag of the cell that a place belongs to, b"" when there is none close before it."""
    start = xml.rfind(b"<" + prefix + b"c ", max(0, at - 1000), at)
    return xml[start : xml.find(b">", start) + 1] if start >= 0 else b""


def _error_cells(xml: bytes, prefix: bytes) -> list[tuple[str, int, str]]:
    cells = []
    for hit in _ERROR_TYPE.finditer(xml):
        tag = _cell_tag(xml, hit.start(), prefix)
        place = _REFERENCE.search(tag)
        if place and hit[0] in tag:  # otherwise the same characters in a text
            code = _ERROR_CODE.search(xml, hit.end(), hit.end() + 1000)
            cells.append((place[1].decode(), int(place[2]), code[1].decode() if code else "#ERROR"))
    return cells


def _formulas_without_result(xml: bytes, prefix: bytes) -> list[tuple[str, int]]:
    cells = []
    for hit in re.finditer(_FORMULA_WITHOUT_RESULT % {b"p": prefix}, xml):
        tag = _cell_tag(xml, hit.start(), prefix)
        place = _REFERENCE.search(tag)
        stored_empty_text = _TEXT_RESULT.search(tag) and b"v>" in hit[0]
        if place and not stored_empty_text:
            cells.append((place[1].decode(), int(place[2])))
    return cells


def _hidden_columns(xml: bytes, prefix: bytes) -> list[tuple[int, int]]:
    spans = []
    for tag in re.findall(_HIDDEN_COLUMN % prefix, xml):
        first, last = _attribute(tag, b"min"), _attribute(tag, b"max")
        if first.isdecimal() and last.isdecimal():
            spans.append((int(first[:7]), int(last[:7])))
    return spans


def _area(xml: bytes, prefix: bytes) -> int:
    rows = max(map(int, re.findall(_ROW % prefix, xml)), default=0)
    wide = {found[1] for found in _WIDE_REFERENCE.finditer(xml)}
    columns = max((column_index(letters.decode()) + 1 for letters in wide), default=26)
    return rows * columns
