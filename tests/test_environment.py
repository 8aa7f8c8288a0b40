"""Guards: the releases underneath the program are the ones it was made for, and stay out of its way."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from PySide6.QtCore import qVersion
from PySide6.QtGui import QPainterPath

TOP = Path(__file__).parent.parent
LOCKS = [TOP / "installer" / name for name in ("requirements.txt", "requirements-test.txt")]
HEAVY = ("lifelines", "matplotlib", "scipy.stats", "pandas", "openpyxl")


def locked_lines(lock: Path) -> list[str]:
    lines = lock.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#") and line != "-r requirements.txt"]


def locked_versions() -> dict[str, str]:
    pins = [line.split("==") for lock in LOCKS for line in locked_lines(lock)]
    return {canonical(name): pinned for name, pinned in pins}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared_requirements() -> list[Requirement]:
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [Requirement(text) for text in project["dependencies"] + project["optional-dependencies"]["test"]]


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_that_qt_calls_lose_no_references_to_none() -> None:
    path = QPainterPath()
    before = sys.getrefcount(None)
    for step in range(200):
        path.lineTo(step, step)
    assert before - sys.getrefcount(None) < 50


def test_that_qt_is_the_release_that_suits_pyqtgraph() -> None:
    assert qVersion() == version("PySide6-Essentials") == version("shiboken6") == "6.10.3"
    assert version("pyqtgraph").startswith("0.14.")


def test_that_pandas_is_older_than_3() -> None:
    assert int(version("pandas").split(".")[0]) < 3


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_that_a_lock_file_holds_exact_versions_and_no_index_addresses(lock: Path) -> None:
    assert [line for line in locked_lines(lock) if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []


def test_that_the_locks_satisfy_every_declared_requirement() -> None:
    locked = locked_versions()
    unmet = [
        str(requirement)
        for requirement in declared_requirements()
        if not requirement.specifier.contains(locked.get(canonical(requirement.name), "0"))
    ]
    assert unmet == []


LIGHT = ("numpy", "pyqtgraph")  # the start page shows before these are there


@pytest.mark.parametrize("module", ["ui.command_line", "ui.window.main_window"])
def test_that_no_library_beside_qt_is_imported_on_the_way_to_the_start_page(module: str) -> None:
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"{module} is not here")
    program = f"import sys, {module}; print(*(name for name in {(*HEAVY, *LIGHT)} if name in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=TOP, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
