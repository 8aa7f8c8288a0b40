"""The pages of a workspace, in the order of the tabs: a new page is one more line in ``make_pages``."""

from __future__ import annotations

from explorer.analyses.baseline import baseline
from explorer.analyses.baseline_answer import BaselineAnswer
from explorer.analyses.flow import flow
from explorer.analyses.subgroups import subgroups
from explorer.cohort import Cohort
from explorer.question import Question
from ui.baseline_options import BaselineSettings
from ui.baseline_words import BASELINE, baseline_sections
from ui.competing_page import CompetingPage
from ui.data_page import DataPage
from ui.design_page import DesignPage
from ui.estimates import flow_sections, subgroup_sections
from ui.figure_card import FLOW, SUBGROUPS
from ui.figure_page import FigurePage
from ui.figures.baseline import baseline_columns, baseline_lines
from ui.linked_views import consort_view, forest_view
from ui.models_page import models_page
from ui.monitoring_page import MonitoringPage
from ui.overview import Overview
from ui.page import Page
from ui.plots.table_view import TableView
from ui.safety_page import SafetyPage
from ui.session import Session
from ui.survival_page import SurvivalPage


def make_pages(session: Session) -> tuple[Page, ...]:
    """The pages of ``ui.tabs.TABS``."""
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
            _baseline,
            BASELINE,
            TableView("Baseline characteristics", baseline_columns, baseline_lines),
            "About this table",
            baseline_sections,
            BaselineSettings(session),
        ),
        SafetyPage(session),
        MonitoringPage(session),
        models_page(session),
        DataPage(session),
        DesignPage(session),
    )


def _baseline(cohort: Cohort, question: Question) -> BaselineAnswer:
    return baseline(cohort, question, question.baseline)
