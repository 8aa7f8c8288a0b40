"""A slider with two handles under a histogram."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look.theme import theme
from ui.widgets.painted import Painted
from ui.widgets.painting import draw_box, hairline, snapped
from ui.widgets.title_row import MARGIN

Part = Literal["low", "high", "both"]

HISTOGRAM = 48
_TRACK = HISTOGRAM + 6  # y of the middle of the track
_HEIGHT = _TRACK + 10
_RADIUS = 6.0
_INSET = MARGIN + 5  # x of the smallest value


class RangeSlider(Painted):
    """Chooses low <= high between two limits; the handles may meet but not cross.

    Signals: ``moved(low, high)`` while a gesture lasts, only when a value changes; ``released(low, high)``
    once at its end, if it moved anything, also when the values ended where they began. A gesture is a drag
    or a key held down. Escape during a drag takes it back.
    """

    moved = Signal(float, float)
    released = Signal(float, float)

    def __init__(
        self,
        minimum: float,
        maximum: float,
        *,
        step: float = 1,
        page: float = 5,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._minimum, self._maximum, self._step, self._page = float(minimum), float(maximum), step, page
        self._low, self._high = self._minimum, self._maximum
        self._edges: tuple[float, ...] = ()
        self._population: tuple[float, ...] = ()
        self._selected: tuple[float, ...] = ()
        self._active: Part = "low"
        self._drag: tuple[Part, float, float, float] | None = None  # part, x, low and high at the press
        self._before: tuple[float, float] | None = None  # values before a gesture that changed them
        self._name = name
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._describe()

    def values(self) -> tuple[float, float]:
        """The chosen low and high."""
        return self._low, self._high

    def set_limits(self, minimum: float, maximum: float, *, step: float = 1) -> None:
        """Change the limits; the values are moved inside them. Silent."""
        self._minimum, self._maximum, self._step = float(minimum), float(maximum), step
        self.set_values(self._low, self._high)

    def set_values(self, low: float, high: float) -> None:
        """Show these values, cut to the limits; silent, also during a drag."""
        self._low = min(max(float(low), self._minimum), self._maximum)
        self._high = min(max(float(high), self._low), self._maximum)
        self._describe()
        self.update()

    def set_histogram(
        self, edges: Sequence[float], population: Sequence[float], selected: Sequence[float]
    ) -> None:
        """Show counts of k bins between k+1 ``edges``: ``population`` light, ``selected`` dark. Silent."""
        self._edges = tuple(float(edge) for edge in edges)
        self._population = tuple(float(count) for count in population)
        self._selected = tuple(float(count) for count in selected)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(220, _HEIGHT)

    def _x(self, value: float) -> float:
        span = (self._maximum - self._minimum) or 1.0
        return _INSET + (value - self._minimum) / span * (self.width() - 2 * _INSET)

    def _value(self, x: float) -> float:
        return self._minimum + (x - _INSET) / max(self.width() - 2 * _INSET, 1) * (
            self._maximum - self._minimum
        )

    def _on_step(self, value: float) -> float:
        steps = round((value - self._minimum) / self._step)
        return min(max(round(self._minimum + steps * self._step, 9), self._minimum), self._maximum)

    def _part_at(self, x: float) -> Part:
        """The handle within 12 px, else the fill between the handles, else the nearer handle."""
        low, high = self._x(self._low), self._x(self._high)
        if low == high:
            return "low" if x < low or self._low == self._maximum else "high"
        nearer: Part = "low" if abs(x - low) < abs(x - high) else "high"
        if min(abs(x - low), abs(x - high)) > 12 and low < x < high:
            return "both"
        return nearer

    def paint(self, painter: QPainter) -> None:
        look = theme()
        self._paint_bars(painter, self._population, look.sel)
        self._paint_bars(painter, self._selected, look.fill)
        low, high = self._x(self._low), self._x(self._high)
        left, right = self._x(self._minimum), self._x(self._maximum)
        draw_box(painter, QRectF(left, _TRACK - 1.5, right - left, 3), 1.5, fill=look.fillsoft)
        accent = look.accent if self.isEnabled() else look.fillsoft
        draw_box(painter, QRectF(low, _TRACK - 1.5, max(high - low, 0.1), 3), 1, fill=accent)
        for part, x in (("low", low), ("high", high)):
            centre = QPointF(x, _TRACK)
            painter.setPen(QPen(accent, 2))
            painter.setBrush(look.card)
            painter.drawEllipse(centre, _RADIUS - 1, _RADIUS - 1)
            if self.shows_focus and part == self._active:
                painter.setPen(QPen(look.focus, 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(centre, _RADIUS + 2, _RADIUS + 2)

    def _paint_bars(self, painter: QPainter, counts: Sequence[float], colour: QColor) -> None:
        tallest = max((*self._population, *self._selected), default=0) or 1
        for i, count in enumerate(counts[: len(self._edges) - 1]):
            if count <= 0:
                continue
            left = snapped(self._x(self._edges[i]), painter)
            right = snapped(self._x(self._edges[i + 1]), painter) - hairline(painter)
            height = max(min(count / tallest, 1.0) * (HISTOGRAM - 2), 1.0)
            top = snapped(HISTOGRAM - height, painter)
            painter.fillRect(QRectF(left, top, max(right - left, 1.0), HISTOGRAM - top), colour)

    def _change(self, low: float, high: float) -> None:
        if (low, high) == (self._low, self._high):
            return
        self._before = self._before or (self._low, self._high)
        self.set_values(low, high)
        self.moved.emit(self._low, self._high)

    def _finish(self) -> None:
        before, self._before = self._before, None
        if before is not None:
            self.released.emit(self._low, self._high)

    def _set_part(self, part: Part, value: float) -> None:
        value = self._on_step(value)
        if part == "low":
            self._change(min(value, self._high), self._high)
        else:
            self._change(self._low, max(value, self._low))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self.use_mouse()
        x = event.position().x()
        part = self._part_at(x)
        self._active = part if part != "both" else self._active
        handle = self._low if part == "low" else self._high
        if part != "both" and abs(self._x(handle) - x) > 12:
            self._set_part(part, self._value(x))
        self._drag = (part, x, self._low, self._high)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self._drag is None:
            on_fill = self._part_at(x) == "both"
            self.setCursor(Qt.CursorShape.OpenHandCursor if on_fill else Qt.CursorShape.SizeHorCursor)
            return
        part, start, low, high = self._drag
        by = self._value(x) - self._value(start)
        if part == "both":
            by = min(max(by, self._minimum - low), self._maximum - high)
            moved_low = self._on_step(low + by)
            self._change(moved_low, min(moved_low + high - low, self._maximum))
        else:
            self._set_part(part, (low if part == "low" else high) + by)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._drag is not None:
            self._drag = None
            self._finish()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        low, part = self._active == "low", self._active
        value = self._low if low else self._high
        targets = {
            **dict.fromkeys((Qt.Key.Key_Left, Qt.Key.Key_Down), value - self._step),
            **dict.fromkeys((Qt.Key.Key_Right, Qt.Key.Key_Up), value + self._step),
            Qt.Key.Key_PageDown: value - self._page,
            Qt.Key.Key_PageUp: value + self._page,
            Qt.Key.Key_Home: self._minimum if low else self._low,
            Qt.Key.Key_End: self._high if low else self._maximum,
        }
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape and self._drag is not None:
            self._drag = None
            self._change(*(self._before or self.values()))
            self._finish()
        elif key in targets and self._drag is None:
            self.use_keyboard()
            self._set_part(part, targets[key])
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat() and self._drag is None:
            self._finish()
        super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() == Qt.FocusReason.TabFocusReason:
            self._active = "low"
        elif event.reason() == Qt.FocusReason.BacktabFocusReason:
            self._active = "high"
        self._describe()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        if self._drag is None:
            self._finish()
        super().focusOutEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab goes from the low handle to the high one before it leaves; Shift+Tab the other way."""
        there: Part = "high" if next else "low"
        if self._active == there:
            return super().focusNextPrevChild(next)
        self._active = there
        self._describe()
        self.use_keyboard()
        return True

    def _describe(self) -> None:
        side = "from" if self._active == "low" else "to"
        self.setAccessibleName(f"{self._name}, {side}".lstrip(", "))
        self.setAccessibleDescription(f"{self._low:g} to {self._high:g}")
