"""The chips of the active filters."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from ui.look.theme import text_width
from ui.widgets.chips import Chip, ChipFlow

CHIPS = (Chip("risk", "Risk: Unfavorable"), Chip("age", "Age 30–54"), Chip("mrd", "MRD: Negative"))


@pytest.fixture
def flow(qtbot: QtBot) -> ChipFlow:
    widget = ChipFlow()
    qtbot.addWidget(widget)
    widget.resize(216, 60)
    widget.show_chips(CHIPS)
    widget.show()
    return widget


def removed_from(flow: ChipFlow) -> list[str]:
    removed: list[str] = []
    flow.removed.connect(removed.append)
    return removed


def test_that_the_x_removes_and_the_words_do_not(qtbot: QtBot, flow: ChipFlow) -> None:
    removed = removed_from(flow)
    x = round(10 + text_width("Risk: Unfavorable", 11, 500) + 11)
    qtbot.mouseClick(flow, Qt.MouseButton.LeftButton, pos=QPoint(40, 11))
    assert removed == []
    qtbot.mouseClick(flow, Qt.MouseButton.LeftButton, pos=QPoint(x, 11))
    assert removed == ["risk"]


def test_that_delete_removes_the_current_chip(qtbot: QtBot, flow: ChipFlow) -> None:
    removed = removed_from(flow)
    qtbot.keyClick(flow, Qt.Key.Key_Right)
    qtbot.keyClick(flow, Qt.Key.Key_Delete)
    flow.show_chips([CHIPS[0], CHIPS[2]])
    qtbot.keyClick(flow, Qt.Key.Key_Backspace)
    assert removed == ["age", "mrd"]


def test_that_ctrl_backspace_is_left_to_the_window(qtbot: QtBot, flow: ChipFlow) -> None:
    removed = removed_from(flow)
    qtbot.keyClick(flow, Qt.Key.Key_Backspace, Qt.KeyboardModifier.ControlModifier)
    assert removed == []


def test_that_chips_wrap_and_the_height_follows(flow: ChipFlow) -> None:
    assert flow.heightForWidth(216) == 48
    assert flow.heightForWidth(600) == 22
    flow.show_chips([])
    assert flow.heightForWidth(216) == 0
    assert flow.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_that_a_long_chip_keeps_its_x_in_reach(qtbot: QtBot, flow: ChipFlow) -> None:
    flow.show_chips([Chip("long", "Combined molecular risk: Unfavorable, Intermediate, None assigned")])
    removed = removed_from(flow)
    qtbot.mouseClick(flow, Qt.MouseButton.LeftButton, pos=QPoint(216 - 11, 11))
    assert removed == ["long"]
