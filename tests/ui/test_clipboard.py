"""Copied figures: what another program finds on the clipboard."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader
from PySide6.QtGui import QGuiApplication, QImage

from explorer.analyses.answers import OverviewAnswer
from explorer.analyses.overview import overview
from explorer.cohort.cohort import Cohort
from explorer.question.question import primary_question
from ui.export.clipboard import DPI, WIDTH_MM, copy_figure
from ui.look import theme


@pytest.fixture(scope="module")
def analysis(demo: Cohort) -> OverviewAnswer:
    return overview(demo, primary_question(demo.study))


@pytest.fixture(autouse=True)
def empty_clipboard_afterwards(light: None) -> Iterator[None]:
    """The offscreen platform would delete what was copied after Python has gone, and crash."""
    yield
    QGuiApplication.clipboard().clear()


@pytest.mark.parametrize("figure", ["flow", "survival", "subgroups"])
def test_that_a_copied_figure_is_there_as_png_svg_and_pdf(analysis: OverviewAnswer, figure: str) -> None:
    copy_figure(analysis.part(figure))
    data = QGuiApplication.clipboard().mimeData()
    png = QImage.fromData(data.data("image/png"))
    assert png.width() == round(WIDTH_MM / 25.4 * DPI)
    assert data.hasImage()
    svg = ElementTree.fromstring(data.data("image/svg+xml").data())
    assert svg.get("width", "").endswith("mm")
    assert float(svg.get("width", "")[:-2]) == pytest.approx(WIDTH_MM, abs=0.1)
    assert len(PdfReader(BytesIO(data.data("application/pdf").data())).pages) == 1


def test_that_a_copied_figure_stands_on_white_in_the_dark_theme_too(
    analysis: OverviewAnswer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(theme.HOLDER, "current", theme.DARK)
    copy_figure(analysis.survival)
    png = QImage.fromData(QGuiApplication.clipboard().mimeData().data("image/png"))
    corners = [(0, 0), (png.width() - 1, 0), (0, png.height() - 1), (png.width() - 1, png.height() - 1)]
    assert {png.pixelColor(*corner).name() for corner in corners} == {"#ffffff"}
    assert not png.hasAlphaChannel()


def test_that_an_answer_without_a_figure_leaves_the_clipboard_as_it_was(analysis: OverviewAnswer) -> None:
    QGuiApplication.clipboard().setText("mine")
    with pytest.raises(KeyError):
        copy_figure(analysis)
    assert QGuiApplication.clipboard().text() == "mine"
