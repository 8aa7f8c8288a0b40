"""The time-varying model computed again by lifelines, on start–stop rows that are made anew."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from explorer.analyses.answers import HazardRatio
from explorer.analyses.comparison import arm_column, arm_design
from explorer.analyses.model_answers import TimeVaryingAnswer
from explorer.analyses.time_varying import time_varying
from explorer.cohort.cohort import Cohort
from explorer.cohort.strata import strata_codes
from explorer.columns import DateColumn, Mask
from explorer.question.question import Question
from explorer.study.study import DAYS_PER_MONTH
from explorer.verification.cox_fit import Floats, Patients, Rows, fit_cox
from explorer.verification.opinion import Lines, TwoNumbers, ratio_lines

NO_MANTEL_BYAR = "lifelines has no log-rank test with delayed entry"
FROM_THE_START = -1.0  # lifelines counts events after the start of a row only, here those at time 0 too


def time_varying_lines(cohort: Cohort, answer: TimeVaryingAnswer) -> Lines:
    """The two hazard ratios, the states with their patients, months and events, and the changes by arm."""
    rows, patient, after = _start_stop(cohort, answer)
    fit, note = fit_cox(answer.question, rows)
    treatment = arm_column(answer.study, answer.study.arm_index(answer.compare.id))
    last = rows.design.shape[1] - 1
    for name, ours, column in (
        (answer.compare.short, answer.hazard_ratio, treatment),
        (answer.event.label, answer.event_ratio, last),
    ):
        yield from ratio_lines(name, ours, fit and fit.ratio(column), note)
    assert rows.entry is not None  # start–stop rows have one
    months = rows.duration - np.maximum(rows.entry, 0.0)
    for state, here in zip(answer.states, (~after, after), strict=True):
        yield TwoNumbers(f"Patients, {state.label}", float(state.patients), float(here.sum()))
        yield TwoNumbers(f"Months, {state.label}", state.months, float(months[here].sum()))
        yield TwoNumbers(f"Events, {state.label}", float(state.events), float(rows.event[here].sum()))
    changed = np.unique(patient[after])
    for index, arm in enumerate(answer.arms):
        name = f"{answer.event.label} in follow-up, {arm.arm.short}"
        yield TwoNumbers(name, float(arm.counted), float((cohort.arm[changed] == index).sum()))
    if answer.mantel_byar is not None:
        yield TwoNumbers("Mantel–Byar χ²", answer.mantel_byar.chi2, None, NO_MANTEL_BYAR)


def time_varying_ratio(cohort: Cohort, question: Question, id: str) -> tuple[HazardRatio | None, str]:
    """The hazard ratio of treatment in the model with an event of the study, or why there is none."""
    answer = time_varying(cohort, replace(question, models=replace(question.models, event=id)))
    fit, note = fit_cox(answer.question, _start_stop(cohort, answer)[0])
    column = arm_column(answer.study, answer.study.arm_index(answer.compare.id))
    return fit and fit.ratio(column), note


def _start_stop(cohort: Cohort, answer: TimeVaryingAnswer) -> tuple[Rows, NDArray[np.intp], Mask]:
    """One row a patient, two for those whose change lies within their follow-up: design of arms and change,
    the patient (m,) of each row, and whether it lies after the change (m,)."""
    patients = Patients(cohort, answer.question)
    change = (_days(cohort, answer.event.date) - _days(cohort, answer.endpoint.start)) / DAYS_PER_MONTH
    members = np.flatnonzero(patients.known)
    parts: list[tuple[int, float, float, bool, bool]] = []
    for each in members.tolist():
        end, event, moved = float(patients.duration[each]), bool(patients.event[each]), float(change[each])
        if moved <= 0:
            parts.append((each, FROM_THE_START, end, event, True))
        elif moved < end:
            parts.append((each, FROM_THE_START, moved, False, False))
            parts.append((each, moved, end, event, True))
        else:  # no change, or one at or after the end
            parts.append((each, FROM_THE_START, end, event, False))
    table = np.array(parts, dtype=np.float64).reshape(len(parts), 5)
    patient, after = table[:, 0].astype(np.intp), table[:, 4] > 0
    design = np.hstack((arm_design(answer.study)[cohort.arm[patient]], after[:, None].astype(np.float64)))
    codes = strata_codes(cohort.columns, answer.question.strata)
    stratum = None if codes is None else codes[patient]
    return Rows(design, table[:, 2], table[:, 3] > 0, stratum, table[:, 1]), patient, after


def _days(cohort: Cohort, field: str) -> Floats:
    column = cohort.columns[field]
    assert isinstance(column, DateColumn)  # the study was checked when it was read
    return column.values
