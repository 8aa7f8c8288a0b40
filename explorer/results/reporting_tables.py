"""Baseline, safety and monitoring as tables of unrounded numbers, for CSV files and the clipboard."""

from __future__ import annotations

from explorer.analyses.baseline_answer import BaselineAnswer, BaselineBlock
from explorer.analyses.monitoring_answer import LookResult, MonitoringAnswer
from explorer.analyses.safety_answer import EventRecord, SafetyAnswer, ToxicityRow
from explorer.dates import day_text
from explorer.results.number_table import Cell, Table
from explorer.results.plain_numbers import finite
from explorer.results.status import baseline_status, monitoring_status, safety_status


def baseline_table(answer: BaselineAnswer) -> Table:
    """Table 1: each column as it is written, with its count and its share; a field repeats its label."""
    names = [column.arm.id if column.arm else "total" for column in answer.columns]
    columns = ["field", "row", "kind"]
    columns += [f"{name}_{what}" for name in names for what in ("text", "n", "share", "known")]
    if answer.question.baseline.differences:
        columns.append("standardized_difference")
    columns.append("status")
    status = baseline_status(answer)
    rows = [
        (*row, status)
        for block in answer.blocks
        for row in _baseline_rows(block, answer.question.baseline.differences)
    ]
    return Table(tuple(columns), tuple(rows))


def _baseline_rows(block: BaselineBlock, differences: bool) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    for row in block.rows:
        cells: list[Cell] = [block.label, row.label, row.kind]
        for cell, known in zip(row.cells, block.known, strict=True):
            cells += [cell.text, cell.n, cell.share, known]
        if differences:
            cells.append(block.difference if row.kind == "summary" else row.difference)
        rows.append(tuple(cells))
    return rows


def safety_table(answer: SafetyAnswer) -> Table:
    """The safety table: for each row the patients of each arm with any grade and by worst grade, with their
    percentage, and the risk difference."""
    counted = ["any", *(f"grade_{grade}" for grade in range(1, 6))]
    parts = [part for what in counted for part in (what, f"{what}_percent")]
    columns = ["category", "row"]
    columns += [f"{column.arm.id}_{part}" for column in answer.columns for part in ("n", *parts)]
    columns += ["least_grade", "risk_difference", "lower", "upper", "fisher_p", "status"]
    rows, status = (*answer.summaries, *answer.rows), safety_status(answer)
    return Table(tuple(columns), tuple((*_toxicity(row), status) for row in rows))


def _toxicity(row: ToxicityRow) -> tuple[Cell, ...]:
    cells: list[Cell] = [row.category, row.label]
    for arm in row.cells:
        cells.append(arm.of)
        for patients in (arm.any, *arm.by_grade):
            share = arm.share(patients)
            cells += [patients, None if share is None else 100 * share]
    found = row.difference
    cells += [row.grade, *((found.value, found.lower, found.upper) if found else (None, None, None))]
    cells.append(row.fisher_p)
    return tuple(cells)


def event_table(records: tuple[EventRecord, ...]) -> Table:
    """The events behind a row of the safety table."""
    columns = ("patient", "arm", "term", "category", "grade", "cycle", "phase", "related", "onset", "row")
    return Table(columns, tuple(_event(record) for record in records))


def _event(record: EventRecord) -> tuple[Cell, ...]:
    related = "yes" if record.related else "no"
    return (
        record.patient, record.arm, record.term, record.category, record.grade, record.cycle, record.phase,
        related, record.onset, record.row,
    )  # fmt: skip


def monitoring_table(answer: MonitoringAnswer) -> Table:
    """The looks, held and to come, with their boundary and statistic."""
    columns = (
        "look", "held", "date", "projected", "events", "fraction", "boundary_z", "nominal_one_sided",
        "nominal_two_sided", "cumulative_alpha", "z", "p_one_sided", "crossed", "status",
    )  # fmt: skip
    status = monitoring_status(answer)
    return Table(columns, tuple((*_look(look), status) for look in answer.looks))


def _look(look: LookResult) -> tuple[Cell, ...]:
    crossed = None if look.crossed is None else "yes" if look.crossed else "no"
    boundary = finite(look.boundary)
    projected = day_text(look.projected.expected) if look.projected else ""
    return (
        look.label, "yes" if look.held else "no", day_text(look.date), projected, look.events, look.fraction,
        boundary, look.nominal, look.nominal_two_sided, look.cumulative, look.z, look.p, crossed,
    )  # fmt: skip


def path_table(answer: MonitoringAnswer) -> Table:
    """The path of the statistic: a row for each day of the picture, then the events that are forecast."""
    rows: list[tuple[Cell, ...]] = []
    if answer.days is not None and answer.path_events is not None and answer.path_z is not None:
        path = zip(answer.days.tolist(), answer.path_events.tolist(), answer.path_z.tolist(), strict=True)
        rows += [(day_text(day), int(events), z, "seen") for day, events, z in path]
    if answer.forecast_days is not None and answer.forecast_events is not None:
        later = zip(answer.forecast_days.tolist(), answer.forecast_events.tolist(), strict=True)
        rows += [(day_text(day), events, None, "forecast") for day, events in later]
    return Table(("date", "events", "z", "kind"), tuple(rows))
