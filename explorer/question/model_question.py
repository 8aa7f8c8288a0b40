"""What is asked of a model: the question of every analysis, and the covariates beside treatment."""

from __future__ import annotations

from dataclasses import dataclass, replace

from explorer.errors import AnalysisError, nearest
from explorer.question.question import Question
from explorer.study.covariates import wrong_covariate
from explorer.study.models import Covariate
from explorer.study.study import Study


@dataclass(frozen=True, slots=True)
class ModelQuestion:
    """A Cox model of treatment and ``covariates``, stratified by ``question.strata``.

    ``interaction``: the field of the covariate by which the effect of treatment may differ, "" for none.
    """

    question: Question
    covariates: tuple[Covariate, ...] = ()
    interaction: str = ""


def study_model(study: Study, question: Question, id: str) -> ModelQuestion:
    """The question with a model of the study, one click away.

    Raises:
        AnalysisError: the study has no model of that id; names the nearest.
    """
    for model in study.models:
        if model.id == id:
            strata = question.strata if model.strata is None else model.strata
            return ModelQuestion(replace(question, strata=strata), model.covariates)
    raise AnalysisError(f'The study has no model "{id}"; {nearest(id, [model.id for model in study.models])}')


def check_model_question(study: Study, asked: ModelQuestion) -> None:
    """Check that a model can be asked of a study.

    Raises:
        AnalysisError: a covariate cannot enter as it should, enters twice, or the interaction is with a field
            that is no covariate; says what to change.
    """
    fields = [covariate.field for covariate in asked.covariates]
    for covariate in asked.covariates:
        key, why = wrong_covariate(study, covariate)
        if key:
            where = "" if key == "field" else f"{study.field(covariate.field).name}, {key}: "
            raise AnalysisError(f"{where}{why}")
        if fields.count(covariate.field) > 1:
            raise AnalysisError(f"{study.field(covariate.field).name} enters the model twice; remove one.")
    if asked.interaction and asked.interaction not in fields:
        raise AnalysisError(
            f'The interaction of treatment is with "{asked.interaction}", which is no covariate of this '
            "model; add it first."
        )
