"""The guide to writing a study file is complete, and what it shows works."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from explorer.analyses.overview import overview
from explorer.question.question import primary_question
from explorer.study_file.load import load_study, parse_study, shipped_studies
from explorer.study_file.toml_table import Table
from tests.explorer.guide import EXAMPLES, MINIMAL, documented, minimal_cohort


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Every key that the reader asks for while the studies of the program and of the guide are read."""
    tables: list[tuple[str, Table]] = []
    make = Table.__init__

    def note(self: Table, plain: Mapping[str, object], file: str, path: str = "") -> None:
        make(self, plain, file, path)
        tables.append((re.sub(r"\[\d+\]", "", path), self))

    monkeypatch.setattr(Table, "__init__", note)
    for name in shipped_studies():
        load_study(name)
    parse_study("".join(EXAMPLES), "examples.toml")
    parse_study(MINIMAL, "minimal.toml")
    keys = {f"{path}.{key}".lstrip(".") for path, table in tables for key in table._asked}
    return {key for key in keys if not key.startswith("fields.number_texts.")}  # those are texts of the data


def test_that_the_guide_names_every_key_of_the_format_and_no_other(asked: set[str]) -> None:
    named = set(documented())
    assert asked - named == set(), "the guide lacks these"
    assert named - asked == set(), "the format does not have these"


def test_that_the_examples_of_the_guide_are_one_study_file() -> None:
    study = parse_study("".join(EXAMPLES), "examples.toml")
    assert study.title == "Example trial"
    assert len(study.flow) == 4
    assert study.monitoring is not None


def test_that_the_smallest_study_of_the_guide_opens_without_a_complaint() -> None:
    cohort = minimal_cohort()
    assert cohort.n == 8
    assert cohort.problems == ()
    answer = overview(cohort, primary_question(cohort.study))
    assert [arm.events for arm in answer.survival.arms] == [2, 3]
    assert answer.survival.hazard_ratio is not None
    assert answer.flow.discrepancies == ()
