"""The forest plot: hazard ratios of all patients and of subgroups, painted alike on screen and on paper."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from explorer.analyses.answers import SubgroupAnswer
from explorer.results.provenance import provenance
from explorer.study.study import Arm
from ui.figures.canvas import Canvas
from ui.figures.figure import Style, centred, elided, first_that_fits, text_width
from ui.figures.forest_heights import axis_height, head_height, line_height, row_height
from ui.figures.forest_layout import Layout, layout
from ui.figures.forest_marks import heaviest_of, paint_mark
from ui.figures.forest_notes import POST_HOC_MARK
from ui.figures.forest_table import (
    NOT_IN_COHORT,
    Cells,
    arm_names,
    counts_headings,
    p_heading,
    p_text,
    ratio_heading,
)

__all__ = ["Layout", "layout", "natural_height", "paint"]

BAND_ALPHA = 120


def paint(
    painter: QPainter,
    rect: QRectF,
    answer: SubgroupAnswer,
    style: Style,
    hover_row: int | None = None,
    *,
    grouped: bool = False,
    geometry: Layout | None = None,
) -> Layout:
    """Paint the forest plot into a rectangle, in painter units.

    ``hover_row`` indexes ``Layout.rows``. ``grouped`` gives every subgroup field a heading line of its own,
    as in print and on the tab. Where the rectangle is too low the figure ends at ``Layout.height``.
    ``geometry`` is the layout of the rectangle where the caller has it already.
    """
    geometry = geometry or layout(answer, rect, style, grouped=grouped)
    canvas = Canvas(painter, style)
    if hover_row is not None:
        painter.fillRect(geometry.rows[hover_row].rect, style.sel)
    if style.grid:
        _paint_bands(canvas, geometry)
    _paint_head(canvas, geometry, answer, rect)
    _paint_reference_lines(canvas, geometry)
    heaviest = heaviest_of(geometry)
    for cell, place in zip(geometry.cells, geometry.rects, strict=True):
        _paint_texts(canvas, geometry, cell, place)
        paint_mark(canvas, geometry, cell, place, heaviest)
    _paint_axis(canvas, geometry, answer, rect)
    for index, line in enumerate(geometry.frame.notes):
        baseline = centred(geometry.notes_rect.top() + (index + 0.5) * line_height(style), style.small)
        canvas.text(rect.left(), baseline, line, style.ink3)
    return geometry


def natural_height(answer: SubgroupAnswer, width: float, style: Style, *, grouped: bool = False) -> float:
    """The height in painter units at which every row and note has the room it wants."""
    rows = 1 + sum(len(block.rows) + grouped for block in answer.blocks)
    fixed = head_height(4, style) + axis_height(style) + 40 * line_height(style)
    roomy = QRectF(0, 0, width, fixed + rows * row_height(style, grouped=grouped))
    return layout(answer, roomy, style, grouped=grouped).height


def _paint_bands(canvas: Canvas, geometry: Layout) -> None:
    shade = QColor(canvas.style.grid_line)
    shade.setAlpha(BAND_ALPHA)
    for cell, place in zip(geometry.cells, geometry.rects, strict=True):
        if cell.band:
            top, bottom = canvas.snap_y(place.top()), canvas.snap_y(place.bottom())
            canvas.painter.fillRect(QRectF(place.left(), top, place.width(), bottom - top), shade)


def _paint_head(canvas: Canvas, geometry: Layout, answer: SubgroupAnswer, rect: QRectF) -> None:
    style, columns, frame = canvas.style, geometry.columns, geometry.frame

    def baseline(line: int) -> float:
        """Lines are counted from the lowest, which is 0."""
        return centred(rect.top() + (frame.head_lines - line - 0.5) * line_height(style), style.small)

    canvas.text(columns.group, baseline(0), "Subgroup", style.ink2)
    for arm, names, right in (
        (answer.compare, frame.arm_names[0], columns.compare),
        (answer.reference, frame.arm_names[1], columns.reference),
    ):
        for line, name in enumerate(reversed(names)):
            canvas.text(right, baseline(line), name, style.arm_text(arm.color), weight=600, align="right")
    if frame.tall:
        room = columns.reference - columns.group
        heading = first_that_fits(counts_headings(answer), room, style)
        line = max(len(names) for names in frame.arm_names)
        canvas.text(columns.reference, baseline(line), heading, style.ink2, align="right")
    titles = ("Hazard ratio, log scale", "HR, log scale", "HR")
    middle = (columns.plot_left + columns.plot_right) / 2
    title = first_that_fits(titles, columns.plot_right - columns.plot_left, style)
    canvas.text(middle, baseline(0), title, style.ink2, align="center")
    canvas.text(columns.ratio, baseline(0), ratio_heading(answer), style.ink2)
    if columns.p_in_headings:
        canvas.text(columns.ratio, baseline(1), "P for interaction", style.ink2)
    elif answer.comparable and answer.blocks:
        for line, text in enumerate(reversed(p_heading(tall=frame.tall))):
            canvas.text(columns.p, baseline(line), text, style.ink2, align="right")
    if not style.is_print:
        canvas.horizontal(geometry.top - style.length(1, 0.5), rect.left(), rect.right(), style.line)


def _paint_reference_lines(canvas: Canvas, geometry: Layout) -> None:
    """The line at 1, and below the overall row the dotted line at its ratio."""
    style, axis, overall = canvas.style, geometry.axis, geometry.cells[0].mark
    for top, bottom in _free_of_words(geometry, axis.x(1), 0, style):
        canvas.vertical(axis.x(1), top, bottom, style.axis)
    if overall and overall.value and axis.low <= overall.value <= axis.high:
        x = axis.x(overall.value)
        for top, bottom in _free_of_words(geometry, x, 1, style):
            canvas.vertical(x, top, bottom, style.ink2, dash=(2.0, 2.0))


def _free_of_words(geometry: Layout, x: float, first: int, style: Style) -> Iterator[tuple[float, float]]:
    """The stretches of an upright line from a row down which no words in the plot cross."""
    start = geometry.rects[first].top() if first < len(geometry.rects) else geometry.bottom
    for cell, place in zip(geometry.cells[first:], geometry.rects[first:], strict=True):
        if not cell.words:
            continue
        left, right = _words_extent(geometry, _words(geometry, cell, style), style)
        if left - style.length(3, 1.5) <= x <= right + style.length(3, 1.5):
            if place.top() > start:
                yield start, place.top()
            start = place.bottom()
    if geometry.bottom > start:
        yield start, geometry.bottom


def _paint_texts(canvas: Canvas, geometry: Layout, cell: Cells, place: QRectF) -> None:
    style, columns, size = canvas.style, geometry.columns, geometry.frame.size
    baseline = centred(place.center().y(), size)
    _paint_labels(canvas, geometry, cell, baseline)
    for right, text in ((columns.compare, cell.counts[0]), (columns.reference, cell.counts[1])):
        if text:
            canvas.text(right, baseline, text, style.ink, size, cell.weight, align="right")
    if p := p_text(cell.p, in_headings=columns.p_in_headings):
        canvas.text(columns.p, baseline, p, style.ink, size, align="right")
    words_end = columns.plot_left
    if cell.words:
        found = _words(geometry, cell, style)
        left, words_end = _words_extent(geometry, found, style)
        words = elided(found, words_end - left, style, size, italic=True)
        canvas.text(left, baseline, words, style.ink2, size, italic=True)
    if cell.ratio and words_end < columns.ratio:
        canvas.text(columns.ratio, baseline, cell.ratio, style.ink, size, cell.weight)


def _paint_labels(canvas: Canvas, geometry: Layout, cell: Cells, baseline: float) -> None:
    style, columns, size = canvas.style, geometry.columns, geometry.frame.size
    if cell.kind == "overall":
        label = elided(cell.label, columns.label_right - columns.group, style, size, 600)
        canvas.text(columns.group, baseline, label, style.ink, size, 600)
        return
    if cell.group:
        end = columns.plot_left if cell.kind == "group" else columns.level
        name = _marked(cell.group, end - columns.group - style.length(6, 3), style, size, cell.weight)
        canvas.text(columns.group, baseline, name, style.ink, size, cell.weight)
    if cell.label:
        italic = cell.is_missing
        label = elided(cell.label, columns.label_right - columns.level, style, size, italic=italic)
        canvas.text(columns.level, baseline, label, style.ink2, size, italic=italic)


def _marked(name: str, room: float, style: Style, size: int, weight: int) -> str:
    """The name of a group within its room; an ellipsis does not take its mark away."""
    if not name.endswith(POST_HOC_MARK):
        return elided(name, room, style, size, weight)
    mark = text_width(POST_HOC_MARK, style, size, weight)
    return elided(name.removesuffix(POST_HOC_MARK), room - mark, style, size, weight) + POST_HOC_MARK


def _words(geometry: Layout, cell: Cells, style: Style) -> str:
    """The words of a row without a mark: the reason, where the plot has no room for it only that one is."""
    columns = geometry.columns
    room = columns.plot_right - columns.plot_left
    fits = text_width(cell.words, style, geometry.frame.size, italic=True) <= room
    return cell.words if fits or cell.words == NOT_IN_COHORT else "not estimable"


def _words_extent(geometry: Layout, words: str, style: Style) -> tuple[float, float]:
    """From where to where words in the plot run: centred there, or on into the column of the ratios."""
    columns = geometry.columns
    width = text_width(words, style, geometry.frame.size, italic=True)
    if width <= columns.plot_right - columns.plot_left:
        middle = (columns.plot_left + columns.plot_right) / 2
        return middle - width / 2, middle + width / 2
    return columns.plot_left, min(columns.plot_left + width, columns.ratio_right)


# Axis


def _paint_axis(canvas: Canvas, geometry: Layout, answer: SubgroupAnswer, rect: QRectF) -> None:
    style, axis, y = canvas.style, geometry.axis, geometry.bottom
    canvas.horizontal(y, axis.left, axis.right, style.axis)
    tick = style.length(4, 2)
    for value in axis.ticks:
        canvas.vertical(axis.x(value), y, y + tick, style.axis)
    numbers = centred(y + tick + 0.65 * line_height(style), style.small)
    for value, label in axis.labels(style):
        canvas.text(axis.x(value), numbers, label, style.ink2, align="center")
    gap, one, directions = style.length(8, 4), axis.x(1), numbers + line_height(style)
    word = " better" if provenance(answer).is_fair else ": lower hazard"
    left = _direction(answer, answer.compare, ("← ", word), one - gap - rect.left(), style)
    right = _direction(answer, answer.reference, ("", f"{word} →"), rect.right() - one - gap, style)
    canvas.text(one - gap, directions, left, style.ink2, align="right")
    canvas.text(one + gap, directions, right, style.ink2)


def _direction(answer: SubgroupAnswer, arm: Arm, around: tuple[str, str], room: float, style: Style) -> str:
    """Which arm does better, or only has the lower hazard, at this side of 1; a long name is cut."""
    name = first_that_fits(arm_names(answer, arm), room - text_width("".join(around), style), style)
    return name.join(around)
