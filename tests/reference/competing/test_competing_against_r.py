"""Competing risks and the further statistics of survival agree with R; the JSON holds the R call of each."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from explorer.statistics.distributions import critical_value
from explorer.survival.competing import CompetingOutcome, count_causes, make_competing_outcome
from explorer.survival.cox import cox
from explorer.survival.cumulative_hazard import cumulative_hazard
from explorer.survival.cumulative_incidence import cumulative_incidence_of, incidence_limits
from explorer.survival.fine_gray import fine_gray
from explorer.survival.fixed_time import survival_difference
from explorer.survival.gray import gray_test
from explorer.survival.km import KaplanMeier, kaplan_meier
from explorer.survival.landmark import from_landmark
from explorer.survival.logrank import logrank
from explorer.survival.outcome import make_outcome
from explorer.survival.restricted_mean import difference, restricted_mean
from tests.reference.reference_cases import columns, labels, numbers, relative_error

FOLDER = Path(__file__).parent
REFERENCE: dict[str, Any] = json.loads((FOLDER / "competing_reference.json").read_text("utf-8"))
Case = dict[str, Any]
SAME = 1e-9
REGRESSION = 1e-6


def cases(kind: str) -> list[Any]:
    """The cases of one kind that stand on a table of public data."""
    return [
        pytest.param(case, id=f"{case['data']} {case.get('group', '')}")
        for case in REFERENCE[kind]
        if kind != "competing" or (FOLDER / "data" / f"{case['data']}.csv").exists()
    ]


every_competing = pytest.mark.parametrize("case", cases("competing"))
every_weighted = pytest.mark.parametrize("case", cases("weighted"))
every_pair = pytest.mark.parametrize("case", cases("curves"))


def table(case: Case) -> dict[str, Any]:
    """The columns of a data set on competing risks, an empty cell being missing."""
    with (FOLDER / "data" / f"{case['data']}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    text = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    return {
        name: labels(values) if name in ("group", "stratum") else numbers(values)
        for name, values in text.items()
    }


def outcome_of(data: dict[str, Any]) -> CompetingOutcome:
    return make_competing_outcome(data["time"], data["cause"])


@every_competing
def test_that_cumulative_incidence_and_aalens_variance_are_those_of_cuminc(case: Case) -> None:
    data, expected = table(case), case["incidence"]
    for group in expected["groups"]:
        curve = cumulative_incidence_of(outcome_of(data), data["group"] == group["group"])
        assert (curve.n, curve.n_events.tolist()) == (group["n"], group["events"])
        at = curve.at(expected["times"])
        within = ~at.beyond  # past a group's last time R has no value
        shape = at.incidence.shape
        for ours, theirs in ((at.incidence, "incidence"), (at.std_err**2, "variance")):
            rest = np.array(group[theirs], dtype=float).reshape(shape)
            assert relative_error(ours[:, within].ravel(), rest[:, within].ravel()) < SAME, theirs


@every_competing
@pytest.mark.parametrize("place", [0, 1, 2], ids=["log-log", "log", "plain"])
def test_that_incidence_and_limits_by_an_error_are_those_of_survfit_of_several_states(
    case: Case, place: int
) -> None:
    data, expected = table(case), case["incidence"]
    for group in expected["groups"]:
        theirs = group["survfit"][place]
        curve = cumulative_incidence_of(outcome_of(data), data["group"] == group["group"])
        at = curve.at(expected["times"])
        assert relative_error(at.incidence.T.ravel("F"), theirs["incidence"]) < SAME
        shares, errors = (np.array(theirs[name], dtype=float) for name in ("incidence", "std_err"))
        limits = incidence_limits(shares, errors, theirs["conf_type"], critical_value(0.95))
        for name, ours in zip(("lower", "upper"), limits, strict=True):
            assert relative_error(ours, theirs[name]) < SAME, name


@every_competing
def test_that_grays_test_is_that_of_cuminc_with_and_without_strata(case: Case) -> None:
    data = table(case)
    for expected in case["gray"]:
        strata = data["stratum"] if expected["stratified"] else None
        for place, cause in enumerate(case["causes"]):
            test = gray_test(data["time"], data["cause"], data["group"], of=cause, strata=strata)
            assert test.df == expected["df"][place]
            assert test.chi2 is not None
            assert relative_error(test.chi2, expected["chi2"][place]) < SAME
            # R takes 1 - pchisq, which leaves few digits of a small P value.
            assert test.p == pytest.approx(expected["p"][place], rel=1e-6, abs=1e-14)


@every_competing
def test_that_fine_gray_regression_is_that_of_crr(case: Case) -> None:
    data = table(case)
    design = np.column_stack([data[name] for name in case["covariates"]])
    for expected in case["regressions"]:
        fit = fine_gray(data["time"], data["cause"], design, of=expected["cause"])
        assert fit.not_estimable == (None,) * len(fit.coef)
        assert fit.n == expected["n"]
        assert relative_error(fit.coef, expected["coef"]) < REGRESSION
        assert (
            relative_error(fit.covariance.ravel() * 1e3, np.array(expected["covariance"]) * 1e3) < REGRESSION
        )
        assert relative_error(fit.log_likelihood, expected["log_likelihood"]) < REGRESSION
        assert relative_error(fit.p, expected["p"]) < REGRESSION
        assert relative_error(np.concatenate((fit.lower, fit.upper)), expected["limits"]) < REGRESSION


@every_competing
@pytest.mark.parametrize("kind", ["cause_specific", "stratified"])
def test_that_the_cause_specific_model_is_coxph_with_other_causes_censored(case: Case, kind: str) -> None:
    data = table(case)
    design = np.column_stack([data[name] for name in case["covariates"]])
    strata = data["stratum"] if kind == "stratified" else None
    for expected in case["regressions"]:
        outcome = outcome_of(data).of_cause(expected["cause"])
        fit = cox(outcome.duration, outcome.event, design, strata=strata)
        assert relative_error(fit.coef, expected[kind]["coef"]) < REGRESSION
        assert relative_error(fit.std_err, expected[kind]["std_err"]) < REGRESSION


@every_weighted
def test_that_weighted_tests_are_those_written_out_in_r_and_those_of_survdiff(case: Case) -> None:
    data = columns(case["data"])
    strata = labels(data[case["stratum"]]) if case["stratum"] else None
    for expected in case["tests"]:
        test = logrank(
            numbers(data[case["duration"]]),
            numbers(data[case["event"]]),
            labels(data[case["group"]]),
            strata=strata,
            rho=expected["rho"],
            gamma=expected["gamma"],
        )
        assert relative_error(test.chi2, expected["chi2"]) < SAME
        if expected["survdiff"] is not None:
            assert relative_error(test.chi2, expected["survdiff"]) < SAME


def curves_of(case: Case) -> list[KaplanMeier]:
    data = columns(case["data"])
    time, event = numbers(data[case["duration"]]), numbers(data[case["event"]])
    chosen = (data[case["group"]] == level for level in case["levels"])
    return [kaplan_meier(time[members], event[members]) for members in chosen]


@every_pair
def test_that_restricted_means_and_their_errors_are_those_of_survfit(case: Case) -> None:
    for curves in case["means"]:
        means = [restricted_mean(curve, curves["tau"]) for curve in curves_of(case)]
        for mean, (value, std_err) in zip(means, curves["arms"], strict=True):
            if mean.not_estimable is None:
                assert relative_error([mean.value, mean.std_err], [value, std_err]) < SAME
        apart = difference(*means)
        if apart.value is not None:
            (one, one_error), (two, two_error) = curves["arms"]
            assert apart.value == pytest.approx(one - two, rel=1e-9)
            assert apart.std_err == pytest.approx(np.hypot(one_error, two_error), rel=1e-9)


@every_pair
def test_that_the_difference_at_a_time_is_that_of_the_curves_of_survfit(case: Case) -> None:
    found = survival_difference(*curves_of(case), case["at"])
    (one, two), errors = case["survival"], case["std_err"]
    assert found.value == pytest.approx(one - two, rel=1e-9)
    assert found.std_err == pytest.approx(np.hypot(*errors), rel=1e-9)
    assert found.p == pytest.approx(case["p"], rel=1e-9)
    assert found.log_log_chi2 == pytest.approx(case["log_log_chi2"], rel=1e-9)


@every_pair
def test_that_cumulative_hazards_are_those_of_survfit(case: Case) -> None:
    for curve, expected in zip(curves_of(case), case["hazards"], strict=True):
        nelson_aalen = cumulative_hazard(curve)
        assert relative_error(nelson_aalen.hazard, expected["cumhaz"]) < SAME
        assert relative_error(nelson_aalen.std_err, expected["std_chaz"]) < SAME
        minus_log = cumulative_hazard(curve, "kaplan-meier")
        finite = np.isfinite(minus_log.hazard)
        assert relative_error(minus_log.hazard[finite], np.array(expected["minus_log"])[finite]) < SAME
        assert relative_error(minus_log.std_err[finite], np.array(expected["std_err"])[finite]) < SAME


@every_pair
@pytest.mark.parametrize("reset", [True, False])
def test_that_a_landmark_analysis_is_r_on_those_who_reached_it(case: Case, reset: bool) -> None:
    data = columns(case["data"])
    outcome = make_outcome(numbers(data[case["duration"]]), numbers(data[case["event"]]))
    found = from_landmark(outcome, case["landmark"]["time"], reset=reset)
    group = numbers(data[case["group"]])
    assert found.kept.sum() == case["landmark"]["n"]
    later = found.outcome
    test = logrank(later.duration, later.event, group)
    assert relative_error(test.chi2, case["landmark"]["chi2"]) < SAME
    fit = cox(later.duration, later.event, group)
    assert relative_error(fit.coef, case["landmark"]["coef"]) < REGRESSION


def test_that_patients_at_risk_are_all_who_have_not_left() -> None:
    for case in REFERENCE["competing"][:5]:
        counts = count_causes(outcome_of(table(case)))
        left = counts.events.sum(axis=0) + counts.censored
        assert (counts.at_risk[:, :-1] - left[:, :-1] == counts.at_risk[:, 1:]).all()
        assert (counts.at_risk[:, -1] == left[:, -1]).all()


def _assert_same(ours: Any, theirs: Any, where: str) -> None:
    if isinstance(ours, dict):
        assert ours.keys() == theirs.keys(), where
        for key in ours:
            _assert_same(ours[key], theirs[key], f"{where}.{key}")
    elif isinstance(ours, list):
        assert len(ours) == len(theirs), where
        for place, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            _assert_same(one, other, f"{where}[{place}]")
    elif isinstance(ours, float | int):
        assert ours == pytest.approx(theirs, rel=1e-8, abs=1e-11), where
    else:
        assert ours == theirs, where


def test_that_the_committed_reference_is_what_the_script_makes(tmp_path: Path) -> None:
    rscript = shutil.which("Rscript")
    probe = [rscript or "", "-e", "library(survival); library(cmprsk)"]
    if not rscript or subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip("R with its packages survival and cmprsk is not on this machine")
    made = tmp_path / "competing_reference.json"
    script = str(FOLDER / "make_competing_reference.R")
    subprocess.run([rscript, script, str(made)], check=True, capture_output=True, timeout=180)
    fresh = json.loads(made.read_text("utf-8"))
    for kind in ("competing", "weighted", "extended", "curves"):
        _assert_same(REFERENCE[kind], fresh[kind], kind)
