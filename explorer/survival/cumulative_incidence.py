"""Cumulative incidence of each of several competing causes (Aalen–Johansen), exact with ties.

One minus Kaplan–Meier with the other causes censored overstates the risk; these curves and the share without
any event add up to 1 (Aalen & Johansen 1978; R ``cmprsk::cuminc``, ``survival::survfit`` of several states).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from explorer.statistics.distributions import critical_value
from explorer.survival.competing import (
    CauseCounts,
    CompetingOutcome,
    count_causes,
    make_competing_outcome,
)
from explorer.survival.outcome import Booleans, Floats, Integers
from explorer.survival.product_limit import ConfType
from explorer.survival.risk_sets import Codes

ROUNDING = 1e-12  # what a sum of shares may lack of 1


@dataclass(frozen=True, slots=True, eq=False)
class IncidenceAt:
    """The curves of C causes read off at T times; ``at_risk`` and ``beyond`` (T,), the others (C, T).

    ``beyond``: the time lies after the last follow-up while patients without an event remain, so the
    incidence there is the last known one carried on and not an estimate.
    """

    time: Floats
    incidence: Floats
    std_err: Floats
    lower: Floats
    upper: Floats
    at_risk: Integers
    beyond: Booleans


@dataclass(frozen=True, slots=True, eq=False)
class CumulativeIncidence:
    """The curves of C causes at the K distinct times, censored times included.

    ``at_risk``, ``censored`` (K,), ``events`` (C, K): patients at, and leaving at, each time; ``survival``
    (K,): share without any event; ``incidence``, ``std_err``, ``lower``, ``upper`` (C, K). Limits that
    do not exist, as in R where the incidence is still 0, or is 1, are NaN (not so for "plain").
    """

    time: Floats
    at_risk: Integers
    events: Integers
    censored: Integers
    survival: Floats
    incidence: Floats
    std_err: Floats
    lower: Floats
    upper: Floats
    n: int
    conf_type: ConfType
    conf_level: float

    @property
    def n_events(self) -> Integers:
        """(C,) all events of each cause."""
        return np.asarray(self.events.sum(axis=1), dtype=np.intp)

    def at(self, times: ArrayLike) -> IncidenceAt:
        """Read the curves off at one or more times, in the order given."""
        time = np.atleast_1d(np.asarray(times, dtype=np.float64))
        step = self.time.searchsorted(time, side="right")
        at_risk = np.append(self.at_risk, 0)[self.time.searchsorted(time, side="left")]
        ended = len(self.survival) > 0 and not self.at_risk[-1] > self.events[:, -1].sum()
        beyond = np.zeros(len(time), dtype=np.bool_) if ended else time > self.time.max(initial=-np.inf)
        start = np.zeros((len(self.incidence), 1))
        none = start if self.conf_type == "plain" else np.full_like(start, np.nan)
        columns = ((start, self.incidence), (start, self.std_err), (none, self.lower), (none, self.upper))
        incidence, std_err, lower, upper = (np.hstack(column)[:, step] for column in columns)
        return IncidenceAt(time, incidence, std_err, lower, upper, at_risk, beyond)


def cumulative_incidence(
    duration: ArrayLike,
    cause: ArrayLike,
    *,
    conf_type: ConfType = "log-log",
    conf_level: float = 0.95,
) -> CumulativeIncidence:
    """The curves of patients with ``duration`` and ``cause`` (n,), 0 for censored; see ``…_of``."""
    outcome = make_competing_outcome(duration, cause)
    return cumulative_incidence_of(outcome, conf_type=conf_type, conf_level=conf_level)


def cumulative_incidence_of(
    outcome: CompetingOutcome,
    mask: Booleans | None = None,
    *,
    conf_type: ConfType = "log-log",
    conf_level: float = 0.95,
) -> CumulativeIncidence:
    """The curves of those in ``mask`` (n,).

    The variance is that of R ``cmprsk::cuminc`` (Aalen 1978, with the correction for ties by Gray), which SAS
    and tidycmprsk report too. Limits are built on the incidence itself: "log-log" is exp(-exp(…)) of
    log(-log F), as in R's both packages.
    """
    counts = count_causes(outcome, mask)
    return _curves(counts, conf_type, critical_value(conf_level), conf_level)


def cumulative_incidence_by(
    outcome: CompetingOutcome,
    group: Codes,
    n_groups: int,
    *,
    mask: Booleans | None = None,
    conf_type: ConfType = "log-log",
    conf_level: float = 0.95,
) -> tuple[CumulativeIncidence, ...]:
    """The curves of each of the groups coded 0 … ``n_groups`` - 1 in ``group`` (n,)."""
    members = (group == g if mask is None else mask & (group == g) for g in range(n_groups))
    z = critical_value(conf_level)
    return tuple(_curves(count_causes(outcome, m), conf_type, z, conf_level) for m in members)


def _curves(counts: CauseCounts, conf_type: ConfType, z: float, conf_level: float) -> CumulativeIncidence:
    at_risk, events = counts.at_risk[0], counts.events[:, 0]
    leaving = events.sum(axis=0)
    survival = ((at_risk - leaving) / at_risk).cumprod()
    before = np.append(1.0, survival)[: len(survival)]
    incidence = np.minimum((before * events / at_risk).cumsum(axis=1), 1.0)
    std_err = np.zeros_like(incidence)
    for cause, (own, share) in enumerate(zip(events, incidence, strict=True)):
        constant, linear, quadratic = _aalen_terms(at_risk, own, leaving - own, before, survival, share)
        # Each time adds a square of (share now - share then): multiplied out, running sums are enough.
        total = constant.cumsum() - 2.0 * share * linear.cumsum() + share**2 * quadratic.cumsum()
        std_err[cause] = np.sqrt(np.maximum(total, 0.0))
    lower, upper = incidence_limits(incidence, std_err, conf_type, z)
    return CumulativeIncidence(
        counts.time, at_risk, events, counts.censored[0], survival, incidence, std_err, lower, upper,
        int(at_risk[0]) if len(at_risk) else 0, conf_type, conf_level,
    )  # fmt: skip


def _aalen_terms(
    at_risk: Integers, own: Integers, others: Integers, before: Floats, survival: Floats, share: Floats
) -> tuple[Floats, Floats, Floats]:
    """What each time adds: own events (1 - g)², other events g², where g = (share now - share then) / S."""
    inverse = np.zeros(len(survival))
    np.divide(1.0, survival, out=inverse, where=survival > 0)
    rest = np.maximum(at_risk - 1.0, 1.0)
    scale = (before / at_risk) ** 2
    mine = scale * own * (1.0 - np.maximum(own - 1.0, 0.0) / rest)
    theirs = scale * others * (1.0 - np.maximum(others - 1.0, 0.0) / rest) * (survival > 0)
    then = share * inverse
    constant = mine * (1.0 + then) ** 2 + theirs * then**2
    linear = (mine * (1.0 + then) + theirs * then) * inverse
    return constant, linear, (mine + theirs) * inverse**2


def incidence_limits(
    incidence: Floats, std_err: Floats, conf_type: ConfType, z: float
) -> tuple[Floats, Floats]:
    """Limits by a standard error; ``z`` is the normal value of their confidence."""
    if conf_type == "plain":
        half = z * std_err
        return np.maximum(incidence - half, 0.0), np.minimum(incidence + half, 1.0)
    # At 0 and at 1 the logarithms have no error to build limits on.
    share = np.where(incidence > 0.0, incidence, np.nan)
    relative = z * std_err / share
    if conf_type == "log":
        factor = np.exp(relative)
        return share / factor, np.minimum(share * factor, 1.0)
    log_share = np.log(np.where(share < 1.0 - ROUNDING, share, np.nan))
    with np.errstate(divide="ignore"):  # next to 1 the limits are 0 and 1, which is what they come to
        spread = np.exp(relative / log_share)
        return np.exp(log_share / spread), np.exp(log_share * spread)
