"""Everything that is computed for a question, as plain data: the content of ``results.json``, schema 1."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from math import isfinite
from typing import cast

from explorer.analyses.answers import (
    ArmSurvival,
    Estimate,
    FlowAnswer,
    HazardRatio,
    SubgroupAnswer,
    SubgroupBlock,
    SurvivalAnswer,
)
from explorer.analyses.baseline import baseline
from explorer.analyses.comparison import all_randomized
from explorer.analyses.competing import competing
from explorer.analyses.flow import flow
from explorer.analyses.follow_up import follow_up
from explorer.analyses.monitoring import monitoring
from explorer.analyses.panel import after_randomization
from explorer.analyses.reconciliation import reconciliation
from explorer.analyses.safety import safety
from explorer.analyses.subgroups import subgroups
from explorer.analyses.survival import survival
from explorer.analyses.survival_extended import survival_extended, weights_of
from explorer.cohort.cohort import Cohort
from explorer.program import NAME, version
from explorer.question.profiles import profile_of
from explorer.question.question import MONTHS_PER_YEAR, Question
from explorer.question.where import describe
from explorer.results.incidence_results import competing_results, extended_results
from explorer.results.model_results import models_results
from explorer.results.patient_tables import follow_up_results, reconciliation_results
from explorer.results.reporting_results import baseline_results, monitoring_results, safety_results
from explorer.results.status import subgroup_status, survival_status

SCHEMA = 1
NOT_RANDOMIZED = (
    "Some of the selected patients were not randomized: their arms differ by more than the treatment, "
    "so no P value is given."
)
Plain = dict[str, object]


def results(cohort: Cohort, question: Question, *, endpoints: Sequence[str] | None = None) -> Plain:
    """All numbers of a question, for every endpoint of the study or for those named.

    Times are in ``question.unit``; numbers are not rounded; None stands for "not reached" and there is no
    NaN. What cannot be estimated says why in ``not_estimable``.

    Raises:
        SelectionError: the study has no endpoint of that name.
    """
    study = cohort.study
    named = [study.endpoint(id).id for id in endpoints or [endpoint.id for endpoint in study.endpoints]]
    questions = {id: replace(question, endpoint=id) for id in named}
    boxes = flow(cohort, question)
    extended = {id: _extended(cohort, asked) for id, asked in questions.items()}
    return {
        "schema": SCHEMA,
        "program": {"name": NAME, "version": version()},
        "source": _source(cohort),
        "study": {"id": study.id, "title": study.title},
        "selection": _selection(cohort, question),
        "settings": _settings(question),
        "flow": _flow(boxes),
        "flow_discrepancies": list(boxes.discrepancies),
        "survival": {id: _survival(survival(cohort, asked)) for id, asked in questions.items()},
        "subgroups": {id: _subgroups(subgroups(cohort, asked)) for id, asked in questions.items()},
        "survival_extended": extended,
        "rmst": {id: _restricted_means(found) for id, found in extended.items()},
        "competing": {
            risks.id: competing_results(competing(cohort, question, risks.id)) for risks in study.competing
        },
        "baseline": baseline_results(baseline(cohort, question, question.baseline)),
        "safety": safety_results(safety(cohort, question, question.safety)),
        "monitoring": monitoring_results(monitoring(cohort, question.monitoring)),
        "models": {id: models_results(cohort, asked) for id, asked in questions.items()},
        "follow_up": {id: follow_up_results(follow_up(cohort, asked)) for id, asked in questions.items()},
        "reconciliation": {
            id: reconciliation_results(reconciliation(cohort, asked)) for id, asked in questions.items()
        },
    }


def as_json(plain: Plain) -> str:
    """Results as the text of ``results.json``.

    Raises:
        ValueError: a number is NaN or infinite, which JSON cannot hold.
    """
    return json.dumps(plain, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def _extended(cohort: Cohort, question: Question) -> Plain:
    asked = question.extended
    answer = survival_extended(
        cohort,
        question,
        tau=asked.tau,
        from_month=asked.from_month,
        by=asked.by,
        weights=weights_of(asked),
    )
    return extended_results(answer)


def _restricted_means(extended: Plain) -> Plain:
    """Of ``survival_extended`` what belongs to the restricted mean survival time alone."""
    kept = ("status", "tau", "tau_rule", "largest_tau", "time_unit", "arms")
    contrasts = cast(list[Plain], extended["contrasts"] or [])  # none where some were not randomized
    return {
        **{key: extended[key] for key in kept},
        "differences": [
            {"arm": each["arm"], "reference": extended["reference"], **cast(Plain, each["mean_difference"])}
            for each in contrasts
        ],
    }


def _source(cohort: Cohort) -> Plain:
    source = cohort.source
    return {
        "file": source.file,
        "sheet": source.sheet,
        "sha256": source.sha256,
        "rows_read": source.rows_read,
        "rows_left_out": source.rows_left_out,
        "patients": cohort.n,
        "synthetic": cohort.synthetic,
        "problems": [{"severity": problem.severity, "text": problem.text} for problem in cohort.problems],
    }


def _selection(cohort: Cohort, question: Question) -> Plain:
    chosen = cohort.choose(question.selection)
    return {
        "text": describe(question.selection, cohort.study),
        "where": question.selection.to_plain(),
        "n": int(chosen.sum()),
        "of": cohort.n,
        "randomized": all_randomized(cohort, chosen),
        "after_randomization": list(after_randomization(cohort.study, question)),
    }


def _settings(question: Question) -> Plain:
    return {
        "strata": list(question.strata),
        "conf_type": question.conf_type,
        "conf_level": question.conf_level,
        "ties": question.ties,
        "past_last_follow_up": question.past_last,
        "quantile_type": question.baseline.quantile_type,
        "profile": profile_of(question) or "mixed",
        "landmark": _time(question.landmark, question),
        "time_unit": question.unit,
    }


def _flow(answer: FlowAnswer) -> list[Plain]:
    return [
        {
            "id": box.step.id,
            "label": box.step.label,
            "role": box.step.role,
            "parent": box.step.parent or None,
            "n": box.n,
            "selected": box.selected,
            "excluded_n": box.left_n,
            "excluded": [{"reason": line.label, "n": line.n} for line in box.reasons],
        }
        for box in answer.boxes
    ]


def _survival(answer: SurvivalAnswer) -> Plain:
    question = answer.question
    ratios = [
        _hazard_ratio(answer, index, ratio)
        for index, ratio in enumerate(answer.hazard_ratios)
        if ratio is not None
    ]
    test = answer.logrank if answer.comparable else None
    return {
        "endpoint": answer.endpoint.label,
        "definition": answer.endpoint.definition,
        "status": survival_status(answer),
        "n": answer.n,
        "without_outcome": answer.without_outcome,
        "arms": [_arm(arm, question) for arm in answer.arms],
        "hazard_ratio": _hazard_ratio(answer, answer.compare, answer.hazard_ratio),
        "hazard_ratios": ratios,
        "logrank": {
            "chi2": test.chi2 if test else None,
            "df": test.df if test else None,
            "p": test.p if test else None,
            "strata": list(question.strata),
        },
        "median_follow_up": _time(answer.follow_up.value, question),
        "median_follow_up_limits": {
            "lower": _time(answer.follow_up.lower, question),
            "upper": _time(answer.follow_up.upper, question),
        },
        "time_unit": question.unit,
        "note": None if answer.comparable else NOT_RANDOMIZED,
        "notes": list(answer.notes),
    }


def _arm(arm: ArmSurvival, question: Question) -> Plain:
    return {
        "arm": arm.arm.id,
        "label": arm.arm.label,
        "n": arm.n,
        "events": arm.events,
        "median": _times(arm.median, question),
        "landmarks": [
            {
                "time": _time(reading.time, question),
                "survival": _finite(reading.survival),
                "lower": _finite(reading.lower),
                "upper": _finite(reading.upper),
                "at_risk": reading.at_risk,
            }
            for reading in arm.landmarks
        ],
    }


def _hazard_ratio(answer: SurvivalAnswer, index: int, ratio: HazardRatio) -> Plain:
    p = ratio.p if answer.comparable else None
    return {
        "arm": answer.study.arms[index].id,
        "reference": answer.study.arms[answer.reference].id,
        **(_estimated(ratio, p=_finite(p))),
        "strata": list(answer.question.strata),
    }


def _estimated(ratio: HazardRatio, **more: float | None) -> Plain:
    """A ratio with its limits, or why there is none."""
    if ratio.not_estimable:
        return {"not_estimable": ratio.not_estimable}
    limits = {"lower": _finite(ratio.lower), "upper": _finite(ratio.upper)}
    return {"value": _finite(ratio.value), **limits, **more}


def _subgroups(answer: SubgroupAnswer) -> list[Plain]:
    return [row for block in answer.blocks for row in _block(answer, block)]


def _block(answer: SubgroupAnswer, block: SubgroupBlock) -> list[Plain]:
    strata = _strata(answer, block)
    p = block.interaction.p if block.interaction and answer.comparable else None
    rows: list[Plain] = []
    for row in block.rows:
        ratio = _estimated(row.hazard_ratio)
        rows.append(
            {
                "variable": block.field.id,
                "label": block.field.name,
                "level": row.level,
                "level_label": row.label,
                "n": row.n,
                "events": row.events,
                "arms": [
                    {"arm": answer.compare.id, "n": row.compare_n, "events": row.compare_events},
                    {"arm": answer.reference.id, "n": row.reference_n, "events": row.reference_events},
                ],
                **(ratio if "not_estimable" in ratio else {"hazard_ratio": ratio}),
                "interaction_p": _finite(p),
                "interaction_note": block.interaction_note or None,
                "strata": strata,
                "post_hoc": block.post_hoc,
                "status": subgroup_status(answer, block),
            }
        )
    return rows


def _strata(answer: SubgroupAnswer, block: SubgroupBlock) -> list[str]:
    """The fields that stratify a block's models, in the study's order."""
    names = {answer.study.field(id).name: id for id in answer.study.forest_strata}
    return [names[label] for label in block.strata_labels if label in names]


def _times(estimate: Estimate, question: Question) -> Plain:
    return {
        "value": _time(estimate.value, question),
        "lower": _time(estimate.lower, question),
        "upper": _time(estimate.upper, question),
    }


def _time(months: float | None, question: Question) -> float | None:
    finite = _finite(months)
    return finite / MONTHS_PER_YEAR if finite is not None and question.unit == "years" else finite


def _finite(value: float | None) -> float | None:
    """A number that JSON can hold; a limit that is infinite is not reached."""
    return float(value) if value is not None and isfinite(value) else None
