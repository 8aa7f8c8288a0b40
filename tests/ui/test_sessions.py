"""Saving what is asked, closing the program, and going on where one was."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from explorer.selection import Between, OneOf
from resources import DEMO
from tests.ui.conftest import settle
from ui.command_line import main
from ui.window.main_window import MainWindow
from ui.window.tabs import TABS


def open_in(window: MainWindow, path: str, qtbot: QtBot) -> None:
    before = window.workspace
    window.open_file(path)
    qtbot.waitUntil(lambda: window.workspace is not None and window.workspace is not before, timeout=15_000)
    settle(window, qtbot)


def ask(window: MainWindow, qtbot: QtBot) -> None:
    assert window.workspace is not None
    session = window.workspace.session
    session.filter("Filter age", Between("age", 30, 54))
    session.filter("Filter CD20", OneOf("cd20", frozenset(["positive"])))
    session.commit("Choose endpoint", endpoint="RFS")
    window.workspace.show_tab(TABS.index("Subgroups"))
    settle(window, qtbot)


def test_that_a_saved_session_goes_on_where_it_was(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    open_in(window, str(DEMO), qtbot)
    ask(window, qtbot)
    assert window.workspace is not None
    question = window.workspace.session.question
    window.save_session()
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    path = str(tmp_path / "e1910.trialsession")
    dialog.fileSelected.emit(path)
    dialog.close()
    open_in(window, path, qtbot)
    assert window.workspace.session.question == question
    assert window.workspace.page is window.workspace.pages[TABS.index("Subgroups")]
    window.workspace.session.reset()
    assert window.workspace.session.question.selection == window.workspace.session.primary.selection


def test_that_save_writes_into_the_session_that_is_open(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    open_in(window, str(DEMO), qtbot)
    path = tmp_path / "e1910.trialsession"
    window._save_session(str(path))
    open_in(window, str(path), qtbot)
    ask(window, qtbot)
    window.save_session()
    assert json.loads(path.read_text())["question"]["endpoint"] == "RFS"
    assert window.findChild(QFileDialog) is None


def test_that_a_report_of_a_session_answers_its_question(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    open_in(window, str(DEMO), qtbot)
    ask(window, qtbot)
    path = tmp_path / "e1910.trialsession"
    window._save_session(str(path))
    assert main(["report", str(path), "--out", str(tmp_path / "out"), "--formats", "svg"]) == 0
    found = json.loads((tmp_path / "out" / "results.json").read_text())
    assert found["selection"]["where"]["age"] == {"min": 30, "max": 54}
    assert found["selection"]["where"]["cd20"] == ["positive"]
    assert found["selection"]["n"] < 100
