"""What others wrote and the bundle carries: name, version, license, digest, and the texts of the licenses."""

from __future__ import annotations

import hashlib
import json
import platform
import re
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from installer.bundle_contents import HOST_LIBRARIES, RUNTIME
from installer.program import ROOT

STANDARD_TEXTS = ROOT / "installer" / "licenses"
_LGPL = (STANDARD_TEXTS / "LGPL-3.0.txt", STANDARD_TEXTS / "GPL-3.0.txt")
_LICENSES = {  # as SPDX writes them, where the distribution itself says it in other words
    "PySide6_Essentials": "LGPL-3.0-only",
    "shiboken6": "LGPL-3.0-only",
    "colorama": "BSD-3-Clause",
}

# Packages of nothing but Python code, which PyInstaller puts inside the program file itself.
_IN_THE_PROGRAM_FILE = ("pyqtgraph", "colorama")
# The file of each package that stands for it: its digest is named in the bill of materials.
_MAIN_FILES = {
    "numpy": r"_multiarray_umath\..*",
    "PySide6_Essentials": r"QtCore\.(abi3\.so|pyd)",
    "python-calamine": r"_python_calamine\..*",
    "shiboken6": r"Shiboken\.(abi3\.so|pyd)",
}


@dataclass(frozen=True, slots=True)
class Component:
    """One work of others; ``purl`` is its package URL and ``file`` what stands for it, where it has such.

    ``inside`` names the component that it is a part of.
    """

    name: str
    version: str
    license: str
    purl: str
    texts: tuple[Path, ...]
    remark: str = ""
    copyright: str = ""
    file: Path | None = None
    inside: str = ""
    sha256: str = ""

    @property
    def digest(self) -> str:
        """Its SHA-256, or that of its file; "" when it has neither."""
        return self.sha256 or (hashlib.sha256(self.file.read_bytes()).hexdigest() if self.file else "")


def components(bundle: Path, folders: Iterable[Path] | None = None, python: str = "") -> list[Component]:
    """Everything of others that a bundle carries, by name.

    ``folders`` are where the distributions were installed; by default those of the running Python;
    ``python`` is the version of the runtime, by default the running one.
    """
    search = [str(folder) for folder in folders] if folders is not None else sys.path
    files = sorted(path for path in bundle.rglob("*") if path.is_file() and not path.is_symlink())
    found = [
        _python(bundle, files, python or platform.python_version()),
        *_distributions(bundle, files, search),
        *_qt(files, search),
        *_bootloader(bundle, search),
        *_host_libraries(files),
    ]
    found += _parts(files, {component.name: component.version for component in found})
    fonts = ROOT / "resources" / "fonts"
    text, regular = (fonts / "OFL.txt",), fonts / "Inter-Regular.otf"
    found.append(Component("Inter", "3.19", "OFL-1.1", "", text, "the font of the program", file=regular))
    return sorted(found, key=lambda component: component.name.lower())


def first_file(files: Iterable[Path], pattern: str) -> Path | None:
    """The first of some files whose name is as a regular expression says."""
    return next((path for path in files if re.fullmatch(pattern, path.name)), None)


def _python(bundle: Path, files: list[Path], version: str) -> Component:
    places = [
        bundle / "runtime" / "LICENSE.txt",
        Path(sysconfig.get_path("stdlib")) / "LICENSE.txt",
        Path(f"/usr/share/doc/python{sys.version_info.major}.{sys.version_info.minor}/copyright"),
    ]
    texts = tuple(path for path in places if path.is_file())[:1]
    library = first_file(files, r"(libpython3\..*|python31\d\.dll|Python)")
    return Component("CPython", version, "Python-2.0", f"pkg:generic/python@{version}", texts, file=library)


def _distributions(bundle: Path, files: list[Path], search: list[str]) -> Iterator[Component]:
    carried = {path.name.lower() for path in bundle.rglob("*") if path.is_dir()}
    for distribution in metadata.distributions(path=search):
        name = distribution.metadata["Name"]
        folder = name.lower().replace("-", "_").removesuffix("_essentials")
        if name not in RUNTIME or (folder not in carried and folder not in _IN_THE_PROGRAM_FILE):
            continue
        version = distribution.version
        purl = f"pkg:pypi/{name.lower().replace('_', '-')}@{version}"
        main = first_file(files, _MAIN_FILES.get(name, ""))
        wheel = "" if main else _wheel_digest(name, version)
        texts = _texts(distribution)
        yield Component(name, version, _license(distribution), purl, texts, file=main, sha256=wheel)
        yield from _compiled_in(name, texts)


def _wheel_digest(name: str, version: str) -> str:
    """The SHA-256 of the wheel of a package that has no file of its own in the bundle."""
    pinned = (ROOT / "installer" / "requirements-windows.txt").read_text("utf-8")
    found = re.search(rf"^{re.escape(f'{name}=={version}')} --hash=sha256:(\w+)", pinned, re.MULTILINE)
    return found[1] if found else ""


def _license(distribution: metadata.Distribution) -> str:
    name = distribution.metadata["Name"]
    said = distribution.metadata.get("License-Expression") or distribution.metadata.get("License") or ""
    return _LICENSES.get(name) or said or "see its text"


