"""The list of a field's levels, used by mouse and by keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from ui.widgets.facet import Facet
from ui.widgets.facet_row import ROW, FacetRow, columns_for
from ui.widgets.title_row import HEIGHT, TOP

RISK = (
    FacetRow("favorable", "Favorable", 48, 60),
    FacetRow("intermediate", "Intermediate", 41, 50),
    FacetRow("none", "None assigned", 0, 41, missing=True),
)


class Gestures:
    """What a facet reported."""

    def __init__(self, facet: Facet) -> None:
        self.all: list[tuple[str, str]] = []
        facet.toggled.connect(lambda level: self.all.append(("toggled", level)))
        facet.isolated.connect(lambda level: self.all.append(("isolated", level)))
        facet.cleared.connect(lambda: self.all.append(("cleared", "")))


@pytest.fixture
def facet(qtbot: QtBot) -> Facet:
    widget = Facet("Combined molecular risk", note="Known only after randomization")
    qtbot.addWidget(widget)
    widget.show_levels(RISK)
    widget.resize(244, widget.sizeHint().height())
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def row(i: int, x: int = 60) -> QPoint:
    return QPoint(x, TOP + HEIGHT + ROW * i + ROW // 2)


def click(qtbot: QtBot, facet: Facet, at: QPoint, *, alt: bool = False) -> None:
    modifier = Qt.KeyboardModifier.AltModifier if alt else Qt.KeyboardModifier.NoModifier
    qtbot.mouseMove(facet, at)
    qtbot.mouseClick(facet, Qt.MouseButton.LeftButton, modifier, at)


def test_that_a_click_on_a_row_toggles_its_level(qtbot: QtBot, facet: Facet) -> None:
    gestures = Gestures(facet)
    click(qtbot, facet, row(1))
    assert gestures.all == [("toggled", "intermediate")]


def test_that_a_level_without_patients_stays_clickable(qtbot: QtBot, facet: Facet) -> None:
    gestures = Gestures(facet)
    click(qtbot, facet, row(2))
    assert gestures.all == [("toggled", "none")]


def test_that_only_and_alt_click_isolate(qtbot: QtBot, facet: Facet) -> None:
    gestures = Gestures(facet)
    click(qtbot, facet, row(0, x=130))
    click(qtbot, facet, row(1), alt=True)
    assert gestures.all == [("isolated", "favorable"), ("isolated", "intermediate")]


def test_that_clear_is_there_only_when_a_level_is_checked(qtbot: QtBot, facet: Facet) -> None:
    gestures = Gestures(facet)
    clear = QPoint(215, TOP + HEIGHT // 2)
    click(qtbot, facet, clear)
    assert gestures.all == []
    facet.show_levels([FacetRow("favorable", "Favorable", 48, 60, checked=True), *RISK[1:]])
    click(qtbot, facet, clear)
    assert gestures.all == [("cleared", "")]


def test_that_a_press_that_ends_on_another_row_does_nothing(qtbot: QtBot, facet: Facet) -> None:
    gestures = Gestures(facet)
    qtbot.mousePress(facet, Qt.MouseButton.LeftButton, pos=row(0))
    qtbot.mouseRelease(facet, Qt.MouseButton.LeftButton, pos=row(2))
    assert gestures.all == []


def test_that_the_keyboard_reaches_every_gesture(qtbot: QtBot, facet: Facet) -> None:
    gestures = Gestures(facet)
    facet.show_levels([*RISK[:2], FacetRow("none", "None assigned", 0, 41, checked=True, missing=True)])
    facet.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(facet, Qt.Key.Key_Down)
    qtbot.keyClick(facet, Qt.Key.Key_Space)
    qtbot.keyClick(facet, Qt.Key.Key_Up)
    qtbot.keyClick(facet, Qt.Key.Key_Up)
    qtbot.keyClick(facet, Qt.Key.Key_Space, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(facet, Qt.Key.Key_Delete)
    assert gestures.all == [("toggled", "intermediate"), ("isolated", "favorable"), ("cleared", "")]


def test_that_showing_levels_is_silent_and_keeps_the_current_row(qtbot: QtBot, facet: Facet) -> None:
    facet.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(facet, Qt.Key.Key_Down)
    gestures = Gestures(facet)
    facet.show_levels(
        [FacetRow("favorable", "Favorable", 3, 60), FacetRow("intermediate", "Intermediate", 9, 50)]
    )
    assert gestures.all == []
    assert facet.accessibleName() == "Combined molecular risk: Intermediate"
    assert facet.accessibleDescription() == "not checked, 9 of 50"


def test_that_many_levels_fold_but_never_hide_a_checked_one(qtbot: QtBot, facet: Facet) -> None:
    levels = [FacetRow(str(i), f"Subtype {i}", i, 30, checked=i == 20) for i in range(22)]
    facet.show_levels(levels)
    folded = facet.sizeHint().height()
    facet.resize(244, folded)
    gestures = Gestures(facet)
    click(qtbot, facet, row(12))
    assert gestures.all == [("toggled", "20")]
    click(qtbot, facet, row(13))
    assert facet.sizeHint().height() == folded + ROW * 9
    assert gestures.all == [("toggled", "20")]


def test_that_thirteen_levels_do_not_fold_for_one(facet: Facet) -> None:
    facet.show_levels([FacetRow(str(i), str(i), i, 30) for i in range(13)])
    assert facet.sizeHint().height() == TOP + HEIGHT + 13 * ROW + 6


def test_that_a_facet_without_levels_takes_keys_and_clicks(qtbot: QtBot, facet: Facet) -> None:
    facet.show_levels([])
    gestures = Gestures(facet)
    facet.grab()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_Delete):
        qtbot.keyClick(facet, key)
    click(qtbot, facet, row(0))
    assert gestures.all == []


def test_that_the_ring_shows_only_after_the_keyboard_was_used(qtbot: QtBot, facet: Facet) -> None:
    facet.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not facet.shows_focus
    facet.clearFocus()
    facet.activateWindow()
    facet.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(facet.hasFocus)
    assert facet.shows_focus
    click(qtbot, facet, row(0))
    assert not facet.shows_focus


def test_that_bars_keep_their_proportions_when_a_count_exceeds_its_population(qtbot: QtBot) -> None:
    rows = (FacetRow("a", "A", 308, 81), FacetRow("b", "B", 63, 52))
    assert columns_for(rows).scale == 308
    widget = Facet("CD20")
    qtbot.addWidget(widget)
    widget.show_levels(rows)
    assert widget.accessibleDescription() == "not checked, 308"
