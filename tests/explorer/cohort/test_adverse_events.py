"""The sheet of adverse events: what is read, what is left out, and that the user is told."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from explorer.cohort.adverse_events import AdverseEvents
from explorer.cohort.cohort import Cohort, make_cohort
from explorer.errors import StudyError
from explorer.files.source import Cell
from tests.explorer.small_trial import file, patient, sheet, study, texts

DECLARED = """
[adverse_events]
sheets = ["events"]
id = "id"
term = "term"
category = "system"
grade = "grade"
cycle = "cycle"
phase = "phase"
related = "related"
onset = "onset"

[[subgroups]]
field = "sex"
"""
HEADER = ("id", "term", "system", "grade", "cycle", "phase", "related", "onset")
SUBGROUP = '\n[[subgroups]]\nfield = "sex"\n'


def event(id: Cell = "1", term: Cell = "Nausea", grade: Cell = 3, **values: Cell) -> list[Cell]:
    """A row of the sheet: related nausea of grade 3 in the first cycle, unless said otherwise."""
    usual: dict[str, Cell] = {
        "system": "gut",
        "cycle": 1,
        "phase": "first",
        "related": "yes",
        "onset": "2020-02-01",
    }
    chosen = usual | values
    return [id, term, chosen["system"], grade, *(chosen[name] for name in HEADER[4:])]


def cohort_with(*events: Sequence[Cell], header: Sequence[str] = HEADER, name: str = "events") -> Cohort:
    patients = sheet([patient("1"), patient("2", arm="Old")])
    return make_cohort(file(patients, sheet(events, header, name)), study((SUBGROUP, DECLARED)))


def events_of(cohort: Cohort) -> AdverseEvents:
    assert cohort.adverse_events is not None
    return cohort.adverse_events


def test_that_the_events_of_the_demonstration_are_all_read(demo: Cohort) -> None:
    events = events_of(demo)
    assert (len(events), events.rows_read) == (3978, 3978)
    assert len(np.unique(events.patient)) == 479
    assert not [problem for problem in demo.problems if problem.sheet == "adverse_events"]


def test_that_an_event_keeps_its_values_and_its_row() -> None:
    events = events_of(cohort_with(event(), event("2", "Sepsis", 4.0, system="infection", related="no")))
    assert events.patient.tolist() == [0, 1]
    assert [events.term.name(row) for row in (0, 1)] == ["Nausea", "Sepsis"]
    assert events.category.name(1) == "infection"
    assert events.grade.tolist() == [3, 4]
    assert events.related.tolist() == [True, False]
    assert events.rows.tolist() == [2, 3]
    assert events.onset[0] == 18293  # 2020-02-01


def test_that_rows_that_cannot_count_are_left_out_and_listed() -> None:
    cohort = cohort_with(
        event(), event("9"), event(term=None), event(grade=6), event(grade="severe"), event(grade=2.5)
    )
    assert len(events_of(cohort)) == 1
    told = [text for text in texts(cohort) if text.startswith("sheet events")]
    assert told == [
        'sheet events, column id (A): 1 row has a patient who is not in the cohort (row 3: "9"); left out.',
        'sheet events, column term (B): 1 row has no term (row 4: ""); left out.',
        "sheet events, column grade (D): 3 rows have no grade from 1 to 5 "
        '(rows 5: "6", 6: "severe", 7: "2.5"); left out.',
    ]


def test_that_terms_that_differ_in_case_or_spaces_are_one() -> None:
    events = events_of(cohort_with(event(term="Nausea"), event(term="nausea "), event(term="NAUSEA")))
    assert events.term.names == ("Nausea",)
    assert events.term.codes.tolist() == [0, 0, 0]


def test_that_an_event_of_unknown_relation_counts_as_unrelated_with_a_warning() -> None:
    cohort = cohort_with(event(related=None), event())
    assert events_of(cohort).related.tolist() == [False, True]
    assert any("counted as not related" in text for text in texts(cohort))


def test_that_a_term_in_two_categories_is_said() -> None:
    cohort = cohort_with(event(), event(system="skin"))
    assert any("Nausea in more than one category" in text for text in texts(cohort))


def test_that_a_missing_column_is_named_and_the_patients_are_still_read() -> None:
    header = tuple("toxicity" if name == "grade" else name for name in HEADER)
    cohort = cohort_with(event(), header=header)
    assert cohort.n == 2
    assert cohort.adverse_events is None
    assert any('column "grade" is missing' in text and "were not read" in text for text in texts(cohort))


def test_that_optional_columns_may_be_absent() -> None:
    cohort = cohort_with(event()[:4], header=HEADER[:4])
    events = events_of(cohort)
    assert np.isnan(events.cycle[0])
    assert events.phase.name(0) == ""
    assert events.phase.one_of(["first"]).tolist() == [False]


def test_that_a_file_without_the_sheet_has_no_adverse_events(colon: Cohort) -> None:
    assert cohort_with(event(), name="other").adverse_events is None
    assert colon.adverse_events is None


def test_that_a_sheet_without_rows_has_no_events() -> None:
    assert len(events_of(cohort_with())) == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('grade = "grade"\n', ""), "adverse_events.grade: is missing"),
        (
            ('phase = "phase"\n', 'phases = ["first"]\n'),
            'adverse_events.phase: is missing; "phases" needs it.',
        ),
        (('onset = "onset"\n', "threshold = 120\n"), "adverse_events.threshold: must lie between 0 and 100."),
        (
            ('onset = "onset"\n', "threshold_grade = 7\n"),
            "threshold_grade: must be a whole number from 1 to 5.",
        ),
        (('onset = "onset"\n', "treated = { agee = { min = 3 } }\n"), "adverse_events.treated"),
        (
            ('category = "system"\n', 'rows = [{ label = "a", categories = ["gut"] }]\n'),
            "adverse_events.category",
        ),
    ],
)
def test_that_a_wrong_declaration_names_its_key(change: tuple[str, str], words: str) -> None:
    with pytest.raises(StudyError) as raised:
        study((SUBGROUP, DECLARED.replace(*change)))
    assert words in str(raised.value)
