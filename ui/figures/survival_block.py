"""The block of results inside a Kaplan–Meier plot: its forms from large to small, and its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from explorer.analyses.answers import SurvivalAnswer
from ui.figures.canvas import Align, Canvas
from ui.figures.curve_labels import DESCENT, Places
from ui.figures.figure import CAP_HEIGHT, Run, Style, runs_width
from ui.figures.survival_layout import Layout
from ui.figures.survival_words import (
    Column,
    Form,
    column_texts,
    comparison_lines,
    events_line,
    follow_up_lines,
)

_BACKING_ALPHA = 232
_FREE = 0.25
"""The cost of a place from which on it covers data."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Runs of text at an offset from the block's left edge, on one of its baselines."""

    x: float
    baseline: float
    runs: tuple[Run, ...]
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Block:
    """Text set in lines and columns; ``rule`` is the height of a hairline across it."""

    width: float
    height: float
    cells: tuple[Cell, ...]
    rule: float | None = None

    def paint(self, canvas: Canvas, rect: QRectF) -> None:
        """Draw it with its upper left corner at the rectangle's."""
        for cell in self.cells:
            canvas.runs(rect.left() + cell.x, rect.top() + cell.baseline, cell.runs, align=cell.align)
        if self.rule is not None:
            y = rect.top() + self.rule
            canvas.horizontal(y, rect.left(), rect.left() + self.width, canvas.style.line)


def paint_block(canvas: Canvas, layout: Layout, answer: SurvivalAnswer, places: Places) -> QRectF:
    """Draw the block in the largest form that has a free place; returns where."""
    block, rect = _best(layout, answer, places, canvas.style)
    pad = canvas.style.length(3, 2)
    ground = QColor(canvas.style.card)
    ground.setAlpha(_BACKING_ALPHA)
    canvas.box(rect.adjusted(-pad, -pad, pad, pad), fill=ground)
    block.paint(canvas, rect)
    return rect


def _best(layout: Layout, answer: SurvivalAnswer, places: Places, style: Style) -> tuple[Block, QRectF]:
    """The first form with a free place beside the landmark line, else the one that covers least."""
    best, least = None, inf
    for block in _forms(layout, answer, style):
        for rect in _corners(layout, block, style):
            if rect.left() < layout.plot.left() or rect.top() < layout.plot.top():
                continue
            cost = places.cost(rect)
            if cost < _FREE:
                return block, rect
            if cost < least:
                best, least = (block, rect), cost
    return best or (block, _corners(layout, block, style)[0])


def _forms(layout: Layout, answer: SurvivalAnswer, style: Style) -> Iterator[Block]:
    """The forms from large to small, those that the plot has room for."""
    short = [arm.arm.short or arm.arm.label for arm in answer.arms]
    many = len(answer.arms) > 2
    every: tuple[Column, ...] = ("events", "landmark", "median", *(("ratio",) if many else ()))
    if not layout.low and layout.plot.width() >= style.length(300, 260):
        yield _table(answer, layout.names, every, layout.row, style, "long")
        yield _table(answer, short, every, layout.row, style, "lines")
        yield _table(answer, short, (*every[:2], *every[3:]), layout.row, style, "lines")
    if not layout.low and many:
        yield _table(answer, short, ("events", "ratio"), layout.row, style, "lines")
        yield _table(answer, short, ("ratio",), layout.row, style, "lines")
    elif not layout.low:
        yield _lines(answer, layout, style)
    yield _flowing(answer, layout, style)


def _corners(layout: Layout, block: Block, style: Style) -> list[QRectF]:
    """Bottom left, top right, bottom right."""
    pad = style.length(10, 4)
    plot = layout.plot.adjusted(pad, pad, -style.length(2, 1), -pad)
    left, right = plot.left(), plot.right() - block.width
    top, bottom = plot.top(), plot.bottom() - block.height
    places = [(left, bottom), (right, top), (right, bottom)]
    return [QRectF(x, y, block.width, block.height) for x, y in places]


def _table(
    answer: SurvivalAnswer,
    names: Sequence[str],
    columns: Sequence[Column],
    row: float,
    style: Style,
    form: Form,
) -> Block:
    """A row an arm, and under a rule the lines that compare them."""
    labels = [
        Run(name, style.arm_text(arm.arm.color), 600) for arm, name in zip(answer.arms, names, strict=True)
    ]
    gap = style.length(10, 5)
    x = max(runs_width((label,), style) for label in labels)
    cells = [Cell(0, row * (k + 1) + _cap(style), (label,)) for k, label in enumerate(labels)]
    for heading, texts in (column_texts(answer, name) for name in columns):
        if not any(texts):
            continue
        head, runs = Run(heading, style.ink3), [Run(line) for line in texts]
        width = max(runs_width((run,), style) for run in (head, *runs))
        right = heading.endswith("/n")
        edge = x + gap + (width if right else 0)
        align: Align = "right" if right else "left"
        cells.append(Cell(edge, _cap(style), (head,), align))
        cells += [Cell(edge, row * (k + 1) + _cap(style), (run,), align) for k, run in enumerate(runs)]
        x += gap + width
    lines = list(comparison_lines(answer, style, x, form=form, tabled="ratio" in columns))
    lines += follow_up_lines(answer, style) if len(columns) > 1 else ()
    x = max(x, *(runs_width(line, style) for line in lines)) if lines else x
    top = row * (len(labels) + 1) + style.length(4, 2)
    cells += [Cell(0, top + row * k + _cap(style), line) for k, line in enumerate(lines)]
    height = top + row * (len(lines) - 1) + (CAP_HEIGHT + DESCENT) * style.small
    return Block(x, height, tuple(cells), rule=top - style.length(4, 2) - row / 8 if lines else None)


def _lines(answer: SurvivalAnswer, layout: Layout, style: Style) -> Block:
    """Hazard ratio, P and events, a line each."""
    width = layout.plot.width() * 0.55
    lines = [*comparison_lines(answer, style, width, form="lines"), events_line(answer, style)]
    return _stacked(lines, layout.row, style)


def _flowing(answer: SurvivalAnswer, layout: Layout, style: Style) -> Block:
    """The same in one line, or in as many as the width needs."""
    width = layout.plot.width() - style.length(24, 10)
    rows: list[tuple[Run, ...]] = []
    for line in (*comparison_lines(answer, style, width, form="flow"), events_line(answer, style)):
        longer = (*rows[-1], Run("    "), *line) if rows else line
        if rows and runs_width(longer, style) <= width:
            rows[-1] = longer
        else:
            rows.append(line)
    return _stacked(rows, layout.row, style)


def _stacked(lines: Sequence[tuple[Run, ...]], row: float, style: Style) -> Block:
    cells = tuple(Cell(0, row * k + _cap(style), line) for k, line in enumerate(lines))
    height = row * (len(lines) - 1) + (CAP_HEIGHT + DESCENT) * style.small
    return Block(max(runs_width(line, style) for line in lines), height, cells)


def _cap(style: Style) -> float:
    return CAP_HEIGHT * style.small
