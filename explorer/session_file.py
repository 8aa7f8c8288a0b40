"""A session file: which data, which study and what was asked of them; it holds no value of any patient.

It is JSON. The data file is named, never contained, and known again by its SHA-256; a study that does not
ship with the program is contained whole, so that a session can be read where the study file is not.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from explorer.cohort.cohort import Cohort
from explorer.cohort.open_cohort import open_cohort
from explorer.errors import DataError, ExplorerError, nearest
from explorer.files.write import atomic_write
from explorer.problem import Problem
from explorer.program import version
from explorer.question.check import check_question
from explorer.question.plain import read_plain, to_plain
from explorer.question.question import Question
from explorer.study.study import Study
from explorer.study_file.load import load_study, parse_study, shipped_studies
from resources import DEMO

ENDING = ".trialsession"
FORMAT = "Trial Explorer session"
VERSION = 1
_LARGEST = 4_000_000  # bytes; a session is some kilobytes


@dataclass(frozen=True, slots=True)
class DataReference:
    """Which data file a session is about: its place as seen from the session file, and its SHA-256."""

    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class StudyReference:
    """A study that ships with the program by ``name``, or the ``text`` of a study file of that name."""

    name: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class SavedSession:
    """What a session file says; ``page`` is the tab that was on screen."""

    data: DataReference
    study: Study
    question: Question
    page: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A file that was opened: its cohort, the path of its data, and of a session its question and page."""

    cohort: Cohort
    data: str
    question: Question | None = None
    page: str = ""


def open_trial(
    path: str | Path,
    study: str | Path | None = None,
    *,
    opened_before: tuple[str, ...] = (),
    cancelled: Callable[[], bool] | None = None,
    was_read: Callable[[], None] = lambda: None,
) -> Opened:
    """Open a session file with the data that it is about, or a data file.

    ``study`` is for a data file; a session has its own. Where the data have changed since the session was
    saved, the cohort's first problem says so.

    Raises:
        DataError: the session or the data cannot be read, or do not fit.
        StudyError: the study file is wrong.
    """
    if not is_session(path):
        return Opened(open_cohort(path, study, cancelled=cancelled, was_read=was_read), str(path))
    saved = load_session(path)
    data = find_data(path, saved, opened_before)
    cohort = open_cohort(data, saved.study, cancelled=cancelled, was_read=was_read)
    if changed := changed_since(saved, cohort):
        cohort = replace(cohort, problems=(Problem("warning", changed), *cohort.problems))
    return Opened(cohort, str(data), saved.question, saved.page)


def save_session(path: str | Path, cohort: Cohort, data: str | Path, question: Question, page: str) -> None:
    """Write a session file about a cohort that was read from the file ``data``.

    Raises:
        DataError: the file could not be written; says why. An older file is then untouched.
    """
    plain = {
        "format": FORMAT,
        "version": VERSION,
        "program": version(),
        "data": to_plain(DataReference(_seen_from(Path(path), Path(data)), cohort.source.sha256)),
        "study": to_plain(_reference(cohort.study)),
        "page": page,
        "question": to_plain(question),
    }
    text = json.dumps(plain, indent=1, ensure_ascii=False, allow_nan=False)
    atomic_write(path, f"{text}\n".encode())


def load_session(path: str | Path) -> SavedSession:
    """Read a session file.

    Raises:
        DataError: it cannot be read, is no session file, or was written by a newer release; says which.
        ExplorerError: its study or its question is wrong; names the key.
    """
    name = Path(path).name
    plain = _read_json(Path(path))
    if plain.get("format") != FORMAT:
        raise DataError(f"{name} is not a session of Trial Explorer; choose another file.")
    if plain.get("version") != VERSION:
        raise DataError(
            f"{name} was saved by another release of Trial Explorer (format {plain.get('version')}, this one "
            f"reads {VERSION}); open it with that release, or open its data file instead."
        )
    try:
        data = read_plain(DataReference, plain.get("data"), "data")
        study = _study(read_plain(StudyReference, plain.get("study"), "study"))
        question = read_plain(Question, plain.get("question"), "question")
        check_question(study, question)
    except ExplorerError as error:
        raise DataError(f"{name}: {error}") from error
    page = plain.get("page")
    return SavedSession(data, study, question, page if isinstance(page, str) else "")


def find_data(session: str | Path, saved: SavedSession, opened_before: tuple[str, ...] = ()) -> Path:
    """The data file of a session: beside it or in a folder below it, else one of that name opened before.

    A session may come from anybody, so it can send the program nowhere else: no drive, no network share.

    Raises:
        DataError: there is no such file; says where it was looked for.
    """
    name = PureWindowsPath(saved.data.file).name
    inside = PurePosixPath(saved.data.file)
    known = [each for each in (*map(Path, opened_before), DEMO) if each.name == name]
    places = [Path(session).parent / name, *known]
    if not (inside.is_absolute() or ".." in inside.parts or PureWindowsPath(saved.data.file).anchor):
        places.insert(0, Path(session).parent / inside)
    for place in places:
        if place.is_file():
            return place
    raise DataError(
        f"{Path(session).name} is about the data file {name}, which is not in the session's folder "
        f"and was not opened here before; put it there, or open {name} once and then the session again."
    )


def changed_since(saved: SavedSession, cohort: Cohort) -> str:
    """A sentence where the data file is not the one that was saved with the session, else ""."""
    if cohort.source.sha256 == saved.data.sha256:
        return ""
    return (
        f"{cohort.source.file} has changed since the session was saved: its SHA-256 then began with "
        f"{saved.data.sha256[:8]}, now with {cohort.source.sha256[:8]}; results may differ."
    )


def is_session(path: str | Path) -> bool:
    """Whether a file's name says that it is a session."""
    return Path(path).suffix.lower() == ENDING


def _seen_from(session: Path, data: Path) -> str:
    try:
        return Path(os.path.relpath(data.resolve(), session.resolve().parent)).as_posix()
    except ValueError:  # on another drive
        return data.name


def _reference(study: Study) -> StudyReference:
    name = Path(study.file).stem
    shipped = shipped_studies().get(name)
    if shipped is not None and load_study(name) == study:
        return StudyReference(name)
    return StudyReference(study.file, study.text)


def _study(reference: StudyReference) -> Study:
    """The study itself; a name means one that ships with the program, never a file elsewhere."""
    if reference.text:
        return parse_study(reference.text, reference.name)
    if reference.name not in (shipped := shipped_studies()):
        raise DataError(f'study.name "{reference.name}" is unknown; {nearest(reference.name, shipped)}')
    return load_study(reference.name)


def _read_json(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _LARGEST:
            raise DataError(f"{path.name} is too large for a session of Trial Explorer; choose another file.")
        plain = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(f"{path.name} could not be read: {error.strerror or 'the disk failed'}.") from error
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path.name} is damaged or is not a session of Trial Explorer.") from error
    if not isinstance(plain, dict):
        raise DataError(f"{path.name} is not a session of Trial Explorer; choose another file.")
    return plain
