"""Saving: the old file or the whole new one; tables that no spreadsheet runs."""

from __future__ import annotations

import csv
import errno
import io
import os
import stat
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.errors import DataError
from explorer.files import write
from explorer.files.write import atomic_write, sweep_leftovers, table_to_csv


def names_in(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_that_a_new_file_holds_the_bytes_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    atomic_write(tmp_path / "figure.pdf", b"new")
    atomic_write(str(tmp_path / "figure.pdf"), b"newer" * 100_000)
    assert (tmp_path / "figure.pdf").read_bytes() == b"newer" * 100_000
    assert names_in(tmp_path) == ["figure.pdf"]


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions and links")
def test_that_permissions_and_links_stay(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_bytes(b"old")
    (tmp_path / "real.csv").chmod(0o640)
    (tmp_path / "link.csv").symlink_to("real.csv")
    atomic_write(tmp_path / "link.csv", b"new")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_bytes() == b"new"
    assert stat.S_IMODE((tmp_path / "real.csv").stat().st_mode) == 0o640


class FullDisk(io.FileIO):
    """A file on a disk with room for ten bytes; ``silent`` disks report success all the same."""

    silent = False

    def write(self, data: Any) -> int:
        if self.silent:
            super().write(bytes(data)[:10])
            return len(data)
        if self.tell() + len(data) > 10:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(data)


@pytest.mark.parametrize("silent", [False, True])
def test_that_a_full_disk_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, silent: bool
) -> None:
    target = tmp_path / "session.json"
    target.write_bytes(b"the good session")
    monkeypatch.setattr(FullDisk, "silent", silent)
    monkeypatch.setattr(Path, "open", lambda path, mode="r", buffering=0: FullDisk(path, mode))
    said = (
        "session.json could not be saved" if silent else "session.json could not be saved: the disk is full"
    )
    with pytest.raises(DataError, match=said):
        atomic_write(target, b"x" * 200_000)
    monkeypatch.undo()
    assert target.read_bytes() == b"the good session"
    assert names_in(tmp_path) == ["session.json"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the device that is always full")
def test_that_the_device_which_is_always_full_is_called_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "open", lambda path, mode="r", buffering=0: io.FileIO("/dev/full", "w"))
    with pytest.raises(DataError, match="the disk is full"):
        atomic_write(tmp_path / "a.csv", b"x")


def test_that_a_crash_between_writing_and_replacing_keeps_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.csv").write_bytes(b"old")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(write, "_replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        atomic_write(tmp_path / "a.csv", b"new")
    assert (tmp_path / "a.csv").read_bytes() == b"old"
    assert names_in(tmp_path) == ["a.csv"]


def test_that_a_file_held_for_a_moment_is_replaced_after_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts = []
    really = Path.replace

    def held_twice(source: Path, target: Path) -> Path:
        attempts.append(target)
        if len(attempts) < 3:
            raise PermissionError(errno.EACCES, "held by a virus scanner")
        return really(source, target)

    monkeypatch.setattr(write, "_REPLACE_WAITS", (0.0, 0.0, 0.0))
    monkeypatch.setattr(Path, "replace", held_twice)
    atomic_write(tmp_path / "a.csv", b"new")
    assert (tmp_path / "a.csv").read_bytes() == b"new"


def test_that_a_file_held_for_long_is_said_to_be_open_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(*_: object) -> Path:
        raise PermissionError(errno.EACCES, "open in Excel")

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(DataError, match=r"a\.csv could not be saved: it is open in another program"):
        atomic_write(tmp_path / "a.csv", b"new")
    assert names_in(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [("missing/a.csv", "the folder .*missing does not exist"), ("b\0.csv", "its name is not valid")],
)
def test_that_an_impossible_place_is_named(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(DataError, match=said):
        atomic_write(tmp_path / name, b"x")


def test_that_a_folder_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(DataError, match="out could not be saved"):
        atomic_write(tmp_path / "out", b"x")
    assert names_in(tmp_path) == ["out"]


def test_that_only_old_leftovers_of_this_program_are_swept(tmp_path: Path) -> None:
    for name in (".trial-explorer-old.tmp", ".trial-explorer-new.tmp", "data.tmp", ".trial-explorer.json"):
        (tmp_path / name).write_bytes(b"x")
        if "new" not in name:
            os.utime(tmp_path / name, (0, 0))
    assert sweep_leftovers(tmp_path) == 1
    assert names_in(tmp_path) == [".trial-explorer-new.tmp", ".trial-explorer.json", "data.tmp"]
    assert sweep_leftovers(tmp_path / "missing") == 0


def back(data: bytes) -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_that_values_are_written_at_full_precision_and_nothing_as_nothing() -> None:
    row = [0.1 + 0.2, -0.45, 7, None, True, date(2018, 5, 4), np.float64(1 / 3), np.int64(-3), float("inf")]
    written = table_to_csv([f"c{number}" for number in range(9)], [row])
    assert back(written)[1] == [
        "0.30000000000000004", "-0.45", "7", "", "TRUE", "2018-05-04", "0.3333333333333333", "-3", "Inf",
    ]  # fmt: skip
    assert written.endswith(b"\r\n")


@pytest.mark.parametrize("start", list("=+-@\t\r＝＋－＠"))
def test_that_a_text_which_a_spreadsheet_would_run_is_disarmed(start: str) -> None:
    written = back(table_to_csv([f"{start}name"], [[f"{start}HYPERLINK(1)"]]))
    assert written == [[f"'{start}name"], [f"'{start}HYPERLINK(1)"]]


def test_that_an_interval_with_a_true_minus_sign_stays_as_it_is() -> None:
    assert back(table_to_csv(["difference"], [["−0.45 (−0.9 to 0.1)"]]))[1] == ["−0.45 (−0.9 to 0.1)"]


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@given(st.lists(st.tuples(TEXT, st.floats(allow_nan=False, allow_infinity=False)), max_size=8))
def test_that_what_is_written_is_read_back(rows: list[tuple[str, float]]) -> None:
    read = back(table_to_csv(["label", "value"], rows))[1:]
    assert [float(value) for _, value in read] == [value for _, value in rows]
    assert [label.removeprefix("'") for label, _ in read] == [label.removeprefix("'") for label, _ in rows]
