"""The child process in which a file of unknown origin is parsed, and the wire to it.

The parent writes one line of JSON (name, size, memory_limit in bytes, time_limit in seconds) and the
bytes of the file. The child answers with lines of JSON: first ``{"refused": sentence}`` or
``{"kind", "problems", "sheets"}``, then one line with the cells of each column in turn. It prints
nothing else, because messages of libraries quote the values of patients.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, BinaryIO

from explorer.errors import DataError
from explorer.files.refusal import unsafe
from explorer.files.signature import container, misleading_name
from explorer.files.source import Kind, Sheet
from explorer.problem import Problem


def parse(data: bytes, name: str) -> tuple[Kind, list[Sheet], list[Problem]]:
    """Read the sheets of a file from its bytes, whatever its name says.

    Raises DataError, with a sentence for the user, whenever the file cannot be used. Damaged workbooks
    may abort the process instead: call it in a child process.
    """
    packed = container(data, name)
    if packed == "text":
        from explorer.files.delimited import read_delimited

        kind: Kind = "csv"
        sheets, problems = read_delimited(data, name)
    else:
        from explorer.files.workbook import read_old_excel, read_zipped

        kind, sheets, problems = read_zipped(data, name) if packed == "zip" else read_old_excel(data, name)
    misleading = misleading_name(name, kind)
    return kind, sheets, [Problem("note", misleading), *problems] if misleading else problems


def main() -> int:
    """Run the child: read a request from standard input, answer on standard output."""
    gc.disable()  # millions of cells and no cycles: collecting would double the time
    with os.fdopen(0, "rb", closefd=False) as source, os.fdopen(1, "wb", closefd=False) as answer:
        request = json.loads(source.readline())
        _limit(request["memory_limit"], request["time_limit"])
        data = source.read()
        if len(data) == request["size"]:  # fewer when the parent has died
            for line in answer_lines(data, request["name"]):
                _write(answer, line)
    return 0


def answer_lines(data: bytes, name: str) -> Iterator[Any]:
    """Give the lines of the answer, as values that JSON can hold."""
    try:
        kind, sheets, problems = parse(data, name)
    except DataError as refusal:
        yield {"refused": str(refusal)}
    except MemoryError:
        yield {"refused": str(unsafe(name, "it needs more memory than may be used for one file"))}
    except BaseException:  # pyo3's PanicException is no Exception, and its text may quote a cell
        yield {"refused": str(unsafe(name, "its contents are damaged"))}
    else:
        yield {
            "kind": kind,
            "problems": [asdict(problem) for problem in problems],
            "sheets": [_described(sheet) for sheet in sheets],
        }
        for sheet in sheets:
            yield from sheet.cells


def _described(sheet: Sheet) -> dict[str, Any]:
    """A sheet without its cells; consecutive row numbers as a range."""
    rows = sheet.row_numbers
    return {
        "name": sheet.name,
        "header": sheet.header,
        "header_row": sheet.header_row,
        "columns": sheet.columns,
        "rows_left_out": sheet.rows_left_out,
        "from_1904": sheet.from_1904,
        "rows": {"range": [rows.start, rows.stop]} if isinstance(rows, range) else {"list": rows},
    }


def _write(answer: BinaryIO, line: Any) -> None:
    answer.write(json.dumps(line, ensure_ascii=False, separators=(",", ":"), check_circular=False).encode())
    answer.write(b"\n")


def _limit(memory: int, seconds: float) -> None:
    """Bound the memory and processor time of this process where the system can; never leave a core dump."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.kernel32.SetErrorMode(0x0003)  # no dialog when the process fails
        return
    import resource

    bounds = (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, int(seconds) + 10),
    )
    for kind, bound in bounds:
        hard = resource.getrlimit(kind)[1]
        bound = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        try:
            resource.setrlimit(kind, (bound, hard))
        except (ValueError, OSError):
            continue  # macOS does not limit address space; the clock of the parent still does


if __name__ == "__main__":
    sys.exit(main())
