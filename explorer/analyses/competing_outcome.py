"""The first of several causes for each patient of a cohort, as its study declares them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.cohort.cohort import Cohort
from explorer.columns import DateColumn, Mask
from explorer.study.competing import Cause, CompetingRisks
from explorer.study.study import DAYS_PER_MONTH
from explorer.survival.competing import CompetingOutcome, make_competing_outcome

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class CohortCauses:
    """``outcome``: months to the first cause, causes numbered from 1 in the study's order; ``unnamed``: (n,)
    patients whose event fits none of the causes, and who therefore have no outcome."""

    outcome: CompetingOutcome
    unnamed: Mask


def competing_outcome(cohort: Cohort, risks: CompetingRisks) -> CohortCauses:
    """Each patient's first cause; of several at one time, the one that stands first in the study.

    Months are days / 30.4375. Impossible or missing dates give no outcome, as they do for endpoints.
    """
    ends = np.array([_ends(cohort, cause) for cause in risks.causes])
    fits = np.array([cohort.choose(cause.where) for cause in risks.causes])
    known = np.where(np.isnan(ends) | ~fits, np.inf, ends)
    first = known.min(axis=0)
    event = np.isfinite(first)
    # An event that no cause fits is neither one of them nor the end of a follow-up without an event.
    any_event = np.where(np.isnan(ends), np.inf, ends).min(axis=0)
    unnamed = any_event < first
    duration = np.where(event, first, _censored(cohort, risks)) - _start(cohort, risks)
    duration[(duration < 0) | unnamed] = np.nan
    if risks.start:
        duration = duration / DAYS_PER_MONTH
    cause = np.where(event, known.argmin(axis=0) + 1, 0)
    return CohortCauses(make_competing_outcome(duration, cause, len(risks.causes)), unnamed)


def _ends(cohort: Cohort, cause: Cause) -> Floats:
    """When the event of a cause happened (n,), NaN where it did not."""
    if cause.date:
        return _days(cohort, cause.date)
    outcome = cohort.outcomes[cause.endpoint]
    return np.where(outcome.event, outcome.duration, np.nan)


def _start(cohort: Cohort, risks: CompetingRisks) -> Floats:
    return _days(cohort, risks.start) if risks.start else np.zeros(cohort.n)


def _censored(cohort: Cohort, risks: CompetingRisks) -> Floats:
    """When the follow-up without an event ends (n,): with the shortest of several endpoints."""
    if risks.censor:
        return _days(cohort, risks.censor)
    durations = np.array([cohort.outcomes[cause.endpoint].duration for cause in risks.causes])
    return np.asarray(durations.min(axis=0))


def _days(cohort: Cohort, name: str) -> Floats:
    column = cohort.columns[name]
    assert isinstance(column, DateColumn)  # the study was checked when it was read
    return column.values
