"""Build the installers for Windows, on Linux or on Windows:

python -m installer.build_windows --runtime python-3.12.10-embed-amd64.zip [--wheels DIR] [--out dist]

Needs MinGW and NSIS, and wixl for the MSI; signs where a certificate is given (installer/sign.py).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from installer.program import COMMAND, FILE_TYPES, ROOT, VERSION, version_parts
from installer.sign import can_sign, sign
from installer.windows_msi import build_msi
from installer.windows_payload import WINDOWS, Runtime, download_wheels, lay_out, pinned_runtime


def build_windows(
    runtime: Runtime, wheels: Path, out: Path, *, compressor: str = "/SOLID lzma"
) -> list[Path]:
    """Build the payload (out/windows), the setup program and the MSI; returns the last two."""
    payload = out / "windows"
    shutil.rmtree(payload, ignore_errors=True)
    lay_out(runtime, wheels, payload)
    return package(payload, out, VERSION, compressor=compressor, stand_in=runtime.stand_in)


def package(
    payload: Path, out: Path, version: str, *, compressor: str = "/SOLID lzma", stand_in: bool = False
) -> list[Path]:
    """Build the setup program and, where wixl is, the MSI of a payload."""
    setup = build_setup(payload, out, version, compressor=compressor)
    built = [setup]
    if shutil.which("wixl"):
        built.append(build_msi(payload, out, version))
        if can_sign():
            sign(built[-1])
    if stand_in:  # never to be taken for a release
        built = [path.rename(path.with_stem(f"{path.stem}-STAND-IN")) for path in built]
    return built


def build_setup(payload: Path, out: Path, version: str, *, compressor: str = "/SOLID lzma") -> Path:
    """Build the setup program with NSIS; the same payload gives the same bytes."""
    setup = out.resolve() / f"{COMMAND}-{version}-windows-x64-setup.exe"
    with tempfile.TemporaryDirectory() as folder:
        scripts = {
            "COLLISIONS": _collisions(payload),
            "ASSOCIATIONS": _associations(),
            "DISSOCIATIONS": _dissociations(),
        }
        defined = {
            "VERSION": version,
            "NUMBERS": ".".join(map(str, version_parts(version))),
            "PAYLOAD": str(payload.resolve()),
            "OUT": str(setup),
            "ICON": str(payload.resolve() / f"{COMMAND}.ico"),
            "SIZE_KB": str(sum(path.stat().st_size for path in payload.rglob("*") if path.is_file()) // 1024),
            "COMPRESSOR": compressor,
        }
        for name, text in scripts.items():
            path = Path(folder) / f"{name.lower()}.nsh"
            path.write_text(text, encoding="utf-8")
            defined[name] = str(path)
        if can_sign():
            defined["SIGN"] = f'"{sys.executable}" -m installer.sign'
        options = [f"-D{name}={value}" for name, value in defined.items()]
        command = ["makensis", "-V2", "-INPUTCHARSET", "UTF8", *options, str(WINDOWS / "installer.nsi")]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}  # for signing: makensis runs it elsewhere
        subprocess.run(command, env=environment, check=True)
    return setup


def _collisions(payload: Path) -> str:
    """Where the setup program turns away from a folder in which others have a file of one of its names."""
    names = sorted(path.relative_to(payload).as_posix() for path in payload.rglob("*") if path.is_file())
    strange = [name for name in names if not name.isascii() or ".." in name]
    if strange:  # NSIS reads the list of what it removes in the code page of the machine
        raise SystemExit(f"The setup program could not remove a file of this name: {strange[0]}")
    windows = [name.replace("/", "\\") for name in (*names, "uninstall.exe")]
    return "".join(f'IfFileExists "$INSTDIR\\{name}" refused\n' for name in windows)


def _associations() -> str:
    """That the program is offered under "Open with"; what opens a file by default stays as it is."""
    lines = []
    for ending in FILE_TYPES:
        key = f"${{CLASSES}}\\{ending}\\OpenWithProgids"
        lines.append(f'WriteRegStr HKCU "{key}" "TrialExplorer.Cohort" ""')
        types = "${CLASSES}\\Applications\\Trial Explorer.exe\\SupportedTypes"
        lines.append(f'WriteRegStr HKCU "{types}" "{ending}" ""')
    return "\n".join(lines) + "\n"


def _dissociations() -> str:
    keys = [f"${{CLASSES}}\\{ending}\\OpenWithProgids" for ending in FILE_TYPES]
    return "".join(f'DeleteRegValue HKCU "{key}" "TrialExplorer.Cohort"\n' for key in keys)


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runtime", type=Path, required=True, help="CPython's embeddable package, as pinned")
    parser.add_argument("--wheels", type=Path, help="a folder with the pinned wheels; otherwise they are got")
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    asked = parser.parse_args()
    started = time.monotonic()
    runtime = pinned_runtime(asked.runtime)
    asked.out.mkdir(parents=True, exist_ok=True)
    wheels = asked.wheels or asked.out / "wheels"
    if asked.wheels is None:
        wheels.mkdir(exist_ok=True)
        download_wheels(wheels)
    for path in build_windows(runtime, wheels, asked.out):
        print(f"{path} {path.stat().st_size / 1e6:.1f} MB")
    print(f"built in {time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
