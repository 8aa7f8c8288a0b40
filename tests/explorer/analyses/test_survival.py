"""Survival by arm: what cannot be estimated says so in words, for every selection that a user can make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from explorer.analyses.answers import Estimate, HazardRatio, SurvivalAnswer
from explorer.analyses.survival import survival
from explorer.cohort.cohort import Cohort
from explorer.columns import RECORDED
from explorer.question.question import primary_question
from explorer.selection import Between, Criterion, OneOf, Selection
from explorer.study_file.load import load_study
from explorer.survival.fixed_time import ENDS_BEFORE, NO_PATIENTS, NO_SPREAD
from tests.explorer.small_trial import patient, small_cohort


def ask(cohort: Cohort, selection: Selection | None = None, **changes: object) -> SurvivalAnswer:
    question = primary_question(cohort.study)
    if selection is not None:
        question = replace(question, selection=selection)
    return survival(cohort, replace(question, **changes))  # type: ignore[arg-type]


def only(field: str, *levels: str) -> Selection:
    return Selection((OneOf(field, frozenset(levels)),))


# ---------------------------------------------------------------------------------- what cannot be estimated


def test_that_an_empty_selection_has_no_numbers_and_says_why(demo: Cohort) -> None:
    answer = ask(demo, Selection((Between("age", low=99),)))
    assert answer.n == 0
    assert answer.hazard_ratio == HazardRatio(not_estimable="not estimable: no patients")
    assert answer.logrank is None
    assert answer.difference == Estimate(None, not_estimable=NO_PATIENTS)
    assert answer.follow_up == Estimate(None)
    for arm in answer.arms:
        assert (arm.n, arm.events, arm.curve, arm.median) == (0, 0, None, Estimate(None))
        assert all(reading.survival is None and reading.beyond for reading in arm.landmarks)


def test_that_one_arm_alone_has_its_curve_and_no_comparison(demo: Cohort) -> None:
    answer = ask(demo, demo.study.population & only("arm", "blina"))
    assert answer.hazard_ratio == HazardRatio(not_estimable="not estimable: patients in one arm only")
    assert answer.logrank is None
    assert answer.difference == Estimate(None, not_estimable=NO_PATIENTS)
    assert answer.arms[0].at_landmark.survival == pytest.approx(0.854414791099)


def test_that_no_events_and_no_events_in_one_arm_are_told_apart() -> None:
    alive = [patient("1"), patient("2", arm="Old")]
    died = patient("3", arm="Old", death="2020-03-01", last="2020-03-01")
    assert ask(small_cohort(*alive)).hazard_ratio.not_estimable == "not estimable: no deaths"
    one_arm = ask(small_cohort(*alive, died))
    assert one_arm.hazard_ratio.not_estimable == "not estimable: no deaths in one arm"
    assert one_arm.logrank is not None
    assert one_arm.logrank.df == 1


def test_that_a_difference_without_events_before_the_landmark_has_no_interval() -> None:
    alive = [patient("1", last="2023-01-01"), patient("2", arm="Old", last="2023-01-01")]
    died = patient("3", arm="Old", death="2022-03-01", last="2022-03-01")
    found = ask(small_cohort(*alive, died), landmark=12.0).difference
    assert found == Estimate(0.0, not_estimable=NO_SPREAD)


def test_that_a_median_that_is_not_reached_is_none(demo: Cohort) -> None:
    blina, chemo = ask(demo).arms
    assert blina.median == Estimate(None, None, None)
    assert chemo.median.value is None
    assert chemo.median.lower == pytest.approx(55.6550308008)


def test_that_nothing_is_read_beyond_the_last_follow_up() -> None:
    cohort = small_cohort(patient("1"), patient("2", arm="Old", last="2023-01-01"))
    new, old = ask(cohort, landmark=12.0).arms
    assert (new.at_landmark.survival, new.at_landmark.beyond, new.at_landmark.at_risk) == (None, True, 0)
    assert (old.at_landmark.survival, old.at_landmark.beyond, old.at_landmark.at_risk) == (1.0, False, 1)


# ---------------------------------------------------------------------------------- who is compared


def test_that_patients_who_were_not_randomized_make_the_arms_incomparable(demo: Cohort) -> None:
    assert ask(demo).comparable
    assert ask(demo, only("mrd", "positive") & only("assignment", "randomized")).comparable
    everybody = ask(demo, Selection())
    assert not everybody.comparable
    assert not everybody.primary
    assert ask(demo).primary


def test_that_patients_without_an_arm_or_an_outcome_are_counted_and_said() -> None:
    cohort = small_cohort(
        patient("1"), patient("2", arm="Old"), patient("3", arm=None), patient("4", last=None)
    )
    answer = ask(cohort)
    assert (answer.n, answer.without_outcome) == (2, 2)
    assert "1 selected patient without an arm: in no curve." in answer.notes
    assert "1 selected patient without this endpoint: in no curve." in answer.notes


def test_that_a_missing_stratification_factor_is_a_stratum_of_its_own(demo: Cohort) -> None:
    with_missing = ask(demo)
    without = ask(demo, demo.study.population & only("cd20", RECORDED))
    assert (with_missing.n, without.n) == (224, 143)
    assert with_missing.strata_labels == ("Age", "CD20", "Rituximab", "Transplant intended")


def test_that_the_strata_of_the_question_are_those_of_the_model(demo: Cohort) -> None:
    unstratified = ask(demo, strata=())
    ratio = unstratified.hazard_ratio
    assert [ratio.value, ratio.lower, ratio.upper] == pytest.approx([0.4106, 0.2327, 0.7245], abs=5e-5)
    assert unstratified.strata_labels == ()


def test_that_sparse_strata_are_said() -> None:
    rows = [
        patient(
            str(number),
            arm=arm,
            stage=stage,
            death=f"2020-02-{number + 1:02}",
            last=f"2020-02-{number + 1:02}",
        )
        for number, (arm, stage) in enumerate([("New", "I"), ("Old", "I"), ("New", "II"), ("Old", "III")] * 3)
    ]
    (note,) = ask(small_cohort(*rows)).notes
    assert note.startswith("Sparse strata: 50% of the events are in strata with one arm only")


def test_that_the_reference_has_no_hazard_ratio_and_the_arms_keep_their_order(colon: Cohort) -> None:
    answer = ask(colon)
    assert [arm.arm.id for arm in answer.arms] == ["lev5fu", "lev", "obs"]
    assert answer.hazard_ratios[answer.reference] is None
    assert answer.logrank is not None
    assert answer.logrank.df == 2
    other = ask(colon, compare="lev")
    assert other.hazard_ratio == answer.hazard_ratios[1]


def test_that_the_difference_at_the_landmark_is_that_of_the_two_curves(demo: Cohort) -> None:
    answer = ask(demo)
    new, old = (arm.at_landmark for arm in answer.arms)
    assert answer.difference.value == pytest.approx(new.survival - old.survival)  # type: ignore[operator]
    half = 1.959963984540054 * np.hypot(new.std_err, old.std_err)  # type: ignore[arg-type]
    assert answer.difference.lower == pytest.approx(answer.difference.value - half)  # type: ignore[operator]


# ---------------------------------------------------------------------------------- the axis


def test_that_the_end_of_the_axis_does_not_depend_on_the_filter(demo: Cohort) -> None:
    whole = ask(demo).horizon
    assert whole == 72.0
    assert ask(demo, Selection((Between("age", low=65),))).horizon == whole
    assert ask(demo, horizon=24.0).horizon == 24.0


def test_that_a_short_trial_ends_its_axis_with_its_last_patient() -> None:
    cohort = small_cohort(patient("1"), patient("2", arm="Old"))
    assert cohort.horizons["OS"] == 4.0


def test_that_readings_are_every_year_and_at_the_landmark(demo: Cohort) -> None:
    assert [reading.time for reading in ask(demo, landmark=30.0).arms[0].landmarks] == [
        12,
        24,
        30,
        36,
        48,
        60,
        72,
    ]
    far = ask(demo, landmark=500.0)
    assert far.arms[0].at_landmark.beyond
    assert far.difference == Estimate(None, not_estimable=ENDS_BEFORE)


# ---------------------------------------------------------------------------------- every filter


def single_filters() -> Iterator[Criterion]:
    """Every single level of every filter, and ages one by one."""
    for field in load_study("e1910").filters:
        if field.kind == "category":
            yield from (OneOf(field.id, frozenset([level])) for level in field.level_ids)
        yield OneOf(field.id, frozenset())
    yield from (Between("age", age, age + 1) for age in range(28, 72, 2))
    yield from (Between("age", low=55, keep_missing=keep) for keep in (False, True))


@pytest.mark.parametrize("endpoint", ["OS", "RFS"])
@pytest.mark.parametrize("base", ["population", "everybody"])
def test_that_every_single_filter_gives_numbers_or_reasons(demo: Cohort, endpoint: str, base: str) -> None:
    start = demo.study.population if base == "population" else Selection()
    for criterion in single_filters():
        selection = start.without(criterion.field) & Selection((criterion,))
        answer = ask(demo, selection, endpoint=endpoint)
        ratio = answer.hazard_ratio
        assert (ratio.value is None) == bool(ratio.not_estimable), criterion
        if ratio.value is not None:
            assert ratio.lower is not None
            assert ratio.upper is not None
            assert 0 < ratio.lower <= ratio.value <= ratio.upper < 1e6, criterion
        for arm in answer.arms:
            for reading in arm.landmarks:
                assert (reading.survival is None) == reading.beyond
                assert reading.survival is None or 0 <= reading.survival <= 1
        assert sum(arm.n for arm in answer.arms) == answer.n
