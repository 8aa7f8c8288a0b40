"""The table of adverse events, Table 2 of a trial: its columns and rows, on screen and in print."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from explorer.analyses.safety_answer import SafetyAnswer, SafetyTable, ToxicityRow, WorstGrades
from explorer.text import count, percent
from ui.figures.figure import Style
from ui.figures.footer import footer
from ui.figures.table import TableFigure
from ui.widgets.table_lines import Column, Line

UNIT = "Rows count patients by their worst grade, n (%)."
Grades = Sequence[tuple[str, Callable[[WorstGrades], int]]]
"""The columns of an arm: a heading each, and whom it counts."""

_ALL: Grades = (
    ("Any", lambda cell: cell.any),
    ("Grade 3", lambda cell: cell.at(3)),
    ("4", lambda cell: cell.at(4)),
    ("5", lambda cell: cell.at(5)),
)
_FEW: Grades = (
    ("Any", lambda cell: cell.any),
    ("≥3", lambda cell: cell.at_least(3)),
    ("5", lambda cell: cell.at(5)),
)


def safety_figure(answer: SafetyTable, width: float, style: Style) -> TableFigure:
    """The table as it is printed; a narrow one, as in one column of a journal, adds grades up."""
    safety, grades = answer.safety, _FEW if width < style.length(720, 300) else _ALL
    notes = " ".join(footer(answer, UNIT, *safety.notes))
    return TableFigure(safety_columns(safety, grades), safety_lines(safety, grades), (notes,))


def safety_columns(answer: SafetyAnswer, grades: Grades = _ALL) -> tuple[Column, ...]:
    """The event, then for each arm the patients with any grade and with the worst grades."""
    columns = [Column("Adverse event")]
    for column in answer.columns:
        role, of = f"arm:{column.arm.color}", f", n = {count(column.n)}"
        name = f"{column.arm.short}{of if grades is _ALL else ''}"  # the notes have the numbers, too
        columns += [Column(title, role, group=name) for title, _ in grades]
    return tuple(columns)


def safety_lines(answer: SafetyAnswer, grades: Grades = _ALL) -> tuple[Line, ...]:
    """Rows that sum up, then the terms, under their systems when sorted by them."""
    lines = [_line(row, grades, strong=True) for row in answer.summaries]
    category, by_system = "", answer.options.sort == "system"
    for row in answer.rows:
        if by_system and row.category != category:
            category = row.category
            lines.append(Line((category[:1].upper() + category[1:],), "group"))
        lines.append(_line(row, grades, indent=int(by_system)))
    return tuple(lines)


def _line(row: ToxicityRow, grades: Grades, *, strong: bool = False, indent: int = 0) -> Line:
    cells = [row.label, *(_share(cell, counted(cell)) for cell in row.cells for _, counted in grades)]
    return Line(tuple(cells), "strong" if strong else "row", indent, key=row.label)


def _share(cell: WorstGrades, n: int) -> str:
    return f"{count(n)} ({percent(cell.share(n))})" if n else "0"
