"""The parts of a table as it is read: columns, lines, and how wide the columns are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

LABEL_LEAST = 0.2
"""The least share of the width that the first column keeps."""


@dataclass(frozen=True, slots=True)
class Column:
    """A heading: its colour ``role`` ("ink3", "arm:0"), grey ``detail`` below it, such as how many patients.

    Neighbors of the same ``group`` stand under one heading. ``align`` is that of the cells, too.
    """

    title: str
    role: str = "ink3"
    detail: str = ""
    group: str = ""
    align: Literal["left", "right"] = "right"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of cells, the first one the label; ``key`` is given when the row can be chosen.

    ``kind``: a "group" heading over rows, a "strong" row that sums up, a "missing" one in italics, or a
    plain "row". ``note`` stands grey behind the label of a heading.
    """

    cells: tuple[str, ...]
    kind: Literal["group", "strong", "row", "missing"] = "row"
    indent: int = 0
    key: str = ""
    note: str = ""

    @property
    def weight(self) -> int:
        """The weight of the label's type."""
        return {"group": 600, "strong": 600}.get(self.kind, 400)


Measure = Callable[[str, int], float]
"""The width of a text in a weight."""


def edges(
    columns: Sequence[Column],
    lines: Sequence[Line],
    width: float,
    measure: Measure,
    *,
    pad: float,
    indent: float,
    most_extra: float,
) -> list[float]:
    """The left edges of the columns, and the right end of the last (n + 1).

    Columns are as wide as their text and ``pad``; what is left over goes to all, at most ``most_extra``
    each, and the rest to the first column. In a narrow table half of the padding goes first, then the first
    column gives way.
    """
    natural = [_natural(columns, lines, place, measure, indent) + pad for place in range(len(columns))]
    spare = width - sum(natural)
    extra = min(spare / len(natural), most_extra)
    widths = [each + max(extra, -pad / 2) for each in natural]
    rest, room = sum(widths[1:]), width - min(natural[0], LABEL_LEAST * width)
    if rest > room:
        widths = [each * room / rest for each in widths]
    widths[0] = width - sum(widths[1:])
    found = [0.0]
    for each in widths:
        found.append(found[-1] + each)
    return found


def _natural(
    columns: Sequence[Column], lines: Sequence[Line], place: int, measure: Measure, indent: float
) -> float:
    """The width of a column's widest text; only the longest few are measured, for that takes time."""
    column = columns[place]
    heads = [measure(column.title, 600), measure(column.detail, 400)]
    if column.group:
        sharing = sum(other.group == column.group for other in columns)
        heads.append(measure(column.group, 600) / sharing)
    texts = {line.cells[place]: line for line in lines if place < len(line.cells)}
    longest = sorted(texts, key=len)[-4:]
    cells = [measure(text, texts[text].weight) for text in longest]
    deepest = max((line.indent for line in lines), default=0) if place == 0 else 0
    return max(*heads, *cells, 0.0) + indent * deepest
