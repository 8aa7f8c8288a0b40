"""The forest plot and the CONSORT diagram on screen, as a person with a pointer or with keys meets them."""

from __future__ import annotations

from math import log

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from explorer.analyses.answers import (
    CountedLine,
    FlowAnswer,
    FlowBox,
    HazardRatio,
    SubgroupAnswer,
    SubgroupBlock,
    SubgroupRow,
)
from explorer.analyses.answers import Test as ChiSquare
from explorer.question.question import Question
from explorer.selection import Selection
from explorer.study.study import Arm, DataLayout, Defaults, Endpoint, Field, FlowStep, Study
from ui.figures.figure import screen_style
from ui.look.theme import LIGHT, apply, load_fonts, theme
from ui.plots.choice_view import ChoiceView
from ui.plots.consort_view import ConsortView
from ui.plots.forest_view import ForestView

ARMS = (
    Arm("blina", "Blinatumomab + chemo", "Blin + chemo"),
    Arm("chemo", "Chemo only", "Chemo", reference=True, color=1),
)
OS = Endpoint("OS", "Overall survival", "death", "deaths", "Patients alive", primary=True)
FIELDS = (Field("age", "Age", "category"), Field("cd20", "CD20", "category"))
STUDY = Study(
    id="made", title="Made trial", subtitle="", arm_field="arm", arms=ARMS, fields=FIELDS, endpoints=(OS,),
    population=Selection(), population_label="all", randomized=Selection(), strata=(), forest_strata=(),
    filter_ids=(), subgroups=(), flow=(), layout=DataLayout(), defaults=Defaults(),
)  # fmt: skip
STYLE = screen_style(LIGHT)


def row(level: str, label: str, value: float | None) -> SubgroupRow:
    estimate = HazardRatio(not_estimable="not estimable: no deaths in one arm")
    if value is not None:
        estimate = HazardRatio(value, value / 2, value * 2, None, log(4) / 3.92)
    return SubgroupRow(level, label, 88, 20, 45, 8, 43, 12, estimate)


def forest_answer() -> SubgroupAnswer:
    age = (row("<55", "<55 yr", 0.2), row(">=55", "≥55 yr", 0.7))
    cd20 = (row("p", "Positive", 0.5), row("n", "Negative", None))
    blocks = (
        SubgroupBlock(FIELDS[0], False, age, ChiSquare(5.2, 1, 0.02), "", ("CD20",)),
        SubgroupBlock(FIELDS[1], False, cd20, None, "no test: a level has an arm without events", ()),
    )
    return SubgroupAnswer(
        STUDY, Question("OS", Selection(), "blina", ()), OS, ARMS[0], ARMS[1], row("", "All patients", 0.4),
        ("Age", "CD20"), blocks, comparable=True, primary=True, synthetic=True,
    )  # fmt: skip


def flow_answer(reasons: int = 9) -> FlowAnswer:
    def step(id: str, label: str, parent: str = "", role: str = "step", arm: str = "") -> FlowStep:
        return FlowStep(id, label, Selection(), parent, role, arm=arm, left_label="did not start")

    why = tuple(CountedLine(f"Reason {index}", 10, 5) for index in range(reasons))
    boxes = (
        FlowBox(step("enrolled", "Enrolled"), 488, 100),
        FlowBox(step("started", "Started", "enrolled"), 488 - 10 * reasons, 90, 10 * reasons, 10, why),
        FlowBox(step("blina", "Blinatumomab + chemo", "started", "arm", "blina"), 112, 40, analyzed=112),
        FlowBox(step("chemo", "Chemo only", "started", "arm", "chemo"), 112, 40, analyzed=112),
    )
    return FlowAnswer(STUDY, OS, boxes, filtered=True, synthetic=True)


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> None:
    """Whatever theme an earlier test left behind."""
    load_fonts()
    if theme() is not LIGHT:
        apply(qapp, LIGHT)


def shown(view: ChoiceView, qtbot: QtBot, width: int, height: int) -> None:
    qtbot.addWidget(view)
    view.resize(width, height)
    view.show()
    qtbot.waitExposed(view)


@pytest.fixture
def forest_view(qtbot: QtBot) -> ForestView:
    view = ForestView()
    shown(view, qtbot, 690, 330)
    view.draw(forest_answer(), STYLE)
    return view


@pytest.fixture
def consort_view(qtbot: QtBot) -> ConsortView:
    view = ConsortView()
    shown(view, qtbot, 500, 600)
    view.draw(flow_answer(), STYLE)
    return view


