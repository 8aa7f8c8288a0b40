"""A table of unrounded numbers, as CSV and as text for the clipboard."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from explorer.files.write import table_to_csv

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """Named columns and rows of their length; numbers are not rounded, None and NaN are empty cells."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def with_column(self, name: str, value: Cell) -> Table:
        """The table with one more column that says the same of every row."""
        return Table((*self.columns, name), tuple((*row, value) for row in self.rows))

    def csv_bytes(self) -> bytes:
        """The table as a CSV file that spreadsheets open as it is meant."""
        return table_to_csv(self.columns, self.rows)

    def tab_separated(self) -> str:
        """The table as text with tabs between the cells, as spreadsheets paste it."""
        lines = csv.reader(io.StringIO(self.csv_bytes().decode("utf-8-sig"), newline=""))
        return "\n".join("\t".join(" ".join(cell.split()) for cell in line) for line in lines)
