"""The slider with two handles, used by mouse and by keyboard."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from ui.widgets.range_slider import RangeSlider

Y = 54  # of the handles


class Gestures:
    """What a slider reported."""

    def __init__(self, slider: RangeSlider) -> None:
        self.moved: list[tuple[float, float]] = []
        self.released: list[tuple[float, float]] = []
        slider.moved.connect(lambda low, high: self.moved.append((low, high)))
        slider.released.connect(lambda low, high: self.released.append((low, high)))


@pytest.fixture
def slider(qtbot: QtBot) -> RangeSlider:
    widget = RangeSlider(30, 70, name="Age at enrollment")
    qtbot.addWidget(widget)
    widget.resize(238, widget.sizeHint().height())  # 200 px for 40 years: 5 px a year
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def x(age: float) -> int:
    return round(19 + (age - 30) * 5)


def drag(qtbot: QtBot, slider: RangeSlider, start: float, *stops: float) -> None:
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(x(start), Y))
    for stop in stops:
        qtbot.mouseMove(slider, QPoint(x(stop), Y))
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(x(stops[-1]), Y))


def test_that_a_drag_reports_every_step_and_one_end(qtbot: QtBot, slider: RangeSlider) -> None:
    gestures = Gestures(slider)
    drag(qtbot, slider, 70, 65, 60, 54)
    assert gestures.moved == [(30, 65), (30, 60), (30, 54)]
    assert gestures.released == [(30, 54)]


def test_that_handles_stop_at_each_other(qtbot: QtBot, slider: RangeSlider) -> None:
    slider.set_values(40, 50)
    drag(qtbot, slider, 40, 49, 66)
    assert slider.values() == (50, 50)
    drag(qtbot, slider, 50 + 1, 60)
    drag(qtbot, slider, 60, 33)
    assert slider.values() == (50, 50)


# The fixture need not be made anew for each example: set_values puts the slider back.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(drags=st.lists(st.tuples(st.floats(20, 80), st.floats(20, 80)), max_size=6))
def test_that_no_drag_leaves_the_limits_or_crosses(
    qtbot: QtBot, slider: RangeSlider, drags: list[tuple[float, float]]
) -> None:
    slider.set_values(30, 70)
    for start, stop in drags:
        drag(qtbot, slider, start, stop)
        low, high = slider.values()
        assert 30 <= low <= high <= 70
        assert low == int(low)
        assert high == int(high)


def test_that_dragging_the_fill_moves_both_and_keeps_their_distance(
    qtbot: QtBot, slider: RangeSlider
) -> None:
    slider.set_values(40, 50)
    gestures = Gestures(slider)
    drag(qtbot, slider, 45, 50, 90)
    assert gestures.moved[0] == (45, 55)
    assert slider.values() == (60, 70)
    assert gestures.released == [(60, 70)]


def test_that_a_click_on_the_track_brings_the_nearer_handle(qtbot: QtBot, slider: RangeSlider) -> None:
    slider.set_values(40, 50)
    gestures = Gestures(slider)
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(x(62), Y))
    assert gestures.released == [(40, 62)]


def test_that_a_click_that_moves_nothing_reports_nothing(qtbot: QtBot, slider: RangeSlider) -> None:
    gestures = Gestures(slider)
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(x(70), Y))
    assert gestures.moved == gestures.released == []


def test_that_a_drag_out_and_back_ends_where_it_began(qtbot: QtBot, slider: RangeSlider) -> None:
    gestures = Gestures(slider)
    drag(qtbot, slider, 70, 60, 70)
    assert gestures.moved[-1:] == gestures.released == [(30, 70)]


def test_that_escape_takes_a_drag_back(qtbot: QtBot, slider: RangeSlider) -> None:
    gestures = Gestures(slider)
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(x(70), Y))
    qtbot.mouseMove(slider, QPoint(x(50), Y))
    qtbot.keyClick(slider, Qt.Key.Key_Escape)
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(x(50), Y))
    assert gestures.moved == [(30, 50), (30, 70)]
    assert gestures.released == [(30, 70)]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (Qt.Key.Key_Right, (41, 60)),
        (Qt.Key.Key_Left, (39, 60)),
        (Qt.Key.Key_PageUp, (45, 60)),
        (Qt.Key.Key_PageDown, (35, 60)),
        (Qt.Key.Key_Home, (30, 60)),
        (Qt.Key.Key_End, (60, 60)),
    ],
)
def test_that_keys_move_the_low_handle(
    qtbot: QtBot, slider: RangeSlider, key: Qt.Key, expected: tuple[float, float]
) -> None:
    slider.set_values(40, 60)
    gestures = Gestures(slider)
    slider.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(slider, key)
    assert gestures.moved == gestures.released == [expected]


def test_that_tab_goes_to_the_high_handle_and_then_leaves(qtbot: QtBot, slider: RangeSlider) -> None:
    slider.set_values(40, 60)
    slider.setFocus(Qt.FocusReason.TabFocusReason)
    assert slider.accessibleName() == "Age at enrollment, from"
    qtbot.keyClick(slider, Qt.Key.Key_Tab)
    assert slider.accessibleName() == "Age at enrollment, to"
    qtbot.keyClick(slider, Qt.Key.Key_End)
    assert slider.values() == (40, 70)


def test_that_setters_are_silent_and_cut_to_the_limits(slider: RangeSlider) -> None:
    gestures = Gestures(slider)
    slider.set_values(10, 90)
    assert slider.values() == (30, 70)
    slider.set_limits(40, 60)
    assert slider.values() == (40, 60)
    slider.set_histogram([40, 50, 60], [3, 4], [1, 0])
    slider.grab()
    assert gestures.moved == gestures.released == []


def test_that_showing_values_during_a_drag_does_not_end_it(qtbot: QtBot, slider: RangeSlider) -> None:
    gestures = Gestures(slider)
    slider.moved.connect(lambda low, high: slider.set_values(low, high))
    drag(qtbot, slider, 70, 60, 50)
    assert gestures.released == [(30, 50)]
