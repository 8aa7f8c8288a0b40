"""What a study file may say of competing risks; every mistake names file and key."""

from __future__ import annotations

import pytest

from explorer.columns import MISSING
from explorer.errors import StudyError
from explorer.study_file.load import load_study
from tests.explorer.small_trial import study

PLACE = '\n[[subgroups]]\nfield = "sex"\n'
BY_DATES = """
[[competing]]
id = "relapse"
label = "Relapse and death"
start = "start"
censor = "last"
causes = [
  { id = "relapse", label = "Relapse", date = "relapse" },
  { id = "death", label = "Death", plural = "other deaths", date = "death", where = { sex = ["female"] } },
]
"""
BY_ENDPOINTS = """
[[competing]]
id = "both"
label = "Both"
causes = [{ id = "a", label = "A", endpoint = "OS" }, { id = "b", label = "B", endpoint = "RFS" }]
"""


def test_that_causes_by_dates_and_by_endpoints_are_read() -> None:
    by_dates, by_endpoints = study((PLACE, BY_DATES + BY_ENDPOINTS + PLACE)).competing
    assert (by_dates.start, by_dates.censor) == ("start", "last")
    assert [cause.date for cause in by_dates.causes] == ["relapse", "death"]
    assert [cause.plural for cause in by_dates.causes] == ["relapses", "other deaths"]
    assert by_dates.causes[1].where.fields == ("sex",)
    assert [cause.endpoint for cause in by_endpoints.causes] == ["OS", "RFS"]


def test_that_a_study_needs_no_competing_risks() -> None:
    assert study().competing == ()


def test_that_deaths_of_the_shipped_study_have_a_cause_even_when_none_is_recorded() -> None:
    causes = load_study("e1910").competing[1].causes
    levels = frozenset().union(*(criterion.levels for cause in causes for criterion in cause.where.criteria))  # type: ignore[union-attr]
    field = load_study("e1910").field("cause_of_death")
    assert levels == {level.id for level in field.levels} | {MISSING}


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('start = "start"\ncensor', 'start = "strat"\ncensor', 'competing[0].start: unknown field "strat"'),
        ('start = "start"\ncensor', "censor", "competing[0].start: is missing"),
        ('censor = "last"\ncauses', 'censor = "age"\ncauses', '"age" is a number; a date is needed.'),
        ('date = "relapse"', 'date = "sex"', 'competing[0].causes[0].date: "sex" is a category'),
        ('date = "relapse"', 'dat = "relapse"', "competing[0].causes[0].date: is missing"),
        ('start = "start"\ncensor = "last"\n', "", "needs the start and the censor date"),
        (
            'id = "death", label',
            'id = "relapse", label',
            'competing[0].causes[1].id: "relapse" is used twice.',
        ),
        ('where = { sex = ["female"] }', 'where = { sex = ["woman"] }', "competing[0].causes[1].where.sex"),
        (
            'where = { sex = ["female"] }',
            'where = { sx = ["female"] }',
            'unknown field "sx"; did you mean "sex"?',
        ),
        ('label = "Relapse and death"', 'label = "Relapse"\nnote = "x"', "competing[0].note: unknown key"),
        ('  { id = "relapse", label = "Relapse", date = "relapse" },\n', "", "at least two causes compete"),
    ],
)
def test_that_a_mistake_names_the_file_and_the_key(old: str, new: str, sentence: str) -> None:
    assert BY_DATES.count(old) == 1
    with pytest.raises(StudyError) as error:
        study((PLACE, BY_DATES.replace(old, new) + PLACE))
    assert str(error.value).startswith("small.toml: ")
    assert sentence in str(error.value)


def test_that_an_unknown_endpoint_is_named_with_the_nearest() -> None:
    with pytest.raises(StudyError, match=r'competing\[0\]\.causes\[1\]\.endpoint: unknown endpoint "RFX"'):
        study((PLACE, BY_ENDPOINTS.replace('"RFS"', '"RFX"') + PLACE))
