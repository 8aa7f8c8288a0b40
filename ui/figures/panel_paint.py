"""Paints panels of rising curves: axes, bands, curves, landmark, results, and numbers at risk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from explorer import text
from ui.figures.canvas import Canvas
from ui.figures.curve_labels import Label, Places
from ui.figures.curve_paint import paint_band, paint_curve, paint_labels
from ui.figures.curve_panels import Panel, PanelFigure, PanelLayout, lay_out_panels
from ui.figures.figure import Run, Style, centred, elided, runs_width, text_width
from ui.figures.survival_layout import time_label
from ui.figures.text_block import Block, paint_block, stacked, table_block

_LANDMARK_DASH = (3.0, 2.5)


def paint_panels(
    painter: QPainter, rect: QRectF, figure: PanelFigure, style: Style
) -> tuple[PanelLayout, ...]:
    """Draw the figure into a rectangle of painter units; returns where the panels stand."""
    canvas = Canvas(painter, style)
    if figure.empty:
        center, size = rect.center(), style.text
        at = (center.x(), centred(center.y(), size))
        canvas.text(*at, figure.empty, style.ink2, size, 500, align="center")
        return ()
    layouts = lay_out_panels(rect, figure, style)
    return tuple(
        _paint_panel(canvas, layout, figure, panel)
        for layout, panel in zip(layouts, figure.panels, strict=True)
    )


def _paint_panel(canvas: Canvas, layout: PanelLayout, figure: PanelFigure, panel: Panel) -> PanelLayout:
    style = canvas.style
    _paint_axes(canvas, layout, figure, panel)
    arms = list(zip(figure.arms, panel.curves, strict=True))
    for arm, curve in arms:
        if curve is not None and style.bands:
            paint_band(canvas, layout, curve, style.arm(arm.color))
    months = figure.landmark
    if months is not None and 0 < months <= figure.end:
        x = layout.x(months)
        canvas.vertical(x, layout.plot.bottom(), layout.plot.top(), style.ink2, dash=_LANDMARK_DASH)
    for arm, curve in arms:
        if curve is not None:
            paint_curve(canvas, layout, curve, arm.color)
    _paint_dots(canvas, layout, figure, panel)
    places = Places(layout, panel.curves, style, rising=True)
    labels = list(_labels(layout, figure, panel, places))
    forms = _forms(layout, figure, panel, style)
    block = paint_block(canvas, layout, forms, places) if panel.lines or panel.columns else None
    paint_labels(canvas, figure.arms, labels)
    if style.at_risk and layout.last_row:
        _paint_at_risk(canvas, layout, figure)
    return replace(layout, labels=places.placed(labels), block=block)


def _paint_axes(canvas: Canvas, layout: PanelLayout, figure: PanelFigure, panel: Panel) -> None:
    style, plot = canvas.style, layout.plot
    tick, air = style.length(4, 2), style.length(8, 4)
    most = 5 if plot.height() >= 5 * 1.5 * style.small else 2
    for value in panel.scale.ticks(most):
        y = layout.y(value)
        if style.grid and value > panel.scale.low:
            canvas.horizontal(y, plot.left(), plot.right(), style.grid_line)
        canvas.horizontal(y, plot.left() - tick, plot.left(), style.axis)
        label = panel.scale.tick_label(value)
        canvas.text(plot.left() - air, centred(y, style.small), label, style.ink2, align="right")
    baseline = plot.bottom() + style.length(9, 3.5) + 0.72 * style.small
    for months in layout.ticks:
        x = layout.x(months)
        canvas.vertical(x, plot.bottom(), plot.bottom() + tick, style.axis)
        canvas.text(x, baseline, time_label(months, figure.unit), style.ink2, align="center")
    canvas.horizontal(plot.bottom(), plot.left(), plot.right(), style.axis)
    canvas.vertical(plot.left(), plot.top(), plot.bottom(), style.axis)
    _paint_titles(canvas, layout, figure, panel)


def _paint_titles(canvas: Canvas, layout: PanelLayout, figure: PanelFigure, panel: Panel) -> None:
    style, plot = canvas.style, layout.plot
    above = plot.top() - style.length(9, 3.5)
    left = plot.left() - style.length(8, 4) - text_width("100", style)
    room = layout.rect.right() - left
    canvas.text(left, above, elided(panel.caption, room, style), style.ink2)
    if panel.title:
        title = elided(panel.title, room, style, style.text, 600)
        canvas.text(left, above - 1.3 * layout.row, title, style.ink, style.text, 600)
    below = _heading_baseline(layout, style)
    canvas.text(plot.center().x(), below, figure.time_title, style.ink2, align="center")
    if figure.synthetic and not style.is_print and panel is figure.panels[-1]:
        mark = "Synthetic data"
        end = plot.center().x() + text_width(figure.time_title, style) / 2 + style.small
        if end + text_width(mark, style, italic=True) > layout.rect.right():  # beside the caption then
            below = (
                above if text_width(panel.caption + mark, style) < 0.9 * room else above - 1.3 * layout.row
            )
        canvas.text(layout.rect.right(), below, mark, style.ink3, italic=True, align="right")


def _heading_baseline(layout: PanelLayout, style: Style) -> float:
    ticks = layout.plot.bottom() + style.length(9, 3.5) + 0.72 * style.small
    return ticks + style.length(7, 3) + 0.9 * layout.row


def _paint_dots(canvas: Canvas, layout: PanelLayout, figure: PanelFigure, panel: Panel) -> None:
    style, months = canvas.style, figure.landmark
    if months is None or not 0 < months <= figure.end:
        return
    for arm, curve, mark in zip(figure.arms, panel.curves, panel.marks, strict=True):
        if curve is not None and mark:
            at = layout.x(months), layout.y(curve.at(months))
            canvas.dot(*at, style.length(5, 2.8), style.arm(arm.color), ring=style.length(1.25, 0.6))


def _labels(layout: PanelLayout, figure: PanelFigure, panel: Panel, places: Places) -> Iterator[Label]:
    """Readings at the landmark, then the names of the arms, those that have a free place.

    All of them also stand in the block of results or under the plot.
    """
    style, months = places.style, figure.landmark
    marked = months is not None and 0 < months <= figure.end
    if marked and months is not None:
        for arm in places.upper_first:
            if panel.marks[arm]:
                yield from _if_free(places, places.at_time(arm, months, panel.marks[arm], style.text))
        places.line = layout.x(months)
    for arm in places.upper_first if len(places.upper_first) > 1 or not style.at_risk else ():
        names = dict.fromkeys((layout.names[arm], figure.arms[arm].short))
        yield from _if_free(places, places.name(arm, tuple(names), style.text))
    places.line = None  # the block may stand on the landmark line, which it covers


def _if_free(places: Places, label: Label) -> Iterator[Label]:
    if places.is_free(label):
        yield label
    else:
        places.take_back()


def _forms(layout: PanelLayout, figure: PanelFigure, panel: Panel, style: Style) -> Iterator[Block]:
    """The block of results from large to small."""
    room = layout.plot.width() - style.length(16, 7)
    if not layout.low:
        for names in dict.fromkeys((layout.names, tuple(arm.short for arm in figure.arms))):
            labels = [
                Run(name, style.arm_text(arm.color), 600)
                for arm, name in zip(figure.arms, names, strict=True)
            ]
            block = table_block(labels, panel.columns, lambda _: panel.lines, layout.row, style)
            if block.width <= room:
                yield block
        for lines in (panel.lines, panel.short_lines):
            if lines and max(runs_width(line, style) for line in lines) <= room:
                yield stacked(lines, layout.row, style)
    yield stacked(panel.short_lines or panel.lines, layout.row, style)


def _paint_at_risk(canvas: Canvas, layout: PanelLayout, figure: PanelFigure) -> None:
    style = canvas.style
    heading = _heading_baseline(layout, style)
    if layout.names_left:
        canvas.text(layout.rect.left(), heading, "No. at risk", style.ink2, weight=600)
    for row, (arm, name, curve) in enumerate(
        zip(figure.arms, layout.names, figure.counts, strict=True), start=1
    ):
        baseline = heading + row * layout.row
        if layout.names_left:
            canvas.text(layout.rect.left(), baseline, name, style.arm_text(arm.color))
        counts = [0] * len(layout.ticks) if curve is None else curve.at(layout.ticks).at_risk
        for months, n in zip(layout.ticks, counts, strict=True):
            canvas.text(layout.x(months), baseline, text.count(int(n)), align="center")
