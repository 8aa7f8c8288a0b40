"""What stands under every printed figure: status and patients, the method, the data cut, synthetic data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRectF

from explorer.results.model_status import Fitted, status_words
from explorer.results.provenance import Provenance, provenance
from explorer.results.status import NOT_ADJUSTED
from ui.figures.canvas import Canvas
from ui.figures.figure import Style

UNADJUSTED = ("primary", "descriptive")
"""The status of results under which nothing needs to be said of multiplicity."""


def footer(answer: Any, *notes: str) -> tuple[str, ...]:
    """The sentences under a figure: whom it shows and what it counts for, then its notes, then the data."""
    return (*whose(answer), *notes, *whence(answer))


def whose(answer: Any) -> tuple[str, ...]:
    """What the result counts for, of which patients, and what is wrong with their choice."""
    found = provenance(answer)
    if isinstance(answer, Fitted):
        said = status_words(answer)
    else:
        reason = "" if found.randomized else ", not all of these patients were randomized"
        said = f"Status: {found.status}{reason}."
    return (said, f"Patients: {found.patients}.", *immortal(found))


def immortal(found: Provenance) -> tuple[str, ...]:
    """The warning of a choice of patients by what happened after randomization."""
    if not found.late:
        return ()
    named = " and ".join(found.late)
    return (
        f"Immortal-time bias: {named} is known only after randomization, so a difference between the arms is "
        "no effect of treatment.",
    )


def multiplicity(answer: Any) -> tuple[str, ...]:
    """That nothing is adjusted, under all but the primary result and bare descriptions."""
    return () if provenance(answer).status in UNADJUSTED else (NOT_ADJUSTED,)


def method_line(answer: Any) -> str:
    """The method and the data cut, for a screen, where the rest of the footer stands elsewhere."""
    found = provenance(answer)
    return " ".join((found.method, *([f"Data cut {found.data_cut}."] if found.data_cut else [])))


def whence(answer: Any) -> tuple[str, ...]:
    """The data cut, unless a note of the answer tells that day, and that data are synthetic."""
    found = provenance(answer)
    told = any(found.data_cut in note for note in getattr(answer, "notes", ()))
    cut = (f"Data cut {found.data_cut}.",) if found.data_cut and not told else ()
    return (*cut, "Synthetic data.") if found.synthetic else cut


def notes_height(lines: Sequence[str], style: Style) -> float:
    """The height of lines under a figure, with the space above them."""
    return len(lines) * _row(style) + style.length(6, 3) if lines else 0.0


def paint_notes(canvas: Canvas, rect: QRectF, lines: Sequence[str]) -> QRectF:
    """Write lines at the bottom of a rectangle; the rest of it."""
    style = canvas.style
    for index, line in enumerate(lines, start=1):
        baseline = rect.bottom() - (len(lines) - index) * _row(style) - style.length(4, 2)
        canvas.text(rect.left(), baseline, line, style.ink3)
    return rect.adjusted(0, 0, 0, -notes_height(lines, style))


def _row(style: Style) -> float:
    return 1.3 * style.small
