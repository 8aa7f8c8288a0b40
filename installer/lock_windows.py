"""Pin the wheels of the Windows installer: the releases of requirements.txt, each with its SHA-256."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from installer.bundle_contents import RUNTIME
from installer.program import ROOT

_HEAD = "# Made by `make lock`: the wheels of the Windows installer, with the SHA-256 of each.\n"


def lock(folder: Path) -> str:
    """The text of requirements-windows.txt; the wheels are got into a folder."""
    pinned = (ROOT / "installer" / "requirements.txt").read_text("utf-8").splitlines()
    wanted = [line for line in pinned if line.split("==")[0] in RUNTIME]
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet", "--no-deps"]
    target = ["--platform", "win_amd64", "--python-version", "3.12", "--only-binary=:all:"]
    subprocess.run([*command, *target, "--dest", str(folder), *wanted], check=True)
    return _HEAD + "".join(sorted(_line(wheel) for wheel in folder.glob("*.whl")))


def _line(wheel: Path) -> str:
    name, version = re.split("-", wheel.name)[:2]
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as work:
        text = lock(Path(work))
    (ROOT / "installer" / "requirements-windows.txt").write_text(text, encoding="utf-8")
