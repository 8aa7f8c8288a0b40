"""The pages without a trial: the start page, and a file on its way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.widgets.drop_zone import DropZone, DropZoneTexts, RecentFile
from ui.widgets.progress_card import ProgressCard

_TEXTS = DropZoneTexts(
    title="Drop a trial data file here",
    lines=(
        "One row per patient. Excel or CSV.",
        "Files are read on this computer and never uploaded.",
    ),
    open="Open trial data…",
    demo="Open the E1910 demo",
    hint="or press Ctrl+O",
)


class StartPage(DropZone):
    """The first page: drop a file, open one, or look at the demonstration cohort."""

    def __init__(self) -> None:
        super().__init__(_TEXTS)

    def show_recent_paths(self, paths: Sequence[str]) -> None:
        """List files that were opened before and are still there."""
        there = [Path(path) for path in paths if Path(path).is_file()]
        self.show_recent([RecentFile(str(path), path.name, str(path.parent)) for path in there])


class ProgressPage(QWidget):
    """A file on its way; ``step`` tells which of the steps is under way. Signals: ``cancelled``."""

    cancelled = Signal()

    def __init__(self, file: str, step: Callable[[], int]) -> None:
        super().__init__()
        self._step = step
        self.card = ProgressCard(f"Opening {file}", ("Read the file", "Check it against the study", "Draw"))
        self.card.cancelled.connect(self.cancelled)
        layout = QVBoxLayout(self)
        layout.addWidget(self.card, 0, Qt.AlignmentFlag.AlignCenter)
        self._clock = QElapsedTimer()
        self._clock.start()
        self._timer = QTimer(self, interval=250)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        self._tick()

    def _tick(self) -> None:
        seconds = self._clock.elapsed() / 1000
        fraction = 1 - 1 / (1 + seconds / 4)  # how long a file takes is not known; the bar slows down
        self.card.show_progress(self._step(), fraction, detail=f"{seconds:.0f} s")
