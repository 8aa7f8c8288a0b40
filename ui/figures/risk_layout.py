"""Where the parts of the dot plot of risk differences stand: rows, columns, axis and notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF

from explorer.analyses.safety_answer import SafetyAnswer, ToxicityRow
from ui.figures.figure import Style, nice_ticks, text_width, wrapped
from ui.figures.footer import footer

NOT_RANDOMIZED = "Some of these patients were not randomized: differences are not shown."
_COUNTS_FROM = 60  # widths in ems of the small type, from which there is room for more columns
_VALUES_FROM = 34


@dataclass(frozen=True, slots=True)
class PlotRow:
    """A row of the figure; a heading of a category has no ``row``."""

    label: str
    rect: QRectF
    row: ToxicityRow | None
    is_summary: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands, in painter units; ``counts`` and ``values`` are right edges (0: no room)."""

    rows: tuple[PlotRow, ...]
    label_right: float
    counts: tuple[float, float]
    left: float
    right: float
    values: float
    p: float
    ticks: tuple[float, ...]
    low: float
    high: float
    top: float
    bottom: float
    notes: tuple[str, ...]
    height: float

    def x(self, share: float) -> float:
        """The place of a difference in −1..1."""
        inside = min(max(share, self.low), self.high)
        return self.left + (inside - self.low) / (self.high - self.low) * (self.right - self.left)


def natural_height(answer: SafetyAnswer, width: float, style: Style) -> float:
    """The height at which every row and note has the room it wants, in painter units."""
    return layout(answer, QRectF(0, 0, width, 0), style).height


def layout(answer: SafetyAnswer, rect: QRectF, style: Style) -> Layout:
    """Place the figure in a rectangle; where that is too low the figure is as high as ``height``."""
    lines, entries = 1.4 * style.small, _entries(answer)
    notes = tuple(line for line in wrapped(" ".join(_notes(answer)), rect.width(), style))
    head, foot = 3 * lines + style.length(6, 3), 2.4 * lines + style.length(8, 4)
    fixed = head + foot + len(notes) * lines
    least, most = style.length(20, 11), style.length(26, 11.5)
    row = min(max((rect.height() - fixed) / max(len(entries), 1), least), most)
    top = rect.top() + head
    rows = tuple(
        PlotRow(label, QRectF(rect.left(), top + place * row, rect.width(), row), found, is_summary)
        for place, (label, found, is_summary) in enumerate(entries)
    )
    bottom = top + row * len(entries)
    columns = _columns(answer, rows, rect, style)
    low, high, ticks = _axis(answer)
    height = bottom - rect.top() + foot + len(notes) * lines
    return Layout(rows, *columns, ticks, low, high, top, bottom, notes, height)


def _entries(answer: SafetyAnswer) -> list[tuple[str, ToxicityRow | None, bool]]:
    entries: list[tuple[str, ToxicityRow | None, bool]] = [(row.label, row, True) for row in answer.summaries]
    category = ""
    for row in answer.rows:
        if answer.options.sort == "system" and row.category != category:
            category = row.category
            entries.append((category[:1].upper() + category[1:], None, False))
        entries.append((row.label, row, False))
    return entries


def _columns(
    answer: SafetyAnswer, rows: Sequence[PlotRow], rect: QRectF, style: Style
) -> tuple[float, tuple[float, float], float, float, float, float]:
    """Right edge of the labels, of the counts, ends of the plot, right edges of values and P."""
    ems, gap = rect.width() / style.small, style.length(14, 7)
    widest = max(
        (text_width(row.label, style, weight=600 if row.is_summary else 400) for row in rows), default=0
    )
    label = rect.left() + min(
        widest + gap, (0.36 if ems >= _COUNTS_FROM or ems < _VALUES_FROM + 8 else 0.46) * rect.width()
    )
    column = 7.4 * style.small
    counts = (label + column, label + 2 * column) if ems >= _COUNTS_FROM else (0.0, 0.0)
    tested = any(row.row is not None and row.row.fisher_p is not None for row in rows)
    p = rect.right() if tested and ems >= _VALUES_FROM else 0.0
    end = rect.right() - (4.2 * style.small if p else 0.0)
    values = end if ems >= _VALUES_FROM else 0.0
    right = end - (9.6 * style.small + gap if values else gap / 2)
    return label, counts, (counts[1] or label) + gap, right, values, p


def _axis(answer: SafetyAnswer) -> tuple[float, float, tuple[float, ...]]:
    """From the lowest limit to the highest, 0 included, on round values."""
    found = [row.difference for row in (*answer.summaries, *answer.rows) if row.difference is not None]
    low = min([each.lower for each in found] + [-0.05])
    high = max([each.upper for each in found] + [0.05])
    ticks = nice_ticks(low, high, 6)
    step = ticks[1] - ticks[0] if len(ticks) > 1 else 0.05
    while ticks[0] > low:
        ticks.insert(0, round(ticks[0] - step, 12))
    while ticks[-1] < high:
        ticks.append(round(ticks[-1] + step, 12))
    return max(ticks[0], -1.0), min(ticks[-1], 1.0), tuple(tick for tick in ticks if -1 <= tick <= 1)


def _notes(answer: SafetyAnswer) -> list[str]:
    randomized = [] if answer.comparable else [NOT_RANDOMIZED]
    return list(footer(answer, *answer.notes, *answer.comparison_notes, *randomized))
