"""The listing beside the safety table: the adverse events behind one of its rows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from explorer.analyses.safety_answer import EventRecord, SafetyAnswer, ToxicityRow
from explorer.analyses.safety_listing import events_behind
from explorer.cohort.cohort import Cohort
from explorer.results.reporting_tables import event_table
from explorer.text import count, counted
from ui.latest import Latest
from ui.pages.safety_words import listing_columns, listing_lines
from ui.widgets.card import Card, CardAction
from ui.widgets.table_sheet import TableSheet

MOST = 2000
"""Events of an arm that are listed; more than a reader reads, and few enough to be there at once."""
_COPY = CardAction("copy", "copy", "Copy the listing as a table")


@dataclass(frozen=True, slots=True, eq=False)
class _Listed:
    answer: SafetyAnswer
    row: ToxicityRow
    records: tuple[EventRecord, ...]
    is_cut: bool


class EventListing(Card):
    """Lists in the background; while a newer row is on its way the older one stays."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.sheet = TableSheet("Events behind the chosen row")
        super().__init__("Listing", actions=(_COPY,), body=self.sheet, parent=parent)
        self._listed: _Listed | None = None
        self._latest = Latest(self)
        self._latest.answered.connect(self._show)
        self.action.connect(lambda _: self._copy())

    @property
    def busy(self) -> bool:
        """Whether a listing is on its way."""
        return self._latest.busy

    def list_row(self, cohort: Cohort, answer: SafetyAnswer, row: ToxicityRow) -> None:
        """List the events that count in a row of the table."""
        self._latest.run(partial(_listed, cohort, answer, row))

    def clear(self) -> None:
        """Show no events."""
        self._listed = None
        self.sheet.show_lines((), ())
        self.set_title("Listing", "no events")

    def _show(self, listed: _Listed) -> None:
        self._listed = listed
        lines = listing_lines(listed.answer, listed.row, listed.records, is_cut=listed.is_cut)
        self.sheet.show_lines(listing_columns(listed.row), lines)
        events = f"first {count(MOST)} of an arm" if listed.is_cut else ""
        self.set_title(listed.row.label, events or counted(len(listed.records), "event"))

    def _copy(self) -> None:
        if self._listed is not None:
            QGuiApplication.clipboard().setText(event_table(self._listed.records).tab_separated())


def _listed(cohort: Cohort, answer: SafetyAnswer, row: ToxicityRow) -> _Listed:
    found: list[EventRecord] = []
    is_cut = False
    for arm in answer.study.arms:
        records = events_behind(cohort, answer.question, row, arm=arm.id, most=MOST + 1)
        is_cut = is_cut or len(records) > MOST
        found += records[:MOST]
    return _Listed(answer, row, tuple(found), is_cut)
