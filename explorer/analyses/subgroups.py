"""The subgroup forest plot: a stratified hazard ratio in every level of a field, and tests of interaction."""

from __future__ import annotations

from itertools import chain, islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from explorer.analyses.answers import (
    HazardRatio,
    SubgroupAnswer,
    SubgroupBlock,
    SubgroupRow,
    Test,
)
from explorer.analyses.compared import Compared, compared
from explorer.analyses.comparison import (
    arm_column,
    arm_design,
    hazard_ratio,
    strata_labels,
    without_events,
)
from explorer.cohort.cohort import Cohort
from explorer.columns import CategoryColumn
from explorer.question.question import Question
from explorer.study.study import Study, Subgroup
from explorer.survival.counts import Counts, count_cells
from explorer.survival.cox import ChiSquareTest
from explorer.survival.cox_of_counts import coefficients_of_counts, improvements_of_counts
from explorer.survival.risk_sets import RiskSets

Floats = NDArray[np.float64]


class _Counted(NamedTuple):
    """The patients of one field: ``counts`` in every level × arm, and ``by_level`` for each level by arm."""

    group: Subgroup
    strata: tuple[str, ...]
    counts: Counts
    by_level: list[Counts]


def subgroups(cohort: Cohort, question: Question) -> SubgroupAnswer:
    """The forest plot of the selected patients for one arm against the reference.

    Rows are Cox models with all arms, stratified by the study's ``forest_strata`` less the field that defines
    the subgroup (and less those that the question leaves out); the overall row by the question's strata, so
    that it equals the curves' hazard ratio. Interaction: likelihood-ratio test of arm × level against arm
    + level in the same strata, on patients of the tested levels (R: ``anova`` of two ``coxph`` fits).
    """
    study, who = cohort.study, compared(cohort, question)
    sets = _SetsByStrata(cohort, who)
    overall = cohort.by_arm(who.endpoint.id, question.strata, question.selection)
    fields = [_count(cohort, who, group, sets) for group in study.subgroups]
    # The models of all fields are fitted together, which takes small ones a fraction of the time.
    ratios = iter(_hazard_ratios(who, [overall, *chain.from_iterable(each.by_level for each in fields)]))
    overall_row = _row(who, overall, "", "All patients", next(ratios))
    blocks = [
        _block(who, each, list(islice(ratios, len(each.by_level))), *test)
        for each, test in zip(fields, _interactions(who, fields), strict=True)
    ]
    return SubgroupAnswer(
        study=study,
        question=question,
        endpoint=who.endpoint,
        compare=study.arms[who.compare],
        reference=study.arms[study.reference],
        overall=overall_row,
        overall_strata_labels=who.strata_labels,
        blocks=tuple(blocks),
        comparable=who.comparable,
        primary=who.primary,
        synthetic=who.synthetic,
        data_cut=cohort.data_cut,
    )


class _SetsByStrata:
    """The risk sets of the chosen patients, sorted once for all subgroup fields with the same strata."""

    def __init__(self, cohort: Cohort, who: Compared) -> None:
        self._cohort, self._who = cohort, who
        self._sets: dict[tuple[str, ...], RiskSets] = {}

    def of(self, strata: tuple[str, ...]) -> RiskSets:
        """The risk sets within these stratification factors."""
        if strata not in self._sets:
            within = self._cohort.stratified(self._who.endpoint.id, strata)
            self._sets[strata] = within.risk_sets(self._who.known)
        return self._sets[strata]


def _count(cohort: Cohort, who: Compared, group: Subgroup, sets: _SetsByStrata) -> _Counted:
    study, asked = who.study, who.question.strata
    strata = tuple(name for name in study.forest_strata if name != group.field and name in asked)
    column = cohort.columns[group.field]
    assert isinstance(column, CategoryColumn)  # the study was checked when it was read
    n_arms = len(study.arms)
    # Below 0 with every arm where the level is not shown; patients without an arm are not in the sets.
    start = np.full(len(column.levels) + 1, -n_arms, dtype=np.int16)
    for index, level in enumerate(group.levels):
        start[column.all_levels.index(level)] = index * n_arms
    cell = start.take(column.codes, mode="clip") + cohort.arm
    counts = count_cells(sets.of(strata), cell, len(group.levels) * n_arms)
    starts = range(0, len(group.levels) * n_arms, n_arms)
    return _Counted(group, strata, counts, [counts.restrict(range(at, at + n_arms)) for at in starts])


