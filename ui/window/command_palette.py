"""A list of all commands with a field to find them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui.look.theme import font, theme
from ui.widgets.painting import RIGHT, draw_box, draw_text

_WIDTH = 460
_HEIGHT = 400
_ROW = 28
_KEY = Qt.ItemDataRole.UserRole + 1


class CommandPalette(QFrame):
    """Type to find, Up and Down to choose, Return to run, Escape to leave.

    Signals: ``chosen(index)`` of the command that shall run, after the list has gone.
    """

    chosen = Signal(int)

    def __init__(self, commands: Sequence[tuple[str, str]], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("palette")
        self.setFixedSize(_WIDTH, _HEIGHT)
        self._commands = tuple(commands)
        self.field = QLineEdit(placeholderText="Search or run a command")
        self.field.setFont(font(13))
        self.field.setAccessibleName("Search commands")
        self.field.textEdited.connect(self._find)
        self.field.installEventFilter(self)
        self.list = QListWidget()
        self.list.setFont(font(12))
        self.list.setItemDelegate(_Line(self.list))
        self.list.setAccessibleName("Commands")
        self.list.itemClicked.connect(self._run)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        layout.addWidget(self.field)
        layout.addWidget(self.list)
        self._find("")

    def open_over(self, window: QWidget) -> None:
        """Open at the upper middle of a window."""
        self.move(window.mapToGlobal(QPoint((window.width() - _WIDTH) // 2, 64)))
        self.show()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the keys that move in the list work from the field."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self.list.setCurrentRow(min(max(self.list.currentRow() + step, 0), self.list.count() - 1))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)

    def _find(self, typed: str) -> None:
        words = typed.casefold().split()
        self.list.clear()
        for index, (text, key) in enumerate(self._commands):
            if all(word in text.casefold() for word in words):
                item = QListWidgetItem(text)
                item.setData(Qt.ItemDataRole.UserRole, index)
                item.setData(_KEY, key)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{text} {key}")
                self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _run(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        index = item.data(Qt.ItemDataRole.UserRole)
        self.close()
        self.chosen.emit(index)


class _Line(QStyledItemDelegate):
    """A command with its shortcut grey at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, _ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        look, box = theme(), QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            draw_box(painter, box, 4, fill=look.sel)
        box.adjust(10, 0, -10, 0)
        draw_text(painter, box, index.data(Qt.ItemDataRole.DisplayRole), look.ink)
        draw_text(painter, box, index.data(_KEY), look.ink3, px=11, align=RIGHT)
