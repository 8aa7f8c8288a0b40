"""How a forest plot shares its height between the heads of the columns, rows, axis and notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF

from explorer.analyses.answers import SubgroupAnswer
from ui.figures.figure import Style, elided, text_width, wrapped
from ui.figures.forest_notes import forest_notes
from ui.figures.forest_table import Cells, arm_names


@dataclass(frozen=True, slots=True)
class Frame:
    """How the height is shared: ``head_lines`` of text above ``row``s of one height, then axis and ``notes``.

    ``tall`` heads say what the counts are. ``size`` is the type size of the rows.
    """

    tall: bool
    arm_names: tuple[tuple[str, ...], tuple[str, ...]]
    head_lines: int
    row: float
    size: int
    notes: tuple[str, ...]
    shortened: bool


def line_height(style: Style) -> float:
    """From one line of small text to the next."""
    return 1.3 * style.small


def head_height(lines: int, style: Style) -> float:
    """The heads of the columns, with the rule below them."""
    return lines * line_height(style) + style.length(5, 3)


def axis_height(style: Style) -> float:
    """Axis line, numbers, directions, and the space above the notes."""
    return 2 * line_height(style) + style.length(10, 7.5)


def row_height(style: Style, *, grouped: bool) -> float:
    """The height of a row that has all the room it wants."""
    return style.length(29 if grouped else 25, 11.5)


@dataclass(frozen=True, slots=True)
class _Choice:
    """A way to share the height: what the head has, how many lines of notes, how high rows must then be.

    All but the last must also hold the whole sentence on the strata.
    """

    is_tall: bool
    name_lines: int
    notes: int
    least_row: float


EVERY = 99
ROOMY = (_Choice(True, 2, EVERY, 0.0),)
COMPACT = (
    _Choice(True, 2, EVERY, 18.0),
    _Choice(True, 2, 2, 15.0),
    _Choice(True, 1, 1, 14.5),
    _Choice(False, 2, 2, 14.0),
    _Choice(False, 1, 2, 12.5),
    _Choice(False, 1, 1, 0.0),
)


def frame_of(
    answer: SubgroupAnswer, cells: Sequence[Cells], rect: QRectF, style: Style, *, grouped: bool
) -> Frame:
    sentences = forest_notes(answer)
    notes = tuple(wrapped(" ".join(sentences), rect.width(), style))
    strata_lines = len(wrapped(sentences[0], rect.width(), style))
    is_roomy = style.is_print or grouped
    for choice in ROOMY if is_roomy else COMPACT:
        names = [
            _arm_heading(arm_names(answer, arm), cells, style, choice.name_lines)
            for arm in (answer.compare, answer.reference)
        ]
        shown = min(choice.notes, len(notes))
        head_lines = max(len(name) for name in names) + choice.is_tall
        fixed = head_height(head_lines, style) + axis_height(style) + shown * line_height(style)
        row = (rect.height() - fixed) / len(cells)
        if row >= choice.least_row and shown >= strata_lines:
            break
    least = style.length(19, 9) if is_roomy else 11.5
    row = min(max(row, least), row_height(style, grouped=grouped))
    size = style.small if style.is_print or row < 16 else style.text
    shortened = shown < len(notes)
    kept = (*notes[: shown - 1], _cut(notes[shown - 1], rect.width(), style)) if shortened else notes
    return Frame(choice.is_tall, (names[0], names[1]), head_lines, row, size, kept, shortened)


def _cut(line: str, width: float, style: Style) -> str:
    """The line with an ellipsis at its end, which stands for what follows."""
    while line and text_width(f"{line} …", style) > width:
        line = line.rpartition(" ")[0]
    return f"{line} …"


def _arm_heading(
    names: Sequence[str], cells: Sequence[Cells], style: Style, most_lines: int
) -> tuple[str, ...]:
    """The first name that some lines over a column of counts can hold; a long word may widen the column."""
    counts = max(text_width(text, style, None, cell.weight) for cell in cells for text in cell.counts)
    least, most = max(counts, style.length(54, 30)), style.length(88, 44)
    for room in (least, most):
        for name in names:
            lines = wrapped(name, room, style, None, 600)
            if len(lines) <= most_lines and all(text_width(line, style, None, 600) <= room for line in lines):
                return tuple(lines)
    return (elided(names[-1], most, style, None, 600),)
