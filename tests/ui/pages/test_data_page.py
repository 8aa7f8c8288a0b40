"""The data page as a user meets it: sort, search, choose a patient, see who was left out and what differs."""

from __future__ import annotations

import csv
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from explorer.analyses.data import data
from explorer.analyses.reconciliation import Comparison
from explorer.cohort.cohort import Cohort
from explorer.question.question import primary_question
from explorer.results.number_sheet import NumberSheet
from explorer.results.sheets import listing_sheet
from explorer.results.tables import table
from explorer.selection import OneOf
from tests.bench.cohorts import randomized
from tests.ui.conftest import settle
from ui.export.figure_files import figure_bytes
from ui.export.sheet_file import save
from ui.figures.figure import print_style
from ui.pages.data_page import DataPage
from ui.pages.patient_table import PatientTable
from ui.window.main_window import MainWindow
from ui.window.tabs import TABS


@pytest.fixture
def page(overview: MainWindow, qtbot: QtBot) -> DataPage:
    """The data page with the primary analysis of the demonstration cohort."""
    assert overview.workspace is not None
    overview.workspace.show_tab(TABS.index("Data"))
    settle(overview, qtbot)
    found = overview.workspace.page
    assert isinstance(found, DataPage)
    return found


def shown(page: DataPage, column: int) -> list[str]:
    model = page.table.listing
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def column(page: DataPage, heading: str) -> int:
    model = page.table.listing
    headings = [model.headerData(place, Qt.Orientation.Horizontal) for place in range(model.columnCount())]
    return headings.index(heading)


def test_that_the_table_lists_the_selected_patients(page: DataPage) -> None:
    assert page.table.listing.rowCount() == 224
    assert set(shown(page, column(page, "MRD"))) == {"Negative"}


def test_that_a_click_on_a_heading_sorts_and_a_second_one_turns_the_order(
    page: DataPage, qtbot: QtBot
) -> None:
    place = column(page, "OS, months")
    header = page.table.horizontalHeader()
    middle = QPoint(header.sectionViewportPosition(place) + 20, 10)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    first = [float(text) for text in shown(page, place)]
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    second = [float(text) for text in shown(page, place)]
    assert {first == sorted(first), second == sorted(second)} == {True, False}
    assert sorted(first) == sorted(second)
    assert second in (sorted(first), sorted(first, reverse=True))


def test_that_a_search_narrows_the_table_and_says_how_far(page: DataPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.search, "female unfavorable")
    rows = page.table.listing.rowCount()
    assert 0 < rows < 224
    assert set(shown(page, column(page, "Sex"))) == {"Female"}
    assert f"{rows} of 224 patients" in page.card._subtitle
    qtbot.keyClicks(page.search, " no such level")
    assert page.table.listing.rowCount() == 0
    page.search.clear()
    page.search.textEdited.emit("")
    assert page.table.listing.rowCount() == 224


def test_that_a_chosen_row_shows_the_patient_and_stays_chosen_while_filtered(
    page: DataPage, overview: MainWindow, qtbot: QtBot
) -> None:
    page.table.selectRow(5)
    name = shown(page, 0)[5]
    patient = page.table.patient
    assert page.side._title == name
    assert page.patient.lane.accessibleName() == f"Timeline of patient {name}"
    assert "Randomization" in page.patient.words.accessibleDescription()
    assert overview.workspace is not None
    session = overview.workspace.session
    arm = session.cohort.study.arms[int(session.cohort.arm[patient or 0])].id
    session.filter("Filter arm", OneOf("arm", frozenset([arm])))
    settle(overview, qtbot)
    assert page.table.listing.rowCount() == 112
    assert page.table.patient == patient
    assert page.side._title == name


def test_that_what_was_left_out_is_told_step_by_step(page: DataPage) -> None:
    page.show_view("exclusions")
    words = page.steps.accessibleDescription()
    assert "Rows in the file, 488" in words
    assert "not MRD: Negative, −44" in words
    assert "Patients compared, 224" in words


