"""Numbers without a figure as a CSV file: where it is to be, and the writing of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from explorer.errors import ExplorerError
from explorer.files.write import atomic_write
from explorer.results.number_sheet import NumberSheet
from explorer.results.tables import table
from explorer.text import counted
from ui.export.dialog import ExportDialog
from ui.export.figure_kinds import file_name, file_name_part


def ask_to_save(sheet: NumberSheet, parent: QWidget, then: Callable[[Path], None]) -> QFileDialog:
    """Ask where a table is to be saved; ``then`` takes the path. Returns the open dialog.

    Folders are those of the export of figures.
    """
    folder = ExportDialog.last_folder or QStandardPaths.writableLocation(
        QStandardPaths.StandardLocation.DocumentsLocation
    )
    chooser = QFileDialog(parent, "Save the numbers as", folder, "CSV table (*.csv)")
    chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    chooser.setDefaultSuffix("csv")
    chooser.selectFile(file_name(sheet, file_name_part(sheet.name), "csv", is_filtered=not sheet.primary))
    chooser.fileSelected.connect(lambda path: _chosen(Path(path), then))
    chooser.open()
    return chooser


def _chosen(path: Path, then: Callable[[Path], None]) -> None:
    ExportDialog.last_folder = str(path.parent)
    then(path)


def save(sheet: NumberSheet, path: Path) -> str:
    """Write the table; returns in words what was done, or why it could not be. Of many patients it takes
    seconds, so it runs in the background."""
    if path.suffix.lower() != ".csv":
        return f"{path.name} was not saved: its name does not end in .csv. Choose a name that does."
    numbers = table(sheet)
    try:
        atomic_write(path, numbers.csv_bytes())
    except ExplorerError as error:
        return str(error)
    return f"Saved {path.name} · {counted(len(numbers.rows), 'row')}"
