"""The window's header: program, trial, whether its data are synthetic, and the window's commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.look.icons import draw_icon
from ui.look.theme import Metrics, elided, text_width, theme
from ui.widgets.icon_button import IconButton
from ui.widgets.painted import Painted, PaintedButton
from ui.widgets.painting import draw_box, draw_focus_ring, draw_rule, draw_text
from ui.widgets.push_button import PushButton

if TYPE_CHECKING:
    from explorer.cohort.cohort import Cohort


class Header(Painted):
    """Signals: ``commands_clicked``, ``export_clicked``, ``theme_clicked``."""

    commands_clicked = Signal()
    export_clicked = Signal()
    theme_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cohort: Cohort | None = None
        self._has_subtitle = True
        self.commands = _CommandButton()
        self.export = PushButton("Export", icon="export")
        self.theme = IconButton("moon", "Dark theme (Ctrl+Shift+D)")
        self.commands.clicked.connect(self.commands_clicked)
        self.export.clicked.connect(self.export_clicked)
        self.theme.clicked.connect(self.theme_clicked)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(14, 0, 12, 0)
        self._row.setSpacing(6)
        self._row.addStretch(1)
        for widget in (self.commands, self.export, self.theme):
            self._row.addWidget(widget)
        self.show_cohort(None)

    def show_cohort(self, cohort: Cohort | None) -> None:
        """Show the trial that is open, or none."""
        self._cohort = cohort
        self.export.setEnabled(cohort is not None)
        name = f"Trial Explorer, {cohort.study.title}" if cohort else "Trial Explorer"
        name += ", synthetic data" if cohort and cohort.synthetic else ""
        self.setAccessibleName(name)
        self.update()

    def offer_export(self, possible: bool, why_not: str = "") -> None:
        """Have the export of what is on screen at hand, or say why there is none."""
        self.export.setEnabled(possible)
        self.export.setToolTip("" if possible else why_not)

    def set_metrics(self, metrics: Metrics) -> None:
        """Take the sizes of the window's regions."""
        self.setFixedHeight(metrics.header)
        self._has_subtitle = metrics.has_subtitle
        self.update()

    def show_theme(self) -> None:
        """Show which theme the button leads to."""
        dark = theme().is_dark
        self.theme.set_icon("sun" if dark else "moon")
        self.theme.set_text(f"{'Light' if dark else 'Dark'} theme (Ctrl+Shift+D)")

    def paint(self, painter: QPainter) -> None:
        look = theme()
        painter.fillRect(self.rect(), look.card)
        draw_rule(painter, 0, self.width(), self.height() - 1, look.line)
        height = self.height() - 1.0
        draw_icon(painter, "logo", look.ink, 14, (height - 20) / 2, 20)
        x = self._text(painter, 44, "Trial Explorer", 14, 600, "ink")
        if self._cohort is None:
            return
        x += 13
        painter.fillRect(QRectF(x, (height - 20) / 2, 1, 20), look.line2)
        x = self._text(painter, x + 14, self._cohort.study.title, 14, 500, "ink") + 12
        if self._cohort.synthetic:
            x = self._badge(painter, x, "Synthetic data") + 12
        if self._has_subtitle:
            room = self.commands.x() - x - 16
            self._text(painter, x, elided(self._cohort.study.subtitle, room, 12), 12, 400, "ink3")

    def _text(self, painter: QPainter, x: float, text: str, px: int, weight: int, role: str) -> float:
        width = text_width(text, px, weight)
        box = QRectF(x, 0, width + 2, self.height() - 1)
        draw_text(painter, box, text, theme().colour(role), px=px, weight=weight)
        return x + width

    def _badge(self, painter: QPainter, x: float, text: str) -> float:
        look, width = theme(), text_width(text, 12, 500) + 20
        box = QRectF(x, (self.height() - 1 - 21) / 2, width, 21)
        draw_box(painter, box, 10.5, fill=look.warn_bg, border=look.warn_line)
        draw_text(painter, box.adjusted(10, 0, -8, 0), text, look.warn, weight=500)
        return x + width


class _CommandButton(PaintedButton):
    """The field-like button that opens the command list."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(222, 28)
        self.setAccessibleName("Search or run a command, Ctrl+K")

    def paint(self, painter: QPainter) -> None:
        look, box = theme(), QRectF(self.rect())
        fill = look.hover if self.underMouse() else look.card
        draw_box(painter, box, 6, fill=fill, border=look.line2)
        draw_text(painter, box.adjusted(10, 0, -54, 0), "Search or run a command", look.ink2)
        draw_text(painter, box.adjusted(box.width() - 48, 0, -8, 0), "Ctrl K", look.ink3)
        if self.shows_focus:
            draw_focus_ring(painter, box, 6)
