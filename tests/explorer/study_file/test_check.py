"""A study may refer only to what it has; each broken reference is named with its key and the nearest name."""

from __future__ import annotations

import pytest

from explorer.errors import StudyError
from tests.explorer.small_trial import study

TIMES = """
[[endpoints]]
id = "PFS"
label = "Progression-free survival"
noun = "progression"
caption = "Patients without progression"
"""


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            'strata = ["stage"]',
            'strata = ["stge"]',
            'study.strata[0]: unknown field "stge"; did you mean "stage"?',
        ),
        ('strata = ["stage"]', 'strata = ["age"]', 'study.strata: "age" must be a category.'),
        (
            'forest_strata = ["stage", "sex"]',
            'forest_strata = ["x"]',
            'study.forest_strata[0]: unknown field "x"',
        ),
        (
            'filters = ["age"',
            'filters = ["agee"',
            'study.filters[0]: unknown field "agee"; did you mean "age"?',
        ),
        (
            'arm_field = "arm"',
            'arm_field = "amr"',
            'study.arm_field: unknown field "amr"; did you mean "arm"?',
        ),
        (
            'where = { assignment = ["randomized"] }\n\n[[arms]]',
            'where = { assignment = ["randomised"] }\n\n[[arms]]',
            'population.where.assignment: unknown level "randomised"; did you mean "randomized"?',
        ),
        (
            'where = { assignment = ["randomized"] }\n\n[[arms]]',
            'where = { assigment = ["randomized"] }\n\n[[arms]]',
            'population.where: unknown field "assigment"; did you mean "assignment"?',
        ),
        (
            'where = { assignment = ["randomized"] }\n\n[[arms]]',
            "where = { sex = { min = 5 } }\n\n[[arms]]",
            "population.where.sex: a range needs a number or date field.",
        ),
        ("reference = true", "reference = false", "arms: exactly one arm must have reference = true."),
        (
            'label = "New treatment"',
            'label = "New treatment"\nreference = true',
            "arms: exactly one arm must have reference = true.",
        ),
        (
            'id = "old"\nlabel = "Old treatment"',
            'id = "new"\nlabel = "Old treatment"',
            'arms[1].id: "new" is used twice.',
        ),
        ('id = "stage"\nlabel', 'id = "sex"\nlabel', 'fields[3].id: "sex" is used twice.'),
        ('id = "RFS"', 'id = "os"', 'endpoints[1].id: "os" is used twice.'),
        (
            'levels = ["I", "II", "III"]',
            "levels = []",
            'fields[3].levels: the category "stage" needs levels.',
        ),
        ('unit = "yr"', 'levels = ["x"]', 'fields[1].levels: "age" is a number; only a category has levels.'),
        ('column = "marker"', "", 'fields[4].column: "marker" has neither a column nor rules to derive it.'),
        (
            'level = "low" }',
            'level = "lw" }',
            'fields[5].rules[0].level: unknown level "lw"; did you mean "low"?',
        ),
        (
            "{ marker = { below = 5 } }",
            '{ arm = ["new"] }',
            'fields[5].rules[0].where: "arm" must stand before "marker_group", which is derived from it.',
        ),
        (
            'levels = ["I", "II", "III"]',
            'levels = ["I", "II", { id = "III", synonyms = ["i"] }]',
            'fields[3].levels[2]: "i" is a text that the level "I" has too.',
        ),
        (
            'levels = ["I", "II", "III"]',
            'levels = ["I", "II", "missing"]',
            'fields[3].levels[2]: "Missing" is a text that every field has too.',
        ),
        (
            'levels = ["I", "II", "III"]',
            'levels = ["I", "II"]\nmissing_texts = ["ii"]',
            'fields[3].levels[1]: "II" is a text that missing_texts has too.',
        ),
        (
            'start = "start"\nevents = ["death"]',
            'start = "strt"\nevents = ["death"]',
            'endpoints[0].start: unknown field "strt"; did you mean "start"?',
        ),
        (
            'events = ["relapse", "death"]',
            'events = ["relapse", "deth"]',
            'endpoints[1].events[1]: unknown field "deth"; did you mean "death"?',
        ),
        ('events = ["relapse", "death"]', 'events = ["age"]', 'endpoints[1]: "age" is not a date field.'),
        ('events = ["relapse", "death"]', "", "endpoints[1].events: is missing."),
        (
            'start = "start"\nevents = ["death"]\ncensor = "last"',
            "",
            "endpoints[0]: needs either start, events and censor (dates), or times.",
        ),
        ('field = "sex"', 'field = "age"', 'subgroups[0].field: "age" must be a category.'),
        ('field = "sex"', 'field = "sxe"', 'subgroups[0].field: unknown field "sxe"; did you mean "sex"?'),
        (
            'field = "sex"',
            'field = "sex"\nlevels = ["femal"]',
            'subgroups[0].levels[0]: unknown level "femal"; did you mean "female"?',
        ),
        (
            'untested = ["III"]',
            'untested = ["IV"]',
            'subgroups[1].untested[0]: unknown level "IV"; did you mean',
        ),
        (
            'parent = "entered"',
            'parent = "enterd"',
            'flow[1].parent: unknown earlier step "enterd"; did you mean "entered"?',
        ),
        ('parent = "entered"', "", "flow[1].parent: is missing; only the first step has no parent."),
        ('arm = "new"\nparent', 'arm = "nwe"\nparent', 'flow[2].arm: unknown arm "nwe"; did you mean "new"?'),
        ('arm = "new"\nparent', "parent", "flow[2].arm: is missing."),
        (
            'left_label = "were not',
            'reason_field = "agee"\nleft_label = "were not',
            'flow[1].reason_field: unknown field "agee"',
        ),
        (
            'left_label = "were not',
            'reason_field = "age"\nleft_label = "were not',
            'flow[1].reason_field: "age" must be a category.',
        ),
        (
            'where = { assignment = ["assigned"] } }',
            'where = { assignment = ["assigend"] } }',
            'flow[1].reasons[0].where.assignment: unknown level "assigend"; did you mean "assigned"?',
        ),
        (
            'id = "old"\nlabel = "Old"\nrole',
            'id = "new"\nlabel = "Old"\nrole',
            'flow[3].id: "new" is used twice.',
        ),
        (
            '[[subgroups]]\nfield = "sex"',
            TIMES + 'times = [{ time = "t", status = "s", row = "1" }]\n[[subgroups]]\nfield = "sex"',
            "endpoints[2].times[0].row: needs data.record, the column of the records.",
        ),
        (
            '[[subgroups]]\nfield = "sex"',
            TIMES + 'times = [{ time = "t", status = "s", event = ["0"] }]\n[[subgroups]]\nfield = "sex"',
            'endpoints[2].times[0]: "0" means both event and censored.',
        ),
        (
            "[population]",
            "[defaults]\nlandmark = 0\n[population]",
            "defaults.landmark: must be later than 0 months.",
        ),
    ],
)
def test_that_a_reference_to_nothing_is_named(old: str, new: str, sentence: str) -> None:
    with pytest.raises(StudyError) as caught:
        study((old, new))
    assert str(caught.value).startswith(f"small.toml: {sentence}")


def test_that_a_long_layout_needs_to_know_which_record_has_the_time() -> None:
    long = ('id = "id"\n\n[population]', 'id = "id"\nrecord = "etype"\n\n[population]')
    times = TIMES + 'times = [{ time = "t", status = "s" }]\n[[subgroups]]\nfield = "sex"'
    with pytest.raises(StudyError, match=r'row: is missing; it says which "etype" has the time\.$'):
        study(long, ('[[subgroups]]\nfield = "sex"', times))


def test_that_a_trial_has_two_arms() -> None:
    start = 'id = "new"\nlabel = "New treatment"\nshort = "New"\nsynonyms = ["N"]\n\n[[arms]]\n'
    with pytest.raises(StudyError, match=r"^small\.toml: arms: a trial needs at least two arms\.$"):
        study((start, ""))


def test_that_a_subgroup_shows_every_level_unless_it_names_some() -> None:
    assert [group.levels for group in study().subgroups] == [("female", "male"), ("I", "II", "III")]
