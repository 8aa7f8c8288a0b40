"""The text of a study file: a regular file of reasonable size, in UTF-8."""

from __future__ import annotations

import stat
from collections.abc import Iterable
from pathlib import Path

from explorer.errors import StudyError, closest
from explorer.text import count, listed

SIZE_LIMIT = 4_000_000  # bytes; a study is some ten thousand


def read_study_text(path: Path, shipped: Iterable[str]) -> str:
    """Read the text of a study file, with or without a byte order mark.

    ``shipped`` are the studies that a path which is none of them may have meant.

    Raises:
        StudyError: there is no such file, it is something else, too large, not to be read, or not in UTF-8;
            says which and what to do.
    """
    try:
        _check(path)
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise _not_found(path, list(shipped)) from error
    except (OSError, ValueError) as error:
        why = (error.strerror if isinstance(error, OSError) else "") or "its name is not valid"
        raise StudyError(f"The study file {path} could not be read ({why}): choose it again.") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise StudyError(
            f"{path.name} is not written in UTF-8 (line {line}): open it in a text editor and save it with "
            "the encoding UTF-8."
        ) from error


def _check(path: Path) -> None:
    """Refuse what must not even be opened: a pipe would wait for ever, a device never end."""
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        raise StudyError(f"{path} is a folder: choose a study file (.toml) in it.")
    if not stat.S_ISREG(found.st_mode):
        raise StudyError(f"{path} is not a file but a device or a pipe: choose a study file (.toml).")
    if found.st_size > SIZE_LIMIT:
        size, most = count(found.st_size // 1000), count(SIZE_LIMIT // 1000)
        raise StudyError(f"{path.name} has {size} kB, a study file at most {most} kB: choose another file.")


def _not_found(path: Path, shipped: list[str]) -> StudyError:
    known = f"the studies that ship with the program are {listed(shipped)}."
    if path.suffix or len(path.parts) > 1:
        return StudyError(f"The study file {path} was not found; {known}")
    close = closest(str(path), shipped)
    meant = f'did you mean "{close}"?' if close else known
    return StudyError(f'There is no study "{path}"; {meant}')
