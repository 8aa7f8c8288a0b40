"""Opening a file: what stops it, and that the child which parses never stops the program."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from explorer.errors import DataError
from explorer.files import read
from explorer.files.read import child_command, read_file

Save = Callable[[str, bytes], Path]
CSV = b"id,age\n007,45\n"


def refusal(path: Path, **limits: object) -> str:
    with pytest.raises(DataError) as refused:
        read_file(path, **limits)  # type: ignore[arg-type]
    return str(refused.value)


def replace_child(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(read, "child_command", lambda: [sys.executable, "-I", "-c", code])


def test_that_a_file_is_identified_by_its_bytes(save: Save) -> None:
    source = read_file(str(save("cohort.csv", CSV)))
    assert (source.name, source.size) == ("cohort.csv", len(CSV))
    assert source.sha256 == hashlib.sha256(CSV).hexdigest()
    assert source.sheets[0].cells == (["007"], ["45"])


def test_that_reading_works_from_any_folder_and_environment(
    save: Save, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "csv.py").write_text("raise SystemExit(9)")  # must not be found in place of the real one
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert read_file(save("cohort.csv", CSV)).sheets[0].header == ("id", "age")


def test_that_a_missing_file_is_named_with_the_nearest_name(save: Save, tmp_path: Path) -> None:
    save("cohort.xlsx", b"x")
    assert 'did you mean "cohort.xlsx"?' in refusal(tmp_path / "cohrt.xlsx")
    assert 'did you mean "cohort.xlsx"?' in refusal(tmp_path / "cohort")
    assert refusal(tmp_path / "frobnicate").endswith(f"was not found in {tmp_path}.")
    assert "does not exist or is not connected" in refusal(tmp_path / "missing" / "cohort.xlsx")


def test_that_a_folder_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "cohort.csv").mkdir()
    assert refusal(tmp_path / "cohort.csv") == "cohort.csv is a folder: choose a file in it."


@pytest.mark.skipif(os.name == "nt", reason="named pipes of POSIX")
def test_that_a_pipe_is_refused_at_once_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "cohort.csv")
    assert "a device or a pipe" in refusal(tmp_path / "cohort.csv")
    assert "a device or a pipe" in refusal(Path("/dev/zero"))


def test_that_an_empty_file_says_so(save: Save) -> None:
    assert refusal(save("cohort.xlsx", b"")).startswith("cohort.xlsx is empty (0 bytes)")


def test_that_a_file_locked_by_excel_says_what_to_do(save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save("cohort.csv", CSV)

    def locked(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", locked)
    assert refusal(path).startswith("cohort.csv may not be read: close it in Excel")


def test_that_a_file_over_the_size_limit_is_not_read(save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "SIZE_LIMIT", 10)
    assert "export only the columns that the study needs" in refusal(save("cohort.csv", CSV))


def test_that_a_name_which_no_file_can_have_is_refused() -> None:
    with pytest.raises(DataError, match="The name of the file is not valid"):
        read_file("a\0b.csv")


@pytest.mark.parametrize(
    "code",
    [
        "import os; os.abort()",
        "import sys; sys.stdin.buffer.read(); sys.exit(3)",
        "import sys; sys.stdin.buffer.read()",
        "import sys; sys.stdin.buffer.read(); print('{\"kind\": \"csv\"', end='')",
    ],
)
def test_that_a_child_which_dies_becomes_a_sentence(
    save: Save, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    replace_child(monkeypatch, code)
    assert refusal(save("cohort.csv", CSV * 50_000)).startswith("cohort.csv could not be read safely: ")


@pytest.mark.parametrize("code", ["import time; time.sleep(60)", "while True: print('[0]' * 10_000)"])
def test_that_a_child_which_hangs_is_killed_at_the_time_limit(
    save: Save, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    replace_child(monkeypatch, code)
    started = time.monotonic()
    assert "it was not read within 0.3 seconds" in refusal(save("cohort.csv", CSV * 50_000), time_limit=0.3)
    assert time.monotonic() - started < 10


def test_that_cancelling_kills_the_child_soon(save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    replace_child(monkeypatch, "import sys, time; sys.stdin.buffer.read(); time.sleep(60)")
    started = time.monotonic()
    said = refusal(save("cohort.csv", CSV), cancelled=lambda: time.monotonic() - started > 0.2)
    assert said == "Reading cohort.csv was cancelled: nothing was opened."
    assert time.monotonic() - started < 10


def test_that_cancelling_before_the_child_starts_is_heard(save: Save) -> None:
    assert "was cancelled" in refusal(save("cohort.csv", CSV), cancelled=lambda: True)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux limits the address space")
def test_that_a_file_which_needs_too_much_memory_is_refused(save: Save) -> None:
    data = b"id,age\n" + b"".join(b"%d,%d\n" % (number, number) for number in range(400_000))
    words = refusal(save("cohort.csv", data), memory_limit=80 << 20)
    assert "could not be read safely" in words  # where the memory ends decides whether it can still say so


@pytest.mark.parametrize(
    "table",
    [
        b'id,name\n1,Sentinel\0Name\n2,Sentinel,Name\n3,"Sentinel"Name\n4,x\n',
        b'"id","name"\n"1",7,"Sentinel"\n',
        b"Sentinel\x81\n",
        b"PK\x03\x04Sentinel",
    ],
)
def test_that_no_message_quotes_a_value(save: Save, capfd: pytest.CaptureFixture[str], table: bytes) -> None:
    try:
        said = str(read_file(save("cohort.csv", table)).problems)
    except DataError as refused:
        said = str(refused)
    assert "Sentinel" not in said + "".join(capfd.readouterr())


def test_that_a_frozen_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert child_command() == [sys.executable, "--parse-child"]


def test_that_the_child_imports_nothing_heavy() -> None:
    command = [part.replace("sys.exit(main())", "print(*sys.modules)") for part in child_command()]
    command = [part.replace("main;", "main, sys; import explorer.files.workbook;") for part in command]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    heavy = {"numpy", "pandas", "openpyxl", "PySide6", "scipy", "multiprocessing", "pickle", "socket", "ssl"}
    assert "explorer.files.workbook" in loaded
    assert heavy.isdisjoint(loaded)
