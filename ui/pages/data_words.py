"""The data page in words: exclusions, follow-up, and how its views are read."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.analyses.data import DataAnswer
from explorer.analyses.exclusions import ExclusionsAnswer
from explorer.analyses.follow_up import LATE, FollowUpAnswer, FollowUpGroup
from explorer.analyses.reconciliation import ReconciliationAnswer
from explorer.analyses.swimmer import SwimmerAnswer
from explorer.question.question import months_per
from explorer.text import NONE, count, counted, interval, number, percent, reached
from ui.widgets.text_table import Section

_MOST = 200
_SEVERITIES = {"error": "Left out", "warning": "Contradictions", "note": "How the file was read"}


VIEWS = (
    ("patients", "Patients"),
    ("exclusions", "Left out"),
    ("follow_up", "Follow-up"),
    ("swimmer", "Swimmer plot"),
    ("reconciliation", "Reconciliation"),
)
"""The views of the page, by key, in their order."""


@dataclass(frozen=True, slots=True)
class ViewWords:
    """What stands around a view: behind its title, over the card at the side, and in it."""

    subtitle: str
    side: str
    sections: tuple[Section, ...]


def view_words(key: str, answer: DataAnswer) -> ViewWords:
    """The words around one of the ``VIEWS`` but the first, whose words follow the chosen patient."""
    if key == "exclusions":
        remarks = f"{counted(len(answer.exclusions.problems), 'remark')} on the file"
        return ViewWords(remarks, "About this list", exclusion_notes(answer.exclusions))
    if key == "follow_up":
        sections = follow_up_sections(answer.follow_up)
        return ViewWords(answer.follow_up.endpoint.label, "Follow-up", sections)
    if key == "swimmer":
        shown = f"{count(len(answer.swimmer.lanes))} of {counted(answer.swimmer.of, 'patient')}"
        return ViewWords(shown, "About this figure", swimmer_sections(answer.swimmer))
    everybody = counted(len(answer.patients.patients), "patient")
    about = f"{answer.patients.endpoint.label} · {everybody}"
    return ViewWords(about, "About these counts", reconciliation_sections(answer.reconciliation))


def exclusion_sections(answer: ExclusionsAnswer) -> tuple[Section, ...]:
    """The steps from the file to the comparison, then every remark on the file."""
    rows = tuple(
        (step.label if step.kind == "kept" else f"    {step.label}", _signed(step.n, step.kind))
        for step in answer.steps
    )
    remarks: list[Section] = []
    for severity, title in _SEVERITIES.items():
        texts = [problem.text for problem in answer.problems if problem.severity == severity]
        remarks += [Section("" if place else title, note=text) for place, text in enumerate(texts[:_MOST])]
        if len(texts) > _MOST:
            remarks.append(Section("", note=f"and {count(len(texts) - _MOST)} more."))
    if not remarks:
        remarks.append(Section("Remarks on the file", note="None: every row and every value was used."))
    head = (("", "ink3"), ("Number", "ink3"))
    return (Section("From the file to the comparison", head=head, rows=rows), *remarks)


def _signed(n: int, kind: str) -> str:
    return count(n) if kind == "kept" else f"−{count(n)}" if n else "0"


def exclusion_notes(answer: ExclusionsAnswer) -> tuple[Section, ...]:
    """What the steps mean."""
    tally = tuple(
        (title, count(sum(problem.severity == severity for problem in answer.problems)))
        for severity, title in _SEVERITIES.items()
    )
    how = (
        "Filters are applied one after the other in the order shown; a patient who meets neither of two "
        "counts at the first. A patient without an arm was never compared; a patient without the endpoint "
        "lacks a date or a time that it needs."
    )
    return (Section("Remarks on the file", rows=tally), Section("Reading this list", note=how))


def follow_up_sections(answer: FollowUpAnswer) -> tuple[Section, ...]:
    """The follow-up of each group in numbers."""
    unit = answer.question.unit
    scale = months_per(unit)
    sections = []
    for group in answer.groups:
        rows = [("Patients", count(group.n)), (_capital(answer.endpoint.plural), count(group.events))]
        rows.append((f"Median follow-up, {unit}", _median(group, scale)))
        if group.shortest is not None and group.longest is not None:
            limits = interval(number(group.shortest / scale, 1), number(group.longest / scale, 1))
            rows.append(("Range without event", limits))
        if group.completeness is not None:
            rows.append(("Completeness", f"{percent(group.completeness)}%"))
        if group.since_contact is not None:
            rows.append(("Last seen, median months ago", number(group.since_contact, 1)))
        if group.late is not None:
            rows.append((f"Not seen for over {LATE:g} months", _share(group.late, group.event_free)))
        sections.append(Section(group.label, rows=tuple(rows)))
    method = (
        "Median follow-up by reverse Kaplan–Meier (Schemper and Smith 1996). Completeness: follow-up "
        "observed over follow-up possible until the data cut-off; patients with an event count in full "
        "(Clark, Altman and De Stavola 2002)."
    )
    notes = (*answer.notes, method) if answer.cut_off else answer.notes
    return (*sections, *(Section("", note=note) for note in notes))


def _median(group: FollowUpGroup, scale: float) -> str:
    value, lower, upper = (
        None if each is None else each / scale
        for each in (group.median.value, group.median.lower, group.median.upper)
    )
    if value is None:
        return reached(None) if group.n else NONE
    return f"{number(value, 1)} ({interval(reached(lower), reached(upper))})"


def _share(n: int, of: int) -> str:
    return f"{count(n)} of {count(of)}" + (f" ({percent(n / of)}%)" if of else "")


def swimmer_sections(answer: SwimmerAnswer) -> tuple[Section, ...]:
    """How the swimmer plot is read."""
    died = sum(lane.died for lane in answer.lanes)
    rows = (("Lanes", f"{count(len(answer.lanes))} of {count(answer.of)}"), ("Died", count(died)))
    how = (
        "A lane is one patient, as long as the follow-up; it is paler after the first event such as relapse. "
        "An arrow head at the end: still followed at the last contact. Time before the start is a thin line."
    )
    names = "Identifiers stand beside the lanes on screen only; copies and exports leave them out."
    return (
        Section("Shown", rows=rows),
        Section("Reading this figure", note=how),
        Section("", note=names),
        *(Section("", note=note) for note in answer.notes),
    )


def reconciliation_sections(answer: ReconciliationAnswer) -> tuple[Section, ...]:
    """What is compared, and what to do where it differs."""
    how = (
        "Each analysis counts in its own way: the listing patient by patient, the flow along its path, the "
        "baseline table by column, the curves as patients at risk at time 0 and as events under the curve, "
        "the forest plot as its overall row and as the sum of each subgroup's rows."
    )
    state = "Everything agrees." if answer.agrees else "These differ:"
    wrong = tuple(Section("", note=f"{text}.") for text in answer.differences)
    advice = "" if answer.agrees else "Do not report these numbers before the difference is explained."
    return (
        Section(counted(len(answer.comparisons), "comparison"), note=state),
        *wrong,
        *((Section("", note=advice),) if advice else ()),
        Section("How it is counted", note=how),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
