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


def risk_sets(outcome: Outcome, keep: Booleans, stratum: Codes | None = None) -> RiskSets:
    """The risk sets of the patients in ``keep`` (n,) whose code in ``stratum`` (n,) is not negative."""
    if stratum is not None:
        keep = keep & (stratum >= 0)
    patient = outcome.order[keep[outcome.order]]
    if stratum is None:
        stratum_of = np.zeros(len(patient), dtype=np.intp)
    else:
        codes = _narrow(stratum)[patient]
        by_stratum = codes.argsort(kind="stable")
        patient = patient[by_stratum]
        stratum_of = codes[by_stratum].astype(np.intp)
    event = outcome.event[patient].nonzero()[0]
    # One number that increases with stratum and time within it, so that one comparison finds the ties.
    key = stratum_of[event] * len(outcome.times) + outcome.rank[patient[event]]
    new = np.ones(len(key), dtype=np.bool_)
    np.not_equal(key[1:], key[:-1], out=new[1:])
    starts = np.zeros(len(patient), dtype=np.intp)
    starts[event[new]] = 1
    last = starts.cumsum()
    time_key = key[new]
    if outcome.entry_rank is None:
        strata = np.arange(stratum_of[-1] + 1 if len(patient) else 1)
        first = time_key.searchsorted(strata * len(outcome.times))[stratum_of]
    else:
        entered = stratum_of * len(outcome.times) + outcome.entry_rank[patient]
        first = time_key.searchsorted(entered, side="right")
    event_stratum, rank = np.divmod(time_key, max(len(outcome.times), 1))
    return RiskSets(patient, first, last, event, last[event] - 1, event_stratum, rank)


def _narrow(codes: Codes) -> Codes:
    """16-bit codes where they fit: NumPy sorts those by radix, in linear time."""
    if codes.dtype.itemsize > 2 and codes.size and codes.max() < 2**15:
        return codes.astype(np.int16)
    return codes
