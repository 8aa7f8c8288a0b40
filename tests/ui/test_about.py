"""What the program says of itself, and the check of its installation from within the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.widgets.message_page import MessagePage
from ui.window.about_card import AboutCard
from ui.window.main_window import MainWindow


def test_that_the_installation_is_verified_from_the_window(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F1)
    page = window.stack.currentWidget()
    assert isinstance(page, MessagePage)
    card = page.card
    assert isinstance(card, AboutCard)
    assert "Trial Explorer 0." in card.accessibleName()
    qtbot.mouseClick(card.verify, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(card.verify.isEnabled, timeout=120_000)
    assert "Result: PASSED" in card.record.toPlainText()
    qtbot.mouseClick(card.copy, Qt.MouseButton.LeftButton)
    assert "Result: PASSED" in QApplication.clipboard().text()
    QApplication.clipboard().clear()
    qtbot.mouseClick(card.back, Qt.MouseButton.LeftButton)
    assert window.stack.currentWidget() is window.start
