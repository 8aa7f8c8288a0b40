"""The cohorts that the benchmark measures are what it says they are."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.analyses.survival import survival
from explorer.question.question import primary_question
from tests.bench.cohorts import demonstration, enrolled, randomized


def test_that_the_smallest_cohorts_are_the_demonstration_itself() -> None:
    cohort = randomized(224)
    answer = survival(cohort, primary_question(cohort.study))
    assert answer.hazard_ratio.value == pytest.approx(0.40745191209999)
    whole = enrolled(488)
    assert np.array_equal(
        whole.outcomes["RFS"].duration, demonstration().outcomes["RFS"].duration, equal_nan=True
    )


def test_that_larger_cohorts_keep_the_shares_and_say_whether_times_are_tied() -> None:
    days, untied = randomized(10_000), randomized(10_000, "untied")
    assert len(days.outcomes["OS"].times) < 3_000 < 9_900 < len(untied.outcomes["OS"].times)
    for cohort in (days, untied):
        assert cohort.choose(cohort.study.population).all()
        assert cohort.outcomes["OS"].event.mean() == pytest.approx(57 / 224, abs=0.01)
    question = primary_question(days.study)
    assert survival(days, question).hazard_ratio.value == pytest.approx(0.41, abs=0.1)


def test_that_the_study_has_the_subgroups_that_are_counted() -> None:
    groups = demonstration().study.subgroups
    assert (len(groups), sum(len(group.levels) for group in groups)) == (7, 16)
