"""Which rows of a sheet are which patient, in a file with one row a patient or several (a long layout)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.errors import DataError
from explorer.files.source import Cell, Sheet
from explorer.problem import Problem, place_name, rows_problem
from explorer.text import counted
from explorer.typed import as_text

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Patients:
    """The patients of a sheet, in file order.

    ``first`` (n,) is the index of each patient's row (of the first one in a long layout). ``records`` gives for
    each record of a long layout, by its text, the row index for every patient, −1 where there is none.
    ``rows_read`` counts the sheet's data rows, ``left_out`` those of them that belong to no patient.
    """

    ids: tuple[str, ...]
    first: Rows
    records: Mapping[str, Rows]
    rows_read: int
    left_out: int


def find_patients(
    sheet: Sheet, ids: list[Cell], records: list[Cell] | None, id_name: str
) -> tuple[Patients, list[Problem]]:
    """Group a sheet's rows by patient; rows without identifier and repeated ones are left out and listed.

    Raises:
        DataError: no row has an identifier.
    """
    texts = [as_text(cell) for cell in ids]
    names = [""] * len(texts) if records is None else [as_text(cell) for cell in records]
    place: dict[str, int] = {}
    seen: set[tuple[str, str]] = set()
    kept: list[tuple[int, int]] = []
    nameless: list[int] = []
    repeated: list[int] = []
    for row, key in enumerate(zip(texts, names, strict=True)):
        if not key[0]:
            nameless.append(row)
        elif key in seen:
            repeated.append(row)
        else:
            seen.add(key)
            kept.append((row, place.setdefault(key[0], len(place))))
    if not place:
        raise DataError(f'{_where(sheet)}: no row has a patient identifier in column "{id_name}".')
    first = np.full(len(place), -1, dtype=np.intp)
    by_record: dict[str, Rows] = {}
    for row, patient in kept:
        if first[patient] < 0:
            first[patient] = row
        index = by_record.setdefault(names[row], np.full(len(place), -1, dtype=np.intp))
        index[patient] = row
    patients = Patients(tuple(place), first, by_record, len(texts), len(nameless) + len(repeated))
    problems = _problems(sheet, id_name, nameless, "no patient identifier", None)
    problems += _problems(sheet, id_name, repeated, "an identifier that stands in an earlier row", texts)
    return patients, problems


def _where(sheet: Sheet) -> str:
    return f"sheet {sheet.name}" if sheet.name else "the file"


def _problems(
    sheet: Sheet, column: str, indices: list[int], what: str, texts: list[str] | None
) -> list[Problem]:
    if not indices:
        return []
    letter = sheet.columns[sheet.header.index(column)]
    return [
        rows_problem(
            "error",
            place_name(sheet.name, column, letter),
            [sheet.row_numbers[index] for index in indices],
            f"{counted(len(indices), 'row')} {'has' if len(indices) == 1 else 'have'} {what}",
            "left out",
            values=None if texts is None else [texts[index] for index in indices],
            sheet=sheet.name,
            column=column,
        )
    ]
