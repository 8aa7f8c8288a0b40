"""The Kaplan–Meier figure on screen: pointer and keys read it, a drag sets the landmark."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import QApplication, QWidget

from explorer.analyses.answers import SurvivalAnswer
from ui.figures import kaplan_meier
from ui.figures.figure import Style
from ui.figures.kaplan_meier import Layout
from ui.look.theme import theme
from ui.plots.figure_item import FigureView

_GRIP = 4
"""How near to the landmark line, in pixels, the pointer says that it can be dragged."""
_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class KaplanMeierView(FigureView):
    """Draws a survival answer.

    Left and Right move a reading by a month, with Shift by six; Escape lets go of it, or takes a drag back.

    Signals: ``landmark_dragged`` (months) while a drag lasts and ``landmark_released`` when it ends, in
    whole months within the axis; ``pinned`` when a reading is kept (months) or let go (None).
    """

    landmark_dragged = Signal(float)
    landmark_released = Signal(float)
    pinned = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._answer: SurvivalAnswer | None = None
        self._style: Style | None = None
        self._layout: Layout | None = None
        self._hover: float | None = None
        self._pin: float | None = None
        self._pressed: QPointF | None = None
        self._dragged: float | None = None
        self._before_drag = 0.0
        self._keyboard = False
        super().__init__(self._paint_figure, self._paint_overlay, parent)
        self.setAccessibleName("Kaplan–Meier curves")

    def draw(self, answer: SurvivalAnswer, style: Style) -> None:
        """Show an answer."""
        self._answer, self._style = answer, style
        self.setAccessibleName(f"Kaplan–Meier curves, {answer.endpoint.label}")
        self._describe(kaplan_meier.in_words(answer))
        self.item.renew()

    @property
    def reading(self) -> float | None:
        """The time of the reading that is shown, in months: the pinned one, else the pointer's."""
        return self._pin if self._pin is not None else self._hover

    @property
    def layout_shown(self) -> Layout | None:
        """Where the parts of the painted figure stand."""
        return self._layout

    def sizeHint(self) -> QSize:
        return QSize(640, 320)

    # Painting

    def _paint_figure(self, painter: QPainter, rect: QRectF) -> None:
        if self._answer is not None and self._style is not None:
            painter.fillRect(rect, self._style.card)
            self._layout = kaplan_meier.paint(painter, rect, self._answer, self._style)

    def _paint_overlay(self, painter: QPainter, rect: QRectF) -> None:
        answer, style, layout = self._answer, self._style, self._layout
        if answer is None or style is None or layout is None:
            return
        months = self._within(self.reading)
        if self._dragged is not None:
            kaplan_meier.paint_landmark(painter, layout, style, self._dragged, answer.question.unit)
        elif months is not None:
            pinned = self._pin is not None
            kaplan_meier.paint_hover(painter, layout, answer, style, months, pinned=pinned)
        if self._keyboard and self.hasFocus():
            painter.setPen(QPen(theme().focus, 2))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 4, 4)

    def _within(self, months: float | None) -> float | None:
        if months is None or self._layout is None or self._layout.end <= 0:
            return None
        return min(months, self._layout.end)

    # Pointer

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position()
        months = self._months(place)
        if self._pressed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            moved = abs(place.x() - self._pressed.x())
            if self._dragged is not None or moved >= QApplication.startDragDistance():
                self._drag(place)
        elif months != self._hover:
            self._hover = months
            self._show_cursor(place)
            self.item.update()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._keyboard = False
        if event.button() == Qt.MouseButton.LeftButton and self._months(event.position()) is not None:
            self._pressed = event.position()
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, dragged = self._pressed, self._dragged
        self._pressed = self._dragged = None
        if dragged is not None:
            self.landmark_released.emit(dragged)
        elif pressed is not None:
            months = self._months(event.position())
            self._keep(None if self._pin is not None else months)
        self.item.update()
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = None
        self.item.update()
        super().leaveEvent(event)  # type: ignore[no-untyped-call]

    def _months(self, place: QPointF) -> float | None:
        layout = self._layout
        if layout is None or not layout.plot.top() - 8 <= place.y() <= layout.rect.bottom():
            return None
        return layout.months(place.x())

    def _drag(self, place: QPointF) -> None:
        layout = self._layout
        if layout is None or layout.end <= 0:
            return
        x = min(max(place.x(), layout.plot.left()), layout.plot.right())
        months = max(float(round(layout.months(x) or 0.0)), 1.0)
        if self._dragged is None and self._answer is not None:
            self._before_drag = self._answer.question.landmark
        self._hover = None
        if months != self._dragged:
            self._dragged = months
            self.landmark_dragged.emit(months)
            self.item.update()

    def _show_cursor(self, place: QPointF) -> None:
        layout, answer = self._layout, self._answer
        near = False
        if layout is not None and answer is not None and self._hover is not None:
            near = abs(place.x() - layout.x(answer.question.landmark)) <= _GRIP
        shape = Qt.CursorShape.SplitHCursor if near else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1.0, Qt.Key.Key_Right: 1.0}.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape and self._dragged is not None:
            self._pressed = self._dragged = None
            self.landmark_released.emit(self._before_drag)
            self.item.update()
        elif event.key() == Qt.Key.Key_Escape and self._pin is not None:
            self._keep(None)
        elif step is not None and self._layout is not None and self._layout.end > 0:
            self._keyboard = True
            self._move(6 * step if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else step)
        else:
            event.ignore()

    def _move(self, step: float) -> None:
        assert self._layout is not None
        assert self._answer is not None
        start = self.reading
        start = self._answer.question.landmark - step if start is None else start
        self._hover = None
        self._keep(min(max(float(round(start + step)), 0.0), self._layout.end))

    def _keep(self, months: float | None) -> None:
        if months == self._pin:
            return
        self._pin = months
        if self._answer is not None and self._layout is not None:
            reading = (
                "" if months is None else kaplan_meier.reading_in_words(self._layout, self._answer, months)
            )
            self._describe(reading or kaplan_meier.in_words(self._answer))
        self.pinned.emit(months)
        self.item.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._keyboard = event.reason() in _KEYBOARD
        super().focusInEvent(event)
        self.item.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.item.update()

    def _describe(self, words: str) -> None:
        self.setAccessibleDescription(words)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))
