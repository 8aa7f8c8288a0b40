"""Survival beyond the hazard ratio: restricted means, differences, numbers needed to treat, tests."""

from __future__ import annotations

from collections.abc import Sequence
from math import isinf

import numpy as np

from explorer.analyses.answers import Test
from explorer.analyses.comparison import all_randomized, strata_codes, strata_labels
from explorer.analyses.extended_answers import (
    ArmContrast,
    ArmExtended,
    ExtendedSurvivalAnswer,
    TauRule,
    WeightedTest,
)
from explorer.analyses.landmark import landmark
from explorer.analyses.survival import automatic_horizon
from explorer.cohort.cohort import Cohort
from explorer.columns import Mask
from explorer.question.options import ExtendedOptions
from explorer.question.question import Question
from explorer.study.study import Arm, Study
from explorer.survival.counts import Counts, count
from explorer.survival.cumulative_hazard import cumulative_hazard, log_log
from explorer.survival.fixed_time import NumberNeeded, number_needed, survival_difference
from explorer.survival.km import KaplanMeier, kaplan_meier_by
from explorer.survival.logrank import logrank_of_counts
from explorer.survival.restricted_mean import LargestTau, difference, largest_tau, restricted_mean
from explorer.text import confidence, counted, listed, number

# rho and gamma of Fleming and Harrington, and what differences each weight stresses.
WEIGHTS: tuple[tuple[float, float], ...] = ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0))
_STRESSED = {(0.0, 0.0): "all", (1.0, 0.0): "early", (0.0, 1.0): "late", (1.0, 1.0): "middle"}


def survival_extended(
    cohort: Cohort,
    question: Question,
    *,
    tau: float | None = None,
    from_month: float | None = None,
    by: str = "",
    weights: Sequence[tuple[float, float]] = WEIGHTS,
) -> ExtendedSurvivalAnswer:
    """All of it for the selected patients.

    ``tau`` in months; without it, the end of the curves as drawn, which does not depend on the filters, or
    the last follow-up of an arm where that is earlier. ``from_month`` asks for a landmark analysis, by arm or
    ``by`` an event of the study.
    """
    study = cohort.study
    endpoint = study.endpoint(question.endpoint)
    outcome = cohort.outcomes[endpoint.id]
    chosen = cohort.choose(question.selection)
    known = chosen & (cohort.arm >= 0) & ~np.isnan(outcome.duration)
    curves = kaplan_meier_by(
        outcome, cohort.arm, len(study.arms), mask=known,
        conf_type=question.conf_type, conf_level=question.conf_level,
    )  # fmt: skip
    comparable = all_randomized(cohort, chosen)
    limits = largest_tau([curve for curve in curves if curve.n])
    horizon = question.horizon or automatic_horizon(cohort, endpoint)
    tau, rule = _tau(tau, horizon, limits)
    arms = tuple(
        extended_arm(arm, curve, tau, question) for arm, curve in zip(study.arms, curves, strict=True)
    )
    strata = strata_codes(cohort, question.strata)
    counts = count(outcome, cohort.arm, len(study.arms), stratum=strata, mask=known)
    return ExtendedSurvivalAnswer(
        study=study,
        question=question,
        endpoint=endpoint,
        n=int(known.sum()),
        without_outcome=int(chosen.sum() - known.sum()),
        tau=tau,
        tau_rule=rule,
        largest_tau=limits,
        arms=arms,
        contrasts=_contrasts(study, arms, curves, question),
        reference=study.reference,
        compare=[arm.id for arm in study.arms].index(question.compare),
        weighted=tuple(_weighted(counts, rho, gamma) for rho, gamma in weights),
        landmark=None if from_month is None else landmark(cohort, question, from_month, by),
        strata_labels=strata_labels(study, question.strata),
        comparable=comparable,
        primary=cohort.is_primary(question.selection),
        synthetic=cohort.synthetic,
        methods=_methods(study, question, tau, comparable),
        notes=_notes(cohort, chosen, known, tau, rule, limits),
    )


def weights_of(options: ExtendedOptions) -> tuple[tuple[float, float], ...]:
    """The usual weights and then, if it is another, the reader's own."""
    own = options.weights
    return WEIGHTS if own is None or own in WEIGHTS else (*WEIGHTS, own)


def _tau(asked: float | None, horizon: float, limits: LargestTau) -> tuple[float, TauRule]:
    if asked is not None:
        return asked, "as asked"
    if limits.last_observed is not None and 0.0 < limits.last_observed < horizon:
        return limits.last_observed, "the last follow-up of an arm"
    return horizon, "where the curves are drawn to"


