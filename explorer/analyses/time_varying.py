"""A time-varying event of the study, such as transplantation: treatment adjusted for it from its date on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from explorer.analyses.answers import HazardRatio
from explorer.analyses.comparison import arm_column, chi_square, hazard_ratio
from explorer.analyses.model_answers import ArmChanges, State, TimeVaryingAnswer
from explorer.analyses.model_data import ModelData, model_data, without_contrast
from explorer.cohort.cohort import Cohort
from explorer.columns import DateColumn
from explorer.errors import AnalysisError, nearest
from explorer.question.model_question import ModelQuestion
from explorer.question.question import Question
from explorer.study.models import TimeVaryingEvent
from explorer.study.study import DAYS_PER_MONTH, Endpoint, Study
from explorer.survival.cox import CoxFit, cox
from explorer.survival.km import KaplanMeier
from explorer.survival.time_varying import StartStop, mantel_byar, simon_makuch, split_at
from explorer.text import counted

Floats = NDArray[np.float64]


def time_varying(cohort: Cohort, question: Question) -> TimeVaryingAnswer:
    """Treatment and the event that ``question.models`` names in one Cox model, the event from its date on.

    Each patient is followed before the event and, from its date on, after it. R:
    ``coxph(Surv(start, stop, event) ~ arm + after + strata(…))`` on rows split at the date. The strata are
    those that the study gives for the event, otherwise the question's. The curves are those of Simon & Makuch
    1984, the test that of Mantel & Byar 1974, both without strata.

    Raises:
        AnalysisError: the study has no such event or none at all, or the endpoint does not count from a date.
        SelectionError: the study has no such endpoint.
    """
    study = cohort.study
    declared = find_event(study, question.models.event)
    if declared.strata is not None:
        question = replace(question, strata=declared.strata)
    data = model_data(cohort, ModelQuestion(question))
    who = data.who
    change = months_to(cohort, declared, who.endpoint)
    rows = split_at(data.duration, data.event, change[data.patient])
    fit = _fit(data, rows, question)
    reason = without_contrast(data, who.compare)
    arms = _changes(study, data, change[data.patient], rows)
    test = mantel_byar(rows)
    return TimeVaryingAnswer(
        study=study,
        question=question,
        endpoint=who.endpoint,
        event=declared,
        compare=study.arms[who.compare],
        reference=study.arms[study.reference],
        n=len(data.duration),
        events=int(data.event.sum()),
        without_outcome=who.without_outcome,
        arms=arms,
        hazard_ratio=(
            HazardRatio(not_estimable=reason) if reason else hazard_ratio(fit, arm_column(study, who.compare))
        ),
        event_ratio=_event_ratio(fit, rows, declared),
        states=_states(rows, declared, question),
        mantel_byar=chi_square(test),
        strata_labels=who.strata_labels,
        comparable=who.comparable,
        primary=who.primary,
        synthetic=who.synthetic,
        notes=_notes(arms, declared, who.endpoint, who.without_outcome),
        horizon=who.horizon,
        data_cut=cohort.data_cut,
    )


def find_event(study: Study, id: str | None) -> TimeVaryingEvent:
    """The event of that id, None for the first.

    Raises:
        AnalysisError: the study declares none such.
    """
    if not study.time_varying:
        raise AnalysisError(
            "This study declares no event during follow-up, such as transplantation. To see one here, add a "
            "[[time_varying]] table with its label and its date field to the study file."
        )
    for event in study.time_varying:
        if id in (None, event.id):
            return event
    known = [event.id for event in study.time_varying]
    raise AnalysisError(f'The study declares no time-varying event "{id}"; {nearest(str(id), known)}')


def months_to(cohort: Cohort, event: TimeVaryingEvent, endpoint: Endpoint) -> Floats:
    """(n,) months from the start of the endpoint to the event, NaN without it."""
    if not endpoint.start:
        raise AnalysisError(
            f"{endpoint.label} is recorded as a time, not from dates; {event.label.lower()} can enter a "
            "model only where follow-up starts at a date."
        )
    date, start = cohort.columns[event.date], cohort.columns[endpoint.start]
    assert isinstance(date, DateColumn)  # the study was checked when it was read
    assert isinstance(start, DateColumn)
    return (date.values - start.values) / DAYS_PER_MONTH


def _fit(data: ModelData, rows: StartStop, question: Question) -> CoxFit:
    return cox(
        rows.outcome.duration,
        rows.outcome.event,
        np.column_stack((data.design[rows.patient], rows.after)),
        strata=None if data.stratum is None else data.stratum[rows.patient],
        entry=rows.outcome.entry,
        ties=question.ties,
        conf_level=question.conf_level,
    )


def _event_ratio(fit: CoxFit, rows: StartStop, event: TimeVaryingEvent) -> HazardRatio:
    if not rows.after.any():
        return HazardRatio(not_estimable=f"not estimable: nobody with {event.label.lower()} in follow-up")
    return hazard_ratio(fit, len(fit.coef) - 1)


def _changes(study: Study, data: ModelData, change: Floats, rows: StartStop) -> tuple[ArmChanges, ...]:
    counts = []
    for index, arm in enumerate(study.arms):
        here = data.arm == index
        counts.append(
            ArmChanges(
                arm=arm,
                n=int(here.sum()),
                recorded=int((here & ~np.isnan(change)).sum()),
                counted=int((here & rows.changed).sum()),
                at_start=int((here & rows.changed & (change <= 0)).sum()),
            )
        )
    return tuple(counts)


def _states(rows: StartStop, event: TimeVaryingEvent, question: Question) -> tuple[State, State]:
    curves = simon_makuch(rows, conf_type=question.conf_type, conf_level=question.conf_level)
    before = _state(event.before, rows, curves[0], after=False)
    return before, _state(event.after, rows, curves[1], after=True)


def _state(label: str, rows: StartStop, curve: KaplanMeier, *, after: bool) -> State:
    here = rows.after == after
    entry = rows.outcome.entry
    assert entry is not None  # start–stop rows have one
    months = (rows.outcome.duration - np.maximum(entry, 0.0))[here].sum()
    events = int((here & rows.outcome.event).sum())
    return State(label, int(here.sum()), float(months), events, curve if curve.n else None)


def _notes(
    arms: tuple[ArmChanges, ...], event: TimeVaryingEvent, endpoint: Endpoint, without_outcome: int
) -> tuple[str, ...]:
    notes = []
    if without_outcome:
        who = counted(without_outcome, "selected patient")
        notes.append(f"{who} without an arm or without this endpoint: not in the model.")
    later = sum(arm.recorded - arm.counted for arm in arms)
    if later:
        notes.append(
            f"{counted(later, 'patient')} with {event.label.lower()} only after {endpoint.noun}, or after "
            "the end of follow-up: counted as without it."
        )
    at_start = sum(arm.at_start for arm in arms)
    if at_start:
        who = counted(at_start, "patient")
        notes.append(f"{who} with {event.label.lower()} not after the start: counted as after it throughout.")
    notes.append(
        "The curves follow no fixed group of patients: each patient leaves the first curve and joins the "
        f"second on the day of {event.label.lower()}. Who had it was not decided by chance."
    )
    return tuple(notes)
