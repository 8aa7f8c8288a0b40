"""The words around the baseline table: what it shows, how to read it, what is missing."""

from __future__ import annotations

from explorer.analyses.baseline_answer import BaselineAnswer
from explorer.results.status import baseline_status
from explorer.text import count, counted, number
from ui.figures.baseline import UNIT
from ui.pages.figure_card import Caption
from ui.widgets.message_card import Message
from ui.widgets.text_table import Section

NEVER_P = (
    "No P values: in a randomized trial a difference at baseline is due to chance, and a test of it answers "
    "no question."
)
_NOT_RANDOMIZED = (
    "No P values: not all of these patients were randomized, and a test does not tell chance from selection."
)
_COMPLETE = "Every field of the table is known for every patient shown."
_STATUS = {
    "pre-specified": "Pre-specified: the rows of the study file, in the trial's own population.",
    "descriptive": "Descriptive: the study file declares no rows, so the program chose them.",
    "post hoc": "Post hoc: the reader chose how numbers are summed up, or asked for differences.",
    "exploratory": "Exploratory: filters were chosen by the reader.",
}


def _subtitle(answer: BaselineAnswer) -> str:
    population = answer.study.population_label if answer.primary else "Filtered"
    patients = counted(answer.columns[-1].n, "patient")
    return f"{population} · {patients} · {baseline_status(answer)}"


BASELINE = Caption("baseline", lambda _: "Baseline characteristics", _subtitle)


NO_CHARACTERISTICS = Message(
    "No baseline characteristics to show",
    "The study file describes the treatment of the patients, and nothing else that was known before it.",
    footer="To show them, add a table [[fields]] to the study file for each column, such as age or stage; "
    "they are then offered as filters too.",
    kind="info",
)


def nothing_known(answer: BaselineAnswer) -> Message | None:
    """What to add when the table would have no rows."""
    return None if answer.blocks else NO_CHARACTERISTICS


def baseline_sections(answer: BaselineAnswer) -> tuple[Section, ...]:
    """How the table is read, how complete the data are, and which fields differ most."""
    incomplete = [block for block in answer.blocks if block.known_text]
    rows = tuple(
        (block.label, f"{count(block.known[-1])} of {count(answer.columns[-1].n)}") for block in incomplete
    )
    complete = Section(
        "Completeness",
        head=(("Field", "ink3"), ("Known", "ink3")) if rows else (),
        rows=rows,
        note="" if rows else _COMPLETE if answer.columns[-1].n else "No patients to show.",
    )
    return (
        complete,
        *_largest(answer),
        Section("How to read it", note=" ".join((UNIT, *answer.notes))),
        Section("", note=NEVER_P if answer.comparable else _NOT_RANDOMIZED),
        Section("Status", note=_STATUS[baseline_status(answer)]),
    )


def _largest(answer: BaselineAnswer) -> tuple[Section, ...]:
    """The fields in the order of their standardized difference, the largest first."""
    if not answer.question.baseline.differences:
        return ()
    known = [(abs(block.difference), block.label) for block in answer.blocks if block.difference is not None]
    rows = tuple((label, number(value, 2)) for value, label in sorted(known, key=lambda pair: -pair[0])[:6])
    head = (("Field", "ink3"), ("Absolute value", "ink3"))
    return (Section("Largest standardized differences", head=head, rows=rows),)
