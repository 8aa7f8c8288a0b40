"""The status of results: planned in the protocol's population, post hoc by choice, exploratory by filter."""

from __future__ import annotations

from dataclasses import replace

from explorer.analyses.baseline import baseline
from explorer.analyses.monitoring import monitoring
from explorer.analyses.safety import safety
from explorer.analyses.subgroups import subgroups
from explorer.analyses.survival import survival
from explorer.cohort.cohort import Cohort
from explorer.question.options import MonitoringOptions, SafetyOptions
from explorer.question.question import primary_question
from explorer.results.status import (
    baseline_status,
    monitoring_status,
    safety_status,
    subgroup_status,
    survival_status,
)
from explorer.results.tables import table
from explorer.selection import Between


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
        assert {row[-1] for row in table(found).rows} == {status}
    forest = subgroups(demo, question)
    status_of = {block.field.id: subgroup_status(forest, block) for block in forest.blocks}
    assert (status_of["age_group"], status_of["risk"]) == ("pre-specified", "post hoc")
    assert {subgroup_status(subgroups(demo, older), block) for block in forest.blocks} == {"exploratory"}
