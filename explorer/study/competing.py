"""What a study declares of competing risks: several causes, of which each patient can have only the first."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.selection import Selection


@dataclass(frozen=True, slots=True)
class Cause:
    """One of several causes: a ``date`` field, or the event of an ``endpoint``, of the patients in ``where``.

    ``label`` is its name in a table ("Relapse"), ``plural`` in a sentence ("relapses").
    """

    id: str
    label: str
    plural: str
    where: Selection
    date: str = ""
    endpoint: str = ""


@dataclass(frozen=True, slots=True)
class CompetingRisks:
    """Causes that compete from ``start`` on, by dates up to ``censor``, or else by recorded endpoints.

    A patient has the cause that happens first, and of several on one day the one that stands first here.
    """

    id: str
    label: str
    causes: tuple[Cause, ...]
    definition: str = ""
    start: str = ""
    censor: str = ""
