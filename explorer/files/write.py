"""Write files so that a reader finds either the old file or the whole new one, and tables as safe CSV."""

from __future__ import annotations

import csv
import errno
import io
import os
import secrets
import stat
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from numbers import Integral, Real
from pathlib import Path

from explorer.errors import DataError

_PREFIX = ".trial-explorer-"
_SUFFIX = ".tmp"
# Virus scanners and indexers hold a new file for a moment; only Windows then refuses to replace it.
_REPLACE_WAITS = (0.05, 0.1, 0.2, 0.4, 0.8) if os.name == "nt" else ()
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


def atomic_write(path: str | os.PathLike[str], data: bytes) -> None:
    """Write bytes to a file, whole or not at all.

    The bytes go to a temporary file beside it, to the disk, are read back, and replace the file in one
    step; a link is followed and stays. Raises DataError, whose text is for the user, when this fails;
    the old file is then untouched and the temporary file removed.
    """
    path = Path(path)
    try:
        target = Path(os.path.realpath(path))
        temporary = target.with_name(f"{_PREFIX}{secrets.token_hex(8)}{_SUFFIX}")
        try:
            _write_whole(temporary, data)
            _keep_permissions(target, temporary)
            _replace(temporary, target)
        except BaseException:  # also when interrupted: what is left would hold patients' data
            with suppress(OSError):
                temporary.unlink()
            raise
    except OSError as error:
        raise _not_saved(path, error) from error
    except ValueError as error:
        raise DataError("The file could not be saved: its name is not valid. Choose another name.") from error
    _write_directory(target.parent)


def sweep_leftovers(folder: str | os.PathLike[str], *, older_than: float = 600.0) -> int:
    """Remove temporary files that an interrupted program left in a folder; returns how many.

    Only files of this program that are older than ``older_than`` seconds: another window may be saving.
    """
    removed = 0
    try:
        leftovers = list(Path(folder).glob(f"{_PREFIX}*{_SUFFIX}"))
    except OSError:
        return 0
    for leftover in leftovers:
        with suppress(OSError):
            if leftover.is_file() and time.time() - leftover.stat().st_mtime > older_than:
                leftover.unlink()
                removed += 1
    return removed


def table_to_csv(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """Write a table as CSV: UTF-8 with byte order mark, CRLF, quotes where needed (RFC 4180).

    Numbers stand at full precision; None and NaN are empty fields, infinity "Inf", truth TRUE and
    FALSE, dates ISO. A text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_field(column) for column in columns])
    writer.writerows([_field(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _field(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Integral):
        return str(int(value))
    if isinstance(value, Real):
        return _number(float(value))
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _number(value: float) -> str:
    if value != value:
        return ""
    return repr(value).replace("inf", "Inf")


def _write_whole(temporary: Path, data: bytes) -> None:
    """Write a new file to the disk and check it; a full disk can report success and keep a part."""
    with temporary.open("xb", buffering=0) as file:
        rest = memoryview(data)
        while rest:
            written = file.write(rest)
            if not written:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            rest = rest[written:]
        os.fsync(file.fileno())
    if temporary.read_bytes() != data:
        raise OSError(errno.EIO, os.strerror(errno.EIO))


def _keep_permissions(target: Path, temporary: Path) -> None:
    with suppress(FileNotFoundError):
        found = target.stat()
        if not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        temporary.chmod(stat.S_IMODE(found.st_mode))


def _replace(temporary: Path, target: Path) -> None:
    for wait in _REPLACE_WAITS:
        try:
            temporary.replace(target)
            return
        except PermissionError:
            time.sleep(wait)
    temporary.replace(target)


def _write_directory(folder: Path) -> None:
    """Have the new name survive a power cut, where directories can be synchronized (not on Windows)."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _not_saved(path: Path, error: OSError) -> DataError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        why = "the disk is full: free some space or choose another folder"
    elif isinstance(error, FileNotFoundError | NotADirectoryError):
        why = f"the folder {path.parent} does not exist or is not connected: choose another folder"
    elif isinstance(error, IsADirectoryError):
        why = "a folder has this name: choose another name"
    elif isinstance(error, PermissionError):
        why = (
            "it is open in another program, or the folder may not be written: close it there, "
            "or choose another name or folder"
        )
    elif error.errno == errno.EROFS:
        why = "the disk cannot be written: choose another folder"
    else:
        why = f"{error.strerror or 'the disk or the network does not answer'}: choose another folder"
    return DataError(f"{path.name} could not be saved: {why}. Nothing was changed.")
