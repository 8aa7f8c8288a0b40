"""What figures share: units, the measure of text, ticks, whole device pixels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QImage, QPainter

from ui.figures.canvas import Canvas
from ui.figures.figure import (
    Run,
    elided,
    first_that_fits,
    nice_ticks,
    print_style,
    runs_width,
    screen_style,
    text_width,
    wrapped,
)
from ui.look import theme

SCREEN = screen_style(theme.LIGHT)


def test_that_a_unit_is_a_pixel_on_screen_and_a_tenth_of_a_point_in_print():
    assert SCREEN.length(7, 3.6) == 7
    assert print_style().length(7, 3.6) == 36
    assert (print_style(9).text, print_style(9).small) == (90, 85)
    assert screen_style(theme.LIGHT, emphasis=True).small == SCREEN.small + 1


def test_that_digits_are_equally_wide():
    assert text_width("1111", SCREEN) == pytest.approx(text_width("0000", SCREEN))
    assert text_width("1111", print_style()) == pytest.approx(text_width("0000", print_style()))


def test_that_print_type_is_spaced_as_designed_whatever_its_pixels():
    ratio = text_width("Number at risk", print_style()) / text_width("Number at risk", SCREEN)
    assert ratio == pytest.approx(65 / 11, rel=0.01)


@given(st.text("abc de", min_size=1, max_size=60), st.floats(20, 300))
def test_that_cut_and_broken_text_fits(text, width):
    assert text_width(elided(text, width, SCREEN), SCREEN) <= width + 0.5
    lines = wrapped(text, width, SCREEN)
    assert " ".join(lines).split() == text.split()
    assert all(text_width(line, SCREEN) <= width or " " not in line for line in lines)


def test_that_the_longest_label_that_fits_is_taken():
    names = ("Blinatumomab + chemo", "Blin + chemo", "Blin")
    assert first_that_fits(names, 1000, SCREEN) == names[0]
    assert first_that_fits(names, text_width(names[1], SCREEN) + 1, SCREEN) == names[1]
    assert first_that_fits(names, 5, SCREEN) not in names


def test_that_runs_follow_each_other():
    runs = (Run("17", weight=600), Run(" vs "), Run("40", weight=600))
    parts = [text_width(run.text, SCREEN, weight=run.weight) for run in runs]
    assert runs_width(runs, SCREEN) == pytest.approx(sum(parts))


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6))
def test_that_ticks_are_round_few_and_inside(low, span):
    ticks = nice_ticks(low, low + span)
    assert 1 <= len(ticks) <= 7 or span < 1e-9 * abs(low)
    assert all(low - 1e-6 * span <= tick <= low + span * (1 + 1e-6) for tick in ticks)


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 1.75, 2.0])
def test_that_hairlines_fill_whole_device_pixels_at_every_scale(ratio):
    image = QImage(round(60 * ratio), round(60 * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    try:
        Canvas(painter, SCREEN).horizontal(20.37, 10, 50, theme.LIGHT.ink)
        Canvas(painter, SCREEN).vertical(33.3, 10, 50, theme.LIGHT.ink)
    finally:
        painter.end()
    reds = {image.pixelColor(x, y).red() for x in range(image.width()) for y in range(image.height())}
    ink = theme.LIGHT.ink.red()
    assert min(reds) == ink
    assert all(red - ink <= 2 or red >= 253 for red in reds)
