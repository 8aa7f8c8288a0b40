"""The figure of competing risks: a panel for each cause with its cumulative incidence by arm."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from explorer import text
from explorer.analyses.answers import HazardRatio
from explorer.analyses.competing_answers import ArmCause, ArmIncidence, CauseComparison, CompetingAnswer
from explorer.analyses.survival import few_left_from
from explorer.results.methods import competing_method
from ui.figures.canvas import Canvas
from ui.figures.curve_panels import Panel, PanelFigure, PanelLayout, Scale
from ui.figures.figure import Run, Style, print_style, wrapped
from ui.figures.footer import footer, multiplicity, notes_height, paint_notes
from ui.figures.panel_height import panels_height
from ui.figures.panel_paint import paint_panels
from ui.figures.step_curves import StepCurve
from ui.figures.text_block import Line

_HEIGHTS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8)


def paint(painter: QPainter, rect: QRectF, answer: CompetingAnswer, style: Style) -> tuple[PanelLayout, ...]:
    """Draw the figure over its notes into a rectangle of painter units; returns where the panels stand."""
    above = paint_notes(Canvas(painter, style), rect, _note_lines(answer, rect.width(), style))
    return paint_panels(painter, above, panels(answer, style), style)


def natural_height(answer: CompetingAnswer, width: float, style: Style) -> float:
    """The height in print units at which a figure of that width looks best."""
    notes = notes_height(_note_lines(answer, width, style), style)
    return panels_height(panels(answer, style), width, style) + notes


def _note_lines(answer: CompetingAnswer, width: float, style: Style) -> list[str]:
    """What stands under the figure as lines; on the screen it stands beside it."""
    if not answer.n:
        return []
    notes = footer(answer, competing_method(answer), *answer.notes, *multiplicity(answer))
    return wrapped(" ".join(notes), width, style)


def panels(answer: CompetingAnswer, style: Style) -> PanelFigure:
    """What the figure shows."""
    drawn = any(arm.curve is not None and len(arm.curve.time) for arm in answer.arms)
    end = answer.horizon if answer.horizon > 0 else 12.0
    scale = _scale(answer, end)
    return PanelFigure(
        arms=tuple(arm.arm for arm in answer.arms),
        counts=tuple(arm.curve for arm in answer.arms),
        panels=tuple(_panel(answer, index, end, scale, style) for index in range(len(answer.risks.causes)))
        if drawn
        else (),
        end=end,
        unit=answer.question.unit,
        time_title=f"{answer.question.unit.capitalize()} since {origin(answer)}",
        landmark=answer.question.landmark,
        synthetic=answer.synthetic,
        empty="" if drawn else "No patients match",
        carried=answer.question.past_last == "carried",
    )


def origin(answer: CompetingAnswer) -> str:
    """What the time is counted from, as a word in a sentence."""
    if not answer.risks.start:
        return "randomization"
    label = answer.study.field(answer.risks.start).label.lower()
    return label.removeprefix("date of ").removesuffix(" date") or "randomization"


def _scale(answer: CompetingAnswer, end: float) -> Scale:
    if answer.question.competing.axis == "full":
        return Scale(0.0, 1.0)
    highest = max(
        (
            float(curve.incidence[:, curve.time <= end].max(initial=0.0))
            for arm in answer.arms
            if (curve := arm.curve) is not None
        ),
        default=1.0,
    )
    return Scale(0.0, next((height for height in _HEIGHTS if height >= 1.7 * highest), 1.0))


def _panel(answer: CompetingAnswer, index: int, end: float, scale: Scale, style: Style) -> Panel:
    comparison = answer.comparisons[index]
    arms = [(arm, arm.causes[index]) for arm in answer.arms]
    when, level = text.at_time(answer.question.landmark), text.confidence(answer.question.conf_level)
    events = tuple(f"{text.count(each.events)}/{text.count(arm.n)}" for arm, each in arms)
    shares = tuple(share(each, percent_digits(answer)) if arm.n else text.NONE for arm, each in arms)
    return Panel(
        title=comparison.cause.label,
        caption="Cumulative incidence (%)",
        scale=scale,
        curves=tuple(_curve(arm, index, end, scale) for arm in answer.arms),
        marks=tuple(_mark(each, percent_digits(answer)) if arm.n else "" for arm, each in arms),
        columns=(("Events/n", events), (f"{when}, % ({level})", shares)),
        lines=tuple(_lines(answer, comparison, style, level, short=False)),
        short_lines=tuple(_lines(answer, comparison, style, level, short=True)),
    )


def _curve(arm: ArmIncidence, index: int, end: float, scale: Scale) -> StepCurve | None:
    curve = arm.curve
    if curve is None or not len(curve.time):
        return None
    stop = int(np.searchsorted(curve.time, end, side="right"))
    steps = np.flatnonzero(curve.events[index, :stop] > 0)
    limits = (np.minimum(limit[index, steps], scale.high) for limit in (curve.lower, curve.upper))
    lower, upper = limits
    none = np.zeros(0)
    return StepCurve(
        time=curve.time[steps],
        value=curve.incidence[index, steps],
        lower=lower,
        upper=upper,
        censored=none,
        censored_value=none,
        end=min(float(curve.time[-1]), end),
        start=0.0,
        fades=few_left_from(curve.time, curve.at_risk, curve.n),
    )


def percent_digits(answer: CompetingAnswer) -> int:
    """Decimals of percentages: one from 200 patients an arm on."""
    return 1 if all(arm.n >= 200 for arm in answer.arms if arm.n) else 0


def share(each: ArmCause, digits: int) -> str:
    """``14 (8–21)`` at the landmark; in words where the follow-up ends before."""
    reading = each.at_landmark
    if reading.incidence is None:
        return "not reached in follow-up" if reading.beyond else "not estimable"
    return text.percent_interval(reading.incidence, reading.lower, reading.upper, digits)


def _mark(each: ArmCause, digits: int) -> str:
    incidence = each.at_landmark.incidence
    return "" if incidence is None else f"{text.percent(incidence, digits)}%"


def _lines(
    answer: CompetingAnswer, comparison: CauseComparison, style: Style, level: str, *, short: bool
) -> Iterator[Line]:
    """Gray's test and both kinds of hazard ratio, or why they are not shown."""
    if not answer.comparable:
        yield (Run("P values not shown: not randomized", style.ink2),)
        return
    test = comparison.gray.test
    words = text.p_equals(test.p) if test else "not estimable"
    yield (Run(f"Gray's test {words}" if short else f"Gray's test, {words}", style.ink2),)
    kinds = (("Cause-specific HR", "csHR"), ("Subdistribution HR", "sdHR"))
    for (long, brief), ratios in zip(
        kinds, (comparison.cause_specific, comparison.subdistribution), strict=True
    ):
        for arm, ratio in zip(answer.arms, ratios, strict=True):
            if ratio is not None:
                name = brief if short else long
                if len(answer.arms) > 2:
                    name = f"{arm.arm.short}: {name}"
                yield _ratio(name, ratio, level, style, short)


def _ratio(name: str, ratio: HazardRatio, level: str, style: Style, short: bool) -> Line:
    if ratio.value is None:
        return (Run(f"{name} not estimable", style.ink2, italic=True),)
    limits = text.interval(text.ratio(ratio.lower), text.ratio(ratio.upper))
    return (
        Run(f"{name} ", None if not short else style.ink2),
        Run(f"{text.ratio(ratio.value)} ({limits if short else f'{level} {limits}'})", None, 600),
    )


def in_words(answer: CompetingAnswer) -> str:
    """The figure as sentences, for a screen reader."""
    if not answer.n:
        return "No patients match."
    figure = panels(answer, print_style())
    parts = []
    for panel in figure.panels:
        parts.append(panel.title)
        for arm, events, at_landmark in zip(
            answer.arms, panel.columns[0][1], panel.columns[1][1], strict=True
        ):
            when = panel.columns[1][0].replace(", %", " in percent")
            parts.append(f"{arm.arm.label}: events {events}, {when} {at_landmark}")
        parts += ["".join(run.text for run in line) for line in panel.lines]
    return ". ".join(parts) + "."
