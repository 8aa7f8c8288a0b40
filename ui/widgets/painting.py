"""What painted widgets draw alike: sharp boxes and lines, plain text, check boxes, the focus ring."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from ui.look.theme import elided, font, theme

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter


def plain_tooltip(text: str) -> str:
    """The text for a tool tip such that marks like ``<b>`` in data are shown and not obeyed."""
    return f"<p style='white-space:pre-wrap; margin:0'>{escape(text)}</p>" if text else ""


def snapped(value: float, painter: QPainter) -> float:
    """The nearest boundary between device pixels, in logical pixels."""
    dpr = painter.device().devicePixelRatioF()
    return round(value * dpr) / dpr


def hairline(painter: QPainter) -> float:
    """The width of a line of whole device pixels that is about one logical pixel."""
    dpr = painter.device().devicePixelRatioF()
    return max(round(dpr), 1) / dpr


def draw_box(
    painter: QPainter, box: QRectF, radius: float, *, fill: QColor | None = None, border: QColor | None = None
) -> None:
    """A rounded box whose border is a sharp line of about one logical pixel inside ``box``."""
    width = hairline(painter) if border else 0.0
    left, top = snapped(box.left(), painter), snapped(box.top(), painter)
    right, bottom = snapped(box.right(), painter), snapped(box.bottom(), painter)
    half = width / 2
    inner = QRectF(left, top, right - left, bottom - top).adjusted(half, half, -half, -half)
    painter.setPen(QPen(border, width) if border else Qt.PenStyle.NoPen)
    painter.setBrush(fill if fill else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(inner, radius - half, radius - half)


def draw_rule(painter: QPainter, left: float, right: float, y: float, colour: QColor) -> None:
    """A sharp horizontal hairline just under ``y``."""
    painter.fillRect(QRectF(left, snapped(y, painter), right - left, hairline(painter)), colour)


def draw_text(
    painter: QPainter,
    box: QRectF,
    text: str,
    colour: QColor,
    *,
    px: int = 12,
    weight: int = 400,
    italic: bool = False,
    align: Qt.AlignmentFlag = LEFT,
) -> bool:
    """One line of plain text in a box, cut with an ellipsis if need be; whether it was cut."""
    shown = elided(text, box.width(), px, weight, italic=italic)
    painter.setFont(font(px, weight, italic=italic))
    painter.setPen(colour)
    painter.drawText(box, int(align | Qt.TextFlag.TextSingleLine), shown)
    return shown != text


def draw_check_box(painter: QPainter, x: float, y: float, *, checked: bool, round_: bool = False) -> None:
    """A check box of 14 px (a radio button if ``round_``) with its upper left corner at x, y."""
    look = theme()
    box = QRectF(snapped(x, painter), snapped(y, painter), 14, 14)
    radius = 7.0 if round_ else 3.0
    if not checked:
        draw_box(painter, box, radius, fill=look.card, border=look.edge)
        return
    draw_box(painter, box, radius, fill=look.accent)
    if round_:
        painter.setBrush(look.onaccent)
        painter.drawEllipse(box.center(), 2.6, 2.6)
        return
    pen = QPen(look.onaccent, 1.7, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    tick = ((3.5, 7.3), (6.0, 9.8), (10.6, 4.6))
    painter.drawPolyline(QPolygonF([box.topLeft() + QPointF(*at) for at in tick]))


def draw_focus_ring(painter: QPainter, box: QRectF, radius: float) -> None:
    """The ring of 2 px inside ``box`` that shows where the keyboard is."""
    painter.setPen(QPen(theme().focus, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), radius, radius)
