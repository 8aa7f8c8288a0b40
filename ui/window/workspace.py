"""What belongs to one open cohort: the filters at the left, the settings above, the pages in the middle."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from explorer.analyses.answers import SelectedCohort
from explorer.analyses.selected_cohort import selected_cohort
from explorer.cohort.cohort import Cohort
from explorer.patience import still_wanted
from explorer.question.question import Question
from explorer.text import listed
from ui.latest import Latest
from ui.look.theme import HOLDER, Metrics
from ui.pages.page import Page
from ui.pages.pages import Pages
from ui.session import Session
from ui.widgets.banner import Banner
from ui.widgets.busy_bar import BusyBar
from ui.widgets.surface import Surface
from ui.widgets.tab_row import TabRow
from ui.window.analysis_bar import AnalysisBar
from ui.window.cohort_banner import CANCELLED, CohortBanner, cohort_banner
from ui.window.filter_panel import FilterPanel
from ui.window.tabs import TABS, USED


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """An answered question: what stands around the pages, and the answer of one page."""

    question: Question
    panel: SelectedCohort
    page: int
    answer: Any


class Workspace(QWidget):
    """One cohort on screen; a new file makes a new workspace, and this one is thrown away whole.

    Signals: ``drawn(seconds)`` after an answer was handed to the visible views; ``figure_action(action,
    answer)`` for copy and export of a card's figure; ``refused(error)`` when an analysis was refused;
    ``busy_changed(bool)`` while an answer is on its way; ``cancelled`` when it was given up.
    """

    drawn = Signal(float)
    figure_action = Signal(str, object)
    refused = Signal(object)
    busy_changed = Signal(bool)
    cancelled = Signal()

    def __init__(
        self, cohort: Cohort, question: Question | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.session = Session(cohort, question, self)
        self.shown: Shown | None = None
        self._asked = perf_counter()
        self._bands = True
        self._warning: CohortBanner | None = None
        self._latest = Latest(self)
        self._latest.answered.connect(self._show)
        self._latest.refused.connect(self.refused)
        self._latest.cancelled.connect(self._show_cancelled)
        self.panel = FilterPanel(self.session)
        self.tabs = TabRow(TABS)
        self.bar = AnalysisBar(self.session)
        self.busy = BusyBar()
        self.banner = Banner("warn", "")
        self.pages = Pages(self.session, self._add)
        self._index = 0
        self._metrics: Metrics | None = None
        self._place_children()
        self.tabs.chosen.connect(self.show_tab)
        self.bar.bands_chosen.connect(self._choose_bands)
        self.banner.link_clicked.connect(self._follow_banner)
        self._latest.busy_changed.connect(self.busy.set_busy)
        self._latest.busy_changed.connect(self.busy_changed)
        self.session.changed.connect(self._ask)
        HOLDER.changed.connect(self._redraw)
        self._ask()

    @property
    def page(self) -> Page:
        """The page on screen."""
        return self.pages[self._index]

    @property
    def tab(self) -> str:
        """The name of the page on screen, one of ``TABS``."""
        return TABS[self._index]

    @property
    def is_settled(self) -> bool:
        """Whether the page on screen shows the answer to the question on screen."""
        shown = self.shown
        return shown is not None and shown.question == self.session.question and shown.page == self._index

    def show_tab(self, index: int) -> None:
        """Show a page; it is asked as soon as it is seen."""
        page = self.pages[index]
        self.tabs.set_current(index)
        self._index = index
        self._show_page(page)
        self.bar.offer(USED[TABS[index]])
        if not self.is_settled:
            self._ask()

    def figure_answer(self, figure: str = "") -> Any | None:
        """The answer behind a figure of the page on screen, by default its main one; None before it came."""
        if self.shown is None or not self.is_settled:
            return None
        return self.page.answer_of(self.shown.answer, figure or self.page.figure)

    def cancel(self) -> None:
        """Give up the answer that is on its way; what is shown stays, and is said to be from before."""
        self._latest.cancel()

    def set_metrics(self, metrics: Metrics) -> None:
        """Take the sizes of the window's regions."""
        self._panel_ground.setFixedWidth(metrics.panel)
        self.tabs.setFixedHeight(metrics.tab_row)
        self._bar_ground.setFixedHeight(metrics.analysis_bar)
        self.bar.set_gap(metrics.gap)
        self._banner_row.setContentsMargins(metrics.gap, metrics.gap, metrics.gap, 0)
        self._metrics = metrics
        for page in self.pages.ready:
            page.set_metrics(metrics)

    def _add(self, page: Page) -> None:
        """Take a page that was made."""
        assert isinstance(page, QWidget)
        self.stack.addWidget(page)
        page.figure_action.connect(self._act)
        if self._metrics is not None:
            page.set_metrics(self._metrics)

    def _show_page(self, page: Page) -> None:
        assert isinstance(page, QWidget)
        self.stack.setCurrentWidget(page)

    def _place_children(self) -> None:
        self._panel_ground = Surface("panel", self.panel, right=True)
        self._bar_ground = Surface("panel", self.bar, bottom=True)
        self.stack = QStackedWidget()
        self._show_page(self.page)
        self._banner_space = QWidget()
        self._banner_row = QHBoxLayout(self._banner_space)
        self._banner_row.addWidget(self.banner)
        self._banner_space.hide()
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(Surface("panel", self.tabs))
        right.addWidget(self._bar_ground)
        right.addWidget(self.busy)
        right.addWidget(self._banner_space)
        right.addWidget(self.stack, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._panel_ground)
        row.addLayout(right, 1)

    def _ask(self) -> None:
        self._asked = perf_counter()
        ask = partial(_answer, self.session.cohort, self.session.question, self._index, self.page.analyze)
        self._latest.run(ask)

    def _show(self, shown: Shown) -> None:
        self.shown = shown
        self.panel.draw(shown.panel.facets)
        self.bar.draw(shown.panel)
        self._show_banner(shown)
        if shown.page == self._index:
            self._redraw()
        self.drawn.emit(perf_counter() - self._asked)

    def _redraw(self) -> None:
        if self.shown is not None and self.shown.page == self._index:
            self.page.draw(self.shown.answer, bands=self._bands)

    def _show_cancelled(self) -> None:
        self._show_warning(CANCELLED)
        self.cancelled.emit()

    def _show_banner(self, shown: Shown) -> None:
        self._show_warning(cohort_banner(self.session.cohort.study, shown.question, shown.panel))

    def _show_warning(self, warning: CohortBanner | None) -> None:
        self._warning = warning
        if self._warning is not None:
            self.banner.show_text(self._warning.bold, self._warning.text, link=self._warning.link)
        self._banner_space.setVisible(self._warning is not None)

    def _follow_banner(self) -> None:
        warning = self._warning
        if warning is None or warning.action == "back":
            self.session.reset()
            return
        if warning.action == "again":
            self._ask()
            return
        question = self.session.question
        selection, covariates = question.selection, question.models.covariates
        for field in warning.fields:
            selection = selection.without(field)
        kept = tuple(each for each in covariates if each.field not in warning.fields)
        models = replace(question.models, covariates=kept)
        names = listed([self.session.cohort.study.field(field).name for field in warning.fields])
        if warning.action == "remove":
            self.session.commit(f"Remove filter {names}", selection=selection, models=models)
            return
        models = replace(models, view="time-varying")
        self.session.commit(f"Analyze {names} as time-varying", selection=selection, models=models)
        self.show_tab(TABS.index("Models"))

    def _choose_bands(self, shown: bool) -> None:
        self._bands = shown
        self._redraw()

    def _act(self, action: str, figure: str) -> None:
        if action == "open":
            self.show_tab(self.pages.tab_of(figure))
        elif (answer := self.figure_answer(figure)) is not None:
            self.figure_action.emit(action, answer)


def _answer(cohort: Cohort, question: Question, index: int, analyze: Any) -> Shown:
    around = selected_cohort(cohort, question)
    still_wanted()
    return Shown(question, around, index, analyze(cohort, question))
