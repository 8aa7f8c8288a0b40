"""A table on screen as the view of an answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from ui.figures.figure import Style
from ui.widgets.table_lines import Column, Line
from ui.widgets.table_sheet import TableSheet


class TableView(TableSheet):
    """Draws an answer by the functions that give its columns and its lines."""

    def __init__(
        self,
        name: str,
        columns: Callable[[Any], Sequence[Column]],
        lines: Callable[[Any], Sequence[Line]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, parent)
        self._columns_of, self._lines_of = columns, lines

    def draw(self, answer: Any, style: Style) -> None:
        """Show an answer; colors and type are those of the theme."""
        self.show_lines(self._columns_of(answer), self._lines_of(answer))
