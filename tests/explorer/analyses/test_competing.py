"""Competing risks of the cohorts: R's numbers, the published causes of death, sums that add up, and words."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from explorer.analyses.answers import Estimate
from explorer.analyses.competing import competing
from explorer.analyses.competing_answers import CompetingAnswer
from explorer.analyses.survival import survival
from explorer.cohort.cohort import Cohort
from explorer.errors import AnalysisError
from explorer.question.options import CompetingOptions
from explorer.question.question import primary_question
from explorer.results.incidence_results import competing_results
from explorer.selection import Between, OneOf, Selection
from explorer.survival.fixed_time import NO_PATIENTS
from tests.explorer.small_trial import patient, small_cohort

FOLDER = Path(__file__).parents[2] / "reference" / "competing"
REFERENCE = json.loads((FOLDER / "competing_reference.json").read_text("utf-8"))["competing"]
CASES: dict[str, dict[str, Any]] = {case["data"]: case for case in REFERENCE}
NAMES = ["demo relapse", "demo death", "colon"]
COMPETING = """
[[competing]]
id = "relapse"
label = "Relapse and death"
start = "start"
censor = "last"
causes = [
  { id = "relapse", label = "Relapse", date = "relapse" },
  { id = "death", label = "Death", date = "death", where = { sex = ["female"] } },
]

