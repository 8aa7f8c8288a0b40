"""The status of results: planned in the protocol's population, post hoc by choice, exploratory by filter."""

from __future__ import annotations

from dataclasses import replace

from explorer.analyses.baseline import baseline
from explorer.analyses.monitoring import monitoring
from explorer.analyses.safety import safety
from explorer.analyses.subgroups import subgroups
from explorer.analyses.survival import survival
from explorer.analyses.survival_extended import survival_extended
from explorer.cohort.cohort import Cohort
from explorer.question.options import BaselineOptions, ExtendedOptions, MonitoringOptions, SafetyOptions
from explorer.question.question import primary_question
from explorer.results.status import (
    baseline_status,
    extended_status,
    means_status,
    monitoring_status,
    overall_status,
    safety_status,
    subgroup_status,
    survival_status,
)
from explorer.results.tables import table
from explorer.selection import Between
from tests.explorer.small_trial import patient, small_cohort


def test_that_what_the_study_declares_is_pre_specified_until_a_filter_is_set(demo: Cohort) -> None:
    question = primary_question(demo.study)
    older = replace(question, selection=question.selection.replacing(Between("age", low=55)))
    assert baseline_status(baseline(demo, question)) == "pre-specified"
    assert baseline_status(baseline(demo, older)) == "exploratory"
    assert safety_status(safety(demo, question)) == "pre-specified"
    assert safety_status(safety(demo, older)) == "exploratory"


def test_that_other_events_are_post_hoc_and_the_declared_ones_by_name_are_not(demo: Cohort) -> None:
    question = primary_question(demo.study)
    for options, status in (
        (SafetyOptions(sort="term"), "pre-specified"),
        (SafetyOptions(phases=("consolidation",), related_only=True, threshold=3.0), "pre-specified"),
        (SafetyOptions(phases=()), "post hoc"),
        (SafetyOptions(grade=4), "post hoc"),
        (SafetyOptions(tested=("Sepsis",)), "post hoc"),
    ):
        assert safety_status(safety(demo, replace(question, safety=options))) == status, options


def test_that_the_planned_boundary_of_the_primary_endpoint_is_primary(demo: Cohort) -> None:
    question = primary_question(demo.study)
    assert monitoring_status(monitoring(demo, question)) == "primary"
    other = replace(question, monitoring=MonitoringOptions(spending="pocock"))
    assert monitoring_status(monitoring(demo, other)) == "post hoc"


def test_that_curves_and_subgroups_say_what_they_count_for(demo: Cohort) -> None:
    question = primary_question(demo.study)
    older = replace(question, selection=question.selection.replacing(Between("age", low=55)))
    for asked, status in (
        (question, "primary"),
        (replace(question, endpoint="RFS"), "secondary"),
        (replace(question, strata=()), "exploratory"),
        (older, "exploratory"),
    ):
        found = survival(demo, asked)
        assert survival_status(found) == status
        place = table(found).columns.index("status")
        assert {row[place] for row in table(found).rows} == {status}
    forest = subgroups(demo, question)
    status_of = {block.field.id: subgroup_status(forest, block) for block in forest.blocks}
    assert (status_of["age_group"], status_of["risk"]) == ("pre-specified", "post hoc")
    assert {subgroup_status(subgroups(demo, older), block) for block in forest.blocks} == {"exploratory"}


def test_that_other_strata_make_subgroups_exploratory_as_they_do_curves(demo: Cohort) -> None:
    forest = subgroups(demo, replace(primary_question(demo.study), strata=("cd20",)))
    assert {subgroup_status(forest, block) for block in forest.blocks} == {"exploratory"}
    assert overall_status(forest) == "exploratory"


def test_that_the_overall_row_of_a_forest_plot_is_the_primary_hazard_ratio(demo: Cohort) -> None:
    question = primary_question(demo.study)
    for endpoint, status in (("OS", "primary"), ("RFS", "secondary")):
        numbers = table(subgroups(demo, replace(question, endpoint=endpoint)))
        place = numbers.columns.index("status")
        assert numbers.rows[0][place] == status
        assert {row[place] for row in numbers.rows[1:]} == {"pre-specified", "post hoc"}


def test_that_other_conventions_leave_the_primary_comparison_primary(demo: Cohort) -> None:
    asked = replace(primary_question(demo.study), conf_level=0.9, ties="breslow", landmark=24.0)
    assert survival_status(survival(demo, asked)) == "primary"


def test_that_a_tau_or_a_landmark_chosen_by_the_reader_makes_the_result_post_hoc(demo: Cohort) -> None:
    question = primary_question(demo.study)
    for options, means, whole in (
        ({}, "secondary", "secondary"),
        ({"tau": 48.0}, "post hoc", "post hoc"),
        ({"from_month": 6.0}, "secondary", "post hoc"),
    ):
        found = survival_extended(demo, replace(question, extended=ExtendedOptions(**options)))
        assert (means_status(found), extended_status(found)) == (means, whole)
    older = replace(question, selection=question.selection.replacing(Between("age", low=55)))
    older = replace(older, extended=ExtendedOptions(tau=48.0))
    assert means_status(survival_extended(demo, older)) == "exploratory"


def test_that_a_baseline_table_says_who_chose_its_rows_and_how_they_are_written(demo: Cohort) -> None:
    question = primary_question(demo.study)
    for options, status in (
        (BaselineOptions(quantile_type=2), "pre-specified"),
        (BaselineOptions(differences=True), "post hoc"),
        (BaselineOptions(percent_of="known"), "post hoc"),
        (BaselineOptions(summary="mean_sd"), "post hoc"),
    ):
        assert baseline_status(baseline(demo, replace(question, baseline=options))) == status, options
    made = small_cohort(patient("1"), patient("2", arm="Old"))  # its study declares no rows
    assert baseline_status(baseline(made, primary_question(made.study))) == "descriptive"
