"""The design of a trial in words, generated from the study: nothing here depends on the data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from explorer.cohort.cohort import Cohort
from explorer.question.question import Question
from explorer.question.where import describe_criterion
from explorer.selection import Selection
from explorer.study.study import Endpoint, Field, Study
from explorer.text import listed, number, percent


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A statement under a heading; ``heading`` "" continues the one before."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class DesignAnswer:
    """The treatment schema stands in ``study``; the rest is in words: endpoints and population, how patients
    were stratified and compared, and the rules by which fields are derived."""

    study: Study
    endpoints: tuple[Paragraph, ...]
    comparison: tuple[Paragraph, ...]
    rules: tuple[Paragraph, ...]
    synthetic: bool


def design(cohort: Cohort, question: Question) -> DesignAnswer:
    """The design of the cohort's study; the question changes nothing about it."""
    study = cohort.study
    return DesignAnswer(
        study=study,
        endpoints=tuple(_endpoints(study)),
        comparison=tuple(_comparison(study)),
        rules=tuple(_rules(study)),
        synthetic=cohort.synthetic,
    )


def _endpoints(study: Study) -> Iterator[Paragraph]:
    for endpoint in study.endpoints:
        rank = "primary endpoint" if endpoint.primary else "secondary endpoint"
        yield Paragraph(f"{endpoint.label} ({endpoint.id}), {rank}", _definition(study, endpoint))
    for risks in study.competing:
        causes = listed([cause.label.lower() for cause in risks.causes])
        yield Paragraph(risks.label, f"{risks.definition} Competing events: {causes}.".strip())
    chosen = _in_words(study.population, study)
    yield Paragraph("Analysis population", f"{study.population_label}. {chosen}".strip())
    arms = [f"{arm.label}{' (reference)' if arm.reference else ''}" for arm in study.arms]
    yield Paragraph("Arms", f"{listed(arms)}.")


def _definition(study: Study, endpoint: Endpoint) -> str:
    """The study's own words, else what the endpoint is made from."""
    if endpoint.definition:
        return endpoint.definition
    if endpoint.start:
        events = listed([study.field(id).label.lower() for id in endpoint.events])
        last = study.field(endpoint.censor).label.lower() if endpoint.censor else "last contact"
        start = study.field(endpoint.start).label
        return f"{start} to {events}, whichever is first; others are censored at {last}."
    return f"Recorded time to {endpoint.noun}; others are censored."


def _comparison(study: Study) -> Iterator[Paragraph]:
    if study.strata:
        for place, id in enumerate(study.strata):
            yield Paragraph("" if place else "Stratification factors", _levels(study.field(id)))
        yield Paragraph("", "A factor that is not recorded is a level of its own.")
    else:
        yield Paragraph("Stratification factors", "None.")
    plan = study.monitoring
    if plan is not None:
        looks = [f"{look.label.lower()} at {look.events} events" for look in plan.looks if look.events]
        text = (
            f"{plan.events} {study.endpoint(plan.endpoint).plural}; power {percent(plan.power)}% "
            f"for a hazard ratio of {number(plan.hazard_ratio, 2)} at a one-sided α of {plan.alpha:g}. "
            f"Analyses: {listed(looks)}."
        )
        yield Paragraph("Sample size and interim analyses", text)
    before = [study.field(group.field).name for group in study.subgroups if not group.post_hoc]
    after = [study.field(group.field).name for group in study.subgroups if group.post_hoc]
    if before:
        yield Paragraph("Subgroups", f"Pre-specified: {listed(before)}.")
    if after:
        yield Paragraph("" if before else "Subgroups", f"Post hoc: {listed(after)}.")


def _levels(field: Field) -> str:
    levels = listed([level.label for level in field.levels])
    return f"{field.label}: {levels}."


def _rules(study: Study) -> Iterator[Paragraph]:
    """How each derived field gets its levels; the first rule that fits decides."""
    if not study.choices and not any(field.rules for field in study.fields):
        yield Paragraph("", "None: every field is used as it was recorded.")
    for field in study.fields:
        heading = field.label if field.name == field.label else f"{field.label} ({field.name})"
        for place, rule in enumerate(field.rules, 1):
            text = f"{place}. {field.level_label(rule.level)}: {_in_words(rule.where, study)}."
            yield Paragraph(heading if place == 1 else "", text)
        if field.rules and field.column:
            yield Paragraph("", "The first rule that fits decides; a recorded value is never overwritten.")
    for place, choice in enumerate(study.choices):
        yield Paragraph("" if place else "Choices where the publication is unclear", choice)


def _in_words(selection: Selection, study: Study) -> str:
    return " and ".join(describe_criterion(criterion, study) for criterion in selection.criteria)
