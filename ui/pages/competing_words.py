"""The words around the figure of competing risks: title, and the numbers beside it."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.analyses.answers import HazardRatio
from explorer.analyses.competing_answers import CauseComparison, CompetingAnswer, TestOrReason
from explorer.question.question import months_per
from explorer.results.status import NOT_ADJUSTED, competing_status
from explorer.text import (
    at_time,
    confidence,
    count,
    counted,
    p_value,
    percent_interval,
    ratio_interval,
    signed,
)
from ui.figures.cumulative_incidence import percent_digits
from ui.figures.footer import method_line
from ui.pages.figure_card import Caption
from ui.widgets.text_table import Section

STATUS = {
    "secondary": "Secondary: beside the primary analysis, in the trial's own population.",
    "post hoc": "Post hoc: the reader chose from or to which month patients are compared.",
    "exploratory": "Exploratory: the reader chose other patients or strata than the trial's own.",
}
_HIDDEN = "Not shown: not all of these patients were randomized."


def _subtitle(answer: CompetingAnswer) -> str:
    numbers = " vs ".join(count(arm.n) for arm in answer.arms)
    population = answer.study.population_label if answer.primary else "Filtered"
    return f"{population} · {counted(answer.n, 'patient')}, {numbers} · {competing_status(answer)}"


COMPETING = Caption("competing", lambda answer: answer.risks.label, _subtitle, method_line)


def competing_sections(answer: CompetingAnswer) -> tuple[Section, ...]:
    """Events by arm and cause, the comparison of the arms in each, incidences, methods and status."""
    return (
        *_events(answer),
        *_comparisons(answer),
        *_incidences(answer),
        Section("Method", note=answer.risks.definition),
        *(Section("", note=method) for method in answer.methods),
        *(Section("", note=note) for note in answer.notes),
        Section("Status", note=f"{STATUS[competing_status(answer)]} {NOT_ADJUSTED}"),
    )


def _arm_heads(answer: CompetingAnswer) -> tuple[tuple[str, str], ...]:
    return tuple((arm.arm.short, f"arm:{arm.arm.color}") for arm in answer.arms)


def _events(answer: CompetingAnswer) -> tuple[Section, ...]:
    """How many patients of each arm had which cause first."""
    sections = []
    for index, arm in enumerate(answer.arms):
        name = (arm.arm.short, f"arm:{arm.arm.color}")
        rows = [(each.cause.label, count(each.events)) for each in arm.causes]
        rows += [("No event", count(arm.without_event)), ("All patients", count(arm.n))]
        title = "" if index else "First event of each patient"
        sections.append(Section(title, head=(name, ("Patients", "ink3")), rows=tuple(rows)))
    return tuple(sections)


def _comparisons(answer: CompetingAnswer) -> tuple[Section, ...]:
    if not answer.comparable:
        return (Section("Comparison of the arms", note=_HIDDEN),)
    level = confidence(answer.question.conf_level)
    return (
        _gray(answer),
        *_ratios(answer, f"Cause-specific hazard ratio ({level})", "cause_specific"),
        *_ratios(answer, f"Subdistribution hazard ratio ({level})", "subdistribution"),
        _differences(answer, level),
    )


def _gray(answer: CompetingAnswer) -> Section:
    stratified = bool(answer.strata_labels)
    head = [("Cause", "ink3"), ("P", "ink3"), *([("Stratified P", "ink3")] if stratified else [])]
    rows = []
    for each in answer.comparisons:
        tests = (each.gray, each.stratified_gray)[: 1 + stratified]
        rows.append((each.cause.label, *(_p(test) for test in tests)))
    reasons = [
        f"{each.cause.label}: {each.gray.not_estimable}." for each in answer.comparisons if not each.gray.test
    ]
    return Section("Gray's test", head=tuple(head), rows=tuple(rows), note=" ".join(reasons))


def _p(found: TestOrReason) -> str:
    return p_value(found.test.p) if found.test else "no test"


def _ratios(answer: CompetingAnswer, title: str, kind: str) -> tuple[Section, ...]:
    """A section for each arm that is compared with the reference."""
    sections = []
    reference = answer.arms[answer.reference].arm
    for index, arm in enumerate(answer.arms):
        found = [(each, _of(each, kind)[index]) for each in answer.comparisons]
        rows = tuple(
            (each.cause.label, ratio_interval(ratio.value, ratio.lower, ratio.upper), p_value(ratio.p))
            if ratio.value is not None
            else (each.cause.label, "not estimable", "")
            for each, ratio in found
            if ratio is not None
        )
        reasons = [
            f"{each.cause.label}: {r.not_estimable}."
            for each, r in found
            if r is not None and r.not_estimable
        ]
        if rows:
            between = f"{arm.arm.short} vs {reference.short}."
            head = (("Cause", "ink3"), ("HR", "ink3"), ("P", "ink3"))
            sections.append(Section(title, head=head, rows=rows, note=" ".join((between, *reasons))))
    return tuple(sections)


def _of(each: CauseComparison, kind: str) -> Sequence[HazardRatio | None]:
    return each.cause_specific if kind == "cause_specific" else each.subdistribution


def _differences(answer: CompetingAnswer, level: str) -> Section:
    rows = []
    for each in answer.comparisons:
        value, lower, upper = (
            None if limit is None else 100 * limit
            for limit in (each.difference.value, each.difference.lower, each.difference.upper)
        )
        limits = "" if lower is None or upper is None else f" ({signed(lower)} to {signed(upper)})"
        rows.append((each.cause.label, "not estimable" if value is None else f"{signed(value)}{limits}"))
    compared, reference = answer.arms[answer.compare].arm, answer.arms[answer.reference].arm
    return Section(
        f"Difference at {at_time(answer.question.landmark).replace('-', ' ')}",
        head=(("Cause", "ink3"), (f"Points ({level})", "ink3")),
        rows=tuple(rows),
        note=f"{compared.short} less {reference.short}.",
    )


def _incidences(answer: CompetingAnswer) -> tuple[Section, ...]:
    unit, digits = answer.question.unit, percent_digits(answer)
    months = months_per(unit)
    level = confidence(answer.question.conf_level)
    sections = []
    for index, cause in enumerate(answer.risks.causes):
        rows = []
        for found in zip(*(arm.causes[index].landmarks for arm in answer.arms), strict=True):
            cells = [percent_interval(each.incidence, each.lower, each.upper, digits) for each in found]
            rows.append((f"{found[0].time / months:g}", *cells))
        head = ((unit.capitalize()[:-1], "ink3"), *_arm_heads(answer))
        sections.append(Section(f"{cause.label}, % ({level})", head=head, rows=tuple(rows)))
    return tuple(sections)
