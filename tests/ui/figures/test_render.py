"""Files of figures: exact size, exact type, vector throughout."""

from __future__ import annotations

import io
import re
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage

from ui.figures import kaplan_meier, render
from ui.figures.figure import print_style

STYLE = print_style()
WIDTHS = [86.0, 120.0, 178.0]


def _painter(answer):
    return lambda painter, rect, style: kaplan_meier.paint(painter, rect, answer, style)


@pytest.fixture
def figure(answers):
    answer = answers["two arms"]()
    return _painter(answer), lambda width: kaplan_meier.natural_height(answer, width, STYLE)


@pytest.mark.parametrize("width", WIDTHS)
def test_that_a_pdf_has_its_size_embedded_fonts_a_title_and_no_image(figure, width):
    paint, height_of = figure
    data = render.pdf_bytes(paint, width, height_of(width), STYLE, title="Overall survival")
    reader = PdfReader(io.BytesIO(data))
    (page,) = reader.pages
    assert float(page.mediabox.width) / 72 * 25.4 == pytest.approx(width, abs=0.2)
    assert float(page.mediabox.height) / 72 * 25.4 == pytest.approx(height_of(width), abs=0.2)
    assert reader.metadata.title == "Overall survival"
    assert len(page.images) == 0
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].get_object().values()]
    assert fonts
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert "Inter" in font["/BaseFont"]
        assert any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def test_that_type_and_lines_of_a_pdf_have_their_sizes_in_points(figure):
    paint, height_of = figure
    data = render.pdf_bytes(paint, 178.0, height_of(178.0), STYLE, title="t")
    (page,) = PdfReader(io.BytesIO(data)).pages
    sizes: set[float] = set()

    def visit(text, _cm, tm, _font, size):
        if text.strip():
            sizes.add(round(abs(size * tm[3]) * abs(_cm[3]), 2))

    page.extract_text(visitor_text=visit)
    assert sizes == {6.5, 7.0}
    content = page.get_contents().get_data().decode("latin-1")
    widths = {round(float(w), 2) for w in re.findall(r"([\d.]+) w\b", content)}
    assert {5.0, 5.5, 11.0} <= widths  # in units of 0.1 pt, which the page's matrix scales
    assert "Do\n" not in content


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("outlines", [True, False])
def test_that_an_svg_is_well_formed_of_its_size_and_on_white(figure, width, outlines):
    paint, height_of = figure
    data = render.svg_bytes(paint, width, height_of(width), STYLE, title="Survival <1>", outlines=outlines)
    root = ElementTree.fromstring(data)
    assert float(root.get("width").removesuffix("mm")) == pytest.approx(width, abs=0.2)
    assert float(root.get("height").removesuffix("mm")) == pytest.approx(height_of(width), abs=0.2)
    texts = [e for e in root.iter("{http://www.w3.org/2000/svg}text")]
    assert bool(texts) != outlines
    assert not list(root.iter("{http://www.w3.org/2000/svg}image"))
    first = next(e for e in root.iter() if e.tag.endswith(("rect", "path", "polygon")))
    fills = [e.get("fill", "").lower() for e in root.iter("{http://www.w3.org/2000/svg}g")]
    assert first is not None
    assert "#ffffff" in fills
    assert root.findtext("{http://www.w3.org/2000/svg}title") == "Survival <1>"


@pytest.mark.parametrize("dpi", [300, 600])
def test_that_a_png_has_its_pixels_and_knows_its_resolution(figure, dpi):
    paint, _ = figure
    data = render.png_bytes(paint, 86.0, 60.0, STYLE, title="Overall survival", dpi=dpi)
    image = QImage.fromData(QByteArray(data))
    assert (image.width(), image.height()) == (round(86 / 25.4 * dpi), round(60 / 25.4 * dpi))
    assert image.dotsPerMeterX() == round(dpi / 0.0254)
    assert image.text("Title") == "Overall survival"
    assert image.pixelColor(0, 0).name() == "#ffffff"
    assert not image.hasAlphaChannel()


def test_that_every_answer_can_be_written_in_every_format(any_answer):
    paint = _painter(any_answer)
    height = kaplan_meier.natural_height(any_answer, 86.0, STYLE)
    assert render.pdf_bytes(paint, 86.0, height, STYLE, title="t").startswith(b"%PDF")
    ElementTree.fromstring(render.svg_bytes(paint, 86.0, height, STYLE, title="t"))
    assert render.png_bytes(paint, 86.0, height, STYLE, title="t").startswith(b"\x89PNG")


def test_that_a_painter_that_fails_leaves_no_painter_behind():
    def broken(painter, rect, style):
        raise ValueError("broken")

    for write in (render.pdf_bytes, render.svg_bytes, render.png_bytes):
        with pytest.raises(ValueError, match="broken"):
            write(broken, 86.0, 60.0, STYLE, title="t")
