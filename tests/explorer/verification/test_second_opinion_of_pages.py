"""Every page is computed again by another engine, and agrees; what is known to differ says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from explorer.cohort.cohort import Cohort
from explorer.cohort.open_cohort import open_cohort
from explorer.question.options import ModelView
from explorer.question.profiles import Profile, with_profile
from explorer.question.question import Question, primary_question
from explorer.selection import Between, Selection
from explorer.verification import (
    baseline_opinion,
    competing_opinion,
    counts_opinion,
    extended_opinion,
    models_opinion,
    monitoring_opinion,
    safety_opinion,
)
from explorer.verification.competing_opinion import NO_FINE_GRAY, NO_GRAY, VARIANCE
from explorer.verification.opinion import SecondOpinion
from explorer.verification.proportionality_opinion import OLDER
from explorer.verification.second_engine import PROVIDERS, second_opinion
from resources import COLON, DEMO
from ui.window.tabs import TABS

pytest.importorskip("lifelines")


@pytest.fixture(scope="module", params=[DEMO, COLON], ids=["demo", "colon"])
def cohort(request: pytest.FixtureRequest) -> Cohort:
    """One of the shipped cohorts, read once."""
    path: Path = request.param
    return open_cohort(path)


@pytest.fixture(scope="module")
def demo() -> Cohort:
    """The demonstration cohort, read once."""
    return open_cohort(DEMO)


def older(cohort: Cohort, profile: Profile = "own") -> Question:
    """The primary question of patients from 50 years on."""
    primary = primary_question(cohort.study)
    chosen = primary.selection & Selection((Between("age", low=50.0),))
    return with_profile(replace(primary, selection=chosen), profile)


def agreeing(opinion: SecondOpinion) -> set[str]:
    """What both engines agree on."""
    return {line.what for line in opinion.lines if line.verdict == "agrees"}


def notes(opinion: SecondOpinion) -> set[str]:
    """The known differences."""
    return {line.note for line in opinion.lines if line.verdict == "noted"}


def test_that_every_tab_of_the_window_has_a_second_opinion() -> None:
    assert tuple(PROVIDERS) == TABS


@pytest.mark.parametrize("page", PROVIDERS)
def test_that_nothing_differs_on_any_page_of_the_primary_question(cohort: Cohort, page: str) -> None:
    assert not second_opinion(cohort, primary_question(cohort.study), page).differing


@pytest.mark.parametrize("page", PROVIDERS)
@pytest.mark.parametrize("profile", ["R", "SAS"])
def test_that_nothing_differs_among_chosen_patients_as_in_r_and_sas(
    cohort: Cohort, page: str, profile: Profile
) -> None:
    assert not second_opinion(cohort, older(cohort, profile), page).differing


@pytest.mark.parametrize("view", ["proportionality", "time-varying", "comparison"])
def test_that_nothing_differs_in_any_view_of_the_models(cohort: Cohort, view: ModelView) -> None:
    question = older(cohort)
    asked = replace(question, models=replace(question.models, view=view))
    assert not second_opinion(cohort, asked, "Models").differing


@pytest.mark.parametrize("page", ["Survival", "Competing risks", "Models", "Baseline", "Safety", "Data"])
@pytest.mark.parametrize("low", [68.0, 200.0])
def test_that_few_patients_or_none_are_no_error(demo: Cohort, page: str, low: float) -> None:
    few = replace(primary_question(demo.study), selection=Selection((Between("age", low=low),)))
    assert not second_opinion(demo, few, page).differing


def test_that_the_survival_page_is_compared_beyond_its_curves(demo: Cohort) -> None:
    question = primary_question(demo.study)
    asked = replace(question, extended=replace(question.extended, from_month=6.0))
    found = agreeing(second_opinion(demo, asked, "Survival"))
    assert {
        "P, log(−log) scale, 3-yr difference, Blinatumomab + chemo",
        "Fleming–Harrington ρ = 1, γ = 0 (early differences) χ², without strata",
        "Median follow-up",
        "HR, Blinatumomab + chemo, from the landmark on",
    } <= found
    assert any(what.endswith("restricted mean, Chemo only") for what in found)


def test_that_what_lifelines_cannot_do_with_competing_risks_is_noted(cohort: Cohort) -> None:
    opinion = second_opinion(cohort, primary_question(cohort.study), "Competing risks")
    assert {VARIANCE, NO_GRAY, NO_FINE_GRAY} <= notes(opinion)
    assert any("incidence" in what for what in agreeing(opinion))
    assert any(what.startswith("HR, ") for what in agreeing(opinion))


def test_that_the_older_tests_of_proportional_hazards_are_shown_with_both_numbers(demo: Cohort) -> None:
    question = primary_question(demo.study)
    asked = replace(question, models=replace(question.models, view="proportionality"))
    opinion = second_opinion(demo, asked, "Models")
    older_tests = [line for line in opinion.lines if line.note == OLDER]
    assert older_tests
    assert all(line.theirs is not None for line in older_tests)
    assert "HR, treatment × log(time)" in agreeing(opinion)


@pytest.mark.parametrize("field", ["wbc", "risk"])
def test_that_the_effect_of_treatment_by_a_covariate_agrees(demo: Cohort, field: str) -> None:
    question = primary_question(demo.study)
    asked = replace(question, models=replace(question.models, interaction=field))
    opinion = second_opinion(demo, asked, "Models")
    assert not opinion.differing
    assert any(what.startswith("HR, treatment, ") for what in agreeing(opinion))


def test_that_a_fitted_model_is_compared_to_its_likelihood(demo: Cohort) -> None:
    question = primary_question(demo.study)
    asked = replace(question, models=replace(question.models, interaction="sex"))
    assert {
        "Log likelihood, fitted",
        "Log likelihood, without covariates",
        "Wald χ², whole model",
        "Likelihood ratio χ², treatment × Sex",
        "HR, treatment, Sex: Female",
        "HR, treatment, Sex: Male",
    } <= agreeing(second_opinion(demo, asked, "Models"))


@pytest.mark.parametrize("quantile_type", [2, 7])
def test_that_quartiles_and_standardized_differences_agree(cohort: Cohort, quantile_type: Any) -> None:
    question = older(cohort)
    options = replace(question.baseline, summary="median_iqr", quantile_type=quantile_type, differences=True)
    opinion = second_opinion(cohort, replace(question, baseline=options), "Baseline")
    assert not opinion.differing
    assert any("lower quartile" in what for what in agreeing(opinion))
    assert any(what.startswith("Standardized difference") for what in agreeing(opinion))


def test_that_the_first_two_boundaries_agree_and_later_ones_are_noted(demo: Cohort) -> None:
    opinion = second_opinion(demo, primary_question(demo.study), "Monitoring")
    assert {"Boundary of Z, First interim", "Boundary of Z, Second interim"} <= agreeing(opinion)
    assert "Boundary of Z, Third interim" in {line.what for line in opinion.lines if line.note}


def test_that_the_design_page_has_nothing_to_compare(demo: Cohort) -> None:
    assert not second_opinion(demo, primary_question(demo.study), "Design").lines


def test_that_the_random_numbers_of_others_are_left_alone(cohort: Cohort) -> None:
    import numpy as np

    np.random.seed(7)
    expected = np.random.random()
    np.random.seed(7)
    second_opinion(cohort, primary_question(cohort.study), "Competing risks")
    assert np.random.random() == expected


def _first_count(answer: Any) -> Any:
    return replace(
        answer, columns=(replace(answer.columns[0], n=answer.columns[0].n + 1), *answer.columns[1:])
    )


def _first_box(answer: Any) -> Any:
    return replace(answer, boxes=(replace(answer.boxes[0], n=answer.boxes[0].n + 1), *answer.boxes[1:]))


def _first_mean(answer: Any) -> Any:
    arm = answer.arms[0]
    wrong = replace(arm, mean=replace(arm.mean, value=arm.mean.value * 1.00001))
    return replace(answer, arms=(wrong, *answer.arms[1:]))


def _first_cause(answer: Any) -> Any:
    first = answer.comparisons[0]
    ratios = [ratio and replace(ratio, value=ratio.value * 1.00001) for ratio in first.cause_specific]
    wrong = replace(first, cause_specific=tuple(ratios))
    return replace(answer, comparisons=(wrong, *answer.comparisons[1:]))


def _likelihood(answer: Any) -> Any:
    null, fitted = answer.log_likelihood
    return replace(answer, log_likelihood=(null, fitted * 1.00001))


def _first_boundary(answer: Any) -> Any:
    return replace(answer, looks=(replace(answer.looks[0], boundary=3.0), *answer.looks[1:]))


@pytest.mark.parametrize(
    ("page", "module", "name", "wrong"),
    [
        ("Flow", counts_opinion, "flow", _first_box),
        ("Survival", extended_opinion, "survival_extended", _first_mean),
        ("Competing risks", competing_opinion, "competing", _first_cause),
        ("Baseline", baseline_opinion, "baseline", _first_count),
        ("Safety", safety_opinion, "safety", _first_count),
        ("Monitoring", monitoring_opinion, "monitoring", _first_boundary),
        ("Models", models_opinion, "models", _likelihood),
    ],
)
def test_that_a_wrong_number_is_found(
    demo: Cohort,
    page: str,
    module: Any,
    name: str,
    wrong: Callable[[Any], Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    right = getattr(module, name)
    monkeypatch.setattr(module, name, lambda cohort, question: wrong(right(cohort, question)))
    assert second_opinion(demo, primary_question(demo.study), page).differing
