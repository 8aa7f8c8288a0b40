"""Fields that are derived from others by a study's rules; a recorded value is never overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from explorer.columns import CategoryColumn, Column
from explorer.problem import Problem, rows_problem
from explorer.study import Field
from explorer.text import counted


def derive(
    field: Field,
    recorded: CategoryColumn,
    columns: Mapping[str, Column],
    rows: Sequence[int],
    sheet: str,
) -> tuple[CategoryColumn, list[Problem]]:
    """Apply a field's rules, the first that fits, where nothing is recorded.

    A derived value that contradicts the recorded one is reported as a warning, and the recorded one stays.
    """
    n, none = len(recorded.codes), len(recorded.levels)
    derived = np.full(n, none, dtype=np.int16)
    for rule in reversed(field.rules):
        derived[rule.where.mask(columns, n)] = recorded.levels.index(rule.level)
    has_record, has_rule = recorded.present, derived < none
    contradicts = has_record & has_rule & (derived != recorded.codes)
    problems: list[Problem] = []
    if contradicts.any():
        problems.append(_contradiction(field, recorded, derived, np.flatnonzero(contradicts), rows, sheet))
    filled = ~has_record & has_rule
    if field.column and filled.any() and has_record.any():
        count = int(filled.sum())
        problems.append(
            rows_problem(
                "note",
                field.label,
                [rows[index] for index in np.flatnonzero(filled).tolist()],
                f"{counted(count, 'value')} not recorded {'was' if count == 1 else 'were'} derived",
                f"derived from {_sources(field)}",
                sheet=sheet,
                column=field.column,
            )
        )
    codes = np.where(has_record, recorded.codes, derived).astype(np.int16)
    return CategoryColumn(codes, recorded.levels), problems


def _contradiction(
    field: Field,
    recorded: CategoryColumn,
    derived: NDArray[np.int16],
    indices: NDArray[np.intp],
    rows: Sequence[int],
    sheet: str,
) -> Problem:
    pairs = [
        f"{recorded.levels[recorded.codes[index]]}, by the rules {recorded.levels[derived[index]]}"
        for index in indices
    ]
    count = len(indices)
    return rows_problem(
        "warning",
        f"sheet {sheet}, {field.label}" if sheet else field.label,
        [rows[index] for index in indices.tolist()],
        f"{counted(count, 'recorded value')} {'contradicts' if count == 1 else 'contradict'} "
        f"the value derived from {_sources(field)}",
        "the recorded value was kept",
        values=pairs,
        sheet=sheet,
        column=field.column,
    )


def _sources(field: Field) -> str:
    names = {criterion.field: None for rule in field.rules for criterion in rule.where.criteria}
    return " and ".join(names)
