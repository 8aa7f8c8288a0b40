"""What a worker thread must never do: destroy a widget."""

from __future__ import annotations

import gc
import threading  # noqa: TID251 - to name the thread, not to make one

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ui.latest import Latest

freed_on: list[str] = []


class Holder(QObject):
    """An object in a cycle with itself, so that only the collector frees it."""

    def __init__(self) -> None:
        super().__init__()
        self.cycle = self

    def __del__(self) -> None:
        freed_on.append(threading.current_thread().name)


def test_that_cycles_of_objects_die_on_the_gui_thread(qtbot: QtBot) -> None:
    latest = Latest()
    freed_on.clear()
    Holder()

    def allocate() -> int:
        kept = [[number] for number in range(50_000)]  # enough to make the collector run, were it on
        return len(kept)

    with qtbot.waitSignal(latest.answered, timeout=5000):
        latest.run(allocate)
    gc.collect()
    assert freed_on == [threading.main_thread().name]