def test_that_the_follow_up_and_the_swimmer_plot_can_be_exported(page: DataPage) -> None:
    for view in ("follow_up", "swimmer"):
        page.show_view(view)
        assert page.figure == view
        assert page._answer is not None
        answer = page.answer_of(page._answer, page.figure)
        for format in ("pdf", "svg", "png"):
            assert len(figure_bytes(answer, format, 178, print_style(), dpi=100)) > 2000  # type: ignore[arg-type]


def test_that_an_exported_swimmer_plot_holds_no_identifier(page: DataPage) -> None:
    assert page._answer is not None
    answer = page._answer.swimmer
    drawing = figure_bytes(answer, "svg", 178, print_style(), outlines=False).decode()
    assert "Months since randomization" in drawing
    assert not any(lane.name in drawing for lane in answer.lanes)


def test_that_exported_figures_say_that_the_data_are_synthetic_and_the_patients_filtered(
    page: DataPage, overview: MainWindow, qtbot: QtBot
) -> None:
    assert overview.workspace is not None
    assert page._answer is not None
    for answer in (page._answer.swimmer, page._answer.follow_up):
        drawing = figure_bytes(answer, "svg", 178, print_style(), outlines=False).decode()
        assert "Synthetic data." in drawing
        assert "exploratory" not in drawing
    overview.workspace.session.filter("Filter", OneOf("sex", frozenset(["female"])))
    settle(overview, qtbot)
    for answer in (page._answer.swimmer, page._answer.follow_up):
        drawing = figure_bytes(answer, "svg", 260, print_style(), outlines=False).decode()
        assert "Status: exploratory. Patients: MRD-negative, randomized; Sex: Female." in drawing


def test_that_the_order_of_the_swimmer_plot_can_be_chosen_and_undone(
    page: DataPage, overview: MainWindow, qtbot: QtBot
) -> None:
    page.show_view("swimmer")
    page._orders.chosen.emit("shortest")
    settle(overview, qtbot)
    assert page._answer is not None
    assert page._answer.swimmer.order == "shortest"
    assert overview.workspace is not None
    overview.workspace.session.undo()
    settle(overview, qtbot)
    assert page._answer.swimmer.order == "by arm"


def test_that_rows_are_copied_as_they_are_shown(page: DataPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.search, shown(page, 0)[3])
    page.card.action.emit("copy")
    lines = QApplication.clipboard().text().splitlines()
    assert len(lines) == 2
    assert lines[1].split("\t")[0] == shown(page, 0)[0]


