"""Quantiles and the description of a column agree with R."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.statistics.quantiles import Distribution, describe, quantile
from explorer.statistics.standardized import difference_of_means

REFERENCE: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "reference" / "statistics" / "statistics_reference.json").read_text("utf-8")
)["quantiles"]
numbers = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60)


@pytest.mark.parametrize("case", REFERENCE)
def test_that_quantiles_are_those_of_r(case: dict[str, Any]) -> None:
    found = [quantile(case["values"], share, case["type"]) for share in case["shares"]]
    assert found == pytest.approx(case["expected"], rel=1e-12)
    described = describe(case["values"], case["type"])
    assert described.mean == pytest.approx(case["mean"], rel=1e-12)
    assert described.sd == (None if case["sd"] is None else pytest.approx(case["sd"], rel=1e-12))


def test_that_the_two_types_differ_as_sas_and_r_do() -> None:
    values = np.arange(10, 201, 10)[:15]  # 10, 20, … 150: SAS 40, R 45 at the first quartile
    assert quantile(values, 0.25, 2) == 40
    assert quantile(values, 0.25, 7) == 45
    assert quantile([1, 2, 3, 4], 0.25, 2) == 1.5
    assert quantile([1, 2, 3, 4], 0.25, 7) == 1.75


@given(numbers, st.floats(0, 1))
def test_that_type_7_is_numpys_linear_rule(values: list[float], share: float) -> None:
    assert quantile(values, share) == pytest.approx(np.quantile(values, share), rel=1e-9, abs=1e-6)


@given(numbers, st.sampled_from([2, 7]))
def test_that_the_description_is_in_order(values: list[float], kind: Any) -> None:
    found = describe(values, kind)
    rising = [
        found.minimum,
        found.lower_quartile,
        found.median,
        found.upper_quartile,
        found.maximum,
    ]
    assert rising == sorted(value for value in rising if value is not None)
    assert found.median == pytest.approx(np.median(values), rel=1e-12, abs=1e-9)


def test_that_missing_values_are_left_out_and_no_values_describe_nothing() -> None:
    assert describe([np.nan, 4.0, np.nan, 6.0]).n == 2
    assert describe([np.nan, 4.0, np.nan, 6.0]).median == 5.0
    assert describe([np.nan]) == Distribution(0)
    assert describe([3.0]).sd is None
    assert quantile([], 0.5) is None
    with pytest.raises(ValueError, match="between 0 and 1"):
        quantile([1.0], 1.5)


def test_that_a_difference_of_means_is_in_standard_deviations() -> None:
    # Austin 2009: (mean − mean) / √((s² + s²) / 2).
    found = difference_of_means(describe([1.0, 2.0, 3.0]), describe([3.0, 5.0, 7.0]))
    assert found == pytest.approx((2 - 5) / np.sqrt((1 + 4) / 2))
    assert difference_of_means(describe([2.0, 2.0]), describe([2.0, 2.0])) == 0.0
    assert difference_of_means(describe([2.0, 2.0]), describe([3.0, 3.0])) is None
    assert difference_of_means(describe([]), describe([3.0, 4.0])) is None
