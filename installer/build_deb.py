"""Build the Debian package: python -m installer.build_deb [--bundle dist/trial-explorer] [--out dist]."""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from installer.linux_libraries import system_needs
from installer.linux_tree import make_tree, settle, write_compressed, write_text
from installer.manifest import require_whole
from installer.program import COMMAND, NAME, ROOT, SUMMARY, VENDOR, VERSION, source_date

ADDRESS = "trial-explorer@localhost"
_CONTROL = """\
Package: {command}
Version: {version}
Section: science
Priority: optional
Architecture: amd64
Maintainer: {vendor} <{address}>
Installed-Size: {size}
Depends: {depends}
Description: look at a randomized trial
 {summary}
 .
 {name} opens an Excel or CSV export of a cohort and shows the CONSORT flow, the
 Kaplan-Meier curves and the subgroup forest plot, linked and filtered live. It
 carries its own Python and Qt and opens no network connection.
"""
# dpkg itself would put an older release over a newer one without a word to whoever runs dpkg --install.
_BEFORE = """\
#!/bin/sh
set -e
if [ "$1" = upgrade ] && dpkg --compare-versions "$2" gt {version}; then
    echo "{name} $2 is installed, which is newer than {version}: remove it first to have the older one." >&2
    exit 1
fi
"""


def build_deb(bundle: Path, out: Path, version: str = VERSION) -> Path:
    """Build the package of a bundle in a folder; the same bundle gives the same bytes."""
    require_whole(bundle)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "root"
        root.mkdir()
        make_tree(bundle, root)
        _write_documents(root, version)
        _write_control(bundle, root, version)
        settle(root)
        package = out / f"{COMMAND}_{version}_amd64.deb"
        environment = os.environ | {"SOURCE_DATE_EPOCH": str(source_date())}
        command = ["dpkg-deb", "--root-owner-group", "-Zzstd", "-z12", "--build", str(root), str(package)]
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return package


def _write_documents(root: Path, version: str) -> None:
    folder = root / "usr" / "share" / "doc" / COMMAND
    bundle = root / "usr" / "lib" / COMMAND
    notices = (bundle / "THIRD_PARTY_NOTICES.txt").read_text("utf-8")
    write_text(folder / "copyright", f"{(ROOT / 'LICENSE').read_text('utf-8')}\n{notices}")
    date = format_datetime(datetime.fromtimestamp(source_date(), UTC))
    signed = f" -- {VENDOR} <{ADDRESS}>  {date}"
    changes = f"{COMMAND} ({version}) stable; urgency=low\n\n  * See CHANGELOG.md.\n\n{signed}\n"
    write_compressed(folder / "changelog.gz", changes)
    shutil.copyfile(ROOT / "CHANGELOG.md", folder / "CHANGELOG.md")


def _write_control(bundle: Path, root: Path, version: str) -> None:
    files = sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    control = _CONTROL.format(
        command=COMMAND,
        version=version,
        vendor=VENDOR,
        address=ADDRESS,
        size=sum(path.stat().st_size for path in files) // 1024,
        depends=", ".join(system_needs(bundle).debian()),
        summary=SUMMARY,
        name=NAME,
    )
    sums = [f"{_md5(path)}  {path.relative_to(root).as_posix()}\n" for path in files]
    write_text(root / "DEBIAN" / "control", control)
    write_text(root / "DEBIAN" / "md5sums", "".join(sums))
    write_text(root / "DEBIAN" / "preinst", _BEFORE.format(name=NAME, version=version))
    (root / "DEBIAN" / "preinst").chmod(0o755)


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "md5").hexdigest()


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bundle", type=Path, default=ROOT / "dist" / COMMAND)
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    asked = parser.parse_args()
    package = build_deb(asked.bundle, asked.out)
    print(f"{package} {package.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
