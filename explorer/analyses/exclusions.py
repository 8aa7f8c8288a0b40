"""What was excluded and why: from the rows of the file to the patients who are compared, step by step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.cohort.cohort import Cohort
from explorer.problem import Problem
from explorer.question.question import Question
from explorer.question.where import describe_criterion
from explorer.study.study import Study


@dataclass(frozen=True, slots=True)
class Step:
    """Patients (or rows) that are left after a step; ``kind`` is ``kept`` for them, ``out`` for those who
    went."""

    label: str
    n: int
    kind: str = "kept"


@dataclass(frozen=True, slots=True, eq=False)
class ExclusionsAnswer:
    """The steps in order, each ``kept`` being the one before it less the ``out`` in between.

    ``problems`` are the remarks on the file, the ones that left something out first.
    """

    study: Study
    question: Question
    steps: tuple[Step, ...]
    problems: tuple[Problem, ...]


def exclusions(cohort: Cohort, question: Question) -> ExclusionsAnswer:
    """Count who drops out at reading, at each filter in turn, for want of an arm, and for want of the
    endpoint."""
    study, source = cohort.study, cohort.source
    endpoint = study.endpoint(question.endpoint)
    steps = [Step("Rows in the file", source.rows_read)]
    if source.rows_left_out:
        steps.append(Step("left out while the file was read", source.rows_left_out, "out"))
    more = source.rows_read - source.rows_left_out - cohort.n
    if more:
        steps.append(Step("further rows of the same patients", more, "out"))
    steps.append(Step("Patients", cohort.n))
    left = np.ones(cohort.n, dtype=np.bool_)
    for criterion in question.selection.criteria:
        kept = left & criterion.mask(cohort.columns[criterion.field])
        steps.append(Step(f"not {describe_criterion(criterion, study)}", int((left & ~kept).sum()), "out"))
        left = kept
    steps.append(Step("Selected patients", int(left.sum())))
    steps.append(Step("without an arm", int((left & (cohort.arm < 0)).sum()), "out"))
    left &= cohort.arm >= 0
    unknown = np.isnan(cohort.outcomes[endpoint.id].duration)
    steps.append(Step(f"without {endpoint.label.lower()}", int((left & unknown).sum()), "out"))
    steps.append(Step("Patients compared", int((left & ~unknown).sum())))
    order = {"error": 0, "warning": 1, "note": 2}
    problems = sorted(cohort.problems, key=lambda problem: order[problem.severity])
    return ExclusionsAnswer(study, question, tuple(steps), tuple(problems))
