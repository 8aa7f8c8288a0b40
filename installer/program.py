"""What every package says about the program, read from where it is said first."""

from __future__ import annotations

import os
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

NAME = "Trial Explorer"
COMMAND = "trial-explorer"
VERSION: str = _PROJECT["version"]
SUMMARY: str = _PROJECT["description"]
VENDOR = "The Trial Explorer authors"
COPYRIGHT = (ROOT / "LICENSE").read_text("utf-8").splitlines()[2]

SESSION_ENDING = ".trialsession"
"""The program's own files: every package makes it the program that opens them."""

FILE_TYPES = {  # what the program opens, by ending; every package offers "open with" for these and no others
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xls": "application/vnd.ms-excel",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".csv": "text/csv",
    SESSION_ENDING: "application/vnd.trial-explorer.session+json",
}


def source_date() -> int:
    """Seconds since 1970 of the commit that is built: the only time that a package records.

    SOURCE_DATE_EPOCH, where it is set, goes before; without git, 1 January 2026.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    asked = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return int(asked.stdout) if asked.returncode == 0 else 1767225600


def source_commit() -> str:
    """The commit that is built, with "and changes" where files differ from it; "unknown" without git."""
    asked = subprocess.run(
        ["git", "describe", "--always", "--abbrev=40", "--exclude=*", "--dirty= and changes"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return f"commit {asked.stdout.strip()}" if asked.returncode == 0 else "unknown"


def version_parts(version: str = VERSION) -> tuple[int, int, int, int]:
    """A version as the four numbers that Windows compares."""
    numbers = [int(part) for part in version.split(".")]
    major, minor, patch, *_ = [*numbers, 0, 0]
    return major, minor, patch, 0
