"""The reconciliation of the figures: nothing where they agree, and every number that was tampered with."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.analyses.answers import FlowAnswer, SubgroupAnswer, SurvivalAnswer
from explorer.analyses.baseline import baseline
from explorer.analyses.baseline_answer import BaselineAnswer
from explorer.analyses.flow import flow
from explorer.analyses.patients import PatientsAnswer, patients
from explorer.analyses.reconciliation import reconcile, reconciliation
from explorer.analyses.subgroups import subgroups
from explorer.analyses.survival import survival
from explorer.cohort.cohort import Cohort
from explorer.question.question import primary_question
from explorer.results.results import as_json, results
from explorer.selection import OneOf, Selection

Answers = tuple[PatientsAnswer, FlowAnswer, BaselineAnswer, SurvivalAnswer, SubgroupAnswer]


@pytest.fixture(scope="module")
def answers(demo: Cohort) -> Answers:
    question = primary_question(demo.study)
    return (
        patients(demo, question),
        flow(demo, question),
        baseline(demo, question),
        survival(demo, question),
        subgroups(demo, question),
    )


def test_that_untouched_answers_agree(answers: Answers) -> None:
    found = reconcile(*answers)
    assert found.agrees
    assert found.differences == ()
    sources = [sum(each.counts[place] is not None for each in found.comparisons) for place in range(5)]
    assert min(sources) > 0, "every source is compared somewhere"


def test_that_a_death_too_few_in_the_forest_is_named(answers: Answers) -> None:
    listing, boxes, table, curves, forest = answers
    tampered = replace(forest, overall=replace(forest.overall, reference_events=39))
    found = reconcile(listing, boxes, table, curves, tampered)
    assert found.differences == ("Deaths, Chemo only: Listing 40, Curves 40 and Forest 39",)


def test_that_a_patient_too_many_in_the_flow_is_named(answers: Answers) -> None:
    listing, boxes, table, curves, forest = answers
    first, *others = boxes.boxes
    tampered = replace(boxes, boxes=(replace(first, selected=225), *others))
    found = reconcile(listing, tampered, table, curves, forest)
    assert found.differences == (
        "Patients: Listing 224, Flow 225 and Baseline 224",
        "In the box “Enrolled”: Listing 224 and Flow 225",
    )


def test_that_a_wrong_column_of_the_baseline_table_is_named(answers: Answers) -> None:
    listing, boxes, table, curves, forest = answers
    tampered = replace(table, columns=(replace(table.columns[0], n=111), *table.columns[1:]))
    found = reconcile(listing, boxes, tampered, curves, forest)
    assert found.differences == ("Patients, Blinatumomab + chemo: Listing 112 and Baseline 111",)


def test_that_a_wrong_number_at_risk_at_time_0_is_named(answers: Answers) -> None:
    listing, boxes, table, curves, forest = answers
    arm = curves.arms[0]
    assert arm.curve is not None
    at_risk = arm.curve.at_risk.copy()
    at_risk[0] -= 1
    tampered = replace(
        curves, arms=(replace(arm, curve=replace(arm.curve, at_risk=at_risk)), *curves.arms[1:])
    )
    found = reconcile(listing, boxes, table, tampered, forest)
    assert found.differences == ("At risk at time 0, Blinatumomab + chemo: Listing 112 and Curves 111",)


def test_that_a_patient_missing_from_the_listing_is_named(answers: Answers) -> None:
    listing, *others = answers
    found = reconcile(replace(listing, patients=listing.patients[1:]), *others)
    assert "Patients: Listing 223, Flow 224 and Baseline 224" in found.differences


def test_that_a_subgroup_that_loses_a_patient_is_named(answers: Answers) -> None:
    listing, boxes, table, curves, forest = answers
    block = forest.blocks[0]
    rows = (replace(block.rows[0], n=block.rows[0].n - 1), *block.rows[1:])
    tampered = replace(forest, blocks=(replace(block, rows=rows), *forest.blocks[1:]))
    found = reconcile(listing, boxes, table, curves, tampered)
    assert found.differences == ("Subgroups by Age: Listing 224 and Forest 223",)


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_that_the_figures_agree_for_every_selection_and_endpoint(demo: Cohort, data: st.DataObject) -> None:
    fields = ("risk", "mrd", "cd20", "sex", "assignment", "arm")
    chosen = data.draw(st.lists(st.sampled_from(fields), unique=True, max_size=3))
    criteria = []
    for name in chosen:
        levels = demo.study.field(name).level_ids
        criteria.append(OneOf(name, data.draw(st.frozensets(st.sampled_from(levels), min_size=1))))
    endpoint = data.draw(st.sampled_from(["OS", "RFS"]))
    question = replace(primary_question(demo.study), selection=Selection(tuple(criteria)), endpoint=endpoint)
    assert reconciliation(demo, question).differences == ()


def test_that_three_arms_and_recorded_times_reconcile(colon: Cohort) -> None:
    assert reconciliation(colon, primary_question(colon.study)).agrees


def test_that_results_carry_the_reconciliation_and_the_follow_up(demo: Cohort) -> None:
    question = primary_question(demo.study)
    plain = json.loads(as_json(results(demo, question, endpoints=["OS"])))
    assert plain["reconciliation"]["OS"]["agrees"] is True
    comparisons = {each["what"]: each for each in plain["reconciliation"]["OS"]["comparisons"]}
    deaths = comparisons["Deaths, Chemo only"]
    assert deaths["counts"] == {"listing": 40, "flow": None, "baseline": None, "curves": 40, "forest": 40}
    whole = plain["follow_up"]["OS"]["groups"][-1]
    assert whole["median"]["value"] == plain["survival"]["OS"]["median_follow_up"]
    assert plain["selection"]["after_randomization"] == []
