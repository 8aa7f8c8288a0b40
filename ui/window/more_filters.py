"""The end of the filter panel: which fields it shows beside those that the study names."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.session import Session
from ui.widgets.choice_popover import Choice, ChoiceList
from ui.widgets.pill import Pill
from ui.widgets.title_row import MARGIN


class MoreFilters(QWidget):
    """Adds facets of other fields, and takes them away again with the filter that they set."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        study = session.cohort.study
        self._fields = [
            field
            for field in study.fields
            if field.kind in ("category", "number") and field.id not in study.filter_ids
        ]
        self._choices = ChoiceList("Filter also by", exclusive=False)
        self.pill = Pill("", self._choices, value="More filters")
        self.pill.opened.connect(self._fill)
        self._choices.chosen.connect(self._toggle)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, 8, MARGIN, 4)
        row.addWidget(self.pill)
        row.addStretch(1)
        if not self._fields:
            self.hide()

    def _fill(self) -> None:
        question = self._session.question
        shown = {*question.more_filters, *question.selection.fields}
        self._choices.show_choices([Choice(each.id, each.label) for each in self._fields], shown)

    def _toggle(self, id: str) -> None:
        question = self._session.question
        name = self._session.cohort.study.field(id).name
        others = tuple(each for each in question.more_filters if each != id)
        if id in (*question.more_filters, *question.selection.fields):
            selection = question.selection.without(id)
            self._session.commit(f"Hide filter {name}", selection=selection, more_filters=others)
        else:
            self._session.commit(f"Show filter {name}", more_filters=(*others, id))
