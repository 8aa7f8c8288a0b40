"""Derived fields: the published rules of E1910; what is recorded stays, and is reported when it differs."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.cohort.cohort import Cohort, make_cohort
from explorer.columns import MISSING, CategoryColumn
from explorer.files.source import Cell
from explorer.study_file.load import load_study
from tests.explorer.small_trial import file, sheet

HEADER = (
    *(
        "patient_id",
        "age",
        "genomic_subtype",
        "igh_crlf2_fusion",
        "bcr_abl1_like",
        "combined_risk",
        "mrd_percent",
    ),
    *("assignment", "arm", "randomization_date", "relapse_date", "death_date", "cause_of_death"),
    "last_contact_date",
)


def cohort(*patients: dict[str, Cell]) -> Cohort:
    usual: dict[str, Cell] = {"age": 50, "last_contact_date": "2020-01-01"}
    rows = [
        [str(number), *((usual | patient).get(name) for name in HEADER[1:])]
        for number, patient in enumerate(patients)
    ]
    return make_cohort(file(sheet(rows, HEADER)), load_study("e1910"))


def levels(found: Cohort, field: str) -> list[str]:
    column = found.columns[field]
    assert isinstance(column, CategoryColumn)
    return [column.all_levels[code] for code in column.codes]


def said(found: Cohort, severity: str) -> list[str]:
    return [problem.text for problem in found.problems if problem.severity == severity]


@pytest.mark.parametrize(
    ("subtype", "risk"),
    [
        ("DUX4-rearranged", "favorable"),
        ("High-hyperdiploid", "favorable"),
        ("TCF3::PBX1", "favorable"),
        ("PAX5 P80R", "favorable"),
        ("PAX5-altered", "intermediate"),
        ("PAX5::ETV6", "intermediate"),
        ("MEF2D-rearranged", "intermediate"),
        ("ZNF384-rearranged", "intermediate"),
        ("KMT2A-rearranged", "unfavorable"),
        ("Low-hypodiploid or near-haploid", "unfavorable"),
        ("low-hypodiploid", "unfavorable"),
        ("near-haploid", "unfavorable"),
        ("BCR::ABL1-like", "unfavorable"),
        ("BCL2-rearranged or MYC-rearranged", "unfavorable"),
        ("MYC-rearranged", "unfavorable"),
        ("High-hyperdiploid with BCR::ABL1-like, CRLF2-rearranged", "unfavorable"),
        ("ETV6::RUNX1-like with IGH::CRLF2", "unfavorable"),
        ("ETV6::RUNX1-like", MISSING),
        ("other", MISSING),
        (None, MISSING),
    ],
)
def test_that_every_published_rule_gives_the_risk_of_its_subtype(subtype: str | None, risk: str) -> None:
    found = cohort({"genomic_subtype": subtype}, {"genomic_subtype": "other"})
    assert levels(found, "risk")[0] == risk


@pytest.mark.parametrize(
    ("patient", "risk"),
    [
        ({"genomic_subtype": "High-hyperdiploid", "bcr_abl1_like": "yes"}, "unfavorable"),
        ({"genomic_subtype": "High-hyperdiploid", "bcr_abl1_like": "no"}, "favorable"),
        ({"genomic_subtype": "ETV6::RUNX1-like", "igh_crlf2_fusion": "yes"}, "unfavorable"),
        ({"genomic_subtype": "ETV6::RUNX1-like", "igh_crlf2_fusion": "no"}, MISSING),
        ({"genomic_subtype": "DUX4-rearranged", "igh_crlf2_fusion": "yes"}, "favorable"),
    ],
)
def test_that_the_two_exceptions_hold_when_written_in_two_columns(
    patient: dict[str, Cell], risk: str
) -> None:
    assert levels(cohort(patient), "risk") == [risk]


def test_that_a_recorded_risk_that_contradicts_the_rules_is_reported_and_kept() -> None:
    found = cohort(
        {"genomic_subtype": "KMT2A-rearranged", "combined_risk": "favorable"},
        {"genomic_subtype": "KMT2A-rearranged", "combined_risk": "poor"},
        {"genomic_subtype": "other", "combined_risk": "intermediate"},
    )
    assert levels(found, "risk") == ["favorable", "unfavorable", "intermediate"]
    assert [text for text in said(found, "warning") if "contradict" in text] == [
        "sheet patients, column combined_risk (F): 1 value contradicts genomic_subtype, bcr_abl1_like and "
        'igh_crlf2 (row 2: "favorable, by the rules unfavorable"); the recorded value was kept.'
    ]


def test_that_gaps_in_a_recorded_column_are_filled_by_the_rules_and_said() -> None:
    found = cohort(
        {"genomic_subtype": "KMT2A-rearranged", "combined_risk": "unfavorable"},
        {"genomic_subtype": "PAX5-altered"},
    )
    assert levels(found, "risk") == ["unfavorable", "intermediate"]
    assert (
        "sheet patients, column combined_risk (F): 1 value was not recorded and was derived from "
        "genomic_subtype, bcr_abl1_like and igh_crlf2 (row 3); no recorded value was changed."
    ) in said(found, "note")


@pytest.mark.parametrize(
    ("percent", "mrd"),
    [
        (0, "negative"),
        (0.0099, "negative"),
        ("0.009999", "negative"),
        (0.01, "positive"),
        ("0.01", "positive"),
        ("0,01", "positive"),
        ("0.010", "positive"),
        (100, "positive"),
        (None, MISSING),
        ("<0.01", "negative"),
        ("undetectable", "negative"),
        ("<0.05", MISSING),
        (-1, MISSING),
    ],
)
def test_that_mrd_is_negative_below_a_hundredth_of_a_percent(percent: Cell, mrd: str) -> None:
    assert levels(cohort({"mrd_percent": percent}), "mrd") == [mrd]


def test_that_the_age_groups_meet_at_55() -> None:
    found = cohort({"age": 54}, {"age": 54.9}, {"age": 55}, {"age": 30})
    assert levels(found, "age_group") == ["<55", "<55", ">=55", "<55"]


def test_that_the_demonstration_agrees_with_the_rules_where_it_records_a_risk(demo: Cohort) -> None:
    assert not [problem for problem in demo.problems if problem.column == "combined_risk"]
    assert np.isin(["favorable", "unfavorable"], levels(demo, "risk")).all()
