"""Colours, type and sizes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFontInfo, QRawFont
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import resources
from explorer.study.study import ARM_COLORS
from ui.look import theme as look
from ui.look.theme import DARK, HOLDER, LIGHT, Theme, elided, font, metrics_for, text_width
from ui.widgets.segmented import Segmented

FONTS = sorted(resources.FONTS.glob("*.otf"))


def contrast(one: QColor, other: QColor) -> float:
    """The contrast ratio of WCAG 2."""

    def luminance(colour: QColor) -> float:
        parts = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in colour.getRgbF()[:3]]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_that_text_and_marks_have_enough_contrast(theme: Theme) -> None:
    for text in (theme.ink, theme.ink2, theme.ink3, theme.error, *theme.arm_texts):
        assert contrast(text, theme.card) >= 4.5
        assert contrast(text, theme.panel) >= 4.5
    assert contrast(theme.ink2, theme.bg) >= 4.5
    assert contrast(theme.warn, theme.warn_bg) >= 4.5
    assert contrast(theme.ink2, theme.warn_bg) >= 4.5
    assert contrast(theme.onaccent, theme.accent) >= 4.5
    for mark in (theme.edge, theme.axis, theme.fill, theme.focus, *theme.arms):
        assert contrast(mark, theme.card) >= 3


def test_that_roles_name_fields_arms_and_codes() -> None:
    assert LIGHT.colour("ink2") == LIGHT.ink2
    assert LIGHT.colour("arm:1") == QColor("#A04F00")
    assert DARK.colour("#123456") == QColor("#123456")


def test_that_digits_are_as_wide_as_each_other() -> None:
    for px in (11, 12, 13, 20):
        assert text_width("1111", px) == pytest.approx(text_width("0000", px))


@pytest.mark.parametrize("weight", [400, 500, 600, 700])
def test_that_the_bundled_font_is_used_in_its_weights(weight: int) -> None:
    info = QFontInfo(font(13, weight))
    assert info.family() == "Inter"
    assert info.weight() == weight


@pytest.mark.parametrize("path", FONTS, ids=[path.stem for path in FONTS])
def test_that_each_font_file_has_the_signs_of_the_figures(path: Path) -> None:
    raw = QRawFont(str(path), 12)
    missing = [sign for sign in "≥≤–—−×·…←→†∞αβκχ²✓" if not raw.supportsCharacter(ord(sign))]
    assert raw.isValid()
    assert missing == []


def test_that_five_faces_and_their_licence_are_bundled() -> None:
    assert [path.stem for path in FONTS] == [
        "Inter-Bold",
        "Inter-Italic",
        "Inter-Medium",
        "Inter-Regular",
        "Inter-SemiBold",
    ]
    assert "SIL OPEN FONT LICENSE" in (FONTS[0].parent / "OFL.txt").read_text("utf-8")


def test_that_a_text_is_cut_only_when_it_does_not_fit() -> None:
    text = "Combined molecular risk"
    assert elided(text, text_width(text, 12), 12) == text
    cut = elided(text, 60, 12)
    assert cut.endswith("…")
    assert text_width(cut, 12) <= 60


@pytest.mark.parametrize(
    ("size", "panel", "header", "kpi", "padding_left"),
    [
        ((1920, 1080), 284, 48, 78, 14),
        ((1366, 768), 244, 40, 0, 10),
        ((1280, 720), 244, 40, 0, 10),
        ((1600, 800), 284, 40, 0, 10),
        ((1400, 900), 244, 48, 78, 10),
    ],
)
def test_that_sizes_follow_the_window(
    size: tuple[int, int], panel: int, header: int, kpi: int, padding_left: int
) -> None:
    metrics = metrics_for(*size)
    assert (metrics.panel, metrics.header, metrics.kpi_strip) == (panel, header, kpi)
    assert metrics.card_padding[0] == padding_left


def test_that_one_call_changes_the_colours_of_an_open_widget(qtbot: QtBot, qapp: QApplication) -> None:
    widget = Segmented([("os", "Overall survival"), ("rfs", "Relapse-free survival")])
    qtbot.addWidget(widget)
    assert widget.grab().toImage().pixelColor(widget.width() - 5, 4) == LIGHT.sel
    with qtbot.waitSignal(HOLDER.changed):
        look.apply(qapp, DARK)
    assert widget.grab().toImage().pixelColor(widget.width() - 5, 4) == DARK.sel
    assert qapp.palette().window().color() == DARK.bg


def test_that_a_study_file_may_name_every_color_of_the_palette_and_no_other() -> None:
    assert len(LIGHT.arms) == len(DARK.arms) == ARM_COLORS
