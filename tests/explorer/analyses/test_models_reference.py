"""The models of the cohorts that ship with the program are those of R, to 1e-6, and print as published."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from explorer.analyses.answers import Test as ChiSquare
from explorer.analyses.comparison_of_models import comparison_of_models
from explorer.analyses.model import model
from explorer.analyses.model_answers import ModelAnswer
from explorer.analyses.proportionality import proportionality
from explorer.analyses.time_varying import time_varying
from explorer.cohort.cohort import Cohort
from explorer.question.model_question import ModelQuestion, study_model
from explorer.question.question import primary_question
from explorer.selection import OneOf
from explorer.study.models import Covariate
from explorer.text import ratio_interval

FOLDER = Path(__file__).parents[2] / "reference" / "models"
REFERENCE: dict[str, Any] = json.loads((FOLDER / "models_reference.json").read_text("utf-8"))
MODELS: list[dict[str, Any]] = REFERENCE["models"]
WITH_TESTS = [case for case in MODELS if "zph" in case]
AGE = Covariate("age", "continuous")
CD20 = Covariate("cd20", "categories", reference="positive")
COLON = (
    Covariate("sex", "categories", reference="female"),
    Covariate("age", "continuous", per=10),
    Covariate("node4", "categories", reference="1-4"),
    Covariate("differ", "categories", reference="well"),
)
COVARIATES: dict[str, tuple[Covariate, ...]] = {
    "stratified": (),
    "log2 wbc": (Covariate("wbc", "log", per=2),),
    "platelets by cuts": (Covariate("platelets", "categories", cuts=(50, 100)),),
    "cd20 left out": (CD20, AGE),
    "cd20 own level": (replace(CD20, missing="own level"), AGE),
    "complete cases": COLON,
    "own level": (*COLON[:3], replace(COLON[3], missing="own level")),
}


def named(case: dict[str, Any]) -> str:
    return f"{case.get('model', '')} {case['endpoint']}"


def near(value: Any) -> Any:
    return pytest.approx(value, rel=1e-6, abs=1e-10)


def asked(case: dict[str, Any], cohort: Cohort) -> ModelQuestion:
    """The case as a question to the program."""
    question = replace(
        primary_question(cohort.study), endpoint=case["endpoint"], strata=tuple(case["strata"])
    )
    if case["model"].startswith("multivariable"):
        found = study_model(cohort.study, question, "multivariable")
    else:
        found = ModelQuestion(question, COVARIATES[case["model"]])
    return replace(found, interaction=case.get("interaction", {}).get("by", ""))


def coefficients(answer: ModelAnswer, case: dict[str, Any]) -> list[Any]:
    """Our rows with a coefficient, treatment in R's order and the covariates in theirs."""
    treatment, *others = answer.terms
    arms = {arm.id: row for arm, row in zip(answer.study.arms, treatment.rows, strict=True)}
    order = ["lev5fu", "lev"] if case["cohort"] == "colon" else ["blina"]
    rows = [arms[arm] for arm in order]
    return rows + [row for term in others for row in term.rows if row.coefficient is not None]


@pytest.mark.parametrize("case", MODELS, ids=named)
def test_that_a_model_is_that_of_coxph(case: dict[str, Any], demo: Cohort, colon: Cohort) -> None:
    cohort = colon if case["cohort"] == "colon" else demo
    answer = model(cohort, asked(case, cohort))
    assert (answer.n, answer.events) == (case["n"], case["n_events"])
    rows = coefficients(answer, case)
    ratios = [row.hazard_ratio for row in rows]
    assert [row.coefficient for row in rows] == near(case["coef"])
    for name in ("std_err", "lower", "upper", "p"):
        assert [getattr(ratio, name) for ratio in ratios] == near(case[name]), name
    for name in ("score_test", "wald_test", "likelihood_ratio_test"):
        test = getattr(answer, name)
        assert (test.chi2, test.df) == (near(case[name]), len(case["coef"])), name
    assert answer.log_likelihood == near(tuple(case["log_likelihood"]))
    assert [term.test.chi2 for term in answer.terms if term.test] == near(case["term_wald"])
    if "interaction" in case:
        assert answer.interaction is not None
        same_test(answer.interaction.test, case["interaction"])


def same_test(test: ChiSquare | None, expected: dict[str, Any]) -> None:
    assert test is not None
    assert (test.chi2, test.df, test.p) == (near(expected["chi2"]), expected["df"], near(expected["p"]))


