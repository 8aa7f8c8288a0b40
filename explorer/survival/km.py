"""Kaplan–Meier as by R ``survfit``: the curve, its limits and quantiles, and the median follow-up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from explorer.survival.outcome import Booleans, Floats, Integers, Outcome, make_outcome
from explorer.survival.product_limit import ConfType, crossing, steps_of, table_of
from explorer.survival.risk_sets import Codes


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
        return _quantile(self.time, (self.survival, self.lower, self.upper), p, self.time)

    def at(self, times: ArrayLike) -> CurveAt:
        """Read the curve off at one or more times, in the order given."""
        time = np.atleast_1d(np.asarray(times, dtype=np.float64))
        before = self.time.searchsorted(time, side="right") - 1
        following = self.time.searchsorted(time, side="left")
        if self.entries is None:
            at_risk = _at(self.at_risk, np.where(following < len(self.time), following, -1), 0)
        else:
            reaching = np.append(np.cumsum((self.events + self.censored)[::-1])[::-1], 0)[following]
            at_risk = reaching - (len(self.entries) - self.entries.searchsorted(time, side="left"))
        ended = len(self.survival) > 0 and self.survival[-1] == 0.0
        beyond = np.zeros(len(time), dtype=np.bool_) if ended else time > self.time.max(initial=-np.inf)
        survival, lower, upper = (_at(y, before, 1.0) for y in (self.survival, self.lower, self.upper))
        return CurveAt(time, survival, _at(self.std_err, before, 0.0), lower, upper, at_risk, beyond)


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
    table = table_of(outcome, place, ~outcome.ordered_event[place])
    steps = steps_of(table, conf_type, conf_level)
    time = outcome.times[table.rank]
    return _quantile(time[steps.place], (steps.survival, steps.lower, steps.upper), 0.5, time)


def _quantile(time: Floats, curves: tuple[Floats, Floats, Floats], p: float, followed: Floats) -> Quantile:
    """Of a curve and its limits at each ``time``; ``followed``: all times, of which the last one matters."""
    last = float(followed[-1]) if len(followed) else 0.0
    (value, plateau), (lower, _), (upper, _) = (crossing(time, curve, p, last) for curve in curves)
    return Quantile(value, lower, upper, plateau)


def _places(outcome: Outcome, mask: Booleans | None) -> Integers:
    """Where the chosen patients stand in ``outcome.order``."""
    return np.arange(len(outcome.order)) if mask is None else mask[outcome.order].nonzero()[0]


def _curve(
    outcome: Outcome, place: Integers, event: Booleans, conf_type: ConfType, conf_level: float
) -> KaplanMeier:
    table = table_of(outcome, place, event)
    steps = steps_of(table, conf_type, conf_level)
    # How long each value holds, beginning with that before the first event.
    times = np.diff(steps.place, prepend=0, append=len(table.rank))
    survival, std_err, lower, upper = (
        np.append(first, values).repeat(times)
        for first, values in (
            (1.0, steps.survival),
            (0.0, steps.std_err),
            (1.0, steps.lower),
            (1.0, steps.upper),
        )
    )
    return KaplanMeier(
        outcome.times[table.rank], table.at_risk, table.events, table.leaving - table.events, survival,
        std_err, lower, upper, len(place), conf_type, conf_level, table.entries,
    )  # fmt: skip


def _at(values: NDArray[Any], place: Integers, otherwise: int | float) -> NDArray[Any]:
    """``values`` (K,) at some places, and ``otherwise`` where a place is -1."""
    if not len(values):
        return np.full(len(place), otherwise)
    return np.where(place < 0, otherwise, values[place])
