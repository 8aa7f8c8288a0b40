"""What the results of models count for: primary, secondary, post hoc, exploratory."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from explorer.analyses.models import candidates, covariate_of, models
from explorer.cohort.cohort import Cohort
from explorer.cohort.open_cohort import open_cohort
from explorer.question.options import ModelOptions, ModelView
from explorer.question.question import Question, primary_question
from explorer.results.model_status import cautions, compared_status, models_status, status_words
from explorer.results.results import as_json, results
from explorer.results.status import NOT_ADJUSTED
from explorer.results.tables import table
from explorer.selection import Between
from resources import DEMO


@pytest.fixture(scope="module")
def demo() -> Cohort:
    """The demonstration cohort, read once."""
    return open_cohort(DEMO)


def asked(cohort: Cohort, options: ModelOptions | None = None) -> Question:
    return replace(primary_question(cohort.study), models=options or ModelOptions())


def status(cohort: Cohort, question: Question) -> str:
    answer = models(cohort, question)
    return models_status(answer)  # type: ignore[arg-type]


def test_that_only_treatment_in_the_trials_strata_and_population_is_primary(demo: Cohort) -> None:
    alone = asked(demo, ModelOptions(model=""))
    assert status(demo, alone) == "primary"
    assert status(demo, replace(alone, endpoint="RFS")) == "secondary"
    assert status(demo, asked(demo, ModelOptions(view="proportionality", model=""))) == "secondary"
    assert status(demo, replace(alone, strata=("cd20",))) == "exploratory"


@pytest.mark.parametrize("view", ["model", "proportionality", "time-varying", "comparison"])
def test_that_what_the_study_declares_is_secondary_and_a_filter_makes_it_exploratory(
    demo: Cohort, view: ModelView
) -> None:
    question = asked(demo, ModelOptions(view=view))
    assert status(demo, question) == "secondary"
    younger = question.selection.replacing(Between("age", high=54.0))
    assert status(demo, replace(question, selection=younger)) == "exploratory"


def test_that_what_the_reader_chose_is_post_hoc(demo: Cohort) -> None:
    age = covariate_of(demo, demo.study.field("age"))
    assert status(demo, asked(demo, ModelOptions(model="", covariates=(age,)))) == "post hoc"
    assert status(demo, asked(demo, ModelOptions(interaction="risk"))) == "post hoc"


def test_that_all_but_the_primary_result_are_said_to_be_without_adjustment(demo: Cohort) -> None:
    for options, expected in ((ModelOptions(model=""), False), (ModelOptions(), True)):
        answer = models(demo, asked(demo, options))
        assert (NOT_ADJUSTED in cautions(answer)) is expected  # type: ignore[arg-type]


def test_that_results_hold_every_model_with_its_status(demo: Cohort) -> None:
    age = covariate_of(demo, demo.study.field("age"), "log")
    question = asked(demo, ModelOptions(model="", covariates=(age,)))
    found = json.loads(as_json(results(demo, question)))["models"]["OS"]
    assert {id: each["status"] for id, each in found["fitted"].items()} == {
        "treatment": "primary",
        "multivariable": "secondary",
        "own": "post hoc",
    }
    adjusted = found["fitted"]["multivariable"]["terms"][0]["rows"][0]["hazard_ratio"]
    assert [round(adjusted[key], 2) for key in ("value", "lower", "upper")] == [0.44, 0.23, 0.81]
    changed = found["time_varying"]["transplantation"]["hazard_ratio"]
    assert [round(changed[key], 2) for key in ("value", "lower", "upper")] == [0.43, 0.24, 0.79]
    assert {each["id"]: each["status"] for each in found["comparison"]["models"]} == {
        "unstratified": "exploratory",
        "stratified": "primary",
        "multivariable": "secondary",
        "transplantation": "secondary",
        "own": "post hoc",
    }


def test_that_each_model_of_a_comparison_has_its_own_status(demo: Cohort) -> None:
    view = ModelOptions(view="comparison")
    compared = models(demo, asked(demo, view))
    assert status_words(compared) == (  # type: ignore[arg-type]
        "Primary: Stratified; secondary: Multivariable and Transplantation; exploratory: Unstratified."
    )
    place = table(compared).columns.index("status")
    assert [row[place] for row in table(compared).rows][:2] == ["exploratory", "primary"]
    changed = models(demo, replace(asked(demo, view), strata=("cd20",)))
    assert {compared_status(changed, each) for each in changed.models[:2]} == {"exploratory"}  # type: ignore


def test_that_only_fields_known_by_randomization_that_vary_are_offered(demo: Cohort) -> None:
    offered = {field.id for field in candidates(demo)}
    assert {"sex", "age", "risk", "cd20", "wbc"} <= offered
    assert not offered & {"arm", "eligible", "mrd", "synthetic", "transplant_date"}
    assert all(field.known != "after" for field in candidates(demo))
