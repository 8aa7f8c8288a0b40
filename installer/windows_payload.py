"""The files of an installed program on Windows: runtime, packages, program, and two small launchers.

They can be laid out on Linux as well: the packages are wheels, and the launchers are compiled by MinGW.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from installer.bundle_contents import EXCLUDED_MODULES, RESOURCES, Entry, reachable, wanted
from installer.icons import ico
from installer.manifest import write_build, write_manifest
from installer.notices import write_notices
from installer.program import COMMAND, NAME, ROOT, SUMMARY, VERSION, source_date, version_parts
from installer.sign import can_sign, sign

WINDOWS = ROOT / "installer" / "windows"
LOCK = ROOT / "installer" / "requirements-windows.txt"
_SEARCHED = "python312.zip\n.\n..\\packages\n..\\program\n"
_QT_PYTHON = ("__init__.py", "_config.py", "_git_pyside_version.py")


@dataclass(frozen=True, slots=True)
class Runtime:
    """CPython's embeddable package; ``stand_in`` when it is one of our own that runs nothing."""

    path: Path
    python: str
    stand_in: bool = False


def pinned_runtime(path: Path) -> Runtime:
    """The runtime at a path. Raises SystemExit when it is not the file that runtime.toml pins."""
    pinned = tomllib.loads((WINDOWS / "runtime.toml").read_text("utf-8"))
    if not path.is_file():
        raise SystemExit(f"{path} was not found: get {pinned['file']} from python.org and give its path.")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != pinned["sha256"]:
        raise SystemExit(f"{path} is not {pinned['file']}: its SHA-256 is {found}, not {pinned['sha256']}.")
    return Runtime(path, pinned["python"])


def lay_out(runtime: Runtime, wheels: Path, folder: Path) -> None:
    """Write the installed tree into a new folder; the launchers are signed where a certificate is given."""
    compiler = _python_3_12()
    if compiler is None and not runtime.stand_in:
        raise SystemExit("A release is compiled for Python 3.12, and no Python 3.12 was found: install it.")
    folder.mkdir(parents=True)
    _unpack_runtime(runtime, folder / "runtime")
    _unpack_wheels(wheels, folder / "packages")
    _copy_program(folder / "program")
    if compiler is not None:
        _compile_modules(compiler, [folder / "packages", folder / "program"])
    else:
        print("The modules are not compiled: no Python 3.12 was found. Only a stand-in may be built so.")
    (folder / f"{COMMAND}.ico").write_bytes(ico())
    for name, console in ((f"{NAME}.exe", False), (f"{COMMAND}.exe", True)):
        compile_launcher(folder / name, console=console)
        if can_sign():
            sign(folder / name)
    write_notices(folder, [folder / "packages"], runtime.python)
    write_build(folder)
    date = source_date()
    for path in sorted(folder.rglob("*")):
        os.utime(path, (date, date))
    write_manifest(folder)


