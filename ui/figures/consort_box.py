"""What stands in the boxes of a CONSORT diagram: texts broken to a box's width, and so the box's height."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from explorer.analyses.answers import FlowBox
from explorer.text import count
from ui.figures.canvas import Align
from ui.figures.consort_words import brief_reasons, milestone_in_words, unexplained_in_words
from ui.figures.figure import Style, elided, text_width, wrapped

Tone = Literal["ink", "ink2", "ink3", "warn", "arm"]


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text in a box, or part of one; ``x`` and the middle ``y`` from the box's top left corner."""

    x: float
    y: float
    text: str
    size: int
    tone: Tone = "ink"
    weight: int = 400
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Form:
    """How much room the diagram takes.

    ``is_brief`` sums up reasons and milestones, ``is_folded`` has the analyzed patients in the arms' boxes,
    ``is_tight`` sets lines closer and details beside their headings.
    """

    is_brief: bool = False
    is_folded: bool = False
    is_tight: bool = False


FORMS = (Form(), Form(is_brief=True), Form(is_brief=True, is_folded=True), Form(True, True, True))
"""From roomy to tight."""


@dataclass(slots=True)
class Content:
    """A box's texts from top to bottom; each ``add`` moves ``height`` on.

    ``rules`` are heights of hairlines, ``marks`` places of warning signs.
    """

    width: float
    style: Style
    form: Form
    texts: list[Text] = field(default_factory=list)
    rules: list[float] = field(default_factory=list)
    marks: list[tuple[float, float]] = field(default_factory=list)
    height: float = 0.0
    is_amber: bool = False

    def __post_init__(self) -> None:
        self.height = self.style.length(4 if self.form.is_tight else 6, 3.2)

    @property
    def pad(self) -> float:
        """The space at the left and at the right of the texts."""
        return self.style.length(6 if self.form.is_tight else 9, 4.5)

    @property
    def room(self) -> float:
        """The width that texts have."""
        return self.width - 2 * self.pad

    def close(self) -> Content:
        """Add the space below the last text; the strip of the selection lies in it and takes no height."""
        self.height += self.style.length(6 if self.form.is_tight else 7, 3.2)
        return self

    def add_heading(
        self, n: int, names: Sequence[str], size: int, tone: Tone = "ink", detail: str = ""
    ) -> None:
        """The number and the first of the names that fits beside it, else the shortest in several lines.

        The ``detail`` is a line of its own, or goes on in the same line when the form is tight.
        """
        number, step = count(n), self._step(size)
        x = self.pad + text_width(number, self.style, size, 600) + self.style.length(7, 3.5)
        room = self.width - self.pad - x
        self.texts.append(Text(self.pad, self.height + step / 2, number, size, "ink", 600))
        name = next((name for name in names if text_width(name, self.style, size, 600) <= room), names[-1])
        if not self._words_fit(name, room, size, 600):
            self.height += step
            x, room = self.pad, self.room
        lines = _lines(name, room, self.style, size, 600) or [""]
        for line in lines:
            self.texts.append(Text(x, self.height + step / 2, line, size, tone, 600))
            self.height += step
        if not detail:
            return
        beside = text_width(lines[-1], self.style, size, 600) + self.style.length(8, 4)
        if self.form.is_tight and beside + text_width(detail, self.style) <= room:
            self.texts.append(Text(x + beside, self.height - step / 2, detail, self.style.small, "ink2"))
        else:
            self.add_paragraph(detail)

    def add_paragraph(self, text: str, tone: Tone = "ink2", indent: float = 0.0) -> None:
        """Small text in as many lines as it needs."""
        size, step = self.style.small, self._step(self.style.small)
        for line in _lines(text, self.room - indent, self.style, size, 400):
            self.texts.append(Text(self.pad + indent, self.height + step / 2, line, size, tone))
            self.height += step

    def add_count(self, label: str, n: int, tone: Tone = "ink") -> None:
        """A label at the left with its count at the right, below it where a word leaves no room beside."""
        size, number, step = self.style.small, count(n), self._step(self.style.small)
        room = self.room - text_width(number, self.style, size) - self.style.length(8, 4)
        is_beside = self._words_fit(label, room, size, 400)
        lines = _lines(label, room if is_beside else self.room, self.style, size, 400)
        below = 0 if is_beside else len(lines)
        y = self.height + (below + 0.5) * step
        self.texts.append(Text(self.width - self.pad, y, number, size, tone, align="right"))
        for index, line in enumerate(lines):
            self.texts.append(Text(self.pad, self.height + (index + 0.5) * step, line, size, tone))
        self.height += max(len(lines), below + 1) * step

    def add_warning(self, text: str) -> None:
        """A sentence on sums that do not add up, which makes the box amber."""
        self.is_amber = True
        self.marks.append((self.pad, self.height + self._step(self.style.small) / 2))
        self.add_paragraph(text, "warn", self.style.length(12, 6))

    def add_rule(self) -> None:
        """A hairline between parts."""
        self.rules.append(self.height + self.style.length(2, 1))
        self.height += self.style.length(4, 2)

    def _words_fit(self, text: str, room: float, size: int, weight: int) -> bool:
        """Whether the text can be broken into lines no wider than the room."""
        if text_width(text, self.style, size, weight) <= room:
            return True
        return all(text_width(word, self.style, size, weight) <= room for word in text.split())

    def _step(self, size: int) -> float:
        return (1.28 if self.form.is_tight else 1.4) * size


