"""The Overview: flow at the left, curves over subgroups at the right, the key figures above, all linked."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from explorer.analyses.answers import FlowAnswer, OverviewAnswer, SubgroupAnswer, SurvivalAnswer
from explorer.analyses.overview import overview
from explorer.cohort.cohort import Cohort
from explorer.question.question import Question
from ui.look.theme import Metrics
from ui.pages.figure_card import COPY, FLOW, OPEN, SUBGROUPS, SURVIVAL, FigureCard
from ui.pages.key_figures import key_figures
from ui.pages.linked_views import consort_view, forest_view, kaplan_meier_view
from ui.session import Session
from ui.widgets.kpi_strip import KpiStrip

_FOREST = 350  # pixels that a forest plot of a usual size needs before it has to scroll
_OVERALL = 180  # pixels that the overall row alone needs


class Overview(QWidget):
    """Three views of one question.

    Signals: ``figure_action(action, figure)`` when an icon of a card was clicked.
    """

    figure_action = Signal(str, str)
    figure = "survival"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.key_figures = KpiStrip()
        self.cards = (
            FigureCard(FLOW, consort_view(session), OPEN, COPY),
            FigureCard(SURVIVAL, kaplan_meier_view(session), OPEN, COPY),
            FigureCard(SUBGROUPS, forest_view(session), OPEN, COPY),
        )
        self._has_subgroups = bool(session.cohort.study.subgroups)
        self._metrics: Metrics | None = None
        for child in (self.key_figures, *self.cards):
            child.setParent(self)
        for card in self.cards:
            card.figure_action.connect(self.figure_action)

    def analyze(self, cohort: Cohort, question: Question) -> OverviewAnswer:
        """Flow, curves and subgroups."""
        return overview(cohort, question)

    def draw(self, answer: OverviewAnswer, *, bands: bool) -> None:
        """Show an answer."""
        self.key_figures.show_cells(key_figures(answer.survival))
        for card in self.cards:
            card.draw(answer.part(card.caption.figure), emphasis=False, bands=bands)

    def answer_of(self, answer: OverviewAnswer, figure: str) -> SurvivalAnswer | SubgroupAnswer | FlowAnswer:
        """The part of the answer that a card shows."""
        return answer.part(figure)

    def set_metrics(self, metrics: Metrics) -> None:
        """Take the sizes of the window's regions."""
        self._metrics = metrics
        self.key_figures.setVisible(metrics.kpi_strip > 0)
        for card in self.cards:
            card.set_metrics(metrics)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _place(self) -> None:
        if self._metrics is None:
            return
        gap, strip = self._metrics.gap, self._metrics.kpi_strip
        top = gap
        self.key_figures.setGeometry(gap, top, self.width() - 2 * gap, strip)
        top += strip + gap if strip else 0
        inner_width, inner_height = self.width() - 3 * gap, self.height() - top - gap
        left = round(inner_width * self._metrics.flow_share)
        rest = inner_height - gap
        lower = max(round(rest * (1 - self._metrics.km_share)), min(_FOREST, round(rest * 0.56)))
        lower = lower if self._has_subgroups else _OVERALL
        upper = rest - lower
        right_x, right = 2 * gap + left, inner_width - left
        flow, survival, subgroups = self.cards
        flow.setGeometry(gap, top, left, inner_height)
        survival.setGeometry(right_x, top, right, upper)
        subgroups.setGeometry(right_x, top + upper + gap, right, lower)
