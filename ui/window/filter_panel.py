"""The filter panel: how many patients are selected, the filters as chips, and a facet for each field."""

from __future__ import annotations

from functools import partial
from math import isfinite

from PySide6.QtCore import Qt
from PySide6.QtGui import QMoveEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from explorer.analyses.answers import Facet as FacetCounts
from explorer.analyses.answers import FacetAnswer
from explorer.columns import MISSING
from explorer.question.question import Question
from explorer.question.where import describe_criterion
from explorer.selection import Between, OneOf, Selection
from explorer.study.study import Field
from ui.session import Session
from ui.widgets.chips import Chip, ChipFlow
from ui.widgets.facet import Facet
from ui.widgets.facet_row import FacetRow
from ui.widgets.surface import Rule
from ui.window.cohort_head import CohortHead
from ui.window.more_filters import MoreFilters
from ui.window.range_facet import RangeFacet

_AFTER = "Known only after randomization: comparing arms among these patients is not by chance any more."


class FilterPanel(QWidget):
    """Shows the selection and turns gestures into new ones; computes nothing."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.head = CohortHead(session)
        self.chips = ChipFlow()
        self.chips.removed.connect(self._remove)
        self.facets: dict[str, Facet | RangeFacet] = {}
        column = QWidget()
        self._column = QVBoxLayout(column)
        self._column.setContentsMargins(0, 0, 0, 8)
        self._column.setSpacing(0)
        self.more = MoreFilters(session)
        self._column.addWidget(self.more)
        self._column.addStretch(1)
        for field in session.cohort.study.filters:
            self._add_facet(field)
        scroll = _SteadyScroll()
        scroll.setWidget(column)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.viewport().setAutoFillBackground(False)
        column.setAutoFillBackground(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        chip_row = QVBoxLayout()
        chip_row.setContentsMargins(12, 2, 12, 8)
        chip_row.addWidget(self.chips)
        layout.addWidget(self.head)
        layout.addLayout(chip_row)
        layout.addWidget(Rule())
        layout.addWidget(scroll, 1)

    def draw(self, answer: FacetAnswer) -> None:
        """Show counts; what is checked comes from the question on screen, which may be newer."""
        question = self._session.question
        self.head.draw(answer)
        self.show_chips(question)
        shown = {counts.field.id: counts for counts in answer.facets}
        for id in shown.keys() - self.facets.keys():
            self._add_facet(shown[id].field)
        for id, widget in self.facets.items():
            widget.setVisible(id in shown)
        for id, counts in shown.items():
            widget = self.facets[id]
            if isinstance(widget, RangeFacet):
                widget.draw(counts, question)
            else:
                widget.show_levels(_rows(counts, question))

    def show_chips(self, question: Question) -> None:
        """Show a chip for every criterion."""
        study = self._session.cohort.study
        order = {field.id: index for index, field in enumerate(study.filters)}
        criteria = sorted(
            question.selection.criteria, key=lambda criterion: order.get(criterion.field, len(order))
        )
        words = {each.field: describe_criterion(each, study) for each in criteria}
        self.chips.show_chips([Chip(field, text, text) for field, text in words.items()])
        self.chips.setVisible(bool(words))

    def _add_facet(self, field: Field) -> Facet | RangeFacet:
        widget = self._range_facet(field) if field.kind == "number" else self._level_facet(field)
        self.facets[field.id] = widget
        self._column.insertWidget(self._column.indexOf(self.more), widget)
        return widget

    def _level_facet(self, field: Field) -> Facet:
        facet = Facet(field.label, note=_note(field))
        facet.toggled.connect(partial(self._toggle, field))
        facet.isolated.connect(partial(self._isolate, field))
        facet.cleared.connect(partial(self._remove, field.id))
        return facet

    def _range_facet(self, field: Field) -> RangeFacet:
        facet = RangeFacet(field, note=_note(field))
        facet.moved.connect(partial(self._preview_range, field))
        facet.released.connect(partial(self._commit_range, field))
        facet.chosen.connect(partial(self._session.filter, f"Filter {field.name}"))
        facet.missing_chosen.connect(partial(self._isolate, field, MISSING))
        return facet

    def _toggle(self, field: Field, level: str) -> None:
        criterion = self._session.question.selection.get(field.id)
        levels = set(criterion.levels) if isinstance(criterion, OneOf) else set()
        levels ^= {level}
        label = f"Filter {field.name}"
        if levels:
            self._session.filter(label, OneOf(field.id, frozenset(levels)))
        else:
            self._session.unfilter(label, field.id)

    def _isolate(self, field: Field, level: str) -> None:
        self._session.filter(f"Filter {field.name}", OneOf(field.id, frozenset([level])))

    def _remove(self, field_id: str) -> None:
        name = self._session.cohort.study.field(field_id).name
        self._session.unfilter(f"Remove filter {name}", field_id)

    def _preview_range(self, field: Field, low: float, high: float) -> None:
        self._session.preview(selection=self._within(field, low, high))

    def _commit_range(self, field: Field, low: float, high: float) -> None:
        self._session.select(f"Filter {field.name}", self._within(field, low, high))

    def _within(self, field: Field, low: float, high: float) -> Selection:
        """The selection with this range; a range without limits is no filter."""
        selection = self._session.question.selection
        if isfinite(low) or isfinite(high):
            return selection.replacing(Between(field.id, low, high))
        return selection.without(field.id)


class _SteadyScroll(QScrollArea):
    """Keeps a row that was clicked under the mouse when chips above it come and go."""

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        if self.underMouse():
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + event.pos().y() - event.oldPos().y())


def _note(field: Field) -> str:
    return _AFTER if field.known == "after" else ""


def _rows(counts: FacetCounts, question: Question) -> list[FacetRow]:
    criterion = question.selection.get(counts.field.id)
    checked = criterion.levels if isinstance(criterion, OneOf) else frozenset()
    return [
        FacetRow(
            level=level.level,
            label=level.label,
            count=level.count,
            population=level.population,
            checked=level.level in checked,
            missing=level.level == MISSING,
        )
        for level in counts.levels
    ]
