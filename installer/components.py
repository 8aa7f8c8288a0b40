"""What somebody else wrote and the bundle carries: name, version, license, and the texts of the licenses."""

from __future__ import annotations

import platform
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from installer.bundle_contents import HOST_LIBRARIES, RUNTIME
from installer.program import ROOT

_OWN_TEXTS = ROOT / "installer" / "licenses"
_LGPL = (_OWN_TEXTS / "LGPL-3.0.txt", _OWN_TEXTS / "GPL-3.0.txt")
_LICENSES = {  # as SPDX writes them, where the distribution itself says it in other words
    "PySide6_Essentials": "LGPL-3.0-only",
    "shiboken6": "LGPL-3.0-only",
    "colorama": "BSD-3-Clause",
}

# Packages of nothing but Python code, which PyInstaller puts inside the program file itself.
_IN_THE_PROGRAM_FILE = ("pyqtgraph", "colorama")


@dataclass(frozen=True, slots=True)
class Component:
    """One work of others; ``purl`` is its package URL, "" where it has none."""

    name: str
    version: str
    license: str
    purl: str
    texts: tuple[Path, ...]
    remark: str = ""


def components(bundle: Path, folders: Iterable[Path] | None = None, python: str = "") -> list[Component]:
    """Everything of others that a bundle carries, by name.

    ``folders`` are where the distributions were installed; by default those of the running Python;
    ``python`` is the version of the runtime, by default the running one.
    """
    search = [str(folder) for folder in folders] if folders is not None else sys.path
    found = [
        _python(bundle, python or platform.python_version()),
        *_distributions(bundle, search),
        *_qt(search),
        *_libraries(bundle),
    ]
    fonts = ROOT / "resources" / "fonts" / "OFL.txt"
    found.append(Component("Inter", "3.19", "OFL-1.1", "", (fonts,), "the font of the program"))
    return sorted(found, key=lambda component: component.name.lower())


def _python(bundle: Path, version: str) -> Component:
    places = [
        bundle / "runtime" / "LICENSE.txt",
        Path(sysconfig.get_path("stdlib")) / "LICENSE.txt",
        Path(f"/usr/share/doc/python{sys.version_info.major}.{sys.version_info.minor}/copyright"),
    ]
    texts = tuple(path for path in places if path.is_file())[:1]
    return Component("CPython", version, "Python-2.0", f"pkg:generic/python@{version}", texts)


def _distributions(bundle: Path, search: list[str]) -> Iterator[Component]:
    carried = {path.name.lower() for path in bundle.rglob("*") if path.is_dir()}
    for distribution in metadata.distributions(path=search):
        name = distribution.metadata["Name"]
        folder = name.lower().replace("-", "_").removesuffix("_essentials")
        if name not in RUNTIME or (folder not in carried and folder not in _IN_THE_PROGRAM_FILE):
            continue
        version = distribution.version
        purl = f"pkg:pypi/{name.lower().replace('_', '-')}@{version}"
        yield Component(name, version, _license(distribution), purl, _texts(distribution))


def _license(distribution: metadata.Distribution) -> str:
    name = distribution.metadata["Name"]
    said = distribution.metadata.get("License-Expression") or distribution.metadata.get("License") or ""
    return _LICENSES.get(name) or said or "see its text"


def _texts(distribution: metadata.Distribution) -> tuple[Path, ...]:
    name = distribution.metadata["Name"]
    if _LICENSES.get(name, "").startswith("LGPL"):
        return _LGPL
    kinds = (".dist-info/licenses/", ".dist-info/sboms/")  # the latter names what is compiled in
    files = [file for file in distribution.files or [] if any(kind in file.as_posix() for kind in kinds)]
    return tuple(sorted(Path(str(file.locate())) for file in files))


def _qt(search: list[str]) -> Iterator[Component]:
    for distribution in metadata.distributions(path=search, name="PySide6_Essentials"):
        version = distribution.version
        remark = "its own third-party parts: https://doc.qt.io/qt-6/licenses-used-in-qt.html"
        yield Component("Qt", version, "LGPL-3.0-only", f"pkg:generic/qt@{version}", _LGPL, remark)
        return


def _libraries(bundle: Path) -> Iterator[Component]:
    """Libraries that came in with a wheel, and those of the build machine with their Debian packages."""
    names = {path.name for path in bundle.rglob("*") if path.is_file()}
    of_numpy = "its license stands in that of numpy, whose wheel it came with"
    for pattern, name, license, remark in (
        (r"(?:lib)?scipy_openblas64_.*\.(?:so|dll|dylib)", "OpenBLAS", "BSD-3-Clause", of_numpy),
        (r"libgfortran[-.].*", "libgfortran", "GPL-3.0-or-later WITH GCC-exception-3.1", of_numpy),
        (r"libquadmath[-.].*", "libquadmath", "LGPL-2.1-or-later", of_numpy),
        (r"libicudata\.so.*", "ICU", "Unicode-3.0", "a part of Qt"),
        (r"msvcp140.*\.dll", "Microsoft Visual C++ runtime", "see its redistribution terms", ""),
    ):
        if any(re.fullmatch(pattern, file) for file in names):
            yield Component(name, "as in its wheel", license, "", (), remark)
    if sys.platform.startswith("linux"):
        host = [file for file in sorted(names) if ".so" in file and file.startswith(HOST_LIBRARIES)]
        found = {_debian_library(file) for file in host if not file.startswith("libpython")}
        yield from sorted(found, key=lambda component: component.name)


def _debian_library(file: str) -> Component:
    asked = subprocess.run(["dpkg", "-S", f"*/{file}"], capture_output=True, text=True, check=False)
    package = asked.stdout.split(":", 1)[0].split(",")[0]
    if asked.returncode or not package:
        return Component(file, "of the build machine", "MIT", "", ())
    shown = ["dpkg-query", "-W", "-f=${Version}", package]
    version = subprocess.run(shown, capture_output=True, text=True, check=True).stdout.split("\n")[0]
    text = Path(f"/usr/share/doc/{package}/copyright")
    return Component(
        package, version, "MIT", f"pkg:deb/debian/{package}@{version}", (text,) if text.is_file() else ()
    )
