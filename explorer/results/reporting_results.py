"""The baseline, safety and monitoring answers as plain data, for ``results.json``."""

from __future__ import annotations

from dataclasses import asdict

from explorer.analyses.baseline_answer import BaselineAnswer, BaselineBlock, BaselineCell
from explorer.analyses.monitoring_answer import DateRange, LookResult, MonitoringAnswer
from explorer.analyses.safety_answer import SafetyAnswer, ToxicityRow
from explorer.dates import day_text
from explorer.results.plain_numbers import Plain, finite
from explorer.results.provenance import provenance_results


def baseline_results(answer: BaselineAnswer) -> Plain:
    """Table 1. ``cells`` are in the order of ``columns``; ``share`` is in 0..1 and null without patients."""
    return {
        **provenance_results(answer),
        "columns": [
            {"arm": column.arm.id if column.arm else None, "label": column.label, "n": column.n}
            for column in answer.columns
        ],
        "percent_of": answer.question.baseline.percent_of,
        "quantile_type": answer.question.baseline.quantile_type,
        "fields": [_block(block) for block in answer.blocks],
        "notes": list(answer.notes),
    }


def _block(block: BaselineBlock) -> Plain:
    return {
        "field": block.field.id,
        "label": block.label,
        "known": list(block.known),
        "standardized_difference": block.difference,
        "rows": [
            {
                "label": row.label,
                "kind": row.kind,
                "cells": [_cell(cell) for cell in row.cells],
                "standardized_difference": row.difference,
            }
            for row in block.rows
        ],
    }


def _cell(cell: BaselineCell) -> Plain:
    if cell.distribution is not None:
        return {"text": cell.text, **asdict(cell.distribution)}
    return {"text": cell.text, "n": cell.n, "share": cell.share}


def safety_results(answer: SafetyAnswer) -> Plain:
    """The safety table. ``arms`` of a row are in the order of ``columns``; ``grades`` count patients by worst
    grade, 1 to 5."""
    options = answer.options
    return {
        **({"status": None} if answer.unavailable else provenance_results(answer)),
        "unavailable": answer.unavailable or None,
        "columns": [
            {"arm": column.arm.id, "n": column.n, "selected": column.selected} for column in answer.columns
        ],
        "phases": list(options.phases or ()),
        "related_only": bool(options.related_only),
        "threshold_percent": options.threshold,
        "threshold_grade": options.threshold_grade,
        "below_threshold": answer.below,
        "summaries": [_toxicity(row) for row in answer.summaries],
        "terms": [_toxicity(row) for row in answer.rows],
        "notes": [*answer.notes, *answer.comparison_notes],
    }


def _toxicity(row: ToxicityRow) -> Plain:
    return {
        "label": row.label,
        "category": row.category or None,
        "arms": [{"of": cell.of, "grades": list(cell.by_grade)} for cell in row.cells],
        "least_grade": row.grade,
        "risk_difference": asdict(row.difference) if row.difference else None,
        "fisher_p": row.fisher_p,
    }


def monitoring_results(answer: MonitoringAnswer) -> Plain:
    """The looks, the statistic and the powers; a boundary that cannot be crossed is null."""
    plan = answer.plan
    return {
        **({"status": None} if answer.unavailable else provenance_results(answer)),
        "population": answer.study.population_label,
        "unavailable": answer.unavailable or None,
        "endpoint": answer.endpoint.id if answer.endpoint else None,
        "one_sided_alpha": plan.alpha if plan else None,
        "spending": plan.spending if plan else None,
        "events": answer.events,
        "events_planned": plan.events if plan else None,
        "information_fraction": answer.fraction,
        "data_cut": day_text(answer.cut) or None,
        "looks": [_look(look) for look in answer.looks],
        "now": _look(answer.now) if answer.now else None,
        "design": asdict(answer.design) if answer.design else None,
        "conditional_power": asdict(answer.conditional) if answer.conditional else None,
        "path": _path(answer),
        "notes": list(answer.notes),
    }


def _look(look: LookResult) -> Plain:
    return {
        "label": look.label,
        "held": look.held,
        "date": day_text(look.date) or None,
        "projected": _dates(look.projected) if look.projected else None,
        "events": look.events,
        "information_fraction": look.fraction,
        "boundary_z": finite(look.boundary),
        "nominal_one_sided": look.nominal,
        "nominal_two_sided": look.nominal_two_sided,
        "cumulative_alpha": look.cumulative,
        "z": look.z,
        "p_one_sided": look.p,
        "p_two_sided": look.p_two_sided,
        "crossed": look.crossed,
    }


def _dates(when: DateRange) -> Plain:
    return {name: day_text(day) or None for name, day in asdict(when).items()}


def _path(answer: MonitoringAnswer) -> list[Plain]:
    if answer.days is None or answer.path_events is None or answer.path_z is None:
        return []
    path = zip(answer.days.tolist(), answer.path_events.tolist(), answer.path_z.tolist(), strict=True)
    return [{"date": day_text(day), "events": int(events), "z": finite(z)} for day, events, z in path]
