"""A reading of the curves at one time: crosshair, dots, and a card of survival, limits and number at risk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from explorer import text
from explorer.analyses.answers import ArmSurvival, SurvivalAnswer
from explorer.analyses.survival import readings as survival_readings
from ui.figures.canvas import Canvas
from ui.figures.figure import Run, Style, runs_width, text_width
from ui.figures.survival_layout import Layout


@dataclass(frozen=True, slots=True)
class ArmReading:
    """An arm's curve at a time; ``survival`` None beyond its follow-up, unless the question carries the last
    value on; limits None where there are none."""

    arm: ArmSurvival
    name: str
    survival: float | None
    lower: float | None
    upper: float | None
    at_risk: int

    @property
    def share(self) -> str:
        """``88.2%``, or that follow-up ended."""
        return "no follow-up" if self.survival is None else f"{text.percent(self.survival, 1)}%"

    @property
    def limits(self) -> str:
        """``81–93``."""
        if self.lower is None or self.upper is None:
            return text.NONE
        return text.interval(text.percent(self.lower), text.percent(self.upper))


def readings(layout: Layout, answer: SurvivalAnswer, months: float) -> list[ArmReading]:
    """Read all curves off at a time; arms without patients are left out."""
    found = []
    for arm, name in zip(answer.arms, layout.names, strict=True):
        if arm.curve is None:
            continue
        (at,) = survival_readings(arm.curve, (months,), answer.question)
        found.append(ArmReading(arm, name, at.survival, at.lower, at.upper, at.at_risk))
    return found


def reading_in_words(layout: Layout, answer: SurvivalAnswer, months: float) -> str:
    """The reading as a sentence, for a screen reader."""
    level = text.confidence(answer.question.conf_level)
    parts = [text.duration(months, answer.question.unit)]
    for reading in readings(layout, answer, months):
        limits = f", {level} {reading.limits}" if reading.lower is not None else ""
        parts.append(f"{reading.arm.arm.label} {reading.share}{limits}, {reading.at_risk} at risk")
    difference = _difference(answer, readings(layout, answer, months))
    return "; ".join([*parts, *([difference] if difference else [])])


def paint_landmark(painter: QPainter, layout: Layout, style: Style, months: float, unit: str) -> None:
    """Draw where a landmark that is being dragged would stand."""
    if layout.end <= 0:
        return
    canvas = Canvas(painter, style)
    x = layout.x(min(months, layout.end))
    canvas.vertical(x, layout.plot.top(), layout.plot.bottom(), style.ink, 2 * style.hairline)
    right = x > layout.plot.center().x()
    place = x + style.length(6, 3) * (-1 if right else 1)
    words = f"Landmark {text.duration(months, unit, 0 if unit == 'months' else 1)}"
    baseline = layout.plot.top() + layout.row
    canvas.text(place, baseline, words, weight=600, align="right" if right else "left", halo=True)


def paint_hover(
    painter: QPainter,
    layout: Layout,
    answer: SurvivalAnswer,
    style: Style,
    months: float,
    *,
    pinned: bool = False,
) -> None:
    """Draw the reading over a painted figure; ``pinned`` sets it off from one that follows the pointer."""
    if layout.end <= 0:
        return
    canvas = Canvas(painter, style)
    found = readings(layout, answer, months)
    x = layout.x(months)
    canvas.vertical(x, layout.plot.top(), layout.plot.bottom(), style.ink)
    for reading in found:
        if reading.survival is not None:
            fill = style.arm(reading.arm.arm.color)
            canvas.dot(x, layout.y(reading.survival), style.length(8, 4), fill, ring=style.length(1.5, 0.75))
    if layout.low:
        _paint_on_caption(canvas, layout, answer, months, found)
    else:
        _paint_card(canvas, layout, answer, months, found, pinned=pinned)


def _difference(answer: SurvivalAnswer, found: list[ArmReading]) -> str:
    """``Difference +13.3 points``; "" where the arms may not or cannot be compared."""
    shares = {reading.arm.arm.id: reading.survival for reading in found}
    compared, reference = answer.arms[answer.compare].arm, answer.arms[answer.reference].arm
    one, other = shares.get(compared.id), shares.get(reference.id)
    if not answer.comparable or one is None or other is None or compared.id == reference.id:
        return ""
    between = f" {compared.short} − {reference.short}"
    return f"Difference{between if len(answer.arms) > 2 else ''} {text.signed(100 * (one - other))} points"


def _caption_runs(
    answer: SurvivalAnswer, months: float, found: list[ArmReading], style: Style
) -> Iterator[list[Run]]:
    """The reading in one line, from long to short."""
    unit = {"months": "mo", "years": "yr"}[answer.question.unit]
    value = months / 12 if answer.question.unit == "years" else months
    for parts in (2, 1, 0):
        runs = [Run(f"{text.number(value, 1)} {unit}", style.ink, 600)]
        for reading in found:
            arm = reading.arm.arm
            runs += [Run("    "), Run(f"{arm.short}  ", style.arm_text(arm.color))]
            runs.append(Run(reading.share, style.arm_text(arm.color), 600))
            runs.append(Run(f" ({reading.limits})" if parts else "", style.ink2))
            runs.append(Run(f", {text.count(reading.at_risk)} at risk" if parts > 1 else "", style.ink2))
        yield runs


def _paint_on_caption(
    canvas: Canvas, layout: Layout, answer: SurvivalAnswer, months: float, found: list[ArmReading]
) -> None:
    style, plot = canvas.style, layout.plot
    caption = text_width(f"{answer.endpoint.caption} (%)", style)
    left = plot.left() - style.length(8, 4) - text_width("100", style) + caption + 2 * style.small
    baseline = plot.top() - style.length(9, 3.5)
    for runs in _caption_runs(answer, months, found, style):
        if runs_width(runs, style) <= layout.rect.right() - left:
            break
    ground = QRectF(0, 0, runs_width(runs, style) + style.small, 1.3 * style.small)
    ground.moveBottomRight(layout.rect.bottomRight())
    ground.moveTop(baseline - style.small)
    canvas.box(ground, fill=style.card)
    canvas.runs(layout.rect.right(), baseline, runs, align="right")


def _paint_card(
    canvas: Canvas,
    layout: Layout,
    answer: SurvivalAnswer,
    months: float,
    found: list[ArmReading],
    *,
    pinned: bool,
) -> None:
    style, row = canvas.style, layout.row + canvas.style.length(2, 1)
    gap, pad = style.length(12, 5), style.length(9, 4)
    headings = ("S(t)", text.confidence(answer.question.conf_level), "At risk")
    rows = [(reading.share, reading.limits, text.count(reading.at_risk)) for reading in found]
    names = max((text_width(reading.name, style, weight=600) for reading in found), default=0.0)
    widths = [
        max(text_width(line[k], style, weight=600) for line in (headings, *rows))
        for k in range(len(headings))
    ]
    difference = _difference(answer, found)
    width = max(names + sum(widths) + gap * len(widths), text_width(difference, style)) + 2 * pad
    height = row * (2 + len(found) + bool(difference)) + 2 * pad - style.length(3, 1.5)
    card = _card_place(layout, style, months, width, height, found)
    canvas.box(card, fill=style.card, edge=style.ink2 if pinned else style.line2, radius=style.length(4, 2))
    left, baseline = card.left() + pad, card.top() + pad + 0.8 * style.small
    pin = ", pinned" if pinned else ""
    canvas.text(left, baseline, text.duration(months, answer.question.unit) + pin, weight=600)
    edges = [left + names + sum(widths[: k + 1]) + gap * (k + 1) for k in range(len(widths))]
    for edge, heading in zip(edges, headings, strict=True):
        canvas.text(edge, baseline + row, heading, style.ink3, align="right")
    for k, (reading, cells) in enumerate(zip(found, rows, strict=True), start=2):
        canvas.text(left, baseline + k * row, reading.name, style.arm_text(reading.arm.arm.color), weight=600)
        for column, (edge, cell) in enumerate(zip(edges, cells, strict=True)):
            canvas.text(edge, baseline + k * row, cell, weight=400 if column else 600, align="right")
    canvas.text(left, baseline + (2 + len(found)) * row, difference, style.ink2)


def _card_place(
    layout: Layout, style: Style, months: float, width: float, height: float, found: list[ArmReading]
) -> QRectF:
    """Beside the crosshair, right of it where there is room, and below the curves where there is room."""
    plot, x, air = layout.plot, layout.x(months), style.length(9, 4)
    left = x + air if x + air + width <= layout.rect.right() else x - air - width
    left = max(left, layout.rect.left())
    last = layout.months(min(left + width, plot.right())) or layout.end
    curves = [reading.arm.curve for reading in found if reading.arm.curve is not None]
    lowest = min((float(curve.at(last).survival[0]) for curve in curves), default=1.0)
    top = min(layout.y(lowest) + 2 * air, plot.bottom() - height - air)
    return QRectF(left, max(top, plot.top()), width, height)
