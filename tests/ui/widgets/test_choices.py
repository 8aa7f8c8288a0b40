"""Segmented control, tabs, pills with their sheets, lists and numbers."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QDoubleSpinBox
from pytestqt.qtbot import QtBot

from ui.widgets.choice_popover import Choice, ChoiceList
from ui.widgets.number_popover import NumberField
from ui.widgets.pill import Pill
from ui.widgets.push_button import PushButton
from ui.widgets.segmented import Segmented
from ui.widgets.tab_row import TabRow

STRATA = (Choice("age", "Age"), Choice("cd20", "CD20", enabled=False), Choice("intent", "Transplant intent"))


def test_that_a_segment_is_chosen_by_click_and_by_arrow(qtbot: QtBot) -> None:
    control = Segmented([("os", "Overall survival"), ("rfs", "Relapse-free survival")], name="Endpoint")
    qtbot.addWidget(control)
    control.show()
    chosen: list[str] = []
    control.chosen.connect(chosen.append)
    control.set_current("rfs")
    assert chosen == []
    qtbot.mouseClick(control, Qt.MouseButton.LeftButton, pos=QPoint(20, 14))
    qtbot.mouseClick(control, Qt.MouseButton.LeftButton, pos=QPoint(20, 14))
    qtbot.keyClick(control, Qt.Key.Key_Right)
    qtbot.keyClick(control, Qt.Key.Key_Right)
    assert chosen == ["os", "rfs"]
    assert control.accessibleName() == "Endpoint: Relapse-free survival"


def test_that_a_tab_is_chosen_by_click_and_by_key(qtbot: QtBot) -> None:
    tabs = TabRow(["Overview", "Flow", "Survival"])
    qtbot.addWidget(tabs)
    tabs.resize(500, 41)
    chosen: list[int] = []
    tabs.chosen.connect(chosen.append)
    tabs.set_current(1)
    assert chosen == []
    qtbot.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=QPoint(30, 20))
    qtbot.keyClick(tabs, Qt.Key.Key_End)
    qtbot.keyClick(tabs, Qt.Key.Key_Left)
    qtbot.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=QPoint(480, 20))
    assert chosen == [0, 2, 1]
    assert tabs.current() == 1


def test_that_a_check_list_tells_its_new_state_with_the_gesture(qtbot: QtBot) -> None:
    choices = ChoiceList("Strata", exclusive=False)
    qtbot.addWidget(choices)
    choices.show_choices(STRATA, {"age"})
    choices.resize(choices.sizeHint())
    states: list[tuple[str, ...]] = []
    choices.chosen.connect(lambda _key: states.append(choices.selected()))
    qtbot.mouseClick(choices, Qt.MouseButton.LeftButton, pos=QPoint(40, 24 + 2 * 28 + 14))
    qtbot.mouseClick(choices, Qt.MouseButton.LeftButton, pos=QPoint(40, 24 + 28 + 14))  # disabled
    qtbot.keyClick(choices, Qt.Key.Key_Up)
    qtbot.keyClick(choices, Qt.Key.Key_Up)
    qtbot.keyClick(choices, Qt.Key.Key_Space)
    assert states == [("age", "intent"), ("intent",)]


def test_that_radio_buttons_have_one_choice(qtbot: QtBot) -> None:
    choices = ChoiceList(exclusive=True)
    qtbot.addWidget(choices)
    chosen: list[str] = []
    choices.chosen.connect(chosen.append)
    choices.show_choices([Choice("95", "95%"), Choice("90", "90%")], {"95"})
    assert chosen == []
    qtbot.keyClick(choices, Qt.Key.Key_Down)
    qtbot.keyClick(choices, Qt.Key.Key_Return)
    assert chosen == ["90"]
    assert choices.selected() == ("90",)


@pytest.fixture
def pill(qtbot: QtBot) -> Pill:
    choices = ChoiceList("Interval", exclusive=True)
    choices.show_choices([Choice("95", "95%"), Choice("90", "90%")], {"95"})
    widget = Pill("CI", choices, value="95%")
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def test_that_a_click_opens_the_sheet_and_escape_closes_it(qtbot: QtBot, pill: Pill) -> None:
    with qtbot.waitSignal(pill.opened):
        qtbot.mouseClick(pill, Qt.MouseButton.LeftButton)
    assert pill.is_open()
    choices = pill.findChild(ChoiceList)
    with qtbot.waitSignal(pill.closed):
        qtbot.keyClick(choices, Qt.Key.Key_Escape)
    assert not pill.is_open()


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Down])
def test_that_the_keyboard_opens_the_sheet_on_its_first_list(qtbot: QtBot, pill: Pill, key: Qt.Key) -> None:
    qtbot.keyClick(pill, key)
    choices = pill.findChild(ChoiceList)
    assert pill.is_open()
    qtbot.waitUntil(choices.hasFocus)
    assert choices.shows_focus
    pill.close_popover()


def test_that_a_click_elsewhere_closes_the_sheet(qtbot: QtBot, pill: Pill) -> None:
    qtbot.mouseClick(pill, Qt.MouseButton.LeftButton)
    sheet = pill.findChild(ChoiceList).window()
    qtbot.mousePress(sheet, Qt.MouseButton.LeftButton, pos=QPoint(-200, -200))
    assert not pill.is_open()


def test_that_a_pill_widens_for_a_longer_value(pill: Pill) -> None:
    narrow = pill.sizeHint().width()
    pill.set_value("95% log-log")
    assert pill.sizeHint().width() > narrow
    assert pill.accessibleName() == "CI 95% log-log"


@pytest.fixture
def number(qtbot: QtBot) -> NumberField:
    field = NumberField("Landmark", "months", minimum=1, maximum=120, presets=(12, 36))
    qtbot.addWidget(field)
    field.show_value(36)
    field.show()
    return field


def test_that_a_number_is_reported_once_it_is_settled(qtbot: QtBot, number: NumberField) -> None:
    chosen: list[float] = []
    number.chosen.connect(chosen.append)
    spin = number.findChild(QDoubleSpinBox)
    spin.selectAll()
    qtbot.keyClicks(spin, "24")
    assert chosen == []
    qtbot.keyClick(spin, Qt.Key.Key_Return)
    qtbot.keyClick(spin, Qt.Key.Key_Return)
    qtbot.keyClick(spin, Qt.Key.Key_Up)
    assert chosen == [24, 25]


def test_that_a_preset_is_a_number_too(qtbot: QtBot, number: NumberField) -> None:
    chosen: list[float] = []
    number.chosen.connect(chosen.append)
    qtbot.mouseClick(number.findChildren(PushButton)[0], Qt.MouseButton.LeftButton)
    assert chosen == [12]
    assert number.value() == 12


def test_that_showing_a_number_is_silent_and_cut_to_the_limits(number: NumberField) -> None:
    chosen: list[float] = []
    number.chosen.connect(chosen.append)
    number.show_value(500)
    assert number.value() == 120
    assert chosen == []
