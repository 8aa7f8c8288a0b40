"""The landmark that is shown first lies where there are still patients, unless the study file gives one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import inf

import numpy as np
import pytest

from explorer.cohort.horizon import followed_until, with_landmark
from explorer.question.question import primary_question
from explorer.survival.outcome import Outcome, make_outcome
from tests.explorer.guide import minimal_cohort
from tests.explorer.small_trial import study

EVERYBODY = np.ones(40, dtype=np.bool_)
ARM = np.repeat([0, 1], 20).astype(np.int16)


def outcome(months: Sequence[float]) -> Outcome:
    return make_outcome(months, np.ones(len(months), dtype=np.bool_))


def test_that_arms_are_followed_as_long_as_each_has_a_tenth_of_its_patients() -> None:
    months = [*range(1, 21), *range(2, 42, 2)]
    assert followed_until(outcome(months), ARM, EVERYBODY) == 19  # 2 of 20 patients are left
    assert followed_until(outcome(months), ARM, ARM == 1) == 38
    assert followed_until(outcome([np.nan] * 40), ARM, EVERYBODY) == inf


@pytest.mark.parametrize(
    ("months", "landmark"), [(200, 60), (60, 60), (59, 36), (25, 24), (11, 6), (2.9, 1), (0.2, 1)]
)
def test_that_the_landmark_is_the_last_usual_one_that_was_reached(months: float, landmark: float) -> None:
    made = with_landmark(study(), outcome([months] * 40), ARM, EVERYBODY)
    assert made.defaults.landmark == landmark


def test_that_a_landmark_of_the_study_file_stays() -> None:
    said = replace(study(), defaults=replace(study().defaults, landmark=48.0))
    assert with_landmark(said, outcome([3.0] * 40), ARM, EVERYBODY) is said


def test_that_the_primary_question_of_a_cohort_asks_for_its_landmark() -> None:
    assert primary_question(minimal_cohort().study).landmark == 12.0
    declared = minimal_cohort(("[population]", "[defaults]\nlandmark = 3\n\n[population]"))
    assert primary_question(declared.study).landmark == 3.0
