"""The question of a trial's primary analysis, and that a question is a plain value."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explorer.errors import SelectionError
from explorer.question.question import MONTHS_PER_YEAR, primary_question
from explorer.study_file.load import load_study
from tests.explorer.small_trial import study


def test_that_the_first_question_is_the_trials_own() -> None:
    question = primary_question(load_study("e1910"))
    assert question.endpoint == "OS"
    assert question.selection == load_study("e1910").population
    assert (question.compare, question.strata[0], question.landmark) == ("blina", "age_group", 36.0)
    assert (question.conf_type, question.conf_level, question.ties) == ("log-log", 0.95, "efron")


def test_that_a_trial_of_three_arms_compares_its_first_with_the_reference() -> None:
    question = primary_question(load_study("colon"))
    assert (question.compare, question.unit, question.landmark) == ("lev5fu", "years", 60.0)


def test_that_equal_questions_are_equal_and_can_be_kept_in_a_set() -> None:
    question = primary_question(study())
    assert {question, primary_question(study()), replace(question, landmark=24.0)} == {
        question,
        replace(question, landmark=24.0),
    }


def test_that_a_year_has_twelve_months() -> None:
    assert MONTHS_PER_YEAR == 12


def test_that_a_study_is_asked_by_name_and_answers_with_the_nearest() -> None:
    e1910 = load_study("e1910")
    assert e1910.endpoint("os").id == "OS"
    with pytest.raises(SelectionError, match=r'Unknown endpoint "PFS"; did you mean "RFS"\?'):
        e1910.endpoint("PFS")
    with pytest.raises(SelectionError, match=r'Unknown field "rsik"; did you mean "risk"\?'):
        e1910.field("rsik")
