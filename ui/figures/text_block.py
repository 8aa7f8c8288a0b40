"""A block of results inside a plot: rows and lines of text, and the free place where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import inf

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from ui.figures.canvas import Align, Canvas
from ui.figures.curve_labels import DESCENT, Places
from ui.figures.figure import CAP_HEIGHT, Run, Style, runs_width
from ui.figures.survival_layout import Layout

Line = tuple[Run, ...]

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


def paint_block(canvas: Canvas, layout: Layout, forms: Iterable[Block], places: Places) -> QRectF:
    """Draw the first form, from large to small, that has a free place; returns where."""
    block, rect = _best(layout, forms, places, canvas.style)
    pad = canvas.style.length(3, 2)
    ground = QColor(canvas.style.card)
    ground.setAlpha(_BACKING_ALPHA)
    canvas.box(rect.adjusted(-pad, -pad, pad, pad), fill=ground)
    block.paint(canvas, rect)
    return rect


def _best(layout: Layout, forms: Iterable[Block], places: Places, style: Style) -> tuple[Block, QRectF]:
    """The first form with a free place beside the landmark line, else the one that covers least."""
    best, least = None, inf
    for block in forms:
        corners = _corners(layout, block, style, places.rising)
        for rect in corners:
            if rect.left() < layout.plot.left() or rect.top() < layout.plot.top():
                continue
            cost = places.cost(rect)
            if cost < _FREE:
                return block, rect
            if cost < least:
                best, least = (block, rect), cost
    return best or (block, corners[0])


def _corners(layout: Layout, block: Block, style: Style, rising: bool) -> list[QRectF]:
    """Bottom left, top right, bottom right; for rising curves top left, bottom right, top right."""
    pad = style.length(10, 4)
    plot = layout.plot.adjusted(pad, pad, -style.length(2, 1), -pad)
    left, right = plot.left(), plot.right() - block.width
    top, bottom = plot.top(), plot.bottom() - block.height
    falling = [(left, bottom), (right, top), (right, bottom)]
    corners = [(left, top), (right, bottom), (right, top)] if rising else falling
    return [QRectF(x, y, block.width, block.height) for x, y in corners]


def table_block(
    labels: Sequence[Run],
    columns: Iterable[tuple[str, Sequence[str]]],
    lines: Callable[[float], Sequence[Line]],
    row: float,
    style: Style,
) -> Block:
    """A row a label, and under a rule the ``lines`` for the width of the table.

    ``columns`` are a heading and a text for each label; those without any text are left out, and those
    headed "…/n" are set flush right.
    """
    gap = style.length(10, 5)
    x = max(runs_width((label,), style) for label in labels)
    cells = [Cell(0, row * (k + 1) + _cap(style), (label,)) for k, label in enumerate(labels)]
    for heading, texts in columns:
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
    below = list(lines(x))
    x = max(x, *(runs_width(line, style) for line in below)) if below else x
    top = row * (len(labels) + 1) + style.length(4, 2)
    cells += [Cell(0, top + row * k + _cap(style), line) for k, line in enumerate(below)]
    height = top + row * (len(below) - 1) + (CAP_HEIGHT + DESCENT) * style.small
    return Block(x, height, tuple(cells), rule=top - style.length(4, 2) - row / 8 if below else None)


def stacked(lines: Sequence[Line], row: float, style: Style) -> Block:
    """Lines of text, one below the other."""
    cells = tuple(Cell(0, row * k + _cap(style), line) for k, line in enumerate(lines))
    height = row * (len(lines) - 1) + (CAP_HEIGHT + DESCENT) * style.small
    return Block(max(runs_width(line, style) for line in lines), height, cells)


def _cap(style: Style) -> float:
    return CAP_HEIGHT * style.small
