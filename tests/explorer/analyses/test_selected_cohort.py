"""The intention-to-treat guard: what is known only after randomization and still selects or adjusts."""

from __future__ import annotations

from dataclasses import replace

from explorer.analyses.selected_cohort import selected_cohort
from explorer.cohort.cohort import Cohort
from explorer.question.options import ModelOptions
from explorer.question.question import Question, primary_question
from explorer.selection import OneOf
from explorer.study.models import Covariate
from tests.explorer.small_trial import patient, small_cohort

LATE = (
    'id = "marker"\nlabel = "Marker"\nkind = "number"\ncolumn = "marker"',
    'id = "marker"\nlabel = "Marker"\nkind = "number"\ncolumn = "marker"\nknown = "after"',
)


def ask(cohort: Cohort, **changes: object) -> tuple[str, ...]:
    question: Question = replace(primary_question(cohort.study), **changes)  # type: ignore[arg-type]
    return selected_cohort(cohort, question).after_randomization


def test_that_the_primary_analysis_uses_nothing_from_after_randomization(demo: Cohort) -> None:
    assert ask(demo) == ()


def test_that_a_filter_on_what_came_after_randomization_is_named(demo: Cohort) -> None:
    base = demo.study.population
    with_transplant = base.replacing(OneOf("transplant_phase", frozenset(["on protocol", "after"])))
    assert ask(demo, selection=with_transplant) == ("transplant_phase",)
    assert ask(demo, selection=base.replacing(OneOf("risk", frozenset(["favorable"])))) == ()


def test_that_a_covariate_from_after_randomization_is_named(demo: Cohort) -> None:
    models = ModelOptions(
        covariates=(Covariate("transplant_phase", "categories"), Covariate("sex", "categories"))
    )
    assert ask(demo, models=models) == ("transplant_phase",)


def test_that_a_field_made_from_a_later_one_is_later_too() -> None:
    cohort = small_cohort(patient("1", marker=2), replacements=[LATE])
    selection = cohort.study.population.replacing(OneOf("marker_group", frozenset(["low"])))
    assert ask(cohort, selection=selection) == ("marker_group",)
