"""The three linked views of the Overview, in one call."""

from __future__ import annotations

from explorer.analyses.answers import OverviewAnswer
from explorer.analyses.flow import flow
from explorer.analyses.subgroups import subgroups
from explorer.analyses.survival import survival
from explorer.cohort.cohort import Cohort
from explorer.question.question import Question


def overview(cohort: Cohort, question: Question) -> OverviewAnswer:
    """Flow, curves and subgroups for one question."""
    return OverviewAnswer(
        flow=flow(cohort, question),
        survival=survival(cohort, question),
        subgroups=subgroups(cohort, question),
    )
