"""What stands under the figures of the data page: whom they show, and what kind of data it is."""

from __future__ import annotations

from explorer.analyses.follow_up import FollowUpAnswer
from explorer.analyses.swimmer import SwimmerAnswer
from ui.figures.figure import Style, wrapped


def note_lines(answer: FollowUpAnswer | SwimmerAnswer, width: float, style: Style) -> list[str]:
    """The notes of an answer as lines of this width."""
    notes = list(answer.notes)
    if not answer.primary:
        notes.append("Exploratory: the patients were filtered by the reader.")
    if answer.synthetic:
        notes.append("Synthetic data.")
    return wrapped(" ".join(notes), width, style)
