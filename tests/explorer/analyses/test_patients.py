"""The table of patients: what it lists, how it sorts and searches, and one patient's timeline."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.analyses.exclusions import exclusions
from explorer.analyses.patients import PatientsAnswer, duration_id, in_order, matching, patients, status_id
from explorer.analyses.swimmer import MOST, swimmer
from explorer.analyses.timeline import cycles_in_words, timeline
from explorer.cohort.cohort import Cohort
from explorer.dates import day_text
from explorer.question.options import DataOptions
from explorer.question.question import primary_question
from explorer.selection import Between, OneOf, Selection
from tests.explorer.small_trial import patient, small_cohort

ALL = Selection()


def ask(cohort: Cohort, **changes: object) -> PatientsAnswer:
    return patients(cohort, replace(primary_question(cohort.study), **changes))  # type: ignore[arg-type]


def names(answer: PatientsAnswer, found: np.ndarray) -> list[str]:
    return [answer.columns[0].text(each) for each in found.tolist()]


def test_that_only_selected_patients_are_listed_and_in_the_order_of_the_file() -> None:
    cohort = small_cohort(
        patient("9"), patient("3", assignment="assigned", arm=None), patient("7", arm="Old")
    )
    assert names(ask(cohort), ask(cohort).patients) == ["9", "7"]
    assert names(ask(cohort, selection=ALL), ask(cohort, selection=ALL).patients) == ["9", "3", "7"]


def test_that_a_row_shows_the_fields_as_they_are_called_and_the_endpoints_as_they_are_counted() -> None:
    cohort = small_cohort(patient("1", marker=4.5, death="2020-03-01", last="2020-03-01"), patient("2"))
    answer = ask(cohort)
    row = {column.field.id: column.text(0) for column in answer.columns}
    assert (row["id"], row["arm"], row["sex"], row["marker"]) == ("1", "New", "Female", "4.5")
    assert (row[duration_id(answer.endpoint)], row[status_id(answer.endpoint)]) == ("2.0", "Death")
    assert (row["start"], row.get("relapse", "")) == ("2020-01-01", "")
    assert answer.column(status_id(answer.endpoint)).text(1) == "Censored"
    assert answer.column("marker").text(1) == ""


def test_that_durations_are_shown_in_the_unit_of_the_question() -> None:
    cohort = small_cohort(patient("1", last="2022-01-01"))
    in_years = ask(cohort, unit="years")
    assert in_years.column("OS duration").text(0) == "2.0"
    assert in_years.column("OS duration").field.name == "OS, years"


def test_that_identifiers_made_of_digits_sort_as_numbers_and_missing_values_stand_last() -> None:
    cohort = small_cohort(patient("10", marker=7), patient("9"), patient("100", marker=2))
    answer = ask(cohort)
    by_name = in_order(answer.column("id"), answer.patients)
    assert names(answer, by_name) == ["9", "10", "100"]
    up = in_order(answer.column("marker"), answer.patients)
    down = in_order(answer.column("marker"), answer.patients, descending=True)
    assert (names(answer, up), names(answer, down)) == (["100", "10", "9"], ["10", "100", "9"])


def test_that_every_word_of_a_search_must_occur_in_a_text_or_a_level() -> None:
    cohort = small_cohort(
        patient("A-1", sex="male"), patient("A-2", sex="female"), patient("B-1", sex="male", arm="Old")
    )
    answer = ask(cohort)
    assert names(answer, matching(answer, "a-")) == ["A-1", "A-2"]
    assert names(answer, matching(answer, "A- FEMALE")) == ["A-2"]
    assert names(answer, matching(answer, "male old")) == ["B-1"]
    assert names(answer, matching(answer, "")) == ["A-1", "A-2", "B-1"]
    assert len(matching(answer, "nothing")) == 0


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_that_sorting_loses_and_repeats_nobody(demo: Cohort, data: st.DataObject) -> None:
    answer = ask(demo, selection=ALL)
    column = data.draw(st.sampled_from(answer.columns))
    descending = data.draw(st.booleans())
    ordered = in_order(column, answer.patients, descending=descending)
    assert sorted(ordered.tolist()) == answer.patients.tolist()
    present = column.column.present[ordered]
    assert not (~present[:-1] & present[1:]).any()


def test_that_a_timeline_counts_from_randomization_and_ends_with_death() -> None:
    row = patient("1", relapse="2020-02-01", death="2020-03-01", last="2020-03-01")
    found = timeline(small_cohort(row), 0)
    assert [(mark.label, mark.role) for mark in found.marks] == [
        ("Randomization", "start"),
        ("Relapse", "event"),
        ("Death", "death"),
        ("Last contact", "contact"),
    ]
    assert found.marks[0].months == 0
    assert found.end == pytest.approx(60 / 30.4375)
    assert found.died
    assert found.arm is not None
    assert (found.name, found.arm.id) == ("1", "new")


def test_that_a_patient_without_a_start_is_counted_from_the_first_date() -> None:
    row = patient("1", start=None, arm=None, assignment=None, relapse="2020-02-01")
    found = timeline(small_cohort(row), 0)
    assert (found.start, found.marks[0].months) == ("Relapse", 0)


def test_that_transplantation_is_told_from_relapse(demo: Cohort) -> None:
    column = demo.columns["transplant_date"]
    who = int(np.flatnonzero(column.present & (demo.arm >= 0))[0])
    marks = {mark.label: mark.role for mark in timeline(demo, who).marks}
    assert marks["Transplantation"] == "exposure"
    assert marks["Enrollment"] == "before"


def test_that_cycles_are_the_first_adverse_events_in_them(demo: Cohort) -> None:
    events = demo.adverse_events
    assert events is not None
    patient = int(events.patient[0])
    marks = [mark for mark in timeline(demo, patient).marks if mark.role == "cycle"]
    own = events.patient == patient
    cycles = {(events.phase.name(i), events.cycle[i]) for i in np.flatnonzero(own).tolist()}
    assert len(marks) == len(cycles) > 0
    assert marks[0].label == "AE, induction cycle 1"
    assert min(mark.day for mark in marks) == day_text(float(events.onset[own].min()))
    assert "cycles without an adverse event" in cycles_in_words(demo)


def test_that_a_file_without_cycles_says_so(colon: Cohort) -> None:
    assert cycles_in_words(colon) == "Cycles of treatment are not in this file."
    assert "Cycles of treatment are not in this file." in swimmer(colon, primary_question(colon.study)).notes


def test_that_recorded_times_make_a_timeline_without_days(colon: Cohort) -> None:
    found = timeline(colon, 0)
    assert [(mark.label, mark.day) for mark in found.marks] == [
        ("Start of follow-up", ""),
        ("Recurrence", ""),
        ("Death", ""),
    ]
    assert found.end == pytest.approx(1521 / 30.4375)


def test_that_the_swimmer_plot_says_whom_it_leaves_out(demo: Cohort) -> None:
    question = primary_question(demo.study)
    answer = swimmer(demo, question)
    assert (len(answer.lanes), answer.of) == (MOST, 224)
    assert "60 of 224 patients" in answer.notes[0]
    few = replace(question, selection=question.selection.replacing(Between("age", high=33)))
    assert len(swimmer(demo, few).lanes) == swimmer(demo, few).of < MOST
    assert swimmer(demo, few).notes == (cycles_in_words(demo),)


def test_that_the_arms_share_the_lanes_and_each_is_ordered_by_follow_up(demo: Cohort) -> None:
    lanes = swimmer(demo, primary_question(demo.study)).lanes
    arms = [lane.arm.id if lane.arm else "" for lane in lanes]
    assert arms == ["blina"] * 30 + ["chemo"] * 30
    for arm in ("blina", "chemo"):
        ends = [lane.end or 0.0 for lane in lanes if lane.arm and lane.arm.id == arm]
        assert ends == sorted(ends, reverse=True)


def test_that_the_shortest_follow_up_can_stand_first(demo: Cohort) -> None:
    question = replace(primary_question(demo.study), data=DataOptions(swimmer="shortest"))
    ends = [lane.end or 0.0 for lane in swimmer(demo, question).lanes]
    assert ends == sorted(ends)


def test_that_exclusions_add_up_from_the_rows_of_the_file_to_those_compared() -> None:
    cohort = small_cohort(
        patient("1"),
        patient("1"),
        patient("2", assignment="assigned", arm=None),
        patient("3", last=None),
        patient("4", sex="male"),
    )
    question = primary_question(cohort.study)
    chosen = question.selection.replacing(OneOf("sex", frozenset(["female"])))
    answer = exclusions(cohort, replace(question, selection=chosen))
    left = 0
    for step in answer.steps:
        if step.kind == "kept":
            assert left in (0, step.n), step.label
            left = step.n
        else:
            left -= step.n
    assert [step.n for step in answer.steps if step.kind == "kept"] == [5, 4, 2, 1]
    assert answer.problems[0].severity == "error"
