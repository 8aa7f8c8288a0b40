"""The conventions of R and of SAS, each held to the numbers that they print."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explorer.analyses.competing import competing
from explorer.analyses.survival import median, readings, survival
from explorer.analyses.survival_extended import survival_extended
from explorer.cohort.cohort import Cohort
from explorer.question.options import ExtendedOptions
from explorer.question.profiles import LABELS, Profile, profile_of, with_profile
from explorer.question.question import primary_question
from explorer.survival import kaplan_meier

# Five events of ten, the last five censored: a published comparison of R and SAS on a curve that ends at ½.
DAYS = [54, 75, 77, 84, 87, 92, 103, 105, 112, 118]
EVENTS = [1, 1, 1, 1, 1, 0, 0, 0, 0, 0]


@pytest.mark.parametrize("name", LABELS)
def test_that_a_question_knows_the_profile_it_was_given(demo: Cohort, name: Profile) -> None:
    question = with_profile(primary_question(demo.study), name)
    assert profile_of(question) == name
    assert profile_of(replace(question, conf_type="plain")) is None


def test_that_the_program_starts_with_its_own_profile(demo: Cohort) -> None:
    assert profile_of(primary_question(demo.study)) == "own"


@pytest.mark.parametrize(
    ("name", "value", "after"), [("R", 102.5, 0.5), ("SAS", None, None), ("own", 102.5, None)]
)
def test_that_the_end_of_a_curve_is_read_as_each_program_does(
    demo: Cohort, name: Profile, value: float | None, after: float | None
) -> None:
    question = with_profile(primary_question(demo.study), name)
    curve = kaplan_meier(DAYS, EVENTS, conf_type=question.conf_type)
    assert median(curve, question).value == value
    assert readings(curve, (120.0,), question)[0].survival == after


def test_that_r_and_sas_print_their_own_limits_and_ties(demo: Cohort) -> None:
    """R: summary(survfit(…), times = 36) with conf.type "log"; SAS: LOGLOG, TIES=BRESLOW."""
    asked = primary_question(demo.study)
    by_r, by_sas = (survival(demo, with_profile(asked, name)) for name in ("R", "SAS"))
    assert by_r.arms[0].at_landmark.upper == pytest.approx(0.929636308, abs=1e-9)
    assert by_sas.arms[0].at_landmark.upper == pytest.approx(0.912076932, abs=1e-9)
    assert by_r.logrank == by_sas.logrank


def test_that_ties_are_broken_as_each_program_does(colon: Cohort) -> None:
    """R: coxph(Surv(time, status) ~ rx + strata(extent, surg, node4), ties = "efron" and "breslow")."""
    asked = primary_question(colon.study)
    by_r, by_sas = (survival(colon, with_profile(asked, name)).hazard_ratio for name in ("R", "SAS"))
    assert by_r.value == pytest.approx(0.7163941042, rel=1e-8)
    assert by_sas.value == pytest.approx(0.7165470505, rel=1e-8)


@pytest.mark.parametrize("name", ["own", "R"])
def test_that_every_curve_is_read_past_the_last_follow_up_as_the_profile_says(
    demo: Cohort, name: Profile
) -> None:
    asked = replace(primary_question(demo.study), landmark=120.0, extended=ExtendedOptions(from_month=6.0))
    question = with_profile(asked, name)
    extended, risks = survival_extended(demo, question), competing(demo, question)
    assert extended.landmark is not None
    later = [arm.at_landmark for arm in extended.landmark.arms]
    assert all(arm.at_landmark.beyond for arm in extended.survival.arms)
    read = (
        *(arm.at_landmark.survival for arm in extended.survival.arms),
        *(reading.survival for reading in later),
        *(cause.at_landmark.incidence for arm in risks.arms for cause in arm.causes),
        *(contrast.survival.value for contrast in extended.contrasts if contrast is not None),
        extended.survival.difference.value,
    )
    assert len(read) == 10
    assert all((value is None) == (name == "own") for value in read)
