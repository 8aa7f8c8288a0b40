"""Models and time-varying events that a study declares: what can be written, and what is complained of."""

from __future__ import annotations

import pytest

from explorer.columns import MISSING
from explorer.errors import StudyError
from explorer.study.covariates import level_names, usual_covariate
from explorer.study.models import Covariate
from tests.explorer.small_trial import study

MODEL = """
[[models]]
id = "all"
label = "All"
covariates = [{covariates}]
"""
EVENT = """
[[time_varying]]
id = "relapse"
label = "Relapse"
{keys}
"""


def with_text(text: str) -> tuple[str, str]:
    """A change of the small trial's file that adds a text."""
    return '[[endpoints]]\nid = "OS"', f'{text}\n[[endpoints]]\nid = "OS"'


def model(*covariates: str) -> tuple[str, str]:
    return with_text(MODEL.format(covariates=", ".join(f"{{ {keys} }}" for keys in covariates)))


def event(keys: str) -> tuple[str, str]:
    return with_text(EVENT.format(keys=keys))


def test_that_a_study_without_models_has_none() -> None:
    assert (study().models, study().time_varying) == ((), ())


def test_that_fields_enter_as_their_kind_says() -> None:
    (declared,) = study(model('field = "age"', 'field = "sex"')).models
    assert [covariate.enters for covariate in declared.covariates] == ["continuous", "categories"]
    assert declared.strata is None


def test_that_a_time_varying_event_names_its_states() -> None:
    (declared,) = study(event('date = "relapse"\nstrata = ["sex"]')).time_varying
    assert (declared.before, declared.after) == ("Before relapse", "After relapse")
    assert declared.strata == ("sex",)


@pytest.mark.parametrize(
    ("covariate", "complaint"),
    [
        ('field = "agee"', 'covariates[0].field: unknown field "agee"; did you mean "age"?'),
        ('field = "arm"', '"arm" is the treatment, which every model has.'),
        ('field = "start"', '"start" is a date; a number or a category is needed.'),
        ('field = "sex", enters = "log"', 'enters: "sex" is a category; it can only enter by categories.'),
        ('field = "sex", cuts = [1]', 'cuts: "sex" is a category; only a number has cuts.'),
        ('field = "sex", per = 2', 'per: "sex" is a category; only a number has units.'),
        ('field = "sex", reference = "femal"', 'unknown level "femal"; did you mean "female"?'),
        ('field = "sex", reference = "missing"', 'reference: unknown level "missing"'),
        ('field = "age", enters = "categories"', "cuts: is missing; the number"),
        ('field = "age", enters = "categories", cuts = [60, 50]', "cuts: must rise."),
        ('field = "age", cuts = [60]', 'cuts: needs enters = "categories".'),
        (
            'field = "age", enters = "categories", cuts = [60], per = 5',
            "per: needs a number that enters as it is.",
        ),
        ('field = "age", missing = "own level"', "missing: only categories have a level for missing values."),
        ('field = "age", reference = "50"', "reference: only categories have a reference level."),
        ('field = "age", per = 0', "per: must be above 0."),
        ('field = "age", enters = "log", per = 1', "per: must not be 1"),
        ('field = "age", groups = [{ label = "a", levels = [] }]', "only the levels of a category group."),
        ('field = "stage", groups = [{ label = "a", levels = ["IV"] }]', 'groups: unknown level "IV"'),
        (
            'field = "stage", groups = [{ label = "a", levels = ["I"] }, { label = "b", levels = ["I"] }]',
            'groups: "I" is in two groups.',
        ),
        ('field = "stage", groups = [{ label = "II", levels = ["I"] }]', 'groups: "II" names two levels.'),
        ('field = "sex", missing = "ignored"', '"ignored" is not possible'),
        ('field = "sex", color = 1', "color: unknown key"),
    ],
)
def test_that_a_covariate_that_cannot_enter_is_complained_of(covariate: str, complaint: str) -> None:
    with pytest.raises(StudyError) as raised:
        study(model(covariate))
    assert "small.toml: models[0].covariates" in str(raised.value)
    assert complaint in str(raised.value)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (model('field = "sex"', 'field = "sex"'), 'models[0].covariates: "sex" enters twice.'),
        (
            with_text(MODEL.format(covariates='{ field = "sex" }') + 'strata = ["sex"]'),
            '"sex" is a stratum of this model; it has no estimate.',
        ),
        (
            with_text(MODEL.format(covariates="") + 'strata = ["age"]'),
            'models[0].strata: "age" is no category of the study',
        ),
        (with_text(MODEL.format(covariates="") * 2), 'models[1].id: "all" is used twice.'),
        (event('date = "sex"'), 'time_varying[0].date: "sex" is a category; a date is needed.'),
        (event('date = "relaps"'), 'unknown field "relaps"; did you mean "relapse"?'),
        (event(""), "time_varying[0].date: is missing"),
    ],
)
def test_that_a_wrong_model_or_event_is_complained_of(text: tuple[str, str], complaint: str) -> None:
    with pytest.raises(StudyError) as raised:
        study(text)
    assert complaint in str(raised.value)


def test_that_levels_are_named_in_the_order_of_the_field() -> None:
    stage = study().field("stage")
    (declared,) = study(
        model(
            'field = "stage", groups = [{ label = "II–III", levels = ["II", "III"] }], missing = "own level"'
        )
    ).models
    assert level_names(stage, declared.covariates[0]) == (
        ("I", "I"),
        ("II–III", "II–III"),
        (MISSING, "Not recorded"),
    )


def test_that_ranges_of_a_number_are_named_by_their_limits() -> None:
    covariate = Covariate("age", "categories", cuts=(50, 65))
    names = [label for _, label in level_names(study().field("age"), covariate)]
    assert names == ["<50", "50–<65", "≥65"]


def test_that_every_usual_covariate_of_a_number_or_category_can_enter() -> None:
    for field in study().fields:
        if field.kind in ("number", "category") and field.id != "arm":
            (declared,) = study(model(f'field = "{field.id}"')).models
            assert declared.covariates == (usual_covariate(field),)
