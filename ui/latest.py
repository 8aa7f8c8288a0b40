"""Background work in which only the newest request counts. The only module of the window with threads."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from explorer.errors import Cancelled, ExplorerError
from explorer.patience import until
from ui.garbage import collect_on_gui_thread

Job = Callable[[], object]
PATIENCE = 250  # milliseconds that a job has when a newer one waits


class Latest(QObject):
    """Runs one job at a time; the waiting room has one seat, and the newest takes it.

    A job is a pure function of frozen values and never touches a widget. An answer that was overtaken while
    it was computed is still delivered, so that a dragged curve moves; the last one delivered always
    belongs to the newest request. A job that takes longer than ``PATIENCE`` is abandoned for a newer one
    (see ``explorer.patience``); each time the next has twice as long, so that a long gesture shows something.

    Signals: ``answered(result)``; ``refused(error)`` with an ``ExplorerError``; ``cancelled`` when a job was
    given up and nothing newer waits; ``busy_changed(bool)``.
    """

    answered = Signal(object)
    refused = Signal(object)
    cancelled = Signal()
    busy_changed = Signal(bool)
    _finished = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        collect_on_gui_thread()
        self._running = False
        self._cancelling = False
        self._waiting: Job | None = None
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self._patience.timeout.connect(self._abandon_for_newer)
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._worker = _Worker(self._finished.emit)
        self.destroyed.connect(self._worker.leave)

    @property
    def busy(self) -> bool:
        """Whether an answer is outstanding."""
        return self._running

    def run(self, job: Job) -> None:
        """Run the job now, or as soon as the one that runs is done; a job that waits already is dropped."""
        if self._running:
            self._waiting = job
            if not self._patience.isActive():
                self._worker.abandon()
            return
        self._start(job)
        self.busy_changed.emit(True)

    def cancel(self) -> None:
        """Give up what runs and what waits: no answer to it is delivered."""
        if self._running:
            self._waiting, self._cancelling = None, True
            self._worker.abandon()

    def _start(self, job: Job) -> None:
        self._running, self._cancelling = True, False
        self._patience.start()
        self._worker.start(job)

    def _abandon_for_newer(self) -> None:
        if self._waiting is not None:
            self._worker.abandon()

    def _deliver(self, result: object, error: BaseException | None) -> None:
        self._running = False
        given_up = isinstance(error, Cancelled)
        self._patience.setInterval(2 * self._patience.interval() if given_up else PATIENCE)
        given_up = given_up or (self._cancelling and error is None)
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._start(waiting)
        else:
            self._patience.stop()
            self.busy_changed.emit(False)
        if given_up:
            if waiting is None:
                self.cancelled.emit()
        elif error is None:
            self.answered.emit(result)
        elif isinstance(error, ExplorerError):
            self.refused.emit(error)
        else:
            raise error


class _Worker:
    """The thread of a ``Latest``, which ends when that is gone."""

    def __init__(self, finished: Callable[[object, BaseException | None], None]) -> None:
        self._jobs: SimpleQueue[tuple[Job, threading.Event] | None] = SimpleQueue()
        self._abandoned = threading.Event()
        threading.Thread(target=_work, args=(self._jobs, finished), daemon=True).start()

    def start(self, job: Job) -> None:
        """Do a job, when the one before has ended."""
        self._abandoned = threading.Event()
        self._jobs.put((job, self._abandoned))

    def abandon(self) -> None:
        """The last job is not wanted any more."""
        self._abandoned.set()

    def leave(self) -> None:
        """Nothing is wanted any more."""
        self.abandon()
        self._jobs.put(None)


def _work(
    jobs: SimpleQueue[tuple[Job, threading.Event] | None],
    finished: Callable[[object, BaseException | None], None],
) -> None:
    """Do jobs until None comes."""
    while (ordered := jobs.get()) is not None:
        job, abandoned = ordered
        result: object = None
        error: BaseException | None = None
        try:
            with until(abandoned.is_set):
                result = job()
        except BaseException as raised:  # a thread has no caller: _deliver raises it on the GUI thread
            error = raised
        try:
            finished(result, error)
        except RuntimeError:  # the receiver was deleted while the job ran: nobody wants the answer
            return
