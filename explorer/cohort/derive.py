"""Fields that are derived from others by a study's rules; a recorded value is never overwritten."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from explorer.cohort.typed import Place
from explorer.columns import CategoryColumn, Column
from explorer.files.source import Cell
from explorer.study.study import Field
from explorer.text import listed


def derive(
    field: Field, recorded: CategoryColumn, columns: Mapping[str, Column], place: Place
) -> CategoryColumn:
    """Apply a field's rules, the first that fits, where nothing is recorded.

    A derived value that contradicts the recorded one is reported as a warning, and the recorded one stays.
    """
    n, none = len(recorded.codes), len(recorded.levels)
    derived = np.full(n, none, dtype=np.int16)
    for rule in reversed(field.rules):
        derived[rule.where.mask(columns, n)] = recorded.levels.index(rule.level)
    has_record, has_rule = recorded.present, derived < none
    sources = listed(list(dict.fromkeys(name for rule in field.rules for name in rule.where.fields)))
    contradicts = np.flatnonzero(has_record & has_rule & (derived != recorded.codes)).tolist()
    place.report(
        "warning",
        contradicts,
        _pairs(recorded, derived) if contradicts else None,
        f"contradicts {sources}",
        f"contradict {sources}",
        "the recorded value was kept",
    )
    if field.column and has_record.any():
        place.report(
            "note",
            np.flatnonzero(~has_record & has_rule).tolist(),
            None,
            f"was not recorded and was derived from {sources}",
            f"were not recorded and were derived from {sources}",
            "no recorded value was changed",
        )
    return CategoryColumn(np.where(has_record, recorded.codes, derived).astype(np.int16), recorded.levels)


def _pairs(recorded: CategoryColumn, derived: NDArray[np.int16]) -> list[Cell]:
    """What is recorded of each patient and what the rules say."""
    levels = recorded.all_levels
    return [
        f"{levels[was]}, by the rules {levels[code]}"
        for was, code in zip(recorded.codes.tolist(), derived.tolist(), strict=True)
    ]
