"""The Kaplan–Meier view as its reader uses it: pointing, clicking, dragging, keys, screen reader."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from ui.figures import kaplan_meier
from ui.figures.figure import screen_style
from ui.look import theme
from ui.plots.kaplan_meier_view import KaplanMeierView

STYLE = screen_style(theme.LIGHT)


@pytest.fixture
def view(qtbot, answers):
    shown = KaplanMeierView()
    qtbot.addWidget(shown)
    shown.resize(900, 420)
    shown.draw(answers["two arms"](), STYLE)
    with qtbot.waitExposed(shown):
        shown.show()
    qtbot.waitUntil(lambda: shown.layout_shown is not None)
    return shown


def _place(view, months):
    return QPoint(round(view.layout_shown.x(months)), 200)


def _move(view, months, buttons=Qt.MouseButton.NoButton):
    place = QPointF(_place(view, months))
    none = Qt.MouseButton.NoButton
    where = QPointF(view.viewport().mapToGlobal(place.toPoint()))
    event = QMouseEvent(QEvent.Type.MouseMove, place, where, none, buttons, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view.viewport(), event)


def test_that_the_pointer_reads_the_time_below_it(view):
    _move(view, 30)
    assert view.reading == pytest.approx(30, abs=0.1)
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert view.reading is None


def test_that_a_click_keeps_the_reading_and_another_lets_it_go(view, qtbot):
    with qtbot.waitSignal(view.pinned) as kept:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=_place(view, 20))
    assert kept.args[0] == pytest.approx(20, abs=0.1)
    _move(view, 40)
    assert view.reading == pytest.approx(20, abs=0.1)
    with qtbot.waitSignal(view.pinned) as gone:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=_place(view, 40))
    assert gone.args == [None]


def test_that_a_drag_sets_the_landmark_in_whole_months_within_the_axis(view, qtbot):
    dragged: list[float] = []
    released: list[float] = []
    pinned: list[object] = []
    view.landmark_dragged.connect(dragged.append)
    view.landmark_released.connect(released.append)
    view.pinned.connect(pinned.append)
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=_place(view, 36))
    for months in (30.2, 24.1, 23.9, -40):
        _move(view, months, Qt.MouseButton.LeftButton)
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=_place(view, 0))
    assert dragged == [30.0, 24.0, 1.0]
    assert released == [1.0]
    assert pinned == []


def test_that_keys_move_the_reading_and_escape_lets_it_go(view, qtbot):
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.reading == 36.0  # begins at the landmark
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert view.reading == 35.0
    qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert view.reading == 41.0
    for _ in range(20):
        qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert view.reading == view.layout_shown.end
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.reading is None


def test_that_the_wheel_is_left_to_the_page(view):
    place = QPointF(200, 200)
    event = QWheelEvent(
        place, place, QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    before = view.viewportTransform()
    view.wheelEvent(event)
    assert not event.isAccepted()
    assert view.viewportTransform() == before


def test_that_hovering_does_not_paint_the_figure_again(view, monkeypatch):
    painted = []
    monkeypatch.setattr(kaplan_meier, "paint", lambda *args, **kwargs: painted.append(args))
    _move(view, 20)
    view.grab()
    _move(view, 21)
    view.grab()
    assert not painted
    view.draw(view._answer, STYLE)
    view.grab()
    assert len(painted) == 1


def test_that_a_screen_reader_hears_the_results_and_then_the_reading(view, qtbot):
    assert view.accessibleName() == "Kaplan–Meier curves, Overall survival"
    assert "Stratified hazard ratio 0.41" in view.accessibleDescription()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert "36.0 months" in view.accessibleDescription()
    assert "at risk" in view.accessibleDescription()
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert "Stratified hazard ratio" in view.accessibleDescription()


def test_that_a_kept_reading_stays_within_a_shorter_axis(view, qtbot, make):
    for _ in range(20):
        qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    sample = (np.linspace(1, 20, 30), np.arange(30) % 3 == 0)
    view.draw(make(sample, sample), STYLE)
    view.grab()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.reading == 20.0


def test_that_nobody_can_be_shown_and_pointed_at(view, qtbot, answers):
    view.draw(answers["nobody"](), STYLE)
    view.grab()
    _move_at = QPoint(300, 200)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=_move_at)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.reading is None
    assert view.accessibleDescription() == "No patients match."


def test_that_a_figure_that_fails_reports_its_error_and_the_view_lives_on(view, monkeypatch):
    seen: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: seen.append(kind))

    def broken(*args: object) -> None:
        raise ValueError("broken")

    monkeypatch.setattr(kaplan_meier, "paint", broken)
    view.draw(view._answer, STYLE)
    view.grab()
    assert seen[0] is ValueError