def download_wheels(folder: Path) -> None:
    """Get the pinned wheels for Windows, each checked by its SHA-256."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet"]
    target = ["--platform", "win_amd64", "--python-version", "3.12", "--implementation", "cp"]
    checks = ["--only-binary=:all:", "--no-deps", "--require-hashes", "--requirement", str(LOCK)]
    subprocess.run([*command, *target, *checks, "--dest", str(folder)], check=True)


def compile_launcher(target: Path, *, console: bool) -> None:
    """Compile the launcher with its icon and file properties; the same sources give the same bytes."""
    compiler = shutil.which("x86_64-w64-mingw32-gcc") or shutil.which("gcc")
    resources = shutil.which("x86_64-w64-mingw32-windres") or shutil.which("windres")
    if compiler is None or resources is None:
        raise SystemExit(
            "The launcher needs MinGW: install gcc-mingw-w64-x86-64 (Debian) or MSYS2 (Windows)."
        )
    with tempfile.TemporaryDirectory() as work:
        for name in ("launcher.c", "launcher.rc", "launcher.manifest"):
            shutil.copy(WINDOWS / name, work)
        (Path(work) / f"{COMMAND}.ico").write_bytes(ico())
        numbers = ",".join(map(str, version_parts()))
        defined = [f"-DVERSION_NUMBERS={numbers}", f'-DVERSION_TEXT=\\"{VERSION}\\"']
        subprocess.run([resources, *defined, "launcher.rc", "launcher.o"], cwd=work, check=True)
        kind = ["-mconsole", "-DCONSOLE"] if console else ["-mwindows"]
        flags = [
            "-Os",
            "-s",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-municode",
            "-static",
            "-Wl,--no-insert-timestamp",
        ]
        command = [compiler, *flags, *kind, "launcher.c", "launcher.o", "-o", "launcher.exe"]
        subprocess.run(command, cwd=work, check=True)
        shutil.copy(Path(work) / "launcher.exe", target)


def _unpack_runtime(runtime: Runtime, folder: Path) -> None:
    with zipfile.ZipFile(runtime.path) as archive:
        archive.extractall(folder)
    unused = ("_ssl.pyd", "libssl-3.dll", "libcrypto-3.dll", "_hashlib.pyd", "_sqlite3.pyd", "sqlite3.dll")
    for name in unused:  # the program opens no connection and no database
        (folder / name).unlink(missing_ok=True)
    (folder / "python312._pth").write_text(_SEARCHED, encoding="ascii", newline="\n")


def _unpack_wheels(wheels: Path, folder: Path) -> None:
    with tempfile.TemporaryDirectory() as work:
        unpacked = Path(work)
        for wheel in sorted(wheels.glob("*.whl")):
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(unpacked)
        found = [_entry(path, unpacked) for path in sorted(unpacked.rglob("*")) if path.is_file()]
        for name, source, _ in reachable(filter(_is_wanted, found), _needed_by):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)


def _entry(path: Path, folder: Path) -> Entry:
    kind = {".pyd": "EXTENSION", ".dll": "BINARY", ".py": "PYTHON"}.get(path.suffix, "DATA")
    return path.relative_to(folder).as_posix(), str(path), kind


def _is_wanted(entry: Entry) -> bool:
    path = PurePosixPath(entry[0])
    if path.parts[0].endswith(".dist-info"):
        is_text = {"licenses", "sboms"} & set(path.parts)
        return path.name == "METADATA" or (bool(is_text) and "Commercial" not in path.name)
    if path.parts[0] in ("PySide6", "shiboken6") and path.suffix not in (".dll", ".pyd"):
        return path.name in _QT_PYTHON or path.parts[1] == "support" or path.name.startswith("_git_shiboken")
    if entry[2] != "PYTHON":
        return wanted(entry)
    module = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
    left_out = any(module == name or module.startswith(f"{name}.") for name in EXCLUDED_MODULES)
    return not left_out and "tests" not in path.parts


def _needed_by(file: str) -> set[str]:
    """The libraries that a Windows program or library is linked to, in small letters."""
    import pefile

    program = pefile.PE(file, fast_load=True)
    kinds = ("DIRECTORY_ENTRY_IMPORT", "DIRECTORY_ENTRY_DELAY_IMPORT")
    program.parse_data_directories([pefile.DIRECTORY_ENTRY[f"IMAGE_{kind}"] for kind in kinds])
    entries = [entry for kind in kinds for entry in getattr(program, kind, [])]
    return {name for entry in entries for name in (entry.dll.decode(), entry.dll.decode().lower())}


def _copy_program(folder: Path) -> None:
    for package in ("explorer", "ui"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "resources").mkdir()
    shutil.copy(ROOT / "resources" / "__init__.py", folder / "resources")
    for path in (path for pattern in RESOURCES for path in (ROOT / "resources").rglob(pattern)):
        target = folder / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    metadata = folder / f"trial_explorer-{VERSION}.dist-info" / "METADATA"
    metadata.parent.mkdir()
    text = f"Metadata-Version: 2.1\nName: {COMMAND}\nVersion: {VERSION}\nSummary: {SUMMARY}\nLicense: MIT\n"
    metadata.write_text(text, encoding="utf-8", newline="\n")


def _compile_modules(python: str, folders: list[Path]) -> None:
    """Compile for Python 3.12, because the program folder may be read-only."""
    for folder in folders:
        options = ["-q", "--invalidation-mode", "unchecked-hash", "-s", str(folder), "-p", folder.name]
        subprocess.run([python, "-m", "compileall", *options, str(folder)], check=True)


def _python_3_12() -> str | None:
    return next(filter(_is_python_3_12, (sys.executable, "python3.12")), None)


def _is_python_3_12(command: str) -> bool:
    if shutil.which(command) is None:
        return False
    question = [command, "-c", "import sys; print(sys.version_info[:2])"]
    return subprocess.run(question, capture_output=True, text=True, check=False).stdout.strip() == "(3, 12)"
