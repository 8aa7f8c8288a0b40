"""What stands beside figures says no more than the patients and the method allow."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from explorer.analyses.baseline import baseline
from explorer.analyses.competing import competing
from explorer.analyses.monitoring import monitoring
from explorer.analyses.survival import survival
from explorer.cohort.cohort import Cohort
from explorer.question.question import Question, primary_question
from explorer.question.where import parse_wheres
from ui.pages.baseline_words import NEVER_P, baseline_sections
from ui.pages.competing_page import CompetingPage
from ui.pages.estimates import survival_sections
from ui.pages.figure_card import SURVIVAL
from ui.pages.monitoring_words import key_figures, look_columns, look_lines
from ui.pages.survival_page import SurvivalPage
from ui.session import Session

ASSIGNED = ("mrd=positive", "assignment=assigned")


def ask(cohort: Cohort, *wheres: str) -> Question:
    question = primary_question(cohort.study)
    return replace(question, selection=parse_wheres(list(wheres), cohort.study, question.selection))


@pytest.mark.parametrize("wheres", [ASSIGNED, ("transplant_phase=on protocol,after",)])
def test_that_arms_that_chance_did_not_make_have_no_treatment_effect(
    demo: Cohort, wheres: tuple[str, ...]
) -> None:
    titles = [section.title for section in survival_sections(survival(demo, ask(demo, *wheres)))]
    assert "Arms side by side" in titles
    assert "Treatment effect" not in titles
    assert "Treatment effect" in [each.title for each in survival_sections(survival(demo, ask(demo)))]


def test_that_no_test_is_named_that_was_not_made(demo: Cohort) -> None:
    for wheres, named in (((), True), (ASSIGNED, False)):
        notes = " ".join(each.note for each in survival_sections(survival(demo, ask(demo, *wheres))))
        assert ("log-rank" in notes) is named
    said = " ".join(each.note for each in survival_sections(survival(demo, ask(demo, *ASSIGNED))))
    assert "Not estimable: patients in one arm only." in said


def test_that_a_baseline_table_does_not_call_arms_randomized_that_are_not(demo: Cohort) -> None:
    notes = " ".join(each.note for each in baseline_sections(baseline(demo, ask(demo, *ASSIGNED))))
    assert "randomized trial" not in notes
    assert "not all of these patients were randomized" in notes
    assert NEVER_P in [each.note for each in baseline_sections(baseline(demo, ask(demo)))]


def test_that_the_p_of_the_boundary_is_not_taken_for_that_of_z(demo: Cohort) -> None:
    answer = monitoring(demo, primary_question(demo.study))
    cells = {cell.caption: cell.sub for cell in key_figures(answer)}
    assert cells["Z now"] == "two-sided P 0.002"
    assert cells["Boundary"] == "boundary P 0.007, two-sided"
    places = {column.title: place for place, column in enumerate(look_columns(answer))}
    assert {look_columns(answer)[places[name]].detail for name in ("Boundary P", "P of Z")} == {"two-sided"}
    third = next(line for line in look_lines(answer) if line.cells[0].startswith("Third"))
    assert (third.cells[places["Boundary P"]], third.cells[places["P of Z"]]) == ("0.007", "0.002")


def test_that_the_method_stands_under_the_curves_of_a_tab(demo: Cohort, qtbot: QtBot, light: None) -> None:
    session = Session(demo)
    for page in (SurvivalPage(session), CompetingPage(session)):
        qtbot.addWidget(page)
        page.draw(page.analyze(demo, ask(demo)), bands=True)
        assert not page.card.method.isHidden()
        assert page.card.method.text().endswith("Data cut 2022-05-31.")
    assert SURVIVAL.method is not None
    assert "two-sided log-rank test" in SURVIVAL.method(survival(demo, ask(demo)))
    assert competing(demo, ask(demo)).methods[1].endswith("rituximab and transplant intended.")
