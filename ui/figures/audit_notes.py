"""What stands under the figures of the data page: whom they show, and what kind of data it is."""

from __future__ import annotations

from explorer.analyses.follow_up import FollowUpAnswer
from explorer.analyses.swimmer import SwimmerAnswer
from ui.figures.figure import Style, wrapped
from ui.figures.footer import footer


def note_lines(answer: FollowUpAnswer | SwimmerAnswer, width: float, style: Style) -> list[str]:
    """The notes of an answer as lines of this width."""
    return wrapped(" ".join(footer(answer, *answer.notes)), width, style)
