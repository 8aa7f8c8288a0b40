"""A small made-up trial, as a study file and as tables in memory, for tests that need no real one."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.cohort.cohort import Cohort, make_cohort
from explorer.files.source import Cell, Sheet, SourceFile, column_letters
from explorer.study.study import Study
from explorer.study_file.load import parse_study

STUDY = """
[study]
id = "SMALL"
title = "Small trial"
arm_field = "arm"
randomized = { assignment = ["randomized"] }
strata = ["stage"]
forest_strata = ["stage", "sex"]
filters = ["age", "sex", "stage", "marker", "arm"]

[data]
sheets = ["patients"]
id = "id"

[population]
label = "Randomized"
where = { assignment = ["randomized"] }

[[arms]]
id = "new"
label = "New treatment"
short = "New"
synonyms = ["N"]

[[arms]]
id = "old"
label = "Old treatment"
short = "Old"
synonyms = ["NA"]
reference = true

[[fields]]
id = "id"
label = "Patient"
kind = "text"
column = "id"
required = true

[[fields]]
id = "age"
label = "Age at entry"
short = "Age"
kind = "number"
column = "age"
aliases = ["age_years"]
unit = "yr"
low = 18
high = 110
required = true

[[fields]]
id = "sex"
label = "Sex"
kind = "category"
column = "sex"
levels = [{ id = "female", synonyms = ["F"] }, { id = "male", synonyms = ["M"] }]

[[fields]]
id = "stage"
label = "Stage"
kind = "category"
column = "stage"
levels = ["I", "II", "III"]

[[fields]]
id = "marker"
label = "Marker"
kind = "number"
column = "marker"
missing = "Not measured"
missing_texts = ["n/a"]

[[fields]]
id = "marker_group"
label = "Marker group"
kind = "category"
column = "marker_group"
missing = "Not measured"
levels = ["low", "high"]
rules = [
  { where = { marker = { below = 5 } }, level = "low" },
  { where = { marker = { min = 5 } }, level = "high" },
]

[[fields]]
id = "assignment"
label = "Assignment"
kind = "category"
column = "assignment"
levels = ["randomized", "assigned"]

[[fields]]
id = "arm"
label = "Arm"
kind = "category"
column = "arm"
missing = "No arm"
required = true

[[fields]]
id = "start"
label = "Randomization date"
kind = "date"
column = "start"
required = true

[[fields]]
id = "relapse"
label = "Relapse date"
kind = "date"
column = "relapse"

[[fields]]
id = "death"
label = "Death date"
kind = "date"
column = "death"

[[fields]]
id = "last"
label = "Last contact"
kind = "date"
column = "last"
required = true

[[endpoints]]
id = "OS"
label = "Overall survival"
noun = "death"
caption = "Patients alive"
primary = true
start = "start"
events = ["death"]
censor = "last"

[[endpoints]]
id = "RFS"
label = "Relapse-free survival"
noun = "relapse or death"
plural = "relapses or deaths"
caption = "Patients alive without relapse"
start = "start"
events = ["relapse", "death"]
censor = "last"

[[subgroups]]
field = "sex"

[[subgroups]]
field = "stage"
post_hoc = true
untested = ["III"]

[[flow]]
id = "entered"
label = "Entered"

[[flow]]
id = "randomized"
label = "Randomized"
parent = "entered"
where = { assignment = ["randomized"] }
left_label = "were not randomized"
reasons = [{ label = "Assigned", where = { assignment = ["assigned"] } }]

[[flow]]
id = "new"
label = "New"
role = "arm"
arm = "new"
parent = "randomized"
where = { arm = ["new"] }

[[flow]]
id = "old"
label = "Old"
role = "arm"
arm = "old"
parent = "randomized"
where = { arm = ["old"] }
"""
HEADER = ("id", "age", "sex", "stage", "marker", "assignment", "arm", "start", "relapse", "death", "last")
Row = Sequence[Cell]


def study(*replacements: tuple[str, str]) -> Study:
    """The small trial, with texts of its study file replaced; each must be there."""
    text = STUDY
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new)
    return parse_study(text, "small.toml")


def patient(id: Cell = "1", **values: Cell) -> list[Cell]:
    """A row of the small trial: randomized to the new arm, alive after 100 days, unless said otherwise."""
    usual: dict[str, Cell] = {
        "age": 50,
        "sex": "female",
        "stage": "I",
        "assignment": "randomized",
        "arm": "New",
        "start": "2020-01-01",
        "last": "2020-04-10",
    }
    chosen = usual | values
    return [id, *(chosen.get(name) for name in HEADER[1:])]


def sheet(rows: Sequence[Row], header: Sequence[str] = HEADER, name: str = "patients") -> Sheet:
    """A sheet whose header is row 1."""
    cells = [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in header]
    letters = tuple(column_letters(index) for index in range(len(header)))
    return Sheet(name, tuple(header), 1, letters, range(2, len(rows) + 2), tuple(cells))


def file(*sheets: Sheet) -> SourceFile:
    """A file of these sheets."""
    return SourceFile("trial.xlsx", "0" * 64, 1, "xlsx", sheets, ())


def small_cohort(*rows: Row, replacements: Sequence[tuple[str, str]] = ()) -> Cohort:
    """The small trial with these patients."""
    return make_cohort(file(sheet(rows)), study(*replacements))


def texts(cohort: Cohort) -> list[str]:
    """What the cohort says of its problems, but for an arm without patients: a small cohort often has one."""
    return [problem.text for problem in cohort.problems if " no patients; " not in problem.text]
