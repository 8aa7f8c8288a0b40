"""The three linked views of the Overview, in one call."""

from __future__ import annotations

from explorer.analyses.answers import Analysis
from explorer.analyses.flow import flow
from explorer.analyses.subgroups import subgroups
from explorer.analyses.survival import survival
from explorer.cohort.cohort import Cohort
from explorer.question.question import Question


def analyze(cohort: Cohort, question: Question) -> Analysis:
    """Flow, curves and subgroups for one question."""
    return Analysis(
        question=question,
        flow=flow(cohort, question),
        survival=survival(cohort, question),
        subgroups=subgroups(cohort, question),
    )
