"""Selections: combining them is combining masks, and writing them as plain data loses nothing."""

from __future__ import annotations

import json
from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.columns import (
    MISSING,
    RECORDED,
    CategoryColumn,
    Column,
    DateColumn,
    NumberColumn,
    TextColumn,
)
from explorer.errors import SelectionError
from explorer.selection import Between, Criterion, OneOf, Selection, from_plain

LEVELS = ("low", "middle", "high")
COLUMNS: dict[str, Column] = {
    "age": NumberColumn(np.array([18.0, 54.0, 54.5, 55.0, 70.0, np.nan, -3.0, 0.0])),
    "day": DateColumn(np.array([0.0, 17000.0, np.nan, 17001.0, 18000.0, 18000.5, -5.0, np.nan])),
    "risk": CategoryColumn(np.array([0, 1, 2, 3, 0, 1, 2, 3], dtype=np.int16), LEVELS),
    "site": TextColumn(("A", "", "B", "C", "", "", "A", "NA")),
}
N = 8
numbers = st.one_of(
    st.sampled_from([-3.0, 0.0, 17.5, 54.0, 54.5, 55.0, 70.0, 17000.0, 18000.0]),
    st.floats(allow_nan=False, allow_infinity=False),
)
ranges = st.builds(
    Between,
    st.sampled_from(["age", "day"]),
    st.one_of(st.just(-inf), numbers),
    st.one_of(st.just(inf), numbers),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
level_sets = st.builds(
    OneOf,
    st.sampled_from(["risk", "site"]),
    st.frozensets(st.sampled_from([*LEVELS, RECORDED, MISSING])),
)
selections = st.lists(st.one_of(ranges, level_sets), max_size=4).map(lambda some: Selection(tuple(some)))


@given(selections, selections)
def test_that_both_selections_mean_the_patients_who_are_in_both(first: Selection, second: Selection) -> None:
    together = (first & second).mask(COLUMNS, N)
    assert (together == (first.mask(COLUMNS, N) & second.mask(COLUMNS, N))).all()


@given(selections, selections, selections)
def test_that_the_order_in_which_selections_meet_does_not_matter(
    first: Selection, second: Selection, third: Selection
) -> None:
    assert first & second == second & first
    assert (first & second) & third == first & (second & third)
    assert first & first == first


@given(st.lists(st.one_of(ranges, level_sets), max_size=4))
def test_that_several_criteria_on_one_field_become_one(criteria: list[Criterion]) -> None:
    selection = Selection(tuple(criteria))
    assert list(selection.fields) == sorted({criterion.field for criterion in criteria})


@given(selections)
def test_that_plain_data_reads_back_as_the_same_selection(selection: Selection) -> None:
    plain = json.loads(json.dumps(selection.to_plain()))
    read = from_plain(plain)
    assert (read.mask(COLUMNS, N) == selection.mask(COLUMNS, N)).all()
    assert read.to_plain() == selection.to_plain()


def test_that_a_usual_selection_reads_back_equal() -> None:
    selection = Selection(
        (
            Between("age", 30, 54),
            Between("day", low=17000, low_open=True, high=18000, high_open=True, keep_missing=True),
            OneOf("risk", frozenset(["low", MISSING])),
        )
    )
    assert from_plain(selection.to_plain()) == selection
    assert hash(from_plain(selection.to_plain())) == hash(selection)


def test_that_an_empty_selection_means_everybody_and_is_false() -> None:
    assert not Selection()
    assert Selection().mask(COLUMNS, N).all()
    assert Selection((Between("age"),))


@pytest.mark.parametrize("field", ["age", "day", "risk", "site"])
def test_that_missing_is_a_level_of_every_field(field: str) -> None:
    missing = OneOf(field, frozenset([MISSING])).mask(COLUMNS[field])
    recorded = OneOf(field, frozenset([RECORDED])).mask(COLUMNS[field])
    assert missing.any()
    assert (missing == ~recorded).all()
    assert OneOf(field, frozenset([MISSING, RECORDED])).mask(COLUMNS[field]).all()
    assert not OneOf(field, frozenset()).mask(COLUMNS[field]).any()


def test_that_recorded_and_a_level_mean_that_level() -> None:
    both = OneOf("risk", frozenset([RECORDED])) & OneOf("risk", frozenset(["low", MISSING]))
    assert both == OneOf("risk", frozenset(["low"]))


def test_that_a_text_that_looks_like_a_missing_value_is_recorded() -> None:
    assert OneOf("site", frozenset([RECORDED])).mask(COLUMNS["site"])[-1]


def test_that_limits_belong_to_the_range_unless_they_are_open() -> None:
    age = COLUMNS["age"]
    assert Between("age", 54, 55).mask(age).tolist() == [False, True, True, True, False, False, False, False]
    open_range = Between("age", 54, 55, low_open=True, high_open=True)
    assert open_range.mask(age).tolist() == [False, False, True, False, False, False, False, False]
    kept = Between("age", low=70, keep_missing=True).mask(age)
    assert kept.tolist() == [False, False, False, False, True, True, False, False]


def test_that_a_range_on_levels_is_refused_in_words() -> None:
    with pytest.raises(SelectionError, match='"risk" has levels, not numbers; write risk=level'):
        Between("risk", low=1).mask(COLUMNS["risk"])


def test_that_levels_and_a_range_on_one_field_are_refused_in_words() -> None:
    with pytest.raises(SelectionError, match='"age" is asked for both levels and a range'):
        Selection((Between("age", low=1), OneOf("age", frozenset([MISSING]))))


def test_that_replacing_and_leaving_out_touch_one_field_only() -> None:
    selection = Selection((Between("age", low=55), OneOf("risk", frozenset(["low"]))))
    assert selection.without("age") == Selection((OneOf("risk", frozenset(["low"])),))
    younger = selection.replacing(Between("age", high=54))
    assert younger.get("age") == Between("age", high=54)
    assert younger.get("risk") == selection.get("risk")
    assert younger.get("site") is None


@pytest.mark.parametrize(
    ("plain", "what"),
    [
        ({"age": 55}, '"age" must be a list of levels or a range'),
        ({"age": ["a", 1]}, '"age" must be a list of levels or a range'),
        ({"age": {"mn": 55}}, '"age" has the unknown key "mn"; did you mean "min"'),
        ({"age": {"min": "55"}}, '"age.min" must be a number'),
        ({"age": {"min": True}}, '"age.min" must be a number'),
        ({"age": {"max": float("nan")}}, '"age.max" must be a number'),
        ({"age": {"max": inf}}, '"age.max" must be a number'),
        ({"age": {"keep_missing": 1}}, '"age.keep_missing" must be true or false'),
    ],
)
def test_that_plain_data_of_another_form_is_refused_in_words(plain: dict[str, object], what: str) -> None:
    with pytest.raises(SelectionError) as caught:
        from_plain(plain)
    assert what in str(caught.value)


def test_that_one_level_may_stand_without_a_list() -> None:
    assert from_plain({"risk": "low"}) == from_plain({"risk": ["low"]})


def test_that_two_limits_of_one_side_both_hold() -> None:
    assert from_plain({"age": {"min": 55, "above": 55}}) == Selection((Between("age", 55, low_open=True),))
