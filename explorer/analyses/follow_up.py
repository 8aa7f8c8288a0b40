"""How long patients were followed, how completely, and how long ago they were last seen."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from explorer.analyses.answers import Estimate
from explorer.analyses.compared import compared
from explorer.cohort.cohort import Cohort
from explorer.columns import DateColumn, Mask
from explorer.dates import day_text
from explorer.question.question import Question
from explorer.study.study import DAYS_PER_MONTH, Arm, Endpoint, Study
from explorer.survival.km import KaplanMeier, kaplan_meier_by, kaplan_meier_of
from explorer.survival.outcome import Outcome, make_outcome
from explorer.text import counted

Floats = NDArray[np.float64]
EDGES = (0.0, 3.0, 6.0, 12.0, 24.0, 36.0)
"""Months since last contact at which the classes begin; the last one is open."""
LATE = 12.0
"""Months without contact after which a patient counts as not recently seen."""


@dataclass(frozen=True, slots=True, eq=False)
class FollowUpGroup:
    """The follow-up of an arm, or of all patients (``arm`` None); times in months.

    ``curve`` is the share still under follow-up, by reverse Kaplan–Meier (None without patients), ``median``
    its median. ``completeness`` (0..1) is the follow-up observed as a share of what was possible until the
    data cut-off; ``contacts`` count the patients without event by months since last
    contact (see ``EDGES``), ``late`` those of them beyond ``LATE``. All of these are None without dates.
    """

    label: str
    arm: Arm | None
    n: int
    events: int
    curve: KaplanMeier | None
    median: Estimate
    shortest: float | None
    longest: float | None
    completeness: float | None = None
    since_contact: float | None = None
    contacts: tuple[int, ...] | None = None
    late: int | None = None

    @property
    def event_free(self) -> int:
        """The patients who are censored."""
        return self.n - self.events


@dataclass(frozen=True, slots=True, eq=False)
class FollowUpAnswer:
    """A group for each arm, and last one for all; ``cut_off`` is the last day of data, "" without dates."""

    study: Study
    question: Question
    endpoint: Endpoint
    groups: tuple[FollowUpGroup, ...]
    cut_off: str
    primary: bool
    synthetic: bool
    notes: tuple[str, ...] = ()


def follow_up(cohort: Cohort, question: Question) -> FollowUpAnswer:
    """Audit the follow-up of the selected patients who have an arm and the endpoint.

    Median follow-up by reverse Kaplan–Meier (Schemper & Smith 1996; R ``survfit(Surv(time, 1 - event) ~
    arm)``). Completeness C is Σ observed / Σ possible follow-up, a patient with an event counting as followed
    in full (Clark, Altman & De Stavola, Lancet 2002). The data cut-off is the latest date of contact in the
    file, whoever is selected.
    """
    study, who = cohort.study, compared(cohort, question)
    outcome, known = who.outcome, who.known
    reverse = make_outcome(outcome.duration, ~outcome.event)
    curves = kaplan_meier_by(
        reverse,
        cohort.arm,
        len(study.arms),
        mask=known,
        conf_type=question.conf_type,
        conf_level=question.conf_level,
    )
    whole = kaplan_meier_of(reverse, known, conf_type=question.conf_type, conf_level=question.conf_level)
    cut_off, possible = _possible(cohort, who.endpoint)
    members: list[tuple[str, Arm | None, Mask, KaplanMeier]] = [
        (arm.short, arm, known & (cohort.arm == index), curves[index]) for index, arm in enumerate(study.arms)
    ]
    members.append(("All", None, known, whole))
    return FollowUpAnswer(
        study=study,
        question=question,
        endpoint=who.endpoint,
        groups=tuple(_group(*member, outcome, possible) for member in members),
        cut_off=cut_off,
        primary=who.primary,
        synthetic=who.synthetic,
        notes=_notes(who.without_outcome, cut_off),
    )


def _possible(cohort: Cohort, endpoint: Endpoint) -> tuple[str, Floats | None]:
    """The day of the data cut-off, and the months (n,) from each patient's start to it."""
    if not endpoint.start or not endpoint.censor:
        return "", None
    start, censor = cohort.columns[endpoint.start], cohort.columns[endpoint.censor]
    if not isinstance(start, DateColumn) or not isinstance(censor, DateColumn) or not censor.present.any():
        return "", None
    last = float(np.nanmax(censor.values))
    return day_text(last), (last - start.values) / DAYS_PER_MONTH


def _group(
    label: str, arm: Arm | None, members: Mask, curve: KaplanMeier, outcome: Outcome, possible: Floats | None
) -> FollowUpGroup:
    n = int(members.sum())
    duration, event = outcome.duration[members], outcome.event[members]
    free = duration[~event]
    median = curve.quantile(0.5) if n else None
    group = FollowUpGroup(
        label=label,
        arm=arm,
        n=n,
        events=int(event.sum()),
        curve=curve if n else None,
        median=Estimate(median.value, median.lower, median.upper) if median else Estimate(None),
        shortest=float(free.min()) if len(free) else None,
        longest=float(free.max()) if len(free) else None,
    )
    return group if possible is None or not n else _with_cut_off(group, duration, event, possible[members])


def _with_cut_off(group: FollowUpGroup, duration: Floats, event: Mask, possible: Floats) -> FollowUpGroup:
    full = np.where(event, duration, np.maximum(possible, duration))
    since = (possible - duration)[~event]
    counts = np.histogram(since, (*EDGES, np.inf))[0]
    return replace(
        group,
        completeness=float(duration.sum() / full.sum()) if full.sum() else None,
        since_contact=float(np.median(since)) if len(since) else None,
        contacts=tuple(counts.tolist()),
        late=int((since > LATE).sum()),
    )


def _notes(left_out: int, cut_off: str) -> tuple[str, ...]:
    notes = []
    if left_out:
        notes.append(f"{counted(left_out, 'selected patient')} without an arm or this endpoint: not counted.")
    if cut_off:
        notes.append(f"Data cut-off: {cut_off}, the latest date of contact in the file.")
    else:
        notes.append(
            "Completeness and time since last contact need dates: the endpoint is made from recorded times. "
            "Give it start, events and censor in the study file."
        )
    return tuple(notes)
