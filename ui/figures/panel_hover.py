"""A reading of a panel at one time: crosshair, dots, and a card of values, limits and numbers at risk."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from explorer import text
from ui.figures.canvas import Canvas
from ui.figures.curve_panels import Panel, PanelFigure, PanelLayout
from ui.figures.figure import CAP_HEIGHT, Run, Style
from ui.figures.step_curves import StepCurve
from ui.figures.text_block import table_block


def paint_reading(
    painter: QPainter,
    figure: PanelFigure,
    layouts: Sequence[PanelLayout],
    style: Style,
    index: int,
    months: float,
) -> None:
    """Draw a reading of one panel over the painted figure: crosshair, dots, and a card of numbers."""
    canvas, layout, panel = Canvas(painter, style), layouts[index], figure.panels[index]
    x, block = layout.x(months), layout.block
    covered = block is not None and block.left() <= x <= block.right()
    top = block.bottom() if covered and block is not None else layout.plot.top()
    canvas.vertical(x, top, layout.plot.bottom(), style.ink)
    rows = []
    for arm, name, curve, counts in zip(figure.arms, layout.names, panel.curves, figure.counts, strict=True):
        if curve is None or counts is None:
            continue
        ended = months > curve.end + 1e-9 and not figure.carried
        if not ended and months >= curve.begin:
            at = layout.x(months), layout.y(curve.at(months))
            canvas.dot(*at, style.length(8, 4), style.arm(arm.color), ring=style.length(1.5, 0.75))
        at_risk = text.count(int(counts.at([months]).at_risk[0]))
        rows.append((Run(name, style.arm_text(arm.color), 600), _cell(panel, curve, months, ended), at_risk))
    _paint_card(canvas, layout, figure, rows, months)


def _cell(panel: Panel, curve: StepCurve, months: float, ended: bool) -> str:
    if ended:
        return "no follow-up"
    value, lower, upper = curve.reading(months)
    if lower is None or upper is None:
        return panel.scale.written(value)
    limits = text.interval(*(panel.scale.written(limit).rstrip("%") for limit in (lower, upper)))
    return f"{panel.scale.written(value)} ({limits})"


def _paint_card(
    canvas: Canvas,
    layout: PanelLayout,
    figure: PanelFigure,
    rows: Sequence[tuple[Run, str, str]],
    months: float,
) -> None:
    style, pad = canvas.style, canvas.style.length(8, 4)
    columns = [("", tuple(row[1] for row in rows)), ("At risk", tuple(row[2] for row in rows))]
    if not rows:
        return
    block = table_block([row[0] for row in rows], columns, lambda _: (), layout.row, style)
    heading = text.duration(months, figure.unit)
    width, height = block.width + 2 * pad, block.height + 1.5 * pad
    x, air = layout.x(months), style.length(9, 4)
    left = x + air if x + air + width <= layout.rect.right() else x - air - width
    top = layout.plot.top() if layout.block is None else layout.block.bottom() + air
    if top + height > layout.plot.bottom():  # a low panel: over the block rather than outside
        top = layout.plot.top()
    card = QRectF(max(left, layout.rect.left()), top, width, height)
    canvas.box(card, fill=style.card, edge=style.line2, radius=style.length(4, 2))
    inside = card.adjusted(pad, pad, -pad, -pad)
    block.paint(canvas, inside)
    canvas.text(inside.left(), inside.top() + CAP_HEIGHT * style.small, heading, weight=600)


def panel_at(layouts: Sequence[PanelLayout], place: QPointF) -> tuple[int, float] | None:
    """The panel under a place and the time there; None beside all of them."""
    for index, layout in enumerate(layouts):
        months = layout.months(place.x())
        if months is not None and layout.plot.top() - 8 <= place.y() <= layout.rect.bottom():
            return index, months
    return None
