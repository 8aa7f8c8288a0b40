"""Widgets are tested with the program's own type and colours."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from ui.look.theme import LIGHT, apply, load_fonts, theme


@pytest.fixture(scope="session", autouse=True)
def bundled_fonts(qapp: QApplication) -> None:
    load_fonts()


@pytest.fixture(autouse=True)
def light_theme(qapp: QApplication, bundled_fonts: None) -> None:
    if not qapp.styleSheet() or theme() is not LIGHT:
        apply(qapp, LIGHT)
