"""The guide to writing a study file, and what stands in it: its smallest study, its examples, its keys."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from explorer.cohort.cohort import Cohort, make_cohort
from explorer.study_file.load import parse_study
from resources import STUDIES
from tests.explorer.small_trial import file, sheet

GUIDE = (STUDIES / "README.md").read_text(encoding="utf-8")
MINIMAL, *EXAMPLES = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)


def minimal_cohort(*replacements: tuple[str, str]) -> Cohort:
    """The patients of the guide as its smallest study file describes them, with texts of it replaced."""
    text = MINIMAL
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new)
    (lines,) = re.findall(r"```csv\n(.*?)```", GUIDE, re.DOTALL)
    header, *rows = csv.reader(lines.splitlines())
    return make_cohort(file(sheet(rows, header, name="")), parse_study(text, "minimal.toml"))


def documented() -> Iterator[str]:
    """Every key that a table of the guide names, with the table of the study file it stands in."""
    paths: list[str] = []
    for line in GUIDE.splitlines():
        if line.startswith("#"):
            paths = re.findall(r"`([\w.]+)`", line)
            yield from paths
        elif line.startswith("| `") and paths:
            first = line.split(" | ")[0]
            yield from (f"{path}.{key}" for path in paths for key in re.findall(r"`(\w+)`", first))
