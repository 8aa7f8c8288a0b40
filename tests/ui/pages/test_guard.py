"""The banner over the pages: immortal-time bias is named, and the analysis that avoids it is a click away."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from explorer.selection import OneOf
from tests.ui.conftest import settle
from ui.window.main_window import MainWindow
from ui.window.tabs import TABS


def test_that_filtering_by_transplantation_warns_and_offers_the_time_varying_analysis(
    overview: MainWindow, qtbot: QtBot
) -> None:
    workspace = overview.workspace
    assert workspace is not None
    assert not workspace.banner.isVisible()
    session = workspace.session
    session.filter("Filter", OneOf("transplant_phase", frozenset(["on protocol", "after"])))
    settle(overview, qtbot)
    assert workspace.banner.isVisible()
    words = workspace.banner.accessibleName()
    assert words.startswith("Transplantation phase: known only after randomization.")
    assert "Immortal-time bias" in words
    qtbot.mouseClick(workspace.banner._link, Qt.MouseButton.LeftButton)
    settle(overview, qtbot)
    assert workspace.tab == "Models"
    assert session.question.models.view == "time-varying"
    assert session.question.selection == session.cohort.study.population
    assert not workspace.banner.isVisible()
    session.undo()
    settle(overview, qtbot)
    assert "transplant_phase" in session.question.selection.fields


def test_that_the_warning_stays_on_every_page(overview: MainWindow, qtbot: QtBot) -> None:
    workspace = overview.workspace
    assert workspace is not None
    workspace.session.filter("Filter", OneOf("transplant_phase", frozenset(["missing"])))
    for index in range(len(TABS)):
        workspace.show_tab(index)
        settle(overview, qtbot)
        assert "Immortal-time bias" in workspace.banner.accessibleName()
        assert workspace.banner.isVisible()


def test_that_a_later_field_without_its_own_analysis_can_be_removed(
    overview: MainWindow, qtbot: QtBot
) -> None:
    workspace = overview.workspace
    assert workspace is not None
    workspace.session.filter("Filter", OneOf("cause_of_death", frozenset(["relapse"])))
    settle(overview, qtbot)
    qtbot.mouseClick(workspace.banner._link, Qt.MouseButton.LeftButton)
    settle(overview, qtbot)
    assert workspace.session.question.selection == workspace.session.cohort.study.population


def test_that_the_filter_itself_says_what_it_is(overview: MainWindow) -> None:
    workspace = overview.workspace
    assert workspace is not None
    assert "transplant_phase" in workspace.panel.facets
