"""An outcome, sorted once: duration and event of every patient, with the order that all estimates share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """One endpoint of n patients, ready to be filtered and counted many times.

    ``duration``: (n,) time from the start of follow-up, NaN for a patient without this endpoint;
    ``event``: (n,) True for an event, False for censored;
    ``entry``: (n,) time from which the patient is at risk (delayed entry), None when all start at 0;
    ``times``: (T,) the distinct durations, increasing, with tied times merged (see ``tied_times``);
    ``rank``: (n,) position of each duration in ``times``, -1 without the endpoint;
    ``entry_rank``: (n,) position of the last of ``times`` that is not after entry, -1 for none before;
    ``order``: (m,) the patients who have the endpoint by time, and at one time events before censored;
    ``ordered_rank``, ``ordered_event``: (m,) their ``rank`` and ``event`` in that order.
    """

    duration: Floats
    event: Booleans
    entry: Floats | None
    times: Floats
    rank: Integers
    entry_rank: Integers | None
    order: Integers
    ordered_rank: Integers
    ordered_event: Booleans


def make_outcome(duration: ArrayLike, event: ArrayLike, entry: ArrayLike | None = None) -> Outcome:
    """Sort an endpoint. A patient with a missing (NaN) duration, event or entry has no endpoint.

    Raises ``ValueError`` when the arrays differ in length, an event is neither 0 nor 1, a time is
    infinite, or a patient enters at or after the end of follow-up.
    """
    time = _column(duration, "duration")
    status = _column(event, "event")
    start = None if entry is None else _column(entry, "entry")
    for name, values in (("event", status), ("entry", start)):
        if values is not None and len(values) != len(time):
            raise ValueError(f"There are {len(time)} durations but {len(values)} values of {name}.")
    known = ~(np.isnan(time) | np.isnan(status))
    if start is not None:
        known &= ~np.isnan(start)
        _check_entry(start[known], time[known])
    if np.isinf(time[known]).any():
        raise ValueError("A duration is infinite; every duration must be a finite number.")
    if not np.isin(status[known], (0.0, 1.0)).all():
        raise ValueError("An event is neither 0 (censored) nor 1 (event).")
    return _sorted_outcome(time, status == 1.0, start, known)


def tied_times(values: Floats) -> Floats:
    """The distinct values, increasing, where values that differ only by rounding count as one.

    A value belongs to the one before it when they differ by at most the square root of the machine
    precision, absolutely or relative to the mean of the distinct values (R: ``survival::aeqSurv``).
    """
    distinct = np.unique(values)
    return distinct[_apart(distinct)]


def _apart(distinct: Floats) -> Booleans:
    """Which of the distinct values, increasing, are more than rounding away from the one before."""
    apart = np.ones(len(distinct), dtype=np.bool_)
    if len(distinct) > 1:
        gap = np.diff(distinct)
        tolerance = float(np.sqrt(np.finfo(float).eps))
        apart[1:] = (gap > tolerance) & (gap > tolerance * np.abs(distinct).mean())
    return apart


def _column(values: ArrayLike, name: str) -> Floats:
    column: NDArray[Any] = np.asarray(values)
    if column.ndim != 1:
        raise ValueError(f"{name} must be one column of numbers, not an array of shape {column.shape}.")
    return column.astype(np.float64)


def _check_entry(entry: Floats, duration: Floats) -> None:
    wrong = int(np.count_nonzero(~(entry < duration)))
    if wrong:
        raise ValueError(f"{wrong} of {len(entry)} patients enter at or after the end of their follow-up.")


def _sorted_outcome(duration: Floats, event: Booleans, entry: Floats | None, known: Booleans) -> Outcome:
    patients = np.flatnonzero(known)
    observed = duration[patients]
    every = observed if entry is None else np.concatenate((observed, entry[patients]))
    # Entries take part in deciding which times are one, but only durations are times of the outcome.
    position, ties = _tied_positions(every)
    taken = np.zeros(len(ties), dtype=np.bool_)
    taken[position[: len(observed)]] = True
    place = taken.cumsum() - 1
    rank = np.full(len(duration), -1, dtype=np.intp)
    rank[patients] = place[position[: len(observed)]]
    entry_rank: Integers | None = None
    if entry is not None:
        entry_rank = np.full(len(duration), -1, dtype=np.intp)
        entry_rank[patients] = place[position[len(observed) :]]
        if np.any(entry_rank[patients] >= rank[patients]):
            raise ValueError("A patient's entry and end of follow-up differ only by rounding.")
    key = 2 * rank[patients] + ~event[patients]
    # NumPy sorts 16-bit numbers by radix, in linear time.
    key = key.astype(np.uint16) if 2 * len(ties) < 2**16 else key
    order = patients[key.argsort(kind="stable")]
    return Outcome(
        duration, event & known, entry, ties[taken], rank, entry_rank, order, rank[order], event[order]
    )


def _tied_positions(values: Floats) -> tuple[Integers, Floats]:
    """Where each value stands among the ``tied_times`` of all, and these; with one sort."""
    order = values.argsort()
    ordered = values[order]
    new = np.ones(len(values), dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    new[new] = _apart(ordered[new])
    position = np.empty(len(values), dtype=np.intp)
    position[order] = new.cumsum() - 1
    return position, ordered[new]
