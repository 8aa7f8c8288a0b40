"""The Survival tab as a user meets it: scales of the curves, and what goes beyond the hazard ratio."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from explorer.analyses.answers import SurvivalAnswer
from explorer.analyses.extended_answers import ExtendedSurvivalAnswer
from explorer.results.number_sheet import NumberSheet
from explorer.results.tables import table
from explorer.selection import OneOf, Selection
from tests.ui.conftest import settle
from ui.export.figure_files import figure_bytes
from ui.export.figure_kinds import kind_of
from ui.figures.figure import print_style
from ui.figures.survival_layout import origin
from ui.pages.survival_page import SurvivalPage
from ui.session import Session
from ui.widgets.text_table import Section
from ui.window.main_window import MainWindow
from ui.window.tabs import TABS


@pytest.fixture
def page(overview: MainWindow, qtbot: QtBot) -> SurvivalPage:
    """The Survival tab of the demonstration cohort, drawn."""
    assert overview.workspace is not None
    overview.workspace.show_tab(TABS.index("Survival"))
    settle(overview, qtbot)
    found = overview.workspace.page
    assert isinstance(found, SurvivalPage)
    return found


def session(window: MainWindow) -> Session:
    assert window.workspace is not None
    return window.workspace.session


def sections(page: SurvivalPage) -> dict[str, Section]:
    return {section.title: section for section in page.numbers._sections if section.title}


def test_that_the_estimates_beyond_the_hazard_ratio_stand_beside_the_curves(page: SurvivalPage) -> None:
    shown = sections(page)
    assert shown["Difference in survival at 3 yr"].rows[0] == ("Points", "+17.2 (+5.7 to +28.6)")
    assert shown["Number needed to treat at 3 yr"].rows == (("Patients", "5.8 to benefit one (3.5 to 17.5)"),)
    means = shown["Mean survival to 72.0 months"]
    assert [row[1] for row in means.rows[:3]] == [
        "63.0 (59.1–66.9)",
        "52.6 (47.7–57.5)",
        "+10.4 (+4.2 to +16.7)",
    ]
    assert "At most 91.3 months, the earliest last follow-up of an arm." in means.note
    tests = dict(shown["Weighted log-rank tests"].rows)
    assert tests["Log-rank"] == "0.002"
    assert tests["ρ = 0, γ = 1 (late differences)"] == "0.15"
    status = shown["Status of what goes beyond the hazard ratio"].note
    assert status.startswith("Secondary")
    assert "not adjusted for multiplicity" in status


def test_that_the_scale_of_the_curves_is_one_step_of_undo(
    page: SurvivalPage, overview: MainWindow, qtbot: QtBot
) -> None:
    page.settings.display.setFocus()
    for title in ("Cumulative incidence, 1 − S", "Cumulative hazard (Nelson–Aalen)", "log(−log S)"):
        qtbot.keyClick(page.settings.display, Qt.Key.Key_Right)
        settle(overview, qtbot)
        assert title in page.card._title
        assert page.view.currentWidget() is page.view.scaled
        assert "0.41 (95% CI 0.23–0.73)" in page.view.scaled.accessibleDescription()
        overview.grab()
    for _ in range(3):
        session(overview).undo()
    settle(overview, qtbot)
    assert page.view.currentWidget() is page.view.curves
    assert page.settings.display.current() == "survival"


def test_that_what_is_exported_is_what_is_shown(
    page: SurvivalPage, overview: MainWindow, qtbot: QtBot
) -> None:
    workspace = overview.workspace
    assert workspace is not None
    assert isinstance(workspace.figure_answer(), SurvivalAnswer)
    page.settings.display.chosen.emit("hazard")
    settle(overview, qtbot)
    answer = workspace.figure_answer()
    assert isinstance(answer, ExtendedSurvivalAnswer)
    assert kind_of(answer).stem(answer) == "survival_hazard_OS"
    assert b"hazard" in figure_bytes(answer, "svg", 120, print_style(), outlines=False)
    assert "cumulative_hazard" in table(answer).columns


def test_that_the_restricted_mean_goes_to_the_month_that_is_chosen(
    page: SurvivalPage, overview: MainWindow, qtbot: QtBot
) -> None:
    page.settings.tau.chosen.emit(36.0)
    settle(overview, qtbot)
    assert "as asked" in sections(page)["Mean survival to 36.0 months"].note
    page.settings.tau.chosen.emit(300.0)
    settle(overview, qtbot)
    beyond = sections(page)["Mean survival to 300.0 months"]
    assert beyond.rows[0][1] == "not estimable"
    assert "The follow-up ends before this time" in beyond.note or "ends before this time" in beyond.note


def test_that_a_landmark_analysis_says_who_was_left_out(
    page: SurvivalPage, overview: MainWindow, qtbot: QtBot
) -> None:
    assert "From 6 months on" not in sections(page)
    page.settings.month.chosen.emit(6.0)
    settle(overview, qtbot)
    kept = sections(page)["From 6 months on"]
    assert [row[1:] for row in kept.rows] == [("109", "15"), ("108", "36")]
    notes = " ".join(section.note for section in page.numbers._sections)
    assert "7 patients not analyzed" in notes
    assert "were not randomized then" in notes
    assert sections(page)["Status of what goes beyond the hazard ratio"].note.startswith("Post hoc")
    session(overview).undo()
    settle(overview, qtbot)
    assert "From 6 months on" not in sections(page)


def test_that_a_landmark_analysis_is_drawn_with_its_own_clock_and_exported(
    page: SurvivalPage, overview: MainWindow, qtbot: QtBot
) -> None:
    page.settings.month.chosen.emit(6.0)
    settle(overview, qtbot)
    assert page.card._title == "Overall survival from month 6 on"
    assert page.card._subtitle.startswith("post hoc · 217 patients, 109 vs 108, 7 left out · MRD-negative")
    assert "30-mo OS" in page.view.curves.accessibleDescription()
    assert overview.workspace is not None
    answer = overview.workspace.figure_answer()
    assert kind_of(answer).stem(answer) == "survival_from_month_6_OS"
    drawn = figure_bytes(answer, "svg", 178, print_style(), outlines=False).decode()
    assert "Months since the landmark (6 months after randomization)" in drawn
    assert "Status: post hoc." in drawn
    assert "Landmark analysis from month 6, from which times count" in drawn
    assert "7 patients not analyzed" in drawn
    numbers = table(answer)
    assert "time_months_since_month_6" in numbers.columns
    assert {row[numbers.columns.index("status")] for row in numbers.rows} == {"post hoc"}
    page.view.curves.landmark_released.emit(18.0)
    settle(overview, qtbot)
    assert session(overview).question.landmark == 24.0
    for display in ("incidence", "hazard", "log-log"):
        page.settings.display.chosen.emit(display)
        settle(overview, qtbot)
        assert page.view.scaled.figure is not None
        assert "since the landmark (6 months" in page.view.scaled.figure.time_title


def test_that_a_landmark_analysis_sets_transplanted_patients_apart_without_a_test(
    page: SurvivalPage, overview: MainWindow, qtbot: QtBot
) -> None:
    page.settings.groups.chosen.emit("transplantation")
    settle(overview, qtbot)
    assert page.settings.start._value == "6 mo, by transplantation"
    said = page.view.curves.accessibleDescription()
    assert "No transplantation by month 6: 182 patients" in said
    assert "the groups were not made by chance" in said
    assert " P " not in said.replace("No test", "")
    assert overview.workspace is not None
    answer = overview.workspace.figure_answer()
    drawn = figure_bytes(answer, "svg", 178, print_style(), outlines=False).decode()
    assert "not decided by chance" in drawn
    assert "ratio 0." not in drawn


def test_that_filters_make_it_exploratory_and_patients_not_randomized_are_not_compared(
    page: SurvivalPage, overview: MainWindow, qtbot: QtBot
) -> None:
    session(overview).filter("Filter Sex", OneOf("sex", frozenset({"female"})))
    settle(overview, qtbot)
    assert sections(page)["Status of what goes beyond the hazard ratio"].note.startswith("Exploratory")
    session(overview).select("Choose all", Selection())
    settle(overview, qtbot)
    shown = sections(page)
    assert "not all of these patients" in shown["Difference in survival at 3 yr"].note
    assert "Weighted log-rank tests" not in shown
    assert not any(row[0] == "Difference" for section in shown.values() for row in section.rows)


def test_that_the_overview_does_not_wait_for_what_only_the_survival_tab_shows(
    overview: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the extended analysis ran on the Overview")

    monkeypatch.setattr("explorer.analyses.survival_extended.restricted_mean", refuse)
    session(overview).filter("Filter Sex", OneOf("sex", frozenset({"female"})))
    settle(overview, qtbot)


def test_that_reset_returns_to_survival(page: SurvivalPage, overview: MainWindow, qtbot: QtBot) -> None:
    page.settings.display.chosen.emit("log-log")
    session(overview).reset()
    settle(overview, qtbot)
    assert page.settings.display.current() == "survival"


def test_that_the_numbers_beside_the_curves_can_be_copied_and_exported(
    page: SurvivalPage, overview: MainWindow, qtbot: QtBot
) -> None:
    page.side.action.emit("copy")
    head, *rows = QApplication.clipboard().text().splitlines()
    assert head.startswith("measure\tarm\tagainst\ttime_months\tvalue")
    measures = {row.split("\t")[0] for row in rows}
    assert {"survival", "hazard ratio", "difference in survival", "restricted mean"} <= measures
    assert {"number needed to treat", "log-rank test"} <= measures
    assert overview.workspace is not None
    sheet = overview.workspace.figure_answer("numbers")
    assert isinstance(sheet, NumberSheet)
    assert sheet.name == "survival_estimates_OS"


def test_that_the_reader_chooses_the_times_and_the_weights_of_a_test(
    page: SurvivalPage, overview: MainWindow, qtbot: QtBot
) -> None:
    page.settings.read.opened.emit()
    page.settings.times.set_text("30; 6 18")
    settle(overview, qtbot)
    table_of = sections(page)["Overall survival, % (95% CI)"]
    assert [row[0] for row in table_of.rows] == ["6", "18", "30", "36"]  # and the landmark
    assert page.settings.read._value == "6, 18, 30 mo"
    page.settings.weighted.opened.emit()
    page.settings.rho._field.setValue(0.5)
    page.settings.rho._settle()
    settle(overview, qtbot)
    page.settings.gamma._field.setValue(2)
    page.settings.gamma._settle()
    settle(overview, qtbot)
    assert session(overview).question.extended.weights == (0.5, 2.0)
    assert "ρ = 0.5, γ = 2" in dict(sections(page)["Weighted log-rank tests"].rows)
    session(overview).commit("Years", unit="years")
    settle(overview, qtbot)
    assert page.settings.read._value == "0.5, 1.5, 2.5 yr"
    page.settings.read.opened.emit()
    page.settings.times.set_text("1, two")
    assert page.settings.times.refusal == "two is not a number"
    page.settings.times.set_text("1, 2")
    settle(overview, qtbot)
    assert session(overview).question.extended.times == (12.0, 24.0)


def test_that_sheets_of_times_are_in_the_unit_of_the_pills(
    page: SurvivalPage, overview: MainWindow, qtbot: QtBot
) -> None:
    session(overview).commit("Years", unit="years")
    settle(overview, qtbot)
    page.settings.start.opened.emit()
    page.settings.month.field("years").show_value(1)
    page.settings.month.field("years").chosen.emit(0.5)
    settle(overview, qtbot)
    assert session(overview).question.extended.from_month == 6.0
    assert page.settings.start._value == "0.5 yr"
    page.settings.mean.opened.emit()
    page.settings.tau.field("years").chosen.emit(4.0)
    settle(overview, qtbot)
    assert session(overview).question.extended.tau == 48.0
    assert overview.workspace is not None
    assert "(0.5 years after" in origin(overview.workspace.figure_answer())
