"""Each further method against R ``survival`` and ``cmprsk``: the same patients, the same numbers.

For a few hundred patients a method takes a few milliseconds, here as in R: the fixed cost of its one to two
thousand calls, however little each of them computes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from explorer.study.study import DAYS_PER_MONTH
from explorer.survival.competing import make_competing_outcome
from explorer.survival.cox import cox
from explorer.survival.cumulative_incidence import cumulative_incidence_by
from explorer.survival.gray import gray_test_of
from explorer.survival.km import kaplan_meier_by
from explorer.survival.outcome import make_outcome
from explorer.survival.proportionality import proportionality
from explorer.survival.restricted_mean import difference, restricted_mean
from explorer.survival.time_varying import split_at
from tests.bench.measure import in_r, largest_difference, median_processor_seconds

METHODS_R = Path(__file__).with_name("methods.R")
SIZES = ((488, 51, 15), (10_000, 15, 3), (100_000, 7, 3))  # patients, repeats here and in R
LIMIT = 180.0  # seconds for R, start and repeats included
COVARIATES, STRATA = 10, 4

Columns = Mapping[str, np.ndarray]
Estimates = list[float]


@dataclass(frozen=True)
class Method:
    """A method as R's script calls it, the columns it needs, and a function that gives R's numbers."""

    key: str
    label: str
    prepare: Callable[[int], Columns]
    work: Callable[[Columns], Callable[[], Estimates]]


def lines() -> Iterator[str]:
    """The table, a line at a time as it is measured."""
    yield "Methods: from columns in memory to the numbers, two arms, times in days (processor time, medians;"
    yield f"R: survival and cmprsk, the call alone, at most {LIMIT:.0f} s; cox.zph from a fitted model)"
    yield f"{'method':<47}{'patients':>9}{'here ms':>10}{'R ms':>11}{'ratio':>8}   largest difference"
    for method in METHODS:
        for n, repeats, repeats_r in SIZES:
            columns = method.prepare(n)
            work = method.work(columns)
            here = median_processor_seconds(work, repeats)
            line = f"{method.label:<47}{n:>9,}{1000 * here:>10.2f}"
            found = in_r(METHODS_R, columns, method.key, str(repeats_r), limit=LIMIT)
            if isinstance(found, str):
                yield f"{line}   {found}"
                continue
            seconds, estimates = found
            apart = largest_difference(work(), estimates)
            yield f"{line}{1000 * seconds:>11.1f}{seconds / here:>7.1f}×   {apart:.0e} relative"


def patients(n: int) -> Columns:
    """Made-up patients: arm, nine further covariates (half of them numbers), stratum, follow-up, cause."""
    random = np.random.default_rng(1)
    arm = np.arange(n) % 2.0
    numbers = random.normal(size=(n, 5))
    levels = (random.random((n, 4)) < 0.4).astype(float)
    stratum = random.integers(0, STRATA, n).astype(float)
    hazard = 0.012 * np.exp(-0.4 * arm + 0.1 * numbers.sum(axis=1) + 0.1 * levels.sum(axis=1) + 0.1 * stratum)
    event, censored = random.exponential(1 / hazard), random.uniform(6, 84, n)
    time = np.ceil(np.minimum(event, censored) * DAYS_PER_MONTH) / DAYS_PER_MONTH
    status = (event <= censored).astype(float)
    cause = status * (1 + (random.random(n) < 0.3))
    columns = {"time": time, "status": status, "cause": cause, "arm": arm, "stratum": stratum}
    covariates = np.column_stack((numbers, levels)).T
    return columns | {f"x{place}": values for place, values in enumerate(covariates, 1)}


def start_stop(n: int) -> Columns:
    """The same patients in start–stop rows: a third of them change after a while."""
    columns = patients(n)
    random = np.random.default_rng(2)
    change = np.where(random.random(n) < 1 / 3, np.round(random.exponential(180, n)) + 1, np.nan)
    rows = split_at(columns["time"], columns["status"], change / DAYS_PER_MONTH)
    assert rows.outcome.entry is not None
    return {
        "start": rows.outcome.entry,
        "stop": rows.outcome.duration,
        "event": rows.outcome.event.astype(float),
        "after": rows.after.astype(float),
        "arm": columns["arm"][rows.patient],
        "stratum": columns["stratum"][rows.patient],
    }


def _restricted_means(d: Columns) -> Callable[[], Estimates]:
    def work() -> Estimates:
        outcome = make_outcome(d["time"], d["status"])
        curves = kaplan_meier_by(outcome, d["arm"].astype(np.int16), 2)
        first, second = (restricted_mean(curve, 36.0) for curve in curves)
        apart = difference(second, first)
        numbers = (first.value, first.std_err, second.value, second.std_err, apart.value, apart.std_err)
        return [float("nan") if number is None else number for number in numbers]

    return work


def _incidence(d: Columns) -> Callable[[], Estimates]:
    def work() -> Estimates:
        outcome = make_competing_outcome(d["time"], d["cause"])
        arm = d["arm"].astype(np.int16)
        curves = cumulative_incidence_by(outcome, arm, 2)
        tests = [gray_test_of(outcome, arm, 2, of=cause).chi2 or 0.0 for cause in (1, 2)]
        at = [curve.at([12.0, 36.0]) for curve in curves]
        order = [(arm, cause) for cause in (0, 1) for arm in (0, 1)]  # as cmprsk lists its curves
        incidence = [value for arm, cause in order for value in at[arm].incidence[cause].tolist()]
        variance = [value for arm, cause in order for value in (at[arm].std_err[cause] ** 2).tolist()]
        return [*tests, *incidence, *variance]

    return work


def _design(d: Columns) -> np.ndarray:
    return np.column_stack([d["arm"], *(d[f"x{place}"] for place in range(1, COVARIATES))])


def _cox(d: Columns) -> Callable[[], Estimates]:
    x = _design(d)
    return lambda: cox(d["time"], d["status"], x, strata=d["stratum"]).coef.tolist()


def _zph(d: Columns) -> Callable[[], Estimates]:
    x = _design(d)
    fit = cox(d["time"], d["status"], x, strata=d["stratum"])

    def work() -> Estimates:
        tested = proportionality(d["time"], d["status"], x, strata=d["stratum"], fit=fit)
        return [test.statistic if test else float("nan") for test in (*tested.tests, tested.overall)]

    return work


def _time_varying(d: Columns) -> Callable[[], Estimates]:
    x = np.column_stack((d["arm"], d["after"]))
    return lambda: cox(d["stop"], d["event"], x, strata=d["stratum"], entry=d["start"]).coef.tolist()


METHODS = (
    Method("rmst", "Restricted means of both arms, difference", patients, _restricted_means),
    Method("incidence", "Cumulative incidence of 2 causes, Gray's tests", patients, _incidence),
    Method("cox", f"Cox, {COVARIATES} covariates, {STRATA} strata", patients, _cox),
    Method("zph", f"cox.zph, {COVARIATES} covariates, {STRATA} strata", patients, _zph),
    Method("timevarying", "Cox, time-varying (start–stop rows), strata", start_stop, _time_varying),
)
