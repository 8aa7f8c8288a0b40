"""Time-varying covariates, treatment by log(time) and cox.zph on public data are those of R, to 1e-6."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from explorer.survival import cox
from explorer.survival.by_time import cox_by_time
from explorer.survival.cox import CoxFit
from explorer.survival.km import KaplanMeier
from explorer.survival.proportionality import proportionality
from explorer.survival.residual_curve import residual_curve
from explorer.survival.time_varying import StartStop, mantel_byar, simon_makuch, split_at
from tests.reference.reference_cases import Case, Rows, entry, numbers, relative_error, rows_of, strata

FOLDER = Path(__file__).parent
REFERENCE: dict[str, Any] = json.loads((FOLDER / "models_reference.json").read_text("utf-8"))
NEAR = 1e-6


def named(case: Case) -> str:
    """A case as it is called in the list of tests."""
    return "{data} {covariates} {strata} {ties} {transform}".format_map(
        {"strata": "", "transform": "", **case, "covariates": "+".join(case["covariates"])}
    )


def term(name: str, data: Rows) -> NDArray[np.float64]:
    """The columns that R makes of a term: numbers as they are, others against their first level."""
    values = data[name.removeprefix("factor(").removesuffix(")")]
    try:
        if not name.startswith("factor("):
            return numbers(values)[:, None]
    except ValueError:
        pass
    levels = np.unique(values[values != ""])
    return np.where(values[:, None] == "", np.nan, (values[:, None] == levels[1:]).astype(float))


def design(case: Case, data: Rows) -> tuple[NDArray[np.float64], list[list[int]]]:
    """The columns of all terms, and where each of them stands."""
    blocks = [term(name, data) for name in case["covariates"]]
    ends = np.cumsum([block.shape[1] for block in blocks])
    places = [list(range(end - block.shape[1], end)) for block, end in zip(blocks, ends, strict=True)]
    return np.hstack(blocks), places


def same_fit(fit: CoxFit, expected: Case) -> None:
    """Every number of a fit."""
    assert fit.n_events == expected["n_events"]
    for name in ("coef", "std_err", "lower", "upper", "p", "log_likelihood"):
        assert relative_error(getattr(fit, name), expected[name]) < NEAR, name
    for name in ("score_test", "wald_test", "likelihood_ratio_test"):
        assert getattr(fit, name).statistic == pytest.approx(expected[name], rel=NEAR), name


@pytest.mark.parametrize("case", REFERENCE["by_time"], ids=named)
def test_that_a_covariate_by_log_time_is_that_of_tt(case: Case) -> None:
    data = rows_of(case)
    moving = np.hstack([term(name, data) for name in case["moving"]])
    fit = cox_by_time(
        numbers(data[case["duration"]]),
        numbers(data[case["event"]]),
        design(case, data)[0],
        moving,
        strata=strata(case, data),
        ties=case["ties"],
    )
    same_fit(fit, case)


@pytest.mark.parametrize("case", REFERENCE["zph"], ids=named)
def test_that_the_tests_of_proportional_hazards_are_those_of_cox_zph(case: Case) -> None:
    data = rows_of(case)
    columns, places = design(case, data)
    tested = proportionality(
        numbers(data[case["duration"]]),
        numbers(data[case["event"]]),
        columns,
        terms=places,
        strata=strata(case, data),
        entry=entry(case, data),
        ties=case["ties"],
        transform=case["transform"],
    )
    found = [*tested.tests, tested.overall]
    assert [test.df for test in found if test] == case["df"]
    assert relative_error([test.statistic for test in found if test], case["chi2"]) < NEAR
    assert relative_error([test.p for test in found if test], case["p"]) < NEAR
    assert relative_error(tested.variance.ravel(), case["variance"]) < NEAR
    if "residuals" in case:
        theirs = np.array(case["residuals"]).reshape(tested.residuals.shape)
        same_residuals(tested.time, tested.moved, tested.residuals, case, theirs)
        for index, expected in enumerate(case["curves"]):
            curve = residual_curve(tested, index)
            assert curve is not None
            assert relative_error(curve.moved, expected["x"]) < NEAR
            assert relative_error(curve.value, expected["value"]) < NEAR
            assert relative_error(curve.std_err, expected["std_err"]) < NEAR


def same_residuals(
    time: NDArray[np.float64],
    moved: NDArray[np.float64],
    ours: NDArray[np.float64],
    case: Case,
    theirs: NDArray[np.float64],
) -> None:
    """The same residuals, whatever the order of those at one time."""
    by_time = np.lexsort((*ours.T, time))
    as_theirs = np.lexsort((*theirs.T, np.array(case["time"])))
    assert relative_error(time[by_time], np.array(case["time"])[as_theirs]) < NEAR
    assert relative_error(moved[by_time], np.array(case["x"])[as_theirs]) < NEAR
    assert relative_error(ours[by_time], theirs[as_theirs]) < NEAR


@pytest.fixture(scope="module")
def jasa() -> dict[str, NDArray[np.float64]]:
    """The Stanford heart transplant program, less the patient who died on the day of acceptance."""
    with (FOLDER / "jasa.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if float(row["futime"]) > 0]
    return {name: numbers(np.array([row[name] for row in rows])) for name in rows[0]}


@pytest.fixture(scope="module")
def jasa_rows(jasa: dict[str, NDArray[np.float64]]) -> StartStop:
    """Split at transplantation."""
    return split_at(jasa["futime"], jasa["fustat"], jasa["wait.time"])


def test_that_a_model_with_transplantation_from_its_day_on_is_that_of_coxph(
    jasa: dict[str, NDArray[np.float64]], jasa_rows: StartStop
) -> None:
    patient, outcome = jasa_rows.patient, jasa_rows.outcome
    assert len(patient) == REFERENCE["split"]["n_rows"]
    age, surgery = jasa["age"][patient], jasa["surgery"][patient]
    shared = {"entry": outcome.entry, "ties": "efron"}
    plain = np.column_stack((jasa_rows.after, age, surgery))
    same_fit(cox(outcome.duration, outcome.event, plain, **shared), REFERENCE["split"]["cox"][0])
    stratified = cox(outcome.duration, outcome.event, plain[:, :2], strata=surgery, **shared)
    same_fit(stratified, REFERENCE["split"]["cox"][1])


def test_that_the_curves_before_and_after_are_those_of_survfit(jasa_rows: StartStop) -> None:
    for curve, expected in zip(simon_makuch(jasa_rows), REFERENCE["split"]["curves"], strict=True):
        same_curve(curve, expected)


def same_curve(curve: KaplanMeier, expected: Case) -> None:
    """A curve at its own times, and read off at others up to its last one."""
    for name in ("time", "at_risk", "events", "survival"):
        assert relative_error(getattr(curve, name), expected["curve"][name]) < NEAR, name
    at = curve.at(expected["times"])
    assert at.at_risk.tolist() == expected["at_risk"]
    for name in ("survival", "std_err", "lower", "upper"):
        ours = np.where(at.beyond, np.nan, getattr(at, name))
        assert relative_error(ours, expected[name]) < NEAR, name


def test_that_mantel_byar_is_the_score_test_of_coxph(jasa_rows: StartStop) -> None:
    assert mantel_byar(jasa_rows).chi2 == pytest.approx(REFERENCE["split"]["mantel_byar"]["chi2"], rel=NEAR)


def test_that_the_committed_reference_is_what_the_script_makes(tmp_path: Path) -> None:
    rscript = shutil.which("Rscript")
    if rscript is None:
        pytest.skip("R is not on this machine")
    if subprocess.run([rscript, "-e", "library(survival)"], capture_output=True, check=False).returncode:
        pytest.skip("R's package survival is not on this machine")
    made = tmp_path / "made.json"
    script = str(FOLDER / "make_models_reference.R")
    subprocess.run([rscript, script, str(made)], check=True, capture_output=True, timeout=300)
    fresh = json.loads(made.read_text("utf-8"))
    assert REFERENCE.keys() == fresh.keys()
    for key in REFERENCE.keys() - {"made_by", "r", "survival"}:
        assert_same(REFERENCE[key], fresh[key], key)


def assert_same(ours: Any, theirs: Any, where: str) -> None:
    """Two trees of plain data, numbers to 1e-8."""
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
