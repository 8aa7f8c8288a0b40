"""What stands beside the curves of survival as one table of unrounded numbers: a row for each number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, dataclass

from explorer.analyses.answers import Estimate, HazardRatio, SurvivalAnswer, Test
from explorer.analyses.extended_answers import ArmContrast, ExtendedSurvivalAnswer, LandmarkSurvival
from explorer.results.methods import extended_method, landmark_method, survival_method
from explorer.results.number_table import Table
from explorer.results.status import Status, extended_status, survival_status


@dataclass(frozen=True, slots=True)
class _Row:
    """A number: of an ``arm``, or of it ``against`` another, at a time in months, with limits and P."""

    measure: str
    arm: str = ""
    against: str = ""
    time: float | None = None
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    p: float | None = None
    chi2: float | None = None
    n: int | None = None
    note: str = ""


_COLUMNS = ("measure", "arm", "against", "time_months", "value", "lower", "upper", "p", "chi2", "n", "note")


def survival_estimates_table(answer: ExtendedSurvivalAnswer) -> Table:
    """The curves at their times, ratios, tests and medians; differences, numbers needed to treat, restricted
    means and weighted tests; and of a landmark analysis the same from its month on.

    Survival and differences of it are in 0..1, times in months from the start, or from ``since_month`` on.
    """
    start = answer.survival
    parts: list[tuple[Iterator[_Row], float, Status, str]] = [
        (_curves(start), 0.0, survival_status(start), survival_method(start)),
        (_beyond(answer), 0.0, extended_status(answer), extended_method(answer)),
    ]
    later = answer.landmark
    if later is not None:
        parts.append((_curves(later), later.month, survival_status(later), landmark_method(later)))
    rows = tuple((*astuple(row), *about) for found, *about in parts for row in found)
    return Table((*_COLUMNS, "since_month", "status", "method"), rows)


def _curves(answer: SurvivalAnswer) -> Iterator[_Row]:
    for arm in answer.arms:
        yield _Row("patients", arm.arm.id, value=arm.n)
        yield _Row("events", arm.arm.id, value=arm.events, n=arm.n)
        for at in arm.landmarks:
            note = "past the last follow-up" if at.beyond else ""
            yield _Row(
                "survival", arm.arm.id, "", at.time, at.survival, at.lower, at.upper, n=at.at_risk, note=note
            )
        yield _estimate("median", arm.arm.id, arm.median)
    reference = answer.arms[answer.reference].arm.id
    for arm, ratio in zip(answer.arms, answer.hazard_ratios, strict=True):
        if ratio is not None:
            yield _ratio(arm.arm.id, reference, ratio, shown=answer.comparable)
    if answer.comparable:
        yield _test("log-rank test", answer.logrank, "")
    yield _estimate("median follow-up (reverse Kaplan–Meier)", "", answer.follow_up)
    if isinstance(answer, LandmarkSurvival):
        counts = zip(answer.arms, answer.events_before, answer.censored_before, strict=True)
        for arm, events, censored in counts:
            yield _Row("left out, with the event", arm.arm.id, value=events)
            yield _Row("left out, censored", arm.arm.id, value=censored)


def _beyond(answer: ExtendedSurvivalAnswer) -> Iterator[_Row]:
    reference = answer.arms[answer.reference].arm.id
    for arm in answer.arms:
        mean = arm.mean
        limits = (mean.value, mean.lower, mean.upper)
        note = mean.not_estimable or ""
        yield _Row("restricted mean", arm.arm.id, "", mean.tau, *limits, n=arm.n, note=note)
    if not answer.comparable:
        return
    for contrast in answer.contrasts:
        if contrast is not None:
            yield from _contrast(contrast, reference, answer.tau)
    for weighted in answer.weighted:
        yield _test(f"{weighted.label}, weighted test", weighted.test, weighted.not_estimable)


def _contrast(contrast: ArmContrast, reference: str, tau: float) -> Iterator[_Row]:
    arm, mean, survival, needed = contrast.arm.id, contrast.mean, contrast.survival, contrast.number_needed
    yield _Row(
        "difference in restricted mean", arm, reference, tau, mean.value, mean.lower, mean.upper, mean.p,
        note=mean.not_estimable or "",
    )  # fmt: skip
    yield _Row(
        "difference in survival", arm, reference, survival.time, survival.value, survival.lower,
        survival.upper, survival.p, note=survival.not_estimable or "",
    )  # fmt: skip
    yield _Row(
        "difference in survival, test on the scale of log(−log S)", arm, reference, survival.time,
        p=survival.log_log_p, chi2=survival.log_log_chi2, note=survival.log_log_not_estimable or "",
    )  # fmt: skip
    words = contrast.number_needed_words
    yield _Row(
        "number needed to treat", arm, reference, survival.time, needed.value, needed.lower, needed.upper,
        note=words,
    )  # fmt: skip


def _estimate(measure: str, arm: str, found: Estimate) -> _Row:
    note = "not reached" if found.value is None else ""
    return _Row(measure, arm, "", None, found.value, found.lower, found.upper, note=note)


def _ratio(arm: str, reference: str, ratio: HazardRatio, *, shown: bool) -> _Row:
    p = ratio.p if shown else None
    return _Row(
        "hazard ratio", arm, reference, None, ratio.value, ratio.lower, ratio.upper, p,
        note=ratio.not_estimable,
    )  # fmt: skip


def _test(measure: str, test: Test | None, note: str) -> _Row:
    if test is None:
        return _Row(measure, note=note or "not estimable")
    return _Row(measure, p=test.p, chi2=test.chi2)
