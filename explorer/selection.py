"""Which patients: the one type behind filters, populations, flow steps, subgroups and derived fields.

A selection is a set of criteria that must all hold. It is immutable, compares by value, and reads and
writes itself as plain data, the same in a study file and in ``results.json``:
``{"age": {"min": 55}, "risk": ["unfavorable", "missing"]}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import inf, isfinite

import numpy as np

from explorer.columns import MISSING, RECORDED, Column, DateColumn, Mask, NumberColumn, one_of
from explorer.errors import SelectionError, nearest

Plain = list[str] | dict[str, float | bool]
_RANGE_KEYS = ("min", "max", "above", "below", "keep_missing")


@dataclass(frozen=True, slots=True)
class Between:
    """A number or a date lies in a range; both limits belong to it unless they are open."""

    field: str
    low: float = -inf
    high: float = inf
    low_open: bool = False
    high_open: bool = False
    keep_missing: bool = False

    def mask(self, column: Column) -> Mask:
        """Which patients meet the criterion, (n,)."""
        if not isinstance(column, NumberColumn | DateColumn):
            raise SelectionError(f'"{self.field}" has levels, not numbers; write {self.field}=level.')
        values = column.values
        inside = (values > self.low) if self.low_open else (values >= self.low)
        inside &= (values < self.high) if self.high_open else (values <= self.high)
        if self.keep_missing:
            inside |= np.isnan(values)
        return inside

    def __and__(self, other: Between) -> Between:
        """The range that lies in both."""
        low = max((self.low, self.low_open), (other.low, other.low_open))
        high = min((self.high, not self.high_open), (other.high, not other.high_open))
        return Between(
            self.field, low[0], high[0], low[1], not high[1], self.keep_missing and other.keep_missing
        )

    def to_plain(self) -> Plain:
        """The range as plain data."""
        plain: dict[str, float | bool] = {}
        if isfinite(self.low):
            plain["above" if self.low_open else "min"] = self.low
        if isfinite(self.high):
            plain["below" if self.high_open else "max"] = self.high
        if self.keep_missing:
            plain["keep_missing"] = True
        return plain


@dataclass(frozen=True, slots=True)
class OneOf:
    """A field has one of some levels; ``missing`` is a level of every field."""

    field: str
    levels: frozenset[str]

    def mask(self, column: Column) -> Mask:
        """Which patients meet the criterion, (n,)."""
        return one_of(column, self.levels)

    def __and__(self, other: OneOf) -> OneOf:
        """The levels that are in both; ``recorded`` stands for every level but ``missing``."""
        both = self.levels & other.levels
        if RECORDED in self.levels:
            both |= other.levels - {MISSING}
        if RECORDED in other.levels:
            both |= self.levels - {MISSING}
        return OneOf(self.field, both)

    def to_plain(self) -> Plain:
        """The levels as plain data, in alphabetical order."""
        return sorted(self.levels)


Criterion = Between | OneOf


@dataclass(frozen=True, slots=True)
class Selection:
    """Criteria that must all hold, at most one a field, in the order of the fields' names."""

    criteria: tuple[Criterion, ...] = field(default=())

    def __post_init__(self) -> None:
        merged: dict[str, Criterion] = {}
        for criterion in self.criteria:
            before = merged.get(criterion.field)
            merged[criterion.field] = criterion if before is None else _both(before, criterion)
        object.__setattr__(self, "criteria", tuple(merged[name] for name in sorted(merged)))

    def __and__(self, other: Selection) -> Selection:
        """The patients who are in both."""
        return Selection(self.criteria + other.criteria)

    def __bool__(self) -> bool:
        """Whether anything is asked at all."""
        return bool(self.criteria)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that are asked about."""
        return tuple(criterion.field for criterion in self.criteria)

    def get(self, field: str) -> Criterion | None:
        """The criterion on a field, or None."""
        return next((criterion for criterion in self.criteria if criterion.field == field), None)

    def without(self, field: str) -> Selection:
        """The selection with no criterion on the field."""
        return Selection(tuple(criterion for criterion in self.criteria if criterion.field != field))

    def replacing(self, criterion: Criterion) -> Selection:
        """The selection with this criterion instead of the one on its field."""
        return Selection((*self.without(criterion.field).criteria, criterion))

    def mask(self, columns: Mapping[str, Column], n: int) -> Mask:
        """Which of the n patients are selected, (n,)."""
        chosen = np.ones(n, dtype=np.bool_)
        for criterion in self.criteria:
            chosen &= criterion.mask(columns[criterion.field])
        return chosen

    def to_plain(self) -> dict[str, Plain]:
        """The selection as plain data; ``from_plain`` reads it back."""
        return {criterion.field: criterion.to_plain() for criterion in self.criteria}


def from_plain(plain: Mapping[str, object]) -> Selection:
    """Read a selection from plain data.

    Raises:
        SelectionError: a criterion is neither a list of levels nor a range; says which.
    """
    return Selection(tuple(_criterion(name, value) for name, value in plain.items()))


def _criterion(name: str, value: object) -> Criterion:
    if isinstance(value, str):
        return OneOf(name, frozenset([value]))
    if isinstance(value, list) and all(isinstance(level, str) for level in value):
        return OneOf(name, frozenset(value))
    if isinstance(value, Mapping):
        return _range(name, value)
    raise SelectionError(f'"{name}" must be a list of levels or a range such as {{ min = 55 }}.')


def _range(name: str, value: Mapping[str, object]) -> Between:
    between = Between(name)
    for key, limit in value.items():
        if key not in _RANGE_KEYS:
            raise SelectionError(f'"{name}" has the unknown key "{key}"; {nearest(key, _RANGE_KEYS)}')
        if key == "keep_missing":
            if not isinstance(limit, bool):
                raise SelectionError(f'"{name}.{key}" must be true or false.')
            between = replace(between, keep_missing=limit)
        elif isinstance(limit, bool) or not isinstance(limit, int | float) or not isfinite(limit):
            raise SelectionError(f'"{name}.{key}" must be a number.')
        elif key in ("min", "above"):
            between &= replace(between, low=float(limit), low_open=key == "above")
        else:
            between &= replace(between, high=float(limit), high_open=key == "below")
    return between


def _both(first: Criterion, second: Criterion) -> Criterion:
    if isinstance(first, Between) and isinstance(second, Between):
        return first & second
    if isinstance(first, OneOf) and isinstance(second, OneOf):
        return first & second
    raise SelectionError(f'"{first.field}" is asked for both levels and a range; keep one of them.')
