"""Every number agrees with R's survival package on public data; reference.json holds the R call of each."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from explorer.survival import cox, kaplan_meier, logrank, median_follow_up
from tests.reference.reference_cases import (
    Case,
    covariates,
    entry,
    labels,
    numbers,
    reference,
    relative_error,
    rows_of,
    strata,
)

REGRESSION, CURVE = 1e-6, 1e-9


def _cases(kind: str) -> list[Any]:
    return [
        pytest.param(case, id=f"{case['data']}: {case['call'].partition(', control')[0]}")
        for case in reference()[kind]
    ]


@pytest.mark.parametrize("case", _cases("cox"))
def test_that_cox_regression_agrees_with_coxph(case: Case) -> None:
    data = rows_of(case)
    fit = cox(
        numbers(data[case["duration"]]),
        numbers(data[case["event"]]),
        covariates(case, data),
        strata=strata(case, data),
        entry=entry(case, data),
        ties=case["ties"],
    )
    assert fit.not_estimable == (None,) * len(case["coef"])
    assert (fit.n, fit.n_events) == (case["n"], case["n_events"])
    for name in ("coef", "std_err", "lower", "upper", "p"):
        assert relative_error(getattr(fit, name), case[name]) < REGRESSION, name
    assert relative_error(fit.covariance.ravel(), case["covariance"]) < REGRESSION
    assert relative_error(fit.log_likelihood, case["log_likelihood"]) < REGRESSION
    for name in ("score_test", "wald_test", "likelihood_ratio_test"):
        test = getattr(fit, name)
        assert relative_error(test.statistic, case[name]) < REGRESSION, name
        assert test.df == len(case["coef"])


@pytest.mark.parametrize("case", _cases("logrank"))
def test_that_the_logrank_test_agrees_with_survdiff(case: Case) -> None:
    data = rows_of(case)
    test = logrank(
        numbers(data[case["duration"]]),
        numbers(data[case["event"]]),
        labels(data[case["group"]]),
        strata=strata(case, data),
        rho=case["rho"],
    )
    assert test.df == case["df"]
    # R keeps the groups in the order of their values, these in the order of their text.
    for name in ("chi2", "p"):
        assert relative_error(getattr(test, name), case[name]) < REGRESSION, name
    assert relative_error(np.sort(test.observed), sorted(case["observed"])) < REGRESSION
    assert relative_error(np.sort(test.expected), sorted(case["expected"])) < REGRESSION


@pytest.mark.parametrize("case", _cases("km"))
def test_that_a_curve_agrees_with_survfit(case: Case) -> None:
    data = rows_of(case)
    duration, event = numbers(data[case["duration"]]), numbers(data[case["event"]])
    curve = kaplan_meier(duration, event, entry=entry(case, data), conf_type=case["conf_type"])
    assert curve.n == case["n"]
    expected = case.get("curve", {})
    for name in ("time", "at_risk", "events", "censored", "survival", "std_err"):
        if name in expected:
            assert relative_error(getattr(curve, name), expected[name]) < CURVE, name
    for name in ("lower", "upper") if expected else ():
        # Before the first event R's curve has no log-log limits, its summary and this curve have 1.
        theirs = [1.0 if s == 1.0 else x for s, x in zip(curve.survival, expected[name], strict=True)]
        assert relative_error(getattr(curve, name), theirs) < CURVE, name


@pytest.mark.parametrize("case", _cases("km"))
def test_that_a_curve_is_read_off_and_its_quantiles_taken_as_by_r(case: Case) -> None:
    data = rows_of(case)
    duration, event = numbers(data[case["duration"]]), numbers(data[case["event"]])
    curve = kaplan_meier(duration, event, entry=entry(case, data), conf_type=case["conf_type"])
    at = curve.at(case["at"]["time"])
    for name in ("survival", "std_err", "lower", "upper"):
        assert relative_error(getattr(at, name), case["at"][name]) < CURVE, name
    if "entry" not in case:
        assert at.at_risk.tolist() == case["at"]["at_risk"]
    quantiles = [curve.quantile(p) for p in case["quantile"]["p"]]
    for name in ("value", "lower", "upper"):
        assert [getattr(q, name) for q in quantiles] == pytest.approx(case["quantile"][name]), name
    if "follow_up" in case:
        follow_up = median_follow_up(duration, event, conf_type=case["conf_type"])
        assert [follow_up.value, follow_up.lower, follow_up.upper] == pytest.approx(case["follow_up"])
