"""What can go wrong, in words that a user can act on.

ExplorerError          every error that the program foresees; its text is shown as it stands
├── StudyError         a study file is wrong: names the file and the key
├── DataError          a data file cannot be used: names the file, sheet, row and column
├── SelectionError     a filter names a field or level that the study does not have
├── AnalysisError      an analysis was asked for something it cannot do
└── Cancelled          a computation was given up because nobody waits for it any more
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class ExplorerError(Exception):
    """An error that the program foresees; ``str(error)`` is one sentence for the user."""


class StudyError(ExplorerError):
    """A study definition is wrong."""


class DataError(ExplorerError):
    """A data file cannot be used."""


class SelectionError(ExplorerError):
    """A filter names something that the study does not have."""


class AnalysisError(ExplorerError):
    """An analysis cannot be done as asked."""


class Cancelled(ExplorerError):
    """A computation was given up because its answer is not wanted any more."""


def closest(name: str, known: Iterable[str], likeness: float = 0.5) -> str:
    """The known name that is most like another, "" when none has the likeness (0..1)."""
    folded = {other.casefold(): other for other in known}
    close = get_close_matches(name.casefold(), list(folded), n=1, cutoff=likeness)
    return folded[close[0]] if close else ""


def nearest(name: str, known: Iterable[str]) -> str:
    """Say the nearest of the known names, as the end of a sentence, or list them when none is near."""
    names = list(known)
    if close := closest(name, names):
        return f'did you mean "{close}"?'
    shown = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
    return f"the known names are: {shown}." if names else "there are none."
