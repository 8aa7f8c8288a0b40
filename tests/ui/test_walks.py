"""Long walks through the window: gestures on the figures, every tab of every trial, settings at hand."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from explorer.cohort.cohort import Cohort
from explorer.selection import Between, OneOf, Selection
from tests.ui.conftest import settle
from ui.export.dialog import ExportDialog
from ui.plots.kaplan_meier_view import KaplanMeierView
from ui.widgets.pill import Pill
from ui.window.main_window import MainWindow
from ui.window.range_facet import RangeFacet
from ui.window.tabs import TABS
from ui.window.workspace import Workspace


def workspace_of(window: MainWindow) -> Workspace:
    assert window.workspace is not None
    return window.workspace


def show(window: MainWindow, tab: str, qtbot: QtBot) -> None:
    workspace_of(window).show_tab(TABS.index(tab))
    settle(window, qtbot)


def curves(window: MainWindow, qtbot: QtBot) -> KaplanMeierView:
    """The curves on their own tab, painted."""
    show(window, "Survival", qtbot)
    view: Any = workspace_of(window).page
    view = view.card.view
    found = view if isinstance(view, KaplanMeierView) else view.findChild(KaplanMeierView)
    assert isinstance(found, KaplanMeierView)
    qtbot.waitUntil(lambda: found.layout_shown is not None, timeout=5000)
    return found


def test_that_the_landmark_is_dragged_in_one_step_of_undo(overview: MainWindow, qtbot: QtBot) -> None:
    view, session = curves(overview, qtbot), workspace_of(overview).session
    layout = view.layout_shown
    assert layout is not None
    y = round(layout.plot.center().y())
    start, end = (QPoint(round(layout.x(months)), y) for months in (36, 24))
    viewport = view.viewport()
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(viewport, (start + end) / 2)
    qtbot.mouseMove(viewport, end)
    assert session.question.landmark == 24, "it moves while it is dragged"
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=end)
    assert (session.question.landmark, session.undo_label) == (24, "Move landmark")
    session.undo()
    assert session.question == session.primary


def test_that_escape_takes_a_dragged_landmark_back(overview: MainWindow, qtbot: QtBot) -> None:
    view, session = curves(overview, qtbot), workspace_of(overview).session
    layout = view.layout_shown
    assert layout is not None
    y = round(layout.plot.center().y())
    viewport = view.viewport()
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=QPoint(round(layout.x(36)), y))
    qtbot.mouseMove(viewport, QPoint(round(layout.x(12)), y))
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=QPoint(round(layout.x(12)), y))
    assert session.question == session.primary
    assert session.undo_label == ""


@pytest.mark.parametrize("ends_with", ["the handle back", "Escape"])
def test_that_an_age_drag_that_is_taken_back_leaves_no_filter(
    overview: MainWindow, qtbot: QtBot, ends_with: str
) -> None:
    workspace = workspace_of(overview)
    facet = workspace.panel.facets["age"]
    assert isinstance(facet, RangeFacet)
    slider, y = facet.slider, 54
    right = round(slider._x(70))
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(right, y))
    qtbot.mouseMove(slider, QPoint(right - 40, y))
    settle(overview, qtbot)
    assert isinstance(workspace.session.question.selection.get("age"), Between)
    if ends_with == "Escape":
        qtbot.keyClick(slider, Qt.Key.Key_Escape)
    else:
        qtbot.mouseMove(slider, QPoint(right, y))
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(right, y))
    assert workspace.session.question == workspace.session.primary
    assert workspace.session.undo_label == ""


@pytest.mark.parametrize("patients", ["all", "none", "one arm"])
@pytest.mark.parametrize("trial", ["demo", "colon"])
def test_that_every_tab_answers_for_every_trial_and_any_patients(
    window: MainWindow, demo: Cohort, colon: Cohort, trial: str, patients: str, qtbot: QtBot
) -> None:
    cohort = demo if trial == "demo" else colon
    window.show_cohort(cohort)
    settle(window, qtbot)
    study = cohort.study
    selections = {
        "all": Selection(),
        "none": Selection((Between("age", 200, 300),)),
        "one arm": Selection((OneOf(study.arm_field, frozenset([study.arms[0].id])),)),
    }
    workspace_of(window).session.select("Choose", selections[patients])
    for tab in TABS:
        show(window, tab, qtbot)
        assert not window.grab().isNull()


@pytest.mark.parametrize("tab", ["Overview", "Flow", "Survival", "Subgroups", "Competing risks", "Models"])
def test_that_the_key_of_export_opens_the_figure_of_the_tab(
    overview: MainWindow, qtbot: QtBot, tab: str
) -> None:
    show(overview, tab, qtbot)
    qtbot.keyClick(overview, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = overview.findChild(ExportDialog)
    assert dialog is not None
    assert dialog.isVisible()
    dialog.close()


def test_that_a_setting_is_at_hand_only_where_it_changes_something(
    overview: MainWindow, qtbot: QtBot
) -> None:
    bar = workspace_of(overview).bar
    assert bar.endpoint.isEnabled()
    show(overview, "Monitoring", qtbot)
    assert not bar.endpoint.isEnabled()
    assert bar.endpoint.toolTip()
    show(overview, "Flow", qtbot)
    assert bar.endpoint.isEnabled()
    assert not bar.unit.isEnabled()
    show(overview, "Survival", qtbot)
    assert bar.unit.isEnabled()


def test_that_three_endpoints_are_chosen_from_a_list(window: MainWindow, colon: Cohort, qtbot: QtBot) -> None:
    window.resize(1280, 720)
    window.show_cohort(colon)
    settle(window, qtbot)
    bar = workspace_of(window).bar
    assert isinstance(bar.endpoint, Pill)
    assert bar.endpoint.width() >= bar.endpoint.sizeHint().width(), "its whole label shows"
    qtbot.mouseClick(bar.endpoint, Qt.MouseButton.LeftButton)
    (choices,) = bar.endpoint._popover._contents
    qtbot.keyClick(choices, Qt.Key.Key_Down)
    qtbot.keyClick(choices, Qt.Key.Key_Down)
    qtbot.keyClick(choices, Qt.Key.Key_Return)
    assert workspace_of(window).session.question.endpoint == colon.study.endpoints[2].id
    bar.endpoint.close_popover()


def test_that_any_field_can_become_a_filter_of_the_panel(overview: MainWindow, qtbot: QtBot) -> None:
    workspace = workspace_of(overview)
    assert "ecog" not in workspace.panel.facets
    more = workspace.panel.more
    qtbot.mouseClick(more.pill, Qt.MouseButton.LeftButton)
    (choices,) = more.pill._popover._contents
    index = [choice.key for choice in choices._choices].index("ecog")
    qtbot.mouseClick(choices, Qt.MouseButton.LeftButton, pos=choices._line_box(index).center().toPoint())
    more.pill.close_popover()
    settle(overview, qtbot)
    assert workspace.panel.facets["ecog"].isVisibleTo(workspace.panel)
    workspace.session.undo()
    settle(overview, qtbot)
    assert not workspace.panel.facets["ecog"].isVisibleTo(workspace.panel)


def test_that_a_filter_in_force_is_always_in_the_panel(overview: MainWindow, qtbot: QtBot) -> None:
    workspace = workspace_of(overview)
    workspace.session.filter("Filter", OneOf("country", frozenset(["canada"])))
    settle(overview, qtbot)
    assert workspace.panel.facets["country"].isVisibleTo(workspace.panel)


def test_that_times_are_typed_in_the_unit_that_is_shown(overview: MainWindow, qtbot: QtBot) -> None:
    workspace = workspace_of(overview)
    workspace.session.commit("Choose time unit", unit="years")
    qtbot.mouseClick(workspace.bar._landmark, Qt.MouseButton.LeftButton)
    (time,) = workspace.bar._landmark._popover._contents
    years = time.field("years")
    assert years.isVisibleTo(time)
    assert not time.field("months").isVisibleTo(time)
    assert years.value() == 3
    years._field.setValue(2)
    years._field.editingFinished.emit()
    assert workspace.session.question.landmark == pytest.approx(24)
    workspace.bar._landmark.close_popover()
