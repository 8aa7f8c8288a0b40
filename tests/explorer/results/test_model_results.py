"""Models as plain data and as tables: nothing is NaN, and nothing is tested where nobody was randomized."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from explorer.analyses.comparison_of_models import comparison_of_models
from explorer.analyses.model import model
from explorer.analyses.proportionality import proportionality
from explorer.analyses.time_varying import time_varying
from explorer.cohort.cohort import Cohort
from explorer.question.model_question import study_model
from explorer.question.question import primary_question
from explorer.results.model_results import (
    Plain,
    comparison_results,
    model_results,
    proportionality_results,
    time_varying_results,
)
from explorer.results.model_tables import (
    comparison_of_models_table,
    model_table,
    proportionality_table,
    residual_table,
    time_varying_table,
)
from explorer.results.tables import Table
from explorer.selection import Between, OneOf, Selection

SELECTIONS = {
    "population": Selection(
        (OneOf("mrd", frozenset({"negative"})), OneOf("assignment", frozenset({"randomized"})))
    ),
    "nobody": Selection((Between("age", 200.0),)),
    "few": Selection((Between("age", 30.0, 32.0),)),
    "one arm": Selection((OneOf("arm", frozenset({"blina"})),)),
    "all": Selection(),
}


def everything(cohort: Cohort, selection: Selection) -> tuple[list[Plain], list[Table]]:
    """All models of a selection."""
    question = replace(primary_question(cohort.study), selection=selection)
    asked = replace(study_model(cohort.study, question, "multivariable"), interaction="risk")
    compared, fitted = comparison_of_models(cohort, question), model(cohort, asked)
    checked, changed = proportionality(cohort, asked), time_varying(cohort, question)
    plain = [
        comparison_results(compared),
        model_results(fitted),
        proportionality_results(checked),
        time_varying_results(changed),
    ]
    tables = [
        comparison_of_models_table(compared),
        model_table(fitted),
        proportionality_table(checked),
        residual_table(checked),
        time_varying_table(changed),
    ]
    return plain, tables


@pytest.mark.parametrize("name", SELECTIONS)
def test_that_every_selection_makes_valid_json_and_tables(name: str, demo: Cohort) -> None:
    plain, tables = everything(demo, SELECTIONS[name])
    for part in plain:
        json.dumps(part, allow_nan=False)
    for table in tables:
        assert all(len(row) == len(table.columns) for row in table.rows)
        table.csv_bytes()


def test_that_no_p_value_is_given_where_patients_were_not_randomized(demo: Cohort) -> None:
    plain, tables = everything(demo, SELECTIONS["all"])
    assert '"p"' not in json.dumps(plain)
    for table in tables:
        for place, column in enumerate(table.columns):
            if column in ("p", "test_p"):
                assert {row[place] for row in table.rows} == {None}


def test_that_the_numbers_are_those_of_the_answers(demo: Cohort) -> None:
    plain, _ = everything(demo, SELECTIONS["population"])
    text = json.dumps(plain[0])
    models = json.loads(text)["models"]
    ratios = {each["id"]: round(each["hazard_ratio"]["value"], 4) for each in models}
    assert ratios == {
        "unstratified": 0.4106,
        "stratified": 0.4075,
        "multivariable": 0.4361,
        "transplantation": 0.4336,
    }
