"""Python's cycles of objects are collected on the GUI thread alone.

The collector runs on whatever thread happens to allocate. On a worker thread it would destroy widgets there,
and the process would end. So it is switched off, and a timer of the GUI thread does its work.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QCoreApplication, QTimer

_PERIOD = 500  # milliseconds
_timers: list[QTimer] = []


def collect_on_gui_thread() -> None:
    """From now on collect there, as long as the application runs; called from the GUI thread."""
    if gc.isenabled():
        gc.disable()
        timer = QTimer(QCoreApplication.instance(), interval=_PERIOD)
        timer.timeout.connect(_collect)
        timer.start()
        _timers.append(timer)


def _collect() -> None:
    """Collect the oldest generation whose turn has come by Python's own thresholds."""
    turns = [count > limit for count, limit in zip(gc.get_count(), gc.get_threshold(), strict=True)]
    if any(turns):
        gc.collect(2 if turns[2] else 1 if turns[1] else 0)
