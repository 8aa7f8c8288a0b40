"""The pages of a workspace, in the order of the tabs: a new page is one more line in ``make_pages``."""

from __future__ import annotations

from explorer.analyses.baseline import baseline
from explorer.analyses.flow import flow
from explorer.analyses.subgroups import subgroups
from ui.figures.baseline import baseline_columns, baseline_lines
from ui.pages.baseline_settings import BaselineSettings
from ui.pages.baseline_words import BASELINE, baseline_sections, nothing_known
from ui.pages.competing_page import CompetingPage
from ui.pages.data_page import DataPage
from ui.pages.design_page import DesignPage
from ui.pages.estimates import flow_sections, subgroup_sections
from ui.pages.figure_card import FLOW, SUBGROUPS
from ui.pages.figure_page import FigurePage
from ui.pages.linked_views import consort_view, forest_view
from ui.pages.models_page import models_page
from ui.pages.monitoring_page import MonitoringPage
from ui.pages.overview import Overview
from ui.pages.page import Page
from ui.pages.safety_page import SafetyPage
from ui.pages.survival_page import SurvivalPage
from ui.plots.table_view import TableView
from ui.session import Session


def make_pages(session: Session) -> tuple[Page, ...]:
    """The pages of ``ui.window.tabs.TABS``."""
    return (
        Overview(session),
        FigurePage(flow, FLOW, consort_view(session), "About this flow", flow_sections),
        SurvivalPage(session),
        FigurePage(
            subgroups,
            SUBGROUPS,
            forest_view(session, grouped=True),
            "Reading this figure",
            subgroup_sections,
        ),
        CompetingPage(session),
        FigurePage(
            baseline,
            BASELINE,
            TableView("Baseline characteristics", baseline_columns, baseline_lines),
            "About this table",
            baseline_sections,
            BaselineSettings(session),
            nothing_known,
        ),
        SafetyPage(session),
        MonitoringPage(session),
        models_page(session),
        DataPage(session),
        DesignPage(session),
    )
