"""Simon–Makuch curves: survival before and after a time-varying event, with hazard ratios and test.

The curves are grey and black, one dashed: colour means the arms, and these are none.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from explorer import text
from explorer.analyses.answers import HazardRatio
from explorer.analyses.model_answers import TimeVaryingAnswer
from explorer.results.methods import time_varying_method
from explorer.survival.km import KaplanMeier
from explorer.text import in_sentence
from ui.figures.canvas import Canvas
from ui.figures.figure import Style, centred, elided, text_width, wrapped
from ui.figures.footer import footer, multiplicity
from ui.figures.forest_heights import line_height
from ui.figures.step_curves import band_points, censor_marks, curve_points, step_curve
from ui.figures.survival_layout import Layout, time_label, time_ticks
from ui.figures.time_origin import time_origin

_DASHES: tuple[tuple[float, ...], ...] = ((), (4.0, 2.0))


def natural_height(answer: TimeVaryingAnswer, width: float, style: Style) -> float:
    """The height in painter units at which the figure looks best."""
    lines = len(wrapped(" ".join(notes_of(answer)), width, style))
    return 0.5 * width + (lines + 7) * line_height(style)


def notes_of(answer: TimeVaryingAnswer) -> tuple[str, ...]:
    """What stands under the curves."""
    return footer(answer, time_varying_method(answer), *multiplicity(answer), *answer.notes)


def result_lines(answer: TimeVaryingAnswer) -> tuple[tuple[str, str], ...]:
    """The two hazard ratios and the test, as (name, value)."""
    event = in_sentence(answer.event.label)
    lines = [
        (f"Treatment, adjusted for {event}", ratio_words(answer.hazard_ratio)),
        (f"{answer.event.label}, adjusted for treatment", ratio_words(answer.event_ratio)),
    ]
    if answer.comparable:
        test = answer.mantel_byar
        lines.append(("Mantel–Byar", text.p_equals(test.p) if test else "nothing to test"))
    return tuple(lines)


def ratio_words(ratio: HazardRatio) -> str:
    """``HR 0.43 (0.24–0.79)``, or why there is none."""
    if ratio.not_estimable:
        return ratio.not_estimable
    return f"HR {text.ratio_interval(ratio.value, ratio.lower, ratio.upper)}"


def paint(painter: QPainter, rect: QRectF, answer: TimeVaryingAnswer, style: Style) -> Layout:
    """Paint the figure into a rectangle, in painter units."""
    canvas = Canvas(painter, style)
    notes = wrapped(" ".join(notes_of(answer)), rect.width(), style)
    row = line_height(style)
    for index, note in enumerate(reversed(notes)):
        canvas.text(rect.left(), centred(rect.bottom() - (index + 0.5) * row, style.small), note, style.ink3)
    figure = rect.adjusted(0, 0, 0, -(len(notes) + 0.6) * row)
    layout = _lay_out(figure, answer, style)
    if not layout.ticks:
        size, middle = style.text, figure.center()
        canvas.text(middle.x(), middle.y(), "No patients to draw", style.ink2, size, align="center")
        return layout
    _paint_axes(canvas, layout, answer)
    for state in answer.states:
        if state.curve is not None and style.bands:
            _paint_band(canvas, layout, state.curve)
    for number, state in enumerate(answer.states):
        if state.curve is not None:
            _paint_curve(canvas, layout, state.curve, number)
    _paint_results(canvas, layout, answer)
    _paint_at_risk(canvas, layout, answer)
    return layout


def _lay_out(rect: QRectF, answer: TimeVaryingAnswer, style: Style) -> Layout:
    row = line_height(style)
    times = [float(state.curve.time[-1]) for state in answer.states if state.curve and len(state.curve.time)]
    end = max(times, default=0.0)
    end = min(answer.horizon or end, end)
    names = tuple(state.label for state in answer.states)
    counts = text_width("0000", style)
    left = max(text_width(name, style) for name in names) + _sample(style) + counts / 2 + style.length(12, 6)
    plot = QRectF(
        rect.left() + left,
        rect.top() + 1.6 * row,
        rect.width() - left - counts / 2,
        rect.height() - 8.0 * row,
    )
    ticks = time_ticks(end, answer.question.unit, plot.width(), counts + style.small)
    return Layout(rect, plot, end, ticks, names, False, row)


def _sample(style: Style) -> float:
    """The room for a sample of the line before a name."""
    return style.length(30, 14)


def _colour(style: Style, number: int) -> QColor:
    return (style.ink3, style.ink)[number]


def _paint_axes(canvas: Canvas, layout: Layout, answer: TimeVaryingAnswer) -> None:
    style, plot, unit = canvas.style, layout.plot, answer.question.unit
    tick, air = style.length(4, 2), style.length(8, 4)
    for percent in range(0, 101, 20):
        y = layout.y(percent / 100)
        if style.grid and percent:
            canvas.horizontal(y, plot.left(), plot.right(), style.grid_line)
        canvas.horizontal(y, plot.left() - tick, plot.left(), style.axis)
        canvas.text(plot.left() - air, centred(y, style.small), str(percent), style.ink2, align="right")
    baseline = plot.bottom() + style.length(9, 3.5) + 0.72 * style.small
    for months in layout.ticks:
        x = layout.x(months)
        canvas.vertical(x, plot.bottom(), plot.bottom() + tick, style.axis)
        canvas.text(x, baseline, time_label(months, unit), style.ink2, align="center")
    canvas.horizontal(plot.bottom(), plot.left(), plot.right(), style.axis)
    canvas.vertical(plot.left(), plot.top(), plot.bottom(), style.axis)
    caption = answer.endpoint.label if style.is_print else answer.endpoint.caption
    x = plot.left() - air - text_width("100", style)
    canvas.text(x, plot.top() - style.length(9, 5), f"{caption} (%)", style.ink2)
    title = f"{unit.capitalize()} since {time_origin(answer.study, answer.endpoint)}"
    canvas.text(plot.center().x(), _heading(layout, style), title, style.ink2, align="center")


def _heading(layout: Layout, style: Style) -> float:
    ticks = layout.plot.bottom() + style.length(9, 3.5) + 0.72 * style.small
    return ticks + style.length(7, 3) + 0.9 * layout.row


def _paint_band(canvas: Canvas, layout: Layout, curve: KaplanMeier) -> None:
    fill = QColor(canvas.style.ink2)
    fill.setAlpha(canvas.style.band_alpha)
    canvas.polygon(*band_points(canvas, layout, step_curve(curve, layout.end)), fill)


def _paint_curve(canvas: Canvas, layout: Layout, curve: KaplanMeier, number: int) -> None:
    style, steps = canvas.style, step_curve(curve, layout.end)
    colour, width = _colour(style, number), canvas.line_width(style.curve)
    canvas.polyline(*curve_points(canvas, layout, steps, style.curve), colour, width, _DASHES[number])
    thin = style.length(1.1, 0.55)
    x, y = censor_marks(canvas, layout, steps, style.length(7, 3.6), thin)
    if len(x):
        canvas.segments(x, y, colour, canvas.line_width(thin))


def _paint_results(canvas: Canvas, layout: Layout, answer: TimeVaryingAnswer) -> None:
    style = canvas.style
    lines = result_lines(answer)
    gap, values = style.length(12, 6), max(text_width(value, style, weight=600) for _, value in lines)
    x, y = layout.plot.left() + gap, layout.plot.bottom() - style.length(10, 5)
    width = max(text_width(name, style) for name, _ in lines) + gap
    if x + width + values > layout.plot.right():  # what each is adjusted for stands in the note, too
        lines = tuple((name.partition(", adjusted")[0], value) for name, value in lines)
        width = max(text_width(name, style) for name, _ in lines) + gap
    for index, (name, value) in enumerate(reversed(lines)):
        baseline = y - index * layout.row
        canvas.text(x, baseline, name, style.ink2, halo=True)
        shown = elided(value, layout.plot.right() - x - width, style, weight=600)
        canvas.text(x + width, baseline, shown, style.ink, weight=600, halo=True)


def _paint_at_risk(canvas: Canvas, layout: Layout, answer: TimeVaryingAnswer) -> None:
    style = canvas.style
    heading = _heading(layout, style)
    canvas.text(layout.rect.left(), heading, "No. at risk", style.ink2, weight=600)
    for number, state in enumerate(answer.states):
        baseline = heading + (number + 1) * layout.row
        left, sample = layout.rect.left(), _sample(style)
        y = baseline - 0.36 * style.small
        right = left + sample - style.length(8, 4)
        canvas.horizontal(y, left, right, _colour(style, number), style.curve, _DASHES[number])
        canvas.text(left + sample, baseline, state.label, style.ink)
        counts = [0] * len(layout.ticks) if state.curve is None else state.curve.at(layout.ticks).at_risk
        for months, n in zip(layout.ticks, counts, strict=True):
            canvas.text(layout.x(months), baseline, text.count(int(n)), align="center")
