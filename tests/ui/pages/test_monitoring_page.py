"""The monitoring page as a user meets it: looks, boundary, powers, another boundary, the calculator."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from explorer.analyses.monitoring import monitoring
from explorer.cohort.cohort import Cohort
from explorer.question.question import primary_question
from explorer.results.tables import table
from explorer.selection import Between
from tests.ui.conftest import settle
from ui.export.figure_files import figure_bytes
from ui.figures.figure import print_style
from ui.figures.monitoring import layout
from ui.pages.events_calculator import EventsCalculator
from ui.pages.monitoring_page import MonitoringPage
from ui.pages.monitoring_words import key_figures, look_lines, monitoring_sections
from ui.plots.monitoring_view import MonitoringView
from ui.window.main_window import MainWindow
from ui.window.tabs import TABS


def page_of(window: MainWindow, qtbot: QtBot) -> MonitoringPage:
    assert window.workspace is not None
    window.workspace.show_tab(TABS.index("Monitoring"))
    settle(window, qtbot)
    page = window.workspace.page
    assert isinstance(page, MonitoringPage)
    return page


def test_that_the_looks_say_where_the_trial_stands(demo: Cohort) -> None:
    third, final = look_lines(monitoring(demo, primary_question(demo.study)))[2:]
    assert third.cells[0] == "Third interim"
    assert third.cells[2:6] == ("57", "61%", "2.69", "0.007")  # the paper's two-sided 0.007 at 57 of 94
    assert third.cells[-1] == "crossed"
    assert final.cells[-1] == "to come"


def test_that_key_figures_and_powers_are_given(demo: Cohort) -> None:
    answer = monitoring(demo, primary_question(demo.study))
    figures = {cell.caption: "".join(run.text for run in cell.value) for cell in key_figures(answer)}
    assert figures["Deaths"] == "57of 94"
    assert figures["Information"] == "61%"
    sections = {section.title: dict(section.rows) for section in monitoring_sections(answer)}
    assert sections["Power to cross at a later look"]["none from now on"] == "76%"
    assert sections["Design"]["Events needed, Freedman"] == "94"
    assert sections["Next look: Final, 94 deaths"]["Expected"] == "2025-10-03"
    between = sections["Next look: Final, 94 deaths"]["95% interval"]
    assert between == "2024-12-28 to 2026-09-30"


def test_that_filters_do_not_move_the_trial_population(overview: MainWindow, qtbot: QtBot) -> None:
    page = page_of(overview, qtbot)
    assert overview.workspace is not None
    session = overview.workspace.session
    session.filter("Filter Age", Between("age", low=60))
    settle(overview, qtbot)
    assert overview.workspace.figure_answer().events == 57
    assert "Filters do not change this page" in page.card._subtitle
    assert "primary" in page.card._subtitle


def test_that_another_boundary_is_post_hoc_and_one_undo_away(overview: MainWindow, qtbot: QtBot) -> None:
    page = page_of(overview, qtbot)
    page.settings._choices.chosen.emit("pocock")
    settle(overview, qtbot)
    assert "post hoc" in page.card._subtitle
    assert page.settings.spending.accessibleName() == "Boundary Pocock type"
    assert overview.workspace is not None
    overview.workspace.session.undo()
    settle(overview, qtbot)
    assert "primary" in page.card._subtitle
    page.settings._choices.chosen.emit("obrien-fleming")  # the planned one by name is still the planned one
    settle(overview, qtbot)
    assert "primary" in page.card._subtitle


def test_that_the_figure_and_its_numbers_leave_with_their_status(demo: Cohort, light: None) -> None:
    answer = monitoring(demo, primary_question(demo.study))
    drawn = figure_bytes(answer, "svg", 178, print_style(), outlines=False).decode()
    for words in ("Third interim", "2022-05-31", "boundary 2.69 crossed", "Status: primary.", "Synthetic"):
        assert words in drawn
    numbers = table(answer)
    assert "status" in numbers.columns
    assert len(numbers.rows) == 4


def test_that_the_pointer_reads_the_analysis_below_it(overview: MainWindow, qtbot: QtBot) -> None:
    page = page_of(overview, qtbot)
    view = page.card.view
    assert isinstance(view, MonitoringView)
    assert overview.workspace is not None
    answer = overview.workspace.figure_answer()
    assert view._style is not None
    panel = layout(answer, view._visible, view._style).path
    tip = view.tip_at(QPointF(panel.x(31), panel.rect.center().y()))
    assert tip == "2020-02-03: 31 events, Z 1.14"
    assert view.tip_at(QPointF(1, 1)) == ""


def test_that_the_calculator_answers_as_schoenfeld_did(qtbot: QtBot, light: None) -> None:
    calculator = EventsCalculator()
    qtbot.addWidget(calculator)
    calculator.ratio._take(0.5)
    calculator.power._take(90)
    calculator.error._take(2.5)
    # 4 (1.959964 + 1.281552)² / log(2)² = 87.48
    assert "Events needed, Schoenfeld, 88" in calculator.answers.accessibleDescription()
    calculator.ratio._take(1.0)
    assert "no effect" in calculator.answers.accessibleDescription()


def test_that_what_was_typed_stays_while_the_study_is_the_same(overview: MainWindow, qtbot: QtBot) -> None:
    page = page_of(overview, qtbot)
    page.calculator.events._take(57)
    assert "Power with 57 events, 62%" in page.calculator.answers.accessibleDescription()
    page.settings._choices.chosen.emit("pocock")
    settle(overview, qtbot)
    assert page.calculator.events.value() == 57


def test_that_a_study_without_a_design_says_what_to_add(
    window: MainWindow, colon: Cohort, qtbot: QtBot
) -> None:
    window.show_cohort(colon)
    settle(window, qtbot)
    page = page_of(window, qtbot)
    assert page.message.isVisible()
    assert "[monitoring]" in page.message.accessibleDescription()
    assert window.workspace is not None
    assert window.workspace.figure_answer() is None


def test_that_a_filter_does_not_compute_the_monitoring_again(overview: MainWindow, qtbot: QtBot) -> None:
    page = page_of(overview, qtbot)
    workspace = overview.workspace
    assert workspace is not None
    before = page.analyze(workspace.session.cohort, workspace.session.question)
    workspace.session.filter("Filter Age", Between("age", low=60))
    assert page.analyze(workspace.session.cohort, workspace.session.question) is before
