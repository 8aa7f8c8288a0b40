"""Build the bundle: one folder with the program, its runtime and its libraries, that runs without Python.

python -m installer.build_bundle [--out dist]. The same commit gives the same bytes, see ``source_date``.
"""

from __future__ import annotations

import argparse
import os
import shutil
import stat
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from installer.icons import write_icons
from installer.linux_libraries import remove_foreign_runpaths
from installer.manifest import write_build, write_manifest
from installer.notices import write_notices
from installer.program import (
    COMMAND,
    COPYRIGHT,
    NAME,
    ROOT,
    SUMMARY,
    VENDOR,
    VERSION,
    source_date,
    version_parts,
)

_FILE_PROPERTIES = """\
VSVersionInfo(
  ffi=FixedFileInfo(filevers={parts}, prodvers={parts}, mask=0x3F, flags=0, OS=0x40004, fileType=1),
  kids=[
    StringFileInfo([StringTable("040904B0", [
      StringStruct("CompanyName", "{vendor}"), StringStruct("FileDescription", "{name}"),
      StringStruct("FileVersion", "{version}"), StringStruct("InternalName", "{command}"),
      StringStruct("LegalCopyright", "{copyright}"), StringStruct("ProductName", "{name}"),
      StringStruct("ProductVersion", "{version}")])]),
    VarFileInfo([VarStruct("Translation", [1033, 1200])])])
"""


def build_bundle(out: Path) -> Path:
    """Build the bundle in a folder; returns the bundle's own folder."""
    work = out / "work"
    shutil.rmtree(work, ignore_errors=True)
    _write_inputs(work)
    _run_pyinstaller(out, work)
    bundle = out / COMMAND
    _strip_runtime(bundle)
    if sys.platform.startswith("linux"):
        remove_foreign_runpaths(bundle)
    write_notices(bundle)
    write_build(bundle)
    _settle_files(bundle)
    write_manifest(bundle)
    return bundle


def _write_inputs(work: Path) -> None:
    write_icons(work)
    metadata = work / "metadata" / f"trial_explorer-{VERSION}.dist-info"
    metadata.mkdir(parents=True)
    text = f"Metadata-Version: 2.1\nName: {COMMAND}\nVersion: {VERSION}\nSummary: {SUMMARY}\nLicense: MIT\n"
    (metadata / "METADATA").write_text(text, encoding="utf-8")
    properties = _FILE_PROPERTIES.format(
        parts=version_parts(), vendor=VENDOR, name=NAME, version=VERSION, command=COMMAND, copyright=COPYRIGHT
    )
    (work / "file_properties.txt").write_text(properties, encoding="utf-8")


def _run_pyinstaller(out: Path, work: Path) -> None:
    environment = os.environ | {
        "TRIAL_EXPLORER_BUILD": str(work.resolve()),
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": str(source_date()),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYINSTALLER_CONFIG_DIR": str((work / "cache").resolve()),
    }
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    folders = ["--distpath", str(out), "--workpath", str(work / "pyinstaller")]
    specification = str(ROOT / "installer" / "trial_explorer.spec")
    subprocess.run([*command, *folders, specification], env=environment, cwd=ROOT, check=True)


def _strip_runtime(bundle: Path) -> None:
    """Remove the debugging symbols of Python's own libraries; those of the wheels come without."""
    if sys.platform.startswith("linux") and shutil.which("strip"):
        inside = bundle / "_internal"
        for library in [*inside.glob("libpython*.so*"), *inside.glob("python3*/lib-dynload/*.so")]:
            subprocess.run(["strip", "--strip-unneeded", str(library)], check=True)


def _settle_files(bundle: Path) -> None:
    """Give every file the commit's date, and rights under which others can read and nobody else writes."""
    date = source_date()
    for path in [bundle, *sorted(bundle.rglob("*"))]:
        if path.is_symlink():
            continue
        runs = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
        path.chmod(0o755 if runs else 0o644)
        os.utime(path, (date, date))


def size_report(bundle: Path) -> str:
    """The size of the bundle and of its largest parts, in MB."""
    sizes: Counter[str] = Counter()
    for path in bundle.rglob("*"):
        if path.is_file() and not path.is_symlink():
            parts = path.relative_to(bundle).parts
            sizes["/".join(parts[:2])] += path.stat().st_size
    lines = [f"{sum(sizes.values()) / 1e6:7.1f} MB in {bundle}"]
    lines += [f"{size / 1e6:7.1f} MB {name}" for name, size in sizes.most_common(12)]
    return "\n".join(lines)


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="the folder to build in")
    asked = parser.parse_args()
    started = time.monotonic()
    bundle = build_bundle(asked.out)
    print(size_report(bundle))
    print(f"built in {time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
