"""The statistics of one filter change against R ``survival`` (and one fit against lifelines), same data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from explorer.analyses.subgroups import subgroups
from explorer.analyses.survival import survival
from explorer.cohort.cohort import Cohort
from explorer.cohort.strata import strata_codes
from explorer.columns import CategoryColumn
from explorer.question.question import Question, primary_question
from explorer.selection import Between
from explorer.survival.cox import cox
from tests.bench.cohorts import Resolution, randomized
from tests.bench.measure import in_r, largest_difference, median_seconds

FITS = Path(__file__).with_name("fits.R")
CASES: tuple[tuple[int, Resolution, int, int], ...] = (
    # patients, resolution of the times, repeats here, repeats in R (a million take R minutes: not asked)
    (224, "days", 201, 15),
    (100_000, "days", 9, 3),
    (100_000, "untied", 9, 3),
    (1_000_000, "days", 5, 0),
    (1_000_000, "untied", 5, 0),
)


def lines() -> Iterator[str]:
    """The table, a line at a time as it is measured."""
    yield "Statistics of one filter change: 2 Kaplan–Meier curves, stratified log-rank and Cox,"
    yield "16 stratified subgroup fits, 7 tests of interaction (medians; R: the fits only, data in memory;"
    yield "differences grow with n because coxph stops at a relative change of 1e-9 in its log-likelihood)"
    yield f"{'patients':>10}  {'times':<22}{'here ms':>9}{'R ms':>11}{'ratio':>8}   largest difference"
    for n, resolution, repeats, repeats_r in CASES:
        cohort = randomized(n, resolution)
        outcome = cohort.outcomes["OS"]
        times = f"{resolution}, {len(outcome.times):,} distinct"
        here = median_seconds(_filter_changes(cohort), repeats)
        yield f"{n:>10,}  {times:<22}{1000 * here:>9.1f}" + _against_r(cohort, here, repeats_r)
    yield from _one_fit()


def _filter_changes(cohort: Cohort) -> Callable[[], None]:
    """Ask again and again, each time with another range of age; every range holds all patients."""
    first = primary_question(cohort.study)
    limits = iter(range(10**9))

    def change() -> None:
        selection = first.selection.replacing(Between("age", low=-1.0 - next(limits)))
        question = replace(first, selection=selection)
        survival(cohort, question)
        subgroups(cohort, question)

    return change


def _against_r(cohort: Cohort, here: float, repeats: int) -> str:
    if not repeats:
        return f"{'–':>11}"
    columns, subgroups = _columns(cohort)
    found = in_r(FITS, columns, str(repeats), files={"subgroups.csv": subgroups})
    if isinstance(found, str):
        return f"   {found}"
    seconds, estimates = found
    difference = largest_difference(own_estimates(cohort), estimates)
    return f"{1000 * seconds:>11.1f}{seconds / here:>7.1f}×   {difference:.0e} relative"


def own_estimates(cohort: Cohort) -> list[float]:
    """The numbers that fits.R prints: log hazard ratios, and chi-square statistics."""
    question = primary_question(cohort.study)
    curves, forest = survival(cohort, question), subgroups(cohort, question)
    assert curves.logrank is not None
    estimates = [np.log(curves.hazard_ratio.value or np.nan), curves.logrank.chi2]
    for block in forest.blocks:
        estimates += [np.log(row.hazard_ratio.value or np.nan) for row in block.rows]
        estimates.append(block.interaction.chi2 if block.interaction else np.nan)
    return [float(value) for value in estimates]


def _columns(cohort: Cohort) -> tuple[dict[str, np.ndarray], str]:
    """The columns that R needs, and which subgroups to fit, as a file for it."""
    study, outcome = cohort.study, cohort.outcomes["OS"]
    columns = {
        "time": outcome.duration,
        "status": outcome.event.astype(float),
        "arm": (cohort.arm != study.reference).astype(float),
    }
    rows = ["field,level,tested"]
    for group in study.subgroups:
        column = cohort.columns[group.field]
        assert isinstance(column, CategoryColumn)
        columns[group.field] = column.codes.astype(float)
        for level in group.levels:
            code = column.all_levels.index(level)
            rows.append(f"{group.field},{code},{int(level not in group.untested)}")
    for name in study.strata:
        column = cohort.columns[name]
        assert isinstance(column, CategoryColumn)
        columns[name] = column.codes.astype(float)
    return columns, "\n".join(rows) + "\n"


def _one_fit() -> Iterator[str]:
    """One stratified Cox fit of the 224 patients, for scale: from raw arrays, and in lifelines."""
    cohort = randomized(224)
    question: Question = primary_question(cohort.study)
    outcome = cohort.outcomes["OS"]
    strata = strata_codes(cohort.columns, question.strata)
    arm = (cohort.arm != cohort.study.reference).astype(float)
    here = median_seconds(lambda: cox(outcome.duration, outcome.event, arm, strata=strata), 41)
    yield f"One stratified Cox fit of 224 patients from unsorted arrays: {1000 * here:.2f} ms here"
    try:
        import pandas as pd
        from lifelines import CoxPHFitter
    except ImportError:
        yield "  lifelines is not installed"
        return
    frame = pd.DataFrame(
        {"time": outcome.duration, "event": outcome.event, "arm": arm, "strata": np.asarray(strata)}
    )

    def fit() -> None:
        CoxPHFitter().fit(frame, "time", "event", strata=["strata"])

    other = median_seconds(fit, 3)
    yield f"  {1000 * other:.0f} ms with lifelines: {other / here:.0f}×"
