"""What happens to errors that nobody foresaw: a log without patient data, and one quiet message."""

from __future__ import annotations

import faulthandler
import logging
import sys
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QStandardPaths, QtMsgType, qInstallMessageHandler

_log = logging.getLogger("trial_explorer")


def log_path() -> Path:
    """Where the log is kept, in the user's own data folder."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppLocalDataLocation)
    return Path(folder) / "trial-explorer.log"


def start_logging() -> None:
    """Log to a file and to the terminal; errors by type and place only, because their texts can hold data."""
    handlers: list[logging.Handler] = [logging.StreamHandler()]
    try:
        log_path().parent.mkdir(parents=True, exist_ok=True)
        handlers.append(RotatingFileHandler(log_path(), maxBytes=500_000, backupCount=1, encoding="utf-8"))
    except OSError:
        pass  # a read-only profile: the terminal has to do
    logging.basicConfig(
        level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s", handlers=handlers
    )
    if sys.stderr is not None:
        faulthandler.enable()
    sys.excepthook = log_error
    qInstallMessageHandler(_log_qt)


def log_error(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Log an error as its type and the places it went through."""
    frames = traceback.extract_tb(trace)
    places = " < ".join(
        f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames)
    )
    _log.error("%s at %s", kind.__name__, places or "unknown place")


def _log_qt(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    level = logging.ERROR if kind in (QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg) else logging.INFO
    level = logging.WARNING if kind == QtMsgType.QtWarningMsg else level
    _log.log(level, "Qt: %s", message)
