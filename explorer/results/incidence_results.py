"""Competing risks and extended survival as plain data, for ``results.json``; times are in months.

Where patients were not randomized, every P value and comparison is null.
"""

from __future__ import annotations

from explorer.analyses.answers import HazardRatio, Reading
from explorer.analyses.competing_answers import (
    ArmIncidence,
    CauseComparison,
    CompetingAnswer,
    IncidenceReading,
    TestOrReason,
)
from explorer.analyses.extended_answers import ArmContrast, ExtendedSurvivalAnswer, LandmarkSurvival
from explorer.results.methods import restricted_mean_method
from explorer.results.plain_numbers import Plain, estimate, test
from explorer.results.provenance import BEYOND, provenance_results
from explorer.results.status import means_status
from explorer.survival.restricted_mean import ENDS_BEFORE, NO_PATIENTS, MeanDifference, RestrictedMean

NOT_YET = "no interval: no events of this cause by this time"
NOT_AFTER = "not estimable: the question's landmark is not after the one that the analysis starts from"


def competing_results(answer: CompetingAnswer) -> Plain:
    """Each arm's events and incidence by cause, and the comparison of the arms in each cause."""
    ids = [arm.arm.id for arm in answer.arms]
    return {
        "id": answer.risks.id,
        "label": answer.risks.label,
        "definition": answer.risks.definition,
        **provenance_results(answer),
        "strata": list(answer.question.strata),
        "n": answer.n,
        "without_outcome": answer.without_outcome,
        "event_of_no_cause": answer.unnamed,
        "reference": ids[answer.reference],
        "landmark": answer.question.landmark,
        "time_unit": "months",
        "arms": [_arm(arm) for arm in answer.arms],
        "comparisons": [_comparison(each, ids, ids[answer.compare]) for each in answer.comparisons]
        if answer.comparable
        else None,
        "methods": list(answer.methods),
        "notes": list(answer.notes),
    }


def _arm(arm: ArmIncidence) -> Plain:
    return {
        "arm": arm.arm.id,
        "n": arm.n,
        "events": arm.events,
        "without_event": arm.without_event,
        "causes": [
            {
                "cause": each.cause.id,
                "label": each.cause.label,
                "events": each.events,
                "incidence": [_incidence(reading) for reading in each.landmarks],
            }
            for each in arm.causes
        ],
    }


def _incidence(reading: IncidenceReading) -> Plain:
    return {
        "time": reading.time,
        "value": reading.incidence,
        "lower": reading.lower,
        "upper": reading.upper,
        "std_err": reading.std_err,
        "at_risk": reading.at_risk,
        "beyond_follow_up": reading.beyond,
        "not_estimable": NOT_YET
        if reading.incidence == 0.0
        else _why_no_reading(reading.incidence, reading.beyond),
    }


def _why_no_reading(value: float | None, beyond: bool) -> str | None:
    if value is not None:
        return None
    return ENDS_BEFORE if beyond else NO_PATIENTS


def _comparison(each: CauseComparison, arms: list[str], compared: str) -> Plain:
    return {
        "cause": each.cause.id,
        "gray": _gray(each.gray),
        "stratified_gray": _gray(each.stratified_gray),
        "cause_specific_hazard_ratios": _ratios(each.cause_specific, arms),
        "subdistribution_hazard_ratios": _ratios(each.subdistribution, arms),
        "incidence_difference": {
            "arm": compared,
            **estimate(each.difference),
            "not_estimable": each.difference.not_estimable or None,
        },
    }


def _gray(found: TestOrReason) -> Plain:
    return {**test(found.test), "not_estimable": found.not_estimable or None}


def _ratios(ratios: tuple[HazardRatio | None, ...], arms: list[str]) -> list[Plain]:
    return [
        {
            "arm": arm,
            **estimate(ratio),
            "p": ratio.p,
            "not_estimable": ratio.not_estimable or None,
        }
        for arm, ratio in zip(arms, ratios, strict=True)
        if ratio is not None
    ]


