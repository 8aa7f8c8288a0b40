"""The table of patients: sorts by a click on a heading, scrolls through any number of rows without delay."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from explorer.analyses.patients import Integers, ListingColumn, PatientsAnswer, in_order, matching
from explorer.columns import CategoryColumn
from ui.look.theme import font, text_width, theme

Index = QModelIndex | QPersistentModelIndex
_ROW = 24
_LEAST, _MOST = 56, 240
_SAMPLE = 60
"""Rows whose texts decide how wide a column is."""
_ROLE = Qt.ItemDataRole


class PatientModel(QAbstractTableModel):
    """The rows that are shown: those that match the search, in the order of the chosen column.

    Only what is on screen is ever put into words.
    """

    def __init__(self) -> None:
        super().__init__()
        self._answer: PatientsAnswer | None = None
        self._words = ""
        self._sorted: tuple[str, bool] | None = None
        self.patients: Integers = np.zeros(0, dtype=np.intp)

    @property
    def columns(self) -> tuple[ListingColumn, ...]:
        """The columns of the answer."""
        return self._answer.columns if self._answer is not None else ()

    def show_answer(self, answer: PatientsAnswer) -> None:
        """Show an answer; search and order stay as they are."""
        self.beginResetModel()
        self._answer = answer
        self._choose()
        self.endResetModel()

    def search(self, words: str) -> None:
        """Show only the patients in whose texts and levels every word occurs."""
        self.beginResetModel()
        self._words = words
        self._choose()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the rows by a column; −1: as in the file."""
        known = 0 <= column < len(self.columns)
        descending = order == Qt.SortOrder.DescendingOrder
        self.beginResetModel()
        self._sorted = (self.columns[column].field.id, descending) if known else None
        self._choose()
        self.endResetModel()

    def _choose(self) -> None:
        if self._answer is None:
            return
        self.patients = matching(self._answer, self._words)
        if self._sorted is not None:
            id, descending = self._sorted
            column = next((each for each in self.columns if each.field.id == id), None)
            if column is not None:
                self.patients = in_order(column, self.patients, descending=descending)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.patients)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not section < len(self.columns):
            return None
        column = self.columns[section]
        if role == _ROLE.DisplayRole:
            return heading(column)
        if role == _ROLE.ToolTipRole:
            return column.field.label
        return _alignment(column) if role == _ROLE.TextAlignmentRole else None

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column, patient = self.columns[index.column()], int(self.patients[index.row()])
        if role == _ROLE.TextAlignmentRole:
            return _alignment(column)
        if role not in (_ROLE.DisplayRole, _ROLE.ForegroundRole, _ROLE.FontRole):
            return None
        text = column.text(patient)
        if role == _ROLE.DisplayRole:
            return text or column.field.missing
        if role == _ROLE.FontRole:
            return None if text else font(12, italic=True)
        return self._colour(column, patient) if text else theme().ink3

    def _colour(self, column: ListingColumn, patient: int) -> QColor | None:
        answer = self._answer
        if answer is None or column.field.id != answer.study.arm_field:
            return None
        values = column.column
        assert isinstance(values, CategoryColumn)  # the study was checked when it was read
        return theme().colour(f"arm:{answer.study.arms[int(values.codes[patient])].color}")


def heading(column: ListingColumn) -> str:
    """A column's heading, with its unit."""
    field = column.field
    return f"{field.name}, {field.unit}" if field.unit else field.name


class PatientTable(QTableView):
    """The table on screen.

    Signals: ``chosen(patient)``, an index into the cohort, when a row became the current one.
    """

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.listing = PatientModel()
        self.setModel(self.listing)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("Patients of the current selection")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(_ROW)
        header = self.horizontalHeader()
        header.setFont(font(11, 500))
        header.setHighlightSections(False)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.selectionModel().currentRowChanged.connect(self._choose)
        self._widths_of: tuple[str, ...] = ()
        self._patient: int | None = None

    @property
    def patient(self) -> int | None:
        """The patient whose row was chosen last and is still shown."""
        return self._patient

    def show_answer(self, answer: PatientsAnswer) -> None:
        """Show an answer; the chosen patient stays chosen while listed."""
        self.listing.show_answer(answer)
        headings = tuple(heading(column) for column in answer.columns)
        if headings != self._widths_of and len(answer.patients):
            self._widths_of = headings
            for place, column in enumerate(answer.columns):
                self.setColumnWidth(place, self._width(column, answer.patients[:_SAMPLE]))
        self._keep()

    def search(self, words: str) -> None:
        """Show only the patients that match."""
        self.listing.search(words)
        self._keep()

    def _width(self, column: ListingColumn, patients: Integers) -> int:
        texts = {column.text(patient) for patient in patients.tolist()}
        if not column.column.present.all():
            texts.add(column.field.missing)
        widest = max((text_width(text, 12) for text in texts), default=0.0)
        widest = max(widest + 30, text_width(heading(column), 11, 500) + 36)
        return round(min(max(widest, _LEAST), _MOST))

    def _keep(self) -> None:
        """Mark the chosen patient's row again after rows came, went or moved; else the first row."""
        rows = np.flatnonzero(self.listing.patients == (-1 if self._patient is None else self._patient))
        if len(rows):
            self.selectRow(int(rows[0]))
        elif len(self.listing.patients):
            self.selectRow(0)
        else:
            self._patient = None
            self.chosen.emit(-1)

    def _choose(self, current: QModelIndex, _: QModelIndex) -> None:
        if current.isValid():
            self._patient = int(self.listing.patients[current.row()])
            self.chosen.emit(self._patient)


def _alignment(column: ListingColumn) -> int:
    side = Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)
