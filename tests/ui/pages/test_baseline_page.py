"""The baseline page as a user meets it: the published table, its settings, undo, and what leaves it."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from explorer.results.tables import table
from explorer.selection import OneOf
from tests.ui.conftest import settle
from ui.export.figure_files import figure_bytes
from ui.figures.figure import print_style
from ui.pages.baseline_settings import BaselineSettings
from ui.pages.figure_page import FigurePage
from ui.plots.table_view import TableView
from ui.window.main_window import MainWindow
from ui.window.tabs import TABS


def page_of(window: MainWindow, qtbot: QtBot) -> tuple[FigurePage, TableView, BaselineSettings]:
    assert window.workspace is not None
    window.workspace.show_tab(TABS.index("Baseline"))
    settle(window, qtbot)
    page = window.workspace.page
    assert isinstance(page, FigurePage)
    view, settings = page.findChild(TableView), page.findChild(BaselineSettings)
    assert view is not None
    assert settings is not None
    return page, view, settings


def cells(view: TableView, field: str) -> list[tuple[str, ...]]:
    """The rows below the heading of a field."""
    lines = view.rows.lines
    start = next(i for i, line in enumerate(lines) if line.kind == "group" and line.cells[0] == field)
    rows = []
    for line in lines[start + 1 :]:
        if line.kind == "group":
            break
        rows.append(line.cells)
    return rows


def test_that_the_published_table_is_on_screen(overview: MainWindow, qtbot: QtBot) -> None:
    page, view, _ = page_of(overview, qtbot)
    assert page.card._subtitle == "MRD-negative, randomized · 224 patients · pre-specified"
    assert cells(view, "Sex") == [
        ("Female", "57 (51)", "56 (50)", "113 (50)"),
        ("Male", "55 (49)", "56 (50)", "111 (50)"),
    ]
    assert cells(view, "CD20")[-1] == ("Not recorded", "41 (37)", "40 (36)", "81 (36)")
    (cd20,) = [line for line in view.rows.lines if line.cells[0] == "CD20"]
    assert cd20.note == "known for 71, 72 and 143 patients"


def test_that_percentages_of_the_known_are_one_click_and_one_undo(overview: MainWindow, qtbot: QtBot) -> None:
    _, view, settings = page_of(overview, qtbot)
    settings.percent_of.setFocus()
    QTest.keyClick(settings.percent_of, Qt.Key.Key_Right)
    settle(overview, qtbot)
    assert cells(view, "CD20")[0] == ("Positive", "45 (63)", "46 (64)", "91 (64)")
    assert overview.workspace is not None
    assert overview.workspace.session.undo_label == "Choose percentages"
    overview.workspace.session.undo()
    settle(overview, qtbot)
    assert cells(view, "CD20")[0] == ("Positive", "45 (40)", "46 (41)", "91 (41)")
    assert settings.percent_of.current() == "all"


def test_that_standardized_differences_appear_on_request_and_p_values_never(
    overview: MainWindow, qtbot: QtBot
) -> None:
    _, view, settings = page_of(overview, qtbot)
    assert all(len(line.cells) <= 4 for line in view.rows.lines)
    QTest.keyClick(settings.differences, Qt.Key.Key_Right)
    settle(overview, qtbot)
    (risk,) = [line for line in view.rows.lines if line.cells[0] == "Combined molecular risk"]
    assert risk.cells[-1] == "0.22"
    titles = [f"{column.title} {column.detail}" for column in view._columns]
    assert not any(re.search(r"\bP\b", title) for title in titles)


def test_that_filters_change_the_table_and_its_status(overview: MainWindow, qtbot: QtBot) -> None:
    page, view, _ = page_of(overview, qtbot)
    assert overview.workspace is not None
    overview.workspace.session.filter("Filter Sex", OneOf("sex", frozenset({"female"})))
    settle(overview, qtbot)
    assert cells(view, "Sex")[0] == ("Female", "57 (100)", "56 (100)", "113 (100)")
    assert page.card._subtitle == "Filtered · 113 patients · exploratory"


def test_that_the_table_leaves_as_a_figure_as_numbers_and_by_the_clipboard(
    overview: MainWindow, qtbot: QtBot
) -> None:
    page_of(overview, qtbot)
    assert overview.workspace is not None
    answer = overview.workspace.figure_answer()
    drawn = figure_bytes(answer, "svg", 178, print_style(), outlines=False).decode()
    for words in ("51.5 (30–69)", "known for 71, 72 and 143 patients", "Status: pre-specified.", "Synthetic"):
        assert words in drawn
    numbers = table(answer)
    place = numbers.columns.index("status")
    assert {row[place] for row in numbers.rows} == {"pre-specified"}
    overview.figures.copy_numbers()
    assert "Female\tcount\t57 (51)\t57" in QApplication.clipboard().text()
