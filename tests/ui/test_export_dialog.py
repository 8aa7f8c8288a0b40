"""The export dialog as a user works it: choose, look, save; and the files that come out."""

from __future__ import annotations

import csv
import errno
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QDoubleSpinBox, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from explorer.analyses.answers import OverviewAnswer
from explorer.analyses.overview import overview
from explorer.cohort.cohort import Cohort
from explorer.question.question import primary_question
from explorer.selection import Between, Selection
from ui.export.dialog import ExportDialog
from ui.export.options import ExportOptions
from ui.look import theme
from ui.widgets.segmented import Segmented

Opened = Callable[..., ExportDialog]


@pytest.fixture(scope="module")
def analysis(demo: Cohort) -> OverviewAnswer:
    return overview(demo, primary_question(demo.study))


@pytest.fixture
def opened(
    qtbot: QtBot, light: None, analysis: OverviewAnswer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Opened:
    """Open the dialog for a figure of the demonstration, with nothing remembered."""
    monkeypatch.setattr(ExportDialog, "last_options", ExportOptions())
    monkeypatch.setattr(ExportDialog, "last_folder", str(tmp_path))
    window = QWidget()
    qtbot.addWidget(window)
    window.show()

    def open_dialog(figure: str = "survival", of: OverviewAnswer = analysis) -> ExportDialog:
        dialog = ExportDialog(of.part(figure), window)
        dialog.open()
        qtbot.waitExposed(dialog)
        return dialog

    return open_dialog


def choose(qtbot: QtBot, control: Segmented, words: str) -> None:
    """Click the part of a segmented control that reads so."""
    for x in range(4, control.width(), 8):
        qtbot.mouseClick(control, Qt.MouseButton.LeftButton, pos=QPoint(x, 14))
        if control.accessibleName().endswith(f": {words}"):
            return
    raise AssertionError(f"no {words} in {control.accessibleDescription()}")


def tick(qtbot: QtBot, dialog: ExportDialog, line: int) -> None:
    """Click a line of the check list."""
    qtbot.mouseClick(dialog.column.shown, Qt.MouseButton.LeftButton, pos=QPoint(40, 28 * line + 14))


def save_as(qtbot: QtBot, dialog: ExportDialog, path: Path | str) -> None:
    """Press Save, type a name, press Return."""
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    chooser = dialog.findChild(QFileDialog)
    field = chooser.findChild(QLineEdit, "fileNameEdit")
    field.setText(str(path))
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not chooser.isVisible())


def saved_as(qtbot: QtBot, dialog: ExportDialog, path: Path) -> str:
    """Save, and return what the status bar is told."""
    said: list[str] = []
    dialog.saved.connect(said.append)
    save_as(qtbot, dialog, path)
    (words,) = said
    return words


def picture(dialog: ExportDialog) -> QImage:
    """What the preview shows above its caption."""
    preview = dialog.preview
    return preview.grab(QRect(0, 0, preview.width(), preview.height() - 44)).toImage()