def extended_results(answer: ExtendedSurvivalAnswer) -> Plain:
    """Restricted means, differences at the landmark, weighted tests, and the landmark analysis if asked."""
    shown = answer.comparable
    return {
        **provenance_results(answer, BEYOND),
        "tau": answer.tau,
        "time_unit": "months",
        "tau_rule": answer.tau_rule,
        "largest_tau": {
            "admissible": answer.largest_tau.last_observed,
            "last_observed": answer.largest_tau.last_observed,
            "last_event": answer.largest_tau.last_event,
        },
        "strata": list(answer.question.strata),
        "reference": answer.arms[answer.reference].arm.id,
        "arms": [
            {"arm": arm.arm.id, "n": arm.n, "events": arm.events, "mean": _mean(arm.mean)}
            for arm in answer.arms
        ],
        "contrasts": [_contrast(each) for each in answer.contrasts if each] if shown else None,
        "weighted_tests": [
            {
                "rho": each.rho,
                "gamma": each.gamma,
                "label": each.label,
                **test(each.test),
                "not_estimable": each.not_estimable or None,
            }
            for each in answer.weighted
        ]
        if shown
        else None,
        "landmark_analysis": _landmark(answer.landmark) if answer.landmark else None,
        "methods": list(answer.methods),
        "notes": list(answer.notes),
    }


def restricted_mean_results(answer: ExtendedSurvivalAnswer) -> Plain:
    """Of the extended analysis what belongs to the restricted mean survival time alone."""
    whole, reference = extended_results(answer), answer.arms[answer.reference].arm.id
    kept = ("tau", "tau_rule", "largest_tau", "time_unit", "arms")
    shown = [each for each in answer.contrasts if each and answer.comparable]
    return {
        **provenance_results(answer, BEYOND),
        "status": means_status(answer),
        "method": restricted_mean_method(answer),
        "conf_level": answer.question.conf_level,
        **{key: whole[key] for key in kept},
        "differences": [
            {"arm": each.arm.id, "reference": reference, **_mean(each.mean), "p": each.mean.p}
            for each in shown
        ],
    }


def _mean(mean: RestrictedMean | MeanDifference) -> Plain:
    return {
        "value": mean.value,
        "std_err": mean.std_err,
        "lower": mean.lower,
        "upper": mean.upper,
        "not_estimable": mean.not_estimable,
    }


def _contrast(contrast: ArmContrast) -> Plain:
    survival, needed = contrast.survival, contrast.number_needed
    return {
        "arm": contrast.arm.id,
        "mean_difference": {**_mean(contrast.mean), "p": contrast.mean.p},
        "survival_difference": {
            "time": survival.time,
            "value": survival.value,
            "std_err": survival.std_err,
            "lower": survival.lower,
            "upper": survival.upper,
            "p": survival.p,
            "log_log_p": survival.log_log_p,
            "not_estimable": survival.not_estimable,
        },
        "number_needed_to_treat": {
            **estimate(needed),
            "through_infinity": needed.through_infinity,
            "words": contrast.number_needed_words,
        },
    }


def _landmark(answer: LandmarkSurvival) -> Plain:
    """Times count from the landmark; an arm is one of the study, or without or with the event by then."""
    shown = answer.comparable
    before = zip(answer.arms, answer.events_before, answer.censored_before, strict=True)
    return {
        "time": answer.month,
        "times_count_from_it": True,
        "by": answer.event.id if answer.event else None,
        "n": answer.n,
        "dropped": answer.dropped,
        "arms": [
            {
                "arm": arm.arm.id,
                "n": arm.n,
                "events": arm.events,
                "events_before": events,
                "censored_before": censored,
                "reading": _reading(arm.at_landmark, arm.n) if arm.landmarks else None,
                "reading_not_estimable": None if arm.landmarks else NOT_AFTER,
            }
            for arm, events, censored in before
        ],
        "hazard_ratios": _ratios(answer.hazard_ratios, [arm.arm.id for arm in answer.arms])
        if shown
        else None,
        "logrank": {**test(answer.logrank), "not_estimable": answer.logrank_not_estimable or None}
        if shown
        else None,
        "notes": list(answer.notes),
    }


def _reading(reading: Reading, n: int) -> Plain:
    return {
        "time": reading.time,
        "value": reading.survival,
        "lower": reading.lower,
        "upper": reading.upper,
        "at_risk": reading.at_risk,
        "not_estimable": _why_no_reading(reading.survival, n > 0),
    }
