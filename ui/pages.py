"""The pages of a workspace: the Overview with all views linked, and a tab for each figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from explorer.analyses.answers import Analysis
from explorer.text import count
from ui.estimates import flow_sections, subgroup_sections, survival_sections
from ui.figures.figure import Style, screen_style
from ui.key_figures import key_figures
from ui.plots.consort_view import ConsortView
from ui.plots.forest_view import ForestView
from ui.plots.kaplan_meier_view import KaplanMeierView
from ui.theme import Metrics, theme
from ui.widgets.card import Card, CardAction
from ui.widgets.kpi_strip import KpiStrip
from ui.widgets.text_table import Section, TextTable

SIDE = 320
OPEN = CardAction("open", "expand", "Open in its own tab")
COPY = CardAction("copy", "copy", "Copy the figure")
EXPORT = CardAction("export", "export", "Export the figure")


class Page(Protocol):
    """What a workspace asks of its pages."""

    def draw(self, analysis: Analysis, *, bands: bool) -> None:
        """Show an analysis."""

    def set_metrics(self, metrics: Metrics) -> None:
        """Take the sizes of the window's regions."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the program: its key, its title, and the part of the analysis that it shows."""

    key: str
    title: str
    subtitle: Callable[[Analysis], str]


def _arms(analysis: Analysis) -> str:
    numbers = " vs ".join(count(arm.n) for arm in analysis.survival.arms)
    answer = analysis.survival
    population = answer.study.population_label if answer.primary else "Filtered"
    return f"{population} · {count(answer.n)} patients, {numbers}"


def _flow_words(analysis: Analysis) -> str:
    return "CONSORT · dark bar = share in current filters" if analysis.flow.filtered else "CONSORT"


def _subgroup_words(analysis: Analysis) -> str:
    endpoint = analysis.subgroups.endpoint
    return f"Hazard ratio for {endpoint.noun} · {endpoint.plural}/patients per arm"


FLOW = Figure("flow", "Patient flow", _flow_words)
SURVIVAL = Figure("survival", "Survival", _arms)
SUBGROUPS = Figure("subgroups", "Subgroups", _subgroup_words)


def draw_view(view: QWidget, figure: Figure, analysis: Analysis, style: Style) -> None:
    """Show a figure's part of an analysis in its view."""
    if isinstance(view, KaplanMeierView):
        view.draw(analysis.survival, style)
    elif isinstance(view, ForestView):
        view.draw(analysis.subgroups, style)
    elif isinstance(view, ConsortView):
        view.draw(analysis.flow, style)


def _style(emphasis: bool, bands: bool) -> Style:
    style = screen_style(theme(), emphasis=emphasis)
    return style if bands else _without_bands(style)


_BANDLESS: dict[Style, Style] = {}


def _without_bands(style: Style) -> Style:
    """The same style object each time, because views compare styles by identity."""
    if style not in _BANDLESS:
        _BANDLESS[style] = replace(style, bands=False)
    return _BANDLESS[style]


class FigureCard(Card):
    """A card around one view.

    Signals: ``figure_action(action, figure)`` when one of its icons was clicked.
    """

    figure_action = Signal(str, str)

    def __init__(self, figure: Figure, view: QWidget, *actions: CardAction) -> None:
        super().__init__(figure.title, actions=actions, body=view)
        self.figure, self.view = figure, view
        self.action.connect(lambda key: self.figure_action.emit(key, figure.key))

    def draw(self, analysis: Analysis, style: Style) -> None:
        """Show the figure's part of an analysis."""
        title = analysis.survival.endpoint.label if self.figure is SURVIVAL else self.figure.title
        self.set_title(title, self.figure.subtitle(analysis))
        draw_view(self.view, self.figure, analysis, style)


class Overview(QWidget):
    """Flow at the left; curves over subgroups at the right; the key figures above."""

    def __init__(self, flow: ConsortView, survival: KaplanMeierView, subgroups: ForestView) -> None:
        super().__init__()
        self.key_figures = KpiStrip()
        self.cards = (
            FigureCard(FLOW, flow, OPEN, COPY),
            FigureCard(SURVIVAL, survival, OPEN, COPY),
            FigureCard(SUBGROUPS, subgroups, OPEN, COPY),
        )
        self._metrics: Metrics | None = None
        for child in (self.key_figures, *self.cards):
            child.setParent(self)

    def draw(self, analysis: Analysis, *, bands: bool) -> None:
        """Show an analysis."""
        self.key_figures.show_cells(key_figures(analysis.survival))
        for card in self.cards:
            card.draw(analysis, _style(False, bands))

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
        upper = round((inner_height - gap) * self._metrics.km_share)
        right_x, right = 2 * gap + left, inner_width - left
        flow, survival, subgroups = self.cards
        flow.setGeometry(gap, top, left, inner_height)
        survival.setGeometry(right_x, top, right, upper)
        subgroups.setGeometry(right_x, top + upper + gap, right, inner_height - gap - upper)


class FigurePage(QWidget):
    """One figure as large as the window allows, and its numbers beside it."""

    def __init__(
        self, figure: Figure, view: QWidget, side: str, sections: Callable[[Analysis], tuple[Section, ...]]
    ) -> None:
        super().__init__()
        self.card = FigureCard(figure, view, COPY, EXPORT)
        self._sections = sections
        self.numbers = TextTable()
        scroll = QScrollArea()
        scroll.setWidget(self.numbers)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.viewport().setAutoFillBackground(False)
        self.numbers.setAutoFillBackground(False)
        self.side = Card(side, body=scroll)
        self.side.setFixedWidth(SIDE)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.card, 1)
        self._row.addWidget(self.side)

    def draw(self, analysis: Analysis, *, bands: bool) -> None:
        """Show an analysis."""
        self.card.draw(analysis, _style(True, bands))
        self.numbers.show_sections(self._sections(analysis))

    def set_metrics(self, metrics: Metrics) -> None:
        """Take the sizes of the window's regions."""
        self._row.setContentsMargins(metrics.gap, metrics.gap, metrics.gap, metrics.gap)
        self._row.setSpacing(metrics.gap)
        self.card.set_metrics(metrics)
        self.side.set_metrics(metrics)


def flow_page(view: ConsortView) -> FigurePage:
    """The CONSORT diagram."""
    return FigurePage(FLOW, view, "About this flow", flow_sections)


def survival_page(view: KaplanMeierView) -> FigurePage:
    """The Kaplan–Meier curves."""
    return FigurePage(SURVIVAL, view, "Estimates", survival_sections)


def subgroups_page(view: ForestView) -> FigurePage:
    """The forest plot."""
    return FigurePage(SUBGROUPS, view, "Reading this figure", subgroup_sections)