def middle(view: ChoiceView, index: int) -> QPoint:
    return view.canvas.targets[index].rect.center().toPoint()


def click(view: ChoiceView, index: int, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.mouseClick(view.canvas.viewport(), Qt.MouseButton.LeftButton, keys, middle(view, index))


def test_that_a_click_on_a_row_chooses_its_level_and_shift_adds_it(
    forest_view: ForestView, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(forest_view.row_chosen) as chosen:
        click(forest_view, 1)
    assert chosen.args == ["age", ">=55", False]
    with qtbot.waitSignal(forest_view.row_chosen) as chosen:
        click(forest_view, 2, Qt.KeyboardModifier.ShiftModifier)
    assert chosen.args == ["cd20", "p", True]


def test_that_a_press_released_on_another_row_chooses_nothing(forest_view: ForestView, qtbot: QtBot) -> None:
    viewport = forest_view.canvas.viewport()
    with qtbot.assertNotEmitted(forest_view.row_chosen):
        QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=middle(forest_view, 0))
        QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=middle(forest_view, 2))


def test_that_the_overall_row_cannot_be_chosen(forest_view: ForestView, qtbot: QtBot) -> None:
    assert forest_view.layout_shown is not None
    overall = forest_view.layout_shown.rects[0].center().toPoint()
    with qtbot.assertNotEmitted(forest_view.row_chosen):
        QTest.mouseClick(forest_view.canvas.viewport(), Qt.MouseButton.LeftButton, pos=overall)


def test_that_the_row_under_the_pointer_is_tinted_and_the_hand_is_shown(forest_view: ForestView) -> None:
    viewport = forest_view.canvas.viewport()
    place = middle(forest_view, 2)
    corner = forest_view.canvas.targets[2].rect.topLeft().toPoint() + QPoint(2, 2)
    assert viewport.grab().toImage().pixelColor(corner) != STYLE.sel
    QTest.mouseMove(viewport, place)
    assert forest_view.canvas.hovered == 2
    assert viewport.cursor().shape() == Qt.CursorShape.PointingHandCursor
    assert viewport.grab().toImage().pixelColor(corner) == STYLE.sel
    QTest.mouseMove(viewport, QPoint(5, 2))
    assert forest_view.canvas.hovered is None


def test_that_hovering_does_not_paint_the_figure_again(
    forest_view: ForestView, monkeypatch: pytest.MonkeyPatch
) -> None:
    forest_view.canvas.viewport().grab()
    painted = []
    monkeypatch.setattr(forest_view, "paint_figure", lambda *_: painted.append(1))
    monkeypatch.setattr(forest_view.canvas.item, "_figure", forest_view.paint_figure)
    QTest.mouseMove(forest_view.canvas.viewport(), middle(forest_view, 1))
    forest_view.canvas.viewport().grab()
    assert not painted
    forest_view.draw(forest_answer(), STYLE)
    forest_view.canvas.viewport().grab()
    assert painted


def test_that_keys_walk_the_rows_and_enter_chooses(forest_view: ForestView, qtbot: QtBot) -> None:
    canvas = forest_view.canvas
    for _ in range(3):
        QTest.keyClick(canvas, Qt.Key.Key_Down)
    QTest.keyClick(canvas, Qt.Key.Key_Up)
    with qtbot.waitSignal(forest_view.row_chosen) as chosen:
        QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert chosen.args == ["age", ">=55", False]
    with qtbot.waitSignal(forest_view.row_chosen) as chosen:
        QTest.keyClick(canvas, Qt.Key.Key_Enter, Qt.KeyboardModifier.ShiftModifier)
    assert chosen.args == ["age", ">=55", True]


def test_that_the_current_row_is_said_in_words(forest_view: ForestView) -> None:
    canvas = forest_view.canvas
    assert canvas.accessibleName() == "Forest plot of subgroups, Overall survival"
    QTest.keyClick(canvas, Qt.Key.Key_Down)
    assert canvas.accessibleDescription() == (
        "Age: <55 yr. Blinatumomab + chemo: 8 deaths in 45 patients. Chemo only: 12 deaths in 43 patients. "
        "hazard ratio 0.20 (0.10–0.40)"
    )
    for _ in range(3):
        QTest.keyClick(canvas, Qt.Key.Key_Down)
    assert "no deaths in one arm" in canvas.accessibleDescription()


