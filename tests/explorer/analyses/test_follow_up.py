"""The audit of follow-up: reverse Kaplan–Meier, completeness, and time since last contact."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explorer.analyses.follow_up import EDGES, follow_up
from explorer.analyses.survival import survival
from explorer.cohort.cohort import Cohort
from explorer.question.question import primary_question
from explorer.selection import Selection
from tests.explorer.small_trial import patient, small_cohort

R_MEDIANS = {
    "blina": (43.0390143737166, 42.0862422997947, 47.4414784394251),
    "chemo": (51.5154004106776, 43.0390143737166, 56.2135523613963),
}
"""Median and limits in months, from R 4.2 with survival; the call stands at the test."""


def test_that_completeness_is_observed_over_possible_follow_up() -> None:
    """Clark's C by hand: 100 of 200 days, 200 of 200, and a death after 50 days counts in full."""
    cohort = small_cohort(
        patient("1", start="2020-01-01", last="2020-04-10"),
        patient("2", start="2020-01-01", last="2020-07-19"),
        patient("3", start="2020-01-01", death="2020-02-20", last="2020-02-20"),
        patient("4", start="2020-01-01", last="2020-07-19", arm="Old"),
    )
    answer = follow_up(cohort, primary_question(cohort.study))
    new, old, whole = answer.groups
    assert answer.cut_off == "2020-07-19"
    assert new.completeness == pytest.approx(350 / 450)
    assert old.completeness == pytest.approx(1.0)
    assert whole.completeness == pytest.approx(550 / 650)
    assert (new.n, new.events, new.event_free) == (3, 1, 2)
    assert new.contacts == (1, 1, 0, 0, 0, 0)
    assert new.late == 0


def test_that_the_median_of_all_is_the_one_under_the_curves(demo: Cohort) -> None:
    question = primary_question(demo.study)
    whole = follow_up(demo, question).groups[-1]
    assert whole.median == survival(demo, question).follow_up


def test_that_the_medians_by_arm_are_those_of_the_reverse_curve_in_r(demo: Cohort) -> None:
    """R: ``quantile(survfit(Surv(os_months, 1 - death) ~ arm, conf.type = "log-log"), 0.5)``."""
    question = primary_question(demo.study)
    blina, chemo, _ = follow_up(demo, question).groups
    assert blina.median.value == pytest.approx(R_MEDIANS["blina"][0], rel=1e-6)
    assert chemo.median.value == pytest.approx(R_MEDIANS["chemo"][0], rel=1e-6)
    assert (blina.median.lower, blina.median.upper) == pytest.approx(R_MEDIANS["blina"][1:], rel=1e-6)
    assert (chemo.median.lower, chemo.median.upper) == pytest.approx(R_MEDIANS["chemo"][1:], rel=1e-6)


def test_that_everybody_without_event_has_one_class_of_time_since_contact(demo: Cohort) -> None:
    for group in follow_up(demo, primary_question(demo.study)).groups:
        assert group.contacts is not None
        assert len(group.contacts) == len(EDGES)
        assert sum(group.contacts) == group.event_free


def test_that_a_trial_of_recorded_times_says_what_it_lacks(colon: Cohort) -> None:
    answer = follow_up(colon, primary_question(colon.study))
    assert answer.cut_off == ""
    assert all(group.completeness is None and group.contacts is None for group in answer.groups)
    assert all(group.median.value is not None for group in answer.groups)
    assert "need dates" in answer.notes[-1]


def test_that_nobody_has_no_follow_up_and_that_patients_without_an_arm_are_told(demo: Cohort) -> None:
    question = primary_question(demo.study)
    everybody = follow_up(demo, replace(question, selection=Selection()))
    assert "202 selected patients" in everybody.notes[0]
    cohort = small_cohort(patient("1"))
    old = follow_up(cohort, primary_question(cohort.study)).groups[1]
    assert (old.n, old.curve, old.median.value, old.completeness) == (0, None, None, None)
