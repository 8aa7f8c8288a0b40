"""The block of results inside a Kaplan–Meier plot: its words, its forms from large to small, its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf
from typing import Literal

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from explorer import text
from explorer.analyses.answers import ArmSurvival, HazardRatio, SurvivalAnswer
from ui.figures.canvas import Align, Canvas
from ui.figures.curve_labels import DESCENT, Places
from ui.figures.figure import CAP_HEIGHT, Run, Style, runs_width, wrapped
from ui.figures.survival_layout import Layout

Column = Literal["events", "landmark", "median", "ratio"]
Form = Literal["long", "lines", "flow"]
"""Wording in full, in short lines, or in one line."""

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
    for heading, texts in (_column(answer, name) for name in columns):
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
    lines += _follow_up(answer, style) if len(columns) > 1 else ()
    x = max(x, *(runs_width(line, style) for line in lines)) if lines else x
    top = row * (len(labels) + 1) + style.length(4, 2)
    cells += [Cell(0, top + row * k + _cap(style), line) for k, line in enumerate(lines)]
    height = top + row * (len(lines) - 1) + (CAP_HEIGHT + DESCENT) * style.small
    return Block(x, height, tuple(cells), rule=top - style.length(4, 2) - row / 8 if lines else None)


def _column(answer: SurvivalAnswer, name: Column) -> tuple[str, list[str]]:
    """A column's heading and its text for each arm; all empty when there is nothing to say."""
    arms, level = answer.arms, text.confidence(answer.question.conf_level)
    if name == "events":
        return events_heading(answer), [f"{text.count(arm.events)}/{text.count(arm.n)}" for arm in arms]
    if name == "landmark":
        return landmark_heading(answer), [landmark_share(arm, percent_digits(answer)) for arm in arms]
    if name == "median":
        reached = any(arm.median.value is not None for arm in arms)
        return f"Median ({level})", [median(arm, answer) if reached else "" for arm in arms]
    ratios = [_ratio_cell(hr) for hr in answer.hazard_ratios]
    return f"HR ({level})", ratios


def _ratio_cell(hr: HazardRatio | None) -> str:
    if hr is None:
        return "reference"
    return "not estimable" if hr.value is None else text.ratio_interval(hr.value, hr.lower, hr.upper)


def _lines(answer: SurvivalAnswer, layout: Layout, style: Style) -> Block:
    """Hazard ratio, P and events, a line each."""
    width = layout.plot.width() * 0.55
    lines = [*comparison_lines(answer, style, width, form="lines"), _events(answer, style)]
    return _stacked(lines, layout.row, style)


def _flowing(answer: SurvivalAnswer, layout: Layout, style: Style) -> Block:
    """The same in one line, or in as many as the width needs."""
    width = layout.plot.width() - style.length(24, 10)
    rows: list[tuple[Run, ...]] = []
    for line in (*comparison_lines(answer, style, width, form="flow"), _events(answer, style)):
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


def _events(answer: SurvivalAnswer, style: Style) -> tuple[Run, ...]:
    arms = [arm for arm in answer.arms if arm.n]
    runs = [Run(f"{answer.endpoint.plural.capitalize()} ", style.ink2)]
    for index, arm in enumerate(arms):
        runs += [Run(" vs ", style.ink2)] if index else []
        runs.append(Run(text.count(arm.events), style.arm_text(arm.arm.color), 600))
    return tuple(runs)


def comparison_lines(
    answer: SurvivalAnswer, style: Style, width: float, *, form: Form, tabled: bool = False
) -> Iterator[tuple[Run, ...]]:
    """Hazard ratios, unless they are ``tabled``, and P; or in words why they are not shown."""
    for arm, hr in zip(answer.arms, answer.hazard_ratios, strict=True):
        if hr is not None and not (tabled and hr.value is not None):
            yield from _hazard_ratio(answer, arm, hr, style, width, form)
    if not answer.comparable:
        yield (Run("P values not shown: not randomized", style.ink2),)
    elif answer.logrank is not None:
        p, how = text.p_equals(answer.logrank.p), _how(answer).capitalize()
        if len(answer.arms) > 2 or form == "long":
            yield (Run(f"{how} log-rank {p}", style.ink2),)
        else:
            yield (Run(p if form == "flow" else f"{how}; log-rank {p}", style.ink2),)


