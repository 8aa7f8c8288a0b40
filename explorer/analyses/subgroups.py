"""The subgroup forest plot: a stratified hazard ratio in every level of a field, and tests of interaction."""

from __future__ import annotations

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
    strata_codes,
    strata_labels,
    without_events,
)
from explorer.cohort.cohort import Cohort
from explorer.columns import CategoryColumn
from explorer.question.question import Question
from explorer.study.study import Study, Subgroup
from explorer.survival.counts import Counts, count_cells
from explorer.survival.cox import cox_of_counts, improvement_of_counts
from explorer.survival.risk_sets import RiskSets, risk_sets

Floats = NDArray[np.float64]


def subgroups(cohort: Cohort, question: Question) -> SubgroupAnswer:
    """The forest plot of the selected patients for one arm against the reference.

    Rows are Cox models with all arms, stratified by the study's ``forest_strata`` less the field that defines
    the subgroup (and less those that the question leaves out); the overall row by the question's strata, so
    that it equals the curves' hazard ratio. Interaction: likelihood-ratio test of arm × level against arm
    + level in the same strata, on patients of the tested levels (R: ``anova`` of two ``coxph`` fits).
    """
    study, who = cohort.study, compared(cohort, question)
    sets = _SetsByStrata(cohort, who)
    counts = count_cells(sets.of(question.strata), cohort.arm, len(study.arms))
    return SubgroupAnswer(
        study=study,
        question=question,
        endpoint=who.endpoint,
        compare=study.arms[who.compare],
        reference=study.arms[study.reference],
        overall=_row(who, counts, "", "All patients"),
        overall_strata_labels=who.strata_labels,
        blocks=tuple(_block(cohort, who, group, sets) for group in study.subgroups),
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
            codes = strata_codes(self._cohort, strata)
            self._sets[strata] = risk_sets(self._who.outcome, self._who.known, codes)
        return self._sets[strata]


def _block(cohort: Cohort, who: Compared, group: Subgroup, sets: _SetsByStrata) -> SubgroupBlock:
    study, question, field = who.study, who.question, who.study.field(group.field)
    strata = tuple(name for name in study.forest_strata if name != group.field and name in question.strata)
    column = cohort.columns[group.field]
    assert isinstance(column, CategoryColumn)  # the study was checked when it was read
    n_arms = len(study.arms)
    place = np.full(len(column.levels) + 1, -1, dtype=np.int16)
    for index, level in enumerate(group.levels):
        place[column.all_levels.index(level)] = index
    level_index = place[column.codes]
    cell = np.where((level_index >= 0) & (cohort.arm >= 0), level_index * n_arms + cohort.arm, -1)
    counts = count_cells(sets.of(strata), cell.astype(np.int16), len(group.levels) * n_arms)
    rows = tuple(
        _row(
            who,
            counts.restrict(range(index * n_arms, (index + 1) * n_arms)),
            level,
            field.level_label(level),
        )
        for index, level in enumerate(group.levels)
    )
    interaction, note = _interaction(study, question, group, counts)
    return SubgroupBlock(field, group.post_hoc, rows, interaction, note, strata_labels(study, strata))


def _row(who: Compared, counts: Counts, level: str, label: str) -> SubgroupRow:
    study, question, compare = who.study, who.question, who.compare
    events = counts.events_in_cell
    pair = [compare, study.reference]
    patients = int(counts.patients.sum())
    if not patients:
        ratio = HazardRatio(not_estimable="not in cohort")
    elif reason := without_events(events[pair], counts.patients[pair], who.endpoint.plural):
        ratio = HazardRatio(not_estimable=reason)
    else:
        fit = cox_of_counts(counts, arm_design(study), ties=question.ties, conf_level=question.conf_level)
        ratio = hazard_ratio(fit, arm_column(study, compare))
    return SubgroupRow(
        level=level,
        label=label,
        n=patients,
        events=int(events.sum()),
        compare_n=int(counts.patients[compare]),
        compare_events=int(events[compare]),
        reference_n=int(counts.patients[study.reference]),
        reference_events=int(events[study.reference]),
        hazard_ratio=ratio,
        in_cohort=patients > 0,
    )


def _interaction(
    study: Study, question: Question, group: Subgroup, counts: Counts
) -> tuple[Test | None, str]:
    """The test, or None and why there is none."""
    n_arms = len(study.arms)
    tested = [
        index
        for index, level in enumerate(group.levels)
        if level not in group.untested and counts.patients[index * n_arms : (index + 1) * n_arms].any()
    ]
    if len(tested) < 2:
        return None, "no test: fewer than two levels in the cohort"
    cells = [index * n_arms + arm for index in tested for arm in range(n_arms)]
    chosen = counts.restrict(cells)
    if not chosen.events_in_cell.all():
        return None, "no test: a level has an arm without events"
    arms = np.tile(arm_design(study), (len(tested), 1))
    levels = np.repeat(np.eye(len(tested))[:, 1:], n_arms, axis=0)
    products = (levels[:, :, None] * arms[:, None, :]).reshape(len(cells), -1)
    test = improvement_of_counts(chosen, np.hstack([arms, levels]), products, ties=question.ties)
    if test is None or not test.df:
        return None, "no test: not estimable in these strata"
    return Test(float(test.statistic), test.df, float(test.p)), ""
