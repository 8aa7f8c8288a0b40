"""The program's own icons, drawn as strokes on 16 px, in any colour and sharp at any scale."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

import resources
from ui.look.theme import LIGHT, Theme


def icon(name: str, colour: QColor, size: int = 16, dpr: float = 2.0) -> QPixmap:
    """An icon of ``resources/icons`` in a colour, ``size`` logical px wide; pass the widget's pixel ratio.

    Raises: FileNotFoundError if there is no such icon.
    """
    svg = _source(name).replace("currentColor", colour.name())
    return _pixmap(f"{name} {colour.name()} {size} {dpr}", svg, size, dpr)


def logo(theme: Theme, size: int = 24, dpr: float = 2.0) -> QPixmap:
    """The mark of the program, two step curves, in the arm colours of a theme."""
    svg = _source("logo")
    for light, shown in zip(LIGHT.arms, theme.arms, strict=True):
        svg = svg.replace(light.name().upper(), shown.name())
    return _pixmap(f"logo {theme.name} {size} {dpr}", svg, size, dpr)


def window_icon(theme: Theme) -> QIcon:
    """The mark of the program in the sizes that a task bar asks for."""
    result = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        result.addPixmap(logo(theme, size, 1.0))
    return result


def draw_icon(painter: QPainter, name: str, colour: QColor, x: float, y: float, size: int = 16) -> None:
    """Draw an icon with its upper left corner at x, y, moved to whole device pixels so that it is sharp."""
    dpr = painter.device().devicePixelRatioF()
    pixmap = icon(name, colour, size, dpr)
    painter.drawPixmap(QPointF(round(x * dpr) / dpr, round(y * dpr) / dpr), pixmap)


@cache
def _source(name: str) -> str:
    return (resources.ICONS / f"{name}.svg").read_text("utf-8")


def _pixmap(key: str, svg: str, size: int, dpr: float) -> QPixmap:
    pixmap = QPixmap()
    if QPixmapCache.find(key, pixmap):
        return pixmap
    side = round(size * dpr)
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    try:
        QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, side, side))
    finally:
        painter.end()
    pixmap.setDevicePixelRatio(dpr)
    QPixmapCache.insert(key, pixmap)
    return pixmap
