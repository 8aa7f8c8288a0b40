"""Are hazards proportional? Scaled Schoenfeld residuals and the score test of R ``cox.zph`` (survival 3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from explorer.statistics.distributions import chi_square_upper
from explorer.survival.by_time import TIME_ZERO
from explorer.survival.cox import ChiSquareTest, CoxFit, cox
from explorer.survival.estimability import COMBINATION, NO_EVENTS, NOTHING_TO_COMPARE
from explorer.survival.km import kaplan_meier_of
from explorer.survival.labels import coded
from explorer.survival.outcome import Booleans, Floats, Integers, Outcome, make_outcome
from explorer.survival.partial_likelihood import solve
from explorer.survival.risk_sets import PatientSets, risk_sets
from explorer.survival.time_sums import Ties, event_rows, squares, time_sums
from explorer.survival.within_strata import below_highest, centered, patient_strata

Transform = Literal["km", "rank", "identity", "log"]
ONE_TIME = "not estimable: the events do not differ in time"
ONE_LEVEL = "not estimable: one level only"
OTHER_UNBOUNDED = "not estimable: a covariate of the model has no estimate"

# Share of a term's information on change over time that must be left beside the coefficients themselves.
OWN_INFORMATION = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class Proportionality:
    """The tests of T terms and what a plot of each needs; E events by stratum and time.

    ``tests``: one a term, None where ``not_estimable`` (T,) says why; ``overall``: of all terms together (R:
    GLOBAL), None without any; ``time``, ``moved``: (E,) time of each event and its transform; ``residuals``:
    (E, T) scaled Schoenfeld residuals plus the coefficient, so that their mean over time is beta(t) (for a
    term of several columns: of its linear predictor, whose coefficient is 1), NaN where the term is constant
    in the event's stratum; ``variance``: (T, T) of one residual.
    """

    tests: tuple[ChiSquareTest | None, ...]
    not_estimable: tuple[str | None, ...]
    overall: ChiSquareTest | None
    transform: Transform
    time: Floats
    moved: Floats
    residuals: Floats
    variance: Floats


def proportionality(
    duration: ArrayLike,
    event: ArrayLike,
    covariates: ArrayLike,
    *,
    terms: Sequence[Sequence[int]] | None = None,
    strata: ArrayLike | None = None,
    entry: ArrayLike | None = None,
    ties: Ties = "efron",
    transform: Transform = "km",
    fit: CoxFit | None = None,
) -> Proportionality:
    """Test each term, a group of columns of ``covariates`` (n, p); without ``terms`` each column is one.

    ``fit`` is the Cox model of the same data, which is fitted when it is not given.

    Grambsch & Therneau 1994 as an exact score test (R: ``cox.zph(coxph(…), transform)`` of survival 3). A
    column that adds nothing is left out, as R does with NA; where the likelihood of one rises without end
    there is no test (R tests with the coefficient where its search stopped). Where a stratum has events but
    no covariate that varies, R gives later residuals to the wrong stratum. Patients with a missing value are
    left out. Raises ``ValueError`` for impossible input.
    """
    outcome = make_outcome(duration, event, entry)
    n = len(outcome.duration)
    design = np.asarray(covariates, dtype=np.float64)
    design = design[:, None] if design.ndim == 1 else design
    groups = [[j] for j in range(design.shape[1])] if terms is None else [list(term) for term in terms]
    fit = fit or cox(duration, event, design, strata=strata, entry=entry, ties=ties)
    complete: Booleans = np.isfinite(design).all(axis=1) & (outcome.rank >= 0)
    stratum = None if strata is None else coded(strata, n, "strata")[0]
    if stratum is not None:
        complete &= stratum >= 0
    sets = risk_sets(outcome, complete, stratum).by_patient()
    time = outcome.times[sets.rank]
    moved = _moved(outcome, complete, time, sets, transform)
    kept = [j for j, reason in enumerate(fit.not_estimable) if reason is None]
    reasons = _reasons(fit, groups)
    if not np.isfinite(moved).all():
        reasons = [reason or TIME_ZERO for reason in reasons]
    if all(reasons):
        return _nothing(reasons, transform, time[sets.event_time], moved[sets.event_time])
    columns = [[kept.index(j) for j in group if j in kept] for group in groups]
    rows = np.ascontiguousarray(design[sets.patient].T[kept])  # each covariate in one piece
    code = np.zeros_like(sets.patient) if stratum is None else stratum[sets.patient].astype(np.intp)
    moments = _moments(sets, rows, fit.coef[kept], moved, ties)
    tests = [_score_test(moments, group) if group else None for group in columns]
    reasons = [reason or (None if test else ONE_TIME) for reason, test in zip(reasons, tests, strict=True)]
    residuals, variance = _scaled(moments, columns, fit.coef[kept], _varies(rows, code), sets)
    return Proportionality(
        tuple(tests), tuple(reasons), _score_test(moments, list(range(len(kept)))), transform,
        time[sets.event_time], moved[sets.event_time], residuals, variance,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Moments:
    """``schoenfeld``: (E, p) residuals; ``score``: (p,) their sum times the centered transform; ``plain``,
    ``twice``: (p, p) the information, weighted by the transform to the power 0 and 2; ``left``: (p, p) what
    of ``twice`` is left beside the coefficients themselves."""

    schoenfeld: Floats
    score: Floats
    plain: Floats
    twice: Floats
    left: Floats


def _reasons(fit: CoxFit, groups: Sequence[Sequence[int]]) -> list[str | None]:
    """Why each term cannot be tested, None where it can."""
    unbounded = any(reason not in (None, NOTHING_TO_COMPARE, COMBINATION) for reason in fit.not_estimable)
    reasons: list[str | None] = []
    for group in groups:
        own = [fit.not_estimable[j] for j in group]
        if not fit.n_events:
            reasons.append(NO_EVENTS)
        elif not group:
            reasons.append(ONE_LEVEL)
        elif None not in own:
            reasons.append(own[0])
        else:
            reasons.append(OTHER_UNBOUNDED if unbounded else None)
    return reasons


def _nothing(
    reasons: Sequence[str | None], transform: Transform, time: Floats, moved: Floats
) -> Proportionality:
    n_terms = len(reasons)
    return Proportionality(
        (None,) * n_terms, tuple(reasons), None, transform, time, moved,
        np.full((len(time), n_terms), np.nan), np.full((n_terms, n_terms), np.nan),
    )  # fmt: skip


def _moved(
    outcome: Outcome, complete: Booleans, time: Floats, sets: PatientSets, transform: Transform
) -> Floats:
    """The transform of each event time; over all strata together, as in R."""
    if transform == "identity":
        return time
    if transform == "log":
        with np.errstate(divide="ignore"):
            return np.log(time)
    if transform == "rank":
        number = np.bincount(outcome.rank[complete], minlength=len(outcome.times))
        return (number.cumsum() - number + (number + 1) / 2.0)[sets.rank]
    curve = kaplan_meier_of(outcome, complete)
    before = np.concatenate(([1.0], curve.survival))
    return 1.0 - before[curve.time.searchsorted(time, side="left")]


def _moments(sets: PatientSets, rows: Floats, coef: Floats, moved: Floats, ties: Ties) -> _Moments:
    """``rows`` (p, m) of the patients of the risk sets."""
    used = sets.first < sets.last
    sets = sets.ever_at_risk()
    strata = patient_strata(sets)
    x = centered(rows[:, used], strata)
    over, terms = time_sums(sets), event_rows(sets, ties)
    hazard = np.exp(below_highest(coef.dot(x), strata))
    moment, shared = x * hazard, terms.share is not None
    weights = terms.weights(over.at_risk(hazard), over.tied(hazard) if shared else None)
    at_risk, leaving = over.rows_at_risk(moment), over.rows_tied(moment) if shared else None
    number = np.bincount(sets.event_time, minlength=len(moved))
    centered_time = moved - number.dot(moved) / len(sets.event)
    information = []
    for power in (np.ones(len(moved)), centered_time, centered_time**2):
        # The sum over events of the covariates' spread among those at risk, gathered by patient.
        expected = hazard * over.over_times(*(once * power for once in weights.once))
        squared = tuple(each * power for each in weights.squared)
        information.append((x * expected).dot(x.T) - squares(squared, at_risk, leaving))
    # With tied events each residual is from the mean of the means that Efron's shares give.
    average = at_risk * weights.once[0]
    if leaving is not None:
        average -= leaving * weights.once[1]
    time = sets.event_time
    schoenfeld = (x[:, sets.event] - (average / number)[:, time]).T
    plain, once, twice = information
    left = twice - once.T @ np.linalg.solve(plain, once)
    return _Moments(schoenfeld, centered_time[time].dot(schoenfeld), plain, twice, left)


def _starts(stratum: Integers) -> Integers:
    """Where each stratum begins among patients who are ordered by stratum."""
    return np.flatnonzero(np.diff(stratum, prepend=-1))


def _score_test(moments: _Moments, group: list[int]) -> ChiSquareTest | None:
    """Test of adding the group's columns times the transform to the model, None when they add nothing."""
    left, score = moments.left[np.ix_(group, group)], moments.score[group]
    scale = np.sqrt(np.abs(moments.twice.diagonal()[group]))
    if not scale.all():
        return None
    own = left / np.multiply.outer(scale, scale)
    if (own[0, 0] if len(group) == 1 else np.linalg.eigvalsh(own).min()) < OWN_INFORMATION:
        return None
    statistic = max(float(score @ solve(left, score)), 0.0)
    return ChiSquareTest(statistic, len(group), chi_square_upper(statistic, len(group)))


