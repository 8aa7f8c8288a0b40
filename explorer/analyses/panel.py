"""What stands around every page: the filters' counts, whether arms may be compared, where curves end."""

from __future__ import annotations

from explorer.analyses.answers import PanelAnswer
from explorer.analyses.comparison import all_randomized
from explorer.analyses.facets import facets
from explorer.analyses.survival import automatic_horizon
from explorer.cohort.cohort import Cohort
from explorer.question.question import Question
from explorer.selection import Selection
from explorer.study.study import Study


def panel(cohort: Cohort, question: Question) -> PanelAnswer:
    """The surroundings of a page, for one question."""
    study = cohort.study
    return PanelAnswer(
        facets=facets(cohort, question),
        comparable=all_randomized(cohort, cohort.choose(question.selection)),
        primary=cohort.is_primary(question.selection),
        horizon=question.horizon or automatic_horizon(cohort, study.endpoint(question.endpoint)),
        after_randomization=after_randomization(study, question),
    )


def after_randomization(study: Study, question: Question) -> tuple[str, ...]:
    """The fields that select patients, or adjust a model, by what happened after randomization.

    Patients must live long enough to have such a value: arms compared among them, or curves by it, are biased
    by immortal time (Suissa 2008).
    """
    adjusting = (covariate.field for covariate in question.models.covariates)
    used = dict.fromkeys((*question.selection.fields, *adjusting))
    return tuple(id for id in used if _is_known_after(study, id))


def selected_after_randomization(study: Study, selection: Selection) -> tuple[str, ...]:
    """Of those fields the ones that select the patients, by name."""
    used = dict.fromkeys(selection.fields)
    return tuple(study.field(id).name for id in used if _is_known_after(study, id))


def _is_known_after(study: Study, id: str) -> bool:
    """Whether a field, or one that it is derived from, is known only after randomization."""
    field = study.field(id)
    sources = (name for rule in field.rules for name in rule.where.fields)
    return field.known == "after" or any(_is_known_after(study, name) for name in sources)
