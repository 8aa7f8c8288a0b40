"""Filters as a user types and reads them: every form, and what is said of those that mean nothing."""

from __future__ import annotations

import pytest

from explorer.errors import SelectionError
from explorer.question.where import describe, describe_criterion, parse_where, parse_wheres
from explorer.selection import Between, Criterion, OneOf, Selection
from explorer.study.study import Study
from explorer.study_file.load import load_study


@pytest.fixture(scope="module")
def e1910() -> Study:
    return load_study("e1910")


def levels(field: str, *names: str) -> OneOf:
    return OneOf(field, frozenset(names))


@pytest.mark.parametrize(
    ("expression", "criterion"),
    [
        ("age>=55", Between("age", low=55)),
        ("age≥55", Between("age", low=55)),
        ("age>55", Between("age", low=55, low_open=True)),
        ("age<=54", Between("age", high=54)),
        ("age≤54", Between("age", high=54)),
        ("age < 55", Between("age", high=55, high_open=True)),
        ("age=55", Between("age", 55, 55)),
        ("age=30..54", Between("age", 30, 54)),
        ("age=30–54", Between("age", 30, 54)),
        (" AGE = 30 .. 54 ", Between("age", 30, 54)),
        ("wbc=3.6..10.5", Between("wbc", 3.6, 10.5)),
        ("wbc=.5..1.5", Between("wbc", 0.5, 1.5)),
        ("wbc>1e3", Between("wbc", low=1000, low_open=True)),
        ("wbc=-1..1", Between("wbc", -1, 1)),
        ("risk=unfavorable,intermediate", levels("risk", "unfavorable", "intermediate")),
        ("Risk = Unfavorable , poor", levels("risk", "unfavorable")),
        ("combined_risk=favourable", levels("risk", "favorable")),
        ("Combined molecular risk=None assigned", levels("risk", "not assigned")),
        ("cd20=positive", levels("cd20", "positive")),
        ("cd20=+", levels("cd20", "positive")),
        ("cd20=missing", levels("cd20", "missing")),
        ("cd20=not recorded,negative", levels("cd20", "missing", "negative")),
        ("mrd=Not assessed", levels("mrd", "missing")),
        ("age=recorded", levels("age", "recorded")),
        ("age=missing", levels("age", "missing")),
        ("relapse_date=recorded", levels("relapse_date", "recorded")),
        ("age_group=>=55", levels("age_group", ">=55")),
        ("age_group=<55", levels("age_group", "<55")),
        ("Leukocytes>=10", Between("wbc", low=10)),
        ("Age>=55", Between("age", low=55)),
        ("arm=Blinatumomab", levels("arm", "blina")),
        (
            "genomic_subtype=High-hyperdiploid with BCR::ABL1-like, CRLF2-rearranged",
            levels("genomic_subtype", "High-hyperdiploid with BCR::ABL1-like, CRLF2-rearranged"),
        ),
        ("genomic_subtype=DUX4-rearranged,other", levels("genomic_subtype", "DUX4-rearranged", "other")),
    ],
)
def test_that_every_form_of_a_filter_is_read(expression: str, criterion: Criterion, e1910: Study) -> None:
    assert parse_where(expression, e1910) == criterion


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("aeg>=55", 'Unknown field "aeg"; did you mean "age"?'),
        ("rituximb=yes", 'Unknown field "rituximb"; did you mean "rituximab"?'),
        ("risk=unfavourabl", '"risk" has no level "unfavourabl"; did you mean "unfavorable"?'),
        ("cd20=psitive", '"cd20" has no level "psitive"; did you mean "positive"?'),
        (
            "cd20=xyz",
            '"cd20" has no level "xyz"; the known names are: positive, negative, recorded, missing.',
        ),
        ("cd20>=1", '"cd20" has levels, not numbers; write cd20=positive.'),
        ("age>=missing", '"age" takes limits that are numbers; write age=recorded.'),
        ("relapse_date>=2018-01-01", '"relapse_date" is a date, not numbers; write relapse_date=recorded.'),
        ("age=old", '"age" is a number; "old" is not one.'),
        ("age>=nan", '"age" is a number; "nan" is not one.'),
        ("age>=1e999", '"age" is a number; "1e999" is not one.'),
        ("age=54..30", "age=54..30: the lower limit stands first."),
        ("risk=unfavorable,", '"risk" has no level ""'),
    ],
)
def test_that_a_filter_that_means_nothing_says_why_and_names_the_nearest(
    expression: str, sentence: str, e1910: Study
) -> None:
    with pytest.raises(SelectionError) as caught:
        parse_where(expression, e1910)
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize("expression", ["", "age", "=55", "age=", "age>", ">=55", "age 55"])
def test_that_what_is_no_filter_is_answered_with_examples(expression: str, e1910: Study) -> None:
    with pytest.raises(SelectionError, match=r"is no filter; write one such as age>=55, age=30\.\.54 or"):
        parse_where(expression, e1910)


def test_that_several_filters_all_hold_and_replace_the_base_on_their_fields(e1910: Study) -> None:
    chosen = parse_wheres(["mrd=positive", "age>=40", "age<=60"], e1910, e1910.population)
    assert chosen == Selection(
        (Between("age", 40, 60), levels("mrd", "positive"), levels("assignment", "randomized"))
    )
    assert parse_wheres([], e1910, e1910.population) == e1910.population


@pytest.mark.parametrize(
    ("criterion", "words"),
    [
        (Between("age", 30, 54), "Age 30–54"),
        (Between("age", 55, 55), "Age 55"),
        (Between("age", low=55), "Age ≥55"),
        (Between("age", high=55, high_open=True), "Age <55"),
        (Between("age", 30, 54, low_open=True), "Age >30 and ≤54"),
        (Between("age", low=55, keep_missing=True), "Age ≥55 or not recorded"),
        (Between("age"), "Age any"),
        (levels("risk", "intermediate", "unfavorable"), "Risk: Intermediate, Unfavorable"),
        (levels("risk", "missing", "favorable"), "Risk: Favorable, Not eligible"),
        (levels("relapse_date", "recorded"), "Relapse date: Recorded"),
        (levels("risk"), "Risk: none"),
    ],
)
def test_that_a_criterion_is_described_as_a_chip_says_it(
    criterion: Criterion, words: str, e1910: Study
) -> None:
    assert describe_criterion(criterion, e1910) == words


def test_that_a_selection_is_described_in_one_line(e1910: Study) -> None:
    assert describe(Selection(), e1910) == "All patients"
    assert describe(e1910.population, e1910) == "Assignment: Randomized; MRD: Negative"
