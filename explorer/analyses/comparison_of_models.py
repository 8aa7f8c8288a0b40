"""The hazard ratio of treatment under several models, side by side."""

from __future__ import annotations

from dataclasses import replace

from explorer.analyses.compared import compared
from explorer.analyses.comparison import strata_labels
from explorer.analyses.model import model
from explorer.analyses.model_answers import ComparedModel, ComparisonOfModels
from explorer.analyses.time_varying import time_varying
from explorer.cohort.cohort import Cohort
from explorer.question.model_question import ModelQuestion, study_model
from explorer.question.question import Question
from explorer.study.study import Study
from explorer.text import listed


def comparison_of_models(
    cohort: Cohort, question: Question, own: ModelQuestion | None = None
) -> ComparisonOfModels:
    """Treatment alone, without and with strata; each model and each time-varying event of the study.

    ``own`` is a further model, that of the user. A time-varying event is left out where the endpoint does not
    count from a date.

    Raises:
        AnalysisError: ``own`` cannot be asked of this study.
        SelectionError: the study has no such endpoint or field.
    """
    study, who = cohort.study, compared(cohort, question)
    alone = ModelQuestion(replace(question, strata=()))
    models = [_model(cohort, "unstratified", "Unstratified", alone)]
    if question.strata:
        models.append(_model(cohort, "stratified", "Stratified", ModelQuestion(question)))
    main = len(models) - 1
    models += [
        _model(cohort, declared.id, declared.label, study_model(study, question, declared.id))
        for declared in study.models
    ]
    if who.endpoint.start:
        models += [_with_event(cohort, question, declared.id) for declared in study.time_varying]
    if own is not None:
        models.append(_model(cohort, "own", "Model on screen", own))
    return ComparisonOfModels(
        study=study,
        question=question,
        endpoint=who.endpoint,
        compare=study.arms[who.compare],
        reference=study.arms[study.reference],
        models=tuple(models),
        main=main,
        comparable=who.comparable,
        primary=who.primary,
        synthetic=who.synthetic,
        data_cut=cohort.data_cut,
    )


def _model(cohort: Cohort, id: str, label: str, asked: ModelQuestion) -> ComparedModel:
    answer = model(cohort, replace(asked, interaction=""))
    names = [cohort.study.field(covariate.field).name for covariate in asked.covariates]
    detail = _detail(cohort.study, names, asked.question.strata)
    return ComparedModel(id, label, detail, answer.n, answer.events, answer.hazard_ratio)


def _with_event(cohort: Cohort, question: Question, id: str) -> ComparedModel:
    answer = time_varying(cohort, replace(question, models=replace(question.models, event=id)))
    event = answer.event
    detail = _detail(cohort.study, [f"{event.label} (time-varying)"], answer.question.strata)
    return ComparedModel(event.id, event.label, detail, answer.n, answer.events, answer.hazard_ratio)


def _detail(study: Study, names: list[str], strata: tuple[str, ...]) -> str:
    """What beside treatment is in the model, in words."""
    parts = [f"adjusted for {listed(names, most=20)}"] if names else []
    if strata:
        parts.append(f"stratified by {listed(strata_labels(study, strata))}")
    return "; ".join(parts) or "treatment alone"
