"""A list of choices for the sheet of a pill: radio buttons or check boxes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.look.theme import text_width, theme
from ui.widgets.painted import Painted
from ui.widgets.painting import RIGHT, draw_box, draw_check_box, draw_focus_ring, draw_text, plain_tooltip

_ROW = 28
_HEADING = 24
_WIDEST = 360


@dataclass(frozen=True, slots=True)
class Choice:
    """One line: ``detail`` stands grey at the right; a choice that cannot be made says why in ``tooltip``."""

    key: str
    label: str
    detail: str = ""
    enabled: bool = True
    tooltip: str = ""


class ChoiceList(Painted):
    """Choices one below the other, ``exclusive`` ones as radio buttons, others as check boxes.

    Signals: ``chosen(key)`` when the user clicked a line or pressed Space or Return on it; ``selected()``
    already tells the new state then.
    """

    chosen = Signal(str)

    def __init__(self, title: str = "", *, exclusive: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._exclusive = title, exclusive
        self._choices: tuple[Choice, ...] = ()
        self._selected: frozenset[str] = frozenset()
        self._current = 0
        self._hovered = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_choices(self, choices: Sequence[Choice], selected: Collection[str]) -> None:
        """Show these lines, those whose keys are in ``selected`` as checked; silent."""
        self._choices, self._selected = tuple(choices), frozenset(selected)
        chosen = (i for i, choice in enumerate(self._choices) if choice.key in self._selected)
        self._current = next(chosen, 0) if self._exclusive else min(self._current, max(len(choices) - 1, 0))
        self._describe()
        self.updateGeometry()
        self.update()

    def selected(self) -> tuple[str, ...]:
        """The keys of the checked lines, in the order shown."""
        return tuple(choice.key for choice in self._choices if choice.key in self._selected)

    def sizeHint(self) -> QSize:
        widths = [
            text_width(choice.label, 12, 500) + (24 + text_width(choice.detail, 12) if choice.detail else 0)
            for choice in self._choices
        ]
        width = min(max([*widths, text_width(self._title, 11, 500) - 22, 100]) + 30 + 12, _WIDEST)
        return QSize(round(width), self._top() + _ROW * len(self._choices))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _top(self) -> int:
        return _HEADING if self._title else 0

    def _line_box(self, line: int) -> QRectF:
        return QRectF(0, self._top() + _ROW * line, self.width(), _ROW)

    def _line_at(self, at: QPointF) -> int:
        line = int((at.y() - self._top()) // _ROW)
        return line if 0 <= line < len(self._choices) else -1

    def paint(self, painter: QPainter) -> None:
        look = theme()
        draw_text(
            painter, QRectF(8, 0, self.width() - 16, self._top()), self._title, look.ink3, px=11, weight=500
        )
        for line, choice in enumerate(self._choices):
            box, checked = self._line_box(line), choice.key in self._selected
            if line == self._hovered and choice.enabled:
                draw_box(painter, box, 4, fill=look.hover)
            painter.setOpacity(1.0 if choice.enabled else 0.5)
            draw_check_box(painter, 8, box.top() + 7, checked=checked, round_=self._exclusive)
            painter.setOpacity(1.0)
            detail = text_width(choice.detail, 12)
            label = QRectF(30, box.top(), self.width() - 30 - 10 - (detail + 8 if detail else 0), _ROW)
            ink = look.ink if choice.enabled else look.ink3
            draw_text(painter, label, choice.label, ink, weight=500 if checked else 400)
            draw_text(painter, box.adjusted(0, 0, -10, 0), choice.detail, look.ink3, align=RIGHT)
        if self.shows_focus and self._choices:
            draw_focus_ring(painter, self._line_box(self._current), 4)

    def _choose(self, line: int) -> None:
        if not (0 <= line < len(self._choices) and self._choices[line].enabled):
            return
        key, self._current = self._choices[line].key, line
        self._selected = frozenset({key}) if self._exclusive else self._selected ^ {key}
        self._describe()
        self.update()
        self.chosen.emit(key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hovered = self._line_at(event.position())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = -1
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.use_mouse()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose(self._line_at(event.position()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None and self._choices:
            self._current = max(min(self._current + step, len(self._choices) - 1), 0)
            self._describe()
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self._current)
        else:
            super().keyPressEvent(event)  # Escape closes the sheet
            return
        self.use_keyboard()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            line = self._line_at(QPointF(event.pos()))
            text = self._choices[line].tooltip if line >= 0 else ""
            QToolTip.showText(event.globalPos(), plain_tooltip(text), self)
            return True
        return super().event(event)

    def _describe(self) -> None:
        if not self._choices:
            return
        choice = self._choices[self._current]
        self.setAccessibleName(f"{self._title}: {choice.label}".lstrip(": "))
        self.setAccessibleDescription("checked" if choice.key in self._selected else "not checked")