def test_that_the_focus_ring_comes_with_keys_only(forest_view: ForestView) -> None:
    canvas, ring = forest_view.canvas, LIGHT.focus

    def has_ring() -> bool:
        edge = canvas.targets[0].rect.topLeft().toPoint() + QPoint(40, 1)
        return canvas.viewport().grab().toImage().pixelColor(edge) == ring

    canvas.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not has_ring()
    canvas.clearFocus()
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    assert has_ring()


def test_that_shortened_notes_are_the_tooltip_of_the_notes(forest_view: ForestView) -> None:
    forest_view.resize(690, 170)
    layout = forest_view.layout_shown
    assert layout is not None
    assert layout.frame.shortened
    tip = forest_view.tip_at(layout.notes_rect.center())
    assert "Rows: Cox model stratified by CD20" in tip
    assert "Synthetic data." in tip
    assert "no deaths in one arm" in forest_view.tip_at(forest_view.canvas.targets[3].rect.center())


def test_that_a_view_without_an_answer_is_empty_and_stays_quiet(qtbot: QtBot) -> None:
    for view in (ForestView(), ConsortView()):
        shown(view, qtbot, 500, 300)
        QTest.mouseClick(view.canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
        QTest.keyClick(view.canvas, Qt.Key.Key_Down)
        QTest.keyClick(view.canvas, Qt.Key.Key_Return)
        assert view.canvas.targets == ()


def test_that_fewer_rows_forget_a_row_that_is_gone(forest_view: ForestView) -> None:
    QTest.mouseMove(forest_view.canvas.viewport(), middle(forest_view, 3))
    answer = forest_answer()
    smaller = SubgroupAnswer(
        answer.study, answer.question, OS, ARMS[0], ARMS[1], answer.overall, (), answer.blocks[:1],
        comparable=True, primary=False, synthetic=True,
    )  # fmt: skip
    forest_view.draw(smaller, STYLE)
    assert forest_view.canvas.hovered is None
    forest_view.canvas.viewport().grab()


def test_that_a_click_on_a_box_chooses_its_step(consort_view: ConsortView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(consort_view.box_chosen) as chosen:
        click(consort_view, 1)
    assert chosen.args == ["started"]


def test_that_tab_walks_the_boxes_from_top_to_bottom_and_then_leaves(qtbot: QtBot) -> None:
    page, view, after = QWidget(), ConsortView(), QPushButton("After")
    stack = QVBoxLayout(page)
    stack.addWidget(view)
    stack.addWidget(after)
    qtbot.addWidget(page)
    page.resize(500, 700)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    view.draw(flow_answer(), STYLE)
    after.setFocus()
    view.canvas.setFocus(Qt.FocusReason.TabFocusReason)
    assert view.canvas.accessibleDescription().startswith("488 Enrolled")
    visited: list[str] = []
    view.box_chosen.connect(visited.append)
    for _ in range(4):
        QTest.keyClick(view.canvas, Qt.Key.Key_Return)
        QTest.keyClick(view.canvas, Qt.Key.Key_Tab)
    assert visited == ["enrolled", "started", "blina", "chemo"]
    assert after.hasFocus()
    QTest.keyClick(after, Qt.Key.Key_Backtab)
    assert view.canvas.hasFocus()
    assert view.canvas.current == 3


def test_that_a_low_view_scrolls_and_follows_the_keys(consort_view: ConsortView) -> None:
    bar = consort_view.verticalScrollBar()
    assert bar.maximum() == 0
    consort_view.resize(500, 180)
    assert bar.maximum() > 0
    for _ in range(4):
        QTest.keyClick(consort_view.canvas, Qt.Key.Key_Down)
    assert bar.value() > 0
    consort_view.resize(500, 600)
    assert bar.maximum() == 0


def wheel(view: ChoiceView) -> bool:
    """Whether a turn of the wheel over the figure is taken by it."""
    place = QPointF(100, 100)
    event = QWheelEvent(
        place, view.canvas.viewport().mapToGlobal(place), QPoint(0, -120), QPoint(0, -120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    view.canvas.wheelEvent(event)
    return event.isAccepted()


def test_that_the_wheel_is_left_to_the_page(consort_view: ConsortView, forest_view: ForestView) -> None:
    assert not wheel(consort_view)
    assert not wheel(forest_view)


def test_that_a_brief_diagram_tells_the_rest_in_its_tooltip(consort_view: ConsortView) -> None:
    consort_view.resize(500, 300)
    layout = consort_view.layout_shown
    assert layout is not None
    assert layout.form.is_brief
    side = next(box for box in layout.boxes if box.role == "side")
    assert "Reason 8 10" in consort_view.tip_at(side.rect.center())
