"""Patient data stay where they are: no value in a log, no connection, no crash that would leave a dump."""

from __future__ import annotations

import logging
import socket
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from resources import DEMO
from tests.ui.conftest import settle
from ui import crash
from ui.widgets.painted import Painted
from ui.window.main_window import MainWindow
from ui.window.problem_card import ProblemCard

SECRET = "Zebedee-Quux-19470213"


def with_secrets(tmp_path: Path) -> Path:
    """The demonstration cohort with one name in an age, a date, an arm and an identifier."""
    lines = DEMO.with_name("patients.csv").read_text(encoding="utf-8").splitlines()
    header = lines[0].split(",")
    for row, column in enumerate(("age", "death_date", "arm", "patient_id", "sex", "mrd_percent"), start=1):
        cells = lines[row].split(",")
        cells[header.index(column)] = SECRET
        lines[row] = ",".join(cells)
    path = tmp_path / "interim.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_that_no_value_of_a_patient_is_written_anywhere(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    source = with_secrets(tmp_path / "..")
    window.open_file(str(source))
    qtbot.waitUntil(lambda: window.stack.currentWidget().findChild(ProblemCard) is not None, timeout=10000)
    window.stack.currentWidget().findChild(ProblemCard).go_on.click()
    settle(window, qtbot)
    try:
        raise ValueError(f"unable to parse {SECRET}")
    except ValueError as error:
        crash.log_error(ValueError, error, error.__traceback__)
    window.close()
    assert SECRET not in caplog.text
    assert "ValueError at test_privacy.py" in caplog.text
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert all(SECRET.encode() not in path.read_bytes() for path in written)


def test_that_a_whole_session_opens_no_connection(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    window.open_demo()
    qtbot.waitUntil(lambda: window.workspace is not None, timeout=10000)
    settle(window, qtbot)
    window.grab()


def test_that_an_error_while_painting_leaves_the_program_running(
    qtbot: QtBot, light: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: seen.append(kind))

    class Broken(Painted):
        def paint(self, painter: QPainter) -> None:
            raise ZeroDivisionError

    box = QWidget()
    qtbot.addWidget(box)
    layout = QVBoxLayout(box)
    for _ in range(3):
        layout.addWidget(Broken())
    box.resize(200, 200)
    with qtbot.waitExposed(box):
        box.show()
    for _ in range(10):
        box.repaint()
    assert set(seen) == {ZeroDivisionError}


def test_that_errors_are_logged_by_kind_and_place_only(caplog: pytest.LogCaptureFixture) -> None:
    try:
        {}[SECRET]
    except KeyError as error:
        with caplog.at_level(logging.ERROR):
            crash.log_error(KeyError, error, error.__traceback__)
    assert caplog.messages[0].startswith("KeyError at test_privacy.py:")
    assert SECRET not in caplog.text