def extended_arm(arm: Arm, curve: KaplanMeier, tau: float, question: Question) -> ArmExtended:
    """One arm's restricted mean up to ``tau`` and its curve on other scales."""
    level = question.conf_level
    mean = restricted_mean(curve, tau, level)
    if not curve.n:
        return ArmExtended(arm, 0, 0, mean, None, None, None)
    return ArmExtended(
        arm,
        curve.n,
        curve.n_events,
        mean,
        cumulative_hazard(curve, "nelson-aalen", level),
        cumulative_hazard(curve, "kaplan-meier", level),
        log_log(curve, level),
    )


def _contrasts(
    study: Study, arms: Sequence[ArmExtended], curves: Sequence[KaplanMeier], question: Question
) -> tuple[ArmContrast | None, ...]:
    contrasts: list[ArmContrast | None] = []
    for index, arm in enumerate(arms):
        if index == study.reference:
            contrasts.append(None)
            continue
        survival = survival_difference(
            curves[index], curves[study.reference], question.landmark, question.conf_level
        )
        needed = number_needed(survival)
        mean = difference(arm.mean, arms[study.reference].mean, question.conf_level)
        words = number_needed_words(needed) if needed.value is not None else survival.not_estimable or ""
        contrasts.append(ArmContrast(arm.arm, mean, survival, needed, words))
    return tuple(contrasts)


def number_needed_words(needed: NumberNeeded) -> str:
    """``5.8 to benefit one (3.5 to 18.0)``; an interval that passes infinity says so (Altman 1998)."""
    if needed.value is None:
        return "not estimable"
    if isinf(needed.value):
        value = "no number: survival is the same in both arms"
    else:
        value = f"{number(abs(needed.value), 1)} to {_benefit(needed.value)} one"
    if needed.lower is None or needed.upper is None:
        return value
    lower, upper = needed.lower, needed.upper
    if needed.through_infinity:
        ends = [
            f"{number(abs(limit), 1)} to {_benefit(limit)}" if not isinf(limit) else "infinity"
            for limit in (lower, upper)
        ]
        between = ["through infinity"] if not isinf(lower) and not isinf(upper) else []
        return f"{value} (from {', '.join([ends[0], *between, 'to ' + ends[1]])})"
    near, far = sorted((abs(lower), abs(upper)))
    return f"{value} ({number(near, 1)} to {number(far, 1)})"


def _benefit(value: float) -> str:
    return "benefit" if value > 0 else "harm"


def _weighted(counts: Counts, rho: float, gamma: float) -> WeightedTest:
    label = "Log-rank" if rho == gamma == 0.0 else f"Fleming–Harrington ρ = {rho:g}, γ = {gamma:g}"
    stressed = _STRESSED.get((rho, gamma), "")
    if stressed not in ("", "all"):
        label += f" ({stressed} differences)"
    test = logrank_of_counts(counts, rho=rho, gamma=gamma)
    if test.chi2 is None or test.p is None:
        return WeightedTest(rho, gamma, label, None, test.not_estimable or "")
    return WeightedTest(rho, gamma, label, Test(test.chi2, test.df, test.p))


def _methods(study: Study, question: Question, tau: float, comparable: bool) -> tuple[str, ...]:
    area = (
        f"Restricted mean survival time to {number(tau, 1)} months: area under the Kaplan–Meier curve, "
        "standard error by the Greenwood integral"
    )
    if not comparable:
        return (f"{area}.",)
    strata = strata_labels(study, question.strata)
    within = f"stratified by {listed(strata)}" if strata else "unstratified"
    level = confidence(question.conf_level)
    months = number(question.landmark, 0 if question.landmark == int(question.landmark) else 1)
    return (
        f"{area}; difference with {level} and two-sided P by the z test.",
        f"Difference in survival at {months} months: Kaplan–Meier, {level} and two-sided P from Greenwood's "
        "variances on the scale of survival; second P on the scale of log(−log S).",
        f"Number needed to treat at {months} months: reciprocal of that difference and of its limits "
        "(Altman & Andersen 1999).",
        f"Weighted log-rank tests of all arms, two-sided, {within}, weights from the pooled survival of each "
        "stratum just before an event.",
    )


def _notes(
    cohort: Cohort, chosen: Mask, known: Mask, tau: float, rule: TauRule, limits: LargestTau
) -> tuple[str, ...]:
    notes = []
    missing = int(chosen.sum() - known.sum())
    if missing:
        notes.append(f"{counted(missing, 'selected patient')} without an arm or this endpoint: in no curve.")
    largest = [
        f"{number(value, 1)} ({name})"
        for value, name in (
            (limits.last_observed, "smallest last follow-up of an arm"),
            (limits.last_event, "smallest last event of an arm"),
        )
        if value is not None
    ]
    ends = f"; the largest possible: {listed(largest)}" if largest else ""
    notes.append(f"Restricted to {number(tau, 1)} months, {rule}{ends}.")
    return tuple(notes)
