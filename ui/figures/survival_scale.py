"""The curves of survival on another scale: 1 − S, the cumulative hazard, or log(−log S) over log time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from explorer import text
from explorer.analyses.answers import ArmSurvival
from explorer.analyses.extended_answers import ArmExtended, ExtendedSurvivalAnswer
from explorer.analyses.survival import few_left_from
from explorer.question.options import Display
from explorer.results.methods import scaled_curves_method
from explorer.survival.km import KaplanMeier
from ui.figures.canvas import Canvas, Floats
from ui.figures.curve_panels import Panel, PanelFigure, PanelLayout, Scale, first_of_log_axis
from ui.figures.figure import Run, Style, nice_ticks, print_style, wrapped
from ui.figures.footer import footer, multiplicity, notes_height, paint_notes
from ui.figures.panel_height import panels_height
from ui.figures.panel_paint import paint_panels
from ui.figures.step_curves import StepCurve
from ui.figures.survival_layout import origin
from ui.figures.survival_words import comparison_lines, events_heading, percent_digits
from ui.figures.text_block import Line

CAPTIONS: dict[Display, str] = {
    "survival": "Survival",
    "incidence": "Cumulative incidence, 1 − S",
    "hazard": "Cumulative hazard (Nelson–Aalen)",
    "log-log": "log(−log S)",
}


def paint(
    painter: QPainter, rect: QRectF, answer: ExtendedSurvivalAnswer, style: Style
) -> tuple[PanelLayout, ...]:
    """Draw the figure over its notes into a rectangle of painter units; returns where its panel stands."""
    above = paint_notes(Canvas(painter, style), rect, _note_lines(answer, rect.width(), style))
    return paint_panels(painter, above, panels(answer, style), style)


def natural_height(answer: ExtendedSurvivalAnswer, width: float, style: Style) -> float:
    """The height in print units at which a figure of that width looks best."""
    notes = notes_height(_note_lines(answer, width, style), style)
    return panels_height(panels(answer, style), width, style) + notes


def _note_lines(answer: ExtendedSurvivalAnswer, width: float, style: Style) -> list[str]:
    if not style.is_print or not answer.survival.n:
        return []
    method = scaled_curves_method(answer)
    notes = footer(answer, method, *answer.survival.notes, *multiplicity(answer))
    return wrapped(" ".join(notes), width, style)


def panels(answer: ExtendedSurvivalAnswer, style: Style) -> PanelFigure:
    """What the figure shows."""
    survival, display = answer.curves, answer.question.extended.display
    drawn = any(arm.curve is not None and len(arm.curve.time) for arm in survival.arms)
    end = survival.horizon if survival.horizon > 0 else 12.0
    unit = answer.question.unit
    curves = [
        _curve(first, second, display, end) if drawn else None
        for first, second in zip(survival.arms, answer.scaled, strict=True)
    ]
    log_time = display == "log-log"
    begins = [curve.begin for curve in curves if curve is not None]
    return PanelFigure(
        arms=tuple(arm.arm for arm in survival.arms),
        counts=tuple(arm.curve for arm in survival.arms),
        panels=(_panel(answer, curves, display, style),) if any(curves) else (),
        end=end,
        unit=unit,
        time_title=f"{unit.capitalize()} since {origin(survival)}{' (log scale)' if log_time else ''}",
        landmark=None if log_time else survival.question.landmark or None,
        synthetic=answer.synthetic,
        first=min(first_of_log_axis(begins, unit), end / 2) if log_time else 0.0,
        empty=_empty(answer, drawn, any(curves)),
        carried=answer.question.past_last == "carried",
    )


def _empty(answer: ExtendedSurvivalAnswer, drawn: bool, shown: bool) -> str:
    if shown:
        return ""
    if drawn:
        return f"log(−log S) needs {answer.endpoint.plural}; there are none before the end of the axis"
    return "No patients match" if not answer.curves.without_outcome else "No patient has a follow-up"


def _curve(arm: ArmSurvival, extended: ArmExtended | None, display: Display, end: float) -> StepCurve | None:
    curve = arm.curve
    if curve is None or extended is None or not len(curve.time):
        return None
    if display == "incidence":
        return _stepped(curve, curve.time, 1 - curve.survival, 1 - curve.upper, 1 - curve.lower, end, 0.0)
    if display == "hazard":
        hazard = extended.hazard
        assert hazard is not None
        return _stepped(curve, hazard.time, hazard.hazard, hazard.lower, hazard.upper, end, 0.0)
    scaled = extended.log_log
    assert scaled is not None
    if not len(scaled.time) or scaled.time[0] >= end:
        return None
    return _stepped(curve, scaled.time, scaled.value, scaled.lower, scaled.upper, end, None)


def _stepped(
    curve: KaplanMeier,
    time: Floats,
    value: Floats,
    lower: Floats,
    upper: Floats,
    end: float,
    start: float | None,
) -> StepCurve:
    """The steps at which the value changes; without ``start`` the curve begins at its first step."""
    stop = int(np.searchsorted(time, end, side="right"))
    before = np.concatenate(([np.nan if start is None else start], value[: max(stop - 1, 0)]))[:stop]
    steps = np.flatnonzero(value[:stop] != before)
    none = np.zeros(0)
    return StepCurve(
        time=time[steps],
        value=value[steps],
        lower=lower[steps],
        upper=upper[steps],
        censored=none,
        censored_value=none,
        end=min(float(curve.time[-1]), end),
        start=float(value[0]) if start is None else start,
        begin=float(time[0]) if start is None else 0.0,
        fades=few_left_from(curve.time, curve.at_risk, curve.n),
    )


def _panel(
    answer: ExtendedSurvivalAnswer, curves: list[StepCurve | None], display: Display, style: Style
) -> Panel:
    survival = answer.curves
    when, level = text.at_time(survival.question.landmark), text.confidence(answer.question.conf_level)
    scale = _scale(curves, display)
    events = tuple(f"{text.count(arm.events)}/{text.count(arm.n)}" for arm in survival.arms)
    columns = [(events_heading(survival), events)]
    marks = tuple("" for _ in survival.arms)
    reads = survival.question.landmark > 0  # none where a landmark analysis starts there or later
    if reads and display == "incidence":
        digits = percent_digits(survival)
        columns.append((f"{when} 1 − S, % ({level})", tuple(_share(arm, digits) for arm in survival.arms)))
        marks = tuple(
            _at_landmark(answer, curve, lambda v: f"{text.percent(v, digits)}%") for curve in curves
        )
    elif reads and display == "hazard":
        marks = tuple(_at_landmark(answer, curve, lambda v: text.number(v, 2)) for curve in curves)
    return Panel(
        title="",
        caption=f"{CAPTIONS[display]}{' (%)' if display == 'incidence' else ''}",
        scale=scale,
        curves=tuple(None if curve is None else _within(curve, scale) for curve in curves),
        marks=marks,
        columns=tuple(columns),
        lines=tuple(_lines(answer, style, "long", display)),
        short_lines=tuple(_lines(answer, style, "lines", display)),
    )


def _lines(answer: ExtendedSurvivalAnswer, style: Style, form: str, display: Display) -> Iterator[Line]:
    width = style.length(320, 200)
    yield from comparison_lines(answer.curves, style, width, form="long" if form == "long" else "lines")
    if display == "log-log" and form == "long":
        yield (Run("Parallel curves: proportional hazards", style.ink2),)


def _share(arm: ArmSurvival, digits: int) -> str:
    reading = arm.at_landmark
    if reading.survival is None:
        return text.NONE
    lower, upper = (None if limit is None else 1 - limit for limit in (reading.upper, reading.lower))
    return text.percent_interval(1 - reading.survival, lower, upper, digits)


def _at_landmark(
    answer: ExtendedSurvivalAnswer, curve: StepCurve | None, write: Callable[[float], str]
) -> str:
    question = answer.curves.question
    if curve is None or (question.landmark > curve.end and question.past_last != "carried"):
        return ""
    return write(curve.at(question.landmark))


def _scale(curves: list[StepCurve | None], display: Display) -> Scale:
    if display == "incidence":
        return Scale(0.0, 1.0)
    values = np.concatenate([np.zeros(0), *(curve.value for curve in curves if curve is not None)])
    low, high = float(values.min(initial=0.0)), float(values.max(initial=0.0))
    if display == "log-log":
        high = float(values.max(initial=low))
    room = 0.45 * max(high - low, 0.2)  # for the block of results above the curves
    ticks = nice_ticks(low, high + room, 5)
    step = ticks[1] - ticks[0] if len(ticks) > 1 else 1.0
    bottom = 0.0 if display == "hazard" else step * np.floor(low / step)
    return Scale(float(bottom), float(step * np.ceil((high + room) / step)), "number")


def _within(curve: StepCurve, scale: Scale) -> StepCurve:
    """The same curve with its band cut to the plot."""
    lower, upper = (np.clip(limit, scale.low, scale.high) for limit in (curve.lower, curve.upper))
    return replace(curve, lower=lower, upper=upper)


def in_words(answer: ExtendedSurvivalAnswer) -> str:
    """The figure as sentences, for a screen reader."""
    figure = panels(answer, print_style())
    if figure.empty:
        return f"{figure.empty}."
    panel = figure.panels[0]
    parts = [panel.caption]
    for index, arm in enumerate(figure.arms):
        parts.append(", ".join([arm.label, *(f"{head} {cells[index]}" for head, cells in panel.columns)]))
    parts += ["".join(run.text for run in line) for line in panel.lines]
    return ". ".join(parts) + "."
