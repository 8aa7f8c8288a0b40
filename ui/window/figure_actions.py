"""What can be done with the figure on screen: export it, copy it, copy the numbers behind it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QApplication, QWidget

from explorer.results.number_sheet import MOST_COPIED, NumberSheet
from explorer.text import counted
from ui.latest import Latest

if TYPE_CHECKING:
    from ui.window.workspace import Workspace

Say = Callable[[str], None]
NOTHING = "There is nothing to export or copy on this page"


class FigureActions:
    """The export dialog and the file formats are imported where they are first needed.

    ``workspace`` gives the one on screen, None on the start page; ``say`` tells the user what was done.
    """

    def __init__(self, parent: QWidget, workspace: Callable[[], Workspace | None], say: Say) -> None:
        self._parent = parent
        self._workspace = workspace
        self._say = say
        self._saving = Latest(parent)
        self._saving.answered.connect(say)

    def export(self) -> None:
        """Export the main figure of the visible tab."""
        self._with_figure(self._export)

    def copy(self) -> None:
        """Copy the main figure of the visible tab."""
        self._with_figure(self._copy)

    def copy_numbers(self) -> None:
        """Copy the numbers behind the main figure of the visible tab, as a table."""
        self._with_figure(self._copy_numbers)

    def act(self, action: str, answer: Any) -> None:
        """Do what an icon of a card asks for its own figure."""
        if action == "copy":
            self._copy(answer)
        else:
            self._export(answer)

    def _with_figure(self, act: Callable[[Any], None]) -> None:
        workspace = self._workspace()
        if workspace is None:
            return
        answer = workspace.figure_answer()
        if answer is not None:
            act(answer)
        else:
            self._say(NOTHING if workspace.is_settled else "The page is not drawn yet: try again in a moment")

    def _export(self, answer: Any) -> None:
        if isinstance(answer, NumberSheet):
            self._save(answer)
            return
        from ui.export.dialog import ExportDialog

        dialog = ExportDialog(answer, self._parent)
        dialog.saved.connect(self._say)
        dialog.open()

    def _save(self, sheet: NumberSheet) -> None:
        from ui.export.sheet_file import ask_to_save, save

        def run(path: Path) -> None:
            self._say(f"Saving {path.name}")
            self._saving.run(partial(save, sheet, path))

        ask_to_save(sheet, self._parent, run)

    def _copy(self, answer: Any) -> None:
        if isinstance(answer, NumberSheet):
            self._copy_numbers(answer)
            return
        from ui.export.clipboard import copy_figure

        copy_figure(answer)
        self._say("Copied the figure as picture, SVG and PDF")

    def _copy_numbers(self, answer: Any) -> None:
        from explorer.results.tables import table

        numbers = table(answer)
        rows = counted(len(numbers.rows), "row")
        if len(numbers.rows) > MOST_COPIED:
            self._say(f"{rows} are too many for the clipboard: export them")
            return
        QApplication.clipboard().setText(numbers.tab_separated())
        self._say(f"Copied {rows} as a table")
