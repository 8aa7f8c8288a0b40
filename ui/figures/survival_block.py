"""The results inside a Kaplan–Meier plot: the forms of their block from large to small."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from explorer import text
from explorer.analyses.answers import SurvivalAnswer
from ui.figures.figure import Run, Style, runs_width
from ui.figures.survival_layout import Layout
from ui.figures.survival_words import (
    Column,
    Form,
    column_texts,
    comparison_lines,
    events_line,
    follow_up_lines,
)
from ui.figures.text_block import Block, Line, stacked, table_block


def block_forms(layout: Layout, answer: SurvivalAnswer, style: Style) -> Iterator[Block]:
    """The forms from large to small, those that the plot has room for."""
    short = [arm.arm.short for arm in answer.arms]
    many = len(answer.arms) > 2
    read: tuple[Column, ...] = ("landmark",) if answer.question.landmark > 0 else ()
    every: tuple[Column, ...] = ("events", *read, "median", *(("ratio",) if many else ()))
    if not layout.low and layout.plot.width() >= style.length(300, 260):
        yield _table(answer, layout.names, every, layout.row, style, "long")
        yield _table(answer, short, every, layout.row, style, "lines")
        yield _table(
            answer, short, tuple(name for name in every if name != "median"), layout.row, style, "lines"
        )
    if not layout.low and many:
        yield _table(answer, short, ("events", "ratio"), layout.row, style, "lines")
        yield _table(answer, short, ("ratio",), layout.row, style, "lines")
    elif not layout.low:
        yield _lines(answer, layout, style)
    yield _flowing(answer, layout, style)
    if many:
        yield _brief(answer, layout, style)


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

    def lines(width: float) -> list[Line]:
        compared = comparison_lines(answer, style, width, form=form, tabled="ratio" in columns)
        return [*compared, *(follow_up_lines(answer, style) if len(columns) > 1 else ())]

    return table_block(labels, (column_texts(answer, name) for name in columns), lines, row, style)


def _lines(answer: SurvivalAnswer, layout: Layout, style: Style) -> Block:
    """Hazard ratio, P and events, a line each."""
    width = layout.plot.width() * 0.55
    lines = [*comparison_lines(answer, style, width, form="lines"), events_line(answer, style)]
    return stacked(lines, layout.row, style)


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
    return stacked(rows, layout.row, style)


def _brief(answer: SurvivalAnswer, layout: Layout, style: Style) -> Block:
    """The hazard ratios in the colours of their arms, and P: for a plot in which the curves leave no room."""
    runs = [Run("HR ", style.ink2)]
    for arm, hr in zip(answer.arms, answer.hazard_ratios, strict=True):
        if hr is not None:
            runs += [Run(", ", style.ink2)] if len(runs) > 1 else []
            value = "not estimable" if hr.value is None else text.ratio(hr.value)
            runs.append(Run(value, style.arm_text(arm.arm.color), 600))
    if answer.comparable and answer.logrank is not None:
        runs.append(Run(f"    {text.p_equals(answer.logrank.p)}", style.ink2))
    return stacked([tuple(runs)], layout.row, style)
