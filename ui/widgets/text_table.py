"""Sections of small tables and notes, one below the other: what stands beside a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look.theme import font, text_width, theme
from ui.widgets.painted import Painted
from ui.widgets.painting import LEFT, RIGHT, draw_rule, draw_text

_ROW = 20
_GAP = 18
_NOTE = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


@dataclass(frozen=True, slots=True)
class Section:
    """A bold title, a head of (text, colour role), rows of cells (the first left, others right), a note."""

    title: str
    head: tuple[tuple[str, str], ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    note: str = ""


class TextTable(Painted):
    """Shows sections; its height follows from its width."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sections: tuple[Section, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_sections(self, sections: Sequence[Section]) -> None:
        """Show these sections; silent."""
        if tuple(sections) == self._sections:
            return
        self._sections = tuple(sections)
        self.setAccessibleDescription(". ".join(_in_words(section) for section in self._sections))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(self._walk(width, None))

    def sizeHint(self) -> QSize:
        return QSize(290, self.heightForWidth(290))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 40)

    def paint(self, painter: QPainter) -> None:
        self._walk(self.width(), painter)

    def _walk(self, width: float, painter: QPainter | None) -> float:
        """Lay the sections out from top to bottom; draw them if there is a painter. The height."""
        y = 0.0
        for number, section in enumerate(self._sections):
            if number:
                y += _GAP if section.title else 8
            y = _section(section, width, y, painter)
        return y


def _section(section: Section, width: float, y: float, painter: QPainter | None) -> float:
    look = theme()
    if section.title:
        if painter:
            draw_text(painter, QRectF(0, y, width, _ROW), section.title, look.ink, weight=600)
        y += _ROW
    edges = _columns(section, width)
    if section.head:
        if painter:
            for column, (text, role) in enumerate(section.head):
                box = QRectF(edges[column], y, edges[column + 1] - edges[column], _ROW)
                side = RIGHT if column else LEFT
                draw_text(painter, box, text, look.colour(role), px=11, weight=500, align=side)
            draw_rule(painter, 0, width, y + _ROW, look.line)
        y += _ROW + 4
    for row in section.rows:
        if painter:
            for column, text in enumerate(row):
                box = QRectF(edges[column], y, edges[column + 1] - edges[column], _ROW)
                draw_text(
                    painter, box, text, look.ink if column else look.ink2, align=RIGHT if column else LEFT
                )
        y += _ROW
    if section.note:
        y += 2 if section.rows else 0
        y += _note(section.note, width, y, painter)
    return y


def _note(text: str, width: float, y: float, painter: QPainter | None) -> float:
    height = _note_height(text, width)
    if painter:
        painter.setFont(font(11))
        painter.setPen(theme().ink3)
        painter.drawText(QRectF(0, y, width, height), _NOTE, text)
    return height


@lru_cache(maxsize=2048)
def _note_height(text: str, width: float) -> float:
    """How high a note is; a layout asks for the same several times."""
    metrics = QFontMetricsF(font(11))
    return metrics.boundingRect(QRectF(0, 0, width, 10_000), _NOTE, text).height() + 2


def _columns(section: Section, width: float) -> list[float]:
    """The left edges of the columns, and the right end: as wide as their text, the rest to the first."""
    lines = [tuple(text for text, _ in section.head), *section.rows]
    n = max((len(line) for line in lines), default=1)
    widths = [
        max((text_width(line[column], 12) for line in lines if column < len(line)), default=0.0) + 14
        for column in range(n)
    ]
    first = max(width - sum(widths[1:]), 40.0)
    edges = [0.0, first]
    for other in widths[1:]:
        edges.append(edges[-1] + other)
    return edges


def _in_words(section: Section) -> str:
    head = ", ".join(text for text, _ in section.head)
    rows = "; ".join(", ".join(row) for row in section.rows)
    return ". ".join(part for part in (section.title, head, rows, section.note) if part)
