"""What a file really is, told by its first bytes and not by its name."""

from __future__ import annotations

from pathlib import PurePath
from typing import Literal

from explorer.errors import DataError
from explorer.files.refusal import password_protected

Container = Literal["zip", "xls", "text"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_EXCEL = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")  # BIFF 5, 4, 3, 2 without a container
_OTHERS = (
    (b"%PDF", "a PDF document", "export the table as CSV or Excel"),
    (b"$FL2", "an SPSS file", "save it in SPSS as Excel or CSV"),
    (b"$FL3", "a compressed SPSS file", "save it in SPSS as Excel or CSV"),
    (b"<stata_dta>", "a Stata file", 'use Stata\'s "export excel" or "export delimited"'),
    (b"\x00" * 12 + b"\xc2\xea\x81\x60", "a SAS data set", "use PROC EXPORT to write CSV or Excel"),
    (b"HEADER RECORD*******", "a SAS transport file", "use PROC EXPORT to write CSV or Excel"),
    (b"PAR1", "a Parquet file", "write it as CSV"),
    (b"SQLite format 3", "a database", "export the table as CSV"),
    (b"\x1f\x8b", "a compressed file", "unpack it first (an R data file: use write.csv)"),
    (b"7z\xbc\xaf\x27\x1c", "an archive", "unpack it first"),
    (b"Rar!", "an archive", "unpack it first"),
    (b"\x89PNG", "a picture", "open the table that it shows"),
    (b"\xff\xd8\xff", "a picture", "open the table that it shows"),
    (b"{\\rtf", "a text document (RTF)", "save the table as CSV or Excel"),
)
_SUFFIXES = {
    "xlsx": {".xlsx", ".xlsm", ".xlsb", ".xltx", ".xltm"},
    "xls": {".xls", ".xlt"},
    "ods": {".ods", ".ots"},
    "csv": {".csv", ".tsv", ".tab", ".txt", ".dat", ""},
}
_SAID = {
    "xlsx": "an Excel workbook",
    "xls": "an old Excel workbook",
    "ods": "an OpenDocument spreadsheet",
    "csv": "a text file",
}


def container(data: bytes, name: str) -> Container:
    """Tell how a file is packed.

    Raises DataError when it is empty, encrypted, or a kind of file that holds no readable table.
    """
    if not data.strip(b" \t\r\n\0"):
        raise DataError(f"{name} is empty: export the data again and open the new file.")
    if data.startswith(_OLE):
        return _inside_ole(data, name)
    for magic, what, remedy in _OTHERS:
        if data.startswith(magic):
            raise DataError(f"{name} is really {what}, not a workbook or CSV file: {remedy}.")
    if data.startswith(b"PK"):
        return "zip"
    if data.startswith(_OLD_EXCEL) and b"\0" in data[:16]:
        return "xls"
    _refuse_markup(data, name)
    return "text"


def _inside_ole(data: bytes, name: str) -> Container:
    """An OLE container is an old workbook, an encrypted new one, or something else of Office."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise password_protected(name)
    if any(entry.encode("utf-16-le") in data for entry in ("Workbook", "Book", "WORKBOOK", "BOOK")):
        return "xls"
    raise DataError(f"{name} is an Office file but not a workbook: save the table as .xlsx or CSV.")


def _refuse_markup(data: bytes, name: str) -> None:
    head = data[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if not head.startswith(b"<"):
        return
    if b"<html" in head or b"<table" in head or b"<!doctype html" in head or b"<meta" in head:
        what = "a web page (HTML)"
    elif head.startswith(b"<?xml") or b"xmlns" in head:
        what = "an XML file"
    else:
        return
    raise DataError(
        f"{name} is really {what}, not a workbook or CSV file: open it in Excel and save it as an "
        "Excel workbook (.xlsx)."
    )


def misleading_name(name: str, kind: str) -> str | None:
    """Say that the ending of a file name contradicts its content, or None when it does not."""
    suffix = PurePath(name).suffix.lower()
    if suffix in _SUFFIXES[kind] or not any(suffix in known for known in _SUFFIXES.values()):
        return None
    return f'The name ends in "{suffix}", but the file is {_SAID[kind]}; it was read as that.'
