"""The files of an installed program on Linux, the same in every package: .deb, .rpm and per-user."""

from __future__ import annotations

import gzip
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

from installer.icons import SIZES, png
from installer.program import COMMAND, FILE_TYPES, ROOT, SESSION_ENDING, VERSION, source_date

METAINFO = "org.trial_explorer.TrialExplorer.metainfo.xml"
_TEMPLATES = ROOT / "installer" / "linux"


def make_tree(bundle: Path, root: Path) -> None:
    """Lay out ``usr/`` below a folder: the bundle, its command, and what desktops read."""
    program = root / "usr" / "lib" / COMMAND
    program.parent.mkdir(parents=True)
    shutil.copytree(bundle, program, symlinks=True)
    commands = root / "usr" / "bin"
    commands.mkdir()
    (commands / COMMAND).symlink_to(f"../lib/{COMMAND}/{COMMAND}")
    share = root / "usr" / "share"
    write_text(share / "applications" / f"{COMMAND}.desktop", desktop_entry(COMMAND))
    write_text(share / "mime" / "packages" / f"{COMMAND}.xml", session_type())
    write_text(share / "metainfo" / METAINFO, metainfo())
    write_icons(share / "icons")
    write_compressed(share / "man" / "man1" / f"{COMMAND}.1.gz", manual())
    settle(root)


def desktop_entry(command: str) -> str:
    """The entry of the applications' menu; ``command`` starts the program, quoted if it is a path."""
    quoted = command if command == COMMAND else f'"{command}"'
    text = (_TEMPLATES / f"{COMMAND}.desktop").read_text("utf-8")
    return (
        text.replace("@QUOTED@", quoted)
        .replace("@COMMAND@", command)
        .replace("@MIME_TYPES@", ";".join(FILE_TYPES.values()) + ";")
    )


def session_type() -> str:
    """The declaration of the program's own file type, as the desktops' shared database of types takes it."""
    text = (_TEMPLATES / f"{COMMAND}.xml").read_text("utf-8")
    return text.replace("@SESSION_TYPE@", FILE_TYPES[SESSION_ENDING]).replace(
        "@SESSION_ENDING@", SESSION_ENDING
    )


def metainfo() -> str:
    """What software centres say of the program (AppStream)."""
    date = datetime.fromtimestamp(source_date(), UTC)
    types = "\n    ".join(f"<mediatype>{kind}</mediatype>" for kind in FILE_TYPES.values())
    text = (_TEMPLATES / f"{COMMAND}.metainfo.xml").read_text("utf-8")
    return (
        text.replace("@MEDIA_TYPES@", types)
        .replace("@VERSION@", VERSION)
        .replace("@DATE@", f"{date:%Y-%m-%d}")
    )


def manual() -> str:
    """The manual page in troff."""
    date = datetime.fromtimestamp(source_date(), UTC)
    text = (_TEMPLATES / f"{COMMAND}.1").read_text("utf-8")
    return text.replace("@VERSION@", VERSION).replace("@DATE@", f"{date:%Y-%m-%d}")


def write_icons(folder: Path) -> None:
    """Write the icon in every size into a folder of icon themes."""
    for size in SIZES:
        path = folder / "hicolor" / f"{size}x{size}" / "apps" / f"{COMMAND}.png"
        path.parent.mkdir(parents=True)
        path.write_bytes(png(size))


def write_text(path: Path, text: str) -> None:
    """Write a text file, making its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def write_compressed(path: Path, text: str) -> None:
    """Write a text compressed by gzip, without the time of day in it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


def settle(root: Path) -> None:
    """Give everything below a folder the commit's date and the usual rights."""
    date = source_date()
    for path in [root, *root.rglob("*")]:
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runs else 0o644)
        os.utime(path, (date, date), follow_symlinks=False)
