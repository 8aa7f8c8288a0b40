"""The CONSORT flow, counted from the rows: who is in each box, who left and why, and whether it adds up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from explorer.analyses.answers import CountedLine, FlowAnswer, FlowBox
from explorer.analyses.compared import compared
from explorer.cohort.cohort import Cohort
from explorer.columns import CategoryColumn, Mask, number
from explorer.question.question import Question
from explorer.study.study import Counted, FlowStep, Study
from explorer.text import count, counted


def flow(cohort: Cohort, question: Question) -> FlowAnswer:
    """Count every box among all patients of the file, and among those selected.

    A box holds the patients of its own selection who are in its parent's box too. The patients of a parent
    who are in none of its next boxes are those who left; their reasons must add up to them.
    """
    study, who = cohort.study, compared(cohort, question)
    selected = who.chosen
    masks: dict[str, Mask] = {}
    for step in study.flow:
        own = cohort.choose(step.where)
        masks[step.id] = own & masks[step.parent] if step.parent else own
    boxes = []
    for step in study.flow:
        inside = masks[step.id]
        left = _left(study, step, masks)
        reasons = _reasons(cohort, step, left, selected)
        explained = sum(line.n for line in reasons)
        left_n = number(left)
        boxes.append(
            FlowBox(
                step=step,
                n=number(inside),
                selected=number(inside & selected),
                left_n=left_n,
                left_selected=number(left & selected),
                reasons=reasons,
                left_notes=_lines(cohort, step.left_notes, left, selected),
                unexplained=left_n - explained,
                lines=_lines(cohort, step.lines, inside, selected),
                analyzed=number(inside & ~np.isnan(who.outcome.duration)) if step.arm else None,
            )
        )
    return FlowAnswer(
        study=study,
        endpoint=who.endpoint,
        boxes=tuple(boxes),
        filtered=not who.primary,
        synthetic=who.synthetic,
        discrepancies=_discrepancies(cohort, boxes, masks),
        selection=question.selection,
        data_cut=cohort.data_cut,
    )


def next_steps(study: Study, parent: str) -> list[FlowStep]:
    """The boxes that follow a box on the trial's path; milestones lead nowhere and are not among them."""
    return [step for step in study.flow if step.parent == parent and step.role != "milestone"]


def _left(study: Study, step: FlowStep, masks: Mapping[str, Mask]) -> Mask:
    """Who of the parent's patients left before this box; told once, at the first of several next boxes."""
    if not step.parent:
        return np.zeros_like(masks[step.id])
    parent = masks[step.parent]
    if step.role == "milestone":
        return parent & ~masks[step.id]
    following = next_steps(study, step.parent)
    if following[0].id != step.id:
        return np.zeros_like(parent)
    left = parent.copy()
    for other in following:
        left &= ~masks[other.id]
    return left


def _reasons(cohort: Cohort, step: FlowStep, left: Mask, selected: Mask) -> tuple[CountedLine, ...]:
    """Why patients left; a reason that nobody had is none."""
    if step.reasons:
        return tuple(line for line in _lines(cohort, step.reasons, left, selected) if line.n)
    if not step.reason_field:
        return ()
    column = cohort.columns[step.reason_field]
    assert isinstance(column, CategoryColumn)  # the study was checked when it was read
    field = cohort.study.field(step.reason_field)
    every = np.bincount(column.codes[left], minlength=len(column.levels) + 1)
    chosen = np.bincount(column.codes[left & selected], minlength=len(column.levels) + 1)
    return tuple(
        CountedLine(field.level_label(level), int(every[code]), int(chosen[code]))
        for code, level in enumerate(column.levels)
        if every[code]
    )


def _lines(
    cohort: Cohort, lines: tuple[Counted, ...], within: Mask, selected: Mask
) -> tuple[CountedLine, ...]:
    counts = []
    for line in lines:
        mask = within & cohort.choose(line.where)
        counts.append(CountedLine(line.label, number(mask), number(mask & selected)))
    return tuple(counts)


def _discrepancies(cohort: Cohort, boxes: list[FlowBox], masks: Mapping[str, Mask]) -> tuple[str, ...]:
    return (*_unexplained(boxes), *_off_the_path(cohort, masks), *_in_two_boxes(cohort.study, masks))


def _unexplained(boxes: list[FlowBox]) -> Iterator[str]:
    """Reasons that do not add up to those who left a box."""
    labels = {box.step.id: box.step.label for box in boxes}
    for box in boxes:
        where = f'After "{labels.get(box.step.parent, "")}", {box.step.left_label}'
        who = f"{where}: {count(abs(box.unexplained))} of {counted(box.left_n, 'patient')}"
        if box.unexplained > 0:
            yield f"{who} {'has' if box.unexplained == 1 else 'have'} no reason recorded."
        elif box.unexplained < 0:
            yield f"{who} counted under more than one reason."


def _off_the_path(cohort: Cohort, masks: Mapping[str, Mask]) -> Iterator[str]:
    """Patients who fit a step of the path, but not the one before it."""
    for step in cohort.study.flow:
        if step.parent and step.role == "step":
            off = number(cohort.choose(step.where) & ~masks[step.parent])
            if off:
                before = next(other.label for other in cohort.study.flow if other.id == step.parent)
                yield f'{counted(off, "patient")} of "{step.label}" not in "{before}": not counted there.'


def _in_two_boxes(study: Study, masks: Mapping[str, Mask]) -> Iterator[str]:
    """Patients who are in more than one of the boxes that follow the same box."""
    for step in study.flow:
        following = [masks[other.id] for other in next_steps(study, step.id)]
        twice = number(np.sum(following, axis=0) > 1) if following else 0
        if twice:
            yield f'{counted(twice, "patient")} of "{step.label}" in more than one of the next boxes.'
