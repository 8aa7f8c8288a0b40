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
    """The m patients who were kept, by stratum and time, and the K event times where some are at risk.

    ``patient``: (m,) position of each in the outcome; ``starts``: (S,) where each stratum begins among them;
    ``event``: (E,) positions in ``patient`` of those with an event; ``event_time``: (E,) the event time of
    each; ``begins``: (K,) position in ``patient`` of the first at risk at each event time, who has an event;
    ``stratum``, ``rank``: (K,) its stratum and position in ``outcome.times``; ``first``: (m,) first event
    time at which each is at risk, None without delayed entry: the first of the stratum.
    """

    patient: Integers
    starts: Integers
    event: Integers
    event_time: Integers
    begins: Integers
    stratum: Integers
    rank: Integers
    first: Integers | None

    @property
    def within(self) -> Integers:
        """(m,) the stratum of each patient."""
        return np.arange(len(self.starts)).repeat(np.diff(self.starts, append=len(self.patient)))

    def by_patient(self) -> PatientSets:
        """The patients, each with the event times at which they are at risk."""
        last = np.zeros(len(self.patient), dtype=np.intp)
        last[self.begins] = 1
        within, first = self.within, self.first
        if first is None:
            first = self.stratum.searchsorted(np.arange(len(self.starts)))[within]
        return PatientSets(
            self.patient, within, first, last.cumsum(), self.event, self.event_time, self.stratum, self.rank
        )


@dataclass(frozen=True, slots=True, eq=False)
class PatientSets:
    """Patients by stratum and time, of whom sums are made that need each of them.

    ``within``: (m,) the stratum of each; ``first``, ``last``: (m,) at risk at event times ``first`` to
    ``last - 1``, none when equal; the rest as in ``RiskSets``.
    """

    patient: Integers
    within: Integers
    first: Integers
    last: Integers
    event: Integers
    event_time: Integers
    stratum: Integers
    rank: Integers

    def ever_at_risk(self) -> PatientSets:
        """Without the patients who are at risk at no event."""
        return self.of(self.first < self.last)

    def of(self, chosen: Booleans) -> PatientSets:
        """The chosen patients (m,) alone, at the same event times."""
        place, event = chosen.cumsum() - 1, chosen[self.event]
        return replace(
            self,
            patient=self.patient[chosen],
            within=self.within[chosen],
            first=self.first[chosen],
            last=self.last[chosen],
            event=place[self.event[event]],
            event_time=self.event_time[event],
        )


@dataclass(frozen=True, slots=True, eq=False)
class Stratified:
    """An outcome sorted once by stratum and time, to be filtered many times.

    ``order``: (m,) the patients who have the endpoint and a stratum, by stratum and time, and at one time
    events before censored; ``key``: (m,) one number for stratum and time of each, increasing; ``event``: (m,)
    whether each has an event; ``starts``: (S,) where each of the strata begins, with those without patients.
    """

    outcome: Outcome
    order: Integers
    key: Integers
    event: Booleans
    starts: Integers

    def risk_sets(self, keep: Booleans | None = None) -> RiskSets:
        """The risk sets of the patients in ``keep`` (n,)."""
        outcome, n_times = self.outcome, len(self.outcome.times)
        place = np.arange(len(self.order)) if keep is None else keep[self.order].nonzero()[0]
        patient = self.order[place]
        event = self.event[place].nonzero()[0]
        key = self.key[place[event]]
        new = np.ones(len(key), dtype=np.bool_)
        np.not_equal(key[1:], key[:-1], out=new[1:])
        key = key[new]
        begins, starts = event[new], place.searchsorted(self.starts)
        stratum = starts.searchsorted(begins, side="right") - 1
        first: Integers | None = None
        if outcome.entry_rank is not None:
            within = np.arange(len(starts)).repeat(np.diff(starts, append=len(place)))
            first = key.searchsorted(within * n_times + outcome.entry_rank[patient], side="right")
        rank = key - stratum * n_times
        return RiskSets(patient, starts, event, new.cumsum() - 1, begins, stratum, rank, first)


def stratified(outcome: Outcome, stratum: Codes | None = None) -> Stratified:
    """Sort an outcome by the codes in ``stratum`` (n,), without the patients where these are negative."""
    if stratum is None:
        starts = np.zeros(1, dtype=np.intp)
        return Stratified(outcome, outcome.order, outcome.ordered_rank, outcome.ordered_event, starts)
    place = (stratum[outcome.order] >= 0).nonzero()[0]
    codes = _narrow(stratum)[outcome.order[place]]
    sorting = codes.argsort(kind="stable")
    place, codes = place[sorting], codes[sorting]
    starts = codes.searchsorted(np.arange(int(codes.max(initial=0)) + 1))
    key = codes.astype(np.intp) * len(outcome.times) + outcome.ordered_rank[place]
    return Stratified(outcome, outcome.order[place], key, outcome.ordered_event[place], starts)


def risk_sets(outcome: Outcome, keep: Booleans | None = None, stratum: Codes | None = None) -> RiskSets:
    """The risk sets of the patients in ``keep`` (n,) whose code in ``stratum`` (n,) is not negative."""
    return stratified(outcome, stratum).risk_sets(keep)


def _narrow(codes: Codes) -> Codes:
    """16-bit codes where they fit: NumPy sorts those by radix, in linear time."""
    if codes.dtype.itemsize > 2 and codes.size and codes.max() < 2**15:
        return codes.astype(np.int16)
    return codes
