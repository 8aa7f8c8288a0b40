"""What a study file means that does not say: endpoint, filters, baseline table, flow, identifier, plurals."""

from __future__ import annotations

import pytest

from explorer.analyses.flow import flow
from explorer.question.question import primary_question
from explorer.results.check import check
from explorer.study.study import FlowStep, Study
from explorer.study_file.defaults import MOST
from explorer.study_file.load import load_study, parse_study
from tests.explorer.guide import MINIMAL, minimal_cohort

OLDER = ("where = {}", "where = { age = { min = 50, below = 70 } }")


def minimal(more: str = "", *replacements: tuple[str, str]) -> Study:
    text = MINIMAL
    for old, new in replacements:
        text = text.replace(old, new)
    return parse_study(text + more, "minimal.toml")


def field(id: str, *lines: str) -> str:
    return "\n".join(["[[fields]]", f'id = "{id}"', f'label = "{id}"', f'column = "{id}"', *lines, ""])


def boxes(steps: tuple[FlowStep, ...]) -> list[tuple[str, str]]:
    return [(step.role, step.label) for step in steps]


def test_that_the_first_endpoint_is_primary_when_none_is_marked() -> None:
    names = 'id = "PFS"\nlabel = "P"\nnoun = "event"\ncaption = "C"\n'
    second = f'[[endpoints]]\n{names}times = [{{ time = "t", status = "s" }}]\n'
    assert [endpoint.primary for endpoint in minimal(second).endpoints] == [True, False]
    marked = minimal(second + "primary = true\n")
    assert [endpoint.primary for endpoint in marked.endpoints] == [False, True]
    assert primary_question(marked).endpoint == "PFS"


def test_that_categories_and_numbers_are_filters_but_neither_the_identifier_nor_the_outcome() -> None:
    others = [
        field("stage", 'kind = "category"', 'levels = ["I", "II"]'),
        field("seen", 'kind = "date"'),
        field("died", 'kind = "category"', 'levels = ["0", "1"]'),
        field("patient", 'kind = "number"'),
    ]
    assert minimal("".join(others)).filter_ids == ("arm", "age", "stage")


def test_that_a_filter_panel_that_nobody_chose_has_an_end() -> None:
    many = "".join(field(f"lab{number}", 'kind = "number"') for number in range(40))
    assert len(minimal(many).filter_ids) == MOST
    assert len(minimal(many).baseline) == 41


def test_that_the_baseline_table_has_what_is_known_at_randomization_less_the_arm() -> None:
    after = field("response", 'kind = "category"', 'levels = ["yes", "no"]', 'known = "after"')
    chance = field("block", 'kind = "number"', 'known = "randomization"')
    assert [item.field for item in minimal(after + chance).baseline] == ["age", "block"]


def test_that_a_study_without_a_flow_has_one_box_for_all_and_one_for_each_arm() -> None:
    assert boxes(minimal().flow) == [
        ("step", "All randomized patients"),
        ("arm", "New treatment"),
        ("arm", "Standard treatment"),
    ]


def test_that_a_population_that_is_a_part_of_the_file_has_a_box_and_its_reasons_add_up() -> None:
    cohort = minimal_cohort(OLDER)
    answer = flow(cohort, primary_question(cohort.study))
    assert [(box.step.label, box.n) for box in answer.boxes] == [
        ("Patients in the file", 8),
        ("All randomized patients", 5),
        ("New treatment", 2),
        ("Standard treatment", 3),
    ]
    population = answer.boxes[1]
    assert [(line.label, line.n) for line in population.reasons] == [("Age: <50", 1), ("Age: ≥70", 2)]
    assert answer.discrepancies == ()


@pytest.mark.parametrize(
    ("where", "reasons"),
    [
        ('{ arm = ["new"] }', [("Treatment: Standard treatment", 4)]),
        ('{ arm = ["recorded"] }', []),
        ('{ arm = ["new"], age = { min = 60 } }', [("Age: <60", 3), ("Treatment: Standard treatment", 2)]),
        ("{ age = { above = 61, keep_missing = true } }", [("Age: ≤61", 4)]),
        ('{ age = ["recorded"] }', []),
        ('{ age = ["missing"] }', [("Age: Recorded", 8)]),
    ],
)
def test_that_everybody_outside_the_population_has_one_reason(
    where: str, reasons: list[tuple[str, int]]
) -> None:
    cohort = minimal_cohort(("where = {}", f"where = {where}"))
    population = flow(cohort, primary_question(cohort.study)).boxes[1]
    assert [(line.label, line.n) for line in population.reasons] == reasons
    assert population.unexplained == 0


def test_that_patients_without_an_arm_are_counted_on_the_way_to_the_arms() -> None:
    cohort = minimal_cohort(('synonyms = ["B"]', 'synonyms = ["C"]'))
    box = next(box for box in flow(cohort, primary_question(cohort.study)).boxes if box.step.arm)
    assert (box.left_n, box.step.left_label, box.unexplained) == (4, "without an arm", 0)


def test_that_check_lists_the_boxes_of_a_study_without_a_flow() -> None:
    text, good = check(minimal_cohort(OLDER))
    assert "Flow\n  8  Patients in the file\n" in text
    assert "3 not in the analysis population: Age: <50 1, Age: ≥70 2" in text
    assert good


def test_that_the_identifier_is_a_field_though_none_is_declared() -> None:
    study = minimal()
    assert study.fields[0].column == "patient"
    assert study.fields[0].kind == "text"
    declared = minimal(field("patient", 'kind = "text"'))
    assert [each.id for each in declared.fields].count("patient") == 1


def test_that_plurals_are_made_from_the_noun() -> None:
    noun = ('noun = "death"', 'noun = "relapse or death from any cause"')
    assert minimal("", noun).endpoints[0].plural == "relapses or deaths from any cause"


def test_that_what_a_study_says_itself_stays() -> None:
    for name in ("e1910", "colon"):
        study = load_study(name)
        assert study.fields[0].id in ("patient_id", "id")
        assert [endpoint.id for endpoint in study.endpoints if endpoint.primary] == ["OS"]
        assert study.flow[0].parent == ""
        assert study.flow[0].id in ("enrolled", "randomized")