def _lines(text: str, room: float, style: Style, size: int, weight: int) -> list[str]:
    """The text in lines; a single word that is too long for any line is cut."""
    if text and text_width(text, style, size, weight) <= room:
        return [text]
    return [elided(line, room, style, size, weight) for line in wrapped(text, room, style, size, weight)]


def names_of(box: FlowBox) -> tuple[str, ...]:
    """What a box may be called, from long to short."""
    return (box.step.label, box.step.short) if box.step.short else (box.step.label,)


def step_content(
    box: FlowBox, milestones: Sequence[FlowBox], width: float, style: Style, form: Form, warning: str
) -> Content:
    """A box on the trial's path: what it holds, and its milestones as small lines."""
    content = Content(width, style, form)
    content.add_heading(box.n, names_of(box), style.text, detail=box.step.detail)
    if milestones and form.is_brief:
        content.add_paragraph(" · ".join(f"{one.step.label} {count(one.n)}" for one in milestones))
    else:
        for milestone in milestones:
            content.add_paragraph(milestone_in_words(milestone))
    for line in box.lines:
        content.add_count(line.label, line.n)
    for milestone in milestones:
        if milestone.unexplained:
            content.add_warning(f"{milestone.step.label}: {unexplained_in_words(milestone)}")
    if warning:
        content.add_warning(warning)
    return content.close()


def side_content(box: FlowBox, width: float, style: Style, form: Form) -> Content:
    """The box beside the path with those who left before ``box``, and why."""
    content = Content(width, style, form)
    content.add_heading(box.left_n, (box.step.left_label,), style.small)
    reasons = brief_reasons(box.reasons) if form.is_brief else box.reasons
    for line in reasons:
        content.add_count(line.label, line.n)
    if box.left_notes:
        content.add_rule()
        for line in box.left_notes:
            content.add_count(line.label, line.n, "ink3")
    if box.unexplained:
        content.add_warning(unexplained_in_words(box))
    return content.close()


def arm_content(
    box: FlowBox, below: Sequence[FlowBox], width: float, style: Style, form: Form, endpoint: str
) -> Content:
    """An arm or a branch, with the boxes ``below`` it as lines.

    In the folded form the patients analyzed for the ``endpoint`` are a line, too.
    """
    content = Content(width, style, form)
    tone: Tone = "arm" if box.step.role == "arm" else "ink"
    content.add_heading(box.n, names_of(box), style.text, tone, box.step.detail)
    for line in box.lines:
        content.add_count(line.label, line.n)
    for step in below:
        content.add_count(step.step.label, step.n)
    if form.is_folded and box.analyzed is not None:
        content.add_count(f"Analyzed for {endpoint}", box.analyzed)
    return content.close()


def analyzed_content(box: FlowBox, endpoint: str, width: float, style: Style, form: Form) -> Content:
    """The last box of an arm: its patients with the endpoint's outcome."""
    content = Content(width, style, form)
    content.add_heading(
        box.analyzed or 0, (f"in the {endpoint} analysis", f"{endpoint} analysis"), style.text
    )
    return content.close()