@pytest.mark.parametrize("case", WITH_TESTS, ids=named)
def test_that_the_check_of_a_model_is_that_of_cox_zph(
    case: dict[str, Any], demo: Cohort, colon: Cohort
) -> None:
    cohort = colon if case["cohort"] == "colon" else demo
    for expected in case["zph"]:
        own = asked(case, cohort)
        options = replace(own.question.models, transform=expected["transform"])
        answer = proportionality(cohort, replace(own, question=replace(own.question, models=options)))
        found = [row.test for row in answer.rows] + [answer.overall]
        theirs = [expected["table"][place : place + 3] for place in range(0, len(expected["table"]), 3)]
        for test, (chi2, df, p) in zip(found, theirs, strict=True):
            same_test(test, {"chi2": chi2, "df": df, "p": p})


@pytest.mark.parametrize("case", REFERENCE["by_log_time"], ids=lambda case: case["call"][10:60])
def test_that_treatment_by_log_time_is_that_of_tt(case: dict[str, Any], demo: Cohort) -> None:
    question = replace(primary_question(demo.study), endpoint=case["endpoint"])
    own = study_model(demo.study, question, "multivariable")
    found = proportionality(demo, own if case["multivariable"] else ModelQuestion(question)).by_log_time
    assert found.ratio.p == near(case["moving"][2])
    assert found.ratio.std_err == near(case["moving"][1])
    assert found.at_one_month.std_err == near(case["arm"][1])
    assert found.likelihood_ratio_test is not None
    assert found.likelihood_ratio_test.chi2 == near(case["likelihood_ratio_test"])


@pytest.mark.parametrize("case", REFERENCE["transplant"], ids=named)
def test_that_transplantation_from_its_date_on_is_that_of_coxph(case: dict[str, Any], demo: Cohort) -> None:
    question = replace(primary_question(demo.study), endpoint=case["endpoint"], conf_type="log-log")
    answer = time_varying(demo, question)
    ratios, expected = (answer.hazard_ratio, answer.event_ratio), case["cox"]
    assert sum(state.patients for state in answer.states) == case["n_rows"]
    assert answer.events == expected["n_events"]
    for name in ("std_err", "lower", "upper", "p"):
        assert [getattr(ratio, name) for ratio in ratios] == near(expected[name]), name
    for state, curve in zip(answer.states, case["curves"], strict=True):
        assert state.curve is not None
        assert state.curve.survival.tolist() == near(curve["curve"]["survival"])
        assert state.curve.at(curve["times"]).at_risk.tolist() == curve["at_risk"]
    assert answer.mantel_byar is not None
    assert answer.mantel_byar.chi2 == near(case["mantel_byar"]["chi2"])


@pytest.mark.parametrize(
    ("endpoint", "printed"),
    [
        ("OS", ["0.41 (0.23–0.73)", "0.44 (0.23–0.81)", "0.43 (0.24–0.79)"]),
        ("RFS", ["0.53 (0.32–0.87)", "0.57 (0.33–0.98)", "0.53 (0.31–0.91)"]),
    ],
)
def test_that_the_adjusted_hazard_ratios_print_as_published(
    endpoint: str, printed: list[str], demo: Cohort
) -> None:
    answer = comparison_of_models(demo, replace(primary_question(demo.study), endpoint=endpoint))
    ratios = {compared.id: compared.hazard_ratio for compared in answer.models}
    assert list(ratios) == ["unstratified", "stratified", "multivariable", "transplantation"]
    shown = [
        ratio_interval(ratio.value, ratio.lower, ratio.upper)
        for id, ratio in ratios.items()
        if id != "unstratified"
    ]
    assert shown == printed
    assert answer.models[answer.main].id == "stratified"


def test_that_dropping_patients_without_an_assigned_risk_changes_the_answer(demo: Cohort) -> None:
    question = primary_question(demo.study)
    assigned = OneOf("risk", frozenset({"favorable", "intermediate", "unfavorable"}))
    question = replace(question, selection=question.selection.replacing(assigned))
    answer = model(demo, study_model(demo.study, question, "multivariable"))
    ratio = answer.hazard_ratio
    assert (answer.n, ratio_interval(ratio.value, ratio.lower, ratio.upper)) == (183, "0.41 (0.20–0.82)")
    dropped = answer.terms[-1].rows[-1]
    assert (dropped.label, dropped.n) == ("None assigned", 0)
    assert dropped.hazard_ratio is not None
    assert dropped.hazard_ratio.not_estimable == "not in cohort"
