"""The start page: a zone to drop a file on, two buttons, and the recent files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.look.icons import draw_icon
from ui.look.theme import theme
from ui.widgets.painted import Painted, PaintedButton
from ui.widgets.painting import CENTRE, RIGHT, draw_box, draw_focus_ring, draw_text, plain_tooltip
from ui.widgets.plain_label import PlainLabel
from ui.widgets.push_button import PushButton

WIDTH = 600
HEIGHT = 300
_RADIUS = 12


@dataclass(frozen=True, slots=True)
class RecentFile:
    """A file opened before: its full path, its name, and a grey remark such as when."""

    path: str
    name: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class DropZoneTexts:
    """The words of the start page."""

    title: str
    lines: tuple[str, str]
    open: str
    demo: str
    hint: str


class DropZone(QWidget):
    """The whole start page; it accepts one file dropped anywhere on it.

    Signals: ``open_clicked``, ``demo_clicked``, ``recent_clicked(path)``, ``dropped(path)``.
    """

    open_clicked = Signal()
    demo_clicked = Signal()
    recent_clicked = Signal(str)
    dropped = Signal(str)

    def __init__(self, texts: DropZoneTexts, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self._zone = _Zone(texts)
        self._zone.open_button.clicked.connect(self.open_clicked)
        self._zone.demo_button.clicked.connect(self.demo_clicked)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(0)
        column = QVBoxLayout()
        column.setSpacing(22)
        column.addStretch(1)
        column.addWidget(self._zone)
        column.addLayout(self._recent)
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.addStretch(1)
        row.addLayout(column)
        row.addStretch(1)

    def show_recent(self, files: Sequence[RecentFile]) -> None:
        """List these files under the zone, newest first; none: no list."""
        while (item := self._recent.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if files:
            heading = PlainLabel("Recent", px=11, weight=600, role="ink2")
            heading.setFixedHeight(20)
            self._recent.addWidget(heading)
        for file in files:
            line = _RecentLine(file)
            line.clicked.connect(lambda _=False, path=file.path: self.recent_clicked.emit(path))
            self._recent.addWidget(line)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped_file(event):
            event.acceptProposedAction()
            self._zone.set_target(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._zone.set_target(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._zone.set_target(False)
        if path := _dropped_file(event):
            event.acceptProposedAction()
            self.dropped.emit(path)


def _dropped_file(event: QDropEvent) -> str:
    """The path of the one local file that is dragged, else ""."""
    urls = event.mimeData().urls()
    return urls[0].toLocalFile() if len(urls) == 1 and urls[0].isLocalFile() else ""


class _Zone(Painted):
    """The dashed box with the words and the buttons."""

    def __init__(self, texts: DropZoneTexts) -> None:
        super().__init__()
        self._texts = texts
        self._is_target = False
        self.setFixedSize(WIDTH, HEIGHT)
        self.setAccessibleName(f"{texts.title}. {' '.join(texts.lines)}")
        self.open_button = PushButton(texts.open, "primary", icon="folder", tall=True)
        self.demo_button = PushButton(texts.demo, icon="play", tall=True)
        buttons = QHBoxLayout(self)
        buttons.setContentsMargins(0, 212, 0, HEIGHT - 212 - 32)
        buttons.setSpacing(10)
        buttons.addStretch(1)
        buttons.addWidget(self.open_button)
        buttons.addWidget(self.demo_button)
        buttons.addStretch(1)

    def set_target(self, is_target: bool) -> None:
        """Show that a file held over the page would be opened."""
        self._is_target = is_target
        self.update()

    def paint(self, painter: QPainter) -> None:
        look, box = theme(), QRectF(self.rect())
        draw_box(painter, box, _RADIUS, fill=look.sel if self._is_target else look.card)
        pen = QPen(look.focus, 2) if self._is_target else QPen(look.line2, 1.5)
        if not self._is_target:
            pen.setDashPattern([5, 3])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), _RADIUS - 1, _RADIUS - 1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.card if self._is_target else look.sel)
        painter.drawEllipse(QRectF(WIDTH / 2 - 28, 32, 56, 56))
        draw_icon(painter, "download", look.ink2, WIDTH / 2 - 12, 48, 24)
        width = WIDTH - 48
        title = QRectF(24, 104, width, 30)
        draw_text(painter, title, self._texts.title, look.ink, px=20, weight=600, align=CENTRE)
        for i, line in enumerate(self._texts.lines):
            where = QRectF(24, 138 + 23 * i, width, 22)
            draw_text(painter, where, line, look.ink2, px=13, align=CENTRE)
        draw_text(painter, QRectF(24, 254, width, 20), self._texts.hint, look.ink3, px=11, align=CENTRE)


class _RecentLine(PaintedButton):
    """One recent file."""

    def __init__(self, file: RecentFile) -> None:
        super().__init__()
        self._file = file
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"Open {file.name}")
        self.setAccessibleDescription(file.detail)
        self.setToolTip(plain_tooltip(file.path))

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, 34)

    def paint(self, painter: QPainter) -> None:
        look, box = theme(), QRectF(self.rect())
        if self.underMouse():
            draw_box(painter, box.adjusted(-4, 1, 4, -1), 4, fill=look.sel)
        draw_icon(painter, "file", look.ink2, 4, 9)
        draw_text(painter, box.adjusted(28, 0, -220, 0), self._file.name, look.ink, px=13, weight=500)
        # ink2, since the page's ground leaves ink3 too little contrast
        draw_text(painter, box.adjusted(WIDTH - 216, 0, -4, 0), self._file.detail, look.ink2, align=RIGHT)
        if self.shows_focus:
            draw_focus_ring(painter, box, 4)
