"""The models page: which model its options ask for, what answers them, and what may be said of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite

import numpy as np

from explorer.analyses.comparison_of_models import comparison_of_models
from explorer.analyses.model import model
from explorer.analyses.model_answers import (
    ComparisonOfModels,
    ModelAnswer,
    ProportionalityAnswer,
    TimeVaryingAnswer,
)
from explorer.analyses.proportionality import proportionality
from explorer.analyses.time_varying import time_varying
from explorer.cohort.cohort import Cohort
from explorer.columns import CategoryColumn, Mask, NumberColumn
from explorer.errors import AnalysisError
from explorer.question.model_question import ModelQuestion, study_model
from explorer.question.question import Question
from explorer.statistics.quantiles import quantile
from explorer.study.covariates import usual_covariate
from explorer.study.models import Covariate, Enters
from explorer.study.study import Field, Study


@dataclass(frozen=True, slots=True)
class NoModel:
    """Why a view of the models page has nothing to show, and what to add."""

    study: Study
    reason: str


ModelsAnswer = ModelAnswer | ProportionalityAnswer | TimeVaryingAnswer | ComparisonOfModels | NoModel


def models(cohort: Cohort, question: Question) -> ModelsAnswer:
    """Answer what the options of the models page ask, in words where the study or the data have no answer.

    Raises:
        SelectionError: the study has no such endpoint or field.
    """
    options, study = question.models, cohort.study
    try:
        if options.view == "comparison":
            own = asked_model(study, question) if options.model == "" and options.covariates else None
            return comparison_of_models(cohort, question, own)
        if options.view == "time-varying":
            return time_varying(cohort, question)
        asked = asked_model(study, question)
        if options.view == "proportionality":
            return proportionality(cohort, replace(asked, interaction=""))
        return model(cohort, asked)
    except AnalysisError as error:
        return NoModel(study, str(error))


def asked_model(study: Study, question: Question) -> ModelQuestion:
    """The model that the options choose: one of the study's, or the reader's own.

    Raises:
        AnalysisError: the study has no model of that id.
    """
    options = question.models
    id = options.model
    if id is None:
        id = study.models[0].id if study.models else ""
    asked = study_model(study, question, id) if id else ModelQuestion(question, options.covariates)
    return replace(asked, interaction=options.interaction)


def candidates(cohort: Cohort) -> tuple[Field, ...]:
    """The fields that may enter a model: known by randomization, and not the same for all patients of the
    analysis population."""
    study = cohort.study
    chosen = cohort.choose(study.population)
    return tuple(
        field
        for field in study.fields
        if field.kind in ("number", "category")
        and field.known != "after"
        and field.id != study.arm_field
        and _varies(cohort, field, chosen)
    )


def own_covariates(cohort: Cohort, question: Question) -> tuple[Covariate, ...]:
    """The covariates from which a reader's own model starts: those of the model on screen."""
    try:
        return asked_model(cohort.study, question).covariates
    except AnalysisError:
        return ()


def covariate_of(cohort: Cohort, field: Field, enters: Enters | None = None) -> Covariate:
    """A field as it enters the study's models, else as usual; or a number as asked: per doubling, in groups.

    The groups are cut at the study's own bounds where it has some, otherwise at the quartiles of the analysis
    population, so that they do not move with the filters.
    """
    for declared in (each for known in cohort.study.models for each in known.covariates):
        if declared.field == field.id and enters in (None, declared.enters):
            return declared
    if field.kind != "number" or enters in (None, "continuous"):
        return usual_covariate(field)
    if enters == "log":
        return Covariate(field.id, "log", per=2.0)
    return Covariate(field.id, "categories", cuts=_cuts(cohort, field))


def _varies(cohort: Cohort, field: Field, chosen: Mask) -> bool:
    column = cohort.columns[field.id]
    if isinstance(column, CategoryColumn):
        return len(np.unique(column.codes[chosen & column.present])) > 1
    if isinstance(column, NumberColumn):
        values = column.values[chosen & column.present]
        return len(values) > 0 and bool(np.ptp(values) > 0)
    return False


def _cuts(cohort: Cohort, field: Field) -> tuple[float, ...]:
    declared = {preset.range.low for preset in field.presets if isfinite(preset.range.low)}
    if declared:
        return tuple(sorted(declared))
    column = cohort.columns[field.id]
    assert isinstance(column, NumberColumn)  # only numbers are cut
    values = column.values[cohort.choose(cohort.study.population)]
    quartiles = (quantile(values, share) for share in (0.25, 0.5, 0.75))
    return tuple(sorted({float(f"{cut:.3g}") for cut in quartiles if cut is not None}))
