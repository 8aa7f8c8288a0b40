"""The baseline table as it is read: its columns and rows, and the words around it."""

from __future__ import annotations

from explorer.analyses.baseline_answer import BaselineAnswer, BaselineBlock
from explorer.status import baseline_status
from explorer.text import count, counted, number
from ui.figure_card import Caption
from ui.figures.table import TableFigure
from ui.widgets.table_lines import Column, Line
from ui.widgets.text_table import Section

NEVER_P = (
    "No P values: in a randomized trial a difference at baseline is due to chance, and a test of it answers "
    "no question."
)
_UNIT = "Rows count patients, n (%), unless they say otherwise."
_COMPLETE = "Every field of the table is known for every patient shown."
_STATUS = {
    "pre-specified": "Pre-specified: the rows of the study file, in the trial's own population.",
    "exploratory": "Exploratory: filters were chosen by the reader.",
}


def _subtitle(answer: BaselineAnswer) -> str:
    population = answer.study.population_label if answer.primary else "Filtered"
    patients = counted(answer.columns[-1].n, "patient")
    return f"{population} · {patients} · {baseline_status(answer)}"


BASELINE = Caption("baseline", lambda _: "Baseline characteristics", _subtitle)


def baseline_columns(answer: BaselineAnswer) -> tuple[Column, ...]:
    """The characteristic, an arm each, the total, and the standardized difference where asked for."""
    columns = [Column("Characteristic")]
    for column in answer.columns:
        role = f"arm:{column.arm.color}" if column.arm else "ink"
        columns.append(Column(column.label, role, f"n = {count(column.n)}"))
    if answer.options.differences:
        columns.append(Column("Standardized", "ink3", "difference"))
    return tuple(columns)


def baseline_lines(answer: BaselineAnswer) -> tuple[Line, ...]:
    """A heading for each field, its rows below."""
    return tuple(line for block in answer.blocks for line in _block(block, answer.options.differences))


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
    notes = [_UNIT, *answer.notes, f"Status: {baseline_status(answer)}."]
    if answer.synthetic:
        notes.append("Synthetic data.")
    return TableFigure(baseline_columns(answer), baseline_lines(answer), (" ".join(notes),))


def baseline_sections(answer: BaselineAnswer) -> tuple[Section, ...]:
    """How the table is read, how complete the data are, and which fields differ most."""
    incomplete = [block for block in answer.blocks if block.known_text]
    rows = tuple(
        (block.label, f"{count(block.known[-1])} of {count(answer.columns[-1].n)}") for block in incomplete
    )
    complete = Section(
        "Completeness",
        head=(("Field", "ink3"), ("Known", "ink3")) if rows else (),
        rows=rows,
        note="" if rows else _COMPLETE if answer.columns[-1].n else "No patients to show.",
    )
    return (
        complete,
        *_largest(answer),
        Section("How to read it", note=" ".join((_UNIT, *answer.notes))),
        Section("", note=NEVER_P),
        Section("Status", note=_STATUS[baseline_status(answer)]),
    )


def _largest(answer: BaselineAnswer) -> tuple[Section, ...]:
    """The fields in the order of their standardized difference, the largest first."""
    if not answer.options.differences:
        return ()
    known = [(abs(block.difference), block.label) for block in answer.blocks if block.difference is not None]
    rows = tuple((label, number(value, 2)) for value, label in sorted(known, key=lambda pair: -pair[0])[:6])
    head = (("Field", "ink3"), ("Absolute value", "ink3"))
    return (Section("Largest standardized differences", head=head, rows=rows),)
