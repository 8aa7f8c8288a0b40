"""The command ``trial-explorer``: opens the window, or writes reports and checks files without one.

Exit codes: 0 good, 1 problems found in the data, 2 unusable input with one sentence on standard error.
Whatever needs Qt is imported where it is used, so that ``check`` and errors need none.
"""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, cast

from explorer.errors import ExplorerError, closest, nearest
from explorer.text import counted
from ui.display import has_display

if TYPE_CHECKING:
    from explorer.cohort.cohort import Cohort
    from explorer.question.question import Question, Unit
    from explorer.session_file import Opened
    from ui.export.figure_files import Format

GOOD, PROBLEMS, UNUSABLE = 0, 1, 2
PROGRAM = "trial-explorer"
FORMATS: tuple[Format, ...] = ("pdf", "svg", "png")
WIDTHS = (86, 120, 178)
_USAGE = f"""{PROGRAM} [FILE [--study NAME|PATH]]
       {PROGRAM} demo
       {PROGRAM} report FILE --out DIR [options]
       {PROGRAM} check FILE [--study NAME|PATH]
       {PROGRAM} --self-test"""
_STUDY = (
    "a study that ships with the program (e1910, colon) or a study file; found by the columns if not given"
)


class UsageError(ExplorerError):
    """The command was not written in one of its forms."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["--parse-child"]:  # a frozen program starts itself to parse a file
        from explorer.files.parse_child import main as parse

        return parse()
    # The program's arrays are small: threads of the linear algebra library only get into its own way.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    debug = "--debug" in arguments
    _write_what_the_terminal_can()
    try:
        code = _run([argument for argument in arguments if argument != "--debug"])
        sys.stdout.flush()
        return code
    except ExplorerError as error:
        return _refuse(str(error), error, debug)
    except KeyboardInterrupt:
        return _refuse("Stopped.", None, debug)
    except BrokenPipeError:  # the reader of our output has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return GOOD
    except Exception as error:  # the command ends here: one sentence, without values of patients
        return _refuse(_unforeseen(error), error, debug)


def _run(arguments: list[str]) -> int:
    command = arguments[0] if arguments and arguments[0] in _COMMANDS else ""
    if not command and arguments:
        _refuse_mistyped(arguments[0])
    parser = _Parser(prog=PROGRAM, usage=_USAGE, description=_DESCRIPTION, epilog=_EPILOG)
    return _COMMANDS[command](parser, arguments[1:] if command else arguments)


def _refuse_mistyped(word: str) -> None:
    """Refuse what is no file and nearly a command: it would be opened in the window."""
    close = closest(word, [name for name in _COMMANDS if name.isalpha()], likeness=0.7)
    if close and word.isalpha() and not os.path.exists(word):
        raise UsageError(f'There is no command and no file "{word}"; did you mean "{close}"?')


class _Parser(argparse.ArgumentParser):
    """A parser that refuses with one sentence instead of its usage."""

    def error(self, message: str) -> NoReturn:
        text = f"{message[:1].upper()}{message[1:]}"
        raise UsageError(f'{text.rstrip(".")}; "{PROGRAM} --help" shows the forms of the command.')


def _open(parser: _Parser, arguments: list[str]) -> int:
    from explorer.program import version

    parser.add_argument(
        "file", nargs="?", metavar="FILE", help="a cohort (.xlsx, .xls, .ods, CSV) or session"
    )
    parser.add_argument("--study", metavar="NAME|PATH", help=_STUDY)
    parser.add_argument("--version", action="version", version=f"Trial Explorer {version()}")
    parser.add_argument("--debug", action="store_true", help="show where an unforeseen error comes from")
    asked = parser.parse_args(arguments)
    if asked.study and not asked.file:
        raise UsageError(f'--study needs a file, as in "{PROGRAM} FILE --study {asked.study}".')
    if asked.study:
        from explorer.study_file.load import load_study

        load_study(asked.study)
    if asked.file and not os.path.exists(asked.file):
        _opened(asked.file, asked.study)  # says that it was not found, and which name is near
    if not has_display():
        raise UsageError(
            f"There is no display for a window here; {PROGRAM} report {asked.file or 'FILE'} --out DIR "
            "writes the same views as files."
        )
    return _window(asked.file, asked.study)


def _demo(parser: _Parser, arguments: list[str]) -> int:
    from resources import DEMO

    parser.parse_args(arguments)
    if has_display():
        return _window(str(DEMO), None)
    print(
        "There is no display for a window here: the views of the demonstration cohort are written into out.",
        flush=True,
    )
    from explorer.question.question import primary_question

    cohort = _opened(str(DEMO), None).cohort
    return _write(cohort, primary_question(cohort.study), None, Path("out"), FORMATS, max(WIDTHS))


def _report(parser: _Parser, arguments: list[str]) -> int:
    parser.usage = f"{PROGRAM} report FILE --out DIR [options]"
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--out", metavar="DIR", required=True, help="the folder to write into")
    parser.add_argument("--study", metavar="NAME|PATH", help=_STUDY)
    parser.add_argument(
        "--where",
        metavar="EXPR",
        action="append",
        default=[],
        help="a filter; all must hold, with the primary population's on other fields",
    )
    parser.add_argument("--endpoint", metavar="ID", action="append", help="draw this one (default: all)")
    parser.add_argument("--formats", default=",".join(FORMATS), help="default: pdf,svg,png")
    parser.add_argument("--width", type=int, choices=WIDTHS, default=max(WIDTHS), help="of figures, in mm")
    parser.add_argument("--unit", choices=("months", "years"), help="of times; default: the study's")
    asked = parser.parse_args(arguments)
    formats = _formats(asked.formats)
    opened = _opened(asked.file, asked.study)
    study = opened.cohort.study
    endpoints = list(dict.fromkeys(study.endpoint(name).id for name in asked.endpoint or []))
    question = _question(opened, asked.where, endpoints, asked.unit)
    return _write(opened.cohort, question, endpoints, Path(asked.out), formats, asked.width)


def _check(parser: _Parser, arguments: list[str]) -> int:
    parser.usage = f"{PROGRAM} check FILE [--study NAME|PATH]"
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--study", metavar="NAME|PATH", help=_STUDY)
    asked = parser.parse_args(arguments)
    from explorer.results.check import check

    text, good = check(_opened(asked.file, asked.study).cohort)
    print(text, end="")
    return GOOD if good else PROBLEMS


def _self_test(parser: _Parser, arguments: list[str]) -> int:
    parser.usage = f"{PROGRAM} --self-test"
    parser.parse_args(arguments)
    from ui.self_test import qualification_record

    text, good = qualification_record()
    print(text, end="")
    return GOOD if good else PROBLEMS


_COMMANDS = {"": _open, "demo": _demo, "report": _report, "check": _check, "--self-test": _self_test}
_DESCRIPTION = "Look at a randomized trial: CONSORT flow, Kaplan–Meier curves and subgroup forest plot."
_EPILOG = "A file that is called demo, report or check is opened as ./demo. Each command has its own --help."


def _window(file: str | None, study: str | None) -> int:
    from ui.app import run_window

    return run_window(file, study)


def _opened(file: str, study: str | None) -> Opened:
    from explorer.session_file import is_session, open_trial

    if study and is_session(file):
        raise UsageError(f"{Path(file).name} is a session and has its own study; leave --study out.")
    return open_trial(file, study)


def _question(opened: Opened, where: list[str], endpoints: list[str], unit: str | None) -> Question:
    """The question of a session, else the primary one, as the options change it."""
    from explorer.question.question import primary_question
    from explorer.question.where import parse_wheres

    study = opened.cohort.study
    question = opened.question or primary_question(study)
    return replace(
        question,
        selection=parse_wheres(where, study, question.selection),
        endpoint=endpoints[0] if endpoints else question.endpoint,
        unit=cast("Unit | None", unit) or question.unit,  # one of the choices of --unit
    )


def _formats(text: str) -> tuple[Format, ...]:
    formats = [name.strip().lower() for name in text.split(",") if name.strip()]
    for name in formats:
        if name not in FORMATS:
            raise UsageError(f'Unknown format "{name}"; {nearest(name, FORMATS)}')
    if not formats:
        raise UsageError(f"--formats names no format; {nearest('', FORMATS)}")
    return tuple(kind for kind in FORMATS if kind in formats)


def _write(
    cohort: Cohort,
    question: Question,
    endpoints: Sequence[str] | None,
    folder: Path,
    formats: Sequence[Format],
    width_mm: float,
) -> int:
    from explorer.question.where import describe
    from ui.report import write_report

    for path in write_report(cohort, question, folder, endpoints, formats, width_mm):
        print(path)
    if not cohort.choose(question.selection).any():
        chosen = describe(question.selection, cohort.study)
        print(f"No patient is in the selection ({chosen}): the figures and tables are empty.")
    found = sum(problem.severity != "note" for problem in cohort.problems)
    if found:
        were = f"{counted(found, 'problem')} {'was' if found == 1 else 'were'} found"
        print(f'{were} in {cohort.source.file}; "{PROGRAM} check" lists them.')
    return GOOD


def _refuse(sentence: str, error: BaseException | None, debug: bool) -> int:
    if debug and error is not None:
        raise error
    print(sentence, file=sys.stderr)
    return UNUSABLE


def _unforeseen(error: Exception) -> str:
    """An error that nobody foresaw, by type and place only: its text may hold values of patients."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else "an unknown place"
    return (
        f"Trial Explorer stopped at an error that it did not foresee ({type(error).__name__} in {place}); "
        "with --debug it says more."
    )


def _write_what_the_terminal_can() -> None:
    """Print a question mark for a letter that the terminal cannot show, rather than fail."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
