"""Proportions agree with R and with Newcombe's printed examples, and say when there is no estimate."""

from __future__ import annotations

import json
import shutil
import subprocess
from math import comb
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from explorer.statistics.proportions import Interval, fisher_exact, newcombe, wilson
from explorer.statistics.standardized import difference_of_categories, difference_of_shares

FOLDER = Path(__file__).parents[2] / "reference" / "statistics"
REFERENCE: dict[str, Any] = json.loads((FOLDER / "statistics_reference.json").read_text("utf-8"))
counts = st.integers(0, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def close(value: float | None, rel: float = 1e-8) -> Any:
    return None if value is None else pytest.approx(value, rel=rel, abs=1e-12)


@pytest.mark.parametrize("case", REFERENCE["fisher"], ids=lambda case: str(case["table"]))
def test_that_fishers_test_is_that_of_r(case: dict[str, Any]) -> None:
    assert fisher_exact(*case["table"]) == close(case["p"])


@pytest.mark.parametrize("case", REFERENCE["wilson"], ids=lambda case: case["call"])
def test_that_wilsons_interval_is_that_of_prop_test(case: dict[str, Any]) -> None:
    found = wilson(case["events"], case["n"], case["level"])
    assert found is not None
    assert (found.lower, found.upper) == (close(case["limits"][0]), close(case["limits"][1]))


@pytest.mark.parametrize("case", REFERENCE["newcombe"], ids=lambda case: str(case["table"]))
def test_that_newcombes_interval_follows_from_the_score_intervals_of_r(case: dict[str, Any]) -> None:
    found = newcombe(*case["table"])
    assert found is not None
    assert (found.lower, found.upper) == (close(case["limits"][0]), close(case["limits"][1]))


# Newcombe, Stat Med 1998;17:873, table II, line "10. Score".
PRINTED = [
    ((56, 70, 48, 80), 0.0524, 0.3339),
    ((9, 10, 3, 10), 0.1705, 0.8090),
    ((6, 7, 2, 7), 0.0582, 0.8062),
    ((5, 56, 0, 29), -0.0381, 0.1926),
    ((0, 10, 0, 20), -0.1611, 0.2775),
    ((0, 10, 0, 10), -0.2775, 0.2775),
    ((10, 10, 0, 20), 0.6791, 1.0),
    ((10, 10, 0, 10), 0.6075, 1.0),
]


@pytest.mark.parametrize(("table", "lower", "upper"), PRINTED)
def test_that_newcombes_interval_is_the_printed_one(
    table: tuple[int, int, int, int], lower: float, upper: float
) -> None:
    found = newcombe(*table)
    assert found is not None
    assert (round(found.lower, 4), round(found.upper, 4)) == (lower, upper)


def test_that_the_lady_tasting_tea_has_the_p_value_of_the_textbook() -> None:
    # Fisher 1935: 3 of 4 cups right, two-sided P = 34/70.
    assert fisher_exact(3, 4, 1, 4) == pytest.approx(34 / 70, abs=1e-14)


@given(counts, counts)
def test_that_fishers_p_adds_the_tables_that_are_no_more_probable(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    (a, n), (c, m) = first, second
    total = a + c
    ways = [comb(n, x) * comb(m, total - x) for x in range(max(0, total - m), min(total, n) + 1)]
    ours = comb(n, a) * comb(m, c)
    exact = sum(way for way in ways if way <= ours) / sum(ways)
    assert fisher_exact(a, n, c, m) == pytest.approx(exact, rel=1e-10)


@given(counts, counts)
def test_that_exchanging_the_groups_turns_the_difference_round(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    forth, back = newcombe(*first, *second), newcombe(*second, *first)
    if not first[1] or not second[1]:
        assert forth is None
        assert back is None
        return
    assert forth is not None
    assert back is not None
    assert (forth.value, forth.lower, forth.upper) == pytest.approx((-back.value, -back.upper, -back.lower))
    assert -1.0 <= forth.lower <= forth.value <= forth.upper <= 1.0
    assert fisher_exact(*first, *second) == pytest.approx(fisher_exact(*second, *first))


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_that_wilsons_interval_holds_the_proportion_and_mirrors_it(count: tuple[int, int]) -> None:
    events, n = count
    found, mirrored = wilson(events, n), wilson(n - events, n)
    assert isinstance(found, Interval)
    assert isinstance(mirrored, Interval)
    assert 0.0 <= found.lower <= found.value <= found.upper <= 1.0
    assert found.lower == pytest.approx(1.0 - mirrored.upper, abs=1e-12)


def test_that_nothing_is_estimated_without_patients() -> None:
    assert wilson(0, 0) is None
    assert newcombe(0, 0, 3, 10) is None
    assert fisher_exact(0, 0, 3, 10) == 1.0


def test_that_more_events_than_patients_are_refused() -> None:
    for ask in (lambda: wilson(11, 10), lambda: fisher_exact(1, 2, -1, 5), lambda: newcombe(3, 2, 0, 1)):
        with pytest.raises(ValueError, match="is impossible"):
            ask()


@pytest.mark.parametrize("case", REFERENCE["categories"], ids=lambda case: str(case["counts"]))
def test_that_the_distance_of_categories_is_that_of_mahalanobis(case: dict[str, Any]) -> None:
    found = difference_of_categories(np.array(case["counts"]), np.array(case["reference"]))
    assert found == close(case["distance"])


@given(counts, counts)
def test_that_two_categories_differ_as_a_proportion_does(
    first: tuple[int, int], second: tuple[int, int]
) -> None:
    (a, n), (c, m) = first, second
    assume(n and m)
    of_two = difference_of_categories(np.array([a, n - a]), np.array([c, m - c]))
    of_share = difference_of_shares(a, n, c, m)
    assert (of_two is None) == (of_share is None)
    if of_two is not None and of_share is not None:
        assert of_two == pytest.approx(abs(of_share), rel=1e-9, abs=1e-12)


def test_that_the_committed_reference_is_what_the_script_makes(tmp_path: Path) -> None:
    rscript = shutil.which("Rscript")
    if rscript is None:
        pytest.skip("R is not on this machine")
    made = tmp_path / "made.json"
    script = str(FOLDER / "make_statistics_reference.R")
    subprocess.run([rscript, script, str(made)], check=True, capture_output=True, timeout=120)
    fresh = json.loads(made.read_text("utf-8"))
    for kind in ("fisher", "wilson", "newcombe", "quantiles", "categories"):
        assert_same(REFERENCE[kind], fresh[kind], kind)


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
        # R's own search for the odds ratio ends early, at a place that depends on its release.
        rel = 1e-3 if ".rounded" in where else 1e-8
        assert ours == pytest.approx(theirs, rel=rel, abs=1e-11), where
    else:
        assert ours == theirs, where
