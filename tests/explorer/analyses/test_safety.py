"""The safety table: E1910's published Table 2, and what a reader may rely on under any filter."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from explorer.analyses.safety import safety
from explorer.analyses.safety_answer import SafetyAnswer, ToxicityRow
from explorer.analyses.safety_listing import events_behind
from explorer.cohort.cohort import Cohort, make_cohort
from explorer.files.source import Cell
from explorer.question.options import SafetyOptions
from explorer.question.question import Question, primary_question
from explorer.selection import Between, OneOf, Selection
from explorer.text import p_value, percent
from tests.explorer.cohort.test_adverse_events import DECLARED, HEADER, SUBGROUP, event
from tests.explorer.small_trial import file, patient, sheet, study

# Litzow et al., N Engl J Med 2024;391:320-333, Table 2: percentages with grade 3, 4, 5, blinatumomab, then
# chemotherapy.
PUBLISHED = {
    "Anemia": (20, 1, 0, 35, 2, 0),
    "Leukopenia": (4, 27, 0, 2, 52, 0),
    "Neutropenia": (3, 55, 0, 1, 86, 0),
    "Lymphopenia": (3, 8, 0, 6, 17, 0),
    "Thrombocytopenia": (9, 40, 0, 10, 59, 0),
    "Febrile neutropenia": (16, 1, 0, 21, 2, 0),
    "Sepsis": (0, 4, 1, 0, 6, 1),
    "Hyperglycemia": (3, 1, 0, 6, 2, 0),
    "Fatigue": (3, 0, 0, 4, 0, 0),
    "ALT increased": (3, 0, 0, 5, 1, 0),
    "AST increased": (1, 0, 0, 1, 2, 0),
    "Hypertriglyceridemia": (0, 3, 0, 1, 3, 0),
    "Nausea": (3, 0, 0, 1, 0, 0),
    "Vomiting": (2, 0, 0, 3, 0, 0),
    "Headache": (3, 0, 0, 5, 0, 0),
    "Syncope": (3, 0, 0, 3, 0, 0),
    "Other infection": (2, 1, 0, 2, 1, 0),
    "Catheter-related infection": (1, 0, 0, 3, 1, 0),
    "Upper respiratory tract infection": (1, 0, 0, 3, 0, 0),
}
REFERENCE = json.loads(
    (Path(__file__).parents[2] / "reference" / "statistics" / "statistics_reference.json").read_text("utf-8")
)


def ask(cohort: Cohort, *criteria: Between | OneOf) -> Question:
    question = primary_question(cohort.study)
    return replace(question, selection=question.selection & Selection(criteria))


def printed(row: ToxicityRow) -> tuple[int, ...]:
    """Grades 3, 4 and 5 of each arm as whole percentages."""
    return tuple(int(percent(cell.share(cell.at(grade)))) for cell in row.cells for grade in (3, 4, 5))


def row_of(answer: SafetyAnswer, label: str) -> ToxicityRow:
    (row,) = [row for row in (*answer.summaries, *answer.rows) if row.label == label]
    return row


def printed_of(row: ToxicityRow, patients: int) -> tuple[int, ...]:
    """As ``printed``, of so many patients of each arm."""
    return tuple(int(percent(cell.at(grade) / patients)) for cell in row.cells for grade in (3, 4, 5))


def test_that_the_published_terms_are_the_listed_ones_with_the_printed_numbers(demo: Cohort) -> None:
    # The printed table divides by the 112 patients of each group, one of whom was not treated.
    assert {row.label: printed_of(row, 112) for row in safety(demo, ask(demo)).rows} == PUBLISHED


def test_that_the_patients_treated_are_the_denominator_and_change_two_printed_cells(demo: Cohort) -> None:
    answer = safety(demo, ask(demo))
    assert [(column.n, column.selected) for column in answer.columns] == [(111, 112), (112, 112)]
    assert "1 selected patient was not treated and not counted." in answer.notes
    differing = {row.label: printed(row) for row in answer.rows if printed(row) != PUBLISHED[row.label]}
    assert differing == {"Neutropenia": (3, 56, 0, 1, 86, 0), "Thrombocytopenia": (9, 41, 0, 10, 59, 0)}


def test_that_nonhematologic_events_are_the_published_ones(demo: Cohort) -> None:
    label = "Any nonhematologic adverse event"
    row = row_of(safety(demo, ask(demo)), label)
    assert printed(row) == printed_of(row, 112) == (43, 14, 2, 36, 15, 1)


def test_that_neurologic_events_are_the_published_ones(demo: Cohort) -> None:
    row = row_of(safety(demo, ask(demo)), "Neurologic or psychiatric adverse event")
    assert [(percent(cell.share(cell.at_least(3))), cell.of) for cell in row.cells] == [
        ("23", 111),
        ("5", 112),
    ]
    assert row.fisher_p is not None
    assert p_value(row.fisher_p) == "<0.001"


def test_that_the_tested_rows_agree_with_r(demo: Cohort) -> None:
    rows = [row for row in safety(demo, ask(demo)).summaries if row.fisher_p]
    assert len(rows) == 2
    for row in rows:
        table = [number for cell in row.cells for number in (cell.at_least(3), cell.of)]
        (expected,) = [case for case in REFERENCE["fisher"] if case["table"] == table]
        (limits,) = [case["limits"] for case in REFERENCE["newcombe"] if case["table"] == table]
        assert row.fisher_p is not None
        assert row.difference is not None
        assert row.fisher_p == pytest.approx(expected["p"], rel=1e-8)
        assert [row.difference.lower, row.difference.upper] == pytest.approx(limits, rel=1e-8)


def test_that_a_filter_of_phase_cycle_relation_or_system_counts_what_it_says(demo: Cohort) -> None:
    events = demo.adverse_events
    assert events is not None
    treated = demo.choose(demo.study.population) & demo.columns["treatment_start_date"].present
    everything = SafetyOptions(phases=(), related_only=False, threshold=0.0, threshold_grade=1)
    choices = [
        (everything, np.ones(len(events), dtype=bool)),
        (replace(everything, phases=("induction",)), events.phase.one_of(["induction"])),
        (replace(everything, related_only=True), events.related),
        (replace(everything, cycles=(2, 3)), (events.cycle >= 2) & (events.cycle <= 3)),
        (
            replace(everything, categories=("infection", "skin")),
            events.category.one_of(["infection", "skin"]),
        ),
    ]
    for options, which in choices:
        answer = safety(demo, replace(ask(demo), safety=options))
        for row in answer.rows:
            for arm, cell in enumerate(row.cells):
                wanted = which & events.term.one_of(row.terms) & treated[events.patient]
                wanted &= demo.arm[events.patient] == arm
                worst: dict[int, int] = {}
                for one, grade in zip(
                    events.patient[wanted].tolist(), events.grade[wanted].tolist(), strict=True
                ):
                    worst[one] = max(worst.get(one, 0), grade)
                assert list(cell.by_grade) == [list(worst.values()).count(grade) for grade in range(1, 6)]


def test_that_the_rows_come_in_the_order_asked_for(demo: Cohort) -> None:
    by_term = [row.label for row in safety(demo, replace(ask(demo), safety=SafetyOptions(sort="term"))).rows]
    assert by_term == sorted(by_term, key=str.casefold)
    by_size = safety(demo, replace(ask(demo), safety=SafetyOptions(sort="incidence"))).rows
    sizes = [max(cell.at_least(3) / cell.of for cell in row.cells) for row in by_size]
    assert sizes == sorted(sizes, reverse=True)
    by_gap = safety(demo, replace(ask(demo), safety=SafetyOptions(sort="difference"))).rows
    gaps = [row.difference.value for row in by_gap if row.difference]
    assert gaps == sorted(gaps, reverse=True)
    by_system = [row.category for row in safety(demo, ask(demo)).rows]
    assert by_system == sorted(by_system)


def test_that_the_listing_behind_a_row_has_its_patients(demo: Cohort) -> None:
    answer = safety(demo, ask(demo))
    for row in (*answer.summaries, row_of(answer, "Sepsis")):
        for column, cell in zip(answer.columns, row.cells, strict=True):
            found = events_behind(demo, ask(demo), row, arm=column.arm.id)
            assert all(record.arm == column.arm.short for record in found)
            for grade in (1, 3, 5):
                worse = {record.patient for record in found if record.grade >= grade}
                assert len(worse) == cell.at_least(grade)
    record = max(events_behind(demo, ask(demo), row_of(answer, "Sepsis")), key=lambda record: record.grade)
    assert record.patient.startswith("SYN-")
    assert (record.term, record.phase, record.related) == ("Sepsis", "consolidation", True)


def test_that_patients_who_were_not_randomized_get_no_p_value(demo: Cohort) -> None:
    answer = safety(demo, replace(ask(demo), selection=Selection(), safety=SafetyOptions(tested=("Sepsis",))))
    assert not answer.comparable
    assert all(row.fisher_p is None for row in (*answer.summaries, *answer.rows))
    said = "Some of the selected patients were not randomized: no P value is given."
    assert said in answer.comparison_notes


def test_that_only_chosen_rows_are_tested(demo: Cohort) -> None:
    answer = safety(demo, replace(ask(demo), safety=SafetyOptions(tested=("Sepsis",))))
    assert [row.label for row in answer.rows if row.fisher_p] == ["Sepsis"]
    assert [row.label for row in answer.summaries if row.fisher_p] == [
        "Any nonhematologic adverse event",
        "Neurologic or psychiatric adverse event",
    ]


def small(events: Sequence[Sequence[Cell]], *patients: list[Cell], declared: str = DECLARED) -> Cohort:
    return make_cohort(file(sheet(patients), sheet(events, HEADER, "events")), study((SUBGROUP, declared)))


def test_that_a_patient_counts_once_at_the_worst_grade() -> None:
    cohort = small([event(grade=1), event(grade=4), event(grade=2)], patient("1"), patient("2", arm="Old"))
    (row,) = safety(cohort, ask(cohort)).rows
    assert [cell.by_grade for cell in row.cells] == [(0, 0, 0, 1, 0), (0, 0, 0, 0, 0)]
    assert (row.cells[0].any, row.cells[0].at_least(3), row.cells[0].at_least(5)) == (1, 1, 0)


@pytest.mark.parametrize(("with_event", "listed"), [(3, True), (2, False)])
def test_that_the_threshold_is_met_by_the_rounded_percentage(with_event: int, listed: bool) -> None:
    # 3 of 112 are 2.7 percent, which prints as 3; 2 of 112 are 1.8.
    patients = [patient(str(number)) for number in range(112)]
    cohort = small([event(str(number)) for number in range(with_event)], *patients)
    answer = safety(cohort, replace(ask(cohort), safety=SafetyOptions(threshold=3.0)))
    assert bool(answer.rows) == listed
    assert answer.below == (0 if listed else 1)
    assert not safety(cohort, replace(ask(cohort), safety=SafetyOptions(threshold=2.75))).rows


def test_that_an_arm_without_patients_has_no_share_and_no_difference() -> None:
    cohort = small([event()], patient("1"))
    (row,) = safety(cohort, replace(ask(cohort), safety=SafetyOptions(tested=("Nausea",)))).rows
    assert row.cells[1].share(0) is None
    assert row.difference is None
    assert row.fisher_p is None


def test_that_an_empty_selection_has_no_rows_but_its_columns() -> None:
    cohort = small([event()], patient("1"))
    answer = safety(cohort, ask(cohort, Between("age", low=99)))
    assert (answer.rows, [column.n for column in answer.columns], answer.unavailable) == ((), [0, 0], "")


def test_that_a_trial_without_adverse_events_says_why(colon: Cohort) -> None:
    answer = safety(colon, ask(colon))
    assert answer.unavailable == "The study file declares no adverse events."
    assert answer.rows == ()
    without = make_cohort(file(sheet([patient("1")])), study((SUBGROUP, DECLARED)))
    assert safety(without, ask(without)).unavailable == "trial.xlsx has no usable sheet events."
    row = ToxicityRow("a", "", ("Nausea",), (), 3, None)
    assert events_behind(without, ask(without), row) == ()
