"""The safety page in words: the columns and rows of its table and of the listing."""

from __future__ import annotations

from explorer.analyses.safety_answer import EventRecord, SafetyAnswer, ToxicityRow
from explorer.results.status import safety_status
from explorer.text import count, counted, number
from ui.pages.figure_card import Caption
from ui.widgets.message_card import Message
from ui.widgets.table_lines import Column, Line

TO_ADD = (
    "To show them, add a sheet with one row for each adverse event (patient, term and grade; where known "
    "also category, cycle, phase, relation and onset), and name it under [adverse_events] in the study file."
)


def _subtitle(answer: SafetyAnswer) -> str:
    population = answer.study.population_label if answer.primary else "Filtered"
    treated = " vs ".join(count(column.n) for column in answer.columns)
    return f"{population} · {treated} treated · {safety_status(answer)}"


def _plot_subtitle(answer: SafetyAnswer) -> str:
    return f"Grade {answer.options.grade} or worse · {safety_status(answer)}"


SAFETY_TABLE = Caption("safety", lambda _: "Adverse events", _subtitle)
SAFETY_PLOT = Caption("risk_differences", lambda _: "Risk differences", _plot_subtitle)


def missing_message(answer: SafetyAnswer) -> Message:
    """Why there is no table, and what to add or to change."""
    if answer.is_empty:
        selected = sum(column.selected for column in answer.columns)
        if not selected:
            return Message("No patients match", "No patients match these filters: remove one.", kind="info")
        words = f"None of the {counted(selected, 'selected patient')} was treated."
        return Message("No adverse events to show", words, kind="info")
    return Message("No adverse events to show", answer.unavailable, footer=TO_ADD, kind="info")


def row_of(answer: SafetyAnswer, label: str) -> ToxicityRow | None:
    """The row of a label, else the first; None in an empty table."""
    rows = (*answer.summaries, *answer.rows)
    return next((row for row in rows if row.label == label), rows[0] if rows else None)


def listing_columns(row: ToxicityRow) -> tuple[Column, ...]:
    """A row that sums up several terms names them."""
    if len(row.terms) > 1:
        return (Column("Event"), Column("Patient"), Column("Grade"), Column("Cycle"))
    return (Column("Patient"), Column("Grade"), Column("Cycle"), Column("Onset"))


def listing_lines(
    answer: SafetyAnswer, row: ToxicityRow, records: tuple[EventRecord, ...], *, is_cut: bool
) -> tuple[Line, ...]:
    """The events by arm and patient, the worst of a patient first; patients are counted as in the table."""
    lines: list[Line] = []
    for arm, cell in zip(answer.study.arms, row.cells, strict=True):
        own = [record for record in records if record.arm == arm.short]
        if own:
            patients = counted(cell.any, "patient")
            note = patients if is_cut else f"{counted(len(own), 'event')} in {patients}"
            lines.append(Line((arm.short,), "group", note=note))
            lines += [_record(record, names_terms=len(row.terms) > 1) for record in own]
    return tuple(lines)


def _record(record: EventRecord, *, names_terms: bool) -> Line:
    cycle = "" if record.cycle is None else number(record.cycle, 0)
    grade = str(record.grade)
    if names_terms:
        return Line((record.term, record.patient, grade, cycle))
    return Line((record.patient, grade, cycle, record.onset))
