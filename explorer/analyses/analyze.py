"""Everything that the window shows for one question, in one call."""

from __future__ import annotations

from explorer.analyses.answers import Analysis
from explorer.analyses.facets import facets
from explorer.analyses.flow import flow
from explorer.analyses.subgroups import subgroups
from explorer.analyses.survival import survival
from explorer.cohort import Cohort
from explorer.question import Question


def analyze(cohort: Cohort, question: Question) -> Analysis:
    """All answers to one question."""
    return Analysis(
        question=question,
        facets=facets(cohort, question),
        flow=flow(cohort, question),
        survival=survival(cohort, question),
        subgroups=subgroups(cohort, question),
    )
