"""The baseline table computed again by pandas: counts, summaries and standardized differences."""

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np

from explorer.analyses.baseline import baseline
from explorer.analyses.baseline_answer import BaselineAnswer, BaselineBlock, BaselineRow
from explorer.cohort.cohort import Cohort
from explorer.question.question import Question
from explorer.study.reporting import BaselineItem, Summary
from explorer.verification.opinion import Lines, TwoNumbers, finite
from explorer.verification.patients_table import patients_table, selected

_SHOWN: dict[Summary, tuple[str, ...]] = {
    "median_range": ("median", "minimum", "maximum"),
    "median_iqr": ("median", "lower_quartile", "upper_quartile"),
    "mean_sd": ("mean", "sd"),
    "none": (),
}


def baseline_lines(cohort: Cohort, question: Question) -> Lines:
    """Every number of the table, column by column."""
    answer, table = baseline(cohort, question), patients_table(cohort)
    study = cohort.study
    table = table[selected(table, question.selection)]
    groups = [table[table[study.arm_field] == arm.id] for arm in study.arms] + [table]
    for column, group in zip(answer.columns, groups, strict=True):
        yield TwoNumbers(f"Patients, {column.label}", float(column.n), float(len(group)))
    for item, block in zip(study.baseline, answer.blocks, strict=True):
        values = [group[item.field] for group in groups]
        yield from _block(answer, item, block, values)


def _block(answer: BaselineAnswer, item: BaselineItem, block: BaselineBlock, values: list[Any]) -> Lines:
    rows = [_in_rows(each, item, block) for each in values]
    compare, reference = answer.study.arm_index(answer.compare.id), answer.study.reference
    place = -1
    for row in block.rows:
        place += row.kind == "count"
        name = f"{block.label}, {row.label}"
        if row.kind == "summary":
            yield from _summary(answer, item, block, row, values)
            continue
        for cell, column, each, coded in zip(row.cells, answer.columns, values, rows, strict=True):
            theirs = each.isna().sum() if row.kind == "missing" else (coded == place).sum()
            yield TwoNumbers(f"{name}, {column.label}", float(cell.n or 0), float(theirs))
        if row.difference is not None:
            shares = [
                (each[each.notna()] == place).astype(float) for each in (rows[compare], rows[reference])
            ]
            yield TwoNumbers(
                f"Standardized difference, {name}", row.difference, _distance(shares[0], shares[1], 0)
            )
    if block.difference is not None:
        numbers = block.field.kind == "number"
        pair = (values if numbers else rows)[compare], (values if numbers else rows)[reference]
        theirs = _distance(*(each.dropna() for each in pair)) if numbers else _of_categories(*pair)
        yield TwoNumbers(f"Standardized difference, {block.label}", block.difference, theirs)


def _in_rows(values: Any, item: BaselineItem, block: BaselineBlock) -> Any:
    """The number of the counted row in which each patient is."""
    from pandas import cut

    if block.field.kind == "number":
        if not item.cuts:
            return values.map(lambda _: -1)
        return cut(values, [-np.inf, *item.cuts, np.inf], right=False, labels=False)
    label = {level.id: level.label for level in block.field.levels}
    label |= {level: group.label for group in item.groups for level in group.levels}
    counted = [row.label for row in block.rows if row.kind == "count"]
    return values.map(lambda level: counted.index(label.get(level, str(level))), na_action="ignore")


def _summary(
    answer: BaselineAnswer, item: BaselineItem, block: BaselineBlock, row: BaselineRow, values: list[Any]
) -> Lines:
    options = answer.question.baseline
    for cell, column, each in zip(row.cells, answer.columns, values, strict=True):
        theirs = _described(each.dropna(), options.quantile_type)
        for part in _SHOWN[options.summary or item.summary]:
            what = f"{block.label}, {part.replace('_', ' ')}, {column.label}"
            ours = getattr(cell.distribution, part) if cell.distribution else None
            yield TwoNumbers(what, ours, finite(theirs.get(part)))


def _described(values: Any, kind: int) -> dict[str, float]:
    """Quartiles of type 7 are pandas' own; type 2 averages where a share falls between two values."""
    if not len(values):
        return {}
    lower, upper = (
        values.quantile(share)
        if kind == 7
        else np.quantile(values.to_numpy(), share, method="averaged_inverted_cdf")
        for share in (0.25, 0.75)
    )
    return {
        "mean": values.mean(),
        "sd": values.std(),
        "median": values.median(),
        "minimum": values.min(),
        "maximum": values.max(),
        "lower_quartile": lower,
        "upper_quartile": upper,
    }


def _distance(first: Any, second: Any, ddof: int = 1) -> float | None:
    """Difference of means in units of the root of the mean variance."""
    gap, variance = first.mean() - second.mean(), (first.var(ddof=ddof) + second.var(ddof=ddof)) / 2
    if variance > 0:
        return float(gap / sqrt(variance))
    return 0.0 if gap == 0 else None


def _of_categories(first: Any, second: Any) -> float | None:
    """Mahalanobis distance of the indicators of all rows, by the inverse that leaves out the common one."""
    from pandas import concat, get_dummies

    every = get_dummies(concat({0: first.dropna(), 1: second.dropna()}).astype(str)).astype(float)
    one, two = every.loc[0], every.loc[1]
    gap = (one.mean() - two.mean()).to_numpy()
    covariance = (one.cov(ddof=0) + two.cov(ddof=0)).to_numpy() / 2
    return finite(sqrt(max(float(gap @ np.linalg.pinv(covariance) @ gap), 0.0)))
