"""The second engine agrees with the program, and says so when it does not."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from explorer.analyses.answers import SurvivalAnswer
from explorer.analyses.survival import survival
from explorer.cohort.cohort import Cohort
from explorer.cohort.open_cohort import open_cohort
from explorer.errors import AnalysisError
from explorer.question.question import Question, primary_question
from explorer.selection import Between, Selection
from explorer.verification import survival_opinion
from explorer.verification.cox_fit import EFRON_ONLY
from explorer.verification.opinion import TwoNumbers
from explorer.verification.second_engine import second_opinion
from explorer.verification.survival_opinion import LOG_LOG_ONLY, NO_STRATA
from resources import DEMO

pytest.importorskip("lifelines")


@pytest.fixture(scope="module")
def demo() -> Cohort:
    """The demonstration cohort, read once."""
    return open_cohort(DEMO)


@pytest.fixture(scope="module")
def question(demo: Cohort) -> Question:
    """The question of the primary analysis."""
    return primary_question(demo.study)


@pytest.mark.parametrize("endpoint", ["OS", "RFS"])
def test_that_both_engines_agree_on_the_whole_overview(
    demo: Cohort, question: Question, endpoint: str
) -> None:
    opinion = second_opinion(demo, replace(question, endpoint=endpoint), "Overview")
    assert not opinion.differing
    agreeing = {line.what for line in opinion.lines if line.verdict == "agrees"}
    assert {
        "3-yr survival, Blinatumomab + chemo",
        "3-yr lower limit, Blinatumomab + chemo",
        "Median, Chemo only",
        "Log-rank χ², without strata",
        "HR, Blinatumomab + chemo",
        "Wald P, Blinatumomab + chemo",
        "HR, Age: <55 yr",
        "HR upper limit, Age: ≥55 yr",
        "Interaction χ², Age",
    } <= agreeing


def test_that_a_wrong_hazard_ratio_is_found(
    demo: Cohort, question: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(cohort: Cohort, question: Question) -> SurvivalAnswer:
        right = survival(cohort, question)
        ratios = [
            ratio and replace(ratio, value=(ratio.value or 0.0) * 1.00001) for ratio in right.hazard_ratios
        ]
        return replace(right, hazard_ratios=tuple(ratios))

    monkeypatch.setattr(survival_opinion, "survival", wrong)
    found = [line.what for line in second_opinion(demo, question, "Overview").differing]
    assert found == ["HR, Blinatumomab + chemo"]


def test_that_what_the_second_engine_cannot_do_is_noted_and_no_difference(
    demo: Cohort, question: Question
) -> None:
    opinion = second_opinion(demo, replace(question, conf_type="log", ties="breslow"), "Overview")
    notes = {line.note for line in opinion.lines if line.verdict == "noted"}
    assert notes >= {LOG_LOG_ONLY, EFRON_ONLY, NO_STRATA}
    assert not opinion.differing


@pytest.mark.parametrize("age", [31.0, 200.0])
def test_that_a_cohort_of_few_or_of_nobody_is_compared_without_an_error(
    demo: Cohort, question: Question, age: float
) -> None:
    chosen = Between("age", high=age) if age < 100 else Between("age", low=age)
    opinion = second_opinion(demo, replace(question, selection=Selection((chosen,))), "Overview")
    assert not opinion.differing
    assert any("not estimable" in line.note or "not in cohort" in line.note for line in opinion.lines)


@pytest.mark.parametrize(
    ("ours", "theirs", "note", "verdict"),
    [
        (1.0, 1.0 + 9e-7, "", "agrees"),
        (1.0, 1.0 + 2e-6, "", "differs"),
        (0.0, 0.0, "", "agrees"),
        (None, None, "", "agrees"),
        (None, 1.0, "", "differs"),
        (52.5, 52.0, "a known difference", "noted"),
        (None, None, "not estimable", "noted"),
    ],
)
def test_that_a_line_agrees_differs_or_is_noted(
    ours: float | None, theirs: float | None, note: str, verdict: str
) -> None:
    assert TwoNumbers("a number", ours, theirs, note).verdict == verdict


def test_that_a_program_without_lifelines_says_where_it_is(
    demo: Cohort, question: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "lifelines", None)
    with pytest.raises(AnalysisError, match="comes with the program's source"):
        second_opinion(demo, question, "Baseline")