def _hazard_ratios(who: Compared, by_arm: list[Counts]) -> list[HazardRatio]:
    """The arm against the reference in each of these counts by arm."""
    study, question, pair = who.study, who.question, [who.compare, who.study.reference]
    reasons = [
        without_events(counts.events_in_cell[pair], counts.patients[pair], who.endpoint.plural)
        if counts.patients.any()
        else "not in cohort"
        for counts in by_arm
    ]
    design, column = arm_design(study), arm_column(study, who.compare)
    models = [(counts, design) for counts, reason in zip(by_arm, reasons, strict=True) if not reason]
    fits = iter(coefficients_of_counts(models, ties=question.ties, conf_level=question.conf_level))
    return [
        HazardRatio(not_estimable=reason) if reason else hazard_ratio(next(fits), column)
        for reason in reasons
    ]


def _interactions(who: Compared, fields: list[_Counted]) -> list[tuple[Test | None, str]]:
    """For each field the test, or None and why there is none."""
    notes = [_untestable(who.study, each) for each in fields]
    models = [_interaction(who.study, each) for each, note in zip(fields, notes, strict=True) if not note]
    tests = iter(improvements_of_counts(models, ties=who.question.ties))
    return [(None, note) if note else _tested(next(tests)) for note in notes]


def _tested(test: ChiSquareTest | None) -> tuple[Test | None, str]:
    if test is None:
        return None, "no test: not estimable in these strata"
    return Test(float(test.statistic), test.df, float(test.p)), ""


def _tested_levels(study: Study, counted: _Counted) -> list[int]:
    untested = counted.group.untested
    levels = enumerate(zip(counted.group.levels, counted.by_level, strict=True))
    return [index for index, (level, counts) in levels if level not in untested and counts.patients.any()]


def _untestable(study: Study, counted: _Counted) -> str:
    """Why there is no test of interaction, "" when there is one."""
    tested = _tested_levels(study, counted)
    if len(tested) < 2:
        return "no test: fewer than two levels in the cohort"
    if not all(counted.by_level[index].events_in_cell.all() for index in tested):
        return "no test: a level has an arm without events"
    return ""


def _interaction(study: Study, counted: _Counted) -> tuple[Counts, Floats, Floats]:
    """The counts of the tested levels, the design of arm + level in them, and that of arm × level."""
    tested, n_arms = _tested_levels(study, counted), len(study.arms)
    cells = [index * n_arms + arm for index in tested for arm in range(n_arms)]
    arms = np.tile(arm_design(study), (len(tested), 1))
    levels = np.repeat(np.eye(len(tested))[:, 1:], n_arms, axis=0)
    products = (levels[:, :, None] * arms[:, None, :]).reshape(len(cells), -1)
    counts = counted.counts.restrict(cells) if len(tested) < len(counted.by_level) else counted.counts
    return counts, np.hstack([arms, levels]), products


def _block(
    who: Compared, counted: _Counted, ratios: list[HazardRatio], interaction: Test | None, note: str
) -> SubgroupBlock:
    group, field = counted.group, who.study.field(counted.group.field)
    rows = tuple(
        _row(who, counts, level, field.level_label(level), ratio)
        for level, counts, ratio in zip(group.levels, counted.by_level, ratios, strict=True)
    )
    return SubgroupBlock(
        field, group.post_hoc, rows, interaction, note, strata_labels(who.study, counted.strata)
    )


def _row(who: Compared, counts: Counts, level: str, label: str, ratio: HazardRatio) -> SubgroupRow:
    compare, reference = who.compare, who.study.reference
    patients, events = counts.patients.tolist(), counts.events_in_cell.tolist()
    return SubgroupRow(
        level=level,
        label=label,
        n=sum(patients),
        events=sum(events),
        compare_n=patients[compare],
        compare_events=events[compare],
        reference_n=patients[reference],
        reference_events=events[reference],
        hazard_ratio=ratio,
        in_cohort=any(patients),
    )