def _follow_up(answer: SurvivalAnswer, style: Style) -> Iterator[tuple[Run, ...]]:
    if answer.follow_up.value is not None:
        value = text.duration(answer.follow_up.value, answer.question.unit)
        yield (Run(f"Median follow-up {value}", style.ink2),)


def _hazard_ratio(
    answer: SurvivalAnswer, arm: ArmSurvival, hr: HazardRatio, style: Style, width: float, form: Form
) -> Iterator[tuple[Run, ...]]:
    many = len(answer.arms) > 2
    reference = answer.arms[answer.reference].arm
    against = f"{arm.arm.short or arm.arm.label} vs {reference.short or reference.label}: " if many else ""
    if hr.value is None:
        why = hr.not_estimable or "not estimable"
        sentence = why if why.lower().startswith(("hr", "hazard")) else f"Hazard ratio {why}"
        for line in wrapped(against + sentence, max(width, 16 * style.small), style):
            yield (Run(line, style.ink2, italic=True),)
        return
    limits = text.interval(text.ratio(hr.lower), text.ratio(hr.upper))
    value = f"{text.ratio(hr.value)} ({text.confidence(answer.question.conf_level)} {limits})"
    how = _how(answer)
    if many:
        yield Run(against, style.arm_text(arm.arm.color), 600), Run(f"HR {value}", None, 600)
    elif form == "long":
        yield (Run(f"{how.capitalize()} hazard ratio {value}", None, 600),)
    else:
        told = form == "lines" and answer.comparable and answer.logrank is not None  # beside P
        yield Run(f"HR {value}", None, 600), Run("" if told else f", {how}", style.ink2)


def _how(answer: SurvivalAnswer) -> str:
    return "stratified" if answer.strata_labels else "unstratified"


def percent_digits(answer: SurvivalAnswer) -> int:
    """Decimals of percentages: one from 200 patients an arm on."""
    return 1 if all(arm.n >= 200 for arm in answer.arms if arm.n) else 0


def events_heading(answer: SurvivalAnswer) -> str:
    """``Deaths/n``."""
    plural = answer.endpoint.plural
    return f"{plural.capitalize() if len(plural) <= 9 else 'Events'}/n"


def landmark_heading(answer: SurvivalAnswer) -> str:
    """``3-yr OS, % (95% CI)``."""
    when = text.at_time(answer.question.landmark)
    return f"{when} {answer.endpoint.id}, % ({text.confidence(answer.question.conf_level)})"


def landmark_share(arm: ArmSurvival, digits: int) -> str:
    """``85 (77–91)``; in words where the arm's follow-up ends before."""
    reading = arm.at_landmark
    if not arm.n:
        return text.NONE
    if reading.survival is None:
        return "not reached in follow-up" if reading.beyond else "not estimable"
    if reading.lower is None or reading.upper is None:
        return f"{text.percent(reading.survival, digits)} (no interval)"
    return text.percent_interval(reading.survival, reading.lower, reading.upper, digits)


def median(arm: ArmSurvival, answer: SurvivalAnswer) -> str:
    """``24.0 (18.2–NR)`` in the unit of the question; ``NR``: not reached."""
    scale = 12.0 if answer.question.unit == "years" else 1.0
    value, lower, upper = (
        text.reached(None if limit is None else limit / scale)
        for limit in (arm.median.value, arm.median.lower, arm.median.upper)
    )
    return value if arm.median.value is None else f"{value} ({text.interval(lower, upper)})"
