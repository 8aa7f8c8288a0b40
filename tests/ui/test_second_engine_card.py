"""Independent double programming, one command away."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from explorer.cohort.cohort import Cohort
from explorer.session_file import Opened
from ui.widgets.message_page import MessagePage
from ui.window.commands import commands
from ui.window.main_window import MainWindow
from ui.window.second_engine_card import SecondEngineCard
from ui.window.tabs import TABS


def run_check(window: MainWindow) -> SecondEngineCard:
    next(each for each in commands(window) if "second engine" in each.text).run()
    page = window.stack.currentWidget()
    assert isinstance(page, MessagePage)
    assert isinstance(page.card, SecondEngineCard)
    return page.card


def test_that_the_check_lists_every_number_and_leads_back(overview: MainWindow, qtbot: QtBot) -> None:
    pytest.importorskip("lifelines")
    card = run_check(overview)
    assert card.title.text() == "Check of Overview: computing again…"
    qtbot.waitUntil(lambda: card.opinion is not None, timeout=60_000)
    assert card.opinion is not None
    assert "agree with lifelines" in card.title.text()
    assert len(card.list.rows.lines) > len(card.opinion.lines)
    headings = [line.cells[0] for line in card.list.rows.lines if line.kind == "group"]
    assert headings == ["Noted: lifelines has no stratified test", "Agrees"]
    card.copy.click()
    assert "HR, Blinatumomab + chemo\t0.40745" in QApplication.clipboard().text()
    card.back.click()
    assert overview.stack.currentWidget() is overview.workspace


def test_that_one_click_checks_the_page_on_screen(overview: MainWindow, qtbot: QtBot) -> None:
    pytest.importorskip("lifelines")
    assert overview.workspace is not None
    overview.workspace.show_tab(TABS.index("Baseline"))
    assert overview.status.check.isVisible()
    qtbot.mouseClick(overview.status.check, Qt.MouseButton.LeftButton)
    page = overview.stack.currentWidget()
    assert isinstance(page, MessagePage)
    card = page.card
    assert isinstance(card, SecondEngineCard)
    qtbot.waitUntil(lambda: card.opinion is not None, timeout=60_000)
    assert card.title.text().startswith("Check of Baseline: ")
    assert "numbers agree with pandas" in card.title.text()


def test_that_a_page_without_numbers_says_so(overview: MainWindow, qtbot: QtBot) -> None:
    pytest.importorskip("lifelines")
    assert overview.workspace is not None
    overview.workspace.show_tab(TABS.index("Design"))
    card = run_check(overview)
    qtbot.waitUntil(lambda: card.opinion is not None, timeout=60_000)
    assert card.title.text() == "Check of Design: nothing to compare"
    assert not card.copy.isEnabled()


def test_that_without_a_trial_there_is_nothing_to_check(window: MainWindow) -> None:
    assert window.status.check.isHidden()


def test_that_an_installation_without_the_engine_does_not_offer_it(
    overview: MainWindow, demo: Cohort, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "lifelines", None)
    offered = [each.text for each in commands(overview)]
    assert "How the file was read" in offered
    assert not [text for text in offered if "second engine" in text]
    overview.status.show_cohort(None)
    overview.show_opened(Opened(demo, demo.source.file))
    assert overview.status.check.isHidden()
    overview.check_with_second_engine()  # if it were asked all the same
    page = overview.stack.currentWidget()
    assert isinstance(page, MessagePage)
    card = page.card
    assert isinstance(card, SecondEngineCard)
    qtbot.waitUntil(lambda: "nothing was compared" in card.title.text(), timeout=10_000)
    assert "not part of this installation" in card.words.text()
