"""A card that says how far a long task has come: named steps, one bar, Cancel."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from ui.look.icons import draw_icon
from ui.look.theme import theme
from ui.widgets.painting import RIGHT, draw_box, draw_text, hairline
from ui.widgets.push_button import PushButton
from ui.widgets.sheet import Sheet

_WIDTH = 520
_LEFT = 28
_STEPS_TOP = 56
_STEP = 32


class ProgressCard(Sheet):
    """Shows a task and its steps. Signals: ``cancelled`` when Cancel was clicked."""

    cancelled = Signal()

    def __init__(self, title: str, steps: Sequence[str], *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._steps = title, tuple(steps)
        self._step, self._details, self._fraction, self._remark = 0, [""] * len(self._steps), 0.0, ""
        self._bar_top = _STEPS_TOP + _STEP * len(self._steps) + 16
        self.setFixedSize(_WIDTH, self._bar_top + 98)
        self._cancel = PushButton("Cancel", tall=True, parent=self)
        self._cancel.clicked.connect(self.cancelled)
        self._cancel.resize(self._cancel.sizeHint())
        self._cancel.move(_LEFT, self._bar_top + 42)
        self._describe()

    def show_progress(self, step: int, fraction: float, *, detail: str = "", remark: str = "") -> None:
        """Show that ``step`` (from 0; the number of steps: all done) is under way.

        ``fraction`` (0..1) is the whole task; ``detail`` stands behind the step and stays there when it
        is done, ``remark`` under the bar.
        """
        self._step, self._fraction, self._remark = step, min(max(fraction, 0.0), 1.0), remark
        if detail and step < len(self._steps):
            self._details[step] = detail
        self._describe()
        self.update()

    def paint(self, painter: QPainter) -> None:
        super().paint(painter)
        look, right = theme(), self.width() - _LEFT
        title = QRectF(_LEFT, 20, right - _LEFT, 26)
        draw_text(painter, title, self._title, look.ink, px=16, weight=600)
        for i, step in enumerate(self._steps):
            self._paint_step(painter, i, step)
        track = QRectF(_LEFT, self._bar_top, right - _LEFT, 6)
        draw_box(painter, track, 3, fill=look.sel)
        if self._fraction > 0:
            done = QRectF(_LEFT, self._bar_top, max(track.width() * self._fraction, 6), 6)
            draw_box(painter, done, 3, fill=look.accent)
        remark = QRectF(_LEFT, self._bar_top + 14, right - _LEFT, 16)
        draw_text(painter, remark, self._remark, look.ink3, px=11, align=RIGHT)

    def _paint_step(self, painter: QPainter, i: int, step: str) -> None:
        look, y = theme(), float(_STEPS_TOP + _STEP * i)
        at_work, waiting = i == self._step, i > self._step
        ring = QRectF(_LEFT + 2, y + _STEP / 2 - 6, 12, 12)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if waiting:
            painter.setPen(QPen(look.line2, 1.5 * hairline(painter)))
            painter.drawEllipse(ring)
        elif at_work:
            painter.setPen(QPen(look.sel, 2))
            painter.drawEllipse(ring)
            painter.setPen(QPen(look.accent, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawArc(ring, 90 * 16, -250 * 16)
        else:
            draw_icon(painter, "check", look.ok, _LEFT, y + (_STEP - 16) / 2)
        colour = look.ink3 if waiting else look.ink
        name = QRectF(_LEFT + 28, y, 240, _STEP)
        draw_text(painter, name, step, colour, px=13, weight=500 if at_work else 400)
        detail = QRectF(_LEFT + 276, y, self.width() - 2 * _LEFT - 276, _STEP)
        draw_text(painter, detail, self._details[i], look.ink3, align=RIGHT)

    def _describe(self) -> None:
        step = self._steps[self._step] if self._step < len(self._steps) else "done"
        self.setAccessibleName(self._title)
        self.setAccessibleDescription(f"{step}, {self._fraction:.0%}. {self._remark}")
