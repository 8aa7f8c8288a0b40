"""The dot plot of risk differences: adverse events by row, with Newcombe's intervals, on screen and paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from explorer.adverse_events import WORST
from explorer.analyses.safety_answer import SafetyAnswer, ToxicityRow
from explorer.status import safety_status
from explorer.text import NONE, confidence, count, interval, p_value, percent
from ui.figures.canvas import Canvas
from ui.figures.figure import Style, centred, elided, first_that_fits, nice_ticks, text_width, wrapped

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
        widest + gap, (0.36 if ems >= _COUNTS_FROM or ems < _VALUES_FROM + 8 else 0.41) * rect.width()
    )
    column = 7.4 * style.small
    counts = (label + column, label + 2 * column) if ems >= _COUNTS_FROM else (0.0, 0.0)
    tested = any(row.row is not None and row.row.test is not None for row in rows)
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
    notes = list(answer.notes)
    if not answer.comparable:
        notes.append(NOT_RANDOMIZED)
    notes.append(f"Status: {safety_status(answer)}.")
    return [*notes, "Synthetic data."] if answer.synthetic else notes


def paint(painter: QPainter, rect: QRectF, answer: SafetyAnswer, style: Style) -> Layout:
    """Paint the figure into a rectangle, in painter units."""
    geometry = layout(answer, rect, style)
    canvas = Canvas(painter, style)
    _paint_head(canvas, geometry, answer, rect)
    is_empty = all(row.row is None or row.row.difference is None for row in geometry.rows)
    if is_empty:
        _paint_reason(canvas, geometry, answer)
    else:
        _paint_axis(canvas, geometry, answer, rect)
    for row in geometry.rows:
        _paint_row(canvas, geometry, answer, row)
    line = 1.4 * style.small
    start = geometry.height + rect.top() - len(geometry.notes) * line
    for place, text in enumerate(geometry.notes):
        canvas.text(rect.left(), centred(start + (place + 0.5) * line, style.small), text, style.ink3)
    return geometry


def _paint_head(canvas: Canvas, geometry: Layout, answer: SafetyAnswer, rect: QRectF) -> None:
    style = canvas.style
    lines = [centred(rect.top() + (k + 0.5) * 1.4 * style.small, style.small) for k in range(3)]
    upper, lower = lines[1], lines[2]
    grade = f"grade {answer.options.grade}" + (" or worse" if answer.options.grade < WORST else "")
    room = geometry.label_right - rect.left()
    canvas.text(
        rect.left(),
        lower,
        first_that_fits((f"Adverse event, {grade}", "Adverse event"), room, style),
        style.ink2,
    )
    for right, arm in zip(geometry.counts, (answer.compare, answer.reference), strict=True):
        if right:
            name = wrapped(arm.short, 7 * style.small, style, weight=600)[:2]
            for baseline, text in zip(lines[2 - len(name) :], name, strict=False):
                shown = elided(text, 7 * style.small, style, weight=600)
                canvas.text(right, baseline, shown, style.arm_text(arm.color), weight=600, align="right")
            canvas.text(right, lower, "n (%)", style.ink2, align="right")
    middle, room = (geometry.left + geometry.right) / 2, geometry.right - geometry.left
    canvas.text(
        middle,
        upper,
        first_that_fits(("Risk difference", "Risk diff."), room, style),
        style.ink2,
        align="center",
    )
    points = first_that_fits(("percentage points", "% points"), room, style)
    canvas.text(middle, lower, points, style.ink2, align="center")
    if geometry.values:
        canvas.text(geometry.values, upper, "Difference", style.ink2, align="right")
        level = f"({confidence(answer.question.conf_level)})"
        canvas.text(geometry.values, lower, level, style.ink2, align="right")
    if geometry.p:
        canvas.text(geometry.p, lower, "P", style.ink2, align="right")
    canvas.horizontal(geometry.top - style.length(2, 1), rect.left(), rect.right(), style.line2)


def _paint_row(canvas: Canvas, geometry: Layout, answer: SafetyAnswer, place: PlotRow) -> None:
    style, row = canvas.style, place.row
    middle = place.rect.center().y()
    baseline, left = centred(middle, style.small), place.rect.left()
    if row is None:
        canvas.text(left, baseline, place.label, style.ink2, weight=600)
        return
    weight = 600 if place.is_summary else 400
    indent = 0.0 if place.is_summary or answer.options.sort != "system" else style.length(10, 5)
    label = row.label if row.grade == answer.options.grade else f"{row.label}, grade ≥{row.grade}"
    room = geometry.label_right - left - indent - style.length(6, 3)
    canvas.text(left + indent, baseline, elided(label, room, style, weight=weight), weight=weight)
    arms = list(answer.study.arms)
    for right, arm in zip(geometry.counts, (answer.compare, answer.reference), strict=True):
        if right:
            cell = row.cells[arms.index(arm)]
            n = cell.at_least(row.grade)
            text = f"{count(n)} ({percent(cell.share(n))})" if cell.of else count(n)
            canvas.text(right, baseline, text, align="right")
    _paint_difference(canvas, geometry, row, middle, place.is_summary)
    if geometry.values:
        canvas.text(geometry.values, baseline, difference_text(row), align="right")
    if geometry.p and row.test is not None:
        canvas.text(geometry.p, baseline, p_value(row.test.p), align="right")


def difference_text(row: ToxicityRow) -> str:
    """``8 (−5 to 20)`` in percentage points, without decimals as the percentages beside it."""
    found = row.difference
    if found is None:
        return NONE
    value, lower, upper = (percent(each) for each in (found.value, found.lower, found.upper))
    return f"{value} ({interval(lower, upper)})"


def _paint_difference(
    canvas: Canvas, geometry: Layout, row: ToxicityRow, middle: float, is_summary: bool
) -> None:
    found, style = row.difference, canvas.style
    if found is None:
        return
    width = style.length(1.25, 0.75)
    canvas.horizontal(middle, geometry.x(found.lower), geometry.x(found.upper), style.ink, width)
    y = canvas.snap_y(middle, canvas.line_width(width))
    size = style.length(9, 4) if is_summary else style.length(7, 3.2)
    canvas.dot(geometry.x(found.value), y, size, style.ink)


def _paint_reason(canvas: Canvas, geometry: Layout, answer: SafetyAnswer) -> None:
    """Why no difference is drawn, in the place of the plot."""
    style = canvas.style
    words = "No patients to compare." if answer.comparable else NOT_RANDOMIZED
    for place, text in enumerate(wrapped(words, geometry.right - geometry.left, style)):
        baseline = centred(geometry.top + (place + 0.9) * 1.4 * style.small, style.small)
        canvas.text(geometry.left, baseline, text, style.ink2, italic=True)


def _paint_axis(canvas: Canvas, geometry: Layout, answer: SafetyAnswer, rect: QRectF) -> None:
    style, y = canvas.style, geometry.bottom
    line, tick = 1.4 * style.small, style.length(4, 2)
    if style.grid:
        for value in geometry.ticks:
            canvas.vertical(geometry.x(value), geometry.top, y, style.grid_line)
    canvas.vertical(geometry.x(0.0), geometry.top, y, style.axis)
    canvas.horizontal(y, geometry.left, geometry.right, style.axis)
    numbers = centred(y + tick + 0.6 * line, style.small)
    last = -1e9
    for value in geometry.ticks:
        x, text = geometry.x(value), percent(value)
        canvas.vertical(x, y, y + tick, style.axis)
        half = text_width(text, style) / 2
        if x - half > last + style.length(4, 2):
            canvas.text(x, numbers, text, style.ink2, align="center")
            last = x + half
    zero, gap, below = geometry.x(0.0), style.length(8, 4), numbers + line
    less = elided(f"← more with {answer.reference.short}", zero - gap - rect.left(), style)
    more = elided(f"more with {answer.compare.short} →", rect.right() - zero - gap, style)
    canvas.text(zero - gap, below, less, style.ink2, align="right")
    canvas.text(zero + gap, below, more, style.ink2)
