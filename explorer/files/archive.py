"""The ZIP container of a workbook, checked before anything inside it is trusted."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Literal

from explorer.errors import DataError
from explorer.files.refusal import password_protected, unsafe
from explorer.text import count

_UNPACKED_LIMIT = 1 << 30
_RATIO_LIMIT = 200  # real workbooks pack 5 to 50 times
_RATIO_MATTERS_FROM = 64 << 20
_MEMBER_LIMIT = 10_000
_SCAN_LIMIT = 256 << 20
_HEAD = 64 << 10

_OTHER_ARCHIVES = (
    ("word/", "a Word document"),
    ("ppt/", "a presentation"),
    ("Index/", "an Apple Numbers document"),
)


def open_archive(data: bytes, name: str) -> zipfile.ZipFile:
    """Open a ZIP container whose directory promises nothing unreasonable.

    Raises DataError when it is damaged, encrypted, has members of the same name, or unpacks to more
    than 1 GiB, or to more than 200 times its size.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise damaged(name) from error
    members = archive.infolist()
    if any(member.flag_bits & 1 for member in members):
        raise password_protected(name)
    if len(members) > _MEMBER_LIMIT:
        raise unsafe(name, f"it holds {count(len(members))} files, a workbook a few dozen")
    if len({member.filename for member in members}) < len(members):
        raise unsafe(name, "it holds two files of the same name")
    unpacked = sum(member.file_size for member in members)
    if unpacked > _UNPACKED_LIMIT:
        raise unsafe(name, f"it unpacks to {unpacked / 1e9:.1f} GB")
    if unpacked > _RATIO_MATTERS_FROM and unpacked > _RATIO_LIMIT * len(data):
        raise unsafe(name, f"it unpacks to {count(unpacked // len(data))} times its size")
    return archive


def workbook_kind(archive: zipfile.ZipFile, name: str) -> Literal["xlsx", "xlsb", "ods"]:
    """Tell which workbook a container holds; raises DataError when it holds none."""
    members = set(archive.namelist())
    if "xl/workbook.xml" in members:
        return "xlsx"
    if "xl/workbook.bin" in members:
        return "xlsb"
    if "content.xml" in members and b"spreadsheet" in read_member(archive, "mimetype", name)[:200]:
        if b"encryption-data" in read_member(archive, "META-INF/manifest.xml", name):
            raise password_protected(name)
        return "ods"
    for start, what in _OTHER_ARCHIVES:
        if any(member.startswith(start) for member in members):
            raise DataError(f"{name} is {what}, not a workbook: save the table as .xlsx or CSV.")
    raise DataError(f"{name} is an archive (ZIP), not a workbook: unpack it and open the table inside.")


def read_member(archive: zipfile.ZipFile, member: str, name: str) -> bytes:
    """Unpack one member, b"" when it is absent or larger than 256 MiB (it is verified nevertheless).

    Raises DataError when it does not unpack to the size and checksum that it claims, or when it
    defines XML entities.
    """
    try:
        info = archive.getinfo(member)
    except KeyError:
        return b""
    wanted = info.file_size <= _SCAN_LIMIT
    content = bytearray()
    try:
        with archive.open(info) as stream:
            head = stream.read(_HEAD)
            _refuse_entities(head, name)
            content += head
            while chunk := stream.read(1 << 20):
                if wanted:
                    content += chunk
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise damaged(name) from error
    return bytes(content) if wanted else b""


def verify_members(archive: zipfile.ZipFile, name: str) -> None:
    """Unpack the shared parts of a workbook (strings, styles, tables) for their size and entities."""
    for member in archive.namelist():
        if member.startswith(("xl/", "content.xml", "styles.xml")) and member.endswith((".xml", ".rels")):
            if member.startswith("xl/worksheets/sheet"):
                continue  # each sheet is read, and so verified, when it is scanned
            read_member(archive, member, name)


def damaged(name: str) -> DataError:
    """Refuse a file that is not whole."""
    return DataError(
        f"{name} is damaged or was not copied completely: export or copy it again, "
        "or open it in Excel and save a repaired copy."
    )


def _refuse_entities(head: bytes, name: str) -> None:
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise unsafe(name, "it defines XML entities, which no spreadsheet program writes")
