"""Panels of rising curves beside each other: what they show, and where their parts stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, log
from typing import Literal, Protocol

import numpy as np
from PySide6.QtCore import QRectF

from explorer import text
from explorer.question.question import Unit, months_per
from explorer.study.study import Arm
from ui.figures.canvas import Floats
from ui.figures.figure import Style, nice_ticks, text_width
from ui.figures.step_curves import StepCurve
from ui.figures.survival_layout import Layout, arm_names, time_ticks
from ui.figures.text_block import Line

_LOG_TICKS = (0.03, 0.1, 0.25, 0.5, 1, 2, 3, 6, 12, 24, 36, 60, 120, 240)  # months
_LOG_YEARS = (0.003, 0.01, 0.03, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 20)


class AtRisk(Protocol):
    """What is read off a curve at times: the patients at risk."""

    @property
    def at_risk(self) -> np.ndarray[tuple[int, ...], np.dtype[np.integer]]: ...


class Counted(Protocol):
    """A curve that knows the patients at risk at any time."""

    def at(self, times: Sequence[float]) -> AtRisk: ...


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis of height from ``low`` to ``high``, of shares in 0..1 (written in percent) or of numbers."""

    low: float
    high: float
    kind: Literal["share", "number"] = "share"

    def ticks(self, most: int) -> tuple[float, ...]:
        """At most so many ticks between the ends."""
        return tuple(nice_ticks(self.low, self.high, most))

    def tick_label(self, value: float) -> str:
        """A tick in words: ``40`` for a share of 0.4."""
        return (
            f"{text.number(100 * value, 6) if self.kind == 'share' else text.number(value, 6)}".rstrip(
                "0"
            ).rstrip(".")
            or "0"
        )

    def written(self, value: float, digits: int | None = None) -> str:
        """A value in words: ``13.7%`` or ``0.24``."""
        if self.kind == "share":
            return f"{text.percent(value, 1 if digits is None else digits)}%"
        return text.number(value, 2 if digits is None else digits)


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """One panel: its curves, one an arm, None without patients.

    ``marks`` are each arm's words beside its curve at the landmark, "" for none. ``columns`` (heading, a
    text for each arm) and ``lines`` fill the block of results; ``short_lines`` where it has little room.
    """

    title: str
    caption: str
    scale: Scale
    curves: tuple[StepCurve | None, ...]
    marks: tuple[str, ...]
    columns: tuple[tuple[str, tuple[str, ...]], ...]
    lines: tuple[Line, ...]
    short_lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, eq=False)
class PanelFigure:
    """A figure of panels that share arms, axis of time, and numbers at risk (``counts``, one an arm).

    The axis ends at ``end`` months; ``first`` is 0, or for a logarithmic axis the month where it begins.
    ``empty`` says why there is nothing to draw, else "". ``carried``: past an arm's last follow-up its last
    values are read off.
    """

    arms: tuple[Arm, ...]
    counts: tuple[Counted | None, ...]
    panels: tuple[Panel, ...]
    end: float
    unit: Unit
    time_title: str
    landmark: float | None
    synthetic: bool
    first: float = 0.0
    empty: str = ""
    carried: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class PanelLayout(Layout):
    """The places of one panel; ``last_row``: numbers at risk stand under it, ``names_left``: with names."""

    scale: Scale = Scale(0.0, 1.0)
    first: float = 0.0
    last_row: bool = True
    names_left: bool = True

    def x(self, months: float) -> float:
        """The place of a time."""
        if not self.first:
            return self.plot.left() + self.plot.width() * months / self.end
        return self.plot.left() + self.plot.width() * self._logarithm(months)

    def y(self, share: float) -> float:
        """The height of a value."""
        span = self.scale.high - self.scale.low
        return self.plot.bottom() - self.plot.height() * (share - self.scale.low) / span

    def xs(self, months: Floats) -> Floats:
        """The places of times."""
        if not self.first:
            return self.plot.left() + self.plot.width() / self.end * months
        return np.array([self.x(month) for month in months.tolist()], dtype=np.float64)

    def ys(self, share: Floats) -> Floats:
        """The heights of values."""
        span = self.scale.high - self.scale.low
        return self.plot.bottom() - self.plot.height() * (share - self.scale.low) / span

    def months(self, x: float) -> float | None:
        """The time at a place, None beside the plot."""
        if self.end <= 0 or not self.plot.left() - 1 <= x <= self.plot.right() + 1:
            return None
        share = min(max((x - self.plot.left()) / self.plot.width(), 0.0), 1.0)
        if not self.first:
            return share * self.end
        return self.first * exp(share * log(self.end / self.first))

    def _logarithm(self, months: float) -> float:
        if months == inf:
            return inf
        return log(max(months, self.first) / self.first) / log(self.end / self.first)


