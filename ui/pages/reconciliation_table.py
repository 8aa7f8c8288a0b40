"""The reconciliation on screen: what each analysis counts, row by row, and a red mark where they differ."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy

from explorer.analyses.reconciliation import SOURCES, ReconciliationAnswer
from explorer.text import count
from ui.look.icons import draw_icon
from ui.look.theme import text_width, theme
from ui.widgets.painted import Painted, PaintedButton
from ui.widgets.painting import LEFT, RIGHT, draw_focus_ring, draw_rule, draw_text

_ROW = 24
_NUMBER = 84
_MARK = 26
_WIDEST = 420


class ReconciliationTable(Painted):
    """A row for each number that several analyses state."""

    def __init__(self) -> None:
        super().__init__()
        self._answer: ReconciliationAnswer | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_answer(self, answer: ReconciliationAnswer) -> None:
        """Show an answer."""
        self._answer = answer
        self.setAccessibleName("Reconciliation: " + in_words(answer))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        rows = len(self._answer.comparisons) if self._answer is not None else 0
        return QSize(_MARK + _WIDEST + len(SOURCES) * _NUMBER, (rows + 1) * _ROW + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(_MARK + 160 + len(SOURCES) * _NUMBER, self.sizeHint().height())

    def paint(self, painter: QPainter) -> None:
        if self._answer is None:
            return
        look = theme()
        label = min(self.width() - _MARK - len(SOURCES) * _NUMBER, _WIDEST)
        end = _MARK + label + len(SOURCES) * _NUMBER
        for place, source in enumerate(SOURCES):
            draw_text(painter, self._cell(0, place, label), source, look.ink3, px=11, weight=500, align=RIGHT)
        draw_rule(painter, 0, end, _ROW, look.line)
        for row, each in enumerate(self._answer.comparisons, 1):
            top = row * _ROW + 2
            if not each.agrees:
                painter.fillRect(QRectF(0, top, end, _ROW), look.error_bg)
            name = "check" if each.agrees else "warning"
            draw_icon(painter, name, look.ok if each.agrees else look.error, 4, top + 5, 14)
            colour = look.ink if each.agrees else look.error
            draw_text(painter, QRectF(_MARK, top, label, _ROW), each.label, colour, align=LEFT)
            for place, n in enumerate(each.counts):
                if n is not None:
                    weight = 400 if each.agrees else 600
                    box = self._cell(row, place, label)
                    draw_text(painter, box, count(n), colour, weight=weight, align=RIGHT)

    def _cell(self, row: int, place: int, label: float) -> QRectF:
        return QRectF(_MARK + label + place * _NUMBER, row * _ROW + (2 if row else 0), _NUMBER, _ROW)


class ReconciliationMark(PaintedButton):
    """Green words when all counts agree, red ones that name what differs; a click asks for the table."""

    def __init__(self) -> None:
        super().__init__()
        self._text, self._agrees = "", True
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_answer(self, answer: ReconciliationAnswer) -> None:
        """Show whether the analyses agree."""
        self._text, self._agrees = in_words(answer), answer.agrees
        self.setAccessibleName(self._text)
        self.setToolTip("Compare what listing, flow, baseline table, curves and forest plot count")
        self.updateGeometry()
        self.update()

    @property
    def words(self) -> str:
        """What the mark says."""
        return self._text

    def sizeHint(self) -> QSize:
        return QSize(round(text_width(self._text, 12, 500)) + 34, 28)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 28)

    def paint(self, painter: QPainter) -> None:
        look = theme()
        colour = look.ok if self._agrees else look.error
        draw_icon(painter, "check" if self._agrees else "warning", colour, 6, 6)
        box = QRectF(26, 0, self.width() - 30, self.height())
        draw_text(painter, box, self._text, colour, weight=500, align=Qt.AlignmentFlag.AlignVCenter)
        if self.shows_focus:
            draw_focus_ring(painter, QRectF(self.rect()), 5)


def in_words(answer: ReconciliationAnswer) -> str:
    """Whether the analyses agree; if not, the first difference and how many there are."""
    found = answer.differences
    if not found:
        return f"All {len(answer.comparisons)} counts agree"
    more = f", and {len(found) - 1} more" if len(found) > 1 else ""
    return f"Counts differ. {found[0]}{more}"
