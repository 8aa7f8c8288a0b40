"""When the planned looks were or will be, and how the trial's statistic stood at each of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isnan

import numpy as np
from numpy.typing import NDArray

from explorer.analyses.monitoring_answer import DateRange, LookResult
from explorer.statistics.distributions import normal_cdf
from explorer.statistics.events_needed import rate_limits, waiting_time
from explorer.statistics.group_sequential import SMALLEST_STEP, Boundary, boundaries
from explorer.study.reporting import Look, MonitoringPlan
from explorer.study.study import DAYS_PER_YEAR
from explorer.survival.calendar_path import logrank_path

Floats = NDArray[np.float64]
_FARTHEST = 100 * DAYS_PER_YEAR  # what lies further ahead is not to be expected


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """Two arms until the data cut: calendar days (n,) of entry and end, and whether that was an event."""

    start: Floats
    stop: Floats
    event: NDArray[np.bool_]
    treated: NDArray[np.bool_]
    stratum: NDArray[np.integer] | None

    @property
    def cut(self) -> float:
        """The last day of anyone's follow-up."""
        return float(self.stop.max())

    @property
    def event_days(self) -> Floats:
        """The days of the events, in order."""
        return np.sort(self.stop[self.event])

    @property
    def share(self) -> float:
        """The share of patients in the treated arm."""
        return float(self.treated.mean())

    def seen(self, day: float) -> int:
        """Events up to and including a day."""
        return int(self.event_days.searchsorted(day, side="right"))

    def z(self, days: list[float]) -> Floats:
        """The log-rank statistic on each of these days."""
        return logrank_path(self.start, self.stop, self.event, self.treated, days, stratum=self.stratum)

    def expected(self, more: float) -> DateRange:
        """When so many more events are expected, at one constant hazard of all patients without an event."""
        events, exposure = int(self.event.sum()), float((self.stop - self.start).sum())
        at_risk = float((~self.event).sum())
        low, high = rate_limits(events, exposure)
        waits = [waiting_time(more, at_risk, hazard) for hazard in (events / exposure, high, low)]
        soon = [None if wait is None or wait > _FARTHEST else self.cut + wait for wait in waits]
        expected, earliest, latest = soon
        return DateRange(expected, earliest, latest)

    def forecast(self, days: Floats) -> Floats:
        """Events expected by each later day, those seen included."""
        hazard = float(self.event.sum()) / float((self.stop - self.start).sum())
        more: Floats = float((~self.event).sum()) * (1.0 - np.exp(-hazard * (days - self.cut)))
        return more + float(self.event.sum())


@dataclass(frozen=True, slots=True)
class Schedule:
    """The planned looks that were held, each with its day and the events seen, and those to come with the
    events planned; ``notes`` say which could not be placed."""

    held: tuple[tuple[Look, float, int], ...]
    coming: tuple[tuple[Look, int], ...]
    notes: tuple[str, ...]


def schedule(plan: MonitoringPlan, followed: Followed) -> Schedule:
    """Place the planned looks: at the day of their last event or on their date, or after the data cut."""
    held: list[tuple[Look, float, int]] = []
    coming: list[tuple[Look, int]] = []
    notes: list[str] = []
    total, before = followed.seen(followed.cut), 0
    for look in plan.looks:
        day = _day(look, followed, total)
        if day is not None:
            seen = followed.seen(day)
        elif look.events is not None:
            seen = look.events
        else:
            seen = round(float(followed.forecast(np.array([look.date or 0.0]))[0]))
        if before >= plan.events:
            notes.append(
                f"{look.label}: the look before spent the whole error; it is no analysis of its own."
            )
            continue
        if seen == 0 or (seen - before) / plan.events < SMALLEST_STEP * seen / plan.events:
            notes.append(f"{look.label}: no events since the look before; it is no analysis of its own.")
            continue
        before = seen
        if day is None:
            coming.append((look, seen))
        else:
            held.append((look, day, seen))
    return Schedule(tuple(held), tuple(coming), tuple(notes))


def _day(look: Look, followed: Followed, total: int) -> float | None:
    """The day of a look that was held; the look at all events that were seen is at the data cut."""
    if look.date is not None:
        return look.date if look.date <= followed.cut else None
    events = look.events or 0
    if events > total:
        return None
    return followed.cut if events == total else float(followed.event_days[events - 1])


def planned_boundary(plan: MonitoringPlan, planned: Schedule) -> Boundary:
    """The boundary at the looks held, by the events seen, and at those to come, by the events planned."""
    events = [seen for _, _, seen in planned.held] + [seen for _, seen in planned.coming]
    fractions = [seen / plan.events for seen in events]
    return boundaries(fractions, plan.alpha, plan.spending, plan.rho)


def results(planned: Schedule, boundary: Boundary, followed: Followed) -> tuple[LookResult, ...]:
    """Every look that could be placed, in order."""
    z = followed.z([day for _, day, _ in planned.held]).tolist()
    looks = []
    for index, (look, day, seen) in enumerate(planned.held):
        result = _result(look.label, seen, boundary, index)
        looks.append(with_statistic(replace(result, held=True, date=day), z[index]))
    total = followed.seen(followed.cut)
    for place, (look, seen) in enumerate(planned.coming):
        result = _result(look.label, seen, boundary, len(planned.held) + place)
        when = DateRange(look.date) if look.date is not None else followed.expected(seen - total)
        looks.append(replace(result, projected=when))
    return tuple(looks)


def analysis_now(
    plan: MonitoringPlan, looks: tuple[LookResult, ...], followed: Followed, z: float
) -> LookResult:
    """The analysis of the data as loaded: the look that it is, or one that was not planned."""
    total = followed.seen(followed.cut)
    held = [look for look in looks if look.held]
    # Nothing is left to spend after a look at all the events planned.
    if held and held[-1].events >= min(total, plan.events):
        return held[-1]
    fractions = [look.fraction for look in held] + [total / plan.events]
    boundary = boundaries(fractions, plan.alpha, plan.spending, plan.rho)
    result = _result("Data as loaded, if analyzed now", total, boundary, len(held))
    return with_statistic(replace(result, held=True, date=followed.cut), z)


def with_statistic(look: LookResult, z: float) -> LookResult:
    """A look with the statistic that was seen; without one it stays undecided."""
    if isnan(z):
        return look
    return replace(look, z=z, p=normal_cdf(-z), crossed=z >= look.boundary)


def _result(label: str, events: int, boundary: Boundary, index: int) -> LookResult:
    return LookResult(
        label=label,
        events=events,
        fraction=float(boundary.fraction[index]),
        boundary=float(boundary.z[index]),
        nominal=float(boundary.nominal[index]),
        cumulative=float(boundary.cumulative[index]),
        held=False,
    )
