"""The baseline table, Table 1 of a trial: its columns and rows, on screen and in print."""

from __future__ import annotations

from explorer.analyses.baseline_answer import BaselineAnswer, BaselineBlock
from explorer.text import count, number
from ui.figures.footer import footer
from ui.figures.table import TableFigure
from ui.widgets.table_lines import Column, Line

UNIT = "Rows count patients, n (%), unless they say otherwise."


def baseline_columns(answer: BaselineAnswer) -> tuple[Column, ...]:
    """The characteristic, an arm each, the total, and the standardized difference where asked for."""
    columns = [Column("Characteristic")]
    for column in answer.columns:
        role = f"arm:{column.arm.color}" if column.arm else "ink"
        columns.append(Column(column.label, role, f"n = {count(column.n)}"))
    if answer.question.baseline.differences:
        columns.append(Column("Standardized", "ink3", "difference"))
    return tuple(columns)


def baseline_lines(answer: BaselineAnswer) -> tuple[Line, ...]:
    """A heading for each field, its rows below."""
    return tuple(
        line for block in answer.blocks for line in _block(block, answer.question.baseline.differences)
    )


def _block(block: BaselineBlock, differences: bool) -> list[Line]:
    blanks = ("",) * len(block.known)
    head = (block.label, *blanks, _difference(block.difference)) if differences else (block.label, *blanks)
    lines = [Line(head if differences else (block.label,), "group", note=block.known_text)]
    for row in block.rows:
        cells = [row.label, *(cell.text for cell in row.cells)]
        if differences:
            cells.append(_difference(row.difference) if row.kind == "count" else "")
        lines.append(Line(tuple(cells), "missing" if row.kind == "missing" else "row", indent=1))
    return lines


def _difference(value: float | None) -> str:
    return "" if value is None else number(value, 2)


def baseline_figure(answer: BaselineAnswer) -> TableFigure:
    """The table as it is printed."""
    notes = footer(answer, UNIT, *answer.notes)
    return TableFigure(baseline_columns(answer), baseline_lines(answer), (" ".join(notes),))
