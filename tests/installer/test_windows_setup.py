"""The setup program of a small payload, run under wine: whose files it removes, and what it refuses."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from installer.build_windows import build_setup
from installer.manifest import digests, write_manifest
from installer.program import NAME
from installer.wine import PLACES, Wine, fresh_wine

pytestmark = [
    pytest.mark.skipif(shutil.which("makensis") is None, reason="makensis is not on this machine"),
    pytest.mark.skipif(not any(Path(place).exists() for place in PLACES), reason="wine is not here"),
    pytest.mark.usefixtures("qapp"),  # the icon is painted
]

UNINSTALL = rf"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\{NAME}"
_COMMON = (
    "Trial Explorer.exe",
    "LICENSE.txt",
    "runtime/python.exe",
    "runtime/pythonw.exe",
    "program/ui/app.py",
)


@pytest.fixture(scope="module")
def setups(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """An older release with a module that the newer one has no more, and the newer one."""
    from installer.icons import ico

    built = {}
    for version, more in (("0.9", "program/ui/old/gone.py"), ("0.10", "program/explorer/new.py")):
        folder = tmp_path_factory.mktemp("windows")
        for name in (*_COMMON, more):
            (folder / "payload" / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / "payload" / name).write_text(f"{name} of {version}", encoding="utf-8")
        (folder / "payload" / "trial-explorer.ico").write_bytes(ico())
        write_manifest(folder / "payload")
        built[version] = build_setup(folder / "payload", folder, version, compressor="zlib")
    return built


@pytest.fixture(scope="module")
def computer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wine]:
    with fresh_wine(tmp_path_factory.mktemp("wine") / "prefix") as wine:
        yield wine


@pytest.fixture
def wine(computer: Wine) -> Iterator[Wine]:
    """Windows, on which the program is not installed before and after."""
    yield computer
    for folder in (home(computer), computer.drive / "Study", computer.drive / "Other"):
        shutil.rmtree(folder, ignore_errors=True)
    computer.run("reg", "delete", UNINSTALL, "/f")


def home(wine: Wine) -> Path:
    return wine.home / "AppData" / "Local" / "Programs" / NAME


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def keep(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("mine", encoding="utf-8")
    return path


def test_that_an_upgrade_and_a_removal_take_only_what_a_release_brought(
    wine: Wine, setups: dict[str, Path]
) -> None:
    folder = home(wine)
    assert wine.run(str(setups["0.9"]), "/S") == 0
    keep(folder / "program/ui/__pycache__/app.cpython-312.pyc")
    mine = [keep(folder / name) for name in ("program/mine.xlsx", "program/ui/old/mine.txt", "notes.txt")]
    assert wine.run(str(setups["0.10"]), "/S") == 0
    assert not (folder / "program/ui/old/gone.py").exists()
    assert (folder / "LICENSE.txt").read_text() == "LICENSE.txt of 0.10"
    assert wine.registry(UNINSTALL, "DisplayVersion") == "0.10"
    assert wine.run(str(folder / "uninstall.exe"), "/S") == 0
    assert files(folder) == sorted(path.relative_to(folder).as_posix() for path in mine)
    assert not (folder / "runtime").exists(), "a folder that is empty then goes"
    assert wine.run(str(setups["0.10"]), "/S") == 0, "what was left behind does not stand in the way"
    assert wine.run(str(folder / "uninstall.exe"), "/S") == 0
    for path in mine:
        path.unlink()


def test_that_a_folder_with_files_of_others_is_refused(wine: Wine, setups: dict[str, Path]) -> None:
    for folder, option in ((wine.drive / "Study", [r"/D=C:\Study"]), (home(wine), [])):
        keep(folder / "LICENSE.txt")
        keep(folder / "program/protocol.docx")
        assert wine.run(str(setups["0.10"]), "/S", *option) == 2
        assert files(folder) == ["LICENSE.txt", "program/protocol.docx"]
        assert (folder / "LICENSE.txt").read_text() == "mine"
    assert wine.registry(UNINSTALL, "DisplayVersion") == ""


@pytest.mark.skipif(
    getattr(os, "geteuid", int)() == 0, reason="root may write everywhere; make check-windows mounts a folder"
)
def test_that_where_nothing_can_be_written_nothing_is_registered(wine: Wine, setups: dict[str, Path]) -> None:
    (wine.drive / "Other").mkdir(mode=0o555)
    assert wine.run(str(setups["0.10"]), "/S", r"/D=C:\Other\inside") == 2
    assert wine.registry(UNINSTALL, "DisplayVersion") == ""
    (wine.drive / "Other").chmod(0o755)


def test_that_a_release_that_cannot_be_written_to_its_end_leaves_nothing(
    wine: Wine, setups: dict[str, Path]
) -> None:
    folder = home(wine)
    assert wine.run(str(setups["0.9"]), "/S") == 0
    mine = keep(folder / "program/explorer/new.py/in the place of a file.txt")
    assert wine.run(str(setups["0.10"]), "/S") == 2
    assert files(folder) == [mine.relative_to(folder).as_posix()]
    assert wine.registry(UNINSTALL, "DisplayVersion") == ""
    assert wine.registry(r"HKCU\Software\Classes\.trialsession") == ""


def test_that_a_newer_release_counts_only_where_its_files_are(wine: Wine, setups: dict[str, Path]) -> None:
    assert wine.run(str(setups["0.10"]), "/S") == 0
    assert wine.run(str(setups["0.9"]), "/S") == 2
    shutil.rmtree(home(wine))  # another computer of a roaming profile knows the entry and has no files
    assert wine.run(str(setups["0.9"]), "/S") == 0
    assert wine.registry(UNINSTALL, "DisplayVersion") == "0.9"


def test_that_another_folder_takes_the_place_of_the_first(wine: Wine, setups: dict[str, Path]) -> None:
    assert wine.run(str(setups["0.9"]), "/S") == 0
    mine = keep(home(wine) / "notes.txt")
    assert wine.run(str(setups["0.10"]), "/S", r"/D=C:\Other") == 0
    assert files(home(wine)) == ["notes.txt"]
    mine.unlink()
    installed = digests(wine.drive / "Other")
    assert {"LICENSE.txt", "program/explorer/new.py", "uninstall.exe"} <= installed.keys()
    assert wine.registry(UNINSTALL, "InstallLocation") == r"C:\Other"
    assert wine.run(str(wine.drive / "Other" / "uninstall.exe"), "/S") == 0
    assert not (wine.drive / "Other").exists()
