"""The offer to cancel a long computation."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.widgets.computing import PATIENCE, Computing


def test_that_cancel_is_offered_only_when_it_takes_long(qtbot: QtBot) -> None:
    computing = Computing()
    qtbot.addWidget(computing)
    computing.set_busy(True)
    qtbot.wait(20)
    computing.set_busy(False)
    qtbot.wait(PATIENCE)
    assert computing.isHidden()
    computing.set_busy(True)
    qtbot.waitUntil(lambda: not computing.isHidden(), timeout=5000)
    with qtbot.waitSignal(computing.cancel_clicked):
        qtbot.mouseClick(computing.button, Qt.MouseButton.LeftButton)
    computing.set_busy(False)
    assert computing.isHidden()
