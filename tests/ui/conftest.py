"""What whole-window tests share: a window that keeps its settings to itself, and the demonstration cohort."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from explorer.cohort.cohort import Cohort
from explorer.cohort.open_cohort import open_cohort
from resources import COLON, DEMO
from ui.look import theme
from ui.look.palette import LIGHT
from ui.settings import Settings
from ui.window.main_window import MainWindow


@pytest.fixture(scope="session")
def demo() -> Cohort:
    """The demonstration cohort, read once."""
    return open_cohort(DEMO)


@pytest.fixture(scope="session")
def colon() -> Cohort:
    """The adjuvant colon cancer trial, read once."""
    return open_cohort(COLON)


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep settings and logs of a test in the test's own folder."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr("ui.settings.settings_path", lambda: tmp_path / "config" / "settings.json")


@pytest.fixture
def light(qapp: QApplication) -> None:
    """The program's fonts and its light theme."""
    theme.load_fonts()
    theme.apply(qapp, LIGHT)


@pytest.fixture
def window(qtbot: QtBot, light: None) -> MainWindow:
    """A window on its start page, 1920 × 1080."""
    window = MainWindow(Settings())
    qtbot.addWidget(window)
    window.resize(1920, 1080)
    with qtbot.waitExposed(window):
        window.show()
    return window


@pytest.fixture
def overview(window: MainWindow, demo: Cohort, qtbot: QtBot) -> MainWindow:
    """A window with the demonstration cohort, its Overview drawn."""
    window.show_cohort(demo)
    settle(window, qtbot)
    return window


def settle(window: MainWindow, qtbot: QtBot) -> None:
    """Wait until the answer to the question on screen is drawn."""
    workspace = window.workspace
    assert workspace is not None
    qtbot.waitUntil(lambda: workspace.is_settled, timeout=5000)
