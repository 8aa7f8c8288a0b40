"""Build the per-user installer for any Linux: one file, run by a user without rights, see linux/install.sh.

python -m installer.build_run [--bundle dist/trial-explorer] [--out dist]
"""

from __future__ import annotations

import argparse
import hashlib
import io
import lzma
import shutil
import sys
import tarfile
import tempfile
from pathlib import Path

from installer.linux_libraries import system_needs
from installer.linux_tree import desktop_entry, session_type, settle, write_icons, write_text
from installer.manifest import require_whole, write_manifest
from installer.program import COMMAND, ROOT, VERSION, source_date


def build_run(bundle: Path, out: Path, version: str = VERSION) -> Path:
    """Build the installer of a bundle in a folder; the same bundle gives the same bytes."""
    require_whole(bundle)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "root"
        _lay_out(bundle, root, version)
        payload = lzma.compress(_archive(root), preset=6)
    needs = system_needs(bundle)
    script = (ROOT / "installer" / "linux" / "install.sh").read_text("utf-8")
    for name, value in {
        "VERSION": version,
        "GLIBC": needs.glibc,
        "LIBRARIES": " ".join(sorted(needs.libraries)),
        "SHA256": hashlib.sha256(payload).hexdigest(),
        "SIZE": str(len(payload)),
        "LINES": str(script.count("\n") + 1),
    }.items():
        script = script.replace(f"@{name}@", value)
    installer = out / f"{COMMAND}-{version}-linux-x86_64.run"
    installer.write_bytes(script.encode() + payload)
    installer.chmod(0o755)
    return installer


def _lay_out(bundle: Path, root: Path, version: str) -> None:
    """What goes into the user's folders: the program, and what the desktop reads."""
    shutil.copytree(bundle, root / "program", symlinks=True)
    write_text(root / "program" / "VERSION", f"{version}\n")
    write_text(
        root / "program" / "uninstall", (ROOT / "installer" / "linux" / "uninstall.sh").read_text("utf-8")
    )
    (root / "program" / "uninstall").chmod(0o755)
    write_manifest(root / "program")  # with the two files that only this package has
    write_text(root / "desktop" / f"{COMMAND}.desktop", desktop_entry("@HOME_COMMAND@"))
    write_text(root / "mime" / "packages" / f"{COMMAND}.xml", session_type())
    write_icons(root / "icons")
    settle(root)


def _archive(root: Path) -> bytes:
    """A tar archive in the order of the names, owned by nobody in particular."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path in sorted(root.rglob("*")):
            member = archive.gettarinfo(path, path.relative_to(root).as_posix())
            member.uid = member.gid = 0
            member.uname = member.gname = ""
            member.mtime = source_date()
            if member.isreg():
                with path.open("rb") as file:
                    archive.addfile(member, file)
            else:
                archive.addfile(member)
    return packed.getvalue()


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bundle", type=Path, default=ROOT / "dist" / COMMAND)
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    asked = parser.parse_args()
    installer = build_run(asked.bundle, asked.out)
    print(f"{installer} {installer.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
