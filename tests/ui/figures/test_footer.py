"""What stands under printed figures: status, patients, method, warnings, data cut."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QRectF

from explorer.analyses.baseline import baseline
from explorer.analyses.competing import competing
from explorer.analyses.models import models
from explorer.analyses.safety import safety
from explorer.analyses.subgroups import subgroups
from explorer.analyses.survival import survival
from explorer.analyses.survival_extended import survival_extended
from explorer.cohort.cohort import Cohort
from explorer.cohort.open_cohort import open_cohort
from explorer.question.options import ExtendedOptions, ModelOptions
from explorer.question.question import Question, primary_question
from explorer.question.where import parse_wheres
from resources import DEMO
from ui.export.figure_kinds import kind_of
from ui.figures.figure import print_style
from ui.figures.footer import footer

FIGURES = (survival, survival_extended, subgroups, competing, baseline, safety, models)
LATE = "transplant_phase=on protocol,after"
STYLE = print_style()


@pytest.fixture(scope="module")
def demo() -> Cohort:
    """The demonstration cohort, read once."""
    return open_cohort(DEMO)


def ask(cohort: Cohort, *wheres: str) -> Question:
    question = replace(primary_question(cohort.study), extended=ExtendedOptions(display="hazard"))
    return replace(question, selection=parse_wheres(list(wheres), cohort.study, question.selection))


def printed(record, answer, width: int = 5046) -> str:
    kind = kind_of(answer)
    height = round(kind.height(answer, width, STYLE))

    def paint(painter, rect: QRectF) -> object:
        return kind.paint(painter, rect, answer, STYLE)

    drawn = record(paint, width, height)
    assert max(text.y for text in drawn.texts) <= height  # nothing leaves the page
    return drawn.words()


@pytest.mark.parametrize("analysis", FIGURES)
@pytest.mark.parametrize("width", [2438, 5046])
def test_that_every_figure_names_its_patients_its_data_cut_and_synthetic_data(
    record, demo: Cohort, analysis, width: int
) -> None:
    words = printed(record, analysis(demo, ask(demo)), width)
    assert "Patients: MRD-negative, randomized." in words
    assert words.count("Synthetic data") == 1
    assert "Data cut 2022-05-31." in words
    assert "Patients: MRD-negative, randomized; Age ≥55." in printed(
        record, analysis(demo, ask(demo, "age>=55"))
    )


@pytest.mark.parametrize("analysis", FIGURES)
def test_that_patients_chosen_by_what_came_later_are_warned_of(record, demo: Cohort, analysis) -> None:
    assert "Immortal-time bias: Transplantation phase is known only after randomization" in printed(
        record, analysis(demo, ask(demo, LATE))
    )


def test_that_no_arm_is_called_better_where_that_is_no_effect_of_treatment(record, demo: Cohort) -> None:
    compared = ModelOptions(view="comparison")
    for wheres, better in (((), True), ((LATE,), False), (("mrd=positive", "assignment=assigned"), False)):
        question = replace(ask(demo, *wheres), models=compared)
        for answer in (subgroups(demo, question), models(demo, question)):
            words = printed(record, answer)
            assert ("better" in words) is better
            assert ("lower hazard" in words) is not better


def test_that_a_cohort_that_was_not_randomized_says_so(demo: Cohort) -> None:
    said = footer(survival(demo, ask(demo, "mrd=positive", "assignment=assigned")))
    assert said[0] == "Status: exploratory, not all of these patients were randomized."


def test_that_words_in_a_narrow_model_figure_stay_on_the_page(record, demo: Cohort) -> None:
    for view, said in (("proportionality", "no residuals to draw"), ("comparison", "lower hazard")):
        answer = models(demo, replace(ask(demo, LATE), models=ModelOptions(view=view)))
        kind, width = kind_of(answer), 1400
        height = round(kind.height(answer, width, STYLE))

        def paint(painter, rect: QRectF, kind=kind, answer=answer) -> object:
            return kind.paint(painter, rect, answer, STYLE)

        drawn = record(paint, width, height)
        assert said in drawn.words()
        assert all(0 <= text.x <= width for text in drawn.texts)
