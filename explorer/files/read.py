"""Read a data file chosen by the user: the bytes here, their meaning in a child process.

A workbook may be damaged or hostile, and calamine aborts its process on some legal ones. The bytes are
read once and hashed; a child that can be killed parses them.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path, PureWindowsPath
from threading import Thread
from typing import IO, Any

from explorer.errors import DataError, closest, nearest
from explorer.files.refusal import unsafe
from explorer.files.source import Sheet, SourceFile
from explorer.problem import Problem

SIZE_LIMIT = 500 * 10**6
_POLL_SECONDS = 0.05
_CHUNK = 4 << 20
_WINDOWS_DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(10))}
_CHILD = (
    "import sys; sys.path[:0] = sys.argv[1:]; from explorer.files.parse_child import main; sys.exit(main())"
)


def read_file(
    path: str | os.PathLike[str],
    *,
    cancelled: Callable[[], bool] | None = None,
    time_limit: float = 120.0,
    memory_limit: int = 2 << 30,
) -> SourceFile:
    """Read a workbook or text file into raw cells.

    ``cancelled`` is asked about twenty times a second. ``time_limit`` is in seconds, ``memory_limit`` in
    bytes (Linux). Raises DataError, whose text is for the user, when the file cannot be used.
    """
    path = Path(path)
    stopped = cancelled or (lambda: False)
    data, digest = _read_bytes(path, stopped)
    request = {
        "name": path.name,
        "size": len(data),
        "memory_limit": memory_limit,
        "time_limit": time_limit,
    }
    lines = iter(_ask_child(json.dumps(request).encode() + b"\n" + data, path.name, stopped, time_limit))
    answer = json.loads(next(lines))
    if "refused" in answer:
        raise DataError(answer["refused"])
    return SourceFile(
        name=path.name,
        sha256=digest,
        size=len(data),
        kind=answer["kind"],
        sheets=tuple(_sheet(described, lines) for described in answer["sheets"]),
        problems=tuple(Problem(**{**found, "rows": tuple(found["rows"])}) for found in answer["problems"]),
    )


def child_command() -> list[str]:
    """Give the command that starts the parsing child.

    A frozen program starts itself with ``--parse-child``, on which its entry point calls
    ``explorer.files.parse_child.main``. Otherwise an isolated interpreter is told where this package
    and calamine lie, so that it works from a source tree, an installation and a user's site folder.
    """
    if getattr(sys, "frozen", False):
        return [sys.executable, "--parse-child"]
    folders = [str(Path(__file__).resolve().parents[2])]
    calamine = find_spec("python_calamine")
    if calamine and calamine.origin:
        folders.append(str(Path(calamine.origin).parents[1]))
    return [sys.executable, "-I", "-c", _CHILD, *folders]


def _read_bytes(path: Path, stopped: Callable[[], bool]) -> tuple[bytes, str]:
    """Read a regular file of reasonable size; returns its bytes and their SHA-256."""
    data = bytearray()
    digest = hashlib.sha256()
    try:
        size = _checked_size(path)
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                data += chunk
                digest.update(chunk)
                _stop_if(stopped, path.name)
                if len(data) > size:
                    break
    except FileNotFoundError as error:
        raise _not_found(path) from error
    except PermissionError as error:
        raise DataError(
            f"{path.name} may not be read: close it in Excel and other programs, or ask for permission to "
            "read it, then try again."
        ) from error
    except OSError as error:
        why = error.strerror or "the disk or the network does not answer"
        raise DataError(f"{path.name} could not be read ({why}): check the drive and try again.") from error
    except ValueError as error:
        raise DataError("The name of the file is not valid: choose the file again.") from error
    if len(data) != size:
        raise DataError(f"{path.name} is being written by another program: wait and try again.")
    return bytes(data), digest.hexdigest()


def _checked_size(path: Path) -> int:
    if os.name == "nt" and PureWindowsPath(path).stem.upper() in _WINDOWS_DEVICES:
        raise DataError(f"{path.name} is the name of a device, not of a file: rename the file.")
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise DataError(f"{path.name} is a folder: choose a file in it.")
    if not stat.S_ISREG(found.st_mode):
        raise DataError(f"{path.name} is not a file but a device or a pipe: choose a workbook or CSV file.")
    if found.st_size == 0:
        raise DataError(f"{path.name} is empty (0 bytes): export the data again and open the new file.")
    if found.st_size > SIZE_LIMIT:
        raise DataError(
            f"{path.name} has {found.st_size / 1e6:,.0f} MB, more than the {SIZE_LIMIT / 1e6:,.0f} MB that "
            "can be opened: export only the columns that the study needs."
        )
    return found.st_size


def _not_found(path: Path) -> DataError:
    folder = path.absolute().parent
    try:
        files = [entry for entry in folder.iterdir() if entry.is_file()]
    except OSError:
        return DataError(
            f"{path.name} was not found: the folder {folder} does not exist or is not connected."
        )
    if not path.suffix:  # its type may have been left out, or a command mistyped: other files are no help
        close = closest(path.name, [entry.stem for entry in files])
        names = [entry.name for entry in files if close and entry.stem == close]
    else:
        names = [entry.name for entry in files if entry.suffix.lower() == path.suffix.lower()]
    meant = f": {nearest(path.name, names)}" if names else "."
    return DataError(f"{path.name} was not found in {folder}{meant}")


def _stop_if(stopped: Callable[[], bool], name: str) -> None:
    if stopped():
        raise DataError(f"Reading {name} was cancelled: nothing was opened.")


def _ask_child(request: bytes, name: str, stopped: Callable[[], bool], time_limit: float) -> list[bytes]:
    """Run the child on a request and return the lines of its answer; it never outlives this call."""
    with subprocess.Popen(
        child_command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows: no console flashes up
    ) as child:
        feeder = Thread(target=_feed, args=(child.stdin, request), daemon=True)
        child.stdin = None  # communicate() would close it, and cannot go on feeding after a timeout
        feeder.start()
        try:
            answer = _await_answer(child, name, stopped, time_limit)
        finally:
            child.kill()  # does nothing to a child that has ended
            feeder.join()
    if child.returncode != 0 or not answer.endswith(b"\n"):
        raise unsafe(name, "the program that reads it had to stop, as it does when a sheet claims too much")
    return answer.split(b"\n")


def _feed(pipe: IO[bytes], request: bytes) -> None:
    with suppress(OSError), pipe:  # a child that has ended leaves a broken pipe; its exit code tells
        pipe.write(request)


def _await_answer(
    child: subprocess.Popen[bytes], name: str, stopped: Callable[[], bool], time_limit: float
) -> bytes:
    ends = time.monotonic() + time_limit
    while True:
        try:
            return child.communicate(timeout=_POLL_SECONDS)[0]
        except subprocess.TimeoutExpired:
            _stop_if(stopped, name)
            if time.monotonic() > ends:
                raise unsafe(name, f"it was not read within {time_limit:g} seconds") from None


def _sheet(described: dict[str, Any], lines: Iterator[bytes]) -> Sheet:
    rows = described["rows"]
    return Sheet(
        name=described["name"],
        header=tuple(described["header"]),
        header_row=described["header_row"],
        columns=tuple(described["columns"]),
        row_numbers=range(*rows["range"]) if "range" in rows else tuple(rows["list"]),
        cells=tuple(json.loads(next(lines)) for _ in described["columns"]),
        rows_left_out=described["rows_left_out"],
        from_1904=described["from_1904"],
    )
