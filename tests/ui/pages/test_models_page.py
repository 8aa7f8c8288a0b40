"""The models page as a user meets it: the published model, covariates of one's own, checks, comparison."""

from __future__ import annotations

from math import log
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from explorer.analyses.model_answers import (
    ComparisonOfModels,
    ModelAnswer,
    ProportionalityAnswer,
    TimeVaryingAnswer,
)
from explorer.cohort.cohort import Cohort
from explorer.results.tables import table
from explorer.selection import Between, OneOf, Selection
from explorer.text import ratio_interval
from tests.ui.conftest import settle
from ui.export.figure_files import figure_bytes
from ui.figures.coefficient_rows import lines_of, notes_of
from ui.figures.figure import print_style
from ui.figures.residual_plot import notes_of as notes_under_residuals
from ui.figures.residual_plot import points_of
from ui.pages.models_page import ModelsPage, Words
from ui.pages.models_settings import ModelsBar
from ui.plots.residual_view import ResidualView
from ui.session import Session
from ui.widgets.segmented import Segmented
from ui.window.main_window import MainWindow
from ui.window.tabs import TABS


class Page:
    """The models page with what a test does to it."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        assert window.workspace is not None
        self.window, self.qtbot = window, qtbot
        window.workspace.show_tab(TABS.index("Models"))
        settle(window, qtbot)
        page = window.workspace.page
        assert isinstance(page, ModelsPage)
        self.page = page
        bar = page.findChild(ModelsBar)
        assert bar is not None
        self.bar = bar

    @property
    def session(self) -> Session:
        assert self.window.workspace is not None
        return self.window.workspace.session

    @property
    def answer(self) -> Any:
        settle(self.window, self.qtbot)
        assert self.window.workspace is not None
        return self.window.workspace.figure_answer()

    def show(self, number: int) -> None:
        """Click a segment of the view."""
        box = self.bar.view._boxes()[number]
        QTest.mouseClick(self.bar.view, Qt.MouseButton.LeftButton, pos=box.center().toPoint())
        settle(self.window, self.qtbot)

    def choose(self, pill: Any, label: str) -> None:
        """Open a pill and click a line of its list."""
        QTest.mouseClick(pill, Qt.MouseButton.LeftButton)
        for choices in pill._popover.findChildren(object):
            lines = getattr(choices, "_choices", ())
            for index, choice in enumerate(lines):
                if choice.label == label:
                    place = choices._line_box(index).center().toPoint()
                    QTest.mouseClick(choices, Qt.MouseButton.LeftButton, pos=place)
                    pill.close_popover()
                    settle(self.window, self.qtbot)
                    return
        raise AssertionError(f"no line {label}")


@pytest.fixture
def models(overview: MainWindow, qtbot: QtBot) -> Page:
    """The page with the demonstration cohort."""
    return Page(overview, qtbot)


def hazard_ratio(answer: Any) -> str:
    ratio = answer.hazard_ratio
    return ratio_interval(ratio.value, ratio.lower, ratio.upper)


def test_that_the_first_model_is_the_published_one(models: Page) -> None:
    assert isinstance(models.answer, ModelAnswer)
    assert hazard_ratio(models.answer) == "0.44 (0.23–0.81)"
    assert [line.label for line in lines_of(models.answer) if not line.depth] == [
        "Treatment",
        "Sex",
        "Leukocytes",
        "Platelets",
        "Hemoglobin",
        "Blood blasts",
        "Marrow blasts",
        "ECOG",
        "Risk",
    ]


def test_that_the_second_endpoint_has_its_published_ratio(models: Page) -> None:
    models.session.commit("Choose endpoint", endpoint="RFS")
    assert hazard_ratio(models.answer) == "0.57 (0.33–0.98)"


def test_that_a_covariate_taken_away_makes_a_model_of_ones_own_and_undo_brings_it_back(models: Page) -> None:
    models.choose(models.bar.covariates, "Risk")
    assert "Risk" not in [term.label for term in models.answer.terms]
    assert models.bar.model._value == "Own covariates"
    models.session.undo()
    assert "Risk" in [term.label for term in models.answer.terms]
    assert models.bar.model._value == "Multivariable"


def test_that_the_published_model_is_one_choice_away(models: Page) -> None:
    models.choose(models.bar.covariates, "Country")
    assert len(models.answer.terms) == 10
    models.choose(models.bar.model, "Multivariable")
    assert hazard_ratio(models.answer) == "0.44 (0.23–0.81)"


def test_that_treatment_alone_has_no_other_term(models: Page) -> None:
    models.choose(models.bar.model, "Treatment alone")
    assert [term.field for term in models.answer.terms] == ["arm"]
    assert "Primary analysis." in notes_of(models.answer)
    assert "multiplicity" not in " ".join(notes_of(models.answer))


@pytest.mark.parametrize(("segment", "how"), [(1, ["per doubling"]), (2, ["<37", "37–<48.5"])])
def test_that_a_number_enters_as_it_is_asked_to(models: Page, segment: int, how: list[str]) -> None:
    pill = models.bar.entering
    QTest.mouseClick(pill, Qt.MouseButton.LeftButton)
    ways = [each for each in pill._popover.findChildren(Segmented) if "Platelets" in each.accessibleName()]
    place = ways[0]._boxes()[segment].center().toPoint()
    QTest.mouseClick(ways[0], Qt.MouseButton.LeftButton, pos=place)
    pill.close_popover()
    platelets = next(term for term in models.answer.terms if term.field == "platelets")
    assert [row.label for row in platelets.rows][: len(how)] == how
    assert pill._value == "differently"


def test_that_an_interaction_adds_its_rows_its_test_and_its_status(models: Page) -> None:
    models.choose(models.bar.interaction, "Risk")
    assert models.answer.interaction.test.df == 3
    lines = lines_of(models.answer)
    assert lines[-5].label == "Treatment × risk"
    assert "Post hoc: an interaction chosen on screen." in notes_of(models.answer)
    models.choose(models.bar.covariates, "Risk")
    assert models.answer.interaction is None


def test_that_incomplete_patients_are_counted(models: Page) -> None:
    models.choose(models.bar.covariates, "CD20")
    answer = models.answer
    assert (answer.n, answer.selected) == (143, 224)
    assert any("143 complete cases of 224 selected patients" in note for note in notes_of(answer))
    models.choose(models.bar.covariates, "Are a level of their own, in categories")
    assert models.answer.n == 224


def test_that_each_view_shows_its_analysis_and_undo_returns_to_the_one_before(models: Page) -> None:
    kinds = (ModelAnswer, ProportionalityAnswer, TimeVaryingAnswer, ComparisonOfModels)
    for number, kind in enumerate(kinds):
        models.show(number)
        assert isinstance(models.answer, kind)
    models.session.undo()
    assert isinstance(models.answer, TimeVaryingAnswer)


def test_that_the_adjusted_hazard_ratios_stand_side_by_side(models: Page) -> None:
    models.show(3)
    found = {each.label: f"{each.hazard_ratio.value:.2f}" for each in models.answer.models}
    assert found == {
        "Unstratified": "0.41",
        "Stratified": "0.41",
        "Multivariable": "0.44",
        "Transplantation": "0.43",
    }


def test_that_a_model_of_ones_own_joins_the_comparison(models: Page) -> None:
    models.choose(models.bar.covariates, "Risk")
    models.show(3)
    assert models.answer.models[-1].label == "Model on screen"


def test_that_another_scale_of_time_and_another_term_are_drawn(models: Page) -> None:
    models.show(1)
    before = points_of(models.answer)
    models.choose(models.bar.transform, "Log of time")
    models.choose(models.bar.term, "Platelets")
    after = points_of(models.answer)
    assert before is not None
    assert after is not None
    assert (before.row.field, after.row.field) == ("arm", "platelets")
    assert models.answer.tested.transform == "log"


def test_that_residuals_can_be_magnified_and_shown_whole_again(models: Page) -> None:
    models.show(1)
    view = models.page.findChild(ResidualView)
    assert view is not None
    whole = view.viewRect()
    view._view.scaleBy((0.5, 0.5))
    assert view.viewRect().width() == pytest.approx(whole.width() / 2)
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.viewRect().width() == pytest.approx(whole.width())


def test_that_residuals_on_one_another_are_drawn_once_until_they_are_magnified(
    models: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.figures.thinning.MANY", 5)
    monkeypatch.setattr("ui.figures.thinning.OVERLAP", 20)
    monkeypatch.setattr("ui.figures.residual_plot.MANY", 5)
    models.show(1)
    view, points = models.page.findChild(ResidualView), points_of(models.answer)
    assert view is not None
    assert points is not None
    few = len(view._dots.getData()[0])
    assert few < len(points.x)
    assert any("drawn once" in note for note in notes_under_residuals(models.answer))
    view._view.scaleBy((0.01, 0.01), center=(points.x[0], points.y[0]))
    assert points.x[0] in view._dots.getData()[0]


@pytest.mark.parametrize("number", range(4))
def test_that_each_view_leaves_as_a_figure_and_as_a_table(models: Page, number: int) -> None:
    models.show(number)
    svg = figure_bytes(models.answer, "svg", 178, print_style(), outlines=False).decode()
    assert "multiplicity" in svg
    assert "Synthetic" in svg
    assert table(models.answer).rows


def test_that_the_change_of_a_hazard_ratio_is_told_as_time_doubles(models: Page) -> None:
    models.show(1)
    rows = {row[0]: row[1] for section in models.page.numbers._sections for row in section.rows}
    ratio = models.answer.by_log_time.ratio
    doubled = (each ** log(2) for each in (ratio.value, ratio.lower, ratio.upper))
    assert rows["HR × as time doubles"] == ratio_interval(*doubled)


def test_that_the_tests_of_proportional_hazards_can_be_copied(models: Page) -> None:
    assert not models.page.side.button("copy").isVisible()  # the coefficients are those of the figure
    models.show(1)
    assert models.page.side.button("export").isVisible()
    models.page.side.action.emit("copy")
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0].startswith("term\ttest\tchi2\tdf\ttest_p\tnot_estimable\tstatus")
    assert [line.split("\t")[0] for line in lines[-3:]] == ["Global", *2 * ["Treatment × log(time)"]]


def test_that_patients_who_were_not_randomized_get_no_p_value(models: Page) -> None:
    models.session.select(
        "All with unfavorable risk", Selection((OneOf("risk", frozenset({"unfavorable"})),))
    )
    assert not any(line.p for line in lines_of(models.answer))
    for number in range(4):
        models.show(number)
        svg = figure_bytes(models.answer, "svg", 178, print_style(), outlines=False).decode()
        assert "P = " not in svg
        assert "P &lt; " not in svg


def test_that_a_cohort_without_patients_is_drawn_in_words(models: Page) -> None:
    models.session.select("Nobody", Selection((Between("age", 200.0),)))
    models.show(0)
    assert "No patients match." in notes_of(models.answer)
    said = models.page.findChild(Words)
    assert said is not None
    assert said.label.text().startswith("No patients match")
    for number in range(4):
        models.show(number)
        assert figure_bytes(models.answer, "svg", 178, print_style())
    models.show(1)
    words = models.page.findChild(Words)
    assert words is not None
    assert words.isVisible()
    assert "no residuals to draw" in words.label.text()


def test_that_a_study_without_an_event_in_follow_up_says_what_to_add(
    window: MainWindow, colon: Cohort, qtbot: QtBot
) -> None:
    window.show_cohort(colon)
    settle(window, qtbot)
    models = Page(window, qtbot)
    models.show(2)
    words = models.page.findChild(Words)
    assert words is not None
    assert words.isVisible()
    assert "[[time_varying]]" in words.label.text()
    assert not models.page.side.isVisible()  # the words stand there once
    assert models.answer is None


def test_that_the_first_own_covariate_is_no_stratification_factor(
    window: MainWindow, colon: Cohort, qtbot: QtBot
) -> None:
    window.show_cohort(colon)
    settle(window, qtbot)
    models = Page(window, qtbot)
    models.choose(models.bar.model, "Own covariates")
    assert [term.field for term in models.answer.terms] == ["rx", "age"]
    assert not models.answer.notes
