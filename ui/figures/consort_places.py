"""Puts the boxes of a CONSORT diagram in their places, and the arrows between them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from explorer.analyses.answers import FlowAnswer
from explorer.text import count
from ui.figures.consort_box import Text, Tone
from ui.figures.consort_parts import Grid, Level, Part, Role
from ui.figures.figure import Style, wrapped


@dataclass(frozen=True, slots=True)
class Box:
    """A box with its texts. ``step`` is the id of the flow step, "" for those who left.

    ``rules`` are heights of hairlines and ``marks`` places of warning signs, from its top left corner.
    ``share`` (0..1) of its patients are in the current selection; None: nothing is filtered. ``arm`` is the
    number of the arm's colour. ``words`` say the box to a screen reader.
    """

    step: str
    role: Role
    rect: QRectF
    texts: tuple[Text, ...]
    rules: tuple[float, ...]
    marks: tuple[tuple[float, float], ...]
    share: float | None
    is_amber: bool
    arm: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Connector:
    """A line through points; some end in an arrowhead."""

    points: tuple[QPointF, ...]
    has_arrow: bool = True


class Placing:
    """Puts the levels one below the other, ``gap`` apart where nothing stands between them."""

    def __init__(
        self, answer: FlowAnswer, levels: tuple[Level, ...], grid: Grid, style: Style, gap: float
    ) -> None:
        self.answer, self.levels, self.grid, self.style, self.gap = answer, levels, grid, style, gap
        self.boxes: list[Box] = []
        self.connectors: list[Connector] = []
        self.notes: list[Text] = []
        self.bottom = 0.0  # of the path
        self.beside_bottom = 0.0  # of what stands right of it
        self.pad = max(style.length(7, 3.5), 0.36 * gap)  # above and below those who left
        for index, level in enumerate(levels):
            self._place_level(level, is_first=index == 0)
        self.height = max(self.bottom, self.beside_bottom)
        self._place_notes()

    def with_gap(self, gap: float) -> Placing:
        """The same boxes with another gap."""
        return Placing(self.answer, self.levels, self.grid, self.style, gap)

    def _place_level(self, level: Level, *, is_first: bool) -> None:
        from_y = start = self.bottom
        if level.side:
            start = self._place_side(level.side)
        top = start if is_first else start + self._way(level)
        if level.branches and not is_first:
            top = max(top, self.beside_bottom + self.pad)
        rects = self._place_on_path(level, top)
        branch_rects = self._place_branches(level, top)
        if is_first:
            return
        if level.on_path and level.on_path[0].role == "analyzed":
            for rect in rects:
                self._connect((rect.center().x(), from_y), (rect.center().x(), top))
            return
        self._connect_split(from_y, start, top, [*rects, *branch_rects[:1]])

    def _way(self, level: Level) -> float:
        """The height of the arrow to a level, below those who left if there are any."""
        if level.is_split and level.on_path and level.on_path[0].role == "analyzed":
            return max(self.gap, self.style.length(12, 6))
        if level.side:
            return max(self.pad, self.style.length(18, 9)) if level.is_split else self.pad
        return max(self.gap, self.style.length(18, 9) if level.is_split else self.style.length(12, 6))

    # Boxes

    def _place_side(self, part: Part) -> float:
        top = max(self.bottom + self.pad, self.beside_bottom + self.pad if self.beside_bottom else 0.0)
        left = self.grid.side_left
        box = self._box(part, QRectF(left, top, self.grid.width - left, part.content.height))
        self.connectors.append(
            Connector((QPointF(self.grid.axis, box.rect.center().y()), QPointF(left, box.rect.center().y())))
        )
        self.beside_bottom = box.rect.bottom()
        return self.beside_bottom

    def _place_on_path(self, level: Level, top: float) -> list[QRectF]:
        if not level.on_path:
            return []
        width = self.grid.arm_width(len(level.on_path))
        height = max(part.content.height for part in level.on_path)
        rects = [
            QRectF(index * (width + self.grid.arm_gap), top, width, height)
            for index in range(len(level.on_path))
        ]
        for part, rect in zip(level.on_path, rects, strict=True):
            self._box(part, rect)
        self.bottom = top + height
        return rects

    def _place_branches(self, level: Level, top: float) -> list[QRectF]:
        rects = []
        left = self.grid.branch_left
        for part in level.branches:
            rects.append(QRectF(left, top, self.grid.width - left, part.content.height))
            self._box(part, rects[-1])
            self.beside_bottom = rects[-1].bottom()
            top = self.beside_bottom + self.style.length(8, 4)
        return rects

    def _box(self, part: Part, rect: QRectF) -> Box:
        flow, content, is_side = part.box, part.content, part.role == "side"
        n, selected = (flow.left_n, flow.left_selected) if is_side else (flow.n, flow.selected)
        arm = next((arm.color for arm in self.answer.study.arms if arm.id == flow.step.arm), None)
        words = part.words
        if self.answer.filtered:
            words += f". {count(selected)} of {count(n)} are in the current selection"
        box = Box(
            step="" if is_side else flow.step.id,
            role=part.role,
            rect=rect,
            texts=tuple(content.texts),
            rules=tuple(content.rules),
            marks=tuple(content.marks),
            share=selected / n if self.answer.filtered and n else None,
            is_amber=content.is_amber,
            arm=arm if part.role == "arm" else None,
            words=words,
        )
        self.boxes.append(box)
        return box

    # Arrows

    def _connect(self, *points: tuple[float, float], has_arrow: bool = True) -> None:
        self.connectors.append(Connector(tuple(QPointF(*point) for point in points), has_arrow))

    def _connect_split(self, from_y: float, start: float, top: float, targets: list[QRectF]) -> None:
        """From the axis down to boxes; those beside the axis are reached by a level line half way."""
        axis, elbow = self.grid.axis, (start + top) / 2
        on_axis = [rect for rect in targets if abs(rect.center().x() - axis) < 1]
        self._connect((axis, from_y), (axis, top if on_axis else elbow), has_arrow=bool(on_axis))
        for rect in targets:
            if rect not in on_axis:
                x = rect.center().x()
                self._connect((axis, elbow), (x, elbow), (x, top))

    # Notes

    def _place_notes(self) -> None:
        notes: list[tuple[str, Tone]] = [(sentence, "warn") for sentence in self.answer.discrepancies]
        if self.style.is_print:  # on screen the window says both
            if self.answer.filtered:
                notes.append(("Bars: share of each box in the current selection.", "ink3"))
            if self.answer.synthetic:
                notes.append(("Synthetic data.", "ink3"))
        if notes:
            self.height += self.style.length(10, 6)
        size = self.style.small
        for sentence, tone in notes:
            for line in wrapped(sentence, self.grid.width, self.style):
                self.notes.append(Text(0.0, self.height + 0.7 * size, line, size, tone))
                self.height += 1.4 * size
