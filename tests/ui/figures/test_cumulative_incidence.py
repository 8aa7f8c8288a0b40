"""The figure of competing risks, and curves of survival on other scales."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from explorer.analyses.competing import competing
from explorer.analyses.competing_answers import CompetingAnswer
from explorer.analyses.extended_answers import ExtendedSurvivalAnswer
from explorer.analyses.survival_extended import survival_extended
from explorer.cohort.cohort import Cohort
from explorer.cohort.open_cohort import open_cohort
from explorer.question.question import primary_question
from explorer.selection import Between, Selection
from resources import DEMO
from ui.export.figure_files import natural_size_mm
from ui.figures import cumulative_incidence, survival_scale
from ui.figures.curve_panels import PanelLayout
from ui.figures.figure import print_style, screen_style
from ui.figures.panel_hover import panel_at
from ui.figures.step_curves import split_at
from ui.look.palette import LIGHT

SCREEN = screen_style(LIGHT, emphasis=True)


@pytest.fixture(scope="module")
def demo() -> Cohort:
    return open_cohort(DEMO)


def asked(cohort: Cohort, risks: str = "relapse", axis: str = "full", **changes: Any) -> CompetingAnswer:
    question = replace(primary_question(cohort.study), **changes)
    options = replace(question.competing, risks=risks, axis=axis)
    return competing(cohort, replace(question, competing=options))


def scaled(cohort: Cohort, display: str, **changes: Any) -> ExtendedSurvivalAnswer:
    question = replace(primary_question(cohort.study), **changes)
    return survival_extended(cohort, replace(question, extended=replace(question.extended, display=display)))


def draw(record: Callable[..., Any], answer: Any, width: int = 1200, height: int = 700) -> Any:
    figure = cumulative_incidence if isinstance(answer, CompetingAnswer) else survival_scale

    def paint(painter: QPainter, rect: QRectF) -> object:
        return figure.paint(painter, rect, answer, SCREEN)

    return record(paint, width, height)


def test_that_each_cause_has_a_panel_with_its_events_and_tests(record: Any, demo: Cohort) -> None:
    drawn = draw(record, asked(demo))
    words = drawn.words()
    for text in ("Relapse", "Non-relapse mortality", "17/112", "35/112", "9/112"):
        assert text in words
    assert "Gray's test, P = 0.007" in words
    assert "0.43 (95% CI 0.23–0.77)" in words  # cause-specific
    assert "0.46 (95% CI 0.26–0.81)" in words  # subdistribution
    assert "Synthetic data" in words


def test_that_the_numbers_at_risk_stand_under_their_ticks(record: Any, demo: Cohort) -> None:
    answer = asked(demo)
    drawn = draw(record, answer)
    for layout in drawn.result:
        row = [written for written in drawn.texts if abs(written.y - _row_of(drawn, layout)) < 2]
        for months in layout.ticks:
            curve = answer.arms[0].curve
            assert curve is not None
            n = str(int(curve.at(months).at_risk[0]))
            assert any(w.text == n and abs(w.x - layout.x(months)) < 15 for w in row), (months, n)


def _row_of(drawn: Any, layout: PanelLayout) -> float:
    heading = drawn.find("No. at risk").y
    return float(heading + layout.row)


def test_that_the_line_stands_where_the_incidence_is(record: Any, demo: Cohort) -> None:
    answer = asked(demo)
    (relapse, _) = draw(record, answer).result
    panel = cumulative_incidence.panels(answer, SCREEN).panels[0]
    for arm, curve in zip(answer.arms, panel.curves, strict=True):
        assert arm.curve is not None
        assert curve is not None
        for months in (0.0, 7.5, 36.0, 60.0):
            incidence = float(arm.curve.at(months).incidence[0, 0])
            assert curve.at(months) == pytest.approx(incidence, abs=1e-12)
            assert relapse.y(incidence) == pytest.approx(
                relapse.plot.bottom() - incidence * relapse.plot.height()
            )


@pytest.mark.parametrize("risks", ["relapse", "death"])
@pytest.mark.parametrize("axis", ["full", "fitted"])
@pytest.mark.parametrize("size", [(1200, 700), (760, 500), (420, 700)])
def test_that_no_word_covers_a_curve_or_another_word(
    record: Any, demo: Cohort, risks: str, axis: str, size: tuple[int, int]
) -> None:
    answer = asked(demo, risks, axis)
    figure = cumulative_incidence.panels(answer, SCREEN)
    for layout, panel in zip(draw(record, answer, *size).result, figure.panels, strict=True):
        boxes = [label.box for label in layout.labels]
        for k, box in enumerate(boxes):
            assert not any(box.intersects(other) for other in boxes[k + 1 :])
            assert box.bottom() <= layout.plot.bottom()
            x = np.linspace(max(box.left(), layout.plot.left()), min(box.right(), layout.plot.right()), 50)
            for curve in panel.curves:
                assert curve is not None
                y = layout.ys(curve.ats((x - layout.plot.left()) / layout.plot.width() * layout.end))
                assert not ((y > box.top() + 2) & (y < box.bottom() - 2)).any()


def test_that_panels_stand_below_each_other_where_they_have_no_room(record: Any, demo: Cohort) -> None:
    wide = draw(record, asked(demo), 1200, 700).result
    narrow = draw(record, asked(demo), 400, 900).result
    assert wide[0].plot.top() == wide[1].plot.top()
    assert narrow[0].plot.left() == narrow[1].plot.left()
    assert narrow[0].plot.bottom() < narrow[1].plot.top()


def test_that_the_axis_of_share_ends_at_100_unless_it_is_asked_to_fit(record: Any, demo: Cohort) -> None:
    assert all(layout.scale.high == 1.0 for layout in draw(record, asked(demo)).result)
    fitted = draw(record, asked(demo, axis="fitted")).result
    assert {layout.scale.high for layout in fitted} == {0.6}  # one for all panels, above 34 %


def test_that_arms_of_patients_not_randomized_are_not_compared(record: Any, demo: Cohort) -> None:
    words = draw(record, asked(demo, selection=Selection())).words()
    assert "not randomized" in words
    assert "P =" not in words
    assert "HR" not in words


def test_that_an_empty_cohort_says_so(record: Any, demo: Cohort) -> None:
    nobody = Selection((Between("age", low=150),))
    for answer in (asked(demo, selection=nobody), scaled(demo, "hazard", selection=nobody)):
        assert draw(record, answer).words() == "No patients match"


def test_that_a_pointer_reads_the_panel_below_it(record: Any, demo: Cohort) -> None:
    layouts = draw(record, asked(demo)).result
    for index, layout in enumerate(layouts):
        place = QPointF(layout.x(36.0), layout.plot.center().y())
        found = panel_at(layouts, place)
        assert found is not None
        assert found == (index, pytest.approx(36.0))
    assert panel_at(layouts, QPointF(2, 2)) is None


def test_that_logarithmic_time_and_its_places_are_inverse(record: Any, demo: Cohort) -> None:
    (layout,) = draw(record, scaled(demo, "log-log")).result
    for months in (layout.first, 3.0, 12.0, 50.0, layout.end):
        assert layout.months(layout.x(months)) == pytest.approx(months)
    assert layout.x(6.0) - layout.x(3.0) == pytest.approx(layout.x(24.0) - layout.x(12.0))


@pytest.mark.parametrize(
    ("display", "words"),
    [
        ("incidence", ("1 − S (%)", "15 (9–24)", "32 (24–42)", "15%", "32%")),
        ("hazard", ("Cumulative hazard (Nelson–Aalen)", "0.16", "0.38")),
        ("log-log", ("log(−log S)", "Months since randomization (log scale)", "proportional hazards")),
    ],
)
def test_that_each_scale_says_what_it_shows(
    record: Any, demo: Cohort, display: str, words: tuple[str, ...]
) -> None:
    found = draw(record, scaled(demo, display)).words()
    for text in words:
        assert text in found
    assert "0.41 (95% CI 0.23–0.73)" in found


def test_that_incidence_is_survival_upside_down(demo: Cohort) -> None:
    answer = scaled(demo, "incidence")
    panel = survival_scale.panels(answer, SCREEN).panels[0]
    for arm, curve in zip(answer.survival.arms, panel.curves, strict=True):
        assert curve is not None
        assert arm.curve is not None
        for months in (0.0, 5.0, 36.0, 70.0):
            at = arm.curve.at(months)
            value, lower, upper = curve.reading(months)
            assert value == pytest.approx(1 - float(at.survival[0]))
            if lower is not None and upper is not None:
                assert (1 - lower, 1 - upper) == pytest.approx((float(at.upper[0]), float(at.lower[0])))


def test_that_lines_pale_where_few_are_left(demo: Cohort) -> None:
    panel = cumulative_incidence.panels(asked(demo, horizon=90.0), SCREEN).panels[0]
    for arm, curve in zip(asked(demo).arms, panel.curves, strict=True):
        assert curve is not None
        assert arm.curve is not None
        few = arm.n / 10  # more than 10 patients
        assert int(arm.curve.at(curve.fades).at_risk[0]) >= few
        assert int(arm.curve.at(curve.fades + 0.01).at_risk[0]) < few


def test_that_a_split_line_loses_nothing() -> None:
    x = np.array([0.0, 2.0, 2.0, 5.0, 5.0, 9.0])
    y = np.array([0.0, 0.0, 1.0, 1.0, 3.0, 3.0])
    for place, at in ((3.0, 1.0), (5.0, 3.0), (7.0, 3.0)):
        (left, heights), (right, others) = split_at(x, y, place)
        assert left[-1] == right[0] == place
        assert heights[-1] == others[0] == at
    assert len(split_at(x, y, np.inf)[1][0]) == 0
    assert len(split_at(x, y, -1.0)[0][0]) == 0


def test_that_a_printed_figure_has_a_page_of_its_height(demo: Cohort) -> None:
    for answer in (asked(demo), asked(demo, "death"), scaled(demo, "hazard")):
        for width in (86, 178):
            page, height = natural_size_mm(answer, width, print_style())
            assert page == width
            assert 0.3 * width < height < 4 * width
