"""A figure with parts that can be pointed at and chosen, by pointer and by keys; it scrolls when it must."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from ui.look.theme import theme
from ui.plots.figure_item import FigureView

_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


@dataclass(frozen=True, slots=True)
class Target:
    """A part that can be chosen, where it stands, and what it says to a screen reader."""

    rect: QRectF
    words: str


class ChoiceCanvas(FigureView):
    """The figure itself: knows which target is under the pointer and which one has the keys.

    Up and Down move between targets, Enter chooses; with ``tabs`` Tab and Backtab move as well and leave at
    the ends. Signals: ``chosen`` (index of the target, whether Shift was held); ``moved`` (index) by keys.
    """

    chosen = Signal(int, bool)
    moved = Signal(int)

    def __init__(self, view: ChoiceView, *, tabs: bool) -> None:
        self._view = view
        self._tabs = tabs
        self.targets: tuple[Target, ...] = ()
        self.hovered: int | None = None
        self.current: int | None = None
        self._pressed: int | None = None
        self._ring = False
        super().__init__(view.paint_figure, self._paint_overlay)
        self.setCacheMode(FigureView.CacheModeFlag.CacheNone)  # the ground shows what is pointed at
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_targets(self, targets: Sequence[Target]) -> None:
        """The parts of a new answer or size; what was pointed at stays so while there is such a part."""
        self.targets = tuple(targets)
        self.hovered = self._valid(self.hovered)
        self.current = self._valid(self.current)
        if self.current is not None:
            self._describe(self.current)

    def _valid(self, index: int | None) -> int | None:
        return index if index is not None and index < len(self.targets) else None

    # Painting

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        painter.fillRect(rect, theme().card)
        if self.hovered is not None:
            self._view.paint_under(painter, self.targets[self.hovered].rect)

    def _paint_overlay(self, painter: QPainter, rect: QRectF) -> None:
        if self.hovered is not None:
            self._view.paint_over(painter, self.targets[self.hovered].rect)
        if self._ring and self.hasFocus() and self.current is not None:
            painter.setPen(QPen(theme().focus, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.targets[self.current].rect.adjusted(1, 1, -1, -1), 4, 4)

    # Pointer

    def target_at(self, place: QPointF) -> int | None:
        """The index of the target at a place."""
        return next((index for index, target in enumerate(self.targets) if target.rect.contains(place)), None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.target_at(event.position()))
        tip = self._view.tip_at(event.position())
        self.setToolTip(f"<p>{html.escape(tip)}</p>" if tip else "")
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)
        super().leaveEvent(event)  # type: ignore[no-untyped-call]

    def _hover(self, index: int | None) -> None:
        if index != self.hovered:
            self.hovered = index
            shape = Qt.CursorShape.ArrowCursor if index is None else Qt.CursorShape.PointingHandCursor
            self.viewport().setCursor(shape)
            self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._ring = False
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self.target_at(event.position())
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        if pressed is not None and pressed == self.target_at(event.position()):
            self.current = pressed
            self._describe(pressed)
            self.chosen.emit(pressed, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        event.accept()

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None and self._move(step):
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self.chosen.emit(self.current, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
            return
        event.ignore()

    def focusNextPrevChild(self, next: bool) -> bool:
        if self._tabs and self._move(1 if next else -1):
            return True
        return bool(super().focusNextPrevChild(next))

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._ring = event.reason() in _KEYBOARD
        super().focusInEvent(event)
        if self._ring and self.targets:
            is_backwards = event.reason() == Qt.FocusReason.BacktabFocusReason
            if self._tabs:
                self._go(len(self.targets) - 1 if is_backwards else 0)
            elif self.current is None:
                self._go(0)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def _move(self, step: int) -> bool:
        """Go to a neighbour; False at the ends."""
        start = self.current if self.current is not None else (-1 if step > 0 else len(self.targets))
        if not 0 <= start + step < len(self.targets):
            return False
        self._go(start + step)
        return True

    def _go(self, index: int) -> None:
        self._ring = True
        self.current = index
        self._describe(index)
        self.moved.emit(index)
        self.viewport().update()

    def _describe(self, index: int) -> None:
        words = self.targets[index].words
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)
            if QAccessible.isActive():
                QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))


class ChoiceView(QScrollArea):
    """A figure that is laid out for its width and scrolls up and down where it needs more height.

    A subclass places its figure, paints it, and says what is under the pointer.
    """

    def __init__(self, parent: QWidget | None = None, *, tabs: bool = False) -> None:
        super().__init__(parent)
        self.canvas = ChoiceCanvas(self, tabs=tabs)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setWidget(self.canvas)
        self.canvas.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(self.canvas)
        self.canvas.moved.connect(self._show_target)

    # What a subclass answers

    def place(self, rect: QRectF) -> tuple[float, Sequence[Target]]:
        """Lay the figure out in what is visible: the height that it needs, and its targets."""
        raise NotImplementedError

    def paint_figure(self, painter: QPainter, rect: QRectF) -> None:
        """Paint the still figure."""
        raise NotImplementedError

    def paint_under(self, painter: QPainter, rect: QRectF) -> None:
        """Show below the figure that the target in this rectangle is pointed at."""

    def paint_over(self, painter: QPainter, rect: QRectF) -> None:
        """Show above the figure that the target in this rectangle is pointed at."""

    def tip_at(self, place: QPointF) -> str:
        """What the tooltip says at a place."""
        return ""

    # What it does with them

    def renew(self) -> None:
        """Lay out and paint anew, after a new answer or another size."""
        visible = QRectF(self.viewport().rect())
        height, targets = self.place(visible)
        self.canvas.set_targets(targets)
        self.canvas.setMinimumHeight(ceil(height) if height > visible.height() + 0.5 else 0)
        self.canvas.item.renew()
        self.canvas.viewport().update()

    def show_busy(self, busy: bool) -> None:
        """Dim the figure while a newer answer is on its way."""
        self.canvas.show_busy(busy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.renew()

    def _show_target(self, index: int) -> None:
        rect: Any = self.canvas.targets[index].rect.toRect()
        self.ensureVisible(rect.center().x(), rect.top(), 0, 8)
        self.ensureVisible(rect.center().x(), rect.bottom(), 0, 8)
