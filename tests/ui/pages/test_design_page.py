"""The design page: the schema of every shipped study can be read, copied and exported at any width."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QRectF
from pytestqt.qtbot import QtBot

from explorer.analyses.design import design
from explorer.cohort.cohort import Cohort
from explorer.question.question import primary_question
from explorer.selection import Selection
from tests.ui.conftest import settle
from ui.export.figure_files import figure_bytes
from ui.figures.figure import PRINT_UNITS_PER_MM, print_style, text_width
from ui.figures.schema_box import line_size, padding
from ui.figures.schema_layout import lay_out
from ui.pages.design_page import DesignPage
from ui.window.main_window import MainWindow
from ui.window.tabs import TABS


def test_that_the_page_says_the_design_and_no_filter_changes_it(overview: MainWindow, qtbot: QtBot) -> None:
    workspace = overview.workspace
    assert workspace is not None
    workspace.show_tab(TABS.index("Design"))
    settle(overview, qtbot)
    page = workspace.page
    assert isinstance(page, DesignPage)
    before = [words.accessibleDescription() for words in page.words]
    assert "primary endpoint" in before[0]
    assert "Stratification factors" in before[1]
    assert "Combined molecular risk" in before[2]
    assert "Induction, then Intensification" in page.card.view.canvas.accessibleDescription()  # type: ignore[attr-defined]
    workspace.session.select("Everybody", Selection())
    settle(overview, qtbot)
    assert [words.accessibleDescription() for words in page.words] == before


@pytest.mark.parametrize("name", ["demo", "colon"])
@pytest.mark.parametrize("width", [86, 120, 178, 260])
def test_that_no_box_touches_another_and_no_word_leaves_its_box(
    name: str, width: int, light: None, request: pytest.FixtureRequest
) -> None:
    cohort: Cohort = request.getfixturevalue(name)
    style = print_style()
    rect = QRectF(0, 0, width * PRINT_UNITS_PER_MM, 0)
    layout = lay_out(cohort.study, rect, style)
    assert [box.step for box in layout.boxes] == list(cohort.study.schema)
    boxes = [box for box in layout.boxes if box.step.kind != "randomization"]
    for one, other in combinations(boxes, 2):
        assert not one.rect.intersects(other.rect), (one.step.label, other.step.label)
    for box in boxes:
        assert box.rect.left() >= 0
        assert box.rect.right() <= rect.width()
        for line in box.lines:
            weight = 600 if "heading" in line.tone else 400
            room = box.rect.width() - 2 * padding(style)
            assert text_width(line.text, style, line_size(line, style), weight) <= room + 1, line.text


@pytest.mark.parametrize("format", ["pdf", "svg", "png"])
def test_that_the_schema_can_be_exported(format: str, demo: Cohort, light: None) -> None:
    answer = design(demo, primary_question(demo.study))
    for width in (86, 178):
        assert len(figure_bytes(answer, format, width, print_style(), dpi=100)) > 2000  # type: ignore[arg-type]
