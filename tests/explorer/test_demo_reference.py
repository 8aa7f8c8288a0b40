"""The program's analyses of the cohorts that ship with it are those of R: to 1e-6, curves to 1e-9."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from explorer.analyses.answers import HazardRatio, SurvivalAnswer
from explorer.analyses.subgroups import subgroups
from explorer.analyses.survival import survival
from explorer.cohort.cohort import Cohort
from explorer.question.question import Question, primary_question
from explorer.question.where import parse_where
from explorer.selection import Selection

FOLDER = Path(__file__).parents[1] / "reference" / "demo"
CASES: list[dict[str, Any]] = json.loads((FOLDER / "demo_reference.json").read_text("utf-8"))["cases"]
NAMES = [" ".join((case["cohort"], case["endpoint"], *case["where"])) for case in CASES]
every_case = pytest.mark.parametrize("case", CASES, ids=NAMES)


def close(value: Any, rel: float = 1e-6) -> Any:
    """What the value must be near to; R's missing values are None here and there."""
    return None if value is None else pytest.approx(value, rel=rel, abs=1e-12)


def ask(case: dict[str, Any], demo: Cohort, colon: Cohort) -> tuple[Cohort, Question]:
    cohort = demo if case["cohort"] == "demo" else colon
    question = replace(primary_question(cohort.study), endpoint=case["endpoint"], landmark=36.0)
    chosen = Selection(tuple(parse_where(expression, cohort.study) for expression in case["where"]))
    return cohort, replace(question, selection=question.selection & chosen)


def answer(case: dict[str, Any], demo: Cohort, colon: Cohort, **changes: Any) -> SurvivalAnswer:
    cohort, question = ask(case, demo, colon)
    return survival(cohort, replace(question, **changes))


@every_case
@pytest.mark.parametrize("conf_type", ["log-log", "log", "plain"])
def test_that_the_curves_are_those_of_survfit(
    case: dict[str, Any], conf_type: str, demo: Cohort, colon: Cohort
) -> None:
    ours = answer(case, demo, colon, conf_type=conf_type, horizon=84.0)
    by_arm = {arm.arm.id: arm for arm in ours.arms}
    (theirs,) = [curves["arms"] for curves in case["curves"] if curves["conf_type"] == conf_type]
    for expected in theirs:
        arm = by_arm[expected["arm"]]
        assert (arm.n, arm.events) == (expected["n"], expected["events"])
        readings = {reading.time: reading for reading in arm.landmarks}
        for place, time in enumerate(expected["times"]):
            reading = readings[time]
            assert reading.at_risk == expected["at_risk"][place]
            for name in ("survival", "std_err", "lower", "upper"):
                assert getattr(reading, name) == close(expected[name][place], 1e-9), (time, name)
        median = [arm.median.value, arm.median.lower, arm.median.upper]
        assert median == [close(value, 1e-9) for value in expected["median"]]


@every_case
def test_that_the_follow_up_is_that_of_reverse_kaplan_meier(
    case: dict[str, Any], demo: Cohort, colon: Cohort
) -> None:
    found = answer(case, demo, colon).follow_up
    assert [found.value, found.lower, found.upper] == [
        close(value, 1e-9) for value in case["follow_up"]["median"]
    ]


@every_case
def test_that_the_stratified_log_rank_test_is_that_of_survdiff(
    case: dict[str, Any], demo: Cohort, colon: Cohort
) -> None:
    test, expected = answer(case, demo, colon).logrank, case["logrank"]
    assert test is not None
    assert (test.chi2, test.df, test.p) == (close(expected["chi2"]), expected["df"], close(expected["p"]))


@every_case
def test_that_the_stratified_hazard_ratios_are_those_of_coxph(
    case: dict[str, Any], demo: Cohort, colon: Cohort
) -> None:
    ours = answer(case, demo, colon)
    by_arm = {arm.arm.id: ratio for arm, ratio in zip(ours.arms, ours.hazard_ratios, strict=True)}
    assert ours.n == case["n"]
    for arm in case["cox"]["arms"]:
        assert_same_ratio(by_arm[arm], case["cox"], arm)


@every_case
def test_that_the_rows_of_the_forest_plot_are_those_of_coxph(
    case: dict[str, Any], demo: Cohort, colon: Cohort
) -> None:
    cohort, question = ask(case, demo, colon)
    others = [arm.id for arm in cohort.study.arms if not arm.reference]
    for arm in others:
        ours = subgroups(cohort, replace(question, compare=arm))
        assert_same_ratio(ours.overall.hazard_ratio, case["cox"], arm)
        assert [block.field.id for block in ours.blocks] == [block["field"] for block in case["forest"]]
        for block, expected in zip(ours.blocks, case["forest"], strict=True):
            assert [row.level for row in block.rows] == [row["level"] for row in expected["rows"]]
            for row, theirs in zip(block.rows, expected["rows"], strict=True):
                assert (row.n, row.events) == (theirs["n"], sum(theirs["events"])), (
                    block.field.id,
                    row.level,
                )
                if "value" in theirs:
                    assert_same_ratio(row.hazard_ratio, theirs, arm)
                else:
                    assert row.hazard_ratio.value is None or len(others) > 1
                assert bool(row.hazard_ratio.not_estimable) == (row.hazard_ratio.value is None)


@every_case
def test_that_the_tests_of_interaction_are_those_of_anova(
    case: dict[str, Any], demo: Cohort, colon: Cohort
) -> None:
    cohort, question = ask(case, demo, colon)
    for block, expected in zip(subgroups(cohort, question).blocks, case["forest"], strict=True):
        test = block.interaction
        if "chi2" not in expected:
            assert test is None
            assert block.interaction_note.startswith("no test: ")
            continue
        assert test is not None, block.interaction_note
        assert (test.chi2, test.df, test.p) == (
            close(expected["chi2"]),
            expected["df"],
            close(expected["p"]),
        ), block.field.id


def assert_same_ratio(ratio: HazardRatio | None, theirs: dict[str, Any], arm: str) -> None:
    place = theirs["arms"].index(arm)
    assert ratio is not None
    if theirs["std_err"][place] > 1000:  # coxph warns that the coefficient may be infinite
        assert ratio == HazardRatio(not_estimable="not estimable: one side has no comparable events")
        return
    for name in ("value", "lower", "upper", "std_err", "p"):
        assert getattr(ratio, name) == close(theirs[name][place]), (arm, name)


def test_that_the_committed_reference_is_what_the_script_makes(tmp_path: Path) -> None:
    rscript = shutil.which("Rscript")
    if rscript is None:
        pytest.skip("R is not on this machine")
    if subprocess.run([rscript, "-e", "library(survival)"], capture_output=True, check=False).returncode:
        pytest.skip("R's package survival is not on this machine")
    made = tmp_path / "made.json"
    script = str(FOLDER / "make_demo_reference.R")
    subprocess.run([rscript, script, str(made)], check=True, capture_output=True, timeout=120)
    assert_same(CASES, json.loads(made.read_text("utf-8"))["cases"], "cases")


def assert_same(ours: Any, theirs: Any, where: str) -> None:
    if isinstance(ours, dict):
        assert ours.keys() == theirs.keys(), where
        for key in ours:
            assert_same(ours[key], theirs[key], f"{where}.{key}")
    elif isinstance(ours, list):
        assert len(ours) == len(theirs), where
        for place, (a, b) in enumerate(zip(ours, theirs, strict=True)):
            assert_same(a, b, f"{where}[{place}]")
    elif isinstance(ours, float | int):
        assert ours == pytest.approx(theirs, rel=1e-8, abs=1e-11), where
    else:
        assert ours == theirs, where
