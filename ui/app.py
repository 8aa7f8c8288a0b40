"""Start the window: fonts, theme, logging, and what to open."""

from __future__ import annotations

import os
import sys
import time

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QFileOpenEvent, QGuiApplication
from PySide6.QtWidgets import QApplication

from explorer.files.write import sweep_leftovers
from ui.crash import start_logging
from ui.look import theme as look
from ui.look.icons import window_icon
from ui.look.palette import DARK, LIGHT
from ui.settings import Settings, load_settings, settings_path
from ui.window.main_window import MainWindow

TRACE = "TRIAL_EXPLORER_STARTUP_TRACE"


def make_app() -> QApplication:
    """The Qt application with the program's name, its fonts and its log."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    QGuiApplication.setApplicationName("Trial Explorer")
    QGuiApplication.setDesktopFileName("trial-explorer")
    app = QApplication(sys.argv[:1])
    look.load_fonts()
    return app


def run_window(path: str | None = None, study: str | None = None) -> int:
    """Show the window until it is closed; open a file at once when there is one. The exit code."""
    app = make_app()
    start_logging()
    sweep_leftovers(settings_path().parent)
    settings = load_settings()
    look.apply(app, _theme(settings))
    app.setWindowIcon(window_icon(look.theme()))
    window = MainWindow(settings)
    window.resize(*settings.size)
    app.installEventFilter(_FilesOfTheDesktop(window))
    if path is not None:
        window.open_file(path, study or "")
    if settings.maximized:
        window.showMaximized()
    else:
        window.show()
    if os.environ.get(TRACE):
        _trace(window, waits_for_trial=path is not None)
    return app.exec()


class _FilesOfTheDesktop(QObject):
    """Opens what macOS asks a running program to open; elsewhere a file comes with the command line."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.file():
            self._window.open_file(event.file())
            return True
        return super().eventFilter(watched, event)


def _theme(settings: Settings) -> look.Theme:
    return {"light": LIGHT, "dark": DARK}.get(settings.theme) or look.system_theme()


def _trace(window: MainWindow, waits_for_trial: bool) -> None:
    """Print the milliseconds from the start of the process to the first painted page, then quit."""
    timer = QTimer(window, interval=1)

    def look_again() -> None:
        if not waits_for_trial:
            _print_age("start")
        elif window.workspace is not None and window.workspace.is_settled:
            window.repaint()
            _print_age("overview")
        else:
            return
        timer.stop()
        window.close()

    timer.timeout.connect(look_again)
    timer.start()


def _print_age(page: str) -> None:
    try:
        ticks = int(open("/proc/self/stat").read().rsplit(")", 1)[1].split()[19])  # noqa: SIM115
        started = ticks / os.sysconf("SC_CLK_TCK")
        age = time.clock_gettime(time.CLOCK_BOOTTIME) - started
    except (OSError, AttributeError, ValueError):
        age = time.process_time()
    print(f"painted {page} {1000 * age:.1f}", flush=True)
