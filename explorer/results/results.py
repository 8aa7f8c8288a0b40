"""Everything that is computed for a question, as plain data: the content of ``results.json``, schema 1."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from explorer.analyses.answers import (
    ArmSurvival,
    FlowAnswer,
    HazardRatio,
    SubgroupAnswer,
    SubgroupBlock,
    SurvivalAnswer,
)
from explorer.analyses.baseline import baseline
from explorer.analyses.compared import all_randomized
from explorer.analyses.competing import competing, of_each
from explorer.analyses.flow import flow
from explorer.analyses.follow_up import follow_up
from explorer.analyses.monitoring import monitoring
from explorer.analyses.patients import patients
from explorer.analyses.reconciliation import ReconciliationAnswer, reconcile
from explorer.analyses.safety import safety
from explorer.analyses.selected_cohort import after_randomization
from explorer.analyses.shared import SharedAnswers
from explorer.analyses.subgroups import subgroups
from explorer.analyses.survival_extended import survival_extended
from explorer.cohort.cohort import Cohort
from explorer.program import NAME, version
from explorer.question.profiles import profile_of
from explorer.question.question import Question, months_per
from explorer.question.where import describe
from explorer.results.incidence_results import competing_results, extended_results, restricted_mean_results
from explorer.results.model_results import models_results
from explorer.results.patient_tables import follow_up_results, reconciliation_results
from explorer.results.plain_numbers import Plain, estimate, finite, ratio, test
from explorer.results.provenance import adjusted, provenance_results
from explorer.results.reporting_results import baseline_results, monitoring_results, safety_results
from explorer.results.status import subgroup_status

SCHEMA = 1
NOT_RANDOMIZED = (
    "Some of the selected patients were not randomized: their arms differ by more than the treatment, "
    "so no P value is given."
)


def results(
    cohort: Cohort,
    question: Question,
    *,
    endpoints: Sequence[str] | None = None,
    shared: SharedAnswers | None = None,
) -> Plain:
    """All numbers of a question, for every endpoint of the study or for those named.

    Times are in ``question.unit``; numbers are not rounded; None stands for "not reached" and there is no
    NaN. What cannot be estimated says why in ``not_estimable``. Answers that are ``shared`` with a caller are
    not computed again.

    Raises:
        SelectionError: the study has no endpoint of that name.
    """
    study = cohort.study
    named = [study.endpoint(id).id for id in endpoints or [endpoint.id for endpoint in study.endpoints]]
    questions = {id: replace(question, endpoint=id) for id in named}
    known = shared or SharedAnswers(cohort)
    boxes = known.of(flow, question)
    extended = {id: known.of(survival_extended, asked) for id, asked in questions.items()}
    risks = [known.of(competing, asked) for asked in of_each(study, question)]
    return {
        "schema": SCHEMA,
        "program": {"name": NAME, "version": version()},
        "source": _source(cohort),
        "study": {"id": study.id, "title": study.title},
        "selection": _selection(cohort, question),
        "settings": _settings(question),
        "flow": _flow(boxes),
        "flow_discrepancies": list(boxes.discrepancies),
        "survival": {id: _survival(found.survival) for id, found in extended.items()},
        "subgroups": {id: _subgroups(known.of(subgroups, asked)) for id, asked in questions.items()},
        "survival_extended": {id: extended_results(found) for id, found in extended.items()},
        "rmst": {id: restricted_mean_results(found) for id, found in extended.items()},
        "competing": {found.risks.id: competing_results(found) for found in risks},
        "baseline": baseline_results(known.of(baseline, question)),
        "safety": safety_results(known.of(safety, question)),
        "monitoring": monitoring_results(known.of(monitoring, question)),
        "models": {id: models_results(cohort, asked) for id, asked in questions.items()},
        "follow_up": {id: follow_up_results(follow_up(cohort, asked)) for id, asked in questions.items()},
        "reconciliation": {
            id: reconciliation_results(_reconciliation(known, asked)) for id, asked in questions.items()
        },
    }


def as_json(plain: Plain) -> str:
    """Results as the text of ``results.json``.

    Raises:
        ValueError: a number is NaN or infinite, which JSON cannot hold.
    """
    return json.dumps(plain, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def _reconciliation(known: SharedAnswers, asked: Question) -> ReconciliationAnswer:
    return reconcile(
        known.of(patients, asked),
        known.of(flow, asked),
        known.of(baseline, asked),
        known.of(survival_extended, asked).survival,
        known.of(subgroups, asked),
    )


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
        "data_cut": cohort.data_cut or None,
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
        _hazard_ratio(answer, index, found)
        for index, found in enumerate(answer.hazard_ratios)
        if found is not None
    ]
    follow_up = estimate(answer.follow_up, months_per(question.unit))
    return {
        "endpoint": answer.endpoint.label,
        "definition": answer.endpoint.definition,
        **provenance_results(answer),
        "n": answer.n,
        "without_outcome": answer.without_outcome,
        "arms": [_arm(arm, question) for arm in answer.arms],
        "hazard_ratio": _hazard_ratio(answer, answer.compare, answer.hazard_ratio),
        "hazard_ratios": ratios,
        "logrank": {
            **test(answer.logrank if answer.comparable else None),
            "strata": list(question.strata),
        },
        "median_follow_up": follow_up["value"],
        "median_follow_up_limits": {name: follow_up[name] for name in ("lower", "upper")},
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
        "median": estimate(arm.median, months_per(question.unit)),
        "landmarks": [
            {
                "time": _time(reading.time, question),
                "survival": finite(reading.survival),
                "lower": finite(reading.lower),
                "upper": finite(reading.upper),
                "at_risk": reading.at_risk,
            }
            for reading in arm.landmarks
        ],
    }


def _hazard_ratio(answer: SurvivalAnswer, index: int, found: HazardRatio) -> Plain:
    return {
        "arm": answer.study.arms[index].id,
        "reference": answer.study.arms[answer.reference].id,
        **ratio(found if answer.comparable else replace(found, p=None), "p"),
        "strata": list(answer.question.strata),
    }


def _subgroups(answer: SubgroupAnswer) -> list[Plain]:
    return [row for block in answer.blocks for row in _block(answer, block)]


def _block(answer: SubgroupAnswer, block: SubgroupBlock) -> list[Plain]:
    strata = _strata(answer, block)
    p = block.interaction.p if block.interaction and answer.comparable else None
    status = subgroup_status(answer, block)
    said = {"status": status, "adjusted_for_multiplicity": adjusted(status)}
    rows: list[Plain] = []
    for row in block.rows:
        found = ratio(row.hazard_ratio)
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
                **(found if "not_estimable" in found else {"hazard_ratio": found}),
                "interaction_p": finite(p),
                "interaction_note": block.interaction_note or None,
                "strata": strata,
                "post_hoc": block.post_hoc,
                **provenance_results(answer),
                **said,
            }
        )
    return rows


def _strata(answer: SubgroupAnswer, block: SubgroupBlock) -> list[str]:
    """The fields that stratify a block's models, in the study's order."""
    names = {answer.study.field(id).name: id for id in answer.study.forest_strata}
    return [names[label] for label in block.strata_labels if label in names]


def _time(months: float | None, question: Question) -> float | None:
    known = finite(months)
    return None if known is None else known / months_per(question.unit)
