"""One patient beside the table: the time in the trial as a lane and in words, and every value."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from explorer.analyses.patients import PatientsAnswer
from explorer.analyses.timeline import Timeline
from explorer.question.question import Unit, months_per
from explorer.text import number
from ui.figures.canvas import Canvas
from ui.figures.figure import screen_style
from ui.figures.lane import SHOWN, paint_lane, paint_mark
from ui.figures.survival_layout import time_label, time_ticks
from ui.look.theme import theme
from ui.widgets.painted import Painted
from ui.widgets.text_table import Section, TextTable

_HEIGHT = 58
_NONE = "No patient is shown."


class PatientCard(QWidget):
    """A lane over small tables."""

    def __init__(self) -> None:
        super().__init__()
        self.lane = _Lane()
        self.words = TextTable()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.lane)
        column.addWidget(self.words)
        column.addStretch(1)

    def show_patient(self, answer: PatientsAnswer, timeline: Timeline | None, cycles: str = "") -> None:
        """Show a patient of the answer, or that there is none; ``cycles`` says what is known of them."""
        self.lane.setVisible(timeline is not None)
        if timeline is None:
            self.words.show_sections([Section("", note=_NONE)])
            return
        self.lane.show_timeline(timeline, answer.question.unit)
        self.words.show_sections(_sections(answer, timeline, cycles))


def _sections(answer: PatientsAnswer, timeline: Timeline, cycles: str) -> tuple[Section, ...]:
    unit = answer.question.unit
    scale = months_per(unit)
    when = unit.capitalize()
    dated = any(mark.day for mark in timeline.marks)
    rows = tuple(
        (mark.label, number(mark.months / scale, 1), *((mark.day,) if dated else ()))
        for mark in timeline.marks
    )
    head = (("", "ink3"), (when, "ink3"), *((("Date", "ink3"),) if dated else ()))
    since = (
        f"Time is counted from: {timeline.start[:1].lower()}{timeline.start[1:]}." if timeline.start else ""
    )
    shown = {answer.study.arm_field} | {field.id for field in answer.study.fields if field.kind == "date"}
    values = tuple(
        (column.field.name, text)
        for column in answer.columns
        if column.field.id not in shown and (text := column.text(timeline.patient))
    )
    file_row = f"Row {answer.rows[timeline.patient]} of the file."
    return (
        Section("", head=head, rows=rows, note=" ".join(part for part in (since, cycles) if part)),
        Section("Recorded", rows=values, note=f"What is not recorded is left out here. {file_row}"),
    )


class _Lane(Painted):
    """The patient's bar with its marks over an axis."""

    def __init__(self) -> None:
        super().__init__()
        self._timeline: Timeline | None = None
        self._unit: Unit = "months"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_timeline(self, timeline: Timeline, unit: Unit) -> None:
        self._timeline, self._unit = timeline, unit
        self.setAccessibleName(f"Timeline of patient {timeline.name}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(280, _HEIGHT)

    def paint(self, painter: QPainter) -> None:
        lane = self._timeline
        if lane is None or lane.end is None:
            return
        style = screen_style(theme())
        canvas = Canvas(painter, style)
        plot = QRectF(8, 0, self.width() - 22, _HEIGHT)
        first = min(0.0, *(mark.months for mark in lane.marks))
        span = max(lane.end, *(mark.months for mark in lane.marks)) - first or 1.0

        def x(months: float) -> float:
            return plot.left() + plot.width() * (months - first) / span

        middle, axis = 14.0, 34.0
        paint_lane(canvas, lane, x, middle, 22)
        for mark in lane.marks:
            if mark.role not in (*SHOWN, "start", "cycle"):
                canvas.vertical(x(mark.months), middle - 9, middle + 9, style.ink3)
        paint_mark(canvas, "contact", x(lane.end), middle, 22) if not lane.died else None
        canvas.horizontal(axis, plot.left(), plot.right(), style.axis)
        for tick in time_ticks(lane.end, self._unit, x(lane.end) - x(0.0), 26):
            canvas.vertical(x(tick), axis, axis + 4, style.axis)
            label = time_label(tick, self._unit)
            canvas.text(x(tick), axis + 17, label, style.ink3, align="center")
