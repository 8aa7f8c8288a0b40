"""The forest plot: what it says, that nothing collides, and that nothing leaves its place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from explorer.analyses.answers import HazardRatio, SubgroupAnswer, SubgroupBlock, SubgroupRow, Test
from explorer.columns import MISSING
from explorer.question.question import Question
from explorer.selection import Selection
from explorer.study.study import Arm, DataLayout, Defaults, Endpoint, Field, Level, Study, Subgroup
from ui.figures import forest
from ui.figures.canvas import Canvas
from ui.figures.figure import PRINT_UNITS_PER_MM, Style, print_style, runs_width, screen_style
from ui.figures.forest_axis import axis_range
from ui.figures.forest_notes import forest_notes
from ui.look.theme import DARK, LIGHT

BLIN = Arm("blina", "Blinatumomab + chemo", "Blin + chemo", color=0)
CHEMO = Arm("chemo", "Chemo only", "Chemo", reference=True, color=1)
OS = Endpoint("OS", "Overall survival", "death", "deaths", "Patients alive", primary=True)
FIELDS = (
    Field("age", "Age at enrollment", "category", "Age"),
    Field("risk", "Combined risk", "category", levels=(Level("f", "Favorable"), Level("u", "Unfavorable"))),
    Field("cd20", "CD20", "category"),
)
SCREEN, PRINT = screen_style(LIGHT), print_style()


def ratio(value: float, lower: float, upper: float) -> HazardRatio:
    return HazardRatio(value, lower, upper, None, log(upper / lower) / 3.92)


def row(level: str, label: str, hazard_ratio: HazardRatio | str, *, in_cohort: bool = True) -> SubgroupRow:
    estimate = HazardRatio(not_estimable=hazard_ratio) if isinstance(hazard_ratio, str) else hazard_ratio
    return SubgroupRow(level, label, 88, 20, 45, 8, 43, 12, estimate, in_cohort)


def study(untested: tuple[str, ...] = ()) -> Study:
    return Study(
        id="made", title="Made trial", subtitle="", arm_field="arm", arms=(BLIN, CHEMO), fields=FIELDS,
        endpoints=(OS,), population=Selection(), population_label="all", randomized=Selection(),
        strata=("age", "cd20"), forest_strata=("cd20",), filter_ids=(),
        subgroups=(Subgroup("risk", ("f", "u"), untested=untested),), flow=(), layout=DataLayout(),
        defaults=Defaults(),
    )  # fmt: skip


AGE = (
    row("<55", "<55 yr", ratio(0.16, 0.05, 0.47)),
    row(">=55", "≥55 yr", ratio(0.66, 0.33, 1.35)),
)
RISK = (
    row("f", "Favorable", ratio(1.0, 0.17, 6.0)),
    row("u", "Unfavorable", ratio(0.4, 0.19, 0.83)),
    row(MISSING, "None assigned", "not estimable: no deaths in one arm"),
)
CD20 = (row("p", "Positive", ratio(0.48, 0.21, 1.07)), row("n", "Negative", "not in cohort", in_cohort=False))


def answer(**changes: object) -> SubgroupAnswer:
    blocks = (
        SubgroupBlock(FIELDS[0], False, AGE, Test(5.2, 1, 0.0225), "", ("CD20",)),
        SubgroupBlock(FIELDS[1], True, RISK, Test(0.6, 1, 0.42), "", ("CD20",)),
        SubgroupBlock(
            FIELDS[2], False, CD20, None, "no test: fewer than two levels in the cohort", ()
        ),
    )  # fmt: skip
    made = SubgroupAnswer(
        study=study(), question=Question("OS", Selection(), "blina", ("age", "cd20")), endpoint=OS,
        compare=BLIN, reference=CHEMO, overall=row("", "All patients", ratio(0.41, 0.23, 0.73)),
        overall_strata_labels=("Age", "CD20"), blocks=blocks, comparable=True, primary=True, synthetic=True,
    )  # fmt: skip
    return replace(made, **changes)


@dataclass(frozen=True)
class Drawn:
    text: str
    left: float
    right: float
    baseline: float


def painted(
    monkeypatch: pytest.MonkeyPatch,
    made: SubgroupAnswer,
    rect: QRectF,
    style: Style,
    *,
    grouped: bool = False,
) -> tuple[list[Drawn], forest.Layout]:
    """What was written where, and the layout."""
    drawn: list[Drawn] = []

    def runs(canvas: Canvas, x: float, baseline: float, runs, *, align="left", halo=False) -> float:
        width = runs_width(runs, canvas.style)
        left = x - {"left": 0.0, "center": width / 2, "right": width}[align]
        drawn.append(Drawn("".join(run.text for run in runs), left, left + width, baseline))
        return width

    image = QImage(8, 8, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    with monkeypatch.context() as patch:
        patch.setattr(Canvas, "runs", runs)
        layout = forest.paint(painter, rect, made, style, grouped=grouped)
    painter.end()
    return drawn, layout


def texts(drawn: list[Drawn]) -> list[str]:
    return [one.text for one in drawn]


SIZES = [
    (690, 330, SCREEN, False),
    (648, 270, screen_style(DARK), False),
    (500, 300, SCREEN, False),
    (990, 420, SCREEN, False),
    (1250, 860, screen_style(LIGHT, emphasis=True), True),
    *((mm * PRINT_UNITS_PER_MM, 0.0, PRINT, True) for mm in (86, 120, 178)),
]
CASES = {
    "as published": answer(),
    "filtered": answer(primary=False, blocks=answer().blocks[1:]),
    "not randomized": answer(comparable=False),
    "no subgroups": answer(blocks=()),
    "nobody": answer(blocks=(), overall=row("", "All patients", "not estimable: patients in one arm only")),
    "long words": answer(
        overall=row(
            "", "All patients", "not estimable: no deaths among 11 patients given blinatumomab so far"
        )
    ),
    "wide intervals": answer(
        blocks=(SubgroupBlock(FIELDS[0], False, (row("a", "A", ratio(0.5, 0.0004, 640.2)),), None, "", ()),)
    ),
}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]:.0f}")
@pytest.mark.parametrize("case", CASES)
def test_that_no_text_collides_or_leaves_the_figure(
    case: str, size: tuple[float, float, Style, bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    width, height, style, grouped = size
    made = CASES[case]
    height = height or forest.natural_height(made, width, style, grouped=grouped)
    drawn, _ = painted(monkeypatch, made, QRectF(20, 10, width, height), style, grouped=grouped)
    lines: dict[float, list[Drawn]] = {}
    for one in drawn:
        assert one.left >= 20 - 0.5, one
        assert one.right <= 20 + width + 0.5, one
        lines.setdefault(one.baseline, []).append(one)
    for line in lines.values():
        line.sort(key=lambda one: one.left)
        for one, following in pairwise(line):
            assert one.right <= following.left + 0.5, (one, following)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]:.0f}")
def test_that_rows_stand_one_below_the_other_inside_the_figure(
    size: tuple[float, float, Style, bool],
) -> None:
    width, height, style, grouped = size
    height = height or forest.natural_height(answer(), width, style, grouped=grouped)
    rect = QRectF(0, 0, width, height)
    layout = forest.layout(answer(), rect, style, grouped=grouped)
    assert layout.height <= height + 0.5
    for upper, lower in pairwise(layout.rects):
        assert upper.bottom() == pytest.approx(lower.top())
    assert layout.axis.left < layout.axis.right <= layout.columns.ratio


def test_that_a_figure_too_low_for_its_rows_says_how_high_it_must_be() -> None:
    layout = forest.layout(answer(), QRectF(0, 0, 690, 60), SCREEN)
    assert layout.height > 60
    assert layout.rects[0].height() == pytest.approx(11.5)


def test_that_a_row_which_cannot_be_estimated_keeps_its_place_and_says_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn, _ = painted(monkeypatch, answer(), QRectF(0, 0, 690, 330), SCREEN)
    assert "None assigned" in texts(drawn)
    assert "no deaths in one arm" in texts(drawn)
    assert "not in cohort" in texts(drawn)


def test_that_a_reason_too_long_for_the_plot_keeps_out_of_the_column_of_ratios(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    why = "not estimable: one side has no comparable events"
    made = answer(overall=row("", "All patients", why))
    wide, _ = painted(monkeypatch, made, QRectF(0, 0, 990, 420), SCREEN)
    assert why.removeprefix("not estimable: ") in texts(wide)
    narrow, layout = painted(monkeypatch, made, QRectF(0, 0, 500, 330), SCREEN)
    said = [one for one in narrow if one.text == "not estimable"]
    assert said
    assert all(one.right <= layout.columns.plot_right for one in said)


def test_that_levels_outside_the_cohort_have_dashes_for_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn, _ = painted(monkeypatch, answer(), QRectF(0, 0, 690, 330), SCREEN)
    baseline = next(one.baseline for one in drawn if one.text == "Negative")
    assert [one.text for one in drawn if one.baseline == baseline].count("–") == 2


@pytest.mark.parametrize(
    "broken", [HazardRatio(0.0, 0.0, float("inf"), None, 9.0), HazardRatio(0.3, None, None), HazardRatio()]
)
def test_that_an_estimate_without_limits_is_never_printed(
    broken: HazardRatio, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn, _ = painted(
        monkeypatch, answer(blocks=(), overall=row("", "All", broken)), QRectF(0, 0, 690, 330), SCREEN
    )
    assert "not estimable" in texts(drawn)
    assert not any("inf" in text or "0.00" in text for text in texts(drawn))


def test_that_p_for_interaction_stands_once_in_a_group(monkeypatch: pytest.MonkeyPatch) -> None:
    for grouped in (False, True):
        drawn, _ = painted(monkeypatch, answer(), QRectF(0, 0, 900, 800), SCREEN, grouped=grouped)
        assert texts(drawn).count("0.02") == 1
        assert texts(drawn).count("0.42") == 1


def test_that_patients_who_were_not_randomized_take_every_p_value_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn, _ = painted(monkeypatch, answer(comparable=False), QRectF(0, 0, 900, 800), SCREEN, grouped=True)
    assert "0.02" not in texts(drawn)
    assert "interaction" not in texts(drawn)
    assert any("not randomized" in text for text in texts(drawn))


def test_that_on_narrow_paper_p_stands_on_the_headings_of_the_groups(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    width = 86 * PRINT_UNITS_PER_MM
    height = forest.natural_height(answer(), width, PRINT, grouped=True)
    drawn, layout = painted(monkeypatch, answer(), QRectF(0, 0, width, height), PRINT, grouped=True)
    assert layout.columns.p_in_headings
    assert "P = 0.02" in texts(drawn)
    assert "P for interaction" in texts(drawn)


def test_that_post_hoc_groups_are_marked_and_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn, _ = painted(monkeypatch, answer(), QRectF(0, 0, 900, 800), SCREEN, grouped=True)
    assert "Combined risk †" in texts(drawn)
    assert "Age" in texts(drawn)
    assert any("† Post hoc" in text for text in texts(drawn))


def test_that_the_notes_name_the_strata_of_rows_and_of_all_patients() -> None:
    first = forest_notes(answer())[0]
    assert first == (
        "Rows: Cox model stratified by CD20, less the factor that defines the subgroup; "
        "all patients: also by age."
    )
    unstratified = tuple(replace(block, strata_labels=()) for block in answer().blocks)
    assert forest_notes(answer(blocks=unstratified))[0] == (
        "Rows: unstratified Cox model; all patients: stratified by age and CD20."
    )
    plain = answer(blocks=unstratified, overall_strata_labels=())
    assert forest_notes(plain)[0] == "Unstratified Cox model."


def test_that_the_notes_say_what_was_tested_and_that_tests_are_several() -> None:
    notes = " ".join(forest_notes(answer()))
    assert "2 tests without adjustment, so about 10%" in notes
    assert "No test of interaction for CD20: fewer than two levels in the cohort." in notes
    assert "95% confidence intervals" in notes
    assert notes.endswith("Synthetic data.")
    left_out = answer(study=study(untested=("f",)))
    assert "The test for combined risk leaves out “Favorable”." in forest_notes(left_out)


def test_that_a_low_figure_shortens_its_notes_and_a_roomy_one_does_not() -> None:
    low = forest.layout(answer(), QRectF(0, 0, 690, 230), SCREEN)
    roomy = forest.layout(answer(), QRectF(0, 0, 690, 600), SCREEN)
    assert low.frame.shortened
    assert low.frame.notes[-1].endswith("…")
    assert not roomy.frame.shortened
    assert " ".join(roomy.frame.notes) == " ".join(forest_notes(answer()))


def test_that_the_axis_spans_every_estimate_and_most_limits() -> None:
    assert axis_range([ratio(0.4, 0.2, 0.8), ratio(0.7, 0.4, 1.3)]) == (0.1, 2)
    assert axis_range([ratio(0.4, 0.001, 90.0)]) == (0.05, 4)
    low, high = axis_range([ratio(12.0, 3.0, 60.0), ratio(0.03, 0.01, 0.2)])
    assert low <= 0.03
    assert high >= 12
    assert axis_range([]) == (0.25, 4)


def test_that_a_ratio_of_one_and_its_halves_stand_evenly_on_the_axis() -> None:
    axis = forest.layout(answer(), QRectF(0, 0, 690, 330), SCREEN).axis
    assert axis.x(2) - axis.x(1) == pytest.approx(axis.x(1) - axis.x(0.5))
    assert axis.inside(1000) == axis.right


def _dark_pixels(image: QImage, rect: QRectF) -> int:
    inside = rect.toRect().intersected(image.rect())
    return sum(
        image.pixelColor(x, y).lightness() < 90
        for x in range(inside.left(), inside.right() + 1)
        for y in range(inside.top(), inside.bottom() + 1)
    )


def test_that_clipped_intervals_end_in_an_arrowhead_at_the_edge() -> None:
    image = QImage(690, 330, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(LIGHT.card)
    painter = QPainter(image)
    layout = forest.paint(painter, QRectF(0, 0, 690, 330), answer(), SCREEN)
    painter.end()
    lines = {cell.label: rect for cell, rect in zip(layout.cells, layout.rects, strict=True)}
    right = layout.axis.right

    def at_the_edge(label: str) -> int:
        middle = lines[label].center().y()
        return _dark_pixels(image, QRectF(right - 6, middle - 3, 6, 6))

    assert layout.axis.high == 4
    assert at_the_edge("Favorable") > 12  # 0.17 to 6.00
    assert at_the_edge("Unfavorable") == 0


def test_that_squares_are_larger_where_the_standard_error_is_smaller() -> None:
    image = QImage(690, 330, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(LIGHT.card)
    painter = QPainter(image)
    layout = forest.paint(painter, QRectF(0, 0, 690, 330), answer(), SCREEN)
    painter.end()

    def area(label: str) -> int:
        cell, rect = next(
            pair for pair in zip(layout.cells, layout.rects, strict=True) if pair[0].label == label
        )
        assert cell.mark is not None
        assert cell.mark.value is not None
        x = layout.axis.x(cell.mark.value)
        return _dark_pixels(image, QRectF(x - 8, rect.top(), 16, rect.height()))

    assert area("≥55 yr") > area("<55 yr") > 0


def test_that_a_point_finds_its_row_and_headings_are_no_rows() -> None:
    layout = forest.layout(answer(), QRectF(0, 0, 900, 800), SCREEN, grouped=True)
    for index, one in enumerate(layout.rows):
        assert layout.row_at(one.rect.center()) == index
    assert (layout.rows[2].field, layout.rows[2].level) == ("risk", "f")
    assert layout.row_at(layout.rects[0].center()) is None  # all patients
    assert layout.row_at(layout.rects[1].center()) is None  # the heading of the first group
    assert layout.row_at(QPointF(-5, -5)) is None


@given(
    width=st.floats(480, 1600),
    height=st.floats(40, 1200),
    grouped=st.booleans(),
    blocks=st.integers(0, 3),
)
def test_that_any_size_gives_rows_of_one_height_and_a_plot(
    width: float, height: float, grouped: bool, blocks: int
) -> None:
    made = answer(blocks=answer().blocks[:blocks])
    layout = forest.layout(made, QRectF(0, 0, width, height), SCREEN, grouped=grouped)
    heights = {round(rect.height(), 6) for rect in layout.rects}
    assert len(heights) == 1
    assert 11.5 <= heights.pop() <= 29
    assert layout.axis.right - layout.axis.left > 20
    assert layout.height >= layout.notes_rect.bottom() - 1e-6
