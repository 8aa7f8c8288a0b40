"""A fresh Windows in a folder, as far as wine is one, to install the program in."""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from installer.windows_payload import WINDOWS, Runtime

PLACES = ("/usr/lib/wine/wine64", "/usr/bin/wine64", "/usr/bin/wine")


class Wine:
    """Runs Windows programs; ``drive`` is its drive C on this machine."""

    def __init__(self, prefix: Path) -> None:
        self.drive = prefix / "drive_c"
        self.home = self.drive / "users" / (os.environ.get("USER") or "root")
        self._program = next(place for place in PLACES if Path(place).exists())
        self._environment = {
            name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WINEARCH")
        }
        self._environment |= {
            "WINEPREFIX": str(prefix),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": "mscoree,mshtml=",
        }

    def run(self, *command: str, **environment: str) -> int:
        """Run a program until it and what it started have ended; gives its exit code."""
        full = [self._program, *command]
        done = subprocess.run(
            full, env=self._environment | environment, capture_output=True, timeout=600, check=False
        )
        self.wait()
        return done.returncode

    def start(self, *command: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start a program and leave it running."""
        return subprocess.Popen(
            [self._program, *command], env=self._environment | environment, stderr=subprocess.DEVNULL
        )

    def wait(self) -> None:
        """Wait until nothing runs any more; an uninstaller goes on after its first process has ended."""
        server = shutil.which("wineserver") or "/usr/lib/wine/wineserver64"
        if Path(server).exists():
            subprocess.run([server, "-w"], env=self._environment, timeout=600, check=False)

    def values(self, key: str) -> dict[str, str]:
        """The values of a key of the registry by name, "(Default)" being the nameless one."""
        command = [self._program, "reg", "query", key]
        done = subprocess.run(command, env=self._environment, capture_output=True, timeout=60, check=False)
        lines = done.stdout.decode("utf-8", "replace").splitlines() if not done.returncode else []
        found = [line.strip().split("    ") for line in lines if "    REG_" in line]
        return {parts[0]: parts[2] if len(parts) > 2 else "" for parts in found}

    def registry(self, key: str, name: str = "(Default)") -> str:
        """A value of the registry as text, "" when there is none."""
        return self.values(key).get(name, "")

    def path(self, windows: str) -> Path:
        """Where a path such as ``C:\\Folder`` lies on this machine."""
        return self.drive / windows.removeprefix("C:\\").replace("\\", "/")


@contextmanager
def fresh_wine(folder: Path) -> Iterator[Wine]:
    """A new wine prefix in a folder; nothing of it runs on afterwards."""
    wine = Wine(folder)
    wine.run("wineboot", "--init")
    try:
        yield wine
    finally:
        wine.run("wineboot", "--end-session", "--shutdown")


def stand_in_runtime(folder: Path) -> Runtime:
    """A runtime that has the names of CPython's files and only notes how it was called."""
    package = folder / "stand-in-runtime.zip"
    compiler = ["x86_64-w64-mingw32-gcc", "-Os", "-s", "-static", "-Wl,--no-insert-timestamp"]
    subprocess.run([*compiler, str(WINDOWS / "stand_in.c"), "-o", str(folder / "python.exe")], check=True)
    with zipfile.ZipFile(package, "w") as archive:
        archive.write(folder / "python.exe", "python.exe")
        archive.write(folder / "python.exe", "pythonw.exe")
        archive.writestr("python312.zip", b"")
        archive.writestr("LICENSE.txt", "A stand-in for CPython, without any of its code.\n")
    return Runtime(package, "3.12.10", stand_in=True)
