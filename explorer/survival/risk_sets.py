"""Who is at risk at which event: the one idea behind log-rank and Cox, with strata and delayed entry.

All events of a stratum at one time are an *event time*. The event times are numbered by stratum and time,
and a patient is at risk at a run of consecutive ones: ``first``, ``first + 1``, …, ``last - 1``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from explorer.survival.outcome import Booleans, Integers, Outcome

Codes = NDArray[np.integer]


@dataclass(frozen=True, slots=True, eq=False)
class RiskSets:
    """The m patients who were kept, by stratum and time, and the K event times where they are at risk.

    ``patient``: (m,) position of each in the outcome; ``first``, ``last``: (m,) at risk at event times
    ``first`` to ``last - 1``, none when equal; ``event``: (E,) positions in ``patient`` of those with an
    event; ``event_time``: (E,) the event time of each; ``stratum``, ``rank``: (K,) stratum and position
    in ``outcome.times`` of every event time.
    """

    patient: Integers
    first: Integers
    last: Integers
    event: Integers
    event_time: Integers
    stratum: Integers
    rank: Integers

    def ever_at_risk(self) -> RiskSets:
        """The same risk sets without the patients who are at risk at no event."""
        used = self.first < self.last
        event = used.cumsum()[self.event] - 1
        return replace(
            self, patient=self.patient[used], first=self.first[used], last=self.last[used], event=event
        )


def risk_sets(outcome: Outcome, keep: Booleans | None = None, stratum: Codes | None = None) -> RiskSets:
    """The risk sets of the patients in ``keep`` (n,) whose code in ``stratum`` (n,) is not negative."""
    if stratum is not None:
        keep = stratum >= 0 if keep is None else keep & (stratum >= 0)
    place = np.arange(len(outcome.order)) if keep is None else keep[outcome.order].nonzero()[0]
    stratum_of = np.zeros(len(place), dtype=np.intp)
    if stratum is not None:
        codes = _narrow(stratum)[outcome.order[place]]
        place = place[codes.argsort(kind="stable")]
        sizes = np.bincount(codes)
        stratum_of = np.arange(len(sizes)).repeat(sizes)
    event = outcome.ordered_event[place].nonzero()[0]
    # One number that increases with stratum and time within it, so that one comparison finds the ties.
    n_times = len(outcome.times)
    key = stratum_of[event] * n_times + outcome.ordered_rank[place[event]]
    new = np.ones(len(key), dtype=np.bool_)
    np.not_equal(key[1:], key[:-1], out=new[1:])
    key = key[new]
    last = np.zeros(len(place), dtype=np.intp)
    last[event[new]] = 1
    np.cumsum(last, out=last)
    patient = outcome.order[place]
    if outcome.entry_rank is None:
        first_of = key.searchsorted(np.arange(stratum_of[-1] + 1 if len(place) else 0) * n_times)
        first = first_of[stratum_of]
    else:
        first = key.searchsorted(stratum_of * n_times + outcome.entry_rank[patient], side="right")
    event_stratum, rank = np.divmod(key, max(n_times, 1))
    return RiskSets(patient, first, last, event, last[event] - 1, event_stratum, rank)


def _narrow(codes: Codes) -> Codes:
    """16-bit codes where they fit: NumPy sorts those by radix, in linear time."""
    if codes.dtype.itemsize > 2 and codes.size and codes.max() < 2**15:
        return codes.astype(np.int16)
    return codes
