"""The shape of a CONSORT flow: which boxes follow each other on the path, and what stands beside them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from explorer.analyses.answers import FlowAnswer, FlowBox


@dataclass(frozen=True, slots=True)
class Stage:
    """One height of the diagram: a box on the path, or the arms; with the branches beside it.

    ``left`` is the box that reports who left before this height.
    """

    boxes: tuple[FlowBox, ...]
    branches: tuple[FlowBox, ...]
    left: FlowBox | None


@lru_cache(maxsize=4)
def stages_of(answer: FlowAnswer) -> tuple[Stage, ...]:
    """The path from its first box down to the arms, or to its last box."""
    drawn = [box for box in answer.boxes if box.step.role != "milestone"]
    if not drawn:
        return ()
    parents = _drawn_parents(answer)
    here = next((box for box in drawn if not box.step.parent), drawn[0])
    stages = [Stage((here,), (), None)]
    while following := [box for box in drawn if parents[box.step.id] == here.step.id]:
        arms = tuple(box for box in following if box.step.role == "arm")
        steps = tuple(box for box in following if box.step.role == "step")
        onward = arms or steps[:1]
        branches = tuple(box for box in following if box not in onward)
        left = next((box for box in following if box.left_n or box.reasons), None)
        stages.append(Stage(onward, branches, left))
        if arms or not steps:
            break
        here = steps[0]
    return tuple(stages)


def _drawn_parents(answer: FlowAnswer) -> dict[str, str]:
    """The box above each; milestones are lines in theirs, so what follows them follows it."""
    by_id = {box.step.id: box.step for box in answer.boxes}
    parents = {}
    for box in answer.boxes:
        parent = by_id.get(box.step.parent)
        while parent and parent.role == "milestone":
            parent = by_id.get(parent.parent)
        parents[box.step.id] = parent.id if parent else ""
    return parents


def milestones_of(answer: FlowAnswer, box: FlowBox) -> tuple[FlowBox, ...]:
    """The milestones of a box, and theirs."""
    found: list[FlowBox] = []
    for other in answer.boxes:
        parents = {box.step.id, *(one.step.id for one in found)}
        if other.step.role == "milestone" and other.step.parent in parents:
            found.append(other)
    return tuple(found)


def below(answer: FlowAnswer, box: FlowBox) -> tuple[FlowBox, ...]:
    """The boxes under an arm or a branch, in trial order."""
    inside = {box.step.id}
    found: list[FlowBox] = []
    for other in answer.boxes:
        if other.step.parent in inside:
            inside.add(other.step.id)
            found.append(other)
    return tuple(found)


def sum_warning(answer: FlowAnswer, box: FlowBox) -> str:
    """That the next boxes and those who left do not add up to a box; "" when they do."""
    following = [
        one for one in answer.boxes if one.step.parent == box.step.id and one.step.role != "milestone"
    ]
    total = sum(one.n + one.left_n for one in following)
    return f"The next boxes add up to {total}" if following and total != box.n else ""