def test_that_every_list_of_the_page_leaves_as_csv_with_all_its_rows(
    page: DataPage, overview: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    found: dict[str, list[dict[str, str]]] = {}
    assert overview.workspace is not None
    for view in ("patients", "exclusions", "reconciliation"):
        page.show_view(view)
        sheet = overview.workspace.figure_answer()
        assert isinstance(sheet, NumberSheet)
        assert save(sheet, tmp_path / f"{view}.csv").startswith(f"Saved {view}.csv")
        with (tmp_path / f"{view}.csv").open(encoding="utf-8-sig", newline="") as file:
            found[view] = list(csv.DictReader(file))
    assert len(found["patients"]) == 224
    steps = {row["text"]: row["n"] for row in found["exclusions"] if row["part"] == "step"}
    assert (steps["Rows in the file"], steps["not MRD: Negative"]) == ("488", "44")
    assert {row["agrees"] for row in found["reconciliation"]} == {"yes"}
    assert "its name does not end in .csv" in save(sheet, tmp_path / "counts.txt")
    page.show_view("patients")
    qtbot.keyClicks(page.search, shown(page, 0)[3])
    found_one = overview.workspace.figure_answer()
    assert found_one is not None
    assert len(table(found_one).rows) == 1


def test_that_a_formula_in_a_patients_value_leaves_as_text(demo: Cohort) -> None:
    answer = data(demo, primary_question(demo.study))
    rows = listing_sheet(answer, answer.patients.patients[:1]).make()
    dangerous = replace(rows, rows=(("=cmd|'/c calc'!A1", *rows.rows[0][1:]),))
    assert b"'=cmd" in dangerous.csv_bytes()


def test_that_the_window_asks_where_to_save_a_list_and_says_when_it_is_there(
    page: DataPage, overview: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    page.show_view("reconciliation")
    page.card.action.emit("export")
    chooser = overview.findChild(QFileDialog)
    assert isinstance(chooser, QFileDialog)
    assert Path(chooser.selectedFiles()[0]).name == "E1910_synthetic_reconciliation.csv"
    chooser.fileSelected.emit(str(tmp_path / "counts.csv"))
    chooser.reject()
    qtbot.waitUntil(lambda: overview.status._state.text() == "Saved counts.csv · 30 rows")
    assert (tmp_path / "counts.csv").exists()
    overview.figures.copy()
    assert QApplication.clipboard().text().startswith("what\tlisting")


def test_that_a_difference_between_the_figures_is_marked_and_named(page: DataPage, qtbot: QtBot) -> None:
    assert page._answer is not None
    assert "agree" in page.mark.words
    wrong = Comparison("Deaths, Chemo only", (40, None, None, 40, 39))
    found = page._answer.reconciliation
    tampered = replace(found, comparisons=(wrong, *found.comparisons))
    page.draw(replace(page._answer, reconciliation=tampered), bands=True)
    assert page.mark.words == "Counts differ. Deaths, Chemo only: Listing 40, Curves 40 and Forest 39"
    qtbot.mouseClick(page.mark, Qt.MouseButton.LeftButton)
    assert page.views.current() == "reconciliation"
    assert "Deaths, Chemo only" in page.counts.accessibleName()
    assert "Do not report" in page.numbers.accessibleDescription()


def test_that_a_trial_of_recorded_times_has_a_data_page_too(
    window: MainWindow, colon: Cohort, qtbot: QtBot
) -> None:
    window.show_cohort(colon)
    settle(window, qtbot)
    assert window.workspace is not None
    window.workspace.show_tab(TABS.index("Data"))
    settle(window, qtbot)
    page = window.workspace.page
    assert isinstance(page, DataPage)
    assert page.table.listing.rowCount() == 929
    for view in ("exclusions", "follow_up", "swimmer", "reconciliation"):
        page.show_view(view)
        window.grab()
    page.show_view("follow_up")
    assert "need dates" in page.numbers.accessibleDescription()


def test_that_nobody_selected_is_no_error(page: DataPage, overview: MainWindow, qtbot: QtBot) -> None:
    assert overview.workspace is not None
    session = overview.workspace.session
    session.filter("Filter MRD", OneOf("mrd", frozenset(["missing"])))
    settle(overview, qtbot)
    assert page.table.listing.rowCount() == 0
    for view in ("patients", "exclusions", "follow_up", "swimmer", "reconciliation"):
        page.show_view(view)
        overview.grab()


def test_that_a_hundred_thousand_rows_are_sorted_searched_and_drawn_without_delay(
    light: None, qtbot: QtBot
) -> None:
    cohort = randomized(100_000)
    answer = data(cohort, primary_question(cohort.study)).patients
    table = PatientTable()
    qtbot.addWidget(table)
    table.resize(1200, 800)
    table.show()
    seconds = []
    for act in (
        lambda: table.show_answer(answer),
        lambda: table.sortByColumn(2, Qt.SortOrder.DescendingOrder),
        lambda: table.search("unfav"),
        lambda: table.scrollToBottom(),
    ):
        start = time.perf_counter()
        act()
        table.grab()
        seconds.append(time.perf_counter() - start)
    assert max(seconds) < 1, seconds
    assert table.listing.rowCount() == len(np.unique(table.listing.patients)) > 10_000
