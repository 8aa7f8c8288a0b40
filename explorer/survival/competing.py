"""Competing events: the duration to the first event of any cause, and which cause it had."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from explorer.survival.outcome import Booleans, Floats, Integers, Outcome, make_outcome
from explorer.survival.risk_sets import Codes

CENSORED = 0


@dataclass(frozen=True, slots=True, eq=False)
class CompetingOutcome:
    """``first``: the first event of any cause, sorted; ``cause``: (n,) 1 … ``n_causes``, and 0 for patients
    who are censored or have no endpoint."""

    first: Outcome
    cause: Integers
    n_causes: int

    def of_cause(self, cause: int) -> Outcome:
        """Events of one cause alone, those of others being censored: what a cause-specific model needs."""
        return make_outcome(self.first.duration, self.cause == cause)


@dataclass(frozen=True, slots=True, eq=False)
class CauseCounts:
    """Patients at the K distinct times of G groups: ``at_risk`` (G, K); ``events`` (C, G, K) of each cause;
    ``censored`` (G, K); ``time`` (K,)."""

    time: Floats
    at_risk: Integers
    events: Integers
    censored: Integers


def make_competing_outcome(
    duration: ArrayLike, cause: ArrayLike, n_causes: int | None = None
) -> CompetingOutcome:
    """Sort an endpoint with several causes: ``cause`` (n,) is 0 for censored, 1, 2, … for the causes.

    ``n_causes`` is the largest code that occurs unless it is given. A patient with a missing (NaN) duration
    or cause has no endpoint. Raises ``ValueError`` for other codes and impossible durations.
    """
    codes = np.asarray(cause, dtype=np.float64)
    known = ~np.isnan(codes)
    most = int(codes[known].max(initial=0.0)) if n_causes is None else n_causes
    if not np.isin(codes[known], np.arange(most + 1)).all():
        raise ValueError(f"A cause is not one of the whole numbers 0 (censored) to {most}.")
    first = make_outcome(duration, np.where(known, codes > 0, np.nan))
    return CompetingOutcome(first, np.where(first.event, codes, CENSORED).astype(np.intp), most)


def count_causes(
    outcome: CompetingOutcome,
    mask: Booleans | None = None,
    group: Codes | None = None,
    n_groups: int = 1,
) -> CauseCounts:
    """Count those in ``mask`` (n,), by the codes of ``group`` (n,), negative to leave a patient out."""
    first = outcome.first
    chosen = np.ones(len(first.duration), dtype=np.bool_) if mask is None else mask
    if group is not None:
        chosen = chosen & (group >= 0)
    place = chosen[first.order].nonzero()[0]
    patient = first.order[place]
    kept, position = np.unique(first.ordered_rank[place], return_inverse=True)
    cell = outcome.cause[patient] * n_groups
    if group is not None:
        cell = cell + group[patient]
    shape = (outcome.n_causes + 1, n_groups, len(kept))
    leaving = np.bincount(cell * len(kept) + position, minlength=int(np.prod(shape))).reshape(shape)
    at_risk = leaving.sum(axis=0)[:, ::-1].cumsum(axis=1)[:, ::-1]
    return CauseCounts(first.times[kept], at_risk, leaving[1:], leaving[CENSORED])
