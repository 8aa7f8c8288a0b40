"""Which rows of a sheet are which patient, in a file with one row a patient or several (a long layout)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.cohort.headers import header_place
from explorer.cohort.typed import as_texts
from explorer.errors import DataError
from explorer.files.source import Sheet
from explorer.problem import Problem, rows_problem
from explorer.text import counted

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Patients:
    """The patients of a sheet, in file order.

    ``first`` (n,) is the index of each patient's row (of the first one in a long layout). ``records``
    gives for each record of a long layout, by its text, the row index for every patient, −1 where there
    is none. ``rows_read`` counts the sheet's data rows, ``left_out`` those that belong to no patient.
    """

    ids: tuple[str, ...]
    first: Rows
    records: Mapping[str, Rows]
    rows_read: int
    left_out: int


def find_patients(
    sheet: Sheet, id_name: str, record_name: str = "", wanted: Sequence[str] = ()
) -> tuple[Patients, list[Problem]]:
    """Group a sheet's rows by patient, and in a long layout by the record that a row holds.

    ``wanted`` are the records that are asked for (none: every record is). Rows without identifier, repeated
    rows and those of other records are left out and listed.

    Raises:
        DataError: no row has an identifier.
    """
    texts = as_texts(sheet.column(id_name) or [])
    names = as_texts(sheet.column(record_name) or []) or [""] * len(texts)
    place: dict[str, int] = {}
    seen: set[tuple[str, str]] = set()
    kept: list[tuple[int, int]] = []
    nameless: list[int] = []
    repeated: list[int] = []
    other: list[int] = []
    for row, key in enumerate(zip(texts, names, strict=True)):
        if not key[0]:
            nameless.append(row)
        elif wanted and key[1] not in wanted:
            other.append(row)
        elif key in seen:
            repeated.append(row)
        else:
            seen.add(key)
            kept.append((row, place.setdefault(key[0], len(place))))
    if not place:
        raise DataError(f"{header_place(sheet, id_name)}: no row has a patient identifier.")
    patients = _patients(kept, names, tuple(place), len(texts))
    same = "and record that stand" if record_name else "that stands"
    problems = _left_out(sheet, id_name, nameless, "no patient identifier", None)
    problems += _left_out(sheet, id_name, repeated, f"an identifier {same} in an earlier row", texts)
    problems += _left_out(sheet, record_name, other, "a record that the study does not use", names)
    return patients, problems


def _patients(
    kept: list[tuple[int, int]], names: list[str], ids: tuple[str, ...], rows_read: int
) -> Patients:
    row_of, patient_of = np.array(kept, dtype=np.intp).T
    first = row_of[np.unique(patient_of, return_index=True)[1]]
    record_of = np.array([names[row] for row in row_of])
    records: dict[str, Rows] = {}
    for name in dict.fromkeys(record_of.tolist()):
        chosen = record_of == name
        records[name] = np.full(len(ids), -1, dtype=np.intp)
        records[name][patient_of[chosen]] = row_of[chosen]
    return Patients(ids, first, records, rows_read, rows_read - len(kept))


def _left_out(
    sheet: Sheet, column: str, indices: list[int], what: str, texts: list[str] | None
) -> list[Problem]:
    if not indices:
        return []
    return [
        rows_problem(
            "error",
            header_place(sheet, column),
            [sheet.row_numbers[index] for index in indices],
            f"{counted(len(indices), 'row')} {'has' if len(indices) == 1 else 'have'} {what}",
            "left out",
            values=None if texts is None else [texts[index] for index in indices],
            sheet=sheet.name,
            column=column,
        )
    ]
