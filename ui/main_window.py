"""The window: header, what is open, status bar; it opens files and runs the program's commands.

The workspace brings NumPy and pyqtgraph, the export dialog the file formats: they are imported where they are
first needed, so that the start page shows at once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

import resources
from explorer.errors import ExplorerError
from explorer.text import counted
from ui import theme as look
from ui.commands import add_commands
from ui.header import Header
from ui.opening import Opening
from ui.palette import DARK, LIGHT
from ui.problem_card import ProblemCard
from ui.settings import Settings, load_settings, save_settings
from ui.start_page import MessagePage, ProgressPage, StartPage
from ui.status_bar import StatusBar
from ui.widgets.message_card import Message

if TYPE_CHECKING:
    from explorer.cohort import Cohort
    from ui.workspace import Workspace

DEMO = str(Path(resources.__file__).parent / "demo" / "e1910_demo.xlsx")
DATA_FILES = "Trial data (*.xlsx *.xlsm *.xls *.ods *.csv *.tsv *.txt);;All files (*)"
STUDY_FILES = "Study definition (*.toml)"


class MainWindow(QMainWindow):
    """Shows the start page, a file on its way, a message, or one workspace."""

    def __init__(self, settings: Settings | None = None) -> None:
        super().__init__()
        self.settings = settings or load_settings()
        self.setWindowTitle("Trial Explorer")
        self.setMinimumSize(QSize(1000, 620))
        self.setAcceptDrops(True)
        self.workspace: Workspace | None = None
        self._opened_path = ""
        self.opening = Opening(self)
        self.opening.opened.connect(self._opened)
        self.opening.failed.connect(self._failed)
        self.opening.slow.connect(self._show_progress)
        self.opening.cancelled.connect(self._back)
        self.header = Header()
        self.status = StatusBar()
        self.status.problems_clicked.connect(self.show_problems)
        self.start = StartPage()
        self.start.open_clicked.connect(self.ask_for_file)
        self.start.demo_clicked.connect(self.open_demo)
        self.start.recent_clicked.connect(self.open_file)
        self.start.dropped.connect(self.open_file)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.start)
        self._place()
        add_commands(self, self)
        self.header.export_clicked.connect(self.export)
        self.header.theme_clicked.connect(self.switch_theme)
        self.start.show_recent_paths(self.settings.recent)
        self.header.show_theme()

    # ------------------------------------------------------------ files

    def ask_for_file(self) -> None:
        """Let the user choose a data file."""
        self._ask("Open trial data", DATA_FILES, self.open_file)

    def open_demo(self) -> None:
        """Open the synthetic demonstration cohort."""
        self.open_file(DEMO)

    def open_file(self, path: str, study: str = "") -> None:
        """Open a data file, with a named study or the one that fits."""
        self.status.say(f"Reading {Path(path).name}")
        self.opening.start(path, study)
        QTimer.singleShot(0, self, _prepare)  # while the file is read in another process

    def show_cohort(self, cohort: Cohort) -> None:
        """Make a cohort the one that the window is about."""
        from ui.workspace import Workspace

        old = self.workspace
        self.workspace = Workspace(cohort)
        self.workspace.drawn.connect(self._drawn)
        self.workspace.figure_action.connect(self._figure_action)
        self.workspace.refused.connect(self._refused)
        self.workspace.set_metrics(look.metrics_for(self.width(), self.height()))
        self.header.show_cohort(cohort)
        self.status.show_cohort(cohort)
        self.setWindowTitle(f"{cohort.study.title} – Trial Explorer")
        self._show(self.workspace)
        if old is not None:
            self.stack.removeWidget(old)
            old.deleteLater()

    def _opened(self, cohort: Cohort, path: str) -> None:
        self._opened_path = path
        if path != DEMO:
            self.settings = self.settings.opened(path)
            save_settings(self.settings)
            self.start.show_recent_paths(self.settings.recent)
        if any(problem.severity != "note" for problem in cohort.problems):
            self._review(cohort)
        else:
            self.show_cohort(cohort)

    def _review(self, cohort: Cohort) -> None:
        card = ProblemCard(cohort)
        card.accepted.connect(lambda: self.show_cohort(cohort))
        card.other_file.connect(self.ask_for_file)
        self.status.say("Some values need a look before they are used")
        self._show(MessagePage(card))

    def show_problems(self) -> None:
        """Show again what was found while reading the open file."""
        if self.workspace is None:
            return
        card = ProblemCard(self.workspace.session.cohort)
        card.accepted.connect(self._back)
        card.other_file.connect(self.ask_for_file)
        self._show(MessagePage(card))

    def check_with_second_engine(self) -> None:
        """Compute what the Overview shows again with a second engine, and list both."""
        if self.workspace is None:
            return
        from ui.second_engine_card import SecondEngineCard

        card = SecondEngineCard(self.workspace.session)
        card.closed.connect(self._back)
        self._show(MessagePage(card))

    def _failed(self, error: ExplorerError, path: str, study: str) -> None:
        kept = "Your open trial is unchanged." if self.workspace else "Nothing was opened or changed."
        actions = [("file", "Choose another file…"), ("study", "Choose a study file…")]
        actions.append(("back", "Back to the trial" if self.workspace else "Back"))
        page = MessagePage.of(
            Message(
                f"{Path(path).name} cannot be used as it is", str(error), footer=kept, actions=tuple(actions)
            )
        )
        page.action.connect(lambda key: self._after_failure(key, path))
        self.status.say("The file was not opened")
        self._show(page)

    def _after_failure(self, key: str, path: str) -> None:
        if key == "file":
            self.ask_for_file()
        elif key == "study":
            self._ask("Open a study definition", STUDY_FILES, lambda study: self.open_file(path, study))
        else:
            self._back()

    def _show_progress(self, path: str) -> None:
        page = ProgressPage(Path(path).name)
        page.cancelled.connect(self.opening.cancel)
        self._show(page)

    def _back(self) -> None:
        self._show(self.workspace or self.start)
        if self.workspace is None:
            self.status.show_cohort(None)

    def _show(self, page: QWidget) -> None:
        """Show a page; pages other than the start page and the workspace are thrown away when left."""
        old = self.stack.currentWidget()
        if self.stack.indexOf(page) < 0:
            self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        if old not in (page, self.start, self.workspace) and isinstance(old, MessagePage | ProgressPage):
            self.stack.removeWidget(old)
            old.deleteLater()

    def _ask(self, title: str, names: str, then: object) -> None:
        dialog = QFileDialog(self, title, str(Path(self._opened_path).parent), names)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(then)
        dialog.open()

    # ------------------------------------------------------------ figures

    def export(self) -> None:
        """Export the main figure of the visible tab."""
        self._with_figure(self._export)

    def copy(self) -> None:
        """Copy the main figure of the visible tab."""
        self._with_figure(self._copy)

    def copy_numbers(self) -> None:
        """Copy the numbers behind the main figure of the visible tab, as a table."""
        self._with_figure(self._copy_numbers)

    def _with_figure(self, act: Callable[[object], None]) -> None:
        answer = self.workspace.figure_answer() if self.workspace is not None else None
        if answer is not None:
            act(answer)

    def _figure_action(self, action: str, answer: object) -> None:
        if action == "copy":
            self._copy(answer)
        else:
            self._export(answer)

    def _export(self, answer: object) -> None:
        from ui.export_dialog import ExportDialog

        dialog = ExportDialog(answer, self)
        dialog.saved.connect(self.status.say)
        dialog.open()

    def _copy(self, answer: object) -> None:
        from ui.clipboard import copy_figure

        copy_figure(answer)
        self.status.say("Copied the figure as picture, SVG and PDF")

    def _copy_numbers(self, answer: Any) -> None:
        from explorer.tables import table

        numbers = table(answer)
        QApplication.clipboard().setText(numbers.tab_separated())
        self.status.say(f"Copied {counted(len(numbers.rows), 'row')} as a table")

    def _drawn(self, seconds: float) -> None:
        self.status.say(f"Ready · recomputed in {1000 * seconds:.0f} ms")

    def _refused(self, error: ExplorerError) -> None:
        self.status.say(str(error))

    # ------------------------------------------------------------ the window itself

    def leave(self) -> None:
        """Close the window."""
        self.close()

    def switch_theme(self) -> None:
        """Change between light and dark."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        chosen = LIGHT if look.theme().is_dark else DARK
        look.apply(app, chosen)
        self.header.show_theme()
        self.settings = replace(self.settings, theme=chosen.name)
        save_settings(self.settings)

    def _place(self) -> None:
        central = QWidget()
        column = QVBoxLayout(central)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.stack, 1)
        column.addWidget(self.status)
        self.setCentralWidget(central)

    def resizeEvent(self, event: QResizeEvent) -> None:
        metrics = look.metrics_for(self.width(), self.height())
        self.header.set_metrics(metrics)
        if self.workspace is not None:
            self.workspace.set_metrics(metrics)
        super().resizeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = event.mimeData().urls()[0].toLocalFile()
        QTimer.singleShot(0, self, lambda: self.open_file(path))  # let the drag end before anything else

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.activateWindow()

    def closeEvent(self, event: QCloseEvent) -> None:
        size = (self.width(), self.height()) if not self.isMaximized() else self.settings.size
        self.settings = replace(self.settings, size=size, maximized=self.isMaximized())
        save_settings(self.settings)
        super().closeEvent(event)


def _prepare() -> None:
    import ui.workspace  # noqa: F401
