"""Baseline characteristics by arm and in total: Table 1 of a trial. Counts and summaries, never a P value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from explorer.analyses.baseline_answer import (
    BaselineAnswer,
    BaselineBlock,
    BaselineCell,
    BaselineColumn,
    BaselineRow,
)
from explorer.analyses.compared import compared
from explorer.cohort.cohort import Cohort
from explorer.columns import CategoryColumn, Mask, NumberColumn
from explorer.question.options import BaselineOptions
from explorer.question.question import Question
from explorer.statistics.quantiles import Distribution, describe
from explorer.statistics.standardized import (
    difference_of_categories,
    difference_of_means,
    difference_of_shares,
)
from explorer.study.reporting import BaselineItem, LevelGroup, Summary
from explorer.study.study import Field
from explorer.text import NONE, count, counted, interval, number, percent

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class _Frame:
    """What every block needs: the patients of each column, and which columns are compared."""

    cohort: Cohort
    options: BaselineOptions
    members: tuple[Mask, ...]
    compare: int
    reference: int

    @property
    def sizes(self) -> list[int]:
        return [int(mask.sum()) for mask in self.members]


def baseline(cohort: Cohort, question: Question) -> BaselineAnswer:
    """Table 1 of the selected patients, with the rows of the study.

    ``question.baseline`` says how it is written. Patients without an arm count in the total only. Quantiles
    as R's ``quantile``; differences as Austin 2009.
    """
    study, who = cohort.study, compared(cohort, question)
    members = [who.chosen & (cohort.arm == index) for index in range(len(study.arms))]
    frame = _Frame(cohort, question.baseline, (*members, who.chosen), who.compare, study.reference)
    labels = [(arm.short, arm) for arm in study.arms] + [("Total", None)]
    columns = tuple(
        BaselineColumn(label, arm, n) for (label, arm), n in zip(labels, frame.sizes, strict=True)
    )
    blocks = tuple(_block(frame, item) for item in study.baseline)
    return BaselineAnswer(
        study=study,
        question=question,
        columns=columns,
        blocks=blocks,
        compare=study.arms[who.compare],
        reference=study.arms[study.reference],
        comparable=who.comparable,
        primary=who.primary,
        synthetic=who.synthetic,
        notes=_notes(frame, blocks, columns, who.comparable),
        data_cut=cohort.data_cut,
    )


def _block(frame: _Frame, item: BaselineItem) -> BaselineBlock:
    field, column = frame.cohort.study.field(item.field), frame.cohort.columns[item.field]
    present = column.present
    known = [int((mask & present).sum()) for mask in frame.members]
    difference = None
    if isinstance(column, NumberColumn):
        rows, difference = _number_rows(frame, item, field, column, known)
    else:
        assert isinstance(column, CategoryColumn)  # the study was checked when it was read
        rows, difference = _category_rows(frame, item, field, column, known)
    missing = [n - value for n, value in zip(frame.sizes, known, strict=True)]
    if any(missing):
        of = frame.sizes if frame.options.percent_of == "all" else [0] * len(missing)
        rows.append(BaselineRow("missing", field.missing, _counts(missing, of)))
    text = _known_text(known) if any(missing) else ""
    return BaselineBlock(field, item.label or field.label, tuple(known), text, tuple(rows), difference)


def _known_text(known: Sequence[int]) -> str:
    """``known for 71, 72 and 143 patients``, in the order of the columns."""
    return f"known for {', '.join(count(n) for n in known[:-1])} and {count(known[-1])} patients"


def _number_rows(
    frame: _Frame, item: BaselineItem, field: Field, column: NumberColumn, known: Sequence[int]
) -> tuple[list[BaselineRow], float | None]:
    kind = frame.options.quantile_type
    found = [describe(column.values[mask], kind) for mask in frame.members]
    summary = frame.options.summary or item.summary
    rows = []
    if summary != "none":
        digits = _digits(item, column.values[column.present])
        cells = tuple(BaselineCell(_summary(each, summary, *digits), distribution=each) for each in found)
        unit = f", {field.unit}" if field.unit else ""
        rows.append(BaselineRow("summary", _SUMMARY_LABELS[summary] + unit, cells))
    if item.cuts:
        place = np.searchsorted(item.cuts, column.values, side="right")
        place[~column.present] = len(item.cuts) + 1
        counts = [np.bincount(place[mask], minlength=len(item.cuts) + 2)[:-1] for mask in frame.members]
        rows += _count_rows(frame, _cut_labels(item, field), np.array(counts), known)
    if not frame.options.differences:
        return rows, None
    return rows, difference_of_means(found[frame.compare], found[frame.reference])


def _category_rows(
    frame: _Frame, item: BaselineItem, field: Field, column: CategoryColumn, known: Sequence[int]
) -> tuple[list[BaselineRow], float | None]:
    # A level that no patient of the whole file has, such as a performance status of 4, is no row.
    ever = np.bincount(column.codes, minlength=len(column.levels) + 1)
    grouped = {level for group in item.groups for level in group.levels}
    alone = [
        LevelGroup(field.level_label(level), (level,))
        for code, level in enumerate(column.levels)
        if level not in grouped and ever[code]
    ]
    groups = (*item.groups, *alone)
    counts = np.zeros((len(frame.members), len(groups)), dtype=np.int64)
    for place, mask in enumerate(frame.members):
        by_level = np.bincount(column.codes[mask], minlength=len(column.levels) + 1)
        for index, group in enumerate(groups):
            counts[place, index] = sum(by_level[column.levels.index(level)] for level in group.levels)
    rows = _count_rows(frame, [group.label for group in groups], counts, known)
    if not frame.options.differences:
        return rows, None
    return rows, difference_of_categories(counts[frame.compare], counts[frame.reference])


def _count_rows(
    frame: _Frame, labels: Sequence[str], counts: Integers, known: Sequence[int]
) -> list[BaselineRow]:
    """A row for each label; ``counts`` (columns, rows)."""
    of = frame.sizes if frame.options.percent_of == "all" else list(known)
    rows = []
    for index, label in enumerate(labels):
        values = counts[:, index].tolist()
        difference = None
        if frame.options.differences:
            a, b = frame.compare, frame.reference
            difference = difference_of_shares(values[a], known[a], values[b], known[b])
        rows.append(BaselineRow("count", label, _counts(values, of), difference))
    return rows


def _counts(values: Sequence[int], of: Sequence[int]) -> tuple[BaselineCell, ...]:
    cells = []
    for n, whole in zip(values, of, strict=True):
        share = n / whole if whole else None
        cells.append(BaselineCell(count(n) if share is None else f"{count(n)} ({percent(share)})", n, share))
    return tuple(cells)


_SUMMARY_LABELS: dict[Summary, str] = {
    "median_range": "Median (range)",
    "median_iqr": "Median (IQR)",
    "mean_sd": "Mean (SD)",
}


def _digits(item: BaselineItem, values: NDArray[np.float64]) -> tuple[int, int]:
    """The decimals of the values of a field, at most three, and of its range, unless the study gives them."""
    exact = (digits for digits in range(3) if np.allclose(values, np.round(values, digits), 0, 1e-9))
    digits = next(exact, 3) if item.digits is None else item.digits
    return digits, digits if item.limit_digits is None else item.limit_digits


def _summary(found: Distribution, summary: Summary, digits: int, limit_digits: int) -> str:
    if not found.n:
        return NONE
    if summary == "mean_sd":
        return f"{number(found.mean, digits + 1)} ({number(found.sd, digits + 1)})"
    median = _as_recorded(found.median, digits)
    if summary == "median_iqr":
        quartiles = [_as_recorded(value, digits) for value in (found.lower_quartile, found.upper_quartile)]
        return f"{median} ({interval(*quartiles)})"
    limits = [number(value, limit_digits) for value in (found.minimum, found.maximum)]
    return f"{median} ({interval(*limits)})"


def _as_recorded(value: float | None, digits: int) -> str:
    """With the decimals of what was recorded, and one more where a value lies between two of them."""
    exact = value is None or abs(value * 10**digits - round(value * 10**digits)) < 1e-9
    return number(value, digits if exact else digits + 1)


def _cut_labels(item: BaselineItem, field: Field) -> list[str]:
    times = "× " if field.unit[:1].isdigit() else ""
    unit = f" {times}{field.unit}" if field.unit else ""
    cuts = [f"{cut:g}" for cut in item.cuts]
    between = [f"{low} to <{high}{unit}" for low, high in pairwise(cuts)]
    return [f"<{cuts[0]}{unit}", *between, f"≥{cuts[-1]}{unit}"]


def _notes(
    frame: _Frame, blocks: Sequence[BaselineBlock], columns: Sequence[BaselineColumn], comparable: bool
) -> tuple[str, ...]:
    options = frame.options
    if options.percent_of == "all":
        notes = ["Percentages are of all patients of the column."]
        if any(block.known_text for block in blocks):
            notes = ["Percentages are of all patients of the column; missing values have their own row."]
    else:
        notes = ["Percentages are of the patients of the column whose value is known."]
    quartiles = any(row.label.startswith("Median (IQR)") for block in blocks for row in block.rows)
    if quartiles:
        like = "as R" if options.quantile_type == 7 else "as SAS"
        notes.append(f"IQR: from the first to the third quartile, type {options.quantile_type} ({like}).")
    if options.differences:
        arms = frame.cohort.study.arms
        notes.append(
            f"Standardized difference: {arms[frame.compare].short} less {arms[frame.reference].short}, in "
            "standard deviations, among known values (Austin 2009; several categories: Yang & Dalton 2012)."
        )
    if not comparable:
        notes.append("Some of the selected patients were not randomized: the arms may differ by selection.")
    without = columns[-1].n - sum(column.n for column in columns[:-1])
    if without:
        notes.append(f"{counted(without, 'selected patient')} without an arm: in the total only.")
    return tuple(notes)