def _texts(distribution: metadata.Distribution) -> tuple[Path, ...]:
    """The license files of a distribution; its list of files need not be there any more."""
    if _LICENSES.get(distribution.metadata["Name"], "").startswith("LGPL"):
        return _LGPL
    folder = _folder(distribution)
    kinds = ("licenses", "sboms")  # the latter names what is compiled in
    return tuple(sorted(path for kind in kinds for path in (folder / kind).rglob("*") if path.is_file()))


def _compiled_in(name: str, texts: Iterable[Path]) -> Iterator[Component]:
    """What a wheel says in a bill of materials of its own (CycloneDX) that it was built from."""
    for path in texts:
        if not path.name.endswith(".cyclonedx.json"):
            continue
        for part in json.loads(path.read_text("utf-8"))["components"]:
            if part.get("scope") == "excluded":  # it helped to build, and is not in the library
                continue
            said = " AND ".join(each.get("expression") or each["license"]["id"] for each in part["licenses"])
            own = (STANDARD_TEXTS / f"{word}.txt" for word in re.findall(r"[\w.-]+", said))
            yield Component(
                part["name"],
                part["version"],
                said.replace("/", " OR "),
                part["purl"],
                tuple(text for text in own if text.is_file()),
                f"compiled into {name}",
                part.get("author", ""),
                None,
                name,
                next((each["content"] for each in part.get("hashes", ()) if each["alg"] == "SHA-256"), ""),
            )


def _folder(distribution: metadata.Distribution) -> Path:
    """Where a distribution keeps its metadata."""

    def plain(name: str) -> str:
        return re.sub(r"[-_.]+", "-", name).lower()

    wanted = plain(f"{distribution.metadata['Name']}-{distribution.version}")
    folders = Path(str(distribution.locate_file(""))).glob("*.dist-info")
    return next(path for path in folders if plain(path.name.removesuffix(".dist-info")) == wanted)


def _qt(files: list[Path], search: list[str]) -> Iterator[Component]:
    for distribution in metadata.distributions(path=search, name="PySide6_Essentials"):
        version = distribution.version
        remark = (
            "what it contains of others is listed below; see https://doc.qt.io/qt-6/licenses-used-in-qt.html"
        )
        core = first_file(files, r"(lib)?Qt6Core\.(so.*|dll)|QtCore")
        yield Component("Qt", version, "LGPL-3.0-only", f"pkg:generic/qt@{version}", _LGPL, remark, file=core)
        return


def _bootloader(bundle: Path, search: list[str]) -> Iterator[Component]:
    """The start of the program file, which PyInstaller's license lets anyone hand on."""
    if not (bundle / "_internal").is_dir():
        return
    for distribution in metadata.distributions(path=search, name="pyinstaller"):
        version = distribution.version
        yield Component(
            "PyInstaller bootloader",
            version,
            "GPL-2.0-or-later WITH Bootloader-exception",
            f"pkg:pypi/pyinstaller@{version}",
            _texts(distribution),
            "under the exception in its license, which allows to hand on programs built with it",
        )
        return


def _parts(files: list[Path], versions: dict[str, str]) -> Iterator[Component]:
    """What lies inside the libraries, see licenses/parts.toml."""
    described = tomllib.loads((STANDARD_TEXTS / "parts.toml").read_text("utf-8"))["part"]
    for part in described:
        file = first_file(files, part["in"])
        if file is None:
            continue
        found = re.search(part["version_in"].encode(), file.read_bytes()) if "version_in" in part else None
        version = (
            found[1].decode()
            if found
            else part.get("version", f"as in {part['of']} {versions.get(part['of'], '')}".strip())
        )
        texts = tuple(STANDARD_TEXTS / f"{name}.txt" for name in part["texts"])
        yield Component(
            part["name"],
            version,
            part["license"],
            "",
            texts,
            f"in {file.name}, a part of {part['of']}",
            part["copyright"],
            file,
            part["of"],
        )


def _host_libraries(files: list[Path]) -> Iterator[Component]:
    """The libraries of the build machine, with their Debian packages."""
    if sys.platform.startswith("linux"):
        host = [path for path in files if ".so" in path.name and path.name.startswith(HOST_LIBRARIES)]
        found = {
            component.name: component
            for component in map(_debian_library, host)
            if not component.name.startswith("libpython")
        }
        yield from sorted(found.values(), key=lambda component: component.name)


def _debian_library(path: Path) -> Component:
    asked = subprocess.run(["dpkg", "-S", f"*/{path.name}"], capture_output=True, text=True, check=False)
    package = asked.stdout.split(":", 1)[0].split(",")[0]
    if asked.returncode or not package:
        return Component(path.name, "of the build machine", "MIT", "", (), file=path)
    shown = ["dpkg-query", "-W", "-f=${Version}", package]
    version = subprocess.run(shown, capture_output=True, text=True, check=True).stdout.split("\n")[0]
    text = Path(f"/usr/share/doc/{package}/copyright")
    texts = (text,) if text.is_file() else ()
    return Component(package, version, "MIT", f"pkg:deb/debian/{package}@{version}", texts, file=path)
