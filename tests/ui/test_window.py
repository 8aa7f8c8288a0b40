"""The whole window, used as a user uses it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from explorer.analyses.answers import OverviewAnswer
from explorer.cohort.cohort import Cohort
from explorer.patience import still_wanted
from explorer.question.question import Question
from explorer.selection import Between, OneOf, Selection
from resources import DEMO
from tests.ui.conftest import settle
from ui.look.theme import theme
from ui.pages.figure_page import FigurePage
from ui.pages.overview import Overview
from ui.widgets.facet import Facet
from ui.widgets.message_card import MessageCard
from ui.widgets.message_page import MessagePage
from ui.widgets.plain_label import PlainLabel
from ui.window.main_window import MainWindow
from ui.window.problem_card import ProblemCard
from ui.window.range_facet import RangeFacet
from ui.window.start_page import ProgressPage
from ui.window.tabs import TABS


def key_figures(window: MainWindow) -> str:
    assert window.workspace is not None
    page = window.workspace.pages[0]
    assert isinstance(page, Overview)
    return page.key_figures.accessibleDescription()


def answer(window: MainWindow) -> OverviewAnswer:
    assert window.workspace is not None
    assert window.workspace.shown is not None
    assert isinstance(window.workspace.shown.answer, OverviewAnswer)
    return window.workspace.shown.answer


def view(window: MainWindow, figure: str) -> Any:
    """The view of one figure of the Overview."""
    assert window.workspace is not None
    page = window.workspace.pages[0]
    assert isinstance(page, Overview)
    return next(card.view for card in page.cards if card.caption.figure == figure)


def drag(slider: object, steps: list[QPoint], qtbot: QtBot) -> None:
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=steps[0])
    for step in steps[1:]:
        qtbot.mouseMove(slider, step)
        qtbot.wait(20)
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=steps[-1])


def test_that_the_demonstration_cohort_opens_to_its_published_figures(
    window: MainWindow, qtbot: QtBot
) -> None:
    qtbot.mouseClick(window.start._zone.demo_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.workspace is not None, timeout=10000)
    settle(window, qtbot)
    words = key_figures(window)
    for figure in ("0.41", "0.23–0.73", "85%", "68%", "17 vs 40", "P = 0.002", "43 months"):
        assert figure in words


def test_that_the_window_says_that_the_data_are_synthetic(overview: MainWindow) -> None:
    assert "synthetic data" in overview.header.accessibleName()
    badge = theme().warn_bg
    picture = overview.header.grab().toImage()
    middle = picture.height() // 2
    assert any(picture.pixelColor(x, middle) == badge for x in range(picture.width())), "a badge is painted"


def test_that_an_age_drag_redraws_while_dragging_and_is_one_step_of_undo(
    overview: MainWindow, qtbot: QtBot
) -> None:
    workspace = overview.workspace
    assert workspace is not None
    facet = workspace.panel.facets["age"]
    assert isinstance(facet, RangeFacet)
    drawn: list[float] = []
    workspace.drawn.connect(drawn.append)
    seen: list[int] = []
    workspace.drawn.connect(lambda _: seen.append(answer(overview).survival.n))
    slider, y = facet.slider, 54
    right = round(slider._x(70))
    drag(slider, [QPoint(right - step, y) for step in range(0, 80, 8)], qtbot)
    settle(overview, qtbot)
    assert len(drawn) >= 3
    assert sorted(set(seen), reverse=True)[0] > min(seen)
    criterion = workspace.session.question.selection.get("age")
    assert isinstance(criterion, Between)
    assert criterion.high < 70
    workspace.session.undo()
    settle(overview, qtbot)
    assert workspace.session.question == workspace.session.primary
    assert workspace.session.undo_label == ""


def test_that_a_named_range_asks_for_its_own_limits_and_is_shown_as_on(
    overview: MainWindow, qtbot: QtBot
) -> None:
    workspace = overview.workspace
    assert workspace is not None
    facet = workspace.panel.facets["age"]
    assert isinstance(facet, RangeFacet)
    facet.presets["<55"][0].clicked.emit()
    settle(overview, qtbot)
    criterion = workspace.session.question.selection.get("age")
    assert criterion == Between("age", high=55, high_open=True)
    assert [button._on for button in (facet.presets["<55"][0], facet.presets["≥55"][0], facet.all)] == [
        True,
        False,
        False,
    ]
    facet.all.clicked.emit()
    settle(overview, qtbot)
    assert workspace.session.question.selection.get("age") is None
    assert facet.all._on


def test_that_a_click_on_a_level_filters_every_view(overview: MainWindow, qtbot: QtBot) -> None:
    workspace = overview.workspace
    assert workspace is not None
    facet = workspace.panel.facets["risk"]
    assert isinstance(facet, Facet)
    box = facet._line_box(2).center().toPoint()
    qtbot.mouseClick(facet, Qt.MouseButton.LeftButton, pos=box)
    settle(overview, qtbot)
    assert workspace.session.question.selection.get("risk") == OneOf("risk", frozenset({"unfavorable"}))
    analysis = answer(overview)
    assert workspace.shown is not None
    assert workspace.shown.panel.facets.n == analysis.survival.n == analysis.subgroups.overall.n == 94
    arms = {box.step.id: box.selected for box in analysis.flow.boxes}
    assert arms["blina"] + arms["chemo"] == 94
    assert not workspace._banner_space.isHidden()
    assert workspace.panel.chips.isVisible()
    assert workspace.panel.chips.accessibleDescription().startswith("1 of 3;")


def test_that_undo_and_redo_keys_walk_through_the_questions(overview: MainWindow, qtbot: QtBot) -> None:
    workspace = overview.workspace
    assert workspace is not None
    workspace.session.filter("Filter Sex", OneOf("sex", frozenset({"female"})))
    settle(overview, qtbot)
    qtbot.keyClick(overview, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(overview, qtbot)
    assert workspace.session.question.selection.get("sex") is None
    qtbot.keyClick(overview, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    settle(overview, qtbot)
    assert workspace.session.question.selection.get("sex") is not None
    qtbot.keyClick(overview, Qt.Key.Key_Backspace, Qt.KeyboardModifier.ControlModifier)
    settle(overview, qtbot)
    assert workspace.session.question.selection == workspace.session.cohort.study.population


def test_that_choosing_the_endpoint_changes_the_figures(overview: MainWindow, qtbot: QtBot) -> None:
    workspace = overview.workspace
    assert workspace is not None
    qtbot.mouseClick(workspace.bar.endpoint, Qt.MouseButton.LeftButton, pos=QPoint(200, 14))
    settle(overview, qtbot)
    assert workspace.session.question.endpoint == "RFS"
    assert "0.53" in key_figures(overview)
    assert "0.32–0.87" in key_figures(overview)


def test_that_a_row_of_the_forest_plot_becomes_the_cohort(overview: MainWindow, qtbot: QtBot) -> None:
    workspace = overview.workspace
    assert workspace is not None
    view(overview, "subgroups").row_chosen.emit("age_group", "<55", False)
    settle(overview, qtbot)
    assert workspace.session.question.selection.get("age") == Between("age", high=55, high_open=True)
    assert answer(overview).survival.n == 131
    view(overview, "subgroups").row_chosen.emit("cd20", "positive", True)
    settle(overview, qtbot)
    assert answer(overview).survival.n < 91


def test_that_the_same_patients_in_other_words_are_no_exploratory_cohort(
    overview: MainWindow, qtbot: QtBot
) -> None:
    workspace = overview.workspace
    assert workspace is not None
    workspace.session.unfilter("Remove filter Assignment", "assignment")
    settle(overview, qtbot)
    assert answer(overview).survival.n == 224
    assert answer(overview).survival.primary
    assert workspace._banner_space.isHidden()


def test_that_a_box_of_the_flow_becomes_the_cohort(overview: MainWindow, qtbot: QtBot) -> None:
    workspace = overview.workspace
    assert workspace is not None
    view(overview, "flow").box_chosen.emit("mrd_positive")
    settle(overview, qtbot)
    assert workspace.shown is not None
    assert workspace.shown.panel.facets.n == 62
    assert not answer(overview).survival.comparable


def test_that_no_p_value_shows_when_some_patients_were_not_randomized(
    overview: MainWindow, qtbot: QtBot
) -> None:
    workspace = overview.workspace
    assert workspace is not None
    workspace.session.select("Everyone", Selection())
    settle(overview, qtbot)
    assert "P =" not in key_figures(overview)
    assert "not all patients were randomized" in key_figures(overview)
    assert "not randomized" in workspace.banner.accessibleName()


def test_that_hidden_tabs_catch_up_when_shown(overview: MainWindow, qtbot: QtBot) -> None:
    workspace = overview.workspace
    assert workspace is not None
    workspace.session.filter("Filter Sex", OneOf("sex", frozenset({"female"})))
    settle(overview, qtbot)
    qtbot.keyClick(overview, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    settle(overview, qtbot)
    page = workspace.pages[2]
    assert isinstance(page, FigurePage)
    assert "113" in page.card._subtitle


def test_that_an_empty_cohort_is_said_and_not_drawn_as_zero(overview: MainWindow, qtbot: QtBot) -> None:
    workspace = overview.workspace
    assert workspace is not None
    workspace.session.filter("Filter Age", Between("age", low=200))
    settle(overview, qtbot)
    assert answer(overview).survival.n == 0
    assert "not estimable" in key_figures(overview)
    overview.grab()
    assert "No patients match 3 filters" in workspace.banner.accessibleName()
    qtbot.mouseClick(workspace.banner._link, Qt.MouseButton.LeftButton)
    settle(overview, qtbot)
    assert workspace.session.question == workspace.session.primary


def test_that_the_theme_changes_everywhere_and_back(overview: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(
        overview, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert theme().is_dark
    image = overview.grab().toImage()
    assert image.pixelColor(1000, 30).lightness() < 60
    overview.switch_theme()
    assert not theme().is_dark


def test_that_a_second_file_replaces_the_first_whole(
    overview: MainWindow, colon: Cohort, qtbot: QtBot
) -> None:
    overview.show_cohort(colon)
    settle(overview, qtbot)
    assert answer(overview).survival.n == 929
    assert len(answer(overview).survival.arms) == 3
    overview.grab()


def test_that_a_file_can_be_dropped_anywhere(window: MainWindow, qtbot: QtBot) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(DEMO))])
    event = QDropEvent(
        QPointF(300, 300),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)
    qtbot.waitUntil(lambda: window.workspace is not None, timeout=10000)


def message(window: MainWindow) -> str:
    page = window.stack.currentWidget()
    assert isinstance(page, MessagePage)
    return " ".join(label.text().replace("\u200b", "") for label in page.findChildren(PlainLabel))


def test_that_a_file_that_cannot_be_used_shows_a_card_and_changes_nothing(
    overview: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "other.csv"
    path.write_text("who,when\n1,2\n3,4\n", encoding="utf-8")
    before = overview.workspace
    overview.open_file(str(path))
    qtbot.waitUntil(lambda: isinstance(overview.stack.currentWidget(), MessagePage), timeout=10000)
    assert "other.csv" in message(overview)
    assert "choose a study file" in message(overview)
    assert "unchanged" in message(overview)
    card = overview.stack.currentWidget().findChild(MessageCard)
    qtbot.mouseClick(card.buttons()[-1], Qt.MouseButton.LeftButton)
    assert overview.stack.currentWidget() is before


def corrupted(tmp_path: Path) -> Path:
    lines = DEMO.with_name("patients.csv").read_text(encoding="utf-8").splitlines()
    cells = lines[1].split(",")
    cells[4] = "fifty"
    path = tmp_path / "<b>interim<b>.csv"
    path.write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]), encoding="utf-8")
    return path


def test_that_values_left_out_are_listed_before_the_cohort_shows(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    window.open_file(str(corrupted(tmp_path)))
    qtbot.waitUntil(lambda: isinstance(window.stack.currentWidget(), MessagePage), timeout=10000)
    assert "column age (E)" in message(window)
    assert 'row 2: "fifty"' in message(window)
    card = window.stack.currentWidget().findChild(ProblemCard)
    qtbot.mouseClick(card.go_on, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.workspace is not None, timeout=5000)
    settle(window, qtbot)
    qtbot.mouseClick(window.status.problems, Qt.MouseButton.LeftButton)
    assert "fifty" in message(window)


def test_that_the_command_list_finds_and_runs_a_command(overview: MainWindow, qtbot: QtBot) -> None:
    qtbot.mouseClick(overview.header.commands, Qt.MouseButton.LeftButton)
    palette = QApplication.activePopupWidget()
    assert palette is not None
    qtbot.keyClicks(palette.field, "subgroups")  # type: ignore[attr-defined]
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)  # type: ignore[attr-defined]
    assert overview.workspace is not None
    assert overview.workspace.tab == "Subgroups"


def test_that_the_numbers_behind_a_figure_can_be_copied(overview: MainWindow) -> None:
    overview.figures.copy_numbers()
    assert "\t" in QGuiApplication.clipboard().text()


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1366, 768), (1280, 720), (1000, 620)])
def test_that_every_tab_paints_at_every_size(
    overview: MainWindow, width: int, height: int, qtbot: QtBot
) -> None:
    overview.resize(width, height)
    assert overview.workspace is not None
    for tab in range(len(TABS)):
        overview.workspace.show_tab(tab)
        assert not overview.grab().isNull()


def test_that_a_cancelled_computation_keeps_the_page_and_says_so(
    overview: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = overview.workspace
    assert workspace is not None
    before = workspace.shown

    def endless(cohort: Cohort, question: Question) -> object:
        while True:
            time.sleep(0.005)
            still_wanted()

    with monkeypatch.context() as patch:
        patch.setattr(workspace.pages[0], "analyze", endless)
        workspace.session.filter("Filter Age", Between("age", low=60))
        qtbot.waitUntil(lambda: not overview.status.computing.isHidden(), timeout=5000)
        with qtbot.waitSignal(workspace.cancelled, timeout=5000):
            qtbot.mouseClick(overview.status.computing.button, Qt.MouseButton.LeftButton)
    assert overview.status.computing.isHidden()
    assert workspace.shown is before
    assert workspace.figure_answer() is None
    assert "cancelled" in workspace.banner.accessibleName()
    qtbot.mouseClick(workspace.banner._link, Qt.MouseButton.LeftButton)
    settle(overview, qtbot)
    assert "cancelled" not in workspace.banner.accessibleName()


def test_that_the_progress_card_says_which_step_is_under_way(light: None, qtbot: QtBot) -> None:
    step = 0
    page = ProgressPage("large.csv", lambda: step)
    qtbot.addWidget(page)
    assert page.card.accessibleDescription().startswith("Read the file")
    step = 1
    qtbot.waitUntil(lambda: page.card.accessibleDescription().startswith("Check it"), timeout=2000)
