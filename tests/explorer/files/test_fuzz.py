"""Damaged files by the hundred, always the same ones: each is read or refused, and none takes long.

Workbooks are parsed many to a child, because a child costs a tenth of a second; where one dies with its
child, that file must be refused in one sentence by the way that users take.
"""

from __future__ import annotations

import io
import json
import random
import subprocess
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from explorer.errors import DataError
from explorer.files.parse_child import answer_lines
from explorer.files.read import child_command, read_file

Save = Callable[[str, bytes], Path]

MANY = """
import json, struct, sys
sys.path[:0] = sys.argv[1:]
from explorer.files.parse_child import _limit, answer_lines
_limit(1 << 30, 60)
while size := sys.stdin.buffer.read(4):
    data = sys.stdin.buffer.read(struct.unpack("<I", size)[0])
    print(json.dumps(next(answer_lines(data, "fuzz.xlsx"))), flush=True)
"""


def workbook() -> bytes:
    book = Workbook()
    for title in ("patients", "events"):
        sheet = book.create_sheet(title)
        sheet.append(["id", "arm", "age", "died"])
        for number in range(6):
            sheet.append([f"00{number}", "NA", 40.5 + number, date(2018, 5, 1 + number)])
        sheet["B3"] = "=A2"
        sheet["C4"] = "#N/A"
        sheet.merge_cells("B5:B6")
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Bytes flipped, cut out, repeated, or replaced by what parsers stumble over."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(changed) + 1)
        kind = chance.randrange(5)
        if kind == 0 and at < len(changed):
            changed[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del changed[at : at + chance.randint(1, 40)]
        elif kind == 2:
            changed[at:at] = changed[at : at + chance.randint(1, 200)]
        elif kind == 3:
            changed[at : at + 2] = chance.choice((b"\xff\xff", b"\0", b'"', b"<", b"-1", b"99999999999"))
        else:
            changed[at:at] = chance.choice((b"\n", b",", b";", b'""', b"\r", b"XFD1048576", b"\xef\xbb\xbf"))
    return bytes(changed)


def repacked(data: bytes, chance: random.Random) -> bytes:
    """A workbook of which one member is mutated, and packed again with a right checksum."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        target = chance.choice(old.namelist())
        for member in old.namelist():
            content = old.read(member)
            new.writestr(member, mutated(content, chance) if member == target else content)
    return packed.getvalue()


def first_lines(files: list[bytes]) -> Iterator[dict[str, Any] | None]:
    """The first line of the answer about each file, None when the child died of it."""
    interpreter, isolated, run, _, *folders = child_command()
    command = [interpreter, isolated, run, MANY, *folders]
    while files:
        request = b"".join(len(data).to_bytes(4, "little") + data for data in files)
        child = subprocess.run(command, input=request, capture_output=True, timeout=60, check=False)
        answers = [json.loads(line) for line in child.stdout.splitlines()]
        yield from answers
        files = files[len(answers) :]
        if files:
            yield None
            files = files[1:]


def test_that_every_damaged_workbook_is_read_or_refused(save: Save) -> None:
    chance = random.Random(20180504)
    whole = workbook()
    files = [mutated(whole, chance) for _ in range(200)] + [repacked(whole, chance) for _ in range(1000)]
    started = time.monotonic()
    answers = list(first_lines(files))
    assert time.monotonic() - started < 30
    assert len(answers) == len(files)
    refused = [answer for answer in answers if answer and "refused" in answer]
    assert 50 < len(refused) < len(files) - 50, "the damage is too small or too great to tell anything"
    import collections

    print(collections.Counter(a and (a.get("refused", "ok")) for a in answers))
    for answer in refused:
        assert answer["refused"].startswith("fuzz.xlsx ")
    for data, answer in zip(files, answers, strict=True):
        if answer is None:
            with pytest.raises(DataError, match="could not be read safely"):
                read_file(save("fuzz.xlsx", data))


def test_that_some_damaged_workbooks_are_handled_by_the_real_child(save: Save) -> None:
    chance = random.Random(7)
    for number in range(6):
        path = save(f"fuzz{number}.xlsx", repacked(workbook(), chance))
        said, sheets = "", ()
        try:
            sheets = read_file(path).sheets
        except DataError as refused:
            said = str(refused)
        assert bool(sheets) != said.startswith(path.name)
        for sheet in sheets:
            assert {len(cells) for cells in sheet.cells} <= {len(sheet.row_numbers)}


def test_that_every_damaged_text_file_is_read_or_refused() -> None:
    chance = random.Random(20190131)
    rows = [f'00{n},"Smith, J",{n},5.{n},2018-05-0{n}' for n in range(1, 9)]
    text = "\r\n".join(["id,name,age,os,died", *rows])
    kinds = [text.encode(), text.replace(",", ";").encode("cp1252"), text.encode("utf-16")]
    started = time.monotonic()
    refused = 0
    for _ in range(600):
        lines = list(answer_lines(mutated(chance.choice(kinds), chance), "fuzz.csv"))
        if "refused" in lines[0]:
            refused += 1
            assert lines[0]["refused"].startswith("fuzz.csv ")
            assert "its contents are damaged" not in lines[0]["refused"], "an error that was not foreseen"
        else:
            assert {len(cells) for cells in lines[1:]} == {_rows(lines[0]["sheets"][0]["rows"])}
    assert refused < 400
    assert time.monotonic() - started < 10


def _rows(rows: dict[str, list[int]]) -> int:
    return len(range(*rows["range"])) if "range" in rows else len(rows["list"])
