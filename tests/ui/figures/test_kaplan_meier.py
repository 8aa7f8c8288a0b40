"""The Kaplan–Meier figure: what is drawn where, on screen and in print, for every kind of answer."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from explorer.analyses.answers import HazardRatio
from ui.figures import kaplan_meier
from ui.figures.canvas import Canvas
from ui.figures.figure import print_style, screen_style, text_width
from ui.figures.step_curves import band_points, censor_marks, curve_points, step_curve
from ui.figures.survival_layout import Layout, time_ticks
from ui.look import theme

SCREEN = screen_style(theme.LIGHT)
PRINT = print_style()
SIZES = [(1100, 480), (640, 300), (560, 180), (320, 150)]


@pytest.fixture
def canvas_in():
    """A canvas of a style on an image that lasts as long as the test."""
    image = QImage(800, 400, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    yield lambda style: Canvas(painter, style)
    painter.end()


def _draw(record, answer, style=SCREEN, size=(1100, 480), hover=None):
    return record(lambda painter, rect: kaplan_meier.paint(painter, rect, answer, style, hover), *size)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("hover", [None, 0.0, 26.4])
def test_that_every_answer_is_drawn_at_every_size_without_a_number_that_is_none(
    record, any_answer, size, hover
):
    drawn = _draw(record, any_answer, size=size, hover=hover)
    assert drawn.texts
    assert not any(word in drawn.words().lower() for word in ("nan", "inf ", "none"))


@pytest.mark.parametrize("width_mm", [86, 120, 178])
def test_that_every_answer_is_drawn_in_print_inside_its_page(record, any_answer, width_mm):
    height = kaplan_meier.natural_height(any_answer, width_mm, PRINT)
    width, height = round(width_mm * 720 / 25.4), round(height * 720 / 25.4)
    drawn = _draw(record, any_answer, PRINT, (width, height))
    assert all(-1 <= written.x <= width and 0 <= written.y <= height for written in drawn.texts)


def test_that_numbers_at_risk_are_centred_on_the_ticks_of_the_axis(record, answers):
    answer = answers["two arms"]()
    drawn = _draw(record, answer)
    layout = drawn.result
    assert isinstance(layout, Layout)
    assert layout.ticks == (0, 12, 24, 36, 48, 60)
    for arm in answer.arms:
        for months in layout.ticks:
            count = str(int(arm.curve.at(months).at_risk[0]))
            place = layout.x(months) - text_width(count, SCREEN) / 2
            assert any(written.text == count and abs(written.x - place) < 0.6 for written in drawn.texts)
    for months in layout.ticks:
        label = f"{months:.0f}"
        place = layout.x(months) - text_width(label, SCREEN) / 2
        assert any(written.text == label and abs(written.x - place) < 0.6 for written in drawn.texts)


def test_that_a_patient_who_leaves_at_the_tick_is_still_at_risk_there(record, make):
    duration, event = np.array([12.0, 12.0, 30.0, 40.0]), np.array([True, False, False, True])
    drawn = _draw(record, make((duration, event), landmark=100.0, horizon=36.0))
    layout = drawn.result
    counts = [w for w in drawn.texts if abs(w.x - layout.x(12.0) + text_width("4", SCREEN) / 2) < 0.6]
    assert "4" in [written.text for written in counts]


def test_that_results_are_named_with_their_level_and_method(record, make, answers):
    words = _draw(record, answers["two arms"]()).words()
    assert "Stratified hazard ratio 0.41 (95% CI 0.23–0.73)" in words
    assert "Stratified log-rank P = 0.002" in words
    assert "Median follow-up 43.3 months" in words
    assert "3-yr OS, % (95% CI)" in words
    samples = [(np.linspace(1, 70, 40), np.arange(40) % 3 == k) for k in (0, 1)]
    other = _draw(record, make(*samples, strata=(), conf_level=0.9)).words()
    assert "Unstratified hazard ratio 0.41 (90% CI" in other
    assert "Unstratified log-rank" in other


def test_that_patients_who_were_not_randomized_get_no_p_value_and_no_difference(record, answers):
    drawn = _draw(record, answers["not randomized"](), hover=30.0)
    assert "P values not shown: not randomized" in drawn.words()
    assert "P =" not in drawn.words()
    assert "Difference" not in drawn.words()


def test_that_a_ratio_that_cannot_be_estimated_says_why(record, answers):
    words = _draw(record, answers["no events"]()).words()
    assert "Hazard ratio not estimable: no deaths in either arm" in words
    assert "HR —" not in words


def test_that_three_arms_have_a_hazard_ratio_each_against_the_reference(record, answers, make):
    words = _draw(record, answers["three arms"]()).words()
    assert words.count("0.41 (0.23–0.73)") == 2
    assert "reference" in words
    low = _draw(record, answers["three arms"](), size=(640, 200)).words()
    assert "HR  0.41 ,  0.41" in low, "in a low plot the ratios alone, in the colours of their arms"


def test_that_a_median_that_is_not_reached_is_written_as_such(record, make):
    half = (np.linspace(20, 60, 20), np.arange(20) < 12)
    few = (np.linspace(20, 60, 20), np.arange(20) < 4)
    words = _draw(record, make(few, half)).words()
    assert "Median (95% CI)" in words
    assert "NR" in words


def test_that_nobody_is_said_in_words_and_leaves_no_place_to_read(record, answers):
    drawn = _draw(record, answers["nobody"](), hover=10.0)
    assert drawn.words() == "No patients match"
    assert drawn.result.months(500.0) is None


def test_that_a_drop_of_the_last_patient_is_pointed_out(record, make):
    duration, event = np.array([5.0, 9.0, 20.0, 44.0]), np.array([False, True, False, True])
    assert "1 at risk" in _draw(record, make((duration, event))).words()
    assert "1 at risk" not in _draw(record, make((duration, event), horizon=36.0)).words()


def test_that_synthetic_data_is_labelled_on_screen_and_in_print(record, make):
    for style, size in ((SCREEN, (640, 300)), (PRINT, (2438, 1600))):
        sample = (np.linspace(1, 60, 30), np.arange(30) % 2 == 0)
        assert "Synthetic data" in _draw(record, make(sample, sample), style, size).words()
        assert "Synthetic" not in _draw(record, make(sample, sample, synthetic=False), style, size).words()


def test_that_a_printed_figure_of_an_exploratory_cohort_says_so_and_stays_on_its_page(record, make):
    sample = (np.linspace(1, 60, 30), np.arange(30) % 2 == 0)
    answer = make(sample, sample)
    exploratory = replace(answer, primary=False)
    height = kaplan_meier.natural_height(exploratory, 86, PRINT)
    assert height > kaplan_meier.natural_height(answer, 86, PRINT)
    page = (2438, round(height * 720 / 25.4))
    drawn = _draw(record, exploratory, PRINT, page)
    assert "Status: exploratory. Patients: " in drawn.words()
    assert all(written.y <= page[1] for written in drawn.texts)
    assert "Exploratory" not in _draw(record, answer, PRINT, page).words()


@pytest.mark.parametrize("name", ["two arms", "three arms", "not randomized", "all events", "years"])
@pytest.mark.parametrize("size", [(1100, 480), (900, 400), (640, 330)])
def test_that_labels_cover_neither_curves_nor_each_other(record, answers, name, size):
    answer = answers[name]()
    layout = _draw(record, answer, size=size).result
    boxes = [label.box for label in layout.labels]
    assert all(layout.rect.contains(box) for box in boxes)
    assert len(boxes) >= 2 * len(answer.arms)
    for k, box in enumerate(boxes):
        assert not any(box.intersects(other) for other in boxes[k + 1 :])
        for arm in answer.arms:
            curve = step_curve(arm.curve, layout.end)
            left, right = (
                layout.months(x) or 0.0 for x in (box.left(), min(box.right(), layout.x(curve.end)))
            )
            inside = np.concatenate(([left], curve.time[(curve.time > left) & (curve.time <= right)]))
            if left < curve.end:
                heights = layout.ys(curve.ats(inside))
                assert not np.any((heights > box.top() + 2) & (heights < box.bottom() - 2))


@pytest.mark.parametrize("name", ["two arms", "three arms", "one arm", "not randomized"])
def test_that_the_block_of_results_covers_no_curve(record, answers, name):
    answer = answers[name]()
    layout = _draw(record, answer).result
    for arm in answer.arms:
        curve = step_curve(arm.curve, layout.end)
        x, y = layout.xs(curve.time), layout.ys(curve.value)
        block = layout.block
        within = (x > block.left()) & (x < block.right()) & (y > block.top()) & (y < block.bottom())
        assert not within.any()


def test_that_the_years_of_the_axis_are_the_same_places_as_their_months(record, answers):
    months, years = _draw(record, answers["two arms"]()).result, _draw(record, answers["years"]())
    assert years.result.ticks == pytest.approx(months.ticks)
    assert "Years since randomization" in years.words()
    assert "Median follow-up 3.6 years" in years.words()


@pytest.mark.parametrize(
    ("end", "unit", "width", "expected"),
    [
        (72.0, "months", 900, (0, 12, 24, 36, 48, 60, 72)),
        (72.0, "years", 900, (0, 12, 24, 36, 48, 60, 72)),
        (72.0, "months", 150, (0, 24, 48, 72)),
        (6.0, "months", 900, (0, 2, 4, 6)),
        (33.0, "months", 900, (0, 6, 12, 18, 24, 30)),
        (33.0, "years", 900, (0, 6, 12, 18, 24, 30)),
        (6.0, "years", 900, (0, 1.2, 2.4, 3.6, 4.8, 6)),
        (120.0, "months", 900, (0, 24, 48, 72, 96, 120)),
        (240.0, "years", 900, (0, 60, 120, 180, 240)),
        (0.0, "months", 900, ()),
    ],
)
def test_that_ticks_are_yearly_where_they_fit(end, unit, width, expected):
    assert time_ticks(end, unit, width, 30) == pytest.approx(expected)


@pytest.mark.parametrize("unit", ["months", "years"])
def test_that_an_axis_with_room_has_four_to_nine_ticks(unit):
    for end in range(3, 300):
        assert 4 <= len(time_ticks(float(end), unit, 2000, 30)) <= 9


def test_that_places_and_times_are_each_others_inverse(record, answers):
    layout = _draw(record, answers["two arms"]()).result
    for months in (0.0, 3.3, 36.0, layout.end):
        assert layout.months(layout.x(months)) == pytest.approx(months)
    assert layout.months(layout.plot.left() - 20) is None


def test_that_a_reading_says_survival_limits_numbers_at_risk_and_difference(record, answers):
    answer = answers["two arms"]()
    words = _draw(record, answer, hover=30.0).words()
    at = [arm.curve.at(30.0) for arm in answer.arms]
    shares = [100 * float(a.survival[0]) for a in at]
    assert "30.0 months" in words
    for a, share in zip(at, shares, strict=True):
        assert f"{share:.1f}%" in words
        assert str(int(a.at_risk[0])) in words
    assert f"Difference +{shares[0] - shares[1]:.1f} points" in words


def test_that_a_reading_in_a_low_plot_stands_on_the_line_of_the_caption(record, answers):
    drawn = _draw(record, answers["two arms"](), size=(700, 180), hover=30.0)
    assert drawn.find("30.0 mo").y == drawn.find("Patients alive (%)").y


def test_that_thinning_keeps_the_highest_and_lowest_point_of_every_pixel_column(make, canvas_in):
    rng = np.random.default_rng(3)
    duration = rng.uniform(0, 72, 40_000)
    answer = make((duration, rng.random(40_000) < 0.4), horizon=72.0)
    layout = Layout(QRectF(0, 0, 800, 400), QRectF(50, 10, 720, 300), 72.0, (), (), False, 15.0)
    curve = step_curve(answer.arms[0].curve, layout.end)
    x, y = curve_points(canvas_in(SCREEN), layout, curve, SCREEN.curve)
    bars, _ = censor_marks(canvas_in(SCREEN), layout, curve, 7.0, 1.0)
    band_x, band_y = band_points(canvas_in(SCREEN), layout, curve)
    assert len(x) < 3 * 720
    assert len(bars) <= 2 * 721
    assert np.isfinite(band_x).all()
    assert np.isfinite(band_y).all()
    for column in np.unique(x)[5:-5:50]:
        inside = layout.ys(curve.ats(curve.time))[np.abs(layout.xs(curve.time) - column) < 0.49]
        drawn = y[x == column]
        assert drawn.max() == pytest.approx(inside.max(), abs=1.0)
        assert drawn.min() <= inside.min() + 1.0


def test_that_the_drawn_curve_is_the_estimate_and_ends_at_the_last_follow_up(make, canvas_in):
    duration, event = np.array([6.0, 12.0, 18.0, 24.0]), np.array([True, False, True, False])
    answer = make((duration, event), horizon=48.0)
    layout = Layout(QRectF(0, 0, 500, 400), QRectF(0, 0, 480, 300), 48.0, (), (), False, 15.0)
    x, y = curve_points(canvas_in(PRINT), layout, step_curve(answer.arms[0].curve, 48.0), PRINT.curve)
    assert x.tolist() == [0, 60, 60, 180, 180, 240]
    assert y == pytest.approx([0, 0, 75, 75, 187.5, 187.5])


def test_that_an_arm_that_came_down_to_zero_has_a_band_only_where_limits_exist(make, canvas_in):
    answer = make((np.array([10.0, 20.0]), np.array([True, True])))
    layout = Layout(QRectF(0, 0, 500, 400), QRectF(0, 0, 400, 300), 40.0, (), (), False, 15.0)
    x, y = band_points(canvas_in(PRINT), layout, step_curve(answer.arms[0].curve, 40.0))
    assert x.max() == pytest.approx(layout.x(20.0))
    assert np.isfinite(y).all()


def test_that_options_of_print_switch_parts_off(record, answers):
    answer = answers["two arms"]()
    full = _draw(record, answer, PRINT, (5046, 2300))
    bare = _draw(record, answer, print_style(bands=False, at_risk=False), (5046, 2300))
    assert "No. at risk" in full.words()
    assert "No. at risk" not in bare.words()
    assert full.svg.count("fill-opacity") > bare.svg.count("fill-opacity")
    dashed = _draw(record, answer, print_style(grey_safe=True), (5046, 2300))
    assert dashed.svg.count("stroke-dasharray") > full.svg.count("stroke-dasharray")


def test_that_percentages_have_decimals_only_in_large_arms(record, make):
    rng = np.random.default_rng(1)
    small, large = ((rng.uniform(1, 70, n), rng.random(n) < 0.3) for n in (100, 300))
    assert not any("." in w.text for w in _draw(record, make(small, small)).texts if w.text.endswith("%"))
    assert any("." in w.text for w in _draw(record, make(large, large)).texts if w.text.endswith("%"))


def test_that_the_words_for_a_screen_reader_hold_the_results(answers, make):
    words = kaplan_meier.in_words(answers["two arms"]())
    assert "Blinatumomab + chemo: 112 patients" in words
    assert "Stratified hazard ratio 0.41 (95% CI 0.23–0.73)" in words
    assert kaplan_meier.in_words(answers["nobody"]()) == "No patients match."
    ratio = HazardRatio(not_estimable="not estimable: no deaths in one arm")
    sample = (np.linspace(1, 60, 30), np.arange(30) % 2 == 0)
    assert "no deaths in one arm" in kaplan_meier.in_words(make(sample, sample, hazard_ratio=ratio))


def test_that_the_natural_height_grows_with_the_width_and_with_the_arms(answers):
    two, three = answers["two arms"](), answers["three arms"]()
    heights = [kaplan_meier.natural_height(two, width, PRINT) for width in (86, 120, 178)]
    assert heights == sorted(heights)
    assert all(
        math.isfinite(height) and 0.35 * w < height < w
        for height, w in zip(heights, (86, 120, 178), strict=True)
    )
    assert kaplan_meier.natural_height(three, 86, PRINT) > heights[0]
