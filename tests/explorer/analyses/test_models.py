"""What the analyses of models say: who is left out, what cannot be estimated, and what to beware of."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from explorer.analyses.comparison_of_models import comparison_of_models
from explorer.analyses.model import model
from explorer.analyses.model_answers import ModelAnswer
from explorer.analyses.proportionality import proportionality
from explorer.analyses.survival import survival
from explorer.analyses.terms import how_it_enters
from explorer.analyses.time_varying import time_varying
from explorer.cohort.cohort import Cohort
from explorer.errors import AnalysisError
from explorer.question.model_question import ModelQuestion, study_model
from explorer.question.options import ModelOptions
from explorer.question.question import Question, primary_question
from explorer.selection import Between, Criterion, OneOf, Selection
from explorer.study.models import Covariate, TimeVaryingEvent
from tests.explorer.small_trial import Row, patient, small_cohort, study

SEX = Covariate("sex", "categories")
MARKER = Covariate("marker", "continuous")
RELAPSE = """
[[time_varying]]
id = "relapse"
label = "Relapse"
date = "relapse"
strata = []
"""
DECLARED = ('[[endpoints]]\nid = "OS"', f'{RELAPSE}\n[[endpoints]]\nid = "OS"')


def trial(n: int = 60, seed: int = 1) -> list[Row]:
    """Patients of both arms, some of whom die; markers from 0 on, every tenth not measured."""
    rng = np.random.default_rng(seed)
    rows: list[Row] = []
    for index in range(n):
        days = int(rng.integers(20, 900))
        last = str(np.datetime64("2020-01-01") + days)
        rows.append(
            patient(
                str(index),
                arm="New" if index % 2 else "Old",
                sex="female" if rng.random() < 0.5 else "male",
                stage=("I", "II", "III")[int(rng.integers(3))],
                marker=None if index % 10 == 0 else round(float(rng.exponential(5.0)), 1),
                last=last,
                death=last if rng.random() < 0.6 else None,
                relapse=str(np.datetime64("2020-01-01") + days // 2) if rng.random() < 0.4 else None,
            )
        )
    return rows


@pytest.fixture(scope="module")
def cohort() -> Cohort:
    return small_cohort(*trial(), replacements=[DECLARED])


def plain(cohort: Cohort) -> Question:
    return replace(primary_question(cohort.study), strata=())


def fitted(cohort: Cohort, *covariates: Covariate, interaction: str = "") -> ModelAnswer:
    return model(cohort, ModelQuestion(plain(cohort), covariates, interaction))


def among(question: Question, criterion: Criterion) -> Question:
    return replace(question, selection=question.selection & Selection((criterion,)))


def test_that_a_model_without_covariates_is_that_of_the_curves(cohort: Cohort) -> None:
    for strata in ((), ("stage",), ("stage", "sex")):
        question = replace(plain(cohort), strata=strata)
        ours, curves = model(cohort, ModelQuestion(question)).hazard_ratio, survival(cohort, question)
        for name in ("value", "lower", "upper", "p", "std_err"):
            expected = pytest.approx(getattr(curves.hazard_ratio, name), rel=1e-7)
            assert getattr(ours, name) == expected, name


def test_that_patients_without_a_covariate_are_counted_and_left_out(cohort: Cohort) -> None:
    answer = fitted(cohort, SEX, MARKER)
    assert (answer.selected, answer.incomplete, answer.n) == (60, 6, 54)
    (left,) = answer.left_out
    assert (left.label, left.why, left.n, left.only) == ("Marker", "Not measured", 6, 6)
    assert "6 patients left out for a missing covariate: Marker 6 (not measured)." in answer.notes


def test_that_a_patient_who_lacks_two_covariates_is_left_out_once() -> None:
    rows = [*trial(), patient("a", sex=None, marker=None, death="2020-04-10")]
    answer = fitted(small_cohort(*rows), SEX, MARKER)
    assert answer.incomplete == 7
    assert [(left.label, left.n, left.only) for left in answer.left_out] == [("Sex", 1, 0), ("Marker", 7, 6)]


def test_that_zero_has_no_logarithm_and_is_left_out_in_words() -> None:
    rows = [*trial(), patient("a", marker=0, death="2020-04-10")]
    answer = fitted(small_cohort(*rows), replace(MARKER, enters="log", per=2))
    assert [(left.why, left.n) for left in answer.left_out] == [
        ("Not measured", 6),
        ("0 or less, which has no logarithm", 1),
    ]


def test_that_missing_values_may_be_a_level_of_their_own(cohort: Cohort) -> None:
    group = Covariate("marker_group", "categories", missing="own level")
    answer = fitted(cohort, group)
    assert (answer.n, answer.incomplete) == (60, 0)
    assert [(row.label, row.n) for row in answer.terms[1].rows][-1] == ("Not measured", 6)
    cut = fitted(cohort, Covariate("marker", "categories", cuts=(5,), missing="own level"))
    assert [row.n for row in cut.terms[1].rows] == [row.n for row in answer.terms[1].rows]
    assert cut.hazard_ratio.value == pytest.approx(answer.hazard_ratio.value)


def test_that_units_change_the_hazard_ratio_as_a_power(cohort: Cohort) -> None:
    one = fitted(cohort, MARKER).terms[1].rows[0].hazard_ratio
    ten = fitted(cohort, replace(MARKER, per=10)).terms[1].rows[0].hazard_ratio
    assert one is not None
    assert ten is not None
    assert ten.value == pytest.approx(one.value**10)
    assert ten.p == pytest.approx(one.p)


def test_that_another_reference_turns_the_hazard_ratio_over(cohort: Cohort) -> None:
    first = fitted(cohort, SEX).terms[1]
    other = fitted(cohort, replace(SEX, reference="male")).terms[1]
    assert (first.how, other.how) == ("against Female", "against Male")
    male, female = first.rows[1].hazard_ratio, other.rows[0].hazard_ratio
    assert male is not None
    assert female is not None
    assert female.value == pytest.approx(1 / male.value)
    assert first.rows[0].hazard_ratio is None


def test_that_a_level_that_nobody_has_keeps_its_row(cohort: Cohort) -> None:
    question = among(plain(cohort), OneOf("sex", frozenset({"male"})))
    answer = model(cohort, ModelQuestion(question, (SEX,)))
    female, male = answer.terms[1].rows
    assert female.hazard_ratio is not None
    assert female.hazard_ratio.not_estimable == "not in cohort"
    assert male.hazard_ratio is None
    assert "Sex: nobody has Female; Male is the reference instead." in answer.notes


def test_that_a_stratification_factor_is_said_to_have_no_ratio(cohort: Cohort) -> None:
    question = replace(plain(cohort), strata=("sex",))
    answer = model(cohort, ModelQuestion(question, (SEX,)))
    assert "Sex is a stratification factor of this model; it has no hazard ratio of its own." in answer.notes
    row = answer.terms[1].rows[1].hazard_ratio
    assert row is not None
    assert row.not_estimable == "not estimable: the same for all patients at risk at every event"


def test_that_a_field_known_only_after_randomization_is_warned_of(demo: Cohort) -> None:
    phase = Covariate("transplant_phase", "categories", missing="own level")
    answer = model(demo, ModelQuestion(primary_question(demo.study), (phase,)))
    (note,) = [note for note in answer.notes if "immortal time" in note]
    assert note.startswith("Transplantation phase: known only after randomization.")


def test_that_few_events_for_many_coefficients_are_said(demo: Cohort) -> None:
    answer = model(demo, study_model(demo.study, primary_question(demo.study), "multivariable"))
    assert any(note.startswith("57 events for 11 coefficients: 5.2 for each.") for note in answer.notes)


@pytest.mark.parametrize(
    ("criterion", "reason"),
    [
        (Between("age", 90), "not estimable: no patients"),
        (OneOf("arm", frozenset({"new"})), "not estimable: patients in one arm only"),
        (OneOf("death", frozenset({"missing"})), "not estimable: no deaths"),
    ],
)
def test_that_treatment_without_contrast_says_so_in_every_analysis(
    cohort: Cohort, criterion: Criterion, reason: str
) -> None:
    question = among(plain(cohort), criterion)
    asked = ModelQuestion(question, (SEX, MARKER), "sex")
    answer = model(cohort, asked)
    assert answer.hazard_ratio.not_estimable == reason
    assert answer.interaction is not None
    assert answer.interaction.test is None
    assert answer.interaction.note.startswith("no test: ")
    checked = proportionality(cohort, asked)
    assert checked.rows[0].not_estimable == reason
    assert checked.by_log_time.ratio.not_estimable == reason
    assert time_varying(cohort, question).hazard_ratio.not_estimable == reason
    compared = comparison_of_models(cohort, question, asked)
    assert {each.hazard_ratio.not_estimable for each in compared.models} == {reason}


def test_that_the_effect_in_each_level_is_that_of_a_model_with_separate_levels(cohort: Cohort) -> None:
    """With its levels as strata, treatment × level is one model of treatment in each level."""
    question = replace(plain(cohort), strata=("sex",))
    crossed = model(cohort, ModelQuestion(question, (SEX,), "sex")).interaction
    assert crossed is not None
    for row, level in zip(crossed.rows, ("female", "male"), strict=True):
        alone = model(cohort, ModelQuestion(among(question, OneOf("sex", frozenset({level})))))
        assert row.hazard_ratio is not None
        assert row.n == alone.n
        assert row.hazard_ratio.value == pytest.approx(alone.hazard_ratio.value, rel=1e-6)
        assert row.hazard_ratio.lower == pytest.approx(alone.hazard_ratio.lower, rel=1e-6)


def test_that_an_interaction_with_a_number_is_a_ratio_of_hazard_ratios(cohort: Cohort) -> None:
    crossed = fitted(cohort, replace(MARKER, per=10), interaction="marker").interaction
    assert crossed is not None
    assert crossed.test is not None
    assert crossed.test.df == 1
    assert [row.label for row in crossed.rows] == ["Ratio of hazard ratios per 10"]


@pytest.mark.parametrize(
    ("asked", "complaint"),
    [
        (((Covariate("agee", "continuous"),), ""), 'unknown field "agee"; did you mean "age"?'),
        (((SEX, SEX), ""), "Sex enters the model twice; remove one."),
        (((SEX,), "marker"), 'The interaction of treatment is with "marker", which is no covariate of this'),
        (((replace(MARKER, per=-1.0),), ""), "Marker, per: must be above 0."),
    ],
)
def test_that_what_cannot_be_asked_is_refused_in_words(
    cohort: Cohort, asked: tuple[tuple[Covariate, ...], str], complaint: str
) -> None:
    with pytest.raises(AnalysisError) as raised:
        model(cohort, ModelQuestion(plain(cohort), *asked))
    assert complaint in str(raised.value)


def test_that_an_unknown_model_or_event_is_refused_with_the_nearest(demo: Cohort) -> None:
    question = primary_question(demo.study)
    with pytest.raises(AnalysisError, match='did you mean "multivariable"'):
        study_model(demo.study, question, "multivariabel")
    with pytest.raises(AnalysisError, match='did you mean "transplantation"'):
        time_varying(demo, replace(question, models=ModelOptions(event="transplant")))


def test_that_an_endpoint_of_recorded_times_takes_no_dated_event(colon: Cohort) -> None:
    event = TimeVaryingEvent("recurrence", "Recurrence", "recurrence_date", "Before", "After")
    dated = replace(colon, study=replace(colon.study, time_varying=(event,)))
    question = primary_question(colon.study)
    with pytest.raises(AnalysisError, match="Overall survival is recorded as a time, not from dates"):
        time_varying(dated, question)
    answer = comparison_of_models(dated, question)
    assert "recurrence" not in [each.id for each in answer.models]


def test_that_patients_before_and_after_the_event_add_up(cohort: Cohort) -> None:
    answer = time_varying(cohort, plain(cohort))
    before, after = answer.states
    assert before.label == "Before relapse"
    assert before.patients == answer.n == 60
    assert after.patients == sum(arm.counted for arm in answer.arms)
    assert before.events + after.events == answer.events
    followed = cohort.outcomes["OS"].duration
    assert before.months + after.months == pytest.approx(followed.sum())


def test_that_an_event_after_the_end_of_follow_up_is_counted_as_none_and_said(demo: Cohort) -> None:
    question = replace(primary_question(demo.study), endpoint="RFS")
    answer = time_varying(demo, question)
    assert [(arm.recorded, arm.counted) for arm in answer.arms] == [(28, 26), (32, 31)]
    assert answer.notes[0] == (
        "3 patients with transplantation only after relapse or death, or after the end of follow-up: "
        "counted as without it."
    )


def test_that_an_event_that_nobody_had_says_so() -> None:
    rows = [row if row[8] is None else [*row[:8], None, *row[9:]] for row in trial()]
    cohort = small_cohort(*rows, replacements=[DECLARED])
    answer = time_varying(cohort, plain(cohort))
    assert answer.event_ratio.not_estimable == "not estimable: nobody with relapse in follow-up"
    assert answer.mantel_byar is None
    assert answer.states[1].curve is None
    assert answer.hazard_ratio.value == pytest.approx(
        model(cohort, ModelQuestion(plain(cohort))).hazard_ratio.value
    )


def test_that_patients_who_were_not_randomized_make_no_comparison(demo: Cohort) -> None:
    question = replace(primary_question(demo.study), selection=Selection())
    asked = study_model(demo.study, question, "multivariable")
    assert not model(demo, asked).comparable
    assert not time_varying(demo, question).comparable
    assert not proportionality(demo, asked).comparable
    assert not comparison_of_models(demo, question).comparable


@pytest.mark.parametrize(
    ("unit", "covariate", "words"),
    [
        ("10⁹/L", replace(MARKER, per=10), "per 10 × 10⁹/L"),
        ("10⁹/L", MARKER, "per 1 × 10⁹/L"),
        ("g/dL", MARKER, "per g/dL"),
        ("g/dL", replace(MARKER, per=0.5), "per 0.5 g/dL"),
        ("%", replace(MARKER, per=10), "per 10%"),
        ("", MARKER, "per 1"),
        ("g/dL", replace(MARKER, enters="log", per=2), "per doubling"),
        ("g/dL", replace(MARKER, enters="log", per=10), "per tenfold value"),
        ("g/dL", replace(MARKER, enters="log", per=3), "per 3-fold value"),
        ("g/dL", replace(MARKER, enters="log"), "per unit of the natural logarithm"),
    ],
)
def test_that_how_a_number_enters_is_said_in_words(unit: str, covariate: Covariate, words: str) -> None:
    assert how_it_enters(replace(study().field("marker"), unit=unit), covariate) == words


def test_that_the_compared_models_say_what_is_in_them(demo: Cohort) -> None:
    own = ModelQuestion(primary_question(demo.study), (SEX,))
    answer = comparison_of_models(demo, primary_question(demo.study), own)
    details = {each.id: each.detail for each in answer.models}
    assert details["unstratified"] == "treatment alone"
    assert details["stratified"] == "stratified by Age, CD20, Rituximab and Transplant intended"
    assert details["transplantation"] == (
        "adjusted for Transplantation (time-varying); stratified by Age, CD20 and Rituximab"
    )
    assert details["own"].startswith("adjusted for Sex; stratified by")


def test_that_a_likelihood_that_rises_without_end_gives_no_hazard_ratios(demo: Cohort) -> None:
    """22 patients, 9 deaths and 11 coefficients in sparse strata; once a ratio of 4.5e18 was an estimate."""
    few = {"igh_crlf2": ("missing", "yes"), "synthetic": ("missing", "yes")}
    few["transplant_phase"] = ("after", "on protocol")
    selection = Selection(tuple(OneOf(field, frozenset(levels)) for field, levels in few.items()))
    question = replace(
        primary_question(demo.study), selection=selection, endpoint="OS", strata=("cd20", "rituximab")
    )
    found = model(demo, study_model(demo.study, question, "multivariable"))
    ratios = [row.hazard_ratio for term in found.terms for row in term.rows if row.hazard_ratio]
    assert (found.n, found.events) == (22, 9)
    assert all(ratio.value is None and "not" in ratio.not_estimable for ratio in ratios)
