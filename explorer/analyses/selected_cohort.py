"""What stands around every page: the filters' counts, whether arms may be compared, where curves end."""

from __future__ import annotations

from explorer.analyses.answers import SelectedCohort
from explorer.analyses.compared import compared
from explorer.analyses.facets import facets
from explorer.cohort.cohort import Cohort
from explorer.question.question import Question
from explorer.selection import Selection
from explorer.study.study import Study


def selected_cohort(cohort: Cohort, question: Question) -> SelectedCohort:
    """The surroundings of a page, for one question."""
    who = compared(cohort, question)
    return SelectedCohort(
        facets=facets(cohort, question),
        comparable=who.comparable,
        primary=who.primary,
        horizon=who.horizon,
        after_randomization=after_randomization(cohort.study, question),
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
