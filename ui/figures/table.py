"""A table on paper, as journals print it: rules above and below, arms in their colors, notes underneath."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from ui.figures.canvas import Align, Canvas
from ui.figures.figure import Style, centred, elided, text_width, wrapped
from ui.widgets.table_lines import Column, Line, edges


@dataclass(frozen=True, slots=True)
class TableFigure:
    """What is painted: columns, rows, and notes below them."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()


def natural_height(table: TableFigure, width: float, style: Style) -> float:
    """The height of the table with its notes, in painter units."""
    head, labels = _head_height(table, style), _labels(table, _edges(table, width, style), style)
    rows = sum(_height(lines, style) for lines in labels)
    notes = len(_notes(table, width, style)) * _note_line(style)
    return head + rows + notes + style.length(10, 5)


def paint(painter: QPainter, rect: QRectF, table: TableFigure, style: Style) -> None:
    """Paint the table into the upper part of a rectangle, in painter units."""
    canvas = Canvas(painter, style)
    places = [rect.left() + each for each in _edges(table, rect.width(), style)]
    canvas.horizontal(rect.top(), rect.left(), rect.right(), style.axis, style.length(1, 0.75))
    _paint_head(canvas, table, places, rect.top())
    y = rect.top() + _head_height(table, style)
    canvas.horizontal(y, rect.left(), rect.right(), style.axis)
    for line, label in zip(table.lines, _labels(table, places, style), strict=True):
        _paint_line(canvas, table, line, label, places, y)
        y += _height(label, style)
    canvas.horizontal(y, rect.left(), rect.right(), style.axis, style.length(1, 0.75))
    y += style.length(6, 3)
    for text in _notes(table, rect.width(), style):
        canvas.text(rect.left(), centred(y + 0.5 * _note_line(style), style.small), text, style.ink3)
        y += _note_line(style)


def _row(style: Style) -> float:
    return style.length(22, 11.5) if not style.is_print else 1.75 * style.small


def _height(label: Sequence[str], style: Style) -> float:
    """The height of a row whose label takes some lines."""
    return _row(style) + (len(label) - 1) * _note_line(style)


def _labels(table: TableFigure, places: Sequence[float], style: Style) -> list[list[str]]:
    """The label of every row, in as many lines as its column needs."""
    found = []
    for line in table.lines:
        left = places[0] + style.length(14, 8) * line.indent
        end = places[-1] if len(line.cells) == 1 else places[1]
        found.append(wrapped(line.cells[0], end - left, style, weight=line.weight) or [""])
    return found


def _note_line(style: Style) -> float:
    return 1.4 * style.small


def _head_height(table: TableFigure, style: Style) -> float:
    levels = 1 + any(c.group for c in table.columns) + any(c.detail for c in table.columns)
    return levels * 1.45 * style.small + style.length(8, 4)


def _edges(table: TableFigure, width: float, style: Style) -> list[float]:
    return edges(
        table.columns,
        table.lines,
        width,
        lambda text, weight: text_width(text, style, weight=weight),
        pad=style.length(16, 8),
        indent=style.length(14, 8),
        most_extra=style.length(44, 20),
    )


def _notes(table: TableFigure, width: float, style: Style) -> list[str]:
    return [line for note in table.notes for line in wrapped(note, width, style)]


def _paint_head(canvas: Canvas, table: TableFigure, places: Sequence[float], top: float) -> None:
    style, line = canvas.style, 1.45 * canvas.style.small
    pad, y = style.length(16, 8), top + style.length(4, 2)
    if any(column.group for column in table.columns):
        for group, (left, right, role) in _groups(table, places).items():
            canvas.text(
                (left + pad + right) / 2,
                centred(y + line / 2, style.small),
                group,
                _colour(style, role),
                weight=600,
                align="center",
            )
            canvas.horizontal(y + line - style.length(1, 0.5), left + pad, right, style.line2)
        y += line
    for place, column in enumerate(table.columns):
        align: Align = "left" if place == 0 or column.align == "left" else "right"
        x = places[place + 1] if align == "right" else places[place] + (pad if place else 0.0)
        canvas.text(
            x,
            centred(y + line / 2, style.small),
            column.title,
            _colour(style, column.role),
            weight=600,
            align=align,
        )
        if column.detail:
            canvas.text(x, centred(y + 1.5 * line, style.small), column.detail, style.ink2, align=align)


def _groups(table: TableFigure, places: Sequence[float]) -> dict[str, tuple[float, float, str]]:
    """From where to where each heading over several columns runs, and the role of its color."""
    found: dict[str, tuple[float, float, str]] = {}
    for place, column in enumerate(table.columns):
        if column.group:
            left = found.get(column.group, (places[place], 0.0, ""))[0]
            found[column.group] = (left, places[place + 1], column.role)
    return found


def _colour(style: Style, role: str) -> QColor:
    return style.arm_text(int(role[4:])) if role.startswith("arm:") else style.ink2


def _paint_line(
    canvas: Canvas, table: TableFigure, line: Line, label: Sequence[str], places: Sequence[float], top: float
) -> None:
    style, pad = canvas.style, canvas.style.length(16, 8)
    baseline = centred(top + _row(style) / 2, style.small)
    left, italic = places[0] + style.length(14, 8) * line.indent, line.kind == "missing"
    end = left
    room = (places[-1] if len(line.cells) == 1 else places[1]) - left
    for number, words in enumerate(label):
        shown = elided(words, room, style, weight=line.weight, italic=italic)
        below = baseline + number * _note_line(style)
        end = left + canvas.text(left, below, shown, weight=line.weight, italic=italic)
    if line.note:
        canvas.text(end + style.length(8, 4), baseline, line.note, style.ink3)
    for place, text in enumerate(line.cells[1:], start=1):
        if table.columns[place].align == "right":
            canvas.text(places[place + 1], baseline, text, align="right")
        else:
            room = places[place + 1] - places[place] - pad
            canvas.text(places[place] + pad, baseline, elided(text, room, style))
