"""Opening a file without holding up the window: read in the background, can be cancelled."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from explorer.errors import ExplorerError
from ui.latest import Latest

if TYPE_CHECKING:
    from explorer.session_file import Opened

PATIENCE = 300  # milliseconds before the progress card shows: faster files never flash it


class _Reading:
    """One file being read: the wish to stop, for the worker, and how far the worker has come."""

    def __init__(self) -> None:
        self.stopped = False
        self.step = 0

    def is_stopped(self) -> bool:
        return self.stopped

    def was_read(self) -> None:
        self.step = 1


class Opening(QObject):
    """One data or session file on its way to a cohort; the newest wins.

    Signals: ``opened(opened, path)`` with an ``Opened``; ``failed(error, path, study)``; ``slow(path)`` when
    it takes longer than a moment; ``cancelled``.
    """

    opened = Signal(object, str)
    failed = Signal(object, str, str)
    slow = Signal(str)
    cancelled = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._latest = Latest(self)
        self._latest.answered.connect(self._answered)
        self._latest.refused.connect(self._refused)
        self._timer = QTimer(self, singleShot=True, interval=PATIENCE)
        self._timer.timeout.connect(self._show_slow)
        self._request: tuple[str, str] = ("", "")
        self._reading = _Reading()

    def start(self, path: str, study: str = "", opened_before: tuple[str, ...] = ()) -> None:
        """Read a file, with a named study or the one that fits; a session looks in ``opened_before`` too."""
        self._reading.stopped = True
        self._reading = _Reading()
        self._request = (path, study)
        self._timer.start()
        self._latest.run(partial(_read, path, study, opened_before, self._reading))

    def cancel(self) -> None:
        """Stop reading; nothing changes."""
        self._reading.stopped = True
        self._timer.stop()
        self._request = ("", "")
        self.cancelled.emit()

    @property
    def step(self) -> int:
        """What is under way: 0 reading the file, 1 checking it against the study."""
        return self._reading.step

    def _show_slow(self) -> None:
        self.slow.emit(self._request[0])

    def _answered(self, result: object) -> None:
        assert isinstance(result, tuple)
        opened, path = result
        if path == self._request[0]:
            self._timer.stop()
            self.opened.emit(opened, path)

    def _refused(self, error: ExplorerError) -> None:
        path, study = self._request
        if path:
            self._timer.stop()
            self.failed.emit(error, path, study)


def _read(path: str, study: str, opened_before: tuple[str, ...], reading: _Reading) -> tuple[Opened, str]:
    from explorer.session_file import open_trial  # brings NumPy, which the start page need not wait for

    opened = open_trial(
        path,
        study or None,
        opened_before=opened_before,
        cancelled=reading.is_stopped,
        was_read=reading.was_read,
    )
    return opened, path
