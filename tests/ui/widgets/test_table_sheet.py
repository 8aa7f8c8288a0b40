"""The painted table: what can be chosen, by pointer and keys, how it shares its width, and how fast it is."""

from __future__ import annotations

from itertools import pairwise
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.widgets.table_lines import Column, Line, edges
from ui.widgets.table_sheet import ROW, TableSheet

COLUMNS = (Column("Event"), Column("Any", "arm:0", group="Blin"), Column("5", "arm:0", group="Blin"))
LINES = (
    Line(("Infection",), "group", note="two rows"),
    Line(("Sepsis", "11 (10)", "1 (1)"), indent=1, key="Sepsis"),
    Line(("Other infection", "5 (5)", "0"), indent=1, key="Other infection"),
)


@pytest.fixture
def sheet(qtbot: QtBot, light: None) -> TableSheet:
    sheet = TableSheet("Adverse events")
    qtbot.addWidget(sheet)
    sheet.resize(500, 300)
    sheet.show_lines(COLUMNS, LINES)
    with qtbot.waitExposed(sheet):
        sheet.show()
    return sheet


def click(sheet: TableSheet, row: int) -> None:
    QTest.mouseClick(sheet.rows, Qt.MouseButton.LeftButton, pos=QPoint(30, 2 + ROW * row + ROW // 2))


def test_that_a_click_chooses_a_row_and_a_heading_chooses_nothing(sheet: TableSheet, qtbot: QtBot) -> None:
    with qtbot.waitSignal(sheet.chosen) as heard:
        click(sheet, 2)
    assert heard.args == ["Other infection"]
    with qtbot.assertNotEmitted(sheet.chosen):
        click(sheet, 0)
        click(sheet, 7)


def test_that_the_keys_walk_and_return_chooses(sheet: TableSheet, qtbot: QtBot) -> None:
    for _ in range(2):
        QTest.keyClick(sheet.rows, Qt.Key.Key_Down)
    with qtbot.waitSignal(sheet.chosen) as heard:
        QTest.keyClick(sheet.rows, Qt.Key.Key_Return)
    assert heard.args == ["Sepsis"]
    QTest.keyClick(sheet.rows, Qt.Key.Key_End)
    with qtbot.waitSignal(sheet.chosen) as heard:
        QTest.keyClick(sheet.rows, Qt.Key.Key_Space)
    assert heard.args == ["Other infection"]


def test_that_a_screen_reader_hears_each_cell_after_its_heading(sheet: TableSheet) -> None:
    click(sheet, 1)
    assert sheet.rows.accessibleDescription() == "Sepsis, Blin Any: 11 (10), Blin 5: 1 (1)"


def test_that_keys_bring_a_row_into_view(sheet: TableSheet) -> None:
    sheet.show_lines(COLUMNS, [Line((f"Term {n}", "1", "0"), key=str(n)) for n in range(200)])
    QTest.keyClick(sheet.rows, Qt.Key.Key_End)
    assert sheet.rows.visibleRegion().contains(sheet.rows.row_box(199).center().toPoint())


def test_that_a_shorter_table_forgets_the_row_that_is_gone(sheet: TableSheet, qtbot: QtBot) -> None:
    QTest.keyClick(sheet.rows, Qt.Key.Key_End)
    sheet.show_lines(COLUMNS, LINES[:1])
    with qtbot.assertNotEmitted(sheet.chosen):
        QTest.keyClick(sheet.rows, Qt.Key.Key_Return)


def test_that_500_rows_of_ten_columns_are_shown_and_painted_at_once(sheet: TableSheet) -> None:
    columns = [Column("Event"), *(Column(f"Column {n}") for n in range(9))]
    lines = [Line((f"Term {n}", *(f"{n} ({k})" for k in range(9))), key=str(n)) for n in range(500)]
    canvas = QPixmap(sheet.size())
    sheet.show_lines(columns, lines)
    sheet.render(canvas)
    times = []
    for _ in range(5):
        start = perf_counter()
        sheet.show_lines(columns, lines)
        sheet.render(canvas)
        times.append(perf_counter() - start)
    assert min(times) < 0.05


@given(
    width=st.floats(200, 3000),
    cells=st.lists(st.text("0123456789 ()", max_size=20), min_size=1, max_size=9),
    label=st.text("abc ", max_size=60),
)
def test_that_columns_fill_the_width_and_never_pass_it(width: float, cells: list[str], label: str) -> None:
    columns = [Column("Label"), *(Column("n") for _ in cells)]
    lines = [Line((label, *cells), indent=1)]
    found = edges(columns, lines, width, lambda text, _: 7.0 * len(text), pad=16, indent=14, most_extra=100)
    assert found[0] == 0
    assert found[-1] == pytest.approx(width)
    assert all(right >= left - 1e-9 for left, right in pairwise(found))
