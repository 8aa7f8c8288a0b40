"""The columns that a covariate makes of a model's patients, and the rows of the table that they become."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.cohort.cohort import Cohort
from explorer.columns import CategoryColumn, Mask, NumberColumn
from explorer.study.covariates import level_names
from explorer.study.models import Covariate
from explorer.study.study import Field

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class TermLevel:
    """A row of a term: its members (m,), and its column in the term, None for the reference or without
    members."""

    label: str
    members: Mask
    column: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """A covariate of m complete patients: ``columns`` (m, k); ``reference``: the level left out of them, ""
    for a number; ``replaced``: the reference that was asked for, if nobody has it."""

    field: Field
    how: str
    columns: Floats
    levels: tuple[TermLevel, ...]
    reference: str = ""
    replaced: str = ""


def how_it_enters(field: Field, covariate: Covariate) -> str:
    """How a number enters, in words: ``per 10 × 10⁹/L``, ``per doubling``; "" for a category."""
    if covariate.enters == "categories":
        return ""
    if covariate.enters == "log":
        folds = {None: "per unit of the natural logarithm", 2.0: "per doubling", 10.0: "per tenfold value"}
        return folds.get(covariate.per) or f"per {covariate.per:g}-fold value"
    per = 1.0 if covariate.per is None else covariate.per
    if not field.unit:
        return f"per {per:g}"
    if per == 1 and not field.unit.startswith(("1", "%")):
        return f"per {field.unit}"
    between = " × " if field.unit[0].isdigit() else "" if field.unit.startswith("%") else " "
    return f"per {per:g}{between}{field.unit}"


def usable(cohort: Cohort, covariate: Covariate) -> Mask:
    """Which patients (n,) have a value with which the covariate can enter."""
    column = cohort.columns[covariate.field]
    if covariate.missing == "own level":
        return np.ones(cohort.n, dtype=np.bool_)
    if covariate.enters == "log" and isinstance(column, NumberColumn):
        return column.values > 0
    return column.present


def term_of(cohort: Cohort, covariate: Covariate, complete: Mask) -> Term:
    """The columns that a checked covariate makes of the ``complete`` patients (n,)."""
    field, column = cohort.study.field(covariate.field), cohort.columns[covariate.field]
    how = how_it_enters(field, covariate)
    if covariate.enters == "categories":
        return _categories(field, covariate, _codes(cohort, covariate)[complete])
    assert isinstance(column, NumberColumn)  # the covariate was checked
    values = column.values[complete]
    if covariate.enters == "log":
        values = np.log(values) / (1.0 if covariate.per is None else np.log(covariate.per))
    elif covariate.per is not None:
        values = values / covariate.per
    everyone = np.ones(len(values), dtype=np.bool_)
    return Term(field, how, values[:, None], (TermLevel(how, everyone, 0),))


def _codes(cohort: Cohort, covariate: Covariate) -> Integers:
    """(n,) the level of each patient, as numbered by ``level_names``; the one after them without a value."""
    field, column = cohort.study.field(covariate.field), cohort.columns[covariate.field]
    names = [id for id, _ in level_names(field, covariate)]
    n_levels = len(names) - (covariate.missing == "own level")
    if isinstance(column, NumberColumn):
        ranges = np.searchsorted(np.asarray(covariate.cuts), column.values, side="right")
        return np.where(column.present, ranges, n_levels)
    assert isinstance(column, CategoryColumn)  # the covariate was checked
    group_of = {level: group.label for group in covariate.groups for level in group.levels}
    places = [names.index(group_of.get(level, level)) for level in column.levels]
    return np.array([*places, n_levels], dtype=np.intp)[column.codes]


def _categories(field: Field, covariate: Covariate, codes: Integers) -> Term:
    names = level_names(field, covariate)
    number = np.bincount(codes, minlength=len(names))
    present = number.nonzero()[0].tolist()
    ids = [id for id, _ in names]
    asked = ids.index(covariate.reference) if covariate.reference else 0
    reference = asked if number[asked] or not present else present[0]
    with_column = [code for code in present if code != reference]
    levels = tuple(
        TermLevel(label, codes == code, with_column.index(code) if code in with_column else None)
        for code, (_, label) in enumerate(names)
    )
    columns = (codes[:, None] == np.array(with_column, dtype=np.intp)).astype(np.float64)
    replaced = names[asked][1] if reference != asked else ""
    return Term(field, "", columns, levels, names[reference][1], replaced)
