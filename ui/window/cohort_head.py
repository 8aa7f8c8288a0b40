"""The head of the filter panel: "224 of 488 patients", the share as a bar, and undo, redo and reset."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from explorer.analyses.answers import FacetAnswer
from explorer.text import count
from ui.look.theme import text_width, theme
from ui.session import Session
from ui.widgets.icon_button import IconButton
from ui.widgets.painted import Painted
from ui.widgets.painting import draw_box, draw_text


class CohortHead(QWidget):
    """Number and share of the selected patients, and the steps back and forth."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._number = _Number()
        self._bar = _ShareBar()
        self.undo = IconButton("undo", "Nothing to undo")
        self.redo = IconButton("redo", "Nothing to redo")
        self.reset = IconButton(
            "reset", f"Back to the primary analysis: {session.cohort.study.population_label}"
        )
        self.undo.clicked.connect(session.undo)
        self.redo.clicked.connect(session.redo)
        self.reset.clicked.connect(session.reset)
        row = QHBoxLayout()
        row.setContentsMargins(14, 8, 8, 0)
        row.setSpacing(0)
        row.addWidget(self._number, 1)
        for button in (self.undo, self.redo, self.reset):
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(self._bar)
        session.changed.connect(self.refresh)
        self.refresh()

    def draw(self, answer: FacetAnswer) -> None:
        """Show the numbers."""
        self._number.show_numbers(answer.n, answer.of)
        self._bar.show_share(answer.n / answer.of if answer.of else 0.0)

    def refresh(self) -> None:
        """Show what can be undone and redone."""
        undo, redo = self._session.undo_label, self._session.redo_label
        self.undo.setEnabled(bool(undo))
        self.undo.set_text(f"Undo: {undo}" if undo else "Nothing to undo")
        self.redo.setEnabled(bool(redo))
        self.redo.set_text(f"Redo: {redo}" if redo else "Nothing to redo")


class _Number(Painted):
    def __init__(self) -> None:
        super().__init__()
        self._n, self._of = 0, 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_numbers(self, n: int, of: int) -> None:
        self._n, self._of = n, of
        self.setAccessibleName(f"{n} of {of} patients selected")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(140, 30)

    def paint(self, painter: QPainter) -> None:
        look, box = theme(), QRectF(self.rect())
        number = count(self._n)
        width = text_width(number, 22, 600)
        draw_text(painter, box, number, look.ink, px=22, weight=600)
        rest = box.adjusted(width + 7, 4, 0, 2)
        draw_text(painter, rest, f"of {count(self._of)} patients", look.ink2)


class _ShareBar(Painted):
    def __init__(self) -> None:
        super().__init__()
        self._share = 0.0
        self.setFixedHeight(4)

    def show_share(self, share: float) -> None:
        self._share = share
        self.update()

    def paint(self, painter: QPainter) -> None:
        look, box = theme(), QRectF(self.rect()).adjusted(14, 0, -14, 0)
        draw_box(painter, box, 2, fill=look.sel)
        if self._share > 0:
            draw_box(painter, QRectF(box.x(), 0, max(box.width() * self._share, 4), 4), 2, fill=look.fill)
