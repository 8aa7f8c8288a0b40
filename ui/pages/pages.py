"""The pages of a workspace, in the order of the tabs: a new page is one more function in ``_MAKERS``.

A page and the modules that only it needs wait until it is asked for, so that a file shows sooner.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import overload

from ui.pages.page import Page
from ui.session import Session


def _overview(session: Session) -> Page:
    from ui.pages.overview import Overview

    return Overview(session)


def _flow(session: Session) -> Page:
    from explorer.analyses.flow import flow
    from ui.pages.estimates import flow_sections
    from ui.pages.figure_card import FLOW
    from ui.pages.figure_page import FigurePage
    from ui.pages.linked_views import consort_view

    return FigurePage(flow, FLOW, consort_view(session), "About this flow", flow_sections)


def _survival(session: Session) -> Page:
    from ui.pages.survival_page import SurvivalPage

    return SurvivalPage(session)


def _subgroups(session: Session) -> Page:
    from explorer.analyses.subgroups import subgroups
    from ui.pages.estimates import subgroup_sections
    from ui.pages.figure_card import SUBGROUPS
    from ui.pages.figure_page import FigurePage
    from ui.pages.linked_views import forest_view

    view = forest_view(session, grouped=True)
    return FigurePage(subgroups, SUBGROUPS, view, "Reading this figure", subgroup_sections)


def _competing(session: Session) -> Page:
    from ui.pages.competing_page import CompetingPage

    return CompetingPage(session)


def _baseline(session: Session) -> Page:
    from explorer.analyses.baseline import baseline
    from ui.figures.baseline import baseline_columns, baseline_lines
    from ui.pages.baseline_settings import BaselineSettings
    from ui.pages.baseline_words import BASELINE, baseline_sections, nothing_known
    from ui.pages.figure_page import FigurePage
    from ui.plots.table_view import TableView

    view = TableView("Baseline characteristics", baseline_columns, baseline_lines)
    settings = BaselineSettings(session)
    return FigurePage(
        baseline, BASELINE, view, "About this table", baseline_sections, settings, nothing_known
    )


def _safety(session: Session) -> Page:
    from ui.pages.safety_page import SafetyPage

    return SafetyPage(session)


def _monitoring(session: Session) -> Page:
    from ui.pages.monitoring_page import MonitoringPage

    return MonitoringPage(session)


def _models(session: Session) -> Page:
    from ui.pages.models_page import models_page

    return models_page(session)


def _data(session: Session) -> Page:
    from ui.pages.data_page import DataPage

    return DataPage(session)


def _design(session: Session) -> Page:
    from ui.pages.design_page import DesignPage

    return DesignPage(session)


# Each with the figure whose own tab it is; the Overview shows those of others.
_MAKERS: tuple[tuple[str, Callable[[Session], Page]], ...] = (
    ("", _overview),
    ("flow", _flow),
    ("survival", _survival),
    ("subgroups", _subgroups),
    ("competing", _competing),
    ("baseline", _baseline),
    ("safety", _safety),
    ("monitoring", _monitoring),
    ("models", _models),
    ("patients", _data),
    ("schema", _design),
)


class Pages(Sequence[Page]):
    """The pages of ``ui.window.tabs.TABS``, each made, and given to ``made``, when it is first asked for."""

    def __init__(self, session: Session, made: Callable[[Page], None] = lambda page: None) -> None:
        self._session, self._made = session, made
        self._pages: dict[int, Page] = {}

    def __len__(self) -> int:
        return len(_MAKERS)

    @overload
    def __getitem__(self, index: int) -> Page: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Page]: ...
    def __getitem__(self, index: int | slice) -> Page | Sequence[Page]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        index = range(len(self))[index]
        if index not in self._pages:
            self._pages[index] = page = _MAKERS[index][1](self._session)
            self._made(page)
        return self._pages[index]

    def tab_of(self, figure: str) -> int:
        """The place of the page that is a figure's own tab. Raises ``ValueError`` for an unknown one."""
        return [own for own, _ in _MAKERS].index(figure)

    @property
    def ready(self) -> Sequence[Page]:
        """Those that were made."""
        return tuple(self._pages.values())
