"""Boxes of a CONSORT flow in words: for small lines, for brief forms, for tooltips and screen readers."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.analyses.answers import CountedLine, FlowBox
from explorer.text import count, counted

MOST_REASONS = 3
"""How many reasons stay when room is short; the others are summed up."""


def milestone_in_words(box: FlowBox) -> str:
    """``Eligible 481; found ineligible 7: BCR::ABL1-positive 6, T-cell ALL 1``."""
    text = f"{box.step.label} {count(box.n)}"
    if box.lines:
        text += f" ({_listed(box.lines)})"
    if box.left_n and box.reasons:
        text += f"; {box.step.left_label} {count(box.left_n)}: {_listed(box.reasons)}"
    return text


def brief_reasons(reasons: tuple[CountedLine, ...]) -> tuple[CountedLine, ...]:
    """The three most frequent reasons, and the others summed up in a line that says how many they are."""
    if len(reasons) <= MOST_REASONS + 1:
        return reasons
    most = sorted(reasons, key=lambda line: -line.n)[:MOST_REASONS]
    others = [line for line in reasons if line not in most]
    rest = CountedLine(
        f"Other ({counted(len(others), 'reason')})",
        sum(line.n for line in others),
        sum(line.selected for line in others),
    )
    return (*most, rest)


def unexplained_in_words(box: FlowBox) -> str:
    """That the reasons do not add up to those who left, and by how many."""
    if box.unexplained > 0:
        return f"{counted(box.unexplained, 'patient')} without a reason"
    return f"reasons exceed this number by {count(-box.unexplained)}"


def box_in_words(box: FlowBox) -> str:
    """``112 Chemo only: Started treatment 112, Deaths 40``."""
    text = f"{count(box.n)} {box.step.label}"
    return f"{text}: {_listed(box.lines)}" if box.lines else text


def left_in_words(box: FlowBox) -> str:
    """Who left before a box, with every reason."""
    text = f"{count(box.left_n)} {box.step.left_label}"
    lines = (*box.reasons, *box.left_notes)
    if lines:
        text += f": {_listed(lines)}"
    return f"{text}; {unexplained_in_words(box)}" if box.unexplained else text


def _listed(lines: Sequence[CountedLine]) -> str:
    return ", ".join(f"{line.label} {count(line.n)}" for line in lines)
