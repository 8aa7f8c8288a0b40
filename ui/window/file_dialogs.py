"""The dialogs that ask for a file; they open and do not block, and call back with the path chosen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

SESSION_ENDING = "trialsession"
TRIAL_FILES = (
    f"Trial data and sessions (*.xlsx *.xlsm *.xls *.ods *.csv *.tsv *.txt *.{SESSION_ENDING});;All files (*)"
)
STUDY_FILES = "Study definition (*.toml)"
SESSION_FILES = f"Trial Explorer session (*.{SESSION_ENDING})"


def ask_to_open(parent: QWidget, title: str, folder: str, names: str, then: Callable[[str], object]) -> None:
    """Ask for a file that is there."""
    dialog = QFileDialog(parent, title, folder, names)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    _open(dialog, then)


def ask_to_save_session(parent: QWidget, path: str, then: Callable[[str], object]) -> None:
    """Ask where a session is to be saved, ``path`` being suggested."""
    dialog = QFileDialog(parent, "Save the session", "", SESSION_FILES)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(SESSION_ENDING)
    dialog.selectFile(path)
    _open(dialog, then)


def _open(dialog: QFileDialog, then: Callable[[str], object]) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(then)
    dialog.open()
