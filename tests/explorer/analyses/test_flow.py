"""The CONSORT flow: counted from rows, every loss with its reason, and what does not add up is said."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.analyses.answers import FlowAnswer, FlowBox
from explorer.analyses.flow import flow, next_steps
from explorer.cohort.cohort import Cohort
from explorer.question.question import primary_question
from explorer.selection import Between, Selection
from tests.explorer.small_trial import patient, small_cohort

REASONS = 'reasons = [{ label = "Assigned", where = { assignment = ["assigned"] } }]'


def ask(cohort: Cohort, selection: Selection | None = None) -> FlowAnswer:
    question = primary_question(cohort.study)
    return flow(cohort, question if selection is None else replace(question, selection=selection))


def boxes(answer: FlowAnswer) -> dict[str, FlowBox]:
    return {box.step.id: box for box in answer.boxes}


def test_that_a_flow_that_adds_up_has_nothing_to_say() -> None:
    answer = ask(
        small_cohort(patient("1"), patient("2", arm="Old"), patient("3", assignment="assigned", arm=None))
    )
    found = boxes(answer)
    assert [box.n for box in answer.boxes] == [3, 2, 1, 1]
    assert [(line.label, line.n) for line in found["randomized"].reasons] == [("Assigned", 1)]
    assert (found["randomized"].left_n, found["randomized"].unexplained) == (1, 0)
    assert answer.discrepancies == ()


def test_that_a_row_without_a_reason_is_a_discrepancy() -> None:
    answer = ask(small_cohort(patient("1"), patient("2", assignment=None, arm=None)))
    assert boxes(answer)["randomized"].unexplained == 1
    assert answer.discrepancies == (
        'After "Entered", were not randomized: 1 of 1 patient has no reason recorded.',
    )


def test_that_a_patient_under_two_reasons_is_a_discrepancy() -> None:
    older = REASONS.removesuffix("]") + ', { label = "Older", where = { age = { min = 60 } } }]'
    cohort = small_cohort(
        patient("1"), patient("2", assignment="assigned", age=70, arm=None), replacements=[(REASONS, older)]
    )
    answer = ask(cohort)
    assert boxes(answer)["randomized"].unexplained == -1
    assert answer.discrepancies == (
        'After "Entered", were not randomized: 1 of 1 patient counted under more than one reason.',
    )


def test_that_a_patient_in_two_boxes_is_a_discrepancy() -> None:
    both = [('where = { arm = ["old"] }', 'where = { arm = ["old", "new"] }')]
    answer = ask(small_cohort(patient("1"), patient("2", arm="Old"), replacements=both))
    assert answer.discrepancies == ('1 patient of "Randomized" in more than one of the next boxes.',)


def test_that_a_randomized_patient_without_an_arm_is_a_discrepancy() -> None:
    answer = ask(small_cohort(patient("1"), patient("2", arm="Placebo")))
    assert boxes(answer)["new"].left_n == 1
    assert answer.discrepancies == (
        'After "Randomized", not included: 1 of 1 patient has no reason recorded.',
    )


def test_that_a_patient_who_skips_a_step_is_a_discrepancy() -> None:
    steps = """
[[flow]]
id = "treated"
label = "Treated"
parent = "staged"
where = { sex = ["female"] }
left_label = "were not treated"

[[flow]]
id = "new"
"""
    staged = (
        '[[flow]]\nid = "staged"\nlabel = "Staged"\nparent = "entered"\nwhere = { stage = ["recorded"] }\n'
    )
    cohort = small_cohort(
        patient("1"),
        patient("2", stage=None),
        replacements=[('\n[[flow]]\nid = "new"\n', "\n" + staged + steps)],
    )
    assert '1 patient of "Treated" not in "Staged": not counted there.' in ask(cohort).discrepancies
    assert boxes(ask(cohort))["treated"].n == 1


def test_that_a_branch_and_a_milestone_are_beside_the_path(demo: Cohort) -> None:
    assert [step.id for step in next_steps(demo.study, "enrolled")] == ["intensification"]
    assert [step.id for step in next_steps(demo.study, "step3")] == ["mrd_negative", "mrd_positive"]


def test_that_who_is_analyzed_in_an_arm_has_the_outcome() -> None:
    cohort = small_cohort(patient("1"), patient("2", last=None))
    found = boxes(ask(cohort))
    assert (found["new"].n, found["new"].analyzed) == (2, 1)
    assert found["randomized"].analyzed is None


@settings(max_examples=40)
@given(low=st.integers(20, 75), high=st.integers(20, 75))
def test_that_the_sums_of_the_demonstration_hold_in_every_selection(
    demo: Cohort, low: int, high: int
) -> None:
    answer = ask(demo, Selection((Between("age", low, high),)))
    found = boxes(answer)
    assert answer.discrepancies == ()
    for box in answer.boxes:
        assert sum(line.n for line in box.reasons) == box.left_n - box.unexplained
        assert sum(line.selected for line in box.reasons) <= box.left_selected
        assert 0 <= box.selected <= box.n
        following = next_steps(demo.study, box.step.id)
        if following:
            left = found[following[0].id]
            assert sum(found[step.id].n for step in following) + left.left_n == box.n
            inside = sum(found[step.id].selected for step in following)
            assert inside + left.left_selected == box.selected
    assert answer.filtered
    assert not ask(demo).filtered
