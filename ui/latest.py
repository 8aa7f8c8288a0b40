"""Background work in which only the newest request counts. The only module of the window with threads."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue

from PySide6.QtCore import QObject, Qt, Signal

from explorer.errors import ExplorerError

Job = Callable[[], object]


class Latest(QObject):
    """Runs one job at a time; the waiting room has one seat, and the newest takes it.

    A job is a pure function of frozen values and never touches a widget. An answer that was overtaken while
    it was computed is still delivered, so that a dragged curve moves; the last one delivered always
    belongs to the newest request.

    Signals: ``answered(result)``; ``refused(error)`` with an ``ExplorerError``; ``busy_changed(bool)``.
    """

    answered = Signal(object)
    refused = Signal(object)
    busy_changed = Signal(bool)
    _finished = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._running = False
        self._waiting: Job | None = None
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        threading.Thread(target=_work, args=(self._jobs, self._finished.emit), daemon=True).start()
        self.destroyed.connect(partial(self._jobs.put, None))

    @property
    def busy(self) -> bool:
        """Whether an answer is outstanding."""
        return self._running

    def run(self, job: Job) -> None:
        """Run the job now, or as soon as the one that runs is done; a job that waits already is dropped."""
        if self._running:
            self._waiting = job
            return
        self._start(job)
        self.busy_changed.emit(True)

    def _start(self, job: Job) -> None:
        self._running = True
        self._jobs.put(job)

    def _deliver(self, result: object, error: BaseException | None) -> None:
        self._running = False
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._start(waiting)
        else:
            self.busy_changed.emit(False)
        if error is None:
            self.answered.emit(result)
        elif isinstance(error, ExplorerError):
            self.refused.emit(error)
        else:
            raise error


def _work(jobs: SimpleQueue[Job | None], finished: Callable[[object, BaseException | None], None]) -> None:
    """Do jobs until None comes."""
    while (job := jobs.get()) is not None:
        result, error = None, None
        try:
            result = job()
        except BaseException as raised:  # a thread has no caller: _deliver raises it on the GUI thread
            error = raised
        try:
            finished(result, error)
        except RuntimeError:  # the receiver was deleted while the job ran: nobody wants the answer
            return
