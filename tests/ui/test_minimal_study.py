"""A study file that says only what it must still gives a window that looks finished on every page."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from explorer.question.question import primary_question
from tests.explorer.guide import minimal_cohort
from tests.ui.conftest import settle
from ui.pages.design_page import DesignPage
from ui.pages.figure_page import FigurePage
from ui.pages.overview import Overview
from ui.plots.consort_view import ConsortView
from ui.report import write_report
from ui.widgets.message_card import MessageCard
from ui.window.main_window import MainWindow
from ui.window.tabs import TABS

ONLY_THE_ARM = ('[[fields]]\nid = "age"\nlabel = "Age"\nkind = "number"\ncolumn = "age"\n', "")


def opened(window: MainWindow, qtbot: QtBot, tab: str, *replacements: tuple[str, str]) -> QWidget:
    window.show_cohort(minimal_cohort(*replacements))
    settle(window, qtbot)
    assert window.workspace is not None
    window.workspace.show_tab(TABS.index(tab))
    settle(window, qtbot)
    page = window.workspace.page
    assert isinstance(page, QWidget)
    return page


def notes(page: FigurePage) -> str:
    return " ".join(section.note for section in page.numbers._sections)


def test_that_the_filter_panel_has_the_columns_of_the_study(window: MainWindow, qtbot: QtBot) -> None:
    opened(window, qtbot, "Overview")
    assert window.workspace is not None
    assert list(window.workspace.panel.facets) == ["arm", "age"]


def test_that_the_overview_has_a_flow_and_gives_the_room_of_missing_subgroups_to_the_curves(
    window: MainWindow, qtbot: QtBot
) -> None:
    page = opened(window, qtbot, "Overview")
    assert isinstance(page, Overview)
    flow, survival, subgroups = page.cards
    assert isinstance(flow.view, ConsortView)
    assert flow.view.layout_shown is not None
    assert len(flow.view.layout_shown.boxes) == 5
    assert survival.height() > 2 * subgroups.height()
    assert "primary" in survival._subtitle


@pytest.mark.parametrize(
    ("tab", "title", "what"),
    [
        ("Competing risks", "No competing risks to show", "[[competing]]"),
        ("Safety", "No adverse events to show", "[adverse_events]"),
        ("Monitoring", "No monitoring to show", "[monitoring]"),
        ("Design", "No treatment schema to show", "[[schema]]"),
        ("Baseline", "No baseline characteristics to show", "[[fields]]"),
    ],
)
def test_that_a_page_without_anything_to_show_says_in_a_card_in_its_middle_what_to_add(
    tab: str, title: str, what: str, window: MainWindow, qtbot: QtBot
) -> None:
    page = opened(window, qtbot, tab, ONLY_THE_ARM)
    (card,) = (card for card in page.findChildren(MessageCard) if card.isVisible())
    assert card.accessibleName() == title
    assert what in card.accessibleDescription()
    assert card.width() == 520
    middle = card.mapTo(page, card.rect().center())
    assert abs(middle.x() - page.width() / 2) <= 2
    assert window.workspace is not None
    assert window.workspace.figure_answer() is None
    window.figures.export()  # nothing to export, and no error


def test_that_the_design_says_that_nothing_is_derived(window: MainWindow, qtbot: QtBot) -> None:
    page = opened(window, qtbot, "Design")
    assert isinstance(page, DesignPage)
    assert "used as it was recorded" in page.words[2].accessibleDescription()


def test_that_without_subgroups_only_the_overall_row_is_explained(window: MainWindow, qtbot: QtBot) -> None:
    page = opened(window, qtbot, "Subgroups")
    assert isinstance(page, FigurePage)
    said = notes(page)
    assert "[[subgroups]]" in said
    assert "diamond" in said
    for absent in ("Square", "Click a row", "†", "No test is possible"):
        assert absent not in said


def test_that_the_report_of_a_minimal_study_has_a_flow(tmp_path, light: None) -> None:
    cohort = minimal_cohort()
    written = list(write_report(cohort, primary_question(cohort.study), tmp_path, formats=["svg"]))
    (consort,) = [path for path in written if path.name == "consort.svg"]
    assert len(consort.read_bytes()) > 2000
