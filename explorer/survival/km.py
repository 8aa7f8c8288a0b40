"""Kaplan–Meier as by R ``survfit``: the curve, its limits and quantiles, and the median follow-up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from explorer.statistics.distributions import critical_value
from explorer.survival.outcome import Booleans, Floats, Integers, Outcome, make_outcome
from explorer.survival.risk_sets import Codes

ConfType = Literal["log-log", "log", "plain"]


@dataclass(frozen=True, slots=True)
class Quantile:
    """A time by which a given share had the event, with its limits; None where it was not reached.

    ``plateau``: the curve rests exactly on that level; ``value`` is then the middle of the flat, as in R."""

    value: float | None
    lower: float | None
    upper: float | None
    plateau: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class CurveAt:
    """A curve read off at times chosen by the reader; all arrays have the shape of ``time``.

    ``at_risk``: number of patients whose follow-up reaches ``time`` (duration >= time > entry);
    ``beyond``: the time lies after the last follow-up of a curve that has not come down to 0, so
    survival there is the last known value carried on (R: ``summary(…, extend = TRUE)``) and not an estimate.
    """

    time: Floats
    survival: Floats
    std_err: Floats
    lower: Floats
    upper: Floats
    at_risk: Integers
    beyond: Booleans


@dataclass(frozen=True, slots=True, eq=False)
class KaplanMeier:
    """A survival curve at every distinct time, censored times included; arrays of one length.

    ``at_risk``, ``events``, ``censored``: patients at, and leaving at, each time; ``std_err``: Greenwood's
    standard error of ``survival``. Before the first event survival is 1 and so are both limits. Where the
    curve has come down to 0, ``std_err``, ``lower`` and ``upper`` are NaN, as in R: they do not exist.
    ``n``: patients; ``entries``: sorted times of delayed entry, None without.
    """

    time: Floats
    at_risk: Integers
    events: Integers
    censored: Integers
    survival: Floats
    std_err: Floats
    lower: Floats
    upper: Floats
    n: int
    conf_type: ConfType
    conf_level: float
    entries: Floats | None = None

    @property
    def n_events(self) -> int:
        """All events under the curve."""
        return int(self.events.sum())

    def quantile(self, p: float = 0.5) -> Quantile:
        """The time by which a share ``p`` has had the event: 0.5 for the median.

        Source: R ``quantile.survfit`` (3.5): the middle of a flat that rests on 1 - p within the square root
        of the machine precision; ``lower`` and ``upper`` are the same rule on the limits of the curve. Where
        a limit rises again (few at risk), its first crossing counts, as in R's ``summary(fit)$table``.
        Raises ``ValueError`` unless 0 < p <= 1.
        """
        if not 0.0 < p <= 1.0:
            raise ValueError(f"A quantile needs a share above 0 and at most 1, not {p}.")
        value, plateau = _crossing(self.time, self.survival, p)
        return Quantile(
            value, _crossing(self.time, self.lower, p)[0], _crossing(self.time, self.upper, p)[0], plateau
        )

    def at(self, times: ArrayLike) -> CurveAt:
        """Read the curve off at one or more times, in the order given."""
        time = np.atleast_1d(np.asarray(times, dtype=np.float64))
        step = self.time.searchsorted(time, side="right")
        reaching = np.append(np.cumsum((self.events + self.censored)[::-1])[::-1], 0)
        at_risk = reaching[self.time.searchsorted(time, side="left")]
        if self.entries is not None:
            at_risk = at_risk - (len(self.entries) - self.entries.searchsorted(time, side="left"))
        ended = len(self.survival) > 0 and self.survival[-1] == 0.0
        beyond = np.zeros(len(time), dtype=np.bool_) if ended else time > self.time.max(initial=-np.inf)
        survival, lower, upper = (np.append(1.0, y)[step] for y in (self.survival, self.lower, self.upper))
        return CurveAt(time, survival, np.append(0.0, self.std_err)[step], lower, upper, at_risk, beyond)


def kaplan_meier(
    duration: ArrayLike,
    event: ArrayLike,
    *,
    entry: ArrayLike | None = None,
    conf_type: ConfType = "log-log",
    conf_level: float = 0.95,
) -> KaplanMeier:
    """Kaplan–Meier curve of patients with ``duration`` and ``event`` (n,), R ``survfit(Surv(…) ~ 1)``.

    Patients with a missing value are left out. Raises ``ValueError`` for impossible input.
    """
    return kaplan_meier_of(make_outcome(duration, event, entry), conf_type=conf_type, conf_level=conf_level)


def kaplan_meier_of(
    outcome: Outcome,
    mask: Booleans | None = None,
    *,
    conf_type: ConfType = "log-log",
    conf_level: float = 0.95,
) -> KaplanMeier:
    """The curve of those of a sorted outcome who are in ``mask`` (n,)."""
    place = _places(outcome, mask)
    return _curve(outcome, place, outcome.ordered_event[place], conf_type, conf_level)


def kaplan_meier_by(
    outcome: Outcome,
    group: Codes,
    n_groups: int,
    *,
    mask: Booleans | None = None,
    conf_type: ConfType = "log-log",
    conf_level: float = 0.95,
) -> tuple[KaplanMeier, ...]:
    """One curve for each of the groups coded 0 … ``n_groups`` - 1 in ``group`` (n,)."""
    place = _places(outcome, mask)
    code = group[outcome.order[place]]
    members = (place[code == g] for g in range(n_groups))
    return tuple(_curve(outcome, m, outcome.ordered_event[m], conf_type, conf_level) for m in members)


def median_follow_up(
    duration: ArrayLike,
    event: ArrayLike,
    *,
    entry: ArrayLike | None = None,
    conf_type: ConfType = "log-log",
    conf_level: float = 0.95,
) -> Quantile:
    """Median follow-up by reverse Kaplan–Meier: being censored is the event (Schemper & Smith 1996)."""
    outcome = make_outcome(duration, event, entry)
    return median_follow_up_of(outcome, conf_type=conf_type, conf_level=conf_level)


def median_follow_up_of(
    outcome: Outcome,
    mask: Booleans | None = None,
    *,
    conf_type: ConfType = "log-log",
    conf_level: float = 0.95,
) -> Quantile:
    """Median follow-up of those of a sorted outcome who are in ``mask`` (n,)."""
    place = _places(outcome, mask)
    return _curve(outcome, place, ~outcome.ordered_event[place], conf_type, conf_level).quantile(0.5)


def _places(outcome: Outcome, mask: Booleans | None) -> Integers:
    """Where the chosen patients stand in ``outcome.order``."""
    return np.arange(len(outcome.order)) if mask is None else mask[outcome.order].nonzero()[0]


def _curve(
    outcome: Outcome, place: Integers, event: Booleans, conf_type: ConfType, conf_level: float
) -> KaplanMeier:
    rank = outcome.ordered_rank[place]
    final = np.ones(len(rank), dtype=np.bool_)  # the last patient of each distinct time
    np.not_equal(rank[1:], rank[:-1], out=final[:-1])
    ends = final.nonzero()[0] + 1
    kept = rank[ends - 1]
    leaving, events = ends.copy(), event.cumsum()[ends - 1]
    leaving[1:] -= ends[:-1]
    events[1:] -= events[:-1]
    at_risk = leaving - ends + len(rank)
    entries: Floats | None = None
    if outcome.entry is not None and outcome.entry_rank is not None:
        patient = outcome.order[place]
        entries = np.sort(outcome.entry[patient])
        at_risk -= len(rank) - np.sort(outcome.entry_rank[patient]).searchsorted(kept)
    survivors = at_risk - events
    survival = (survivors / at_risk).cumprod()
    greenwood = np.full(len(ends), np.nan)  # stays NaN where the curve reaches 0
    np.divide(events, at_risk * survivors, out=greenwood, where=survivors > 0)
    relative = np.sqrt(greenwood.cumsum())
    lower, upper = _LIMITS[conf_type](survival, relative, critical_value(conf_level))
    return KaplanMeier(
        outcome.times[kept], at_risk, events, leaving - events, survival, survival * relative, lower, upper,
        len(rank), conf_type, conf_level, entries,
    )  # fmt: skip


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


def _crossing(time: Floats, curve: Floats, p: float) -> tuple[float | None, bool]:
    """Where a curve comes down to 1 - p, and whether it rests there (R: ``survival:::findq``)."""
    tolerance = float(np.sqrt(np.finfo(float).eps))
    fallen = 1.0 - curve
    reached = (fallen + tolerance >= p).nonzero()[0]
    if not len(reached):
        return None, False
    start = reached[0]
    rests = bool(abs(fallen[start] - p) < tolerance)
    passed = (fallen - tolerance >= p).nonzero()[0]
    if len(passed):
        return float(time[start] + time[passed[0]]) / 2.0, rests
    return (float(time[start] + time[-1]) / 2.0, True) if rests else (None, False)
