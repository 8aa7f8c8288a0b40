"""The window: header, what is open, status bar; it opens files and runs the program's commands.

The workspace brings NumPy and pyqtgraph, the export dialog the file formats: they are imported where they are
first needed, so that the start page shows at once.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from explorer.errors import ExplorerError
from resources import DEMO
from ui.look import theme as look
from ui.look.palette import DARK, LIGHT
from ui.settings import Settings, load_settings, save_settings
from ui.widgets.message_card import Message
from ui.widgets.message_page import MessagePage
from ui.window.commands import add_commands
from ui.window.figure_actions import NOTHING, FigureActions
from ui.window.file_dialogs import SESSION_ENDING, STUDY_FILES, TRIAL_FILES, ask_to_open, ask_to_save_session
from ui.window.header import Header
from ui.window.opening import Opening
from ui.window.problem_card import ProblemCard
from ui.window.start_page import ProgressPage, StartPage
from ui.window.status_bar import StatusBar
from ui.window.tabs import TABS

if TYPE_CHECKING:
    from explorer.cohort.cohort import Cohort
    from explorer.session_file import Opened
    from ui.window.about_card import AboutCard
    from ui.window.second_engine_card import SecondEngineCard
    from ui.window.workspace import Workspace


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
        self._data_path = ""
        self.opening = Opening(self)
        self.opening.opened.connect(self._opened)
        self.opening.failed.connect(self._failed)
        self.opening.slow.connect(self._show_progress)
        self.opening.cancelled.connect(self._back)
        self.header = Header()
        self.status = StatusBar()
        self.status.problems_clicked.connect(self.show_problems)
        self.status.check_clicked.connect(self.check_with_second_engine)
        self.figures = FigureActions(self, lambda: self.workspace, self.status.say)
        self.start = StartPage()
        self.start.open_clicked.connect(self.ask_for_file)
        self.start.demo_clicked.connect(self.open_demo)
        self.start.recent_clicked.connect(self.open_file)
        self.start.dropped.connect(self.open_file)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.start)
        self._place()
        add_commands(self, self)
        self.header.export_clicked.connect(self.figures.export)
        self.header.theme_clicked.connect(self.switch_theme)
        self.start.show_recent_paths(self.settings.recent)
        self.header.show_theme()

    def ask_for_file(self) -> None:
        """Let the user choose a data or session file."""
        ask_to_open(self, "Open trial data", self._folder, TRIAL_FILES, self.open_file)

    def open_demo(self) -> None:
        """Open the synthetic demonstration cohort."""
        self.open_file(str(DEMO))

    def open_file(self, path: str, study: str = "") -> None:
        """Open a session, or a data file with a named study or the one that fits."""
        self.status.say(f"Reading {Path(path).name}")
        self.opening.start(path, study, self.settings.recent)
        QTimer.singleShot(0, self, _prepare)  # while the file is read in another process

    def show_cohort(self, cohort: Cohort) -> None:
        """Make a cohort the one that the window is about, asking its trial's primary question."""
        from explorer.session_file import Opened

        self.show_opened(Opened(cohort, cohort.source.file))

    def show_opened(self, opened: Opened) -> None:
        """Make a file that was opened the one that the window is about."""
        from ui.window.workspace import Workspace

        old, cohort = self.workspace, opened.cohort
        self._data_path = opened.data
        self.workspace = Workspace(cohort, opened.question)
        self.workspace.drawn.connect(self._drawn)
        self.workspace.figure_action.connect(self.figures.act)
        self.workspace.refused.connect(self._refused)
        self.workspace.cancelled.connect(self._cancelled)
        self.workspace.busy_changed.connect(self.status.computing.set_busy)
        self.status.computing.cancel_clicked.connect(self.workspace.cancel)
        self.status.computing.set_busy(True)
        self.workspace.set_metrics(look.metrics_for(self.width(), self.height()))
        self.header.show_cohort(cohort)
        self.status.show_cohort(cohort)
        self.setWindowTitle(f"{cohort.study.title} – Trial Explorer")
        self._show(self.workspace)
        if opened.page in TABS:
            self.workspace.show_tab(TABS.index(opened.page))
        if old is not None:
            self.stack.removeWidget(old)
            old.deleteLater()

    def save_session(self) -> None:
        """Save what is asked on screen into the session file that is open, or into one to be chosen."""
        if self._opened_path.endswith(f".{SESSION_ENDING}"):
            self._save_session(self._opened_path)
        else:
            self.save_session_as()

    def save_session_as(self) -> None:
        """Save what is asked on screen into a session file to be chosen."""
        if self.workspace is not None:
            suggested = Path(self._folder, f"{Path(self._opened_path).stem}.{SESSION_ENDING}")
            ask_to_save_session(self, str(suggested), self._save_session)

    def _save_session(self, path: str) -> None:
        from explorer.session_file import save_session

        if self.workspace is None:
            return
        session, page = self.workspace.session, self.workspace.tab
        try:
            save_session(path, session.cohort, self._data_path, session.question, page)
        except ExplorerError as error:
            self.status.say(str(error))
            return
        self._remember(path)
        self.status.say(f"Saved the session {Path(path).name}")

    @property
    def _folder(self) -> str:
        """Where a dialog starts: beside the file that is open, but never in the program's own folder."""
        own = self._opened_path in ("", str(DEMO))
        return "" if own else str(Path(self._opened_path).parent)

    def _remember(self, path: str) -> None:
        self._opened_path = path
        if path != str(DEMO):
            self.settings = self.settings.opened(path)
            save_settings(self.settings)
            self.start.show_recent_paths(self.settings.recent)

    def _opened(self, opened: Opened, path: str) -> None:
        if opened.data != path:
            self._remember(opened.data)
        self._remember(path)
        if any(problem.severity != "note" for problem in opened.cohort.problems):
            self._review(opened)
        else:
            self.show_opened(opened)

    def _review(self, opened: Opened) -> None:
        card = ProblemCard(opened.cohort)
        card.accepted.connect(lambda: self.show_opened(opened))
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
        """Compute what the page on screen shows again with a second engine, and list both."""
        if self.workspace is None:
            return
        from ui.window.second_engine_card import SecondEngineCard

        self._show_until_closed(SecondEngineCard(self.workspace.session, self.workspace.tab))

    def about(self) -> None:
        """Say what runs here, and verify it on request."""
        from ui.window.about_card import AboutCard

        self._show_until_closed(AboutCard())

    def _show_until_closed(self, card: AboutCard | SecondEngineCard) -> None:
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
            title = "Open a study definition"
            ask_to_open(self, title, self._folder, STUDY_FILES, lambda study: self.open_file(path, study))
        else:
            self._back()

    def _show_progress(self, path: str) -> None:
        page = ProgressPage(Path(path).name, lambda: self.opening.step)
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

    def _drawn(self, seconds: float) -> None:
        self.status.say(f"Ready · recomputed in {1000 * seconds:.0f} ms")
        if self.workspace is not None:
            self.header.offer_export(self.workspace.figure_answer() is not None, NOTHING)

    def _refused(self, error: ExplorerError) -> None:
        self.status.say(str(error))

    def _cancelled(self) -> None:
        self.status.say("Cancelled · the page shows what it showed before")

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
    import ui.pages.overview
    import ui.window.workspace  # noqa: F401
