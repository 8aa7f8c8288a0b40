"""What belongs to one open cohort: the filters at the left, the settings above, the pages in the middle."""

from __future__ import annotations

from functools import partial
from time import perf_counter

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from explorer.analyses.analyze import analyze
from explorer.analyses.answers import Analysis
from explorer.cohort import Cohort
from explorer.selection import OneOf, Selection
from explorer.text import counted
from explorer.where import describe_criterion
from ui.analysis_bar import AnalysisBar
from ui.filter_panel import FilterPanel
from ui.latest import Latest
from ui.pages import FigurePage, Overview, Page, flow_page, subgroups_page, survival_page
from ui.plots.consort_view import ConsortView
from ui.plots.forest_view import ForestView
from ui.plots.kaplan_meier_view import KaplanMeierView
from ui.session import Session
from ui.surface import Surface
from ui.tabs import FIGURES, TABS
from ui.theme import HOLDER, Metrics
from ui.widgets.banner import Banner
from ui.widgets.busy_bar import BusyBar
from ui.widgets.tab_row import TabRow


class Workspace(QWidget):
    """One cohort on screen; a new file makes a new workspace, and this one is thrown away whole.

    Signals: ``drawn(seconds)`` after an answer was handed to the visible views; ``figure_action(action,
    figure)`` for copy and export of a card; ``refused(error)`` when an analysis was refused.
    """

    drawn = Signal(float)
    figure_action = Signal(str, str)
    refused = Signal(object)

    def __init__(self, cohort: Cohort, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = Session(cohort, self)
        self.analysis: Analysis | None = None
        self._asked = perf_counter()
        self._stale: set[int] = set()
        self._bands = True
        self._relief = ""
        self._latest = Latest(self)
        self._latest.answered.connect(self._show)
        self._latest.refused.connect(self.refused)
        self.panel = FilterPanel(self.session)
        self.panel_ground = Surface("panel", self.panel, right=True)
        self.tabs = TabRow(TABS)
        self.bar = AnalysisBar(self.session)
        self.bar_ground = Surface("panel", self.bar, bottom=True)
        self.busy = BusyBar()
        self.banner = Banner("warn", "", link="Back to the primary analysis")
        self.pages = self._make_pages()
        self._place_children()
        self.tabs.chosen.connect(self.show_tab)
        self.bar.bands_chosen.connect(self._choose_bands)
        self.banner.link_clicked.connect(self._follow_banner)
        self._latest.busy_changed.connect(self.busy.set_busy)
        self.session.changed.connect(self._ask)
        HOLDER.changed.connect(self._redraw)
        self._ask()

    def show_tab(self, index: int) -> None:
        """Show a page; it catches up if it is behind."""
        self.tabs.set_current(index)
        self.stack.setCurrentIndex(index)
        if self.analysis is not None and index in self._stale:
            self._draw_page(index)

    def set_metrics(self, metrics: Metrics) -> None:
        """Take the sizes of the window's regions."""
        self.panel_ground.setFixedWidth(metrics.panel)
        self.tabs.setFixedHeight(metrics.tab_row)
        self.bar_ground.setFixedHeight(metrics.analysis_bar)
        self.bar.set_gap(metrics.gap)
        self._banner_row.setContentsMargins(metrics.gap, metrics.gap, metrics.gap, 0)
        for page in self.pages:
            page.set_metrics(metrics)

    def choose_level(self, field_id: str, level: str, add: bool) -> None:
        """Make a row of the forest plot the cohort, or add it to the filters."""
        study = self.session.cohort.study
        field = study.field(field_id)
        rule = next((rule for rule in field.rules if rule.level == level), None)
        criterion = OneOf(field_id, frozenset([level]))
        chosen = Selection((criterion,))
        if rule is not None and not field.column and field_id not in study.filter_ids:
            chosen = rule.where  # the filter panel shows the field that the level is made from
        base = self.session.question.selection if add else study.population
        for each in chosen.criteria:
            base = base.without(each.field)
        label = describe_criterion(chosen.criteria[0], study)
        self.session.select(f"Choose {label}", base & chosen)

    def choose_box(self, step_id: str) -> None:
        """Make the patients of a box of the flow the cohort."""
        steps = {step.id: step for step in self.session.cohort.study.flow}
        selection, step = Selection(), steps.get(step_id)
        label = step.label if step else ""
        while step is not None:
            selection = selection & step.where
            step = steps.get(step.parent)
        self.session.select(f"Choose {label}", selection)

    def figure(self) -> str:
        """The key of the figure that the visible tab shows; the curves' on the Overview."""
        return FIGURES[self.stack.currentIndex()]

    def _make_pages(self) -> tuple[Page, ...]:
        overview = Overview(ConsortView(), KaplanMeierView(), ForestView())
        pages = (
            overview,
            flow_page(ConsortView()),
            survival_page(KaplanMeierView()),
            subgroups_page(ForestView(grouped=True)),
        )
        cards = [*overview.cards, *(page.card for page in pages if isinstance(page, FigurePage))]
        for card in cards:
            card.figure_action.connect(self._act)
            view = card.view
            if isinstance(view, ForestView):
                view.row_chosen.connect(self.choose_level)
            elif isinstance(view, ConsortView):
                view.box_chosen.connect(self.choose_box)
            elif isinstance(view, KaplanMeierView):
                view.landmark_dragged.connect(lambda months: self.session.preview(landmark=months))
                view.landmark_released.connect(
                    lambda months: self.session.commit("Move landmark", landmark=months)
                )
        return pages

    def _place_children(self) -> None:
        self.stack = QStackedWidget()
        for page in self.pages:
            assert isinstance(page, QWidget)
            self.stack.addWidget(page)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        self._banner_space = QWidget()
        self._banner_row = QHBoxLayout(self._banner_space)
        self._banner_row.addWidget(self.banner)
        self.tabs_ground = Surface("panel", self.tabs)
        right.addWidget(self.tabs_ground)
        right.addWidget(self.bar_ground)
        right.addWidget(self.busy)
        right.addWidget(self._banner_space)
        right.addWidget(self.stack, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.panel_ground)
        row.addLayout(right, 1)
        self._banner_space.hide()

    def _ask(self) -> None:
        self._asked = perf_counter()
        self._latest.run(partial(analyze, self.session.cohort, self.session.question))

    def _show(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self._stale = set(range(len(self.pages)))
        self.panel.draw(analysis.facets)
        self.bar.draw(analysis.survival)
        self._show_banner(analysis)
        self._draw_page(self.stack.currentIndex())
        self.drawn.emit(perf_counter() - self._asked)

    def _draw_page(self, index: int) -> None:
        assert self.analysis is not None
        self._stale.discard(index)
        self.pages[index].draw(self.analysis, bands=self._bands)

    def _redraw(self) -> None:
        if self.analysis is not None:
            self._stale = set(range(len(self.pages)))
            self._draw_page(self.stack.currentIndex())

    def _show_banner(self, analysis: Analysis) -> None:
        answer, relief = analysis.survival, analysis.facets.relief
        back = "Back to the primary analysis"
        self._relief = ""
        if relief is not None:
            self._relief = relief.field
            filters = counted(len(analysis.question.selection.criteria), "filter")
            words = describe_criterion(relief, self.session.cohort.study)
            text = "Curves and subgroups are empty."
            self.banner.show_text(f"No patients match {filters}.", text, link=f"Remove {words}")
        elif not answer.comparable:
            text = "P values and differences are not shown, and the hazard ratio is no effect of treatment."
            self.banner.show_text("Includes patients who were not randomized.", text, link=back)
        else:
            text = "It differs from the primary analysis population, so P values are descriptive."
            self.banner.show_text("Exploratory cohort.", text, link=back)
        self._banner_space.setVisible(not answer.primary or not answer.comparable)

    def _follow_banner(self) -> None:
        if self._relief:
            name = self.session.cohort.study.field(self._relief).name
            self.session.unfilter(f"Remove filter {name}", self._relief)
        else:
            self.session.reset()

    def _choose_bands(self, shown: bool) -> None:
        self._bands = shown
        self._redraw()

    def _act(self, action: str, figure: str) -> None:
        if action == "open":
            self.show_tab(FIGURES.index(figure, 1))
        else:
            self.figure_action.emit(action, figure)
