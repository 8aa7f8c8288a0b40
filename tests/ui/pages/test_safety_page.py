"""The safety page as a user meets it: the table, risk differences, filters, and the patients behind a row."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from explorer.analyses.safety import safety
from explorer.analyses.safety_answer import SafetyTable
from explorer.cohort.cohort import Cohort
from explorer.question.question import primary_question
from explorer.results.tables import table
from explorer.selection import Between, Selection
from tests.ui.conftest import settle
from ui.export.figure_files import figure_bytes, natural_size_mm
from ui.export.figure_kinds import kind_of
from ui.figures.figure import print_style
from ui.pages.safety_page import SafetyPage
from ui.widgets.choice_popover import ChoiceList
from ui.widgets.table_lines import Line
from ui.widgets.table_sheet import ROW
from ui.window.figure_actions import NOTHING
from ui.window.main_window import MainWindow
from ui.window.tabs import TABS


def page_of(window: MainWindow, qtbot: QtBot) -> SafetyPage:
    assert window.workspace is not None
    window.workspace.show_tab(TABS.index("Safety"))
    settle(window, qtbot)
    page = window.workspace.page
    assert isinstance(page, SafetyPage)
    return page


def commit(window: MainWindow, qtbot: QtBot, **changes: object) -> None:
    assert window.workspace is not None
    session = window.workspace.session
    session.commit("Choose", safety=replace(session.question.safety, **changes))  # type: ignore[arg-type]
    settle(window, qtbot)


def listed(page: SafetyPage, qtbot: QtBot) -> str:
    """The title of the listing, once it is there."""
    qtbot.waitUntil(lambda: not page.listing.busy)
    return page.listing._title


def line_of(page: SafetyPage, label: str) -> Line:
    (line,) = [line for line in page.table.rows.lines if line.cells[0] == label]
    return line


def test_that_the_table_counts_worst_grades_by_arm(overview: MainWindow, qtbot: QtBot) -> None:
    page = page_of(overview, qtbot)
    assert page.table_card._subtitle == "MRD-negative, randomized · 111 vs 112 treated · pre-specified"
    assert line_of(page, "Sepsis").cells[1:5] == ("11 (10)", "0", "4 (4)", "1 (1)")
    assert line_of(page, "Any nonhematologic adverse event").kind == "strong"
    assert [line.cells[0] for line in page.table.rows.lines if line.kind == "group"][:2] == [
        "Gastrointestinal",
        "General",
    ]


def test_that_a_row_shows_the_patients_behind_it(overview: MainWindow, qtbot: QtBot) -> None:
    page = page_of(overview, qtbot)
    row = page.table.rows.lines.index(line_of(page, "Sepsis"))
    QTest.mouseClick(page.table.rows, Qt.MouseButton.LeftButton, pos=QPoint(40, ROW * row + 8))
    assert listed(page, qtbot) == "Sepsis"
    arms = [line for line in page.listing.sheet.rows.lines if line.kind == "group"]
    assert arms[0].note == "16 events in 11 patients"  # the 11 of the table
    patients = [line.cells[0] for line in page.listing.sheet.rows.lines if line.kind != "group"]
    assert len(set(patients)) == 11 + 10
    page.listing.action.emit("copy")
    assert len(QApplication.clipboard().text().splitlines()) == 1 + len(patients)


def test_that_a_long_listing_is_cut_and_says_so(
    overview: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.pages.event_listing.MOST", 5)
    page = page_of(overview, qtbot)
    page.choose("Sepsis")
    assert listed(page, qtbot) == "Sepsis"
    assert page.listing._subtitle == "first 5 of an arm"
    lines = page.listing.sheet.rows.lines
    assert [line.note for line in lines if line.kind == "group"] == ["11 patients", "10 patients"]
    assert len(lines) == 2 * (1 + 5)


def test_that_the_listing_stays_on_its_row_while_filters_change(overview: MainWindow, qtbot: QtBot) -> None:
    page = page_of(overview, qtbot)
    page.choose("Sepsis")
    commit(overview, qtbot, related_only=False)
    assert listed(page, qtbot) == "Sepsis"
    commit(overview, qtbot, categories=("gastrointestinal",))
    assert listed(page, qtbot) == "Any adverse event"  # there is no such row any more


def test_that_other_events_than_declared_are_post_hoc_and_filters_exploratory(
    overview: MainWindow, qtbot: QtBot
) -> None:
    page = page_of(overview, qtbot)
    before = len(page.table.rows.lines)
    commit(overview, qtbot, threshold=0.0, threshold_grade=1)
    assert len(page.table.rows.lines) > before
    assert page.table_card._subtitle.endswith("post hoc")
    commit(overview, qtbot, threshold=3.0, threshold_grade=3, sort="term")
    assert page.table_card._subtitle.endswith("pre-specified")  # the order changes no number
    assert not any(line.kind == "group" for line in page.table.rows.lines)


def test_that_settings_open_with_what_is_in_force(overview: MainWindow, qtbot: QtBot) -> None:
    settings = page_of(overview, qtbot).settings
    assert settings.phases.accessibleName() == "Phase consolidation"
    assert "≥3%, grade ≥3" in settings.threshold.accessibleName()
    settings.sort.click()
    qtbot.waitUntil(settings.sort.is_open)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    settle(overview, qtbot)
    assert overview.workspace is not None
    assert overview.workspace.session.question.safety.sort == "incidence"
    assert overview.workspace.session.undo_label == "Choose order"
    settings.sort.close_popover()


def test_that_a_chosen_term_can_be_tested_which_is_post_hoc(overview: MainWindow, qtbot: QtBot) -> None:
    page = page_of(overview, qtbot)
    page.choose("Neutropenia")
    page.settings.grade.click()
    qtbot.waitUntil(page.settings.grade.is_open)
    tested = page.settings.grade._popover.findChildren(ChoiceList)[1]
    assert [choice.label for choice in tested._choices] == ["Neutropenia"]
    QTest.keyClick(tested, Qt.Key.Key_Space)
    settle(overview, qtbot)
    page.settings.grade.close_popover()
    assert overview.workspace is not None
    answer = overview.workspace.figure_answer()
    assert [row.label for row in answer.safety.rows if row.fisher_p is not None] == ["Neutropenia"]
    assert page.plot_card._subtitle.endswith("post hoc")


def test_that_cycles_are_chosen_and_all_cycles_are_no_filter(overview: MainWindow, qtbot: QtBot) -> None:
    page = page_of(overview, qtbot)
    page.settings.phases.click()
    qtbot.waitUntil(page.settings.phases.is_open)
    assert (page.settings._first.value(), page.settings._last.value()) == (1, 8)
    page.settings._last._take(4)
    settle(overview, qtbot)
    assert page.settings.phases.accessibleName() == "Phase consolidation, cycles 1–4"
    assert page.table_card._subtitle.endswith("post hoc")
    page.settings._last._take(8)
    settle(overview, qtbot)
    page.settings.phases.close_popover()
    assert overview.workspace is not None
    assert overview.workspace.session.question.safety.cycles is None


def test_that_patients_who_were_not_randomized_are_counted_and_not_compared(
    overview: MainWindow, qtbot: QtBot
) -> None:
    page = page_of(overview, qtbot)
    assert overview.workspace is not None
    overview.workspace.session.select("Select all", Selection())
    settle(overview, qtbot)
    assert page.table_card._subtitle.startswith("Filtered")
    answer = overview.workspace.figure_answer("risk_differences")
    assert answer is not None
    rows = (*answer.summaries, *answer.rows)
    assert all(row.difference is None and row.fisher_p is None for row in rows)
    drawn = figure_bytes(answer, "svg", 178, print_style(), outlines=False).decode()
    assert "differences are not shown" in drawn


def test_that_table_and_plot_share_a_narrow_window_by_turns(overview: MainWindow, qtbot: QtBot) -> None:
    page = page_of(overview, qtbot)
    assert page.table_card.isVisible()
    assert page.plot_card.isVisible()
    overview.resize(1366, 768)
    qtbot.waitUntil(lambda: not page.plot_card.isVisible())
    QTest.keyClick(page.settings.view, Qt.Key.Key_Right)
    assert page.plot_card.isVisible()
    assert not page.table_card.isVisible()


def test_that_the_table_is_its_own_figure(overview: MainWindow, demo: Cohort, qtbot: QtBot) -> None:
    page = page_of(overview, qtbot)
    assert overview.workspace is not None
    shown = overview.workspace.figure_answer()
    assert isinstance(shown, SafetyTable)
    asked: list[object] = []
    overview.workspace.figure_action.connect(lambda _, answer: asked.append(answer))
    page.table_card.action.emit("export")
    page.plot_card.action.emit("export")
    kinds = [kind_of(answer) for answer in asked]
    assert [kind.heading for kind in kinds] == ["Export adverse events", "Export risk differences"]
    assert [kind.stem(None) for kind in kinds] == ["safety", "risk_differences"]
    drawn = figure_bytes(shown, "svg", 178, print_style(), outlines=False).decode()
    for words in ("Blinatumomab + chemo, n = 111", "111 (100)", "pre-specified.", "by their worst"):
        assert words in drawn
    assert "Newcombe" not in drawn  # the table compares nothing
    assert "…" not in drawn
    assert b"%PDF" in figure_bytes(shown, "pdf", 86, print_style())


def test_that_the_csv_counts_any_grade_with_percentages(demo: Cohort) -> None:
    found = table(SafetyTable(safety(demo, primary_question(demo.study))))
    row = dict(zip(found.columns, next(row for row in found.rows if row[1] == "Sepsis"), strict=True))
    assert (row["blina_n"], row["blina_any"], row["blina_grade_4"]) == (111, 11, 4)
    assert row["blina_any_percent"] == pytest.approx(100 * 11 / 111)
    assert row["chemo_grade_4_percent"] == pytest.approx(100 * 7 / 112)


def test_that_nobody_left_is_told_in_words(overview: MainWindow, qtbot: QtBot) -> None:
    page = page_of(overview, qtbot)
    assert overview.workspace is not None
    overview.workspace.session.select("Nobody", Selection((Between("age", low=99),)))
    settle(overview, qtbot)
    assert page.message.isVisible()
    assert page.message.accessibleName() == "No patients match"
    assert overview.workspace.figure_answer() is None


def test_that_no_label_is_cut_at_a_common_size(overview: MainWindow, qtbot: QtBot) -> None:
    page = page_of(overview, qtbot)
    rows = page.table.rows
    assert not [line.cells[0] for k, line in enumerate(rows.lines) if rows._cut_text(k, 4 + 14 * line.indent)]


def test_that_the_figure_says_what_it_shows(demo: Cohort, light: None) -> None:
    answer = safety(demo, primary_question(demo.study))
    drawn = figure_bytes(answer, "svg", 178, print_style(), outlines=False).decode()
    for words in ("17 (8–26)", "8 (−5 to 20)", "Newcombe", "Status: pre-specified.", "Synthetic data."):
        assert words in drawn
    assert "&lt;0.001" in drawn
    assert "status" in table(answer).columns


@pytest.mark.parametrize("width", [86, 120, 178])
def test_that_the_figure_is_as_high_as_its_rows_need(demo: Cohort, light: None, width: float) -> None:
    answer = safety(demo, primary_question(demo.study))
    few = replace(answer, rows=answer.rows[:2])
    style = print_style()
    assert natural_size_mm(answer, width, style)[1] > natural_size_mm(few, width, style)[1] + 30


def test_that_a_file_without_adverse_events_says_what_to_add(
    window: MainWindow, colon: Cohort, qtbot: QtBot
) -> None:
    window.show_cohort(colon)
    settle(window, qtbot)
    page = page_of(window, qtbot)
    assert page.message.isVisible()
    assert page.message.accessibleName() == "No adverse events to show"
    assert "[adverse_events]" in page.message.accessibleDescription()
    assert window.workspace is not None
    assert window.workspace.figure_answer() is None
    assert not window.header.export.isEnabled()
    assert window.header.export.toolTip() == NOTHING
    window.figures.export()
    assert window.status._state.text() == NOTHING
