"""The boxes of a CONSORT diagram before they have a place: which there are, how wide, with which texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from explorer.analyses.answers import FlowAnswer, FlowBox
from ui.figures.consort_box import (
    Content,
    Form,
    analyzed_content,
    arm_content,
    side_content,
    step_content,
)
from ui.figures.consort_tree import Stage, below, milestones_of, stages_of, sum_warning
from ui.figures.consort_words import box_in_words, left_in_words, milestone_in_words
from ui.figures.figure import Style

Role = Literal["main", "side", "branch", "arm", "analyzed"]
MAIN_SHARE = 0.7
"""The path's share of the width, where something stands beside it."""
MANY_ARMS_SHARE = 0.88
"""Its share where three or more arms need the room and no branch does."""


@dataclass(frozen=True, slots=True)
class Part:
    """A box and what stands in it; ``words`` say all of it, also what a brief form leaves out."""

    box: FlowBox
    role: Role
    content: Content
    words: str


@dataclass(frozen=True, slots=True)
class Level:
    """Boxes of one height: on the path, right of the path, and those who left on the way here."""

    on_path: tuple[Part, ...]
    branches: tuple[Part, ...] = ()
    side: Part | None = None

    @property
    def is_split(self) -> bool:
        """Whether the way to this level turns to boxes beside the axis."""
        return len(self.on_path) != 1 or bool(self.branches)


@dataclass(frozen=True, slots=True)
class Grid:
    """Edges across the diagram: the path runs from 0 to ``path_right`` around its ``axis``."""

    width: float
    path_right: float
    side_left: float
    branch_left: float
    arm_gap: float

    @property
    def axis(self) -> float:
        """The line that all boxes of the path share as their middle."""
        return self.path_right / 2

    def arm_width(self, arms: int) -> float:
        """The width of each of so many arms."""
        return (self.path_right - (arms - 1) * self.arm_gap) / arms


def grid_of(answer: FlowAnswer, width: float, style: Style) -> Grid:
    """The edges for a width; a flow with nothing beside its path has the whole width for it."""
    stages = stages_of(answer)
    share = 1.0
    if any(stage.branches for stage in stages):
        share = MAIN_SHARE
    elif any(stage.left for stage in stages):
        share = MANY_ARMS_SHARE if max(len(stage.boxes) for stage in stages) > 2 else MAIN_SHARE
    path_right = share * width
    return Grid(
        width=width,
        path_right=path_right,
        side_left=path_right / 2 + style.length(24, 10),
        branch_left=path_right + style.length(14, 6),
        arm_gap=style.length(14, 6),
    )


def levels_of(answer: FlowAnswer, grid: Grid, style: Style, form: Form) -> tuple[Level, ...]:
    """All boxes from top to bottom."""
    stages = stages_of(answer)
    levels = [_level(answer, stage, grid, style, form) for stage in stages]
    arms = [box for stage in stages[-1:] for box in stage.boxes if box.step.role == "arm"]
    if arms and not form.is_folded and all(box.analyzed is not None for box in arms):
        width, endpoint = grid.arm_width(len(arms)), answer.endpoint.id
        levels.append(
            Level(
                tuple(
                    Part(
                        box,
                        "analyzed",
                        analyzed_content(box, endpoint, width, style, form),
                        f"{box.analyzed} of {box.step.label} in the {endpoint} analysis",
                    )
                    for box in arms
                )
            )
        )
    return tuple(levels)


def _level(answer: FlowAnswer, stage: Stage, grid: Grid, style: Style, form: Form) -> Level:
    side = None
    if stage.left:
        content = side_content(stage.left, grid.width - grid.side_left, style, form)
        side = Part(stage.left, "side", content, left_in_words(stage.left))
    on_path = [
        _arm(answer, box, "arm", grid.arm_width(len(stage.boxes)), style, form)
        if box.step.role == "arm"
        else _step(answer, box, grid.path_right, style, form)
        for box in stage.boxes
    ]
    branch_width = grid.width - grid.branch_left
    branches = [_arm(answer, box, "branch", branch_width, style, form) for box in stage.branches]
    return Level(tuple(on_path), tuple(branches), side)


def _step(answer: FlowAnswer, box: FlowBox, width: float, style: Style, form: Form) -> Part:
    milestones, warning = milestones_of(answer, box), sum_warning(answer, box)
    content = step_content(box, milestones, width, style, form, warning)
    words = [box_in_words(box), *(milestone_in_words(one) for one in milestones), warning]
    return Part(box, "main", content, ". ".join(part for part in words if part))


def _arm(answer: FlowAnswer, box: FlowBox, role: Role, width: float, style: Style, form: Form) -> Part:
    content = arm_content(box, below(answer, box), width, style, form, answer.endpoint.id)
    return Part(box, role, content, box_in_words(box))
