"""The forest plot: rows and tests in their strata; rows that cannot be estimated stay, with the reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from explorer.analyses.answers import SubgroupAnswer, SubgroupBlock
from explorer.analyses.subgroups import subgroups
from explorer.analyses.survival import survival
from explorer.cohort.cohort import Cohort
from explorer.question.question import primary_question
from explorer.selection import Between, OneOf, Selection
from explorer.study_file.load import load_study
from tests.explorer.small_trial import patient, small_cohort


def ask(cohort: Cohort, selection: Selection | None = None, **changes: object) -> SubgroupAnswer:
    question = primary_question(cohort.study)
    if selection is not None:
        question = replace(question, selection=selection)
    return subgroups(cohort, replace(question, **changes))  # type: ignore[arg-type]


def block(answer: SubgroupAnswer, field: str) -> SubgroupBlock:
    return next(block for block in answer.blocks if block.field.id == field)


def test_that_the_overall_row_is_the_hazard_ratio_of_the_curves(demo: Cohort, colon: Cohort) -> None:
    for cohort in (demo, colon):
        question = primary_question(cohort.study)
        assert ask(cohort).overall.hazard_ratio == survival(cohort, question).hazard_ratio


def test_that_the_strata_of_the_rows_leave_out_the_field_that_defines_them(demo: Cohort) -> None:
    answer = ask(demo)
    assert answer.overall_strata_labels == ("Age", "CD20", "Rituximab", "Transplant intended")
    assert block(answer, "age_group").strata_labels == ("CD20", "Rituximab")
    assert block(answer, "cd20").strata_labels == ("Rituximab",)
    assert block(answer, "rituximab").strata_labels == ("CD20",)


def test_that_a_factor_that_the_question_leaves_out_is_in_no_row(demo: Cohort) -> None:
    answer = ask(demo, strata=("age_group", "rituximab"))
    assert block(answer, "age_group").strata_labels == ("Rituximab",)
    assert all(block.strata_labels == () for block in ask(demo, strata=()).blocks)


def test_that_post_hoc_subgroups_are_marked(demo: Cohort) -> None:
    assert [block.field.id for block in ask(demo).blocks if block.post_hoc] == ["risk"]


def test_that_rows_count_patients_and_events_of_both_arms(demo: Cohort) -> None:
    for found in ask(demo).blocks:
        for row in found.rows:
            assert row.n == row.compare_n + row.reference_n
            assert row.events == row.compare_events + row.reference_events
    younger, older = block(ask(demo), "age_group").rows
    assert (younger.n, older.n) == (131, 93)
    assert (younger.compare_n, younger.reference_n) == (66, 65)


def test_that_an_untested_level_is_shown_and_takes_no_part_in_the_test(demo: Cohort) -> None:
    risk = block(ask(demo), "risk")
    assert [row.level for row in risk.rows] == ["favorable", "intermediate", "unfavorable", "not assigned"]
    assert risk.rows[-1].n == 41
    assert risk.interaction is not None
    assert risk.interaction.df == 2


def test_that_a_level_that_is_filtered_away_stays_as_a_row_without_patients(demo: Cohort) -> None:
    answer = ask(demo, demo.study.population & Selection((Between("age", low=55),)))
    younger, older = block(answer, "age_group").rows
    assert (younger.n, younger.in_cohort) == (0, False)
    assert younger.hazard_ratio.not_estimable == "not in cohort"
    assert older.in_cohort
    assert block(answer, "age_group").interaction is None
    assert block(answer, "age_group").interaction_note == "no test: fewer than two levels in the cohort"


def test_that_a_level_without_events_in_an_arm_stays_with_the_reason() -> None:
    died = {"death": "2020-03-01", "last": "2020-03-01"}
    cohort = small_cohort(
        patient("1", **died),
        patient("2", arm="Old", **died),
        patient("3", arm="Old", sex="M", **died),
        patient("4", sex="M"),
        patient("5", stage="II"),
        patient("6", stage="II", arm="Old"),
        patient("7", stage="III"),
    )
    answer = ask(cohort)
    sex, stage = answer.blocks
    assert [row.hazard_ratio.not_estimable for row in sex.rows][1] == "not estimable: no deaths in one arm"
    assert sex.interaction is None
    assert sex.interaction_note == "no test: a level has an arm without events"
    assert [row.hazard_ratio.not_estimable for row in stage.rows][1:] == [
        "not estimable: no deaths",
        "not estimable: patients in one arm only",
    ]


def test_that_nobody_selected_leaves_every_row_with_a_reason(demo: Cohort) -> None:
    answer = ask(demo, Selection((Between("age", low=99),)))
    assert answer.overall.n == 0
    assert all(row.hazard_ratio.not_estimable for found in answer.blocks for row in found.rows)
    assert all(found.interaction is None for found in answer.blocks)


def test_that_arms_that_were_not_randomized_are_not_comparable(demo: Cohort) -> None:
    assert ask(demo).comparable
    assert not ask(demo, Selection()).comparable


def test_that_either_arm_can_be_compared_with_the_reference(colon: Cohort) -> None:
    first, second = ask(colon, compare="lev5fu"), ask(colon, compare="lev")
    assert (first.compare.id, second.compare.id, second.reference.id) == ("lev5fu", "lev", "obs")
    assert first.overall.n == second.overall.n == 929
    assert second.overall.hazard_ratio.value == pytest.approx(0.997551672385, rel=1e-6)
    for one, other in zip(first.blocks, second.blocks, strict=True):
        assert one.interaction == other.interaction  # a test of all arms, whichever is shown


def test_that_every_single_filter_gives_rows_with_numbers_or_reasons(demo: Cohort) -> None:
    for field in load_study("e1910").filters:
        for level in field.level_ids:
            selection = demo.study.population.without(field.id)
            selection &= Selection((OneOf(field.id, frozenset([level])),))
            for endpoint in ("OS", "RFS"):
                answer = ask(demo, selection, endpoint=endpoint)
                for row in (answer.overall, *(row for found in answer.blocks for row in found.rows)):
                    assert (row.hazard_ratio.value is None) == bool(row.hazard_ratio.not_estimable)
                for found in answer.blocks:
                    assert (found.interaction is None) == bool(found.interaction_note)
                    assert found.interaction is None or 0 <= found.interaction.p <= 1


def test_that_a_test_that_the_strata_leave_nothing_to_is_not_made() -> None:
    died = {"death": "2020-03-01", "last": "2020-03-01"}
    pairs = [("New", "F", "I"), ("Old", "F", "II"), ("New", "M", "II"), ("Old", "M", "III")]
    rows = [
        patient(str(number), arm=arm, sex=sex, stage=stage, **died)
        for number, (arm, sex, stage) in enumerate(pairs)
    ]
    sex = ask(small_cohort(*rows)).blocks[0]
    assert [row.hazard_ratio.value for row in sex.rows] == [None, None]
    assert all(row.hazard_ratio.not_estimable for row in sex.rows)
    assert sex.interaction is None
    assert sex.interaction_note == "no test: not estimable in these strata"
