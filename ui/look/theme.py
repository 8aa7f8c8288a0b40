"""How the program looks: colours in light and dark, type, and the sizes of the window's regions.

Widgets look up ``theme()`` while they paint, so the whole window changes with one ``apply(app, DARK)``
and nothing is rebuilt: Qt repaints every widget after a change of palette. Whoever keeps colours in
something retained (a scene, a cached pixmap) listens to ``HOLDER.changed``.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, fields
from functools import cache, lru_cache

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

import resources
from ui.look.palette import DARK, LIGHT, Theme
from ui.look.stylesheet import STYLESHEET

__all__ = [
    "DARK",
    "FAMILY",
    "HOLDER",
    "LIGHT",
    "Metrics",
    "Theme",
    "ThemeHolder",
    "apply",
    "elided",
    "font",
    "load_fonts",
    "metrics_for",
    "system_theme",
    "text_width",
    "theme",
]

FAMILY = "Inter"

_log = logging.getLogger(__name__)


class ThemeHolder(QObject):
    """The one place that knows which theme is on screen.

    Signals: ``changed`` after every ``apply`` with another theme.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.current = LIGHT

    def show(self, theme: Theme) -> None:
        """Make a theme the current one."""
        if theme is not self.current:
            self.current = theme
            self.changed.emit()


HOLDER = ThemeHolder()


def theme() -> Theme:
    """The theme on screen; look it up while painting, do not keep it."""
    return HOLDER.current


def system_theme() -> Theme:
    """The theme that the desktop asks for; light if it does not say."""
    scheme = QGuiApplication.styleHints().colorScheme()
    return DARK if scheme == Qt.ColorScheme.Dark else LIGHT


def apply(app: QApplication, theme: Theme) -> None:
    """Show the whole program in a theme; also sets the style and the font at the first call."""
    if app.style().objectName() != "fusion" and not app.styleSheet():
        app.setStyle("Fusion")
    app.setFont(font(12))
    HOLDER.show(theme)
    app.setPalette(_palette(theme))
    app.setStyleSheet(_stylesheet(theme))


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.bg,
        role.WindowText: theme.ink,
        role.Base: theme.card,
        role.Text: theme.ink,
        role.PlaceholderText: theme.ink3,
        role.Button: theme.card,
        role.ButtonText: theme.ink,
        role.ToolTipBase: theme.card,
        role.ToolTipText: theme.ink,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.onaccent,
        role.Link: theme.ink,
        role.Mid: theme.line2,
        role.Accent: theme.accent,
    }
    palette = QPalette()
    for where, colour in colours.items():
        palette.setColor(where, colour)
    for where in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, theme.ink3)
    return palette


def _stylesheet(theme: Theme) -> str:
    values = ((field.name, getattr(theme, field.name)) for field in fields(theme))
    return STYLESHEET.substitute({name: v.name() for name, v in values if isinstance(v, QColor)})


def load_fonts() -> None:
    """Register the bundled Inter files; needs the application. A missing file is logged, not fatal."""
    for path in sorted(resources.FONTS.glob("*.otf")):
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            _log.warning("The font file %s could not be loaded; a system font is used instead.", path.name)


@cache
def font(px: int, weight: int = 400, *, italic: bool = False) -> QFont:
    """Inter at a size in logical pixels, with tabular digits. Shared: copy it before changing it.

    ``weight`` is 400, 500, 600 or 700. Letters stand closer in larger sizes.
    """
    result = QFont(FAMILY)
    result.setPixelSize(px)
    result.setWeight(QFont.Weight(weight))
    result.setItalic(italic)
    result.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    result.setFeature(QFont.Tag("tnum"), 1)
    spacing = 100.0 if px <= 11 else 99.0 if px == 12 else 98.5 if px <= 16 else 97.5
    result.setLetterSpacing(QFont.SpacingType.PercentageSpacing, spacing)
    return result


@cache
def _metrics(px: int, weight: int, italic: bool) -> QFontMetricsF:
    return QFontMetricsF(font(px, weight, italic=italic))


@lru_cache(maxsize=4096)
def text_width(text: str, px: int, weight: int = 400, *, italic: bool = False) -> float:
    """The width of a text in logical pixels."""
    return _metrics(px, weight, italic).horizontalAdvance(text)


@lru_cache(maxsize=4096)
def elided(text: str, width: float, px: int, weight: int = 400, *, italic: bool = False) -> str:
    """The text, cut with an ellipsis at the right if it is wider than ``width`` logical pixels."""
    if text_width(text, px, weight, italic=italic) <= width + 0.01:
        return text
    return _metrics(px, weight, italic).elidedText(text, Qt.TextElideMode.ElideRight, max(width, 0.0))


@dataclass(frozen=True, slots=True)
class Metrics:
    """Sizes of the window's regions in logical pixels; ``flow_share`` and ``km_share`` are 0..1."""

    header: int
    tab_row: int
    analysis_bar: int
    status_bar: int
    kpi_strip: int  # 0: hidden
    panel: int  # width of the filter panel
    gap: int  # page margin, and between cards
    card_header: int
    card_padding: tuple[int, int, int, int]  # left, top, right, bottom
    flow_share: float  # of the Overview's width
    km_share: float  # of the Overview's height
    has_subtitle: bool  # of the trial, in the header


def metrics_for(width: int, height: int) -> Metrics:
    """The sizes for a window of ``width`` x ``height``: heights follow the height, the panel the width."""
    wide, tall = width >= 1480, height >= 860
    roomy = wide and tall
    return Metrics(
        header=48 if tall else 40,
        tab_row=41 if tall else 37,
        analysis_bar=45 if tall else 39,
        status_bar=24,
        kpi_strip=78 if tall else 0,
        panel=284 if wide else 244,
        gap=12 if roomy else 8,
        card_header=34 if roomy else 28,
        card_padding=(14, 4, 14, 12) if roomy else (10, 0, 10, 6),
        flow_share=0.36 if roomy else 0.4 if width < 1340 else 0.39,
        km_share=0.55 if roomy else 0.47,
        has_subtitle=width > 1500,
    )
