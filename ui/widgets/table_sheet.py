"""A painted table that scrolls under its headings; rows can be pointed at, walked through and chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from ui.look.theme import text_width, theme
from ui.widgets.painted import Painted
from ui.widgets.painting import LEFT, RIGHT, draw_focus_ring, draw_rule, draw_text, plain_tooltip
from ui.widgets.table_head import PAD, TableHead, gap_before
from ui.widgets.table_lines import Column, Line, edges

ROW = 24
_END = 12  # between the last column and the scroll bar
_INDENT = 14
_EXTRA = 110
_STEPS = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -12,
    Qt.Key.Key_PageDown: 12,
    Qt.Key.Key_Home: -1_000_000,
    Qt.Key.Key_End: 1_000_000,
}


class TableSheet(QWidget):
    """Headings over rows.

    Signals: ``chosen(key)`` when a row with a key was clicked, or Return or Space was pressed on it.
    """

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head = TableHead()
        self.rows = _Rows(name)
        self.rows.chosen.connect(self.chosen)
        self.rows.moved.connect(self._show_row)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self.rows)
        self._area.viewport().setAutoFillBackground(False)
        self.rows.setAutoFillBackground(False)
        self._area.viewport().installEventFilter(self)
        self.setFocusProxy(self.rows)
        self._columns: tuple[Column, ...] = ()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addWidget(self._area, 1)

    def show_lines(self, columns: Sequence[Column], lines: Sequence[Line], current: str = "") -> None:
        """Show this table; the row whose key is ``current`` is marked. Silent."""
        self._columns = tuple(columns)
        self.rows.show_lines(columns, lines, current)
        self._measure()

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 120)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._measure()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    def _measure(self) -> None:
        """Lay the columns out in the width that the rows have; the headings stand over them."""
        if not self._columns:
            return
        found = edges(
            self._columns,
            self.rows.lines,
            float(self._area.viewport().width() - _END),
            lambda text, weight: text_width(text, 12, weight),
            pad=PAD,
            indent=_INDENT,
            most_extra=_EXTRA,
        )
        self.head.show_columns(self._columns, found)
        self.rows.set_edges(found)

    def _show_row(self, row: int) -> None:
        self._area.ensureVisible(0, row * ROW, 0, 0)
        self._area.ensureVisible(0, (row + 1) * ROW, 0, 0)


class _Rows(Painted):
    """The rows; only those in view are painted."""

    chosen = Signal(str)
    moved = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.lines: tuple[Line, ...] = ()
        self._columns: tuple[Column, ...] = ()
        self._edges: list[float] = []
        self._current = -1  # where the keyboard is
        self._marked = ""
        self._hovered = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setAccessibleName(name)

    def show_lines(self, columns: Sequence[Column], lines: Sequence[Line], current: str) -> None:
        """Show these rows."""
        self.lines, self._columns, self._marked = tuple(lines), tuple(columns), current
        self._current = min(self._current, len(self.lines) - 1)
        self._hovered = -1
        self.setMinimumHeight(ROW * len(self.lines) + 4)
        self.update()

    def set_edges(self, edges: list[float]) -> None:
        """Where the columns stand."""
        self._edges = edges
        self.update()

    def mark(self, key: str) -> None:
        """Mark the row of a key."""
        self._marked = key
        self.update()

    def row_box(self, row: int) -> QRectF:
        """Where a row stands."""
        return QRectF(0, 2 + ROW * row, self.width(), ROW)

    def paint(self, painter: QPainter) -> None:
        seen = self.visibleRegion().boundingRect()
        first = max((seen.top() - 2) // ROW, 0)
        last = min((seen.bottom() - 2) // ROW + 1, len(self.lines))
        for row in range(first, last):
            self._paint_line(painter, row, self.lines[row])
        if self.shows_focus and 0 <= self._current < len(self.lines):
            draw_focus_ring(painter, self.row_box(self._current), 4)

    def _paint_line(self, painter: QPainter, row: int, line: Line) -> None:
        look, box = theme(), self.row_box(row)
        if line.key and line.key == self._marked:
            painter.fillRect(box, look.sel)
        elif row == self._hovered and line.kind != "group":
            painter.fillRect(box, look.hover)
        for place, text in enumerate(line.cells):
            cell = self._cell_box(row, place, line)
            align = LEFT if place == 0 or self._columns[place].align == "left" else RIGHT
            colour = look.ink if line.kind != "missing" and (place or line.weight > 400) else look.ink2
            italic, weight = line.kind == "missing" and place == 0, line.weight if place == 0 else 400
            draw_text(painter, cell, text, colour, weight=weight, italic=italic, align=align)
        if line.note and line.cells:
            first = self._cell_box(row, 0, line)
            behind = text_width(line.cells[0], 12, line.weight) + 8
            note = QRectF(first.left() + behind, first.top(), self.width() - first.left() - behind, ROW)
            draw_text(painter, note, line.note, look.ink3, px=11)
        if line.kind == "group" and row:
            draw_rule(painter, 0, self.width(), box.top(), look.line)

    def _cell_box(self, row: int, place: int, line: Line) -> QRectF:
        indent = _INDENT * line.indent if place == 0 else 0
        left = self._edges[place] + gap_before(place, self._columns[place]) + indent
        end = self.width() if line.kind == "group" and len(line.cells) == 1 else self._edges[place + 1]
        return QRectF(left, 2 + ROW * row, max(end - left, 0), ROW)

    # Pointer and keys

    def _row_at(self, at: QPointF) -> int:
        row = int((at.y() - 2) // ROW)
        return row if 0 <= row < len(self.lines) else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position())
        if row != self._hovered:
            self._hovered = row
            chooses = row >= 0 and bool(self.lines[row].key)
            self.setCursor(Qt.CursorShape.PointingHandCursor if chooses else Qt.CursorShape.ArrowCursor)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = -1
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.use_mouse()
        if event.button() == Qt.MouseButton.LeftButton:
            self._go(self._row_at(event.position()))
            self._choose()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None and self.lines:
            self.use_keyboard()
            self._go(min(max(self._current + step, 0), len(self.lines) - 1))
            self.moved.emit(self._current)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._choose()
        else:
            event.ignore()

    def _go(self, row: int) -> None:
        self._current = row
        if row >= 0:
            self.setAccessibleDescription(self._in_words(self.lines[row]))
        self.update()

    def _choose(self) -> None:
        if 0 <= self._current < len(self.lines) and (key := self.lines[self._current].key):
            self.mark(key)
            self.chosen.emit(key)

    def _in_words(self, line: Line) -> str:
        """A row for a screen reader, each cell after its heading."""
        parts = [line.cells[0]]
        for column, text in zip(self._columns[1:], line.cells[1:], strict=False):
            parts.append(f"{column.group} {column.title}: {text}".strip())
        return ", ".join(part for part in (*parts, line.note) if part)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            row = self._row_at(QPointF(event.pos()))
            text = self._cut_text(row, event.pos().x()) if row >= 0 else ""
            QToolTip.showText(event.globalPos(), plain_tooltip(text), self)
            return True
        return super().event(event)

    def _cut_text(self, row: int, x: int) -> str:
        """The whole text of the cell at a place, where it is cut; else nothing."""
        line = self.lines[row]
        for place, text in enumerate(line.cells):
            box = self._cell_box(row, place, line)
            if box.left() <= x < box.right() and text_width(text, 12, line.weight) > box.width():
                return text
        return ""