def text_sizes(path: Path) -> set[float]:
    """The sizes in points of all text on the first page of a PDF."""
    sizes: set[float] = set()

    def visit(text: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        if text.strip():
            scale = (tm[0] * tm[3] - tm[1] * tm[2]) * (cm[0] * cm[3] - cm[1] * cm[2])
            sizes.add(round(size * abs(scale) ** 0.5, 2))

    PdfReader(path).pages[0].extract_text(visitor_text=visit)
    return sizes


# The files


@pytest.mark.parametrize("figure", ["flow", "survival", "subgroups"])
def test_that_a_pdf_has_the_chosen_width_and_type_and_no_raster(
    qtbot: QtBot, opened: Opened, tmp_path: Path, figure: str
) -> None:
    dialog, path = opened(figure), tmp_path / "figure.pdf"
    choose(qtbot, dialog.column.width_choice, "86 mm")
    choose(qtbot, dialog.column.font_size, "6.5 pt")
    assert saved_as(qtbot, dialog, path) == "Saved figure.pdf · 86 mm"
    (page,) = PdfReader(path).pages
    assert float(page.mediabox.width) / 72 * 25.4 == pytest.approx(86, abs=0.2)
    assert list(page.images) == []
    assert text_sizes(path) <= {6.0, 6.5}
    assert all("Inter" in str(font["/BaseFont"]) for font in page["/Resources"]["/Font"].values())


def test_that_an_svg_has_its_size_in_millimetres_and_text_as_chosen(
    qtbot: QtBot, opened: Opened, tmp_path: Path
) -> None:
    texts = "{http://www.w3.org/2000/svg}text"
    for outlines in (True, False):
        dialog, path = opened(), tmp_path / f"{outlines}.svg"
        choose(qtbot, dialog.column.format, "SVG")
        choose(qtbot, dialog.column.width_choice, "120 mm")
        if not outlines:
            tick(qtbot, dialog, 4)
        told = float(dialog.preview.accessibleDescription().split()[2])
        saved_as(qtbot, dialog, path)
        svg = ElementTree.parse(path).getroot()
        width, height = (svg.get(side, "") for side in ("width", "height"))
        assert width.endswith("mm")
        assert float(width[:-2]) == pytest.approx(120, abs=0.1)
        assert float(height[:-2]) == pytest.approx(told, abs=0.1)
        drawn = [text for text in svg.iter(texts) if "".join(text.itertext()).strip()]
        assert bool(drawn) is not outlines


@pytest.mark.parametrize("dpi", [300, 600])
def test_that_a_png_has_the_pixels_that_the_dialog_tells(
    qtbot: QtBot, opened: Opened, tmp_path: Path, dpi: int
) -> None:
    dialog, path = opened("subgroups"), tmp_path / "figure.png"
    choose(qtbot, dialog.column.format, "PNG")
    choose(qtbot, dialog.column.dpi, f"{dpi} dpi")
    told = dialog.preview.accessibleDescription()
    saved_as(qtbot, dialog, path)
    image = QImage(str(path))
    assert image.width() == round(178 / 25.4 * dpi)
    assert image.dotsPerMeterX() == round(dpi / 0.0254)
    assert f"{image.width()} × {image.height()} pixels" in told


def test_that_the_csv_holds_the_numbers_of_the_answer(
    qtbot: QtBot, opened: Opened, tmp_path: Path, analysis: OverviewAnswer
) -> None:
    dialog, path = opened(), tmp_path / "numbers.csv"
    choose(qtbot, dialog.column.format, "CSV")
    assert not dialog.column.width_choice.isVisible()
    words = saved_as(qtbot, dialog, path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert words == f"Saved numbers.csv · {len(rows)} rows"
    for arm in analysis.survival.arms:
        curve = arm.curve
        assert curve is not None
        mine = [row for row in rows if row["arm"] == arm.arm.id and float(row["time_months"]) > 0]
        assert [float(row["survival"]) for row in mine] == curve.survival.tolist()
        assert [int(row["at_risk"]) for row in mine] == curve.at_risk.tolist()
        assert sum(int(row["events"]) for row in mine) == arm.events


def test_that_a_width_of_ones_own_is_the_width_of_the_page(
    qtbot: QtBot, opened: Opened, tmp_path: Path
) -> None:
    dialog, path = opened("flow"), tmp_path / "flow.pdf"
    choose(qtbot, dialog.column.width_choice, "Custom")
    field = dialog.column.custom_width.findChild(QDoubleSpinBox)
    assert dialog.focusWidget() is field
    field.selectAll()
    qtbot.keyClicks(field, "150")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert dialog.findChild(QFileDialog) is None, "Return in the field only settles the number"
    assert saved_as(qtbot, dialog, path) == "Saved flow.pdf · 150 mm"
    assert float(PdfReader(path).pages[0].mediabox.width) / 72 * 25.4 == pytest.approx(150, abs=0.2)


# The preview


@pytest.mark.parametrize("line", range(4), ids=["grid", "bands", "at risk", "dashed"])
def test_that_each_option_changes_the_preview_and_back(qtbot: QtBot, opened: Opened, line: int) -> None:
    dialog = opened()
    before = picture(dialog)
    tick(qtbot, dialog, line)
    assert picture(dialog) != before
    tick(qtbot, dialog, line)
    assert picture(dialog) == before


def test_that_dashes_for_gray_print_reach_the_file(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    plain, dashed = tmp_path / "plain.svg", tmp_path / "dashed.svg"
    for path, is_dashed in ((plain, False), (dashed, True)):
        dialog = opened()
        choose(qtbot, dialog.column.format, "SVG")
        if is_dashed:
            tick(qtbot, dialog, 3)
        saved_as(qtbot, dialog, path)
    assert dashed.read_text().count("stroke-dasharray") > plain.read_text().count("stroke-dasharray")


def test_that_type_below_6_pt_is_warned_of(qtbot: QtBot, opened: Opened) -> None:
    dialog = opened()
    assert not dialog.notice.isVisible()
    choose(qtbot, dialog.column.font_size, "6 pt")
    assert "5.5 pt" in dialog.notice.text()
    assert dialog.notice.isVisible()
    choose(qtbot, dialog.column.font_size, "6.5 pt")
    assert not dialog.notice.isVisible()


def test_that_cut_names_are_warned_of(qtbot: QtBot, opened: Opened) -> None:
    dialog = opened("subgroups")
    choose(qtbot, dialog.column.font_size, "9 pt")
    assert not dialog.notice.isVisible()
    choose(qtbot, dialog.column.width_choice, "86 mm")
    assert "cut" in dialog.notice.text()


def test_that_the_page_is_white_in_both_themes(qtbot: QtBot, opened: Opened, qapp: QApplication) -> None:
    try:
        for look in (theme.LIGHT, theme.DARK):
            theme.apply(qapp, look)
            shown = picture(opened())
            assert shown.pixelColor(2, 40) == look.bg
            middle = [shown.pixelColor(x, shown.height() // 2).name() for x in range(30, 60)]
            assert "#ffffff" in middle
    finally:
        theme.apply(qapp, theme.LIGHT)


# Names and failures


def test_that_the_suggested_name_tells_the_figure_but_no_filter(opened: Opened, demo: Cohort) -> None:
    assert opened("survival").file_name.text() == "E1910_synthetic_survival_OS.pdf"
    assert opened("flow").file_name.text() == "E1910_synthetic_consort.pdf"
    question = primary_question(demo.study)
    young = question.selection & Selection((Between("age", 30, 54),))
    filtered = overview(demo, replace(question, selection=young, endpoint="RFS"))
    assert opened("subgroups", filtered).file_name.text() == "E1910_synthetic_subgroups_RFS_filtered.pdf"
    assert opened("flow", filtered).file_name.text() == "E1910_synthetic_consort_filtered.pdf"


def test_that_a_missing_folder_is_said_in_the_dialog_and_saving_again_works(
    qtbot: QtBot, opened: Opened, tmp_path: Path
) -> None:
    dialog = opened()
    save_as(qtbot, dialog, tmp_path / "gone" / "figure.pdf")
    assert dialog.isVisible()
    assert "figure.pdf could not be saved: the folder" in dialog.notice.text()
    assert dialog.notice.accessibleName().startswith("Error: ")
    assert saved_as(qtbot, dialog, tmp_path / "figure.pdf") == "Saved figure.pdf · 178 mm"
    assert not dialog.isVisible()


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError(errno.EACCES, "denied"), "open in another program"),
        (OSError(errno.ENOSPC, "full"), "the disk is full"),
        (OSError(errno.EROFS, "read-only"), "the disk cannot be written"),
    ],
)
def test_that_a_failure_is_one_sentence_and_leaves_the_old_file(
    qtbot: QtBot,
    opened: Opened,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: OSError,
    said: str,
) -> None:
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr("explorer.files.write._write_whole", refuse)
    dialog, path = opened(), tmp_path / "figure.pdf"
    path.write_bytes(b"old")
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    dialog.findChild(QFileDialog).fileSelected.emit(str(path))  # as after Qt's question whether to replace it
    assert said in dialog.notice.text()
    assert path.read_bytes() == b"old"
    choose(qtbot, dialog.column.width_choice, "86 mm")
    assert not dialog.notice.isVisible(), "the next choice takes an old failure away"


def test_that_a_name_of_another_format_is_refused(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    dialog = opened()
    save_as(qtbot, dialog, tmp_path / "figure.png")
    assert "does not end in .pdf" in dialog.notice.text()
    assert not (tmp_path / "figure.png").exists()


def test_that_a_name_without_ending_gets_one(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    saved_as(qtbot, opened(), tmp_path / "figure")
    assert (tmp_path / "figure.pdf").read_bytes().startswith(b"%PDF")


# Keys and memory


def test_that_the_keyboard_alone_exports_a_figure(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    dialog = opened()
    column = dialog.column
    path = [column.format, column.width_choice, column.font_size, column.shown, dialog.cancel, dialog.save]
    assert dialog.focusWidget() is path[0]
    assert not column.format.shows_focus
    for here, after in pairwise(path):
        qtbot.keyClick(here, Qt.Key.Key_Tab)
        assert dialog.focusWidget() is after
    qtbot.keyClick(column.format, Qt.Key.Key_Right)
    assert column.options.format == "svg"
    qtbot.keyClick(column.format, Qt.Key.Key_Return)
    assert dialog.findChild(QFileDialog).isVisible()


def test_that_escape_leaves_without_a_file(qtbot: QtBot, opened: Opened, tmp_path: Path) -> None:
    dialog = opened()
    qtbot.keyClick(dialog.column.format, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert list(tmp_path.glob("*.pdf")) == []


def test_that_the_next_export_starts_with_the_choices_of_the_last(
    qtbot: QtBot, opened: Opened, tmp_path: Path
) -> None:
    dialog = opened()
    choose(qtbot, dialog.column.format, "PNG")
    choose(qtbot, dialog.column.width_choice, "86 mm")
    saved_as(qtbot, dialog, tmp_path / "one.png")
    options = opened("flow").column.options
    assert (options.format, options.width_mm) == ("png", 86)


def test_that_every_control_says_what_it_is(opened: Opened) -> None:
    column = opened().column
    for control, name in (
        (column.format, "Format: PDF"),
        (column.width_choice, "Width: 178 mm"),
        (column.font_size, "Text size: 7 pt"),
    ):
        assert control.accessibleName() == name
