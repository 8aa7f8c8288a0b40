"""SHA256SUMS: which bytes each file of an installed program or of a release has."""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path

from installer.program import source_commit

NAME = "SHA256SUMS"


def digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file in a folder by its name, in the order of the names."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != NAME)
    return {path.relative_to(folder).as_posix(): _digest(path) for path in sorted(files)}


def write_manifest(folder: Path) -> Path:
    """Write SHA256SUMS into a folder, as ``sha256sum --check`` reads it."""
    manifest = folder / NAME
    lines = [f"{digest}  {name}\n" for name, digest in digests(folder).items()]
    manifest.write_text("".join(lines), encoding="utf-8", newline="\n")
    return manifest


def write_build(folder: Path) -> None:
    """Write BUILD into a folder: the commit that it was built from, which the self-test names."""
    (folder / "BUILD").write_text(f"{source_commit()}\n", encoding="utf-8", newline="\n")


def require_whole(folder: Path) -> None:
    """Raise SystemExit unless a folder holds the files of its SHA256SUMS and no others."""
    manifest = folder / NAME
    if not manifest.is_file():
        raise SystemExit(f"{folder} is not a finished bundle: it has no {NAME}. Build it first: make bundle")
    written = dict(reversed(line.split("  ", 1)) for line in manifest.read_text("utf-8").splitlines())
    found = digests(folder)
    wrong = sorted(name for name in written.keys() | found.keys() if written.get(name) != found.get(name))
    if wrong:
        raise SystemExit(f"{folder} is not what its {NAME} says ({wrong[0]}). Build it again: make bundle")


def differences(one: Path, other: Path) -> list[str]:
    """Names of the files that are not the same, or not there, in both folders."""
    ours, theirs = digests(one), digests(other)
    return sorted(name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main() -> int:
    """Compare two folders: says what differs, and fails if anything does."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("one", type=Path)
    parser.add_argument("other", type=Path)
    asked = parser.parse_args()
    found = differences(asked.one, asked.other)
    for name in found:
        print(name)
    print(f"{len(digests(asked.one))} files, {len(found)} differ")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
