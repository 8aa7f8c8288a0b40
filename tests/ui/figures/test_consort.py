"""The CONSORT diagram: boxes in place for any tree of steps, texts in their boxes, sums that add up."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from explorer.analyses.answers import CountedLine, FlowAnswer, FlowBox
from explorer.selection import Selection
from explorer.study.study import Arm, DataLayout, Defaults, Endpoint, FlowStep, Study
from ui.figures import consort
from ui.figures.consort_layout import Layout
from ui.figures.consort_places import Box
from ui.figures.consort_words import brief_reasons
from ui.figures.figure import PRINT_UNITS_PER_MM, Style, print_style, screen_style, text_width
from ui.look.theme import LIGHT

ARMS = (
    Arm("blina", "Blinatumomab + chemo", "Blin + chemo", color=0),
    Arm("chemo", "Chemo only", "Chemo", reference=True, color=1),
    Arm("third", "Third treatment", "Third", color=2),
)
OS = Endpoint("OS", "Overall survival", "death", "deaths", "Patients alive", primary=True)
SCREEN, PRINT = screen_style(LIGHT), print_style()


def lines(*pairs: tuple[str, int]) -> tuple[CountedLine, ...]:
    return tuple(CountedLine(label, n, n // 2) for label, n in pairs)


def box(id: str, label: str, n: int, parent: str = "", role: str = "step", **changes: object) -> FlowBox:
    words = {key: changes.pop(key) for key in ("detail", "short", "arm", "left_label") if key in changes}
    step = FlowStep(id, label, Selection(), parent, role, **words)
    return FlowBox(step, n, n // 2, **changes)


def arm(id: str, n: int, parent: str, **changes: object) -> FlowBox:
    label = next(one.label for one in ARMS if one.id == id)
    return box(id, label, n, parent, "arm", arm=id, analyzed=n, **changes)


def flow(*boxes: FlowBox, filtered: bool = False, discrepancies: tuple[str, ...] = ()) -> FlowAnswer:
    study = Study(
        id="made", title="Made trial", subtitle="", arm_field="arm", arms=ARMS, fields=(), endpoints=(OS,),
        population=Selection(), population_label="all", randomized=Selection(), strata=(), forest_strata=(),
        filter_ids=(), subgroups=(), flow=tuple(one.step for one in boxes), layout=DataLayout(),
        defaults=Defaults(),
    )  # fmt: skip
    return FlowAnswer(study, OS, boxes, filtered, True, discrepancies)


REASONS = lines(
    ("No remission", 52), ("Adverse event", 27), ("Death in induction", 19), ("Withdrew", 18),
    ("Other treatment or transplant", 14), ("Found ineligible", 7), ("Other", 7), ("Relapse", 6),
    ("Death", 5),
)  # fmt: skip
LONG = (
    box("enrolled", "Enrolled", 488, detail="Step 1 · induction, 2 cycles"),
    box("eligible", "Eligible", 481, "enrolled", "milestone", left_label="not eligible", left_n=7,
        reasons=lines(("BCR::ABL1-positive", 6), ("T-cell ALL", 1))),
    box("started", "Started intensification", 333, "enrolled", short="Intensification", left_n=155,
        left_label="did not start intensification", reasons=REASONS, left_notes=lines(("in remission", 62))),
    box("step3", "Reached step 3", 286, "started", left_label="did not reach step 3", left_n=47,
        reasons=lines(("Relapse", 14), ("Adverse event", 11), ("Withdrew", 13), ("Death", 5), ("Other", 4))),
    box("negative", "MRD-negative", 224, "step3", detail="Randomized 1:1"),
    box("positive", "MRD-positive", 62, "step3", "branch", short="MRD+",
        lines=lines(("Randomized", 44), ("Assigned", 18))),
    arm("blina", 112, "negative", short="Blin + chemo",
        lines=lines(("Started treatment", 111), ("Deaths", 17))),
    arm("chemo", 112, "negative", lines=lines(("Started treatment", 112), ("Deaths", 40))),
)  # fmt: skip
TREES = {
    "whole trial": flow(*LONG),
    "filtered": flow(*LONG, filtered=True),
    "one box": flow(LONG[0]),
    "chain": flow(*LONG[:4]),
    "three arms": flow(
        box("randomized", "Randomized", 330), *(arm(one.id, 110, "randomized") for one in ARMS)
    ),
    "arms, some left before": flow(
        box("randomized", "Randomized", 340),
        arm("blina", 110, "randomized", left_n=10, left_label="withdrew consent"),
        *(arm(one.id, 110, "randomized") for one in ARMS[1:]),
    ),
    "branch without arms": flow(box("a", "Screened", 100), box("b", "Observed only", 40, "a", "branch")),
    "two branches": flow(
        box("a", "Screened", 100),
        box("b", "Observed", 40, "a", "branch"),
        box("c", "Registry", 30, "a", "branch"),
        box("d", "Randomized", 30, "a"),
        box("e", "Treated", 20, "d", left_n=10, left_label="not treated", reasons=lines(("Refused", 10))),
    ),
    "sums that do not add up": flow(
        box("a", "Screened", 100),
        box(
            "b",
            "Randomized",
            60,
            "a",
            left_n=40,
            left_label="left",
            reasons=lines(("Refused", 37)),
            unexplained=3,
        ),
        discrepancies=("3 patients of the 40 who left have no reason recorded.",),
    ),
    "nothing": flow(),
}
SIZES = [
    (545, 770, SCREEN),
    (404, 578, SCREEN),
    (404, 300, SCREEN),
    (820, 1200, screen_style(LIGHT, emphasis=True)),
    *((mm * PRINT_UNITS_PER_MM, 1e9, PRINT) for mm in (86, 120, 178)),
]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]:.0f}x{size[1]:.0f}")
@pytest.mark.parametrize("tree", TREES)
def test_that_boxes_do_not_overlap_and_stay_inside(tree: str, size: tuple[float, float, Style]) -> None:
    width, height, style = size
    layout = consort.layout(TREES[tree], width, style, height)
    for one, other in combinations(layout.boxes, 2):
        assert not one.rect.adjusted(1, 1, -1, -1).intersects(other.rect.adjusted(1, 1, -1, -1)), (
            one.words,
            other.words,
        )
    for one in layout.boxes:
        assert one.rect.left() >= -0.5
        assert one.rect.right() <= width + 0.5
        assert one.rect.bottom() <= layout.height + 0.5


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]:.0f}x{size[1]:.0f}")
@pytest.mark.parametrize("tree", TREES)
def test_that_every_text_fits_its_box_and_none_covers_another(
    tree: str, size: tuple[float, float, Style]
) -> None:
    width, height, style = size
    for one in consort.layout(TREES[tree], width, style, height).boxes:
        extents = []
        for text in one.texts:
            wide = text_width(text.text, style, text.size, text.weight)
            left = text.x - (wide if text.align == "right" else 0.0)
            assert left >= 0
            assert left + wide <= one.rect.width() + 0.5, text.text
            assert text.size / 2 <= text.y <= one.rect.height() - text.size / 2
            extents.append(QRectF(left, text.y - text.size / 2, wide, text.size))
        for first, second in combinations(extents, 2):
            assert not first.adjusted(0.5, 1, -0.5, -1).intersects(second.adjusted(0.5, 1, -0.5, -1)), (
                one.words
            )


@pytest.mark.parametrize("tree", ["whole trial", "three arms", "arms, some left before"])
def test_that_path_and_arms_share_one_axis(tree: str) -> None:
    layout = consort.layout(TREES[tree], 600, SCREEN, 800)
    for one in _with_role(layout, "main"):
        assert one.rect.center().x() == pytest.approx(layout.axis)
    for role in ("arm", "analyzed"):
        rects = [one.rect for one in _with_role(layout, role)]
        assert (rects[0].left() + rects[-1].right()) / 2 == pytest.approx(layout.axis)
        assert len({round(rect.top(), 3) for rect in rects}) == 1


def _with_role(layout: Layout, role: str) -> list[Box]:
    return [one for one in layout.boxes if one.role == role]


def _written(one: Box) -> str:
    return " ".join(text.text for text in one.texts)


def test_that_those_who_left_stand_right_of_the_axis_between_the_boxes_of_the_path() -> None:
    layout = consort.layout(TREES["whole trial"], 600, SCREEN, 900)
    enrolled, started = _with_role(layout, "main")[:2]
    side = _with_role(layout, "side")[0]
    assert side.rect.left() == pytest.approx(layout.axis + 24)
    assert side.rect.right() == pytest.approx(600)
    assert enrolled.rect.bottom() < side.rect.top() < side.rect.bottom() < started.rect.top()


def test_that_a_milestone_is_a_line_in_the_box_that_it_belongs_to() -> None:
    layout = consort.layout(TREES["whole trial"], 600, SCREEN, 900)
    first = layout.boxes[0]
    assert "Eligible 481; not eligible 7: BCR::ABL1-positive 6, T-cell ALL 1" in _written(first)
    assert "eligible" not in [one.step for one in layout.boxes]


def test_that_numbers_come_first_and_stand_out() -> None:
    for one in consort.layout(TREES["whole trial"], 600, SCREEN, 900).boxes:
        assert one.texts[0].weight == 600
        assert one.texts[0].text.isdigit()


def test_that_less_height_shrinks_gaps_then_sums_up_reasons_then_folds_the_analyzed_patients() -> None:
    made = TREES["whole trial"]
    heights = range(1000, 300, -10)
    layouts = [consort.layout(made, 600, SCREEN, height) for height in heights]
    forms = [layout.form for layout in layouts]
    stages = [form.is_brief + form.is_folded + form.is_tight for form in forms]
    assert stages == sorted(stages)
    assert layouts[0].gap == 40
    assert not forms[0].is_brief
    assert forms[-1].is_folded
    for layout, following in pairwise(layouts):
        if layout.form == following.form:
            assert layout.gap >= following.gap - 1e-6
    roomy = [layout for layout in layouts if not layout.form.is_brief]
    assert min(layout.gap for layout in roomy) < 15


def test_that_a_height_which_fits_is_kept_and_a_height_too_small_is_exceeded() -> None:
    made = TREES["whole trial"]
    assert consort.layout(made, 600, SCREEN, 700).height <= 700
    least = consort.layout(made, 600, SCREEN, 10)
    assert least.height > 10
    assert least.gap == 8
    assert consort.natural_height(made, 600, SCREEN) > 700


def test_that_summed_up_reasons_keep_the_sum() -> None:
    brief = brief_reasons(REASONS)
    assert [line.label for line in brief] == [
        "No remission", "Adverse event", "Death in induction", "Other (6 reasons)",
    ]  # fmt: skip
    assert sum(line.n for line in brief) == sum(line.n for line in REASONS) == 155
    assert brief_reasons(REASONS[:4]) == REASONS[:4]


def test_that_folded_arms_count_the_analyzed_patients_of_the_endpoint() -> None:
    layout = consort.layout(TREES["whole trial"], 600, SCREEN, 10)
    assert not _with_role(layout, "analyzed")
    assert "Analyzed for OS" in _written(_with_role(layout, "arm")[0])
    roomy = consort.layout(TREES["whole trial"], 600, SCREEN, 1200)
    assert _written(_with_role(roomy, "analyzed")[0]) == "112 in the OS analysis"


def test_that_names_become_shorter_where_the_box_is_narrow() -> None:
    wide = consort.layout(TREES["whole trial"], 820, SCREEN, 900)
    narrow = consort.layout(TREES["whole trial"], 430, SCREEN, 900)
    assert "Blinatumomab + chemo" in _written(_with_role(wide, "arm")[0])
    assert "Blin + chemo" in _written(_with_role(narrow, "arm")[0])
    assert "MRD+" in _written(_with_role(narrow, "branch")[0])


def test_that_sums_which_do_not_add_up_are_said_in_amber_and_in_words() -> None:
    layout = consort.layout(TREES["sums that do not add up"], 600, SCREEN, 900)
    side = _with_role(layout, "side")[0]
    assert side.is_amber
    assert side.marks
    assert "3 patients without a reason" in _written(side)
    assert [note.text for note in layout.notes] == ["3 patients of the 40 who left have no reason recorded."]
    boxes = (box("a", "Screened", 100), box("b", "Treated", 60, "a", left_n=30, left_label="left"))
    parent = consort.layout(flow(*boxes), 600, SCREEN, 900).boxes[0]
    assert parent.is_amber
    assert "The next boxes add up to 90" in _written(parent)
    assert not any(one.is_amber for one in consort.layout(TREES["whole trial"], 600, SCREEN, 900).boxes)


def test_that_the_share_of_the_selection_takes_no_height() -> None:
    plain = consort.layout(TREES["whole trial"], 600, SCREEN, 800)
    filtered = consort.layout(TREES["filtered"], 600, SCREEN, 800)
    assert [one.rect for one in plain.boxes] == [one.rect for one in filtered.boxes]
    assert {one.share for one in plain.boxes} == {None}
    assert filtered.boxes[0].share == pytest.approx(244 / 488)


def test_that_a_step_below_a_milestone_follows_the_box_that_holds_the_milestone() -> None:
    boxes = (
        box("a", "Screened", 100),
        box("m", "Eligible", 90, "a", "milestone"),
        box("b", "Randomized", 90, "m"),
    )
    layout = consort.layout(flow(*boxes), 600, SCREEN, 900)
    assert [one.step for one in layout.boxes] == ["a", "b"]


def test_that_a_point_finds_its_step_and_those_who_left_cannot_be_chosen() -> None:
    layout = consort.layout(TREES["whole trial"], 600, SCREEN, 900)
    for one in layout.boxes:
        found = layout.box_at(one.rect.center())
        assert found is (one if one.step else None)
    assert layout.box_at(QPointF(599, 1)) is None
    assert [one.step for one in layout.steps] == [
        "enrolled", "started", "step3", "negative", "positive", "blina", "chemo",
    ]  # fmt: skip


def test_that_words_for_screen_readers_keep_what_a_brief_diagram_leaves_out() -> None:
    brief = consort.layout(TREES["filtered"], 404, SCREEN, 10)
    side = _with_role(brief, "side")[0]
    assert "Other (6 reasons)" in _written(side)
    assert "Relapse 6" in side.words
    assert "of 155 are in the current selection" in side.words


@pytest.mark.parametrize("style", [SCREEN, PRINT], ids=["screen", "print"])
@pytest.mark.parametrize("tree", TREES)
def test_that_every_tree_can_be_painted(tree: str, style: Style) -> None:
    image = QImage(900, 900, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    consort.paint(painter, QRectF(0, 0, 900, 900), TREES[tree], style, hover="started")
    painter.end()
    empty = QImage(900, 900, QImage.Format.Format_ARGB32_Premultiplied)
    empty.fill(0)
    assert (image == empty) == (tree == "nothing" and style is SCREEN)


def test_that_a_wide_page_centres_the_diagram() -> None:
    corner = consort.origin(QRectF(0, 0, 1200, 900), SCREEN)
    assert corner.x() == pytest.approx((1200 - 820) / 2)


@given(
    steps=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 12), st.booleans()), max_size=5),
    arms=st.integers(0, 3),
    width=st.floats(320, 900),
    height=st.floats(100, 1500),
)
def test_that_any_tree_at_any_size_keeps_its_boxes_apart(
    steps: list[tuple[int, int, bool]], arms: int, width: float, height: float
) -> None:
    boxes = [box("s", "Screened", 1000, detail="At all sites")]
    for index, (left, reasons, has_branch) in enumerate(steps):
        parent = boxes[-1].step.id if boxes[-1].step.role == "step" else boxes[-2].step.id
        given_reasons = lines(*((f"Reason {k}", 1) for k in range(reasons)))
        boxes.append(
            box(
                f"s{index}",
                f"Step {index}",
                500,
                parent,
                left_n=left,
                left_label="left the trial",
                reasons=given_reasons,
            )
        )
        if has_branch:
            boxes.append(box(f"b{index}", f"Branch {index}", 20, parent, "branch"))
    last = boxes[-1].step.id if boxes[-1].step.role == "step" else boxes[-2].step.id
    boxes += [replace(arm(one.id, 50, last), analyzed=49) for one in ARMS[:arms]]
    layout = consort.layout(flow(*boxes), width, SCREEN, height)
    for one, other in combinations(layout.boxes, 2):
        assert not one.rect.adjusted(1, 1, -1, -1).intersects(other.rect.adjusted(1, 1, -1, -1))
    assert 8 <= layout.gap <= 40
    assert layout.gap == 8 or layout.height <= height + 0.5
