"""The Models page computed again by lifelines: the fitted model, its checks, and the models side by side."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from explorer.analyses.answers import Test
from explorer.analyses.comparison import arm_column
from explorer.analyses.model_answers import (
    ComparisonOfModels,
    Interaction,
    ModelAnswer,
    ModelTerm,
    ProportionalityAnswer,
    TimeVaryingAnswer,
)
from explorer.analyses.model_data import ModelData, model_data
from explorer.analyses.models import asked_model, models
from explorer.cohort.cohort import Cohort
from explorer.question.model_question import ModelQuestion, study_model
from explorer.question.question import Question
from explorer.verification.cox_fit import Floats, Rows, TheirFit, fit_cox
from explorer.verification.opinion import Lines, TwoNumbers, ratio_lines
from explorer.verification.proportionality_opinion import proportionality_lines
from explorer.verification.time_varying_opinion import time_varying_lines, time_varying_ratio

UNBOUNDED = "a coefficient has no estimate: the likelihood rises without end, and lifelines stops on its way"
NO_SCORE = "lifelines has no score test of a model"


def models_lines(cohort: Cohort, question: Question) -> Lines:
    """Every number of the view of the Models page that is on screen."""
    answer = models(cohort, question)
    if isinstance(answer, ModelAnswer):
        yield from _model(answer, model_data(cohort, answer.asked))
    elif isinstance(answer, ProportionalityAnswer):
        yield from proportionality_lines(answer, model_data(cohort, answer.asked))
    elif isinstance(answer, TimeVaryingAnswer):
        yield from time_varying_lines(cohort, answer)
    elif isinstance(answer, ComparisonOfModels):
        yield from _comparison(cohort, answer)


def rows_of(data: ModelData, added: Floats | None = None) -> Rows:
    """The complete patients of a model, with further columns."""
    design = data.design if added is None else np.hstack((data.design, added))
    return Rows(design, data.duration, data.event, data.stratum)


def _model(answer: ModelAnswer, data: ModelData) -> Lines:
    fit, note = fit_cox(answer.asked.question, rows_of(data))
    yield TwoNumbers("Patients in the model", float(answer.n), float(len(data.duration)))
    yield TwoNumbers("Events in the model", float(answer.events), float(data.event.sum()))
    for index, term in enumerate(answer.terms):
        yield from _term(term, data, index, fit, note)
    ratios = [row.hazard_ratio for term in answer.terms for row in term.rows if row.hazard_ratio]
    unbounded = any(ratio.not_estimable for ratio in ratios)
    yield from _whole(answer, fit, note or (UNBOUNDED if unbounded else ""))
    if answer.interaction is not None:
        fields = [covariate.field for covariate in answer.asked.covariates]
        crossed = fields.index(answer.interaction.field)
        yield from _interaction(answer, answer.interaction, data, crossed, fit)


def _term(term: ModelTerm, data: ModelData, index: int, fit: TheirFit | None, note: str) -> Lines:
    """Every row of a term, and the Wald test of its rows together where there are several."""
    places = data.places[index]
    study = data.who.study
    for row, label in enumerate(term.rows):
        if label.hazard_ratio is None:
            continue
        name = f"{term.label}: {label.label}" if label.label else term.label
        if index:
            level = data.terms[index - 1].levels[row]
            place = None if level.column is None else places[level.column]
        else:
            place = places[arm_column(study, row)]
        theirs = None if fit is None or place is None else fit.ratio(place)
        yield from ratio_lines(name, label.hazard_ratio, theirs, note)
        if label.coefficient is not None:
            second = None if fit is None or place is None else fit.coef(place)
            yield TwoNumbers(f"Coefficient, {name}", label.coefficient, second, note)
    if term.test is not None and len(places) > 1:
        yield TwoNumbers(f"Wald χ², {term.label}", term.test.chi2, fit and fit.wald(places), note)


def _whole(answer: ModelAnswer, fit: TheirFit | None, note: str) -> Lines:
    """The likelihood of the model, and the tests of all its coefficients together."""
    if answer.log_likelihood is not None:
        null, fitted = answer.log_likelihood
        yield TwoNumbers("Log likelihood, fitted", fitted, fit and fit.log_likelihood, note)
        before = fit and fit.log_likelihood - fit.likelihood_ratio / 2.0
        yield TwoNumbers("Log likelihood, without covariates", null, before, note)
    pairs: tuple[tuple[str, Test | None, float | None, str], ...] = (
        ("Likelihood ratio χ²", answer.likelihood_ratio_test, fit and fit.likelihood_ratio, note),
        ("Wald χ²", answer.wald_test, fit and fit.wald(fit.kept), note),
        ("Score χ²", answer.score_test, None, NO_SCORE),
    )
    for words, test, theirs, known in pairs:
        if test is not None:
            yield TwoNumbers(f"{words}, whole model", test.chi2, theirs, known)


def _interaction(
    answer: ModelAnswer, shown: Interaction, data: ModelData, crossed: int, fit: TheirFit | None
) -> Lines:
    """The likelihood ratio test of treatment × a covariate, by two fits of lifelines; and for a category the
    effect of treatment in each level, which is that of the arms in a fit with this level as the reference."""
    name = f"Likelihood ratio χ², treatment × {shown.label}"
    if shown.test is None:
        yield TwoNumbers(name, None, None, shown.note)
        return
    arms, columns = data.design[:, list(data.places[0])], data.design[:, list(data.places[crossed + 1])]
    products = np.column_stack([arm * column for arm in arms.T for column in columns.T])
    larger, note = fit_cox(answer.asked.question, rows_of(data, products))
    gain = 2.0 * (larger.log_likelihood - fit.log_likelihood) if larger and fit else None
    yield TwoNumbers(name, shown.test.chi2, gain, note)
    compare = data.places[0][arm_column(answer.study, answer.study.arm_index(answer.compare.id))]
    term = data.terms[crossed]
    levels = [level for level in term.levels if level.members.any()]
    for row, level in zip(shown.rows, levels, strict=True):
        if row.hazard_ratio is None:
            continue
        if term.reference:
            others = np.column_stack([each.members for each in levels if each is not level]).astype(
                np.float64
            )
            again = np.column_stack([arm * column for arm in arms.T for column in others.T])
            fit, note = fit_cox(answer.asked.question, rows_of(data, again))
            theirs = fit.ratio(compare) if fit else None
        else:
            place = data.design.shape[1] + compare
            theirs = larger.ratio(place) if larger else None
        yield from ratio_lines(f"treatment, {shown.label}: {row.label}", row.hazard_ratio, theirs, note)


def _comparison(cohort: Cohort, answer: ComparisonOfModels) -> Lines:
    """The hazard ratio of treatment under each model."""
    study, question = answer.study, answer.question
    asked = {
        "unstratified": ModelQuestion(replace(question, strata=())),
        "stratified": ModelQuestion(question),
        **{each.id: study_model(study, question, each.id) for each in study.models},
    }
    if any(each.id == "own" for each in answer.models):
        asked["own"] = asked_model(study, question)
    compare = arm_column(study, study.arm_index(answer.compare.id))
    for each in answer.models:
        if each.hazard_ratio.not_estimable:
            theirs, note = None, ""
        elif each.id in asked:
            fit, note = fit_cox(asked[each.id].question, rows_of(model_data(cohort, asked[each.id])))
            theirs = fit and fit.ratio(compare)
        else:
            theirs, note = time_varying_ratio(cohort, question, each.id)
        yield from ratio_lines(each.label, each.hazard_ratio, theirs, note)
