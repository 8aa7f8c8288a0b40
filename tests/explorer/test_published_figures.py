"""The demonstration workbook, analyzed by the program, prints the figures that were published for E1910.

Litzow et al., N Engl J Med 2024;391:320-333: text, Table 1, Table 2, Figures 1 to 3. Where the paper
contradicts itself, resources/demo/README.md says what was chosen.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np
import pytest

from explorer.analyses.answers import SubgroupRow
from explorer.analyses.flow import flow
from explorer.analyses.subgroups import subgroups
from explorer.analyses.survival import survival
from explorer.cohort.cohort import Cohort
from explorer.columns import CategoryColumn, Mask, NumberColumn
from explorer.files.read import read_file
from explorer.files.source import Sheet
from explorer.question.question import Question, primary_question
from explorer.selection import Between, OneOf, Selection
from explorer.text import number, p_equals, percent, ratio_interval
from resources import DEMO

YOUNGER, OLDER = Between("age", high=55, high_open=True), Between("age", low=55)


def ask(cohort: Cohort, endpoint: str, *criteria: Between | OneOf) -> Question:
    question = replace(primary_question(cohort.study), endpoint=endpoint)
    return replace(question, selection=question.selection & Selection(criteria))


# ------------------------------------------------------------------------------------------------ flow


@pytest.mark.parametrize(
    ("box", "n"),
    [
        ("enrolled", 488),
        ("eligible", 481),
        ("remission", 395),
        ("intensification", 333),
        ("step3", 286),
        ("mrd_negative", 224),
        ("mrd_positive", 62),
        ("blina", 112),
        ("chemo", 112),
    ],
)
def test_that_the_flow_has_the_published_counts(demo: Cohort, box: str, n: int) -> None:
    boxes = {found.step.id: found for found in flow(demo, ask(demo, "OS")).boxes}
    assert boxes[box].n == n


@pytest.mark.parametrize(
    ("box", "counts"),
    [
        ("remission", [364, 31]),  # CR, CRi
        ("mrd_positive", [44, 18]),  # randomized, assigned
        ("blina", [111, 22, 28, 17]),  # started, transplanted on protocol, at any time, died
        ("chemo", [112, 22, 32, 40]),
    ],
)
def test_that_the_boxes_have_the_published_lines(demo: Cohort, box: str, counts: list[int]) -> None:
    boxes = {found.step.id: found for found in flow(demo, ask(demo, "OS")).boxes}
    assert [line.n for line in boxes[box].lines] == counts


def test_that_who_left_and_why_is_as_published(demo: Cohort) -> None:
    answer = flow(demo, ask(demo, "OS"))
    boxes = {found.step.id: found for found in answer.boxes}
    assert {line.label: line.n for line in boxes["eligible"].reasons} == {
        "BCR::ABL1-positive": 6,
        "T-cell ALL": 1,
    }
    deaths = [
        line.n for line in boxes["intensification"].reasons if line.label.startswith("Death in induction")
    ]
    assert deaths == [19]
    in_remission = [boxes[id].left_notes[0].n for id in ("intensification", "step3")]
    assert in_remission == [62, 47]  # 109 of 395 in remission did not reach step 3
    assert not any(box.unexplained for box in answer.boxes)
    assert answer.discrepancies == ()


@pytest.mark.parametrize(
    ("field", "levels", "counts"),
    [
        ("cause_of_death", ("relapse", "non-relapse", "unknown"), [(8, 9, 0), (31, 7, 2)]),
        ("transplant_phase", ("on protocol", "after"), [(22, 6), (22, 10)]),
    ],
)
def test_that_deaths_and_transplantations_are_as_published(
    demo: Cohort, field: str, levels: tuple[str, ...], counts: list[tuple[int, ...]]
) -> None:
    assert [
        tuple(
            int((arm & OneOf(field, frozenset([level])).mask(demo.columns[field])).sum()) for level in levels
        )
        for arm in arms(demo)[:2]
    ] == counts


def test_that_genomic_risk_is_as_published(demo: Cohort) -> None:
    eligible = demo.choose(Selection((OneOf("eligible", frozenset(["yes"])),)))
    risk = demo.columns["risk"]
    assigned = OneOf("risk", frozenset(["favorable", "intermediate", "unfavorable"])).mask(risk)
    assert [int(assigned[eligible].sum()), int((~assigned[eligible]).sum())] == [409, 72]
    assert int(OneOf("risk", frozenset(["unfavorable"])).mask(risk).sum()) == 280


# ------------------------------------------------------------------------------------------------ Table 1


def arms(cohort: Cohort) -> tuple[Mask, Mask, Mask]:
    """The analysis population: blinatumomab, chemotherapy, both."""
    population = cohort.choose(cohort.study.population)
    return population & (cohort.arm == 0), population & (cohort.arm == 1), population


@pytest.mark.parametrize(
    ("field", "printed"),
    [
        ("age", ["51.5 (30–69)", "50 (30–70)", "51 (30–70)"]),
        ("wbc", ["3.6 (1–295)", "4 (1–112)", "3.7 (1–295)"]),
        ("platelets", ["49.5 (13–347)", "48 (24–319)", "48.5 (13–347)"]),
        ("hemoglobin", ["8.6 (6–15)", "8.4 (6–14)", "8.5 (6–15)"]),
        ("pb_blasts", ["12 (0–93)", "19 (0–98)", "16 (0–98)"]),
        ("bm_blasts", ["84 (1–100)", "84 (5–100)", "84 (1–100)"]),
    ],
)
def test_that_table_1_has_the_published_medians_and_ranges(
    demo: Cohort, field: str, printed: list[str]
) -> None:
    column = demo.columns[field]
    assert isinstance(column, NumberColumn)
    found = []
    for arm in arms(demo):
        values = column.values[arm]
        median = number(float(np.median(values)), 1).removesuffix(".0")
        found.append(f"{median} ({values.min():g}–{values.max():g})")
    assert found == printed


@pytest.mark.parametrize(
    ("criterion", "counts"),
    [
        (YOUNGER, (66, 65, 131)),
        (OLDER, (46, 47, 93)),
        (OneOf("age_group", frozenset(["<55"])), (66, 65, 131)),
        (OneOf("sex", frozenset(["female"])), (57, 56, 113)),
        (OneOf("sex", frozenset(["male"])), (55, 56, 111)),
        (OneOf("ecog", frozenset(["0", "1"])), (106, 101, 207)),
        (OneOf("ecog", frozenset(["2", "3", "4"])), (6, 11, 17)),
        (Between("wbc", high=10, high_open=True), (88, 84, 172)),
        (Between("wbc", low=10), (24, 28, 52)),
        # The paper counts 5, 11 and 16 below 10, where its own ranges have nobody; they are those below 30.
        (Between("platelets", high=10, high_open=True), (0, 0, 0)),
        (Between("platelets", high=30, high_open=True), (5, 11, 16)),
        (Between("platelets", low=30), (107, 101, 208)),
        (Between("hemoglobin", high=10, high_open=True), (86, 89, 175)),
        (Between("hemoglobin", low=10), (26, 23, 49)),
        (OneOf("transplant_intended", frozenset(["yes"])), (36, 35, 71)),
        (OneOf("transplant_intended", frozenset(["no"])), (76, 77, 153)),
        (OneOf("cd20", frozenset(["positive"])), (45, 46, 91)),
        (OneOf("cd20", frozenset(["negative"])), (26, 26, 52)),
        (OneOf("cd20", frozenset(["missing"])), (41, 40, 81)),
        (OneOf("rituximab", frozenset(["yes"])), (33, 36, 69)),
        (OneOf("rituximab", frozenset(["no"])), (38, 36, 74)),
        (OneOf("immunophenotype", frozenset(["CD10-positive early pre-B"])), (95, 93, 188)),
        (OneOf("immunophenotype", frozenset(["CD10-negative pro-B"])), (16, 18, 34)),
        (OneOf("immunophenotype", frozenset(["missing"])), (1, 1, 2)),
        (OneOf("risk", frozenset(["favorable"])), (19, 29, 48)),
        (OneOf("risk", frozenset(["intermediate"])), (22, 19, 41)),
        (OneOf("risk", frozenset(["unfavorable"])), (50, 44, 94)),
        (OneOf("risk", frozenset(["not assigned"])), (21, 20, 41)),
    ],
)
def test_that_table_1_has_the_published_counts(
    demo: Cohort, criterion: Between | OneOf, counts: tuple[int, int, int]
) -> None:
    chosen = demo.choose(Selection((criterion,)))
    assert tuple(int((arm & chosen).sum()) for arm in arms(demo)) == counts


def test_that_bcr_abl1_like_has_the_published_percentages(demo: Cohort) -> None:
    chosen = demo.choose(Selection((OneOf("bcr_abl1_like", frozenset(["yes"])),)))
    assert [percent((arm & chosen).sum() / arm.sum()) for arm in arms(demo)[:2]] == ["14", "13"]


# ------------------------------------------------------------------------------------------------ Table 2

TABLE_2 = {
    "Anemia": (20, 1, 0, 35, 2, 0),
    "Leukopenia": (4, 27, 0, 2, 52, 0),
    "Neutropenia": (3, 55, 0, 1, 86, 0),
    "Lymphopenia": (3, 8, 0, 6, 17, 0),
    "Thrombocytopenia": (9, 40, 0, 10, 59, 0),
    "Febrile neutropenia": (16, 1, 0, 21, 2, 0),
    "Sepsis": (0, 4, 1, 0, 6, 1),
    "Hyperglycemia": (3, 1, 0, 6, 2, 0),
    "Fatigue": (3, 0, 0, 4, 0, 0),
    "ALT increased": (3, 0, 0, 5, 1, 0),
    "AST increased": (1, 0, 0, 1, 2, 0),
    "Hypertriglyceridemia": (0, 3, 0, 1, 3, 0),
    "Nausea": (3, 0, 0, 1, 0, 0),
    "Vomiting": (2, 0, 0, 3, 0, 0),
    "Headache": (3, 0, 0, 5, 0, 0),
    "Syncope": (3, 0, 0, 3, 0, 0),
    "Other infection": (2, 1, 0, 2, 1, 0),
    "Catheter-related infection": (1, 0, 0, 3, 1, 0),
    "Upper respiratory tract infection": (1, 0, 0, 3, 0, 0),
}
Grades = dict[tuple[int, str], int]


@pytest.fixture(scope="module")
def adverse_events() -> Sheet:
    sheet = read_file(DEMO).sheet("adverse_events")
    assert sheet is not None
    return sheet


def worst_grades(demo: Cohort, sheet: Sheet, name: str) -> dict[str, Grades]:
    """By term or category: the worst related grade in consolidation of each (arm, patient)."""
    ids = demo.columns["patient_id"].values
    arm_of = {ids[index]: int(demo.arm[index]) for index in np.flatnonzero(arms(demo)[2])}
    columns = (sheet.column(column) for column in ("patient_id", name, "grade", "related", "phase"))
    worst: dict[str, Grades] = defaultdict(dict)
    for patient, value, grade, related, phase in zip(*columns, strict=True):
        if patient in arm_of and related == "yes" and phase == "consolidation":
            grades, key = worst[value], (arm_of[patient], patient)
            grades[key] = max(grade, grades.get(key, 0))
    return worst


def test_that_every_term_of_table_2_prints_as_published(demo: Cohort, adverse_events: Sheet) -> None:
    worst = worst_grades(demo, adverse_events, "term")
    printed = {}
    for term in TABLE_2:
        grades = [(arm, grade) for (arm, _), grade in worst[term].items()]
        shares = [grades.count((arm, grade)) / 112 for arm in (0, 1) for grade in (3, 4, 5)]
        printed[term] = tuple(int(percent(share)) for share in shares)
    assert printed == TABLE_2


def test_that_the_summary_rows_of_table_2_print_as_published(demo: Cohort, adverse_events: Sheet) -> None:
    by_category = worst_grades(demo, adverse_events, "category")
    other: Grades = {}
    for category, grades in by_category.items():
        for key, grade in grades.items() if category != "hematologic" else ():
            other[key] = max(grade, other.get(key, 0))
    found = [(arm, grade) for (arm, _), grade in other.items()]
    assert [percent(found.count((0, grade)) / 112) for grade in (3, 4, 5)] == ["43", "14", "2"]
    assert [percent(found.count((1, grade)) / 112) for grade in (3, 4, 5)] == ["36", "15", "1"]
    neurologic = [arm for (arm, _), grade in by_category["neurologic or psychiatric"].items() if grade >= 3]
    assert [percent(neurologic.count(0) / 111), percent(neurologic.count(1) / 112)] == ["23", "5"]


# ------------------------------------------------------------------------------------------------ survival


@pytest.mark.parametrize(
    ("endpoint", "criteria", "printed"),
    [
        ("OS", (), ["85", "68"]),
        ("OS", (YOUNGER,), ["95", "70"]),
        ("OS", (OLDER,), ["70", "65"]),
        ("RFS", (), ["80", "64"]),
        ("RFS", (YOUNGER,), ["87", "70"]),
        ("RFS", (OLDER,), ["69", "57"]),
    ],
)
def test_that_three_year_survival_prints_as_published(
    demo: Cohort, endpoint: str, criteria: tuple[Between, ...], printed: list[str]
) -> None:
    answer = survival(demo, ask(demo, endpoint, *criteria))
    assert [percent(arm.at_landmark.survival) for arm in answer.arms] == printed


@pytest.mark.parametrize(("endpoint", "printed"), [("OS", "0.41 (0.23–0.73)"), ("RFS", "0.53 (0.32–0.87)")])
def test_that_the_stratified_hazard_ratio_prints_as_published(
    demo: Cohort, endpoint: str, printed: str
) -> None:
    ratio = survival(demo, ask(demo, endpoint)).hazard_ratio
    assert ratio_interval(ratio.value, ratio.lower, ratio.upper) == printed


def test_that_the_stratified_log_rank_test_prints_as_published(demo: Cohort) -> None:
    test = survival(demo, ask(demo, "OS")).logrank
    assert test is not None
    assert p_equals(test.p) == "P = 0.002"


def test_that_the_median_follow_up_prints_as_published(demo: Cohort) -> None:
    assert number(survival(demo, ask(demo, "OS")).follow_up.value, 0) == "43"


def test_that_the_events_by_arm_are_as_published(demo: Cohort) -> None:
    assert [arm.events for arm in survival(demo, ask(demo, "OS")).arms] == [17, 40]


@pytest.mark.parametrize(
    ("endpoint", "printed"),
    [
        ("OS", ["0.16 (0.05–0.47)", "0.66 (0.33–1.35)"]),
        ("RFS", ["0.31 (0.14–0.69)", "0.74 (0.39–1.43)"]),
    ],
)
def test_that_the_age_subgroups_print_as_published(demo: Cohort, endpoint: str, printed: list[str]) -> None:
    answer = subgroups(demo, ask(demo, endpoint))
    block = next(block for block in answer.blocks if block.field.id == "age_group")
    assert [written(row) for row in block.rows] == printed
    assert block.strata_labels == ("CD20", "Rituximab")


def test_that_no_pre_specified_subgroup_favors_chemotherapy(demo: Cohort) -> None:
    for endpoint in ("OS", "RFS"):
        for block in subgroups(demo, ask(demo, endpoint)).blocks:
            assert all((row.hazard_ratio.value or 1) < 1 for row in block.rows)


def written(row: SubgroupRow) -> str:
    ratio = row.hazard_ratio
    return ratio_interval(ratio.value, ratio.lower, ratio.upper)


def test_that_the_demonstration_says_that_it_is_synthetic(demo: Cohort) -> None:
    column = demo.columns["synthetic"]
    assert demo.synthetic
    assert isinstance(column, CategoryColumn)
    assert column.present.all()
