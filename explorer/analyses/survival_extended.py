"""Survival beyond the hazard ratio: restricted means, differences, numbers needed to treat, tests."""

from __future__ import annotations

from collections.abc import Sequence
from math import isinf

from explorer.analyses.answers import Test
from explorer.analyses.compared import Compared, compared
from explorer.analyses.extended_answers import (
    ArmContrast,
    ArmExtended,
    ExtendedSurvivalAnswer,
    LandmarkSurvival,
    TauRule,
    WeightedTest,
)
from explorer.analyses.landmark import landmark
from explorer.analyses.survival import survival
from explorer.cohort.cohort import Cohort
from explorer.question.options import ExtendedOptions
from explorer.question.question import Question
from explorer.study.study import Arm, Study
from explorer.survival.counts import Counts
from explorer.survival.cumulative_hazard import cumulative_hazard, log_log
from explorer.survival.fixed_time import NumberNeeded, number_needed, survival_difference
from explorer.survival.km import KaplanMeier, kaplan_meier_by
from explorer.survival.logrank import logrank_of_counts
from explorer.survival.restricted_mean import LargestTau, difference, largest_tau, restricted_mean
from explorer.text import confidence, counted, in_sentence, listed, number

# rho and gamma of Fleming and Harrington, and what differences each weight stresses.
WEIGHTS: tuple[tuple[float, float], ...] = ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0))
_STRESSED = {(0.0, 0.0): "all", (1.0, 0.0): "early", (0.0, 1.0): "late", (1.0, 1.0): "middle"}


def survival_extended(cohort: Cohort, question: Question) -> ExtendedSurvivalAnswer:
    """The curves of the selected patients and their comparison, and all that goes beyond the hazard ratio.

    ``question.extended.tau`` in months; without it, the end of the curves as drawn, which does not depend on
    the filters, or the last follow-up of an arm where that is earlier.
    """
    study, who = cohort.study, compared(cohort, question)
    curves = kaplan_meier_by(
        who.outcome, cohort.arm, len(study.arms), mask=who.known,
        conf_type=question.conf_type, conf_level=question.conf_level,
    )  # fmt: skip
    limits = largest_tau([curve for curve in curves if curve.n])
    tau, rule = _tau(question.extended.tau, who.horizon, limits)
    arms = tuple(_arm(arm, curve, tau, question) for arm, curve in zip(study.arms, curves, strict=True))
    later = landmark(cohort, question)
    counts = cohort.by_arm(who.endpoint.id, question.strata, question.selection)
    return ExtendedSurvivalAnswer(
        survival=survival(cohort, question),
        study=study,
        question=question,
        endpoint=who.endpoint,
        n=who.n,
        without_outcome=who.without_outcome,
        tau=tau,
        tau_rule=rule,
        largest_tau=limits,
        arms=arms,
        contrasts=_contrasts(study, arms, curves, question),
        reference=study.reference,
        compare=who.compare,
        weighted=tuple(_weighted(counts, rho, gamma) for rho, gamma in weights_of(question.extended)),
        landmark=later,
        scaled=arms if later is None else _scaled(later, tau),
        strata_labels=who.strata_labels,
        comparable=who.comparable,
        primary=who.primary,
        synthetic=who.synthetic,
        methods=_methods(who, tau),
        notes=_notes(who.without_outcome, tau, rule, limits),
        data_cut=cohort.data_cut,
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


def _arm(arm: Arm, curve: KaplanMeier, tau: float, question: Question) -> ArmExtended:
    level = question.conf_level
    mean = restricted_mean(curve, tau, level)
    if not curve.n:
        return ArmExtended(arm, 0, 0, mean, None, None)
    return ArmExtended(
        arm,
        curve.n,
        curve.n_events,
        mean,
        cumulative_hazard(curve, "nelson-aalen", level),
        log_log(curve, level),
    )


def _scaled(later: LandmarkSurvival, tau: float) -> tuple[ArmExtended | None, ...]:
    return tuple(
        _arm(arm.arm, arm.curve, tau, later.question) if arm.curve is not None else None for arm in later.arms
    )


def _contrasts(
    study: Study, arms: Sequence[ArmExtended], curves: Sequence[KaplanMeier], question: Question
) -> tuple[ArmContrast | None, ...]:
    contrasts: list[ArmContrast | None] = []
    for index, arm in enumerate(arms):
        if index == study.reference:
            contrasts.append(None)
            continue
        at_landmark = survival_difference(
            curves[index],
            curves[study.reference],
            question.landmark,
            question.conf_level,
            carried=question.past_last == "carried",
        )
        needed = number_needed(at_landmark)
        mean = difference(arm.mean, arms[study.reference].mean, question.conf_level)
        words = number_needed_words(needed) if needed.value is not None else at_landmark.not_estimable or ""
        contrasts.append(ArmContrast(arm.arm, mean, at_landmark, needed, words))
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


def _methods(who: Compared, tau: float) -> tuple[str, ...]:
    question = who.question
    area = (
        f"Restricted mean survival time to {number(tau, 1)} months: area under the Kaplan–Meier curve, "
        "standard error by the Greenwood integral"
    )
    if not who.comparable:
        return (f"{area}.",)
    strata = [in_sentence(label) for label in who.strata_labels]
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


def _notes(missing: int, tau: float, rule: TauRule, limits: LargestTau) -> tuple[str, ...]:
    notes = []
    if missing:
        notes.append(f"{counted(missing, 'selected patient')} without an arm or this endpoint: in no curve.")
    notes.append(_tau_note(tau, rule, limits))
    return tuple(notes)


def _tau_note(tau: float, rule: TauRule, limits: LargestTau) -> str:
    """Where the means are cut off, up to where that may be, and from where on an arm has nothing to add.

    Beyond the last follow-up of an arm its mean has no estimate; between its last event and that its curve is
    known, but level.
    """
    said = f"Restricted to {number(tau, 1)} months, {rule}."
    if limits.last_observed is not None:
        said += f" At most {number(limits.last_observed, 1)} months, the earliest last follow-up of an arm."
    if limits.last_event is not None and tau > limits.last_event:
        said += (
            f" Caution: the last event of an arm is at {number(limits.last_event, 1)} months; its curve is "
            "level from there on, and few patients may be left under it."
        )
    return said
