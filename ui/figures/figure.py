"""What all figures share: the look of screen and print, the measure of text, and ticks.

A figure is painted in units: on screen a unit is one logical pixel, in print 0.1 pt, so that 6.5 pt is the
whole pixel size 65 which Qt needs. Everything else is the same code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor, log10
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF

from ui.look.theme import LIGHT, Theme, font

PRINT_UNITS_PER_MM = 720 / 25.4
"""Print units (0.1 pt) in a millimetre."""
CAP_HEIGHT = 0.727
"""Height of Inter's capitals and digits, in ems."""


@dataclass(frozen=True, slots=True, eq=False)
class Style:
    """The look of a figure on one ground; compare by identity.

    ``text`` and ``small`` are type sizes, ``hairline`` and ``curve`` line widths, all in painter units.
    ``arms`` colour lines and marks, ``arm_texts`` text. ``grid``, ``bands`` (confidence) and ``at_risk``
    switch parts on; ``grey_safe`` draws every arm but the first dashed; ``outlines`` draws text as shapes.
    """

    is_print: bool
    text: int
    small: int
    hairline: float
    curve: float
    card: QColor
    ink: QColor
    ink2: QColor
    ink3: QColor
    line: QColor
    line2: QColor
    grid_line: QColor
    axis: QColor
    sel: QColor
    hover: QColor
    fill: QColor
    warn: QColor
    arms: tuple[QColor, ...]
    arm_texts: tuple[QColor, ...]
    band_alpha: int
    grid: bool = True
    bands: bool = True
    at_risk: bool = True
    grey_safe: bool = False
    outlines: bool = False

    def length(self, px: float, pt: float) -> float:
        """A length that is ``px`` logical pixels on screen and ``pt`` points in print, in painter units."""
        return 10 * pt if self.is_print else px

    def arm(self, number: int) -> QColor:
        """The colour of an arm's lines and marks; ``number`` is ``Arm.color``.

        Groups that are no arms have −1 and −2: gray and ink, for colour means the arms.
        """
        return (self.ink, self.ink3)[number] if number < 0 else self.arms[number % len(self.arms)]

    def arm_text(self, number: int) -> QColor:
        """The colour of text that belongs to an arm."""
        return (self.ink, self.ink2)[number] if number < 0 else self.arm_texts[number % len(self.arm_texts)]

    def dash(self, number: int) -> tuple[float, ...]:
        """The dashes of an arm's curve, in line widths; empty: solid."""
        if number < 0:
            return ((4, 2), ())[number]
        dashes: tuple[tuple[float, ...], ...] = ((), (4, 2), (1.5, 1.5), (6, 2, 1.5, 2))
        return dashes[number % len(dashes)] if self.grey_safe else ()


@lru_cache(maxsize=8)
def screen_style(theme: Theme, *, emphasis: bool = False) -> Style:
    """The style of figures on a card of the window; ``emphasis`` for the larger type of a tab of its own."""
    return Style(
        is_print=False,
        text=13 if emphasis else 12,
        small=12 if emphasis else 11,
        hairline=1.0,
        curve=2.25 if emphasis else 2.0,
        card=theme.card,
        ink=theme.ink,
        ink2=theme.ink2,
        ink3=theme.ink3,
        line=theme.line,
        line2=theme.line2,
        grid_line=theme.grid,
        axis=theme.axis,
        sel=theme.sel,
        hover=theme.hover,
        fill=theme.fill,
        warn=theme.warn,
        arms=theme.arms,
        arm_texts=theme.arm_texts,
        band_alpha=theme.band_alpha,
    )


