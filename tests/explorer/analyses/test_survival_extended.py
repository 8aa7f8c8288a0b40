"""Survival beyond the hazard ratio, for the cohorts: R's numbers, how tau is chosen, and words."""

from __future__ import annotations

import json
from dataclasses import replace
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from explorer.analyses.extended_answers import ExtendedSurvivalAnswer
from explorer.analyses.survival import survival
from explorer.analyses.survival_extended import number_needed_words, survival_extended
from explorer.cohort.cohort import Cohort
from explorer.columns import DateColumn
from explorer.question.options import ExtendedOptions
from explorer.question.question import primary_question
from explorer.results.incidence_results import NOT_AFTER, extended_results
from explorer.results.status import survival_status
from explorer.selection import Between, OneOf, Selection
from explorer.study.study import DAYS_PER_MONTH
from explorer.survival.fixed_time import NumberNeeded

FOLDER = Path(__file__).parents[2] / "reference" / "competing"
CASES: list[dict[str, Any]] = json.loads((FOLDER / "competing_reference.json").read_text("utf-8"))["extended"]
every_case = pytest.mark.parametrize("case", CASES, ids=[case["data"] for case in CASES])


def ask(cohort: Cohort, tau: float | None = None, month: float | None = None, **changes: Any) -> Any:
    options = ExtendedOptions(tau=tau, from_month=month)
    return survival_extended(cohort, replace(primary_question(cohort.study), extended=options, **changes))


def answer(case: dict[str, Any], demo: Cohort, colon: Cohort) -> ExtendedSurvivalAnswer:
    name, endpoint = case["data"].split()
    found = ask(
        demo if name == "demo" else colon,
        case["tau"],
        case["landmark"]["time"],
        endpoint=endpoint,
        landmark=float(case["at"]),
    )
    assert isinstance(found, ExtendedSurvivalAnswer)
    return found


@every_case
def test_that_restricted_means_and_differences_are_those_of_survfit(
    case: dict[str, Any], demo: Cohort, colon: Cohort
) -> None:
    ours = answer(case, demo, colon)
    means = dict(zip(case["arms"], case["means"], strict=True))
    readings = dict(zip(case["arms"], case["readings"], strict=True))
    reference = ours.study.arms[ours.reference].id
    for arm, contrast in zip(ours.arms, ours.contrasts, strict=True):
        value, std_err = means[arm.arm.id]
        assert (arm.mean.value, arm.mean.std_err) == pytest.approx((value, std_err), rel=1e-9)
        if contrast is None:
            assert arm.arm.id == reference
            continue
        assert contrast.mean.value == pytest.approx(value - means[reference][0], rel=1e-8)
        assert contrast.mean.std_err == pytest.approx(np.hypot(std_err, means[reference][1]), rel=1e-9)
        (one, one_error), (two, two_error) = readings[arm.arm.id], readings[reference]
        assert contrast.survival.value == pytest.approx(one - two, rel=1e-8)
        assert contrast.survival.std_err == pytest.approx(np.hypot(one_error, two_error), rel=1e-9)
        assert contrast.number_needed.value == pytest.approx(1 / (one - two), rel=1e-8)


@every_case
def test_that_weighted_stratified_tests_are_those_written_out_in_r(
    case: dict[str, Any], demo: Cohort, colon: Cohort
) -> None:
    ours = answer(case, demo, colon)
    for found, expected in zip(ours.weighted, case["weighted"], strict=True):
        assert (found.rho, found.gamma) == (expected["rho"], expected["gamma"])
        assert found.test is not None
        assert found.test.chi2 == pytest.approx(expected["chi2"], rel=1e-9)


@every_case
def test_that_the_landmark_analysis_is_r_on_those_who_reached_it(
    case: dict[str, Any], demo: Cohort, colon: Cohort
) -> None:
    ours, expected = answer(case, demo, colon).landmark, case["landmark"]
    assert ours is not None
    assert (ours.n, ours.dropped) == (expected["n"], expected["dropped"])
    assert ours.logrank is not None
    assert ours.logrank.chi2 == pytest.approx(expected["chi2"], rel=1e-9)
    ratios = {arm.arm.id: ratio for arm, ratio in zip(ours.arms, ours.hazard_ratios, strict=True) if ratio}
    order = ["lev5fu", "lev"] if len(expected["coef"]) == 2 else ["blina"]
    for arm, coef in zip(order, expected["coef"], strict=True):
        value = ratios[arm].value
        assert value is not None
        assert np.log(value) == pytest.approx(coef, rel=1e-6)


def test_that_the_clock_of_a_landmark_starts_there(demo: Cohort) -> None:
    later = ask(demo, month=6.0).landmark
    whole = survival(demo, primary_question(demo.study))
    assert (later.question.landmark, later.horizon) == (30.0, whole.horizon - 6.0)
    for arm, before in zip(later.arms, whole.arms, strict=True):
        assert arm.curve is not None
        assert before.curve is not None
        given = before.curve.at([6.0, 36.0]).survival
        assert arm.at_landmark.survival == pytest.approx(given[1] / given[0], abs=1e-12)
        assert arm.n == before.curve.at([6.0 + 1e-9]).at_risk[0]
    assert survival_status(later) == "post hoc"


def test_that_a_landmark_that_is_not_later_is_not_read(demo: Cohort) -> None:
    later = ask(demo, month=48.0).landmark
    assert later.question.landmark == 0.0
    assert all(arm.landmarks == () for arm in later.arms)


