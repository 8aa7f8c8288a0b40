"""The patients of a cohort as a pandas table, and who is selected of them, asked in pandas' own way."""

from __future__ import annotations

from typing import Any

from explorer.cohort.cohort import Cohort
from explorer.columns import MISSING, RECORDED, CategoryColumn, Column, TextColumn
from explorer.selection import Between, Selection


def patients_table(cohort: Cohort) -> Any:
    """A column for each field: levels and texts as objects, numbers and days as floats; missing as usual."""
    from pandas import DataFrame

    return DataFrame({id: _series(column) for id, column in cohort.columns.items()})


def _series(column: Column) -> Any:
    from pandas import Categorical, Series

    if isinstance(column, CategoryColumn):
        levels = dict(enumerate(column.levels))
        return Series(column.codes).map(levels).astype(object)
    if isinstance(column, TextColumn):
        return Series(Categorical(column.values)).astype(object).replace("", None)
    return Series(column.values)


def selected(table: Any, selection: Selection) -> Any:
    """Which rows of the table meet a selection."""
    from pandas import Series

    chosen = Series(True, index=table.index)
    for criterion in selection.criteria:
        values = table[criterion.field]
        if isinstance(criterion, Between):
            sides = {(False, False): "both", (True, False): "right", (False, True): "left"}
            ends = sides.get((criterion.low_open, criterion.high_open), "neither")
            inside = values.between(criterion.low, criterion.high, inclusive=ends)
            kept = inside | values.isna() if criterion.keep_missing else inside
        else:
            kept = values.isin(criterion.levels - {RECORDED, MISSING})
            if RECORDED in criterion.levels:
                kept |= values.notna()
            if MISSING in criterion.levels:
                kept |= values.isna()
        chosen &= kept
    return chosen
