"""Patients, swimmer plot, follow-up and reconciliation as tables and as plain data."""

from __future__ import annotations

from explorer.analyses.exclusions import ExclusionsAnswer
from explorer.analyses.follow_up import FollowUpAnswer, FollowUpGroup
from explorer.analyses.patients import Integers, PatientsAnswer
from explorer.analyses.reconciliation import SOURCES, ReconciliationAnswer
from explorer.analyses.swimmer import SwimmerAnswer
from explorer.question.question import Question, months_per
from explorer.results.number_table import Table
from explorer.results.plain_numbers import Plain, estimate


def listing_table(answer: PatientsAnswer, patients: Integers) -> Table:
    """These patients in this order; cells as they are shown, empty where nothing is recorded."""
    headings = tuple(
        f"{column.field.label} ({column.field.unit})" if column.field.unit else column.field.label
        for column in answer.columns
    )
    rows = tuple(tuple(column.text(patient) for column in answer.columns) for patient in patients.tolist())
    return Table(headings, rows)


def exclusions_table(answer: ExclusionsAnswer) -> Table:
    """The steps from the file to the comparison, then every remark on the file with its place."""
    steps = [
        ("step", "left" if step.kind == "kept" else "left out", step.label, step.n, None, None, None)
        for step in answer.steps
    ]
    remarks = [
        (
            "remark", each.severity, each.text, len(each.rows) or None, each.sheet or None,
            each.column or None, " ".join(str(row) for row in each.rows) or None,
        )
        for each in answer.problems
    ]  # fmt: skip
    return Table(("part", "kind", "text", "n", "sheet", "column", "rows"), (*steps, *remarks))


def reconciliation_table(answer: ReconciliationAnswer) -> Table:
    """A row for each number that several analyses state; empty where one does not state it."""
    rows = tuple((each.label, *each.counts, "yes" if each.agrees else "no") for each in answer.comparisons)
    return Table(("what", *(source.lower() for source in SOURCES), "agrees"), rows)


def swimmer_table(answer: SwimmerAnswer) -> Table:
    """A row for each mark of each lane, numbered from the top; times in months, no identifiers."""
    rows = [
        (lane, each.arm.id if each.arm else None, mark.label, mark.months)
        for lane, each in enumerate(answer.lanes, 1)
        for mark in each.marks
    ]
    return Table(("lane", "arm", "what", "time_months"), tuple(rows))


def follow_up_table(answer: FollowUpAnswer) -> Table:
    """A row for each arm and one for all, times in months."""
    columns = (
        "arm",
        "n",
        "events",
        "median_follow_up",
        "lower",
        "upper",
        "completeness",
        "months_since_contact",
        "not_seen_for_a_year",
    )
    rows = tuple(
        (
            group.arm.id if group.arm else "all",
            group.n,
            group.events,
            group.median.value,
            group.median.lower,
            group.median.upper,
            group.completeness,
            group.since_contact,
            group.late,
        )
        for group in answer.groups
    )
    return Table(columns, rows)


def follow_up_results(answer: FollowUpAnswer) -> Plain:
    """The follow-up for ``results.json``; times in the question's unit, months since contact in months."""
    return {
        "status": "descriptive" if answer.primary else "exploratory",
        "cut_off": answer.cut_off or None,
        "groups": [_group(group, answer.question) for group in answer.groups],
        "notes": list(answer.notes),
    }


def _group(group: FollowUpGroup, question: Question) -> Plain:
    return {
        "arm": group.arm.id if group.arm else None,
        "n": group.n,
        "events": group.events,
        "median": estimate(group.median, months_per(question.unit)),
        "completeness": group.completeness,
        "months_since_contact": group.since_contact,
        "without_contact_for_12_months": group.late,
    }


def reconciliation_results(answer: ReconciliationAnswer) -> Plain:
    """The comparisons for ``results.json``; null where a source does not state a number."""
    return {
        "agrees": answer.agrees,
        "differences": list(answer.differences),
        "comparisons": [
            {
                "what": each.label,
                "agrees": each.agrees,
                "counts": dict(zip([s.lower() for s in SOURCES], each.counts, strict=True)),
            }
            for each in answer.comparisons
        ],
    }
