"""A session file brings back what was asked, finds its data, and refuses what it cannot trust."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from explorer.cohort.cohort import Cohort
from explorer.cohort.open_cohort import open_cohort
from explorer.errors import DataError
from explorer.question.options import CompetingOptions, ExtendedOptions, ModelOptions, SafetyOptions
from explorer.question.question import Question, primary_question
from explorer.selection import Between, OneOf, Selection
from explorer.session_file import find_data, load_session, open_trial, save_session
from explorer.study.models import Covariate
from explorer.study.reporting import LevelGroup
from resources import COLON, DEMO


@pytest.fixture(scope="module")
def demo() -> Cohort:
    return open_cohort(DEMO)


@pytest.fixture
def question(demo: Cohort) -> Question:
    """A question in which every kind of value is not the default."""
    groups = (LevelGroup("poor", ("unfavorable", "intermediate")),)
    covariates = (
        Covariate("risk", "categories", groups=groups, missing="own level"),
        Covariate("wbc", "log", per=2.0),
    )
    return replace(
        primary_question(demo.study),
        endpoint="RFS",
        selection=Selection((Between("age", 30, 54, high_open=True), OneOf("cd20", frozenset(["positive"])))),
        strata=("age_group",),
        conf_type="log",
        conf_level=0.9,
        landmark=24.5,
        horizon=60.0,
        unit="years",
        safety=SafetyOptions(phases=("induction",), related_only=False, cycles=(1.0, 4.0), threshold=5.0),
        competing=CompetingOptions(axis="fitted"),
        extended=ExtendedOptions(from_month=6.0, by="transplantation", times=(6.0, 18.5), weights=(0.5, 1.0)),
        models=ModelOptions(view="comparison", model="", covariates=covariates, interaction="risk"),
    )


@pytest.fixture
def saved(tmp_path: Path, demo: Cohort, question: Question) -> Path:
    """A session beside a copy of its data."""
    data = shutil.copy(DEMO, tmp_path / "cohort.xlsx")
    path = tmp_path / "mine.trialsession"
    save_session(path, demo, data, question, "Models")
    return path


def edited(path: Path, edit: Callable[[dict[str, Any]], object]) -> Path:
    plain = json.loads(path.read_text())
    edit(plain)
    path.write_text(json.dumps(plain))
    return path


def test_that_a_session_brings_back_everything_that_was_asked(saved: Path, question: Question) -> None:
    opened = open_trial(saved)
    assert opened.question == question
    assert opened.page == "Models"
    assert opened.data == str(saved.with_name("cohort.xlsx"))
    assert opened.cohort.n == 488


def test_that_a_session_holds_no_value_of_a_patient(saved: Path) -> None:
    text = saved.read_text()
    assert "SYN-" not in text
    assert str(saved.parent) not in text, "a path may name a patient"


def test_that_a_study_of_ones_own_travels_in_the_session(tmp_path: Path) -> None:
    from resources import STUDIES

    own = tmp_path / "own.toml"
    own.write_text((STUDIES / "colon.toml").read_text().replace("Adjuvant colon cancer", "My trial"))
    data = Path(shutil.copy(COLON, tmp_path / "colon.csv"))
    cohort = open_cohort(data, own)
    path = tmp_path / "own.trialsession"
    save_session(path, cohort, data, primary_question(cohort.study), "Overview")
    own.unlink()
    assert open_trial(path).cohort.study == cohort.study


def test_that_changed_data_are_said(saved: Path) -> None:
    data = saved.with_name("cohort.xlsx")
    data.unlink()
    shutil.copy(COLON, saved.with_name("cohort.csv"))
    edited(saved, lambda plain: plain["data"].update(file="cohort.csv"))
    edited(saved, lambda plain: plain.update(study={"name": "colon", "text": ""}, question=_colon_question()))
    problems = open_trial(saved).cohort.problems
    assert problems[0].severity == "warning"
    assert problems[0].text.startswith("cohort.csv has changed since the session was saved")


def _colon_question() -> dict[str, Any]:
    from explorer.question.plain import to_plain
    from explorer.study_file.load import load_study

    plain: dict[str, Any] = to_plain(primary_question(load_study("colon")))
    return plain


@pytest.mark.parametrize(
    "file", ["../secret/cohort.xlsx", "/etc/cohort.xlsx", r"\\evil\share\cohort.xlsx", "C:/x/cohort.xlsx"]
)
def test_that_a_session_cannot_send_the_program_out_of_its_folder(saved: Path, file: str) -> None:
    saved.with_name("cohort.xlsx").unlink()
    outside = saved.parent.parent / "secret"
    outside.mkdir(exist_ok=True)
    shutil.copy(DEMO, outside / "cohort.xlsx")
    session = load_session(edited(saved, lambda plain: plain["data"].update(file=file)))
    with pytest.raises(DataError, match=r"mine.trialsession is about the data file cohort.xlsx"):
        find_data(saved, session)


def test_that_data_opened_before_are_found_again(saved: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    moved = Path(shutil.move(saved.with_name("cohort.xlsx"), elsewhere))
    assert find_data(saved, load_session(saved), (str(moved),)) == moved


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda plain: plain.update(format="x"), "is not a session"),
        (lambda plain: plain.update(version=2), "another release"),
        (lambda plain: plain.update(data=3), "data must be a table"),
        (lambda plain: plain["question"].update(endpoint="DFS"), 'no endpoint "DFS"; did you mean "RFS"'),
        (lambda plain: plain["question"].pop("endpoint"), "question lacks one of: endpoint"),
        (lambda plain: plain["question"].update(landmrk=3), 'landmrk is unknown; did you mean "landmark"'),
        (lambda plain: plain["question"].update(landmark=True), "question.landmark must be a number"),
        (lambda plain: plain["question"].update(landmark=-1), "landmark must be above 0"),
        (lambda plain: plain["question"].update(conf_level=1), "confidence level must be below 1"),
        (lambda plain: plain["question"].update(conf_type="logit"), "question.conf_type is not possible"),
        (lambda plain: plain["question"].update(strata=["age"]), 'no stratification factor "age"'),
        (lambda plain: plain["question"].update(selection={"cd2": ["x"]}), 'did you mean "cd20"'),
        (lambda plain: plain["question"].update(selection={"cd20": ["yes"]}), 'unknown level "yes"'),
        (lambda plain: plain["question"]["safety"].update(cycles=[1]), "must be a list of 2"),
        (lambda plain: plain["question"]["safety"].update(grade=3.5), "must be a whole number"),
        (lambda plain: plain["study"].update(name="e1911"), 'did you mean "e1910"?'),
    ],
)
def test_that_what_is_wrong_is_named(
    saved: Path, edit: Callable[[dict[str, Any]], object], said: str
) -> None:
    with pytest.raises(DataError, match=r"^mine\.trialsession") as refused:
        open_trial(edited(saved, edit))
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{", b"[" * 100_000, b"\xff\xfe", b'{"version": 1' + b"9" * 6000]
)
def test_that_no_session_file_is_refused_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.trialsession"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"^bad\.trialsession"):
        open_trial(path)
