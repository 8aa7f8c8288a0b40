"""The page of competing risks as a user meets it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from explorer.analyses.competing_answers import CompetingAnswer
from explorer.cohort.cohort import Cohort
from explorer.results.tables import table
from explorer.selection import Selection
from tests.ui.conftest import settle
from ui.export.figure_files import figure_bytes
from ui.figures.figure import print_style
from ui.pages.competing_page import NONE_DECLARED, CompetingPage
from ui.plots.panels_view import PanelsView
from ui.widgets.text_table import Section
from ui.window.figure_actions import NOTHING
from ui.window.main_window import MainWindow
from ui.window.tabs import TABS


@pytest.fixture
def page(overview: MainWindow, qtbot: QtBot) -> CompetingPage:
    """The page of the demonstration cohort, drawn."""
    return opened(overview, qtbot)


def opened(window: MainWindow, qtbot: QtBot) -> CompetingPage:
    assert window.workspace is not None
    window.workspace.show_tab(TABS.index("Competing risks"))
    settle(window, qtbot)
    found = window.workspace.page
    assert isinstance(found, CompetingPage)
    return found


def sections(page: CompetingPage) -> dict[str, Section]:
    return {section.title: section for section in page.numbers._sections}


def answer(window: MainWindow) -> CompetingAnswer:
    assert window.workspace is not None
    found = window.workspace.figure_answer()
    assert isinstance(found, CompetingAnswer)
    return found


def test_that_relapse_and_death_without_it_are_shown_first(page: CompetingPage) -> None:
    assert page.card._title == "Relapse and non-relapse mortality"
    assert "secondary" in page.card._subtitle
    gray = sections(page)["Gray's test"]
    assert gray.rows == (("Relapse", "0.007", "0.004"), ("Non-relapse mortality", "0.89", "0.87"))
    assert sections(page)["Cause-specific hazard ratio (95% CI)"].rows[0][1] == "0.43 (0.23–0.77)"
    assert sections(page)["Subdistribution hazard ratio (95% CI)"].rows[0][1] == "0.46 (0.26–0.81)"
    status = sections(page)["Status"].note
    assert status.startswith("Secondary")
    assert "not adjusted for multiplicity" in status
    methods = " ".join(section.note for section in page.numbers._sections)
    for named in ("Aalen and Johansen", "Gray's test", "Fine–Gray", "two-sided"):
        assert named in methods


def test_that_the_causes_of_death_are_one_choice_away_and_undone(
    page: CompetingPage, overview: MainWindow, qtbot: QtBot
) -> None:
    workspace = overview.workspace
    assert workspace is not None
    page.settings.risks.opened.emit()
    page.settings.choices.setFocus()
    qtbot.keyClick(page.settings.choices, Qt.Key.Key_Down)
    qtbot.keyClick(page.settings.choices, Qt.Key.Key_Return)
    settle(overview, qtbot)
    assert page.card._title == "Causes of death"
    events = [section for section in page.numbers._sections if section.head[1:] == (("Patients", "ink3"),)]
    assert [[cell for _, cell in section.rows][:3] for section in events] == [
        ["8", "9", "0"],
        ["31", "7", "2"],
    ]
    unknown = sections(page)["Cause-specific hazard ratio (95% CI)"]
    assert unknown.rows[2][1] == "not estimable"
    assert "no deaths of unknown cause in one arm" in unknown.note
    assert workspace.session.undo_label == "Choose competing risks"
    workspace.session.undo()
    settle(overview, qtbot)
    assert page.card._title == "Relapse and non-relapse mortality"


def test_that_the_height_of_the_axis_is_a_choice(
    page: CompetingPage, overview: MainWindow, qtbot: QtBot
) -> None:
    page.settings.axis.setFocus()
    qtbot.keyClick(page.settings.axis, Qt.Key.Key_Right)
    settle(overview, qtbot)
    view = page.card.view
    assert isinstance(view, PanelsView)
    assert view.figure is not None
    assert view.figure.panels[0].scale.high < 1


def test_that_everyone_is_not_compared(page: CompetingPage, overview: MainWindow, qtbot: QtBot) -> None:
    assert overview.workspace is not None
    overview.workspace.session.select("Choose all", Selection())
    settle(overview, qtbot)
    shown = sections(page)
    assert "Gray's test" not in shown
    assert "not all of these patients were randomized" in shown["Comparison of the arms"].note
    assert shown["Status"].note.startswith("Exploratory")
    assert "exploratory" in page.card._subtitle


def test_that_the_pointer_and_keys_read_the_curves(
    page: CompetingPage, overview: MainWindow, qtbot: QtBot
) -> None:
    view = page.card.view
    assert isinstance(view, PanelsView)
    overview.grab()
    second = view.layouts_shown[1]
    at = QPointF(second.x(24.0), second.plot.center().y())
    move = QMouseEvent(
        QEvent.Type.MouseMove, at, at, Qt.MouseButton.NoButton, Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), move)
    assert view.reading == (1, pytest.approx(24.0, abs=0.2))
    overview.grab()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.reading == (1, 25.0)
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.reading is None


def test_that_a_drag_moves_the_landmark_and_is_one_step_of_undo(
    page: CompetingPage, overview: MainWindow, qtbot: QtBot
) -> None:
    workspace, view = overview.workspace, page.card.view
    assert workspace is not None
    assert isinstance(view, PanelsView)
    overview.grab()
    first = view.layouts_shown[0]
    y = first.plot.center().y()
    places = [QPointF(first.x(months), y).toPoint() for months in (36.0, 30.0, 24.0)]
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=places[0])
    for place in places[1:]:
        at = QPointF(place)
        move = QMouseEvent(
            QEvent.Type.MouseMove, at, at, Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        QApplication.sendEvent(view.viewport(), move)
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=places[-1])
    settle(overview, qtbot)
    assert workspace.session.question.landmark == 24.0
    assert workspace.session.undo_label == "Move landmark"
    workspace.session.undo()
    assert workspace.session.question == workspace.session.primary


def test_that_a_screen_reader_hears_the_numbers(page: CompetingPage) -> None:
    words = page.card.view.accessibleDescription()
    for spoken in ("Relapse", "17/112", "Gray's test", "3-yr in percent"):
        assert spoken in words


def test_that_the_figure_and_its_numbers_can_leave(page: CompetingPage, overview: MainWindow) -> None:
    found = answer(overview)
    assert figure_bytes(found, "pdf", 178, print_style()).startswith(b"%PDF")
    assert "Relapse" in figure_bytes(found, "svg", 86, print_style(), outlines=False).decode()
    columns = table(found).columns
    assert columns[:3] == ("arm", "cause", "time_months")


def test_that_three_arms_each_stand_against_the_reference(
    window: MainWindow, colon: Cohort, qtbot: QtBot
) -> None:
    window.show_cohort(colon)
    settle(window, qtbot)
    page = opened(window, qtbot)
    ratios = [s for s in page.numbers._sections if s.title.startswith("Cause-specific")]
    assert len(ratios) == 2
    assert {section.note for section in ratios} == {
        f"{arm.short} vs {colon.study.arms[colon.study.reference].short}."
        for index, arm in enumerate(colon.study.arms)
        if index != colon.study.reference
    }


def test_that_a_study_without_competing_risks_says_what_to_add(
    window: MainWindow, demo: Cohort, qtbot: QtBot
) -> None:
    window.show_cohort(replace(demo, study=replace(demo.study, competing=())))
    settle(window, qtbot)
    page = opened(window, qtbot)
    assert page.message.isVisible()
    assert page.message.accessibleName() == NONE_DECLARED.title
    assert not page.card.isVisible()
    assert not page.settings.isVisible()
    assert window.workspace is not None
    assert window.workspace.figure_answer() is None
    assert not window.header.export.isEnabled()
    window.figures.export()  # nothing to export, and the status bar says so
    assert window.status._state.text() == NOTHING


def test_that_the_comparison_by_cause_can_be_copied(overview: MainWindow, qtbot: QtBot) -> None:
    page = opened(overview, qtbot)
    page.side.action.emit("copy")
    head, relapse, death = QApplication.clipboard().text().splitlines()
    assert head.startswith("cause\tblina_n\tblina_events\tchemo_n\tchemo_events\tgray_p")
    assert relapse.split("\t")[0].startswith("Relapse")
    assert "secondary" in death.split("\t")
