"""Where the parts of a Kaplan–Meier figure stand, and what place on it is what time."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import floor, log

from PySide6.QtCore import QRectF

from explorer import text
from explorer.analyses.answers import SurvivalAnswer
from explorer.analyses.extended_answers import LandmarkSurvival
from explorer.question.question import MONTHS_PER_YEAR, Unit, months_per
from explorer.study.study import Arm
from ui.figures.canvas import Floats
from ui.figures.figure import Style, text_width
from ui.figures.survival_words import cohort_lines
from ui.figures.time_origin import time_origin

_STEPS = (0.25, 0.5, 1, 2, 3, 6, 12, 24, 36, 60, 120, 240)  # months
_YEAR_STEPS = (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20)
_FEWEST, _MOST = 4, 9  # ticks


@dataclass(frozen=True, slots=True)
class Placed:
    """A text that stands inside the plot, and the box it fills."""

    text: str
    box: QRectF


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """The places of a painted figure, in painter units.

    ``plot`` spans 0 to ``end`` months and 0 to 100 %; ``end`` is 0 when nothing could be drawn. ``ticks``
    are in months. ``low`` says that the plot has no room for a card over the curves. ``names`` are the
    arms' names as they fit. ``labels`` and ``block`` are filled once the curves are painted.
    """

    rect: QRectF
    plot: QRectF
    end: float
    ticks: tuple[float, ...]
    names: tuple[str, ...]
    low: bool
    row: float
    labels: tuple[Placed, ...] = field(default=())
    block: QRectF | None = None

    def x(self, months: float) -> float:
        """The place of a time."""
        return self.plot.left() + self.plot.width() * months / self.end

    def y(self, share: float) -> float:
        """The height of a survival in 0..1."""
        return self.plot.bottom() - self.plot.height() * share

    def xs(self, months: Floats) -> Floats:
        """The places of times."""
        return self.plot.left() + self.plot.width() / self.end * months

    def ys(self, share: Floats) -> Floats:
        """The heights of survivals in 0..1."""
        return self.plot.bottom() - self.plot.height() * share

    def months(self, x: float) -> float | None:
        """The time at a place, None beside the plot."""
        if self.end <= 0 or not self.plot.left() - 1 <= x <= self.plot.right() + 1:
            return None
        share = (x - self.plot.left()) / self.plot.width()
        return min(max(share, 0.0), 1.0) * self.end


def lay_out(rect: QRectF, answer: SurvivalAnswer, style: Style) -> Layout:
    """Divide a rectangle into caption, plot, axis and number-at-risk table."""
    end = _end(answer)
    names = arm_names([arm.arm for arm in answer.arms], rect.width(), style)
    row = round(1.36 * style.small) if not style.is_print else 1.36 * style.small
    counts = text_width(text.count(max((arm.n for arm in answer.arms), default=0)), style)
    counts = max(counts, text_width("000", style))
    left = text_width("100", style) + style.length(12, 5.5)
    if style.at_risk:
        longest = max((text_width(name, style) for name in names), default=0.0)
        left = max(left, longest + counts / 2 + style.length(10, 4))
    top = 0.9 * row + style.length(9, 3.5)
    plot = QRectF(
        rect.left() + left,
        rect.top() + top,
        rect.width() - left - counts / 2 - style.length(2, 1),
        rect.height() - top - below_plot(answer, style, row, rect.width()),
    )
    if not style.is_print:
        plot = QRectF(plot.toRect())
    ticks = time_ticks(end, answer.question.unit, plot.width(), counts + 1.1 * style.small)
    low = plot.height() < style.length(190, 70)
    return Layout(rect, plot, end, ticks, names, low, row)


def _end(answer: SurvivalAnswer) -> float:
    if not any(arm.curve is not None and len(arm.curve.time) for arm in answer.arms):
        return 0.0
    return answer.horizon if answer.horizon > 0 else MONTHS_PER_YEAR  # nobody was followed beyond time 0


def below_plot(answer: SurvivalAnswer, style: Style, row: float, width: float) -> float:
    """The height of axis, title, number-at-risk table, and the note on the patients."""
    rows = (len(answer.arms) if style.at_risk else 0) + len(cohort_lines(answer, style, width))
    return (
        style.length(9, 3.5) + 0.72 * style.small + style.length(7, 3) + row * (1 + rows) + style.length(2, 1)
    )


def arm_names(arms: list[Arm], width: float, style: Style) -> tuple[str, ...]:
    """The arms' labels, their short names in a narrow figure."""
    narrow = width < style.length(720, 300)
    return tuple(arm.short if narrow and arm.short else arm.label for arm in arms)


def time_ticks(end: float, unit: Unit, width: float, gap: float) -> tuple[float, ...]:
    """Ticks in months from 0 to ``end``, at least ``gap`` apart: 4 to 9, and nearly yearly where possible."""
    if end <= 0:
        return ()
    scale = months_per(unit)
    steps = [step * scale for step in (_YEAR_STEPS if unit == "years" else _STEPS)]
    possible = [step for step in steps if width * step / end >= gap] or [end]
    step = min(
        possible, key=lambda step: (_too_many_or_few(_ticks(end, step)), abs(log(step / MONTHS_PER_YEAR)))
    )
    return tuple(step * k for k in range(_ticks(end, step)))


def _ticks(end: float, step: float) -> int:
    return floor(end / step + 1e-9) + 1


def _too_many_or_few(ticks: int) -> int:
    return max(_FEWEST - ticks, ticks - _MOST, 0)


def time_label(months: float, unit: Unit) -> str:
    """A tick's label in the unit, with decimals only where it has some."""
    value = months / months_per(unit)
    digits = next(digits for digits in (0, 1, 2) if digits == 2 or abs(round(value, digits) - value) < 1e-9)
    return text.number(value, digits)


def origin(answer: SurvivalAnswer) -> str:
    """What the time of the curves is counted from, as words in a sentence."""
    start = time_origin(answer.study, answer.endpoint)
    if isinstance(answer, LandmarkSurvival):
        length = time_label(answer.month, answer.question.unit)
        unit = answer.question.unit[:-1] if length == "1" else answer.question.unit
        return f"the landmark ({length} {unit} after {start})"
    return start
