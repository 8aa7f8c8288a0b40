"""The subgroup forest plot computed again by lifelines: every row, and the tests of interaction."""

from __future__ import annotations

import numpy as np

from explorer.analyses.answers import SubgroupBlock
from explorer.analyses.comparison import arm_design
from explorer.analyses.subgroups import subgroups
from explorer.cohort.cohort import Cohort
from explorer.cohort.strata import strata_codes
from explorer.columns import one_of
from explorer.question.question import Question
from explorer.study.study import Subgroup
from explorer.verification.cox_fit import Patients, Rows, fit_cox
from explorer.verification.opinion import Lines, TwoNumbers, ratio_lines


def subgroup_lines(cohort: Cohort, question: Question) -> Lines:
    """The overall row of the forest plot, and every level of every subgroup."""
    forest, patients = subgroups(cohort, question), Patients(cohort, question)
    study, compare = forest.study, cohort.study.arm_index(forest.compare.id)
    fit, note = patients.fit_arms(patients.known, question.strata)
    ratio = patients.ratio(fit, compare)
    yield from ratio_lines(forest.overall.label, forest.overall.hazard_ratio, ratio, note, p=False)
    for group, block in zip(study.subgroups, forest.blocks, strict=True):
        strata = tuple(id for id in study.forest_strata if id != group.field and id in question.strata)
        for row in block.rows:
            name = f"{block.field.name}: {row.label}"
            if row.hazard_ratio.not_estimable:
                yield TwoNumbers(f"HR, {name}", None, None, row.hazard_ratio.not_estimable)
                continue
            members = patients.known & one_of(cohort.columns[group.field], frozenset({row.level}))
            fit, note = patients.fit_arms(members, strata)
            yield from ratio_lines(name, row.hazard_ratio, patients.ratio(fit, compare), note, p=False)
        yield from _interaction(patients, group, block, strata)


def _interaction(patients: Patients, group: Subgroup, block: SubgroupBlock, strata: tuple[str, ...]) -> Lines:
    """The likelihood ratio test of arm × level, by two fits of lifelines."""
    name = f"Interaction χ², {block.field.name}"
    if block.interaction is None:
        yield TwoNumbers(name, None, None, block.interaction_note)
        return
    column, cohort = patients.cohort.columns[group.field], patients.cohort
    tested = [row.level for row in block.rows if row.in_cohort and row.level not in group.untested]
    members = patients.known & one_of(column, frozenset(tested))
    arms = arm_design(cohort.study)[cohort.arm[members]]
    levels = [one_of(column, frozenset({level}))[members].astype(np.float64) for level in tested[1:]]
    products = [arm * level for arm in arms.T for level in levels]
    codes = strata_codes(cohort.columns, strata)
    fits = []
    for added in ([], products):
        design = np.column_stack((arms, *levels, *added))
        stratum = None if codes is None else codes[members]
        rows = Rows(design, patients.duration[members], patients.event[members], stratum)
        fits.append(fit_cox(patients.question, rows))
    (smaller, _), (larger, note) = fits
    gain = 2.0 * (larger.log_likelihood - smaller.log_likelihood) if larger and smaller else None
    yield TwoNumbers(name, block.interaction.chi2, gain, note)
