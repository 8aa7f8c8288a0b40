"""The answers of the models as plain data, for ``results.json``; no P value without randomization."""

from __future__ import annotations

from dataclasses import replace

from explorer.analyses.answers import HazardRatio, Test
from explorer.analyses.comparison_of_models import comparison_of_models
from explorer.analyses.model import model
from explorer.analyses.model_answers import (
    ComparisonOfModels,
    Interaction,
    ModelAnswer,
    ModelRow,
    ProportionalityAnswer,
    TimeVaryingAnswer,
)
from explorer.analyses.models import asked_model
from explorer.analyses.proportionality import proportionality
from explorer.analyses.time_varying import time_varying
from explorer.cohort.cohort import Cohort
from explorer.errors import AnalysisError
from explorer.question.model_question import ModelQuestion, study_model
from explorer.question.question import Question
from explorer.results.model_status import compared_status, models_status
from explorer.results.plain_numbers import Plain, ratio, test
from explorer.results.status import NOT_ADJUSTED


def models_results(cohort: Cohort, question: Question) -> Plain:
    """Every model of an endpoint: treatment alone, those of the study, that on screen; their proportional
    hazards; the time-varying events of the study; and the hazard ratio of treatment under each.

    ``status`` says what each result counts for.

    Raises:
        SelectionError: the study has no such endpoint or field.
    """
    study, options = cohort.study, question.models
    asked = {"treatment": ModelQuestion(question)}
    asked |= {each.id: study_model(study, question, each.id) for each in study.models}
    refused: dict[str, str] = {}
    if options.model == "" and options.covariates:
        asked["own"] = ModelQuestion(question, options.covariates)
    elif options.interaction:
        asked["own"] = asked_model(study, question)
    fitted: dict[str, Plain] = {}
    checked: dict[str, Plain] = {}
    for id, each in asked.items():
        try:
            found = model(cohort, each)
            tested = proportionality(cohort, replace(each, interaction=""))
        except AnalysisError as error:  # the one on screen; a study was checked when it was read
            refused[id] = str(error)
            continue
        fitted[id] = {"status": models_status(found), **model_results(found)}
        checked[id] = {"status": models_status(tested), **proportionality_results(tested)}
    own = asked["own"] if options.model == "" and "own" in fitted else None
    compared = comparison_of_models(cohort, question, own)
    return {
        "comparison": {"status": models_status(compared), **comparison_results(compared)},
        "fitted": fitted,
        "proportionality": checked,
        "time_varying": _events(cohort, question),
        "not_fitted": refused,
        "note": NOT_ADJUSTED,
    }


def _events(cohort: Cohort, question: Question) -> Plain:
    found: Plain = {}
    for event in cohort.study.time_varying:
        try:
            answer = time_varying(cohort, replace(question, models=replace(question.models, event=event.id)))
        except AnalysisError as error:
            found[event.id] = {"not_estimable": str(error)}
        else:
            found[event.id] = {"status": models_status(answer), **time_varying_results(answer)}
    return found


def comparison_results(answer: ComparisonOfModels) -> Plain:
    """The hazard ratio of treatment under each model."""
    return {
        "arm": answer.compare.id,
        "reference": answer.reference.id,
        "models": [
            {
                "id": each.id,
                "label": each.label,
                "model": each.detail,
                "status": compared_status(answer, each),
                "n": each.n,
                "events": each.events,
                "hazard_ratio": _ratio(each.hazard_ratio, answer.comparable),
            }
            for each in answer.models
        ],
    }


def model_results(answer: ModelAnswer) -> Plain:
    """A multivariable model: every row of its table, its tests, and who was left out."""
    shown = answer.comparable
    return {
        "strata": list(answer.asked.question.strata),
        "ties": answer.asked.question.ties,
        "selected": answer.selected,
        "without_outcome": answer.without_outcome,
        "incomplete": answer.incomplete,
        "left_out": [
            {"covariate": left.label, "why": left.why, "n": left.n, "for_this_alone": left.only}
            for left in answer.left_out
        ],
        "n": answer.n,
        "events": answer.events,
        "terms": [
            {
                "field": term.field,
                "label": term.label,
                "enters": term.how,
                "rows": [_row(row, shown) for row in term.rows],
                "wald_test": _test(term.test, shown),
            }
            for term in answer.terms
        ],
        "likelihood_ratio_test": _test(answer.likelihood_ratio_test, shown),
        "wald_test": _test(answer.wald_test, shown),
        "score_test": _test(answer.score_test, shown),
        "interaction": _interaction(answer.interaction, shown) if answer.interaction else None,
        "notes": list(answer.notes),
    }


def time_varying_results(answer: TimeVaryingAnswer) -> Plain:
    """Treatment and a time-varying event. Times are in months."""
    return {
        "event": answer.event.id,
        "label": answer.event.label,
        "strata": list(answer.question.strata),
        "n": answer.n,
        "events": answer.events,
        "arms": [
            {"arm": each.arm.id, "n": each.n, "recorded": each.recorded, "counted": each.counted}
            for each in answer.arms
        ],
        "hazard_ratio": _ratio(answer.hazard_ratio, answer.comparable),
        "event_hazard_ratio": _ratio(answer.event_ratio, answer.comparable),
        "states": [
            {
                "label": state.label,
                "patients": state.patients,
                "months": state.months,
                "events": state.events,
            }
            for state in answer.states
        ],
        "mantel_byar": _test(answer.mantel_byar, answer.comparable),
        "notes": list(answer.notes),
    }


def proportionality_results(answer: ProportionalityAnswer) -> Plain:
    """The checks of proportional hazards: each term, all together, and treatment by log(time in months)."""
    shown, by_time = answer.comparable, answer.by_log_time
    return {
        "transform": answer.tested.transform,
        "strata": list(answer.asked.question.strata),
        "n": answer.n,
        "events": answer.events,
        "terms": [
            {
                "field": row.field,
                "label": row.label,
                "test": _test(row.test, shown),
                "not_estimable": row.not_estimable or None,
            }
            for row in answer.rows
        ],
        "global": _test(answer.overall, shown),
        "by_log_time": {
            "hazard_ratio_at_one_month": _ratio(by_time.at_one_month, shown),
            "ratio_per_log_month": _ratio(by_time.ratio, shown),
            "wald_test": _test(by_time.wald_test, shown),
            "likelihood_ratio_test": _test(by_time.likelihood_ratio_test, shown),
        },
        "notes": list(answer.notes),
    }


def _interaction(found: Interaction, shown: bool) -> Plain:
    return {
        "field": found.field,
        "label": found.label,
        "rows": [_row(row, shown) for row in found.rows],
        "likelihood_ratio_test": _test(found.test, shown),
        "note": found.note or None,
    }


def _row(row: ModelRow, shown: bool) -> Plain:
    plain: Plain = {"label": row.label, "n": row.n, "events": row.events}
    if row.hazard_ratio is None:
        return plain | {"hazard_ratio": None}
    return plain | {"coefficient": row.coefficient, "hazard_ratio": _ratio(row.hazard_ratio, shown)}


def _ratio(found: HazardRatio, shown: bool) -> Plain:
    return ratio(found, "std_err", "p") if shown else ratio(found, "std_err")


def _test(found: Test | None, shown: bool) -> Plain | None:
    return test(found) if found and shown else None
