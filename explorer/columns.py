"""The typed columns of a cohort: categories, numbers, dates and texts, one value a patient."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]

MISSING = "missing"  # the level of every field that stands for "not recorded"
RECORDED = "recorded"  # the level of a number, date or text field that stands for "has a value"


@dataclass(frozen=True, slots=True, eq=False)
class CategoryColumn:
    """One of a field's levels for each patient.

    ``codes`` (n,) index ``levels``; the code ``len(levels)`` stands for a missing value.
    """

    codes: NDArray[np.int16]
    levels: tuple[str, ...]

    @property
    def present(self) -> Mask:
        """Whether each patient has a value, (n,)."""
        return self.codes < len(self.levels)

    @property
    def all_levels(self) -> tuple[str, ...]:
        """The levels, with ``MISSING`` last."""
        return (*self.levels, MISSING)


@dataclass(frozen=True, slots=True, eq=False)
class NumberColumn:
    """A number for each patient, in the field's unit; NaN where missing."""

    values: NDArray[np.float64]

    @property
    def present(self) -> Mask:
        """Whether each patient has a value, (n,)."""
        return ~np.isnan(self.values)


@dataclass(frozen=True, slots=True, eq=False)
class DateColumn:
    """A calendar day for each patient, as days since 1970-01-01; NaN where missing."""

    values: NDArray[np.float64]

    @property
    def present(self) -> Mask:
        """Whether each patient has a value, (n,)."""
        return ~np.isnan(self.values)


@dataclass(frozen=True, slots=True, eq=False)
class TextColumn:
    """A text for each patient, as it stands in the file; empty where missing."""

    values: tuple[str, ...]

    @property
    def present(self) -> Mask:
        """Whether each patient has a value, (n,)."""
        return np.fromiter(map(bool, self.values), dtype=np.bool_, count=len(self.values))


Column = CategoryColumn | NumberColumn | DateColumn | TextColumn


def number(mask: Mask) -> int:
    """How many patients a mask (n,) means."""
    return int(np.count_nonzero(mask))


def one_of(column: Column, levels: frozenset[str]) -> Mask:
    """Whether each patient has one of the levels, (n,); every column knows RECORDED and MISSING."""
    if isinstance(column, CategoryColumn):
        wanted = np.array([level in levels for level in column.all_levels], dtype=np.bool_)
        if RECORDED in levels:
            wanted[:-1] = True
        return wanted.take(column.codes, mode="clip")
    present = column.present
    if RECORDED in levels and MISSING in levels:
        return np.ones(len(present), dtype=np.bool_)
    if RECORDED in levels:
        return present
    if MISSING in levels:
        return ~present
    return np.zeros(len(present), dtype=np.bool_)
