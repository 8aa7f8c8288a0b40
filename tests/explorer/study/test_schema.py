"""The treatment schema of a study file: what it may say, and the design of a trial in words."""

from __future__ import annotations

import pytest

from explorer.analyses.design import DesignAnswer, Paragraph, design
from explorer.cohort.cohort import Cohort
from explorer.errors import StudyError
from explorer.question.question import primary_question
from explorer.results.design_tables import schema_table
from explorer.study.study import Study
from explorer.study_file.load import parse_study
from tests.explorer.small_trial import STUDY

SCHEMA = """
[[schema]]
label = "Induction"
cycles = ["Cycle 1", { label = "Cycle 2", duration = "4 weeks" }]

[[schema]]
label = "Randomized"
kind = "randomization"

[[schema]]
label = "New drug"
arm = "new"
duration = "1 year"
"""


def small(schema: str) -> Study:
    return parse_study(STUDY + schema, "small.toml")


def ask(cohort: Cohort) -> DesignAnswer:
    return design(cohort, primary_question(cohort.study))


def test_that_a_schema_is_read_in_its_order() -> None:
    induction, chance, drug = small(SCHEMA).schema
    assert [(cycle.label, cycle.duration) for cycle in induction.cycles] == [
        ("Cycle 1", ""),
        ("Cycle 2", "4 weeks"),
    ]
    assert (induction.kind, chance.kind, drug.arm, drug.duration) == (
        "treatment",
        "randomization",
        "new",
        "1 year",
    )
    assert small("").schema == ()


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        (SCHEMA.replace('arm = "new"', 'arm = "nww"'), 'schema[2].arm: unknown arm "nww"'),
        (
            SCHEMA.replace('kind = "randomization"', 'kind = "random"'),
            'schema[1].kind: "random" is not possible',
        ),
        (SCHEMA.replace('arm = "new"\n', ""), "schema[2].arm: is missing"),
        (SCHEMA.replace('kind = "randomization"\n', ""), "schema[2].arm: a step of one arm must come after"),
        (
            SCHEMA + '\n[[schema]]\nlabel = "Again"\nkind = "randomization"\n',
            "schema[3].kind: a schema has one",
        ),
        (SCHEMA.replace('duration = "1 year"', "weeks = 52"), "schema[2].weeks: unknown key"),
    ],
)
def test_that_a_wrong_schema_is_refused_by_its_key(schema: str, said: str) -> None:
    with pytest.raises(StudyError) as error:
        small(schema)
    assert f"small.toml: {said}" in str(error.value)


def test_that_the_schema_of_e1910_is_the_published_one(demo: Cohort) -> None:
    study = demo.study
    steps = {arm: [s.label for s in study.schema if s.arm == arm] for arm in ("", "blina", "chemo")}
    assert steps[""] == ["Induction", "Intensification", "Central MRD", "Randomized 1:1"]
    assert steps["blina"] == [
        "Blinatumomab",
        "Consolidation chemotherapy",
        "Blinatumomab, continued",
        "Maintenance",
    ]
    assert steps["chemo"] == ["Consolidation chemotherapy", "Maintenance"]
    given = [len(s.cycles) for s in study.schema if s.arm == "blina"]
    assert given == [2, 4, 2, 0]


def paragraphs(part: tuple[Paragraph, ...]) -> str:
    return "\n".join(f"{each.heading}|{each.text}" for each in part)


def test_that_the_design_says_endpoints_strata_and_monitoring_in_words(demo: Cohort) -> None:
    answer = ask(demo)
    assert "Overall survival (OS), primary endpoint|Randomization to death from any cause" in paragraphs(
        answer.endpoints
    )
    words = paragraphs(answer.comparison)
    assert "Stratification factors|Age: <55 yr and ≥55 yr." in words
    assert "94 deaths; power 80% for a hazard ratio of 0.55 at a one-sided α of 0.025" in words
    assert "Post hoc: Risk." in words


def test_that_every_rule_of_a_derived_field_is_told_in_its_order(demo: Cohort) -> None:
    rules = [each.text for each in ask(demo).rules]
    risk = demo.study.field("risk")
    told = [text for text in rules if "Genomic subtype" in text and text[0].isdigit()]
    assert len(told) == len(risk.rules)
    assert told[0].startswith("1. Unfavorable: Genomic subtype: High-hyperdiploid with BCR::ABL1-like")
    assert told[-1].startswith("7. Intermediate: ")
    assert any("a recorded value is never overwritten" in text for text in rules)


def test_that_the_schema_becomes_a_table(demo: Cohort) -> None:
    table = schema_table(ask(demo))
    assert len(table.rows) == len(demo.study.schema)
    assert table.rows[1][5] == "One cycle (28 days)"
