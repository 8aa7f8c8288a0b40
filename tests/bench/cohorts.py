"""Cohorts of any size for measuring: the demonstration's synthetic patients, repeated with other times."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Literal

import numpy as np

from explorer.cohort.cohort import Cohort
from explorer.cohort.open_cohort import open_cohort
from explorer.columns import CategoryColumn, Column, DateColumn, NumberColumn, TextColumn
from explorer.study.study import DAYS_PER_MONTH, Subgroup
from explorer.survival.outcome import Outcome, make_outcome
from resources import DEMO

Resolution = Literal["days", "untied"]
Rows = np.ndarray[tuple[int], np.dtype[np.intp]]


@lru_cache(maxsize=1)
def demonstration() -> Cohort:
    """The demonstration cohort, with sex as a further subgroup: 16 subgroup fits and 7 interaction tests."""
    cohort = open_cohort(DEMO)
    sex = Subgroup("sex", ("female", "male"))
    return replace(cohort, study=replace(cohort.study, subgroups=(*cohort.study.subgroups, sex)))


def randomized(n: int, resolution: Resolution = "days", seed: int = 1) -> Cohort:
    """A cohort of n patients like the 224 of the primary analysis; exactly these for 224."""
    cohort = demonstration()
    chosen = np.flatnonzero(cohort.choose(cohort.study.population))
    return _repeated(cohort, chosen, n, resolution, seed)


def enrolled(n: int, seed: int = 1) -> Cohort:
    """A cohort of n rows like the 488 enrolled patients; exactly these for 488."""
    cohort = demonstration()
    return _repeated(cohort, np.arange(cohort.n), n, "days", seed)


def _repeated(cohort: Cohort, chosen: Rows, n: int, resolution: Resolution, seed: int) -> Cohort:
    rows = np.resize(chosen, n)
    factor = np.exp(np.random.default_rng(seed).normal(0, 0.2, n))
    factor[: len(chosen)] = 1.0
    if resolution == "untied":
        factor *= np.exp(np.random.default_rng(seed + 1).normal(0, 1e-3, n))
    return replace(
        cohort,
        n=n,
        columns={name: _column(column, rows) for name, column in cohort.columns.items()},
        outcomes={
            name: _outcome(outcome, rows, factor, resolution) for name, outcome in cohort.outcomes.items()
        },
        arm=cohort.arm[rows],
        rows=range(2, n + 2),
    )


def _outcome(outcome: Outcome, rows: Rows, factor: np.ndarray, resolution: Resolution) -> Outcome:
    duration = outcome.duration[rows] * factor
    if resolution == "days":
        duration = np.round(duration * DAYS_PER_MONTH) / DAYS_PER_MONTH
    return make_outcome(duration, outcome.event[rows])


def _column(column: Column, rows: Rows) -> Column:
    if isinstance(column, CategoryColumn):
        return CategoryColumn(column.codes[rows], column.levels)
    if isinstance(column, NumberColumn):
        return NumberColumn(column.values[rows])
    if isinstance(column, DateColumn):
        return DateColumn(column.values[rows])
    return TextColumn(tuple(column.values[row] for row in rows.tolist()))
