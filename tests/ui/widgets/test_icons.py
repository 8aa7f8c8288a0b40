"""The program's own icons."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

import resources
from ui.look.icons import icon, logo, window_icon
from ui.look.theme import DARK, LIGHT

NAMES = sorted(path.stem for path in resources.ICONS.glob("*.svg"))


@pytest.mark.parametrize("name", [name for name in NAMES if name != "logo"])
def test_that_an_icon_is_drawn_in_its_colour_at_any_scale(name: str) -> None:
    colour = QColor("#B3261E")
    for dpr in (1.0, 1.5, 2.0):
        image = icon(name, colour, 16, dpr).toImage()
        assert image.width() == round(16 * dpr)
        pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
        strong = [pixel for pixel in pixels if pixel.alpha() > 200]
        assert strong
        assert all(abs(pixel.red() - colour.red()) < 6 and pixel.green() < 60 for pixel in strong)


def test_that_the_mark_has_the_arm_colours_of_the_theme() -> None:
    for theme in (LIGHT, DARK):
        image = logo(theme, 24, 1.0).toImage()
        colours = {image.pixelColor(x, y).name() for x in range(24) for y in range(24)}
        assert {theme.arms[0].name(), theme.arms[1].name()} <= colours


def test_that_the_window_icon_has_sizes_for_task_bars() -> None:
    assert {size.width() for size in window_icon(LIGHT).availableSizes()} >= {16, 32, 256}


def test_that_an_unknown_icon_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        icon("unicorn", QColor("black"))