[[subgroups]]
field = "sex"
"""
WITH_COMPETING = (('\n[[subgroups]]\nfield = "sex"\n', COMPETING),)


def ask(cohort: Cohort, id: str = "", **changes: Any) -> CompetingAnswer:
    options = CompetingOptions(risks=id)
    return competing(cohort, replace(primary_question(cohort.study), competing=options, **changes))


def answer(name: str, demo: Cohort, colon: Cohort) -> CompetingAnswer:
    return ask(colon) if name == "colon" else ask(demo, name.removeprefix("demo "))


@pytest.mark.parametrize("name", NAMES)
def test_that_the_curves_of_the_arms_are_those_of_cuminc(name: str, demo: Cohort, colon: Cohort) -> None:
    ours, expected = answer(name, demo, colon), CASES[name]["incidence"]
    by_arm = {arm.arm.id: arm for arm in ours.arms}
    for group in expected["groups"]:
        arm = by_arm[group["group"]]
        assert arm.curve is not None
        assert (arm.n, [cause.events for cause in arm.causes]) == (group["n"], group["events"])
        at = arm.curve.at(expected["times"])
        assert at.incidence.ravel() == pytest.approx(group["incidence"], rel=1e-9, abs=1e-14)
        assert at.std_err.ravel() ** 2 == pytest.approx(group["variance"], rel=1e-9, abs=1e-14)


@pytest.mark.parametrize("name", NAMES)
def test_that_grays_tests_are_those_of_cuminc(name: str, demo: Cohort, colon: Cohort) -> None:
    ours, (plain, stratified) = answer(name, demo, colon), CASES[name]["gray"]
    for place, comparison in enumerate(ours.comparisons):
        for found, expected in ((comparison.gray, plain), (comparison.stratified_gray, stratified)):
            assert found.test is not None
            assert found.test.chi2 == pytest.approx(expected["chi2"][place], rel=1e-9)
            assert found.test.p == pytest.approx(expected["p"][place], rel=1e-6, abs=1e-14)
            assert found.test.df == expected["df"][place]


@pytest.mark.parametrize("name", NAMES)
def test_that_both_kinds_of_hazard_ratio_are_those_of_coxph_and_crr(
    name: str, demo: Cohort, colon: Cohort
) -> None:
    ours = answer(name, demo, colon)
    order = ["lev5fu", "lev"] if name == "colon" else ["blina"]
    by_arm = [arm.arm.id for arm in ours.arms]
    for comparison, expected in zip(ours.comparisons, CASES[name]["regressions"], strict=True):
        for column, arm in enumerate(order):
            specific = comparison.cause_specific[by_arm.index(arm)]
            subdistribution = comparison.subdistribution[by_arm.index(arm)]
            assert specific is not None
            assert subdistribution is not None
            if specific.value is None:  # R's search runs away where an arm has no events
                assert "no deaths of unknown cause in one arm" in specific.not_estimable
                assert specific.not_estimable == subdistribution.not_estimable
                continue
            assert np.log(specific.value) == pytest.approx(expected["stratified"]["coef"][column], rel=1e-6)
            assert specific.std_err == pytest.approx(expected["stratified"]["std_err"][column], rel=1e-6)
            size = len(order)
            variance = expected["covariance"][column * (size + 1)]
            assert subdistribution.value is not None
            assert np.log(subdistribution.value) == pytest.approx(expected["coef"][column], rel=1e-6)
            assert subdistribution.std_err == pytest.approx(variance**0.5, rel=1e-6)
            # On colon crr stops with a score of 3e-6, which the smallest P value shows in its sixth digit.
            assert subdistribution.p == pytest.approx(expected["p"][column], rel=1e-5)


def test_that_the_causes_of_death_are_those_published(demo: Cohort) -> None:
    """Litzow et al. 2024: relapse, other and unknown causes, 8, 9 and 0 of 17 deaths v 31, 7 and 2 of 40."""
    by_arm = {
        arm.arm.id: ([cause.events for cause in arm.causes], arm.events) for arm in ask(demo, "death").arms
    }
    assert by_arm == {"blina": ([8, 9, 0], 17), "chemo": ([31, 7, 2], 40)}


@pytest.mark.parametrize(("id", "endpoint"), [("relapse", "RFS"), ("death", "OS")])
def test_that_the_causes_add_up_to_the_events_of_the_endpoint(id: str, endpoint: str, demo: Cohort) -> None:
    ours = ask(demo, id)
    whole = survival(demo, replace(primary_question(demo.study), endpoint=endpoint))
    for arm, other in zip(ours.arms, whole.arms, strict=True):
        assert (arm.n, arm.events, arm.events + arm.without_event) == (other.n, other.events, arm.n)
        assert arm.curve is not None
        assert other.curve is not None
        assert arm.curve.survival == pytest.approx(other.curve.survival, abs=1e-12)
        left = 1.0 - sum(cause.at_landmark.incidence or 0.0 for cause in arm.causes)
        assert left == pytest.approx(other.at_landmark.survival, abs=1e-12)


def test_that_recurrence_and_death_add_up_to_recurrence_free_survival(colon: Cohort) -> None:
    whole = survival(colon, replace(primary_question(colon.study), endpoint="RFS"))
    assert [arm.events for arm in ask(colon).arms] == [arm.events for arm in whole.arms]


def test_that_a_cause_without_events_keeps_its_row_and_has_no_interval(demo: Cohort) -> None:
    blina = next(arm for arm in ask(demo, "death").arms if arm.arm.id == "blina")
    unknown = blina.causes[2]
    assert (unknown.events, unknown.at_landmark.incidence) == (0, 0.0)
    assert (unknown.at_landmark.lower, unknown.at_landmark.upper) == (None, None)
    plain: Any = competing_results(ask(demo, "death"))
    read = [cause["incidence"][0] for arm in plain["arms"] for cause in arm["causes"] if not cause["events"]]
    assert {each["not_estimable"] for each in read} == {"no interval: no events of this cause by this time"}


def test_that_an_empty_selection_has_no_numbers_and_says_why(demo: Cohort) -> None:
    ours = ask(demo, selection=Selection((Between("age", low=99),)))
    assert ours.n == 0
    for arm in ours.arms:
        assert arm.curve is None
        assert all(cause.at_landmark.incidence is None for cause in arm.causes)
        assert not any(cause.at_landmark.beyond for cause in arm.causes)
    for comparison in ours.comparisons:
        assert comparison.gray.test is None
        assert comparison.gray.not_estimable == "not estimable: no events of this cause"
        for ratios in (comparison.cause_specific, comparison.subdistribution):
            assert [ratio.not_estimable for ratio in ratios if ratio] == ["not estimable: no patients"]
        assert comparison.difference == Estimate(None, not_estimable=NO_PATIENTS)
    plain = competing_results(ours)
    assert plain["arms"][0]["causes"][0]["incidence"][0]["not_estimable"] == "not estimable: no patients"
    assert plain["comparisons"][0]["incidence_difference"]["not_estimable"] == NO_PATIENTS


def test_that_one_arm_alone_keeps_its_curve_and_is_not_compared(demo: Cohort) -> None:
    only = Selection((OneOf("arm", frozenset(["blina"])),))
    ours = ask(demo, selection=demo.study.population & only)
    assert [arm.n for arm in ours.arms] == [112, 0]
    relapse = ours.comparisons[0]
    assert relapse.gray.not_estimable == "not estimable: no event while patients of two groups are at risk"
    assert relapse.cause_specific[0].not_estimable == "not estimable: patients in one arm only"  # type: ignore[union-attr]


def test_that_patients_who_were_not_randomized_make_the_arms_incomparable(demo: Cohort) -> None:
    assert ask(demo).comparable
    assert not ask(demo, selection=Selection()).comparable


def test_that_the_first_cause_counts_and_one_on_the_same_day_by_the_order_of_the_study() -> None:
    cohort = small_cohort(
        patient("1", relapse="2020-02-01", death="2020-03-01"),
        patient("2", relapse="2020-02-01", death="2020-02-01"),
        patient("3", death="2020-03-01"),
        patient("4"),
        patient("5", arm="Old", relapse="2020-02-01"),
        replacements=WITH_COMPETING,
    )
    new, old = ask(cohort).arms
    assert [cause.events for cause in new.causes] == [2, 1]
    assert (new.without_event, old.events) == (1, 1)


def test_that_an_event_without_a_cause_is_left_out_and_counted() -> None:
    cohort = small_cohort(
        patient("1", sex="male", death="2020-03-01"),
        patient("2", sex="male", relapse="2020-02-01", death="2020-03-01"),
        patient("3"),
        patient("4", arm="Old", last="2019-01-01"),
        replacements=WITH_COMPETING,
    )
    ours = ask(cohort)
    assert (ours.n, ours.unnamed, ours.without_outcome) == (2, 1, 2)
    assert ours.notes == (
        "1 selected patient with an event that fits none of the causes: in no curve.",
        "1 selected patient without a usable duration: in no curve.",
    )


def test_that_a_study_without_competing_risks_says_how_to_declare_them(demo: Cohort) -> None:
    with pytest.raises(AnalysisError, match=r"small\.toml: the study declares no competing risks"):
        ask(small_cohort(patient("1")))
    with pytest.raises(AnalysisError, match='unknown competing risks "deaths"; did you mean "death"'):
        ask(demo, "deaths")


def test_that_every_output_names_its_methods(demo: Cohort) -> None:
    text = " ".join(ask(demo, strata=("age_group",), conf_type="log", conf_level=0.9).methods)
    for words in ("Aalen and Johansen", "log 90% CI", "Gray's test", "stratified by age", "Efron", "Breslow"):
        assert words in text
    assert "stratified by" not in " ".join(ask(demo, strata=()).methods)