def test_that_patients_transplanted_by_the_landmark_stay_one_group_and_are_not_tested(demo: Cohort) -> None:
    question = primary_question(demo.study)
    found = survival_extended(
        demo, replace(question, extended=ExtendedOptions(from_month=6.0, by="transplantation"))
    ).landmark
    assert found is not None
    assert [arm.arm.label for arm in found.arms] == [
        "No transplantation by month 6",
        "Transplantation by month 6",
    ]
    dates, start = demo.columns["transplant_date"], demo.columns[demo.study.endpoint("OS").start]
    assert isinstance(dates, DateColumn)
    assert isinstance(start, DateColumn)
    kept = demo.choose(question.selection) & (demo.outcomes["OS"].duration > 6.0)
    early = kept & ((dates.values - start.values) / DAYS_PER_MONTH <= 6.0)
    late = kept & ~early & ~np.isnan(dates.values)
    assert [arm.n for arm in found.arms] == [kept.sum() - early.sum(), early.sum()]
    assert f"{late.sum()} patients with transplantation only later stay" in " ".join(found.notes)
    assert not found.comparable
    assert found.hazard_ratios == (None, None)
    assert found.logrank is None
    assert found.dropped == sum(found.events_before) + sum(found.censored_before) == 7


def test_that_a_landmark_after_everybody_has_no_numbers_and_says_why(demo: Cohort) -> None:
    late = ask(demo, month=500.0).landmark
    assert (late.n, late.dropped) == (0, 224)
    assert late.logrank is None
    assert late.logrank_not_estimable == "not estimable: no events"
    assert [ratio.not_estimable for ratio in late.hazard_ratios if ratio] == ["not estimable: no patients"]
    assert all(arm.curve is None and not arm.landmarks for arm in late.arms)
    plain: Any = extended_results(ask(demo, month=500.0))["landmark_analysis"]
    assert plain["arms"][0]["reading_not_estimable"] == NOT_AFTER
    soon: Any = extended_results(ask(demo, month=6.0, selection=Selection((Between("age", low=99),))))
    reading = soon["landmark_analysis"]["arms"][0]["reading"]
    assert (reading["value"], reading["not_estimable"]) == (None, "not estimable: no patients")
    assert "57 with death, 167 censored" in late.notes[0]


def test_that_tau_without_being_asked_for_does_not_move_with_the_filters(demo: Cohort) -> None:
    whole = ask(demo)
    young = ask(demo, selection=demo.study.population & Selection((Between("age", high=54),)))
    assert (
        (whole.tau, whole.tau_rule) == (young.tau, young.tau_rule) == (72.0, "where the curves are drawn to")
    )
    assert whole.tau == survival(demo, primary_question(demo.study)).horizon
    assert whole.largest_tau.last_observed != young.largest_tau.last_observed
    asked = ask(demo, tau=24.0)
    assert (asked.tau, asked.tau_rule) == (24.0, "as asked")
    short = ask(demo, horizon=500.0)
    assert short.tau == short.largest_tau.last_observed
    assert short.tau_rule == "the last follow-up of an arm"
    assert "Restricted to 72.0 months, where the curves are drawn to. At most " in whole.notes[-1]


def test_that_a_tau_past_an_arms_follow_up_is_told_in_words(demo: Cohort) -> None:
    ours = ask(demo, tau=500.0)
    for arm in ours.arms:
        assert arm.mean.not_estimable == "not estimable: the follow-up ends before this time"
    assert ours.contrasts[0].mean.not_estimable == "not estimable: the follow-up ends before this time"


def test_that_one_arm_alone_and_nobody_have_no_contrast_and_say_why(demo: Cohort) -> None:
    only = Selection((OneOf("arm", frozenset(["blina"])),))
    for selection in (demo.study.population & only, Selection((Between("age", low=99),))):
        ours = ask(demo, selection=selection)
        contrast = ours.contrasts[0]
        assert contrast.mean.value is None
        assert contrast.survival.not_estimable == "not estimable: no patients in one group"
        assert contrast.number_needed_words == contrast.survival.not_estimable
        assert all(test.test is None and test.not_estimable for test in ours.weighted)


def test_that_the_label_of_a_weighted_test_says_its_weights(demo: Cohort) -> None:
    assert [test.label for test in ask(demo).weighted] == [
        "Log-rank",
        "Fleming–Harrington ρ = 1, γ = 0 (early differences)",
        "Fleming–Harrington ρ = 0, γ = 1 (late differences)",
        "Fleming–Harrington ρ = 1, γ = 1 (middle differences)",
    ]


@pytest.mark.parametrize(
    ("needed", "words"),
    [
        (NumberNeeded(5.83, 3.496, 17.54), "5.8 to benefit one (3.5 to 17.5)"),
        (NumberNeeded(-12.0, -40.0, -6.25), "12.0 to harm one (6.3 to 40.0)"),
        (
            NumberNeeded(103.07, 11.36, -14.57, through_infinity=True),
            "103.1 to benefit one (from 11.4 to benefit, through infinity, to 14.6 to harm)",
        ),
        (
            NumberNeeded(-50.0, 20.0, -9.0, through_infinity=True),
            "50.0 to harm one (from 20.0 to benefit, through infinity, to 9.0 to harm)",
        ),
        (
            NumberNeeded(10.0, 5.0, inf, through_infinity=True),
            "10.0 to benefit one (from 5.0 to benefit, to infinity)",
        ),
        (NumberNeeded(inf, None, None), "no number: survival is the same in both arms"),
        (NumberNeeded(4.0, None, None), "4.0 to benefit one"),
        (NumberNeeded(None, None, None), "not estimable"),
    ],
)
def test_that_a_number_needed_is_told_in_words(needed: NumberNeeded, words: str) -> None:
    assert number_needed_words(needed) == words


def test_that_hazards_are_given_for_every_arm_with_patients(demo: Cohort) -> None:
    for arm in ask(demo).arms:
        assert arm.hazard is not None
        assert arm.log_log is not None