def print_style(
    font_pt: float = 7,
    grid: bool = False,
    bands: bool = True,
    at_risk: bool = True,
    grey_safe: bool = False,
) -> Style:
    """The style of exported figures: ``font_pt`` and, for ticks and tables, half a point less."""
    black = QColor("#000000")
    return Style(
        is_print=True,
        text=round(10 * font_pt),
        small=round(10 * font_pt) - 5,
        hairline=5.0,
        curve=11.0,
        card=QColor("#FFFFFF"),
        ink=black,
        ink2=QColor("#262626"),
        ink3=QColor("#404040"),
        line=QColor("#BFBFBF"),
        line2=QColor("#808080"),
        grid_line=LIGHT.grid,
        axis=black,
        sel=LIGHT.sel,
        hover=LIGHT.hover,
        fill=LIGHT.fill,
        warn=LIGHT.warn,
        arms=LIGHT.arms,
        arm_texts=LIGHT.arm_texts,
        band_alpha=LIGHT.band_alpha,
        grid=grid,
        bands=bands,
        at_risk=at_risk,
        grey_safe=grey_safe,
    )


class Run(NamedTuple):
    """A piece of a line of text in one look; ``colour`` None is ink, ``size`` None the small size."""

    text: str
    colour: QColor | None = None
    weight: int = 400
    italic: bool = False
    size: int | None = None


@lru_cache(maxsize=64)
def figure_font(size: int, weight: int = 400, italic: bool = False, is_print: bool = False) -> QFont:
    """Inter at a size in painter units. Shared: copy it before changing it."""
    if not is_print:
        return font(size, weight, italic=italic)
    # The theme sets large text closer; 65 units of print are small text (6.5 pt).
    result = QFont(font(size, weight, italic=italic))
    result.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 100.0)
    return result


@lru_cache(maxsize=64)
def figure_metrics(size: int, weight: int, italic: bool, is_print: bool) -> QFontMetricsF:
    return QFontMetricsF(figure_font(size, weight, italic, is_print))


@lru_cache(maxsize=8192)
def _width(text: str, size: int, weight: int, italic: bool, is_print: bool) -> float:
    return figure_metrics(size, weight, italic, is_print).horizontalAdvance(text)


def text_width(
    text: str, style: Style, size: int | None = None, weight: int = 400, *, italic: bool = False
) -> float:
    """The width of a text in painter units; ``size`` None is the small size."""
    return _width(text, size or style.small, weight, italic, style.is_print)


def runs_width(runs: Sequence[Run], style: Style) -> float:
    """The width of a line of runs in painter units."""
    return sum(text_width(run.text, style, run.size, run.weight, italic=run.italic) for run in runs)


def elided(
    text: str, width: float, style: Style, size: int | None = None, weight: int = 400, *, italic: bool = False
) -> str:
    """The text, cut with an ellipsis at the right where it is wider than ``width``."""
    if text_width(text, style, size, weight, italic=italic) <= width:
        return text
    metrics = figure_metrics(size or style.small, weight, italic, style.is_print)
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(width, 0.0))


def first_that_fits(
    texts: Sequence[str], width: float, style: Style, size: int | None = None, weight: int = 400
) -> str:
    """The first text no wider than ``width``, tried from long to short; the last one elided if none is."""
    for text in texts:
        if text_width(text, style, size, weight) <= width:
            return text
    return elided(texts[-1], width, style, size, weight)


def wrapped(text: str, width: float, style: Style, size: int | None = None, weight: int = 400) -> list[str]:
    """The text in lines no wider than ``width``, broken at spaces."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, style, size, weight) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def centred(y: float, size: float) -> float:
    """The baseline on which capitals and digits of a size are centred on the height ``y``."""
    return y + CAP_HEIGHT * size / 2


def nice_ticks(low: float, high: float, most: int = 6) -> list[float]:
    """At most ``most`` + 1 round values (steps of 1, 2, 2.5 or 5 times a power of ten) from low to high."""
    span = high - low
    if not span > 0:
        return [low]
    power = 10.0 ** floor(log10(span / most))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor * most >= span * (1 - 1e-9))
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    return [round(step * k, 12) for k in range(first, last + 1)]
