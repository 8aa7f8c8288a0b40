"""What stands around every page: the filters' counts, whether arms may be compared, where curves end."""

from __future__ import annotations

from explorer.analyses.answers import PanelAnswer
from explorer.analyses.comparison import all_randomized
from explorer.analyses.facets import facets
from explorer.analyses.survival import automatic_horizon
from explorer.cohort import Cohort
from explorer.question import Question


def panel(cohort: Cohort, question: Question) -> PanelAnswer:
    """The surroundings of a page, for one question."""
    study = cohort.study
    return PanelAnswer(
        facets=facets(cohort, question),
        comparable=all_randomized(cohort, cohort.choose(question.selection)),
        primary=question.selection == study.population,
        horizon=question.horizon or automatic_horizon(cohort, study.endpoint(question.endpoint)),
    )