def lay_out_panels(rect: QRectF, figure: PanelFigure, style: Style) -> tuple[PanelLayout, ...]:
    """Divide a rectangle into panels of one size, as many in a row as have room."""
    names = arm_names(list(figure.arms), rect.width() / len(figure.panels), style)
    row = round(1.36 * style.small) if not style.is_print else 1.36 * style.small
    counts = text_width("0000", style)
    ticks = _tick_width(figure, style) + style.length(12, 5.5)
    left = ticks
    if style.at_risk:
        left = max(left, max(text_width(name, style) for name in names) + counts / 2 + style.length(10, 4))
    across = columns_of(figure, rect.width(), style)
    down = -(-len(figure.panels) // across)
    right, gap = counts / 2 + style.length(2, 1), style.length(18, 8)
    width = (rect.width() - left - across * right - (across - 1) * (ticks + gap)) / across
    top = top_of_plot(figure, style, row)
    below = [below_panel(figure, style, row, last=k == down - 1) for k in range(down)]
    between = style.length(8, 4)
    height = (rect.height() - down * top - sum(below) - (down - 1) * between) / down
    places = []
    for k in range(len(figure.panels)):
        line, column = divmod(k, across)
        x = rect.left() + left + column * (width + right + ticks + gap)
        y = rect.top() + top + line * (height + top + between) + sum(below[:line])
        plot = QRectF(x, y, max(width, 1.0), max(height, 1.0))
        outer = QRectF(x - ticks, y - top, width + ticks + right, height + top + below[line])
        if column == 0:
            outer.setLeft(rect.left())
        places.append(
            _place(outer, plot, figure, figure.panels[k], names, row, style, line == down - 1, column)
        )
    return tuple(places)


def _place(
    outer: QRectF,
    plot: QRectF,
    figure: PanelFigure,
    panel: Panel,
    names: tuple[str, ...],
    row: float,
    style: Style,
    last: bool,
    column: int,
) -> PanelLayout:
    if not style.is_print:
        plot = QRectF(plot.toRect())
    gap = text_width("0000", style) + 0.6 * style.small
    return PanelLayout(
        rect=outer,
        plot=plot,
        end=figure.end,
        ticks=_log_ticks(figure, plot.width(), gap)
        if figure.first
        else time_ticks(figure.end, figure.unit, plot.width(), gap),
        names=names,
        low=plot.height() < style.length(150, 60),
        row=row,
        scale=panel.scale,
        first=figure.first,
        last_row=last,
        names_left=column == 0,
    )


def columns_of(figure: PanelFigure, width: float, style: Style) -> int:
    """How many panels stand in a row."""
    return max(min(len(figure.panels), int(width / style.length(330, 220))), 1)


def top_of_plot(figure: PanelFigure, style: Style, row: float) -> float:
    """The height of title and caption over a plot."""
    title = 1.35 * row if any(panel.title for panel in figure.panels) else 0.0
    return title + 0.9 * row + style.length(9, 3.5)


def below_panel(figure: PanelFigure, style: Style, row: float, *, last: bool) -> float:
    """The height of axis, title of the axis, and in the last row the numbers at risk."""
    rows = len(figure.arms) if style.at_risk and last else 0
    return (
        style.length(9, 3.5) + 0.72 * style.small + style.length(7, 3) + row * (1 + rows) + style.length(2, 1)
    )


def first_of_log_axis(times: Sequence[float], unit: Unit) -> float:
    """Where a logarithmic axis of time begins: the last usual tick before the first of the times."""
    scale = months_per(unit)
    ticks = [tick * scale for tick in (_LOG_YEARS if unit == "years" else _LOG_TICKS)]
    earliest = min(times, default=1.0)
    return max((tick for tick in ticks if tick <= earliest), default=ticks[0])


def _log_ticks(figure: PanelFigure, width: float, gap: float) -> tuple[float, ...]:
    scale = months_per(figure.unit)
    found: list[float] = []
    for tick in (each * scale for each in (_LOG_YEARS if figure.unit == "years" else _LOG_TICKS)):
        if not figure.first * 0.999 <= tick <= figure.end * 1.001:
            continue
        distance = width / log(figure.end / figure.first)
        if not found or distance * log(tick / found[-1]) >= gap:
            found.append(tick)
    return tuple(found)


def _tick_width(figure: PanelFigure, style: Style) -> float:
    return max(
        (text_width(p.scale.tick_label(tick), style) for p in figure.panels for tick in p.scale.ticks(5)),
        default=0.0,
    )
