"""The arithmetic of Kaplan–Meier curves: counts at each time, steps, limits and quantiles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

import numpy as np

from explorer.statistics.distributions import critical_value
from explorer.survival.outcome import Booleans, Floats, Integers, Outcome

ConfType = Literal["log-log", "log", "plain"]


class Table(NamedTuple):
    """At every distinct time (K,): its ``rank`` in the outcome, ``at_risk`` before it, and ``events`` and
    patients ``leaving`` at it; with the sorted times of delayed entry."""

    rank: Integers
    at_risk: Integers
    events: Integers
    leaving: Integers
    entries: Floats | None


class Steps(NamedTuple):
    """A curve at the times with events alone: their ``place`` (L,) in the table, and the estimates (L,)."""

    place: Integers
    survival: Floats
    std_err: Floats
    lower: Floats
    upper: Floats


def table_of(outcome: Outcome, place: Integers, event: Booleans) -> Table:
    """Count at each distinct time, for the patients at these places of ``outcome.order``, ``event`` (m,)."""
    rank = outcome.ordered_rank[place]
    new = np.ones(len(rank), dtype=np.bool_)
    np.not_equal(rank[1:], rank[:-1], out=new[1:])
    starts = new.nonzero()[0]
    kept = rank[starts]
    events = np.add.reduceat(event, starts, dtype=np.intp) if len(starts) else starts
    at_risk = len(rank) - starts
    leaving = np.diff(starts, append=len(rank))
    entries: Floats | None = None
    if outcome.entry is not None and outcome.entry_rank is not None:
        patient = outcome.order[place]
        entries = np.sort(outcome.entry[patient])
        at_risk -= len(rank) - np.sort(outcome.entry_rank[patient]).searchsorted(kept)
    return Table(kept, at_risk, events, leaving, entries)


def steps_of(table: Table, conf_type: ConfType, conf_level: float) -> Steps:
    """The product-limit estimate with Greenwood's standard error, and limits."""
    place = table.events.nonzero()[0]
    at_risk, events = table.at_risk[place].astype(np.float64), table.events[place].astype(np.float64)
    survivors = at_risk - events
    survival = (survivors / at_risk).cumprod()
    greenwood = np.full(len(place), np.nan)  # stays NaN where the curve reaches 0
    np.divide(events, at_risk * survivors, out=greenwood, where=survivors > 0.0)
    relative = np.sqrt(greenwood.cumsum())
    lower, upper = _LIMITS[conf_type](survival, relative, critical_value(conf_level))
    return Steps(place, survival, survival * relative, lower, upper)


def _log_log_limits(survival: Floats, relative: Floats, z: float) -> tuple[Floats, Floats]:
    """Limits on log(-log S); none at S = 0, and 1 at S = 1 (R's curve says NA there, its summary 1)."""
    lower, upper = np.ones((2, len(survival)))
    inside = slice(np.count_nonzero(survival == 1.0), np.count_nonzero(survival))
    log_survival = np.log(survival[inside])
    spread = np.exp(z * relative[inside] / log_survival)
    np.exp(log_survival / spread, out=lower[inside])
    np.exp(log_survival * spread, out=upper[inside])
    lower[inside.stop :] = upper[inside.stop :] = np.nan
    return lower, upper


def _log_limits(survival: Floats, relative: Floats, z: float) -> tuple[Floats, Floats]:
    factor = np.exp(z * relative)
    return survival / factor, np.minimum(survival * factor, 1.0)


def _plain_limits(survival: Floats, relative: Floats, z: float) -> tuple[Floats, Floats]:
    half = z * survival * relative
    return np.maximum(survival - half, 0.0), np.minimum(survival + half, 1.0)


_LIMITS: dict[ConfType, Callable[[Floats, Floats, float], tuple[Floats, Floats]]] = {
    "log-log": _log_log_limits,
    "log": _log_limits,
    "plain": _plain_limits,
}


def crossing(time: Floats, curve: Floats, p: float, last: float) -> tuple[float | None, bool]:
    """Where a curve comes down to 1 - p, and whether it rests there (R: ``survival:::findq``).

    ``last`` is the last time of follow-up, to which a curve that does not fall any more goes on.
    """
    tolerance = float(np.sqrt(np.finfo(float).eps))
    fallen = 1.0 - curve
    start = _first(fallen >= p - tolerance)
    if start is None:
        return None, False
    rests = bool(abs(fallen[start] - p) < tolerance)
    passed = _first(fallen >= p + tolerance)
    if passed is not None:
        return float(time[start] + time[passed]) / 2.0, rests
    return (float(time[start] + last) / 2.0, True) if rests else (None, False)


def _first(true: Booleans) -> int | None:
    """The first place where it is true, None for nowhere."""
    place = int(true.argmax()) if len(true) else 0
    return place if len(true) and true[place] else None
