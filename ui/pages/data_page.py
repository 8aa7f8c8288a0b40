"""The data page: the patients themselves, who was left out, their follow-up, and whether all counts agree."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from explorer.analyses.data import DataAnswer, data
from explorer.analyses.follow_up import FollowUpAnswer
from explorer.analyses.swimmer import SwimmerAnswer
from explorer.analyses.timeline import cycles_in_words, timeline
from explorer.cohort.cohort import Cohort
from explorer.question.options import SwimmerOrder
from explorer.question.question import Question
from explorer.results.number_sheet import MOST_COPIED, NumberSheet
from explorer.results.sheets import exclusions_sheet, listing_sheet, reconciliation_sheet
from explorer.text import count, counted
from ui.figures import follow_up, swimmer
from ui.look.theme import Metrics
from ui.pages.data_words import VIEWS, exclusion_sections, view_words
from ui.pages.figure_card import COPY, EXPORT, figure_style
from ui.pages.figure_page import SIDE
from ui.pages.patient_card import PatientCard
from ui.pages.patient_table import PatientTable
from ui.pages.reconciliation_table import ReconciliationMark, ReconciliationTable
from ui.plots.filling_view import filling_view
from ui.session import Session
from ui.widgets.bare_scroll import BareScroll
from ui.widgets.card import Card
from ui.widgets.choice_popover import Choice, ChoiceList
from ui.widgets.pill import Pill
from ui.widgets.segmented import Segmented
from ui.widgets.text_table import TextTable

_WHAT = {
    "patients": "these rows as a table",
    "exclusions": "this list as a table",
    "follow_up": "the figure",
    "swimmer": "the figure",
    "reconciliation": "these counts as a table",
}
_ORDERS = (
    Choice("by arm", "By arm, longest first"),
    Choice("longest", "Longest first"),
    Choice("shortest", "Shortest first"),
)
_READABLE = 760
"""The width in pixels beyond which lines of text and numbers are hard to follow."""


class DataPage(QWidget):
    """Five views of the same patients, one at a time; which one is shown changes no number.

    Signals: ``figure_action(action, figure)`` when an icon of the card was clicked.
    """

    figure_action = Signal(str, str)
    figure = "patients"
    """The view on screen; two are figures, of the others the numbers leave."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._answer: DataAnswer | None = None
        self.views = Segmented(VIEWS, name="View")
        self.views.chosen.connect(self.show_view)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search identifiers and levels")
        self.search.setAccessibleName("Search patients")
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(260)
        self.search.textEdited.connect(self._search)
        self._orders = ChoiceList("Patients of the swimmer plot", exclusive=True)
        self._orders.chosen.connect(self._order)
        self.order = Pill("Patients", self._orders)
        self.order.opened.connect(
            lambda: self._orders.show_choices(_ORDERS, {self._session.question.data.swimmer})
        )
        self.mark = ReconciliationMark()
        self.mark.clicked.connect(lambda: self.show_view("reconciliation"))
        self._make_views()
        self._place()
        self.show_view("patients")

    def analyze(self, cohort: Cohort, question: Question) -> DataAnswer:
        """All views, for the mark of the reconciliation needs the others anyway."""
        return data(cohort, question)

    def draw(self, answer: DataAnswer, *, bands: bool) -> None:
        """Show an answer."""
        self._answer = answer
        self.table.show_answer(answer.patients)
        self.steps.show_sections(exclusion_sections(answer.exclusions))
        self.follow_up.draw(answer.follow_up, figure_style(True, bands))
        self.swimmer.draw(answer.swimmer, figure_style(False, bands))
        self.counts.show_answer(answer.reconciliation)
        self.mark.show_answer(answer.reconciliation)
        order = self._session.question.data.swimmer
        self.order.set_value(next(choice.label for choice in _ORDERS if choice.key == order).lower())
        self._describe()

    def answer_of(
        self, answer: DataAnswer, figure: str
    ) -> FollowUpAnswer | SwimmerAnswer | NumberSheet | None:
        """What a view shows: the answer behind a figure, else its numbers, of the patients all rows."""
        if figure == "follow_up":
            return answer.follow_up
        if figure == "swimmer":
            return answer.swimmer if answer.swimmer.lanes else None
        if figure == "exclusions":
            return exclusions_sheet(answer)
        if figure == "reconciliation":
            return reconciliation_sheet(answer)
        return listing_sheet(answer, self.table.listing.patients)

    def show_view(self, key: str) -> None:
        """Show one of the views."""
        self.views.set_current(key)
        self.figure = key
        place = [view for view, _ in VIEWS].index(key)
        self._stack.setCurrentIndex(place)
        self._beside.setCurrentIndex(0 if key == "patients" else 1)
        self.search.setVisible(key == "patients")
        self.order.setVisible(key == "swimmer")
        self.card.button("copy").setEnabled(True)
        self.card.button("copy").set_text(f"Copy {_WHAT[key]}")
        self.card.button("export").set_text(f"Export {_WHAT[key]}")
        self._describe()

    def set_metrics(self, metrics: Metrics) -> None:
        """Take the sizes of the window's regions."""
        self._column.setContentsMargins(metrics.gap, metrics.gap, metrics.gap, metrics.gap)
        self._column.setSpacing(metrics.gap)
        self._row.setSpacing(metrics.gap)
        self.card.set_metrics(metrics)
        self.side.set_metrics(metrics)

    def _make_views(self) -> None:
        self.table = PatientTable()
        self.table.chosen.connect(self._show_patient)
        self.steps = TextTable()
        self.steps.setMaximumWidth(_READABLE)
        self.follow_up = filling_view(
            "Follow-up", follow_up.paint, follow_up.screen_height, follow_up.in_words
        )
        self.swimmer = filling_view("Swimmer plot", swimmer.paint, swimmer.natural_height, swimmer.in_words)
        self.counts = ReconciliationTable()
        self._stack = QStackedWidget()
        for view in (
            self.table,
            BareScroll(self.steps),
            self.follow_up,
            self.swimmer,
            BareScroll(self.counts),
        ):
            self._stack.addWidget(view)
        self.patient = PatientCard()
        self.numbers = TextTable()
        self._beside = QStackedWidget()
        for panel in (self.patient, self.numbers):
            self._beside.addWidget(BareScroll(panel))

    def _place(self) -> None:
        self.card = Card("", actions=(COPY, EXPORT), body=self._stack)
        self.card.action.connect(lambda action: self.figure_action.emit(action, self.figure))
        self.side = Card("", body=self._beside)
        self.side.setFixedWidth(SIDE)
        top = QHBoxLayout()
        top.setSpacing(8)
        for widget in (self.views, self.search, self.order):
            top.addWidget(widget)
        top.addStretch(1)
        top.addWidget(self.mark)
        self._row = QHBoxLayout()
        self._row.addWidget(self.card, 1)
        self._row.addWidget(self.side)
        self._column = QVBoxLayout(self)
        self._column.addLayout(top)
        self._column.addLayout(self._row, 1)

    def _describe(self) -> None:
        """Title the cards, and fill the one at the side."""
        key, answer = self.views.current(), self._answer
        if answer is None:
            return
        if key == "patients":
            self._count_rows()
            self._show_patient(self.table.patient if self.table.patient is not None else -1)
            return
        words = view_words(key, answer)
        self.card.set_title(dict(VIEWS)[key], words.subtitle)
        self.side.set_title(words.side)
        self.numbers.show_sections(words.sections)

    def _count_rows(self) -> None:
        if self._answer is None:
            return
        shown, of = len(self.table.listing.patients), len(self._answer.patients.patients)
        words = counted(of, "patient") if shown == of else f"{count(shown)} of {counted(of, 'patient')}"
        self.card.set_title("Patients", f"{words} · click a heading to sort")
        button = self.card.button("copy")
        button.setEnabled(shown <= MOST_COPIED)
        button.set_text(
            f"Copy {_WHAT['patients']}"
            if shown <= MOST_COPIED
            else f"At most {count(MOST_COPIED)} rows can be copied: export them, search or filter first"
        )

    def _search(self, words: str) -> None:
        self.table.search(words)
        self._count_rows()

    def _order(self, key: SwimmerOrder) -> None:
        options = replace(self._session.question.data, swimmer=key)
        self._session.commit("Choose the patients of the swimmer plot", data=options)
        self.order.close_popover()

    def _show_patient(self, patient: int) -> None:
        if self._answer is None or self.views.current() != "patients":
            return
        found = timeline(self._session.cohort, patient) if patient >= 0 else None
        arm = found.arm.short if found and found.arm else "no arm" if found else ""
        self.side.set_title(found.name if found else "Patient", arm)
        self.patient.show_patient(self._answer.patients, found, cycles_in_words(self._session.cohort))
