"""How numbers are written: rounded half away from zero, as journals print them, and never a bare NaN."""

from __future__ import annotations

from decimal import Decimal
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import text


@pytest.mark.parametrize(
    ("value", "digits", "written"),
    [
        (0.125, 2, "0.13"),
        (-0.125, 2, "−0.13"),
        (2.5, 0, "3"),
        (3.5, 0, "4"),
        (-2.5, 0, "−3"),
        (1.005, 2, "1.01"),  # as it is typed and read, whatever its binary form
        (0.285, 2, "0.29"),
        (-0.004, 2, "0.00"),
        (-0.0, 1, "0.0"),
        (1e-9, 3, "0.000"),
        (1e16, 1, "10000000000000000.0"),
        (43.33, 0, "43"),
        (None, 2, "—"),
        (nan, 2, "—"),
        (inf, 2, "—"),
    ],
)
def test_that_numbers_are_rounded_half_away_from_zero(value: float | None, digits: int, written: str) -> None:
    assert text.number(value, digits) == written


@given(st.decimals(-1000, 1000, places=4), st.integers(0, 3))
def test_that_a_written_number_is_as_near_as_its_digits_allow(value: Decimal, digits: int) -> None:
    written = Decimal(text.number(float(value), digits).replace("−", "-"))
    assert abs(written - value) <= Decimal(1).scaleb(-digits) / 2
    assert text.number(-float(value), digits).lstrip("−") == text.number(float(value), digits).lstrip("−")


@pytest.mark.parametrize(
    ("share", "digits", "written"),
    [
        (0.145, 0, "15"),  # 100 * 0.145 is 14.499999999999998
        (0.285, 0, "29"),
        (0.125, 0, "13"),
        (0.8544148, 0, "85"),
        (0.8544148, 1, "85.4"),
        (1.0, 0, "100"),
        (0.0, 1, "0.0"),
        (None, 0, "—"),
        (nan, 0, "—"),
    ],
)
def test_that_percentages_are_rounded_from_the_share(share: float | None, digits: int, written: str) -> None:
    assert text.percent(share, digits) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.4075, "0.41"),
        (0.004, "<0.01"),
        (0.005, "0.01"),
        (0.0, "<0.01"),
        (1.0, "1.00"),
        (12.345, "12.35"),
        (99.994, "99.99"),
        (99.996, "100"),
        (123.4, "123"),
        (999.4, "999"),
        (999.5, ">999"),
        (1e300, ">999"),
        (None, "—"),
        (nan, "—"),
        (inf, "—"),
    ],
)
def test_that_a_hazard_ratio_has_two_decimals_and_is_never_zero(value: float | None, written: str) -> None:
    assert text.ratio(value) == written


@pytest.mark.parametrize(
    ("p", "written", "sentence"),
    [
        (0.9999, ">0.99", "P > 0.99"),
        (0.994, "0.99", "P = 0.99"),
        (0.5, "0.50", "P = 0.50"),
        (0.0499, "0.0499", "P = 0.0499"),
        (0.01, "0.01", "P = 0.01"),
        (0.0099, "0.010", "P = 0.010"),
        (0.001887, "0.002", "P = 0.002"),
        (0.001, "0.001", "P = 0.001"),
        (0.00099, "<0.001", "P < 0.001"),
        (0.0, "<0.001", "P < 0.001"),
        (None, "—", "P = —"),
        (nan, "—", "P = —"),
    ],
)
def test_that_p_values_are_written_as_the_journal_writes_them(
    p: float | None, written: str, sentence: str
) -> None:
    assert text.p_value(p) == written
    assert text.p_equals(p) == sentence


@pytest.mark.parametrize(
    ("p", "written"),
    [
        (0.0009999, "<0.001"), (0.001, "0.001"), (0.00149, "0.001"), (0.0449, "0.04"), (0.045, "0.045"),
        (0.046, "0.046"), (0.0494, "0.049"), (0.0496, "0.0496"), (0.0499, "0.0499"), (0.04994, "0.0499"),
        (0.04996, "<0.05"), (0.05, "0.05"), (0.0501, "0.05"), (0.0549, "0.05"),
    ],
)  # fmt: skip
def test_that_rounding_crosses_neither_limit_of_significance(p: float, written: str) -> None:
    assert text.p_value(p) == written


def test_that_an_interval_with_a_negative_limit_is_joined_by_a_word() -> None:
    assert text.interval("0.23", "0.73") == "0.23–0.73"
    assert text.interval("−2.0", "13.3") == "−2.0 to 13.3"
    assert text.ratio_interval(0.4075, 0.2274, 0.7302) == "0.41 (0.23–0.73)"
    assert text.percent_interval(-0.02, -0.1, 0.06, 1) == "−2.0 (−10.0 to 6.0)"


def test_that_an_estimate_without_limits_has_no_empty_brackets() -> None:
    assert text.percent_interval(1.0, None, None) == "100"
    assert text.percent_interval(None, None, None) == "—"
    assert text.ratio_interval(None, None, None) == "—"


def test_that_counts_agree_with_their_nouns() -> None:
    assert text.counted(1, "row") == "1 row"
    assert text.counted(0, "row") == "0 rows"
    assert text.counted(2, "relapse or death", "relapses or deaths") == "2 relapses or deaths"
    assert text.count(9999) == "9999"
    assert text.count(10_000) == "10,000"


@pytest.mark.parametrize(
    ("noun", "plural"),
    [
        ("death", "deaths"),
        ("relapse or death", "relapses or deaths"),
        ("progression, relapse or death", "progressions, relapses or deaths"),
        ("death from any cause", "deaths from any cause"),
        ("relapse or death without relapse", "relapses or deaths without relapse"),
        ("metastasis", "metastases"),
        ("toxicity", "toxicities"),
        ("loss to follow-up", "losses to follow-up"),
    ],
)
def test_that_each_word_of_a_noun_has_its_plural(noun: str, plural: str) -> None:
    assert text.plural(noun) == plural


def test_that_lists_end_with_and_and_long_ones_with_their_count() -> None:
    assert text.listed([]) == ""
    assert text.listed(["a"]) == "a"
    assert text.listed(["a", "b", "c"]) == "a, b and c"
    assert text.listed(list("abcdefghij"), most=3) == "a, b, c and 7 more"


@pytest.mark.parametrize(
    ("value", "written"), [(13.34, "+13.3"), (-2.0, "−2.0"), (0.0, "0.0"), (0.04, "0.0"), (None, "—")]
)
def test_that_a_difference_has_its_sign_unless_it_is_zero(value: float | None, written: str) -> None:
    assert text.signed(value) == written


def test_that_times_are_written_in_the_unit_that_is_asked() -> None:
    assert text.duration(26.44) == "26.4 months"
    assert text.duration(26.4, "years") == "2.2 years"
    assert text.at_time(36.0) == "3-yr"
    assert text.at_time(30.0) == "30-mo"
    assert text.at_time(7.5) == "7.5-mo"
    assert text.reached(None) == "NR"
    assert text.reached(55.65) == "55.7"
    assert text.confidence(0.95) == "95% CI"
    assert text.confidence(0.975) == "97.5% CI"