def _varies(rows: Floats, stratum: Integers) -> Booleans:
    """(S, p) whether a column (p, m) differs between the patients of a stratum."""
    starts = _starts(stratum)
    spread = np.maximum.reduceat(rows, starts, axis=1) - np.minimum.reduceat(rows, starts, axis=1)
    varies = np.zeros((int(stratum[-1]) + 1, len(rows)), dtype=np.bool_)
    varies[stratum[starts]] = spread.T > 0
    return varies


def _scaled(
    moments: _Moments, columns: list[list[int]], coef: Floats, varies: Booleans, sets: PatientSets
) -> tuple[Floats, Floats]:
    """Schoenfeld residuals of the terms, each scaled by the mean information of one event (see R's code)."""
    p, n_terms = len(coef), len(columns)
    stratum = sets.stratum[sets.event_time]
    used = varies.copy()
    for group in columns:
        used[:, group] = used[:, group].any(axis=1, keepdims=True)
    events = np.bincount(stratum, minlength=len(used))
    together = (used.T * events) @ used
    information = moments.plain / np.maximum(together, 1)
    to_terms = np.zeros((p, n_terms))
    for term, group in enumerate(columns):
        to_terms[group, term] = coef[group] if len(group) > 1 else 1.0
    information = to_terms.T @ information @ to_terms
    residuals = moments.schoenfeld @ to_terms
    scaled = np.full_like(residuals, np.nan)
    of_terms = np.array([[bool(group) and bool(row[group[0]]) for group in columns] for row in used])
    for pattern in np.unique(of_terms[np.unique(stratum)], axis=0):
        here, terms = (of_terms == pattern).all(axis=1)[stratum].nonzero()[0], pattern.nonzero()[0]
        block = np.ix_(here, terms)
        scaled[block] = residuals[block] @ np.linalg.inv(information[np.ix_(terms, terms)])
    scaled += [coef[group[0]] if len(group) == 1 else 1.0 for group in columns]
    variance = np.full((n_terms, n_terms), np.nan)
    real = [term for term, group in enumerate(columns) if group]
    variance[np.ix_(real, real)] = np.linalg.inv(information[np.ix_(real, real)])
    return scaled, variance
