"""One facet of the filter panel: a painted list of a field's levels with their counts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QToolTip, QWidget

from ui.look.theme import text_width, theme
from ui.widgets.facet_row import (
    ROW,
    FacetRow,
    columns_for,
    label_is_cut,
    only_box,
    paint_fold,
    paint_row,
    row_box,
)
from ui.widgets.painted import Painted
from ui.widgets.painting import draw_focus_ring, draw_rule, plain_tooltip
from ui.widgets.title_row import HEIGHT, MARGIN, TOP, note_box, paint_title

BOTTOM = 6
LIMIT = 12  # levels shown before the rest folds behind "Show all"
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Home: -(10**6), Qt.Key.Key_End: 10**6}
_PRESSES = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Facet(Painted):
    """The levels of one field with check boxes; it shows what it is given and reports gestures.

    Signals: ``toggled(level)`` for a click or Space; ``isolated(level)`` for "only", Alt+click or
    Shift+Space; ``cleared()`` for "Clear" or Delete.
    """

    toggled = Signal(str)
    isolated = Signal(str)
    cleared = Signal()

    def __init__(self, title: str, *, note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._note = title, note
        self._rows: tuple[FacetRow, ...] = ()
        self._columns = columns_for(())
        self._unfolded = False
        self._current = 0  # index among the lines, the fold line included
        self._hovered = -1
        self._pressed = -1
        self._at_only = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._describe()

    def show_levels(self, rows: Sequence[FacetRow]) -> None:
        """Show these levels, in this order; silent."""
        before = self.sizeHint()
        self._rows = tuple(rows)
        self._columns = columns_for(self._rows)
        self._current = max(min(self._current, self._line_count() - 1), 0)
        if self.sizeHint() != before:
            self.updateGeometry()
        self._describe()
        self.update()

    # What is visible: up to LIMIT levels, any checked one beyond them, and the line that folds.

    def _lines(self) -> list[FacetRow]:
        if not self._folds() or self._unfolded:
            return list(self._rows)
        return [row for i, row in enumerate(self._rows) if i < LIMIT or row.checked]

    def _folds(self) -> bool:
        return len(self._rows) > LIMIT + 1

    def _line_count(self) -> int:
        return len(self._lines()) + self._folds()

    def _line_box(self, line: int) -> QRectF:
        return row_box(self.width(), TOP + HEIGHT + ROW * line)

    def _line_at(self, at: QPointF) -> int:
        line = int((at.y() - TOP - HEIGHT) // ROW)
        return line if 0 <= line < self._line_count() else -1

    def _is_at_only(self, at: QPointF) -> bool:
        line = self._line_at(at)
        return 0 <= line < len(self._lines()) and only_box(self._line_box(line), self._columns).contains(at)

    def _is_at_clear(self, at: QPointF) -> bool:
        width = text_width("Clear", 12) + 12
        box = QRectF(self.width() - MARGIN - width + 6, TOP, width, HEIGHT)
        return self._has_checked() and box.contains(at)

    def _has_checked(self) -> bool:
        return any(row.checked for row in self._rows)

    def sizeHint(self) -> QSize:
        return QSize(220, TOP + HEIGHT + ROW * self._line_count() + BOTTOM)

    def minimumSizeHint(self) -> QSize:
        return QSize(180, self.sizeHint().height())

    def paint(self, painter: QPainter) -> None:
        any_checked, lines = self._has_checked(), self._lines()
        clear = "Clear" if any_checked else ""
        paint_title(painter, self.width(), self._title, clear, noted=bool(self._note), link=True)
        for line, row in enumerate(lines):
            dim = (any_checked and not row.checked) or row.count == 0
            hovered = line == self._hovered
            box = self._line_box(line)
            paint_row(painter, box, row, self._columns, dim=dim, hovered=hovered, at_only=self._at_only)
        if self._folds():
            text = "Show fewer" if self._unfolded else f"Show all {len(self._rows)}"
            paint_fold(painter, self._line_box(len(lines)), text, hovered=self._hovered == len(lines))
        if self.shows_focus and self._line_count():
            draw_focus_ring(painter, self._line_box(self._current), 4)
        draw_rule(painter, MARGIN, self.width() - MARGIN, self.height() - 1, theme().line)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        line, at_only = self._line_at(at), self._is_at_only(at)
        active = line >= 0 or self._is_at_clear(at)
        self.setCursor(Qt.CursorShape.PointingHandCursor if active else Qt.CursorShape.ArrowCursor)
        if (line, at_only) != (self._hovered, self._at_only):
            self._hovered, self._at_only = line, at_only
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered, self._at_only = -1, False
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.use_mouse()
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self._line_at(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        at, pressed = event.position(), self._pressed
        line = self._line_at(at)
        self._pressed = -1
        if line >= 0 and line == pressed:
            with_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            self._activate(line, alone=with_alt or self._is_at_only(at))
        elif pressed < 0 and self._is_at_clear(at):
            self.cleared.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, plain = Qt.Key(event.key()), event.modifiers() == Qt.KeyboardModifier.NoModifier
        if key in _STEPS and self._rows:
            self._move_to(self._current + _STEPS[key])
        elif key in _PRESSES and self._rows:
            self._activate(self._current, alone=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and plain and self._has_checked():
            self.cleared.emit()
        else:
            event.ignore()
            return
        self.use_keyboard()

    def _move_to(self, line: int) -> None:
        self._current = max(min(line, self._line_count() - 1), 0)
        self._describe()
        self.update()
        area = self.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is not None and (content := area.widget()) is not None:
            at = self.mapTo(content, self._line_box(self._current).center().toPoint())
            area.ensureVisible(at.x(), at.y(), 0, ROW)

    def _activate(self, line: int, *, alone: bool) -> None:
        self._move_to(line)
        lines = self._lines()
        if line >= len(lines):
            self._unfolded = not self._unfolded
            self._current = min(self._current, self._line_count() - 1)
            self.updateGeometry()
            self.update()
        elif alone:
            self.isolated.emit(lines[line].level)
        else:
            self.toggled.emit(lines[line].level)

    def _describe(self) -> None:
        """Say the current line to a screen reader, which sees only names and descriptions."""
        lines = self._lines()
        if self._current >= len(lines):
            self.setAccessibleName(f"{self._title}: {'show fewer' if self._unfolded else 'show all'}")
            self.setAccessibleDescription(self._note)
            return
        row = lines[self._current]
        count = "" if row.count is None else f", {row.count}"
        if row.count is not None and row.count <= row.population:
            count += f" of {row.population}"
        self.setAccessibleName(f"{self._title}: {row.label}")
        self.setAccessibleDescription(f"{'checked' if row.checked else 'not checked'}{count}")

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), plain_tooltip(self._tooltip(event.pos())), self)
            return True
        return super().event(event)

    def _tooltip(self, at: QPoint) -> str:
        clear = "Clear" if self._has_checked() else ""
        if self._note and note_box(self.width(), self._title, clear).contains(QPointF(at)):
            return self._note
        line = self._line_at(QPointF(at))
        if not 0 <= line < len(self._lines()):
            return ""
        row = self._lines()[line]
        return row.tooltip or (row.label if label_is_cut(self._line_box(line), row, self._columns) else "")
