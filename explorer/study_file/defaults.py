"""What a study file means that does not say: the primary endpoint, filters, baseline table and flow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import isfinite

from explorer.columns import MISSING, RECORDED
from explorer.selection import Between, Criterion, OneOf, Selection
from explorer.study.reporting import BaselineItem
from explorer.study.study import Counted, Endpoint, Field, FlowStep, Study

MOST = 16
"""So many fields at most in a filter panel that nobody chose: more would not be looked through."""

ALL = "all patients"
POPULATION = "analysis population"


def with_defaults(study: Study) -> Study:
    """The study, which was checked, with what goes without saying; what it says itself stays."""
    return replace(
        study,
        fields=_with_an_identifier(study),
        endpoints=_with_a_primary(study.endpoints),
        filter_ids=study.filter_ids or usual_filters(study),
        baseline=study.baseline or usual_baseline(study),
        flow=study.flow or usual_flow(study),
    )


def usual_filters(study: Study) -> tuple[str, ...]:
    """The fields that describe a patient, in the order of the file."""
    return tuple(field.id for field in _describing(study))[:MOST]


def usual_baseline(study: Study) -> tuple[BaselineItem, ...]:
    """A row for each field that describes a patient and is known at randomization, the arm excepted."""
    return tuple(
        BaselineItem(field.id, declared=False)
        for field in _describing(study)
        if field.known != "after" and field.id != study.arm_field
    )


def usual_flow(study: Study) -> tuple[FlowStep, ...]:
    """All patients of the file, those of the analysis population where it is a part of them, and the arms."""
    everybody = not study.population.criteria
    first = FlowStep(ALL, study.population_label if everybody else "Patients in the file", Selection())
    population = FlowStep(
        POPULATION,
        study.population_label,
        study.population,
        parent=ALL,
        left_label="not in the analysis population",
        reasons=tuple(_reasons(study)),
    )
    path = (first,) if everybody else (first, population)
    no_arm = Selection((OneOf(study.arm_field, frozenset([MISSING])),))
    arms = tuple(
        FlowStep(
            f"arm {arm.id}",
            arm.label,
            Selection((OneOf(study.arm_field, frozenset([arm.id])),)),
            parent=path[-1].id,
            role="arm",
            short=arm.short,
            arm=arm.id,
            left_label="without an arm",
            reasons=(Counted(study.field(study.arm_field).missing, no_arm),),
        )
        for arm in study.arms
    )
    return (*path, *arms)


def _with_an_identifier(study: Study) -> tuple[Field, ...]:
    """The fields, the first of them the patient's identifier unless it is among them."""
    column = study.layout.id
    if any(column.casefold() in (field.id.casefold(), field.column.casefold()) for field in study.fields):
        return study.fields
    return (Field(column, "Patient", "text", column=column), *study.fields)


def _with_a_primary(endpoints: tuple[Endpoint, ...]) -> tuple[Endpoint, ...]:
    """The endpoints, the first of them primary when none is marked."""
    if any(endpoint.primary for endpoint in endpoints):
        return endpoints
    return (replace(endpoints[0], primary=True), *endpoints[1:])


def _describing(study: Study) -> list[Field]:
    """Categories and numbers that are recorded, other than the patient's identifier and the outcome."""
    layout = study.layout
    times = [times for endpoint in study.endpoints for times in endpoint.times]
    outcome = [column for each in times for column in (each.time, each.status)]
    other = {column.casefold() for column in (layout.id, layout.record, *outcome)}
    return [
        field
        for field in study.fields
        if field.kind in ("category", "number") and field.column and field.column.casefold() not in other
    ]


def _reasons(study: Study) -> Iterator[Counted]:
    """Why patients are not in the population: by each criterion, among those who meet the ones before it."""
    before = Selection()
    for criterion in study.population.criteria:
        field = study.field(criterion.field)
        for label, other in _others(field, criterion):
            yield Counted(f"{field.name}: {label}", before & Selection((other,)))
        before &= Selection((criterion,))


def _others(field: Field, criterion: Criterion) -> Iterator[tuple[str, Criterion]]:
    """What a patient who does not meet a criterion has instead; no patient has two of these."""
    if isinstance(criterion, Between):
        yield from _outside(field, criterion)
        asked = frozenset([MISSING] if criterion.keep_missing else []) | {RECORDED}
    else:
        asked = criterion.levels
    known = [level.id for level in field.levels] or [RECORDED]
    for level in (*(() if RECORDED in asked else known), MISSING):
        if level not in asked:
            yield field.level_label(level), OneOf(field.id, frozenset([level]))


def _outside(field: Field, range: Between) -> Iterator[tuple[str, Criterion]]:
    is_date = field.kind == "date"
    if isfinite(range.low):
        label = "earlier" if is_date else f"{'≤' if range.low_open else '<'}{range.low:g}"
        yield label, Between(field.id, high=range.low, high_open=not range.low_open)
    if isfinite(range.high):
        label = "later" if is_date else f"{'≥' if range.high_open else '>'}{range.high:g}"
        yield label, Between(field.id, low=range.high, low_open=not range.high_open)
