"""Answers as tables: the numbers behind a figure, for CSV files and the clipboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from explorer.analyses.answers import (
    ArmSurvival,
    FlowAnswer,
    FlowBox,
    SubgroupAnswer,
    SubgroupRow,
    SurvivalAnswer,
)
from explorer.analyses.baseline_answer import BaselineAnswer
from explorer.analyses.competing_answers import CompetingAnswer
from explorer.analyses.design import DesignAnswer
from explorer.analyses.extended_answers import ExtendedSurvivalAnswer, LandmarkSurvival
from explorer.analyses.follow_up import FollowUpAnswer
from explorer.analyses.model_answers import (
    ComparisonOfModels,
    ModelAnswer,
    ProportionalityAnswer,
    TimeVaryingAnswer,
)
from explorer.analyses.monitoring_answer import MonitoringAnswer
from explorer.analyses.safety_answer import SafetyAnswer, SafetyTable
from explorer.analyses.swimmer import SwimmerAnswer
from explorer.question.question import months_per
from explorer.results.design_tables import schema_table
from explorer.results.incidence_tables import incidence_table, scaled_table
from explorer.results.model_tables import (
    comparison_of_models_table,
    model_table,
    residual_table,
    time_varying_table,
)
from explorer.results.number_sheet import NumberSheet
from explorer.results.number_table import Cell, Table
from explorer.results.patient_tables import follow_up_table, swimmer_table
from explorer.results.provenance import with_provenance
from explorer.results.reporting_tables import baseline_table, monitoring_table, safety_table
from explorer.results.status import overall_status, subgroup_status

__all__ = ["Cell", "Table", "flow_table", "subgroup_table", "survival_table", "table"]


def table(answer: Any) -> Table:
    """The numbers behind the figure of an answer, or of a sheet, each row with where it comes from.

    Raises:
        KeyError: there is no table of such an answer.
    """
    if isinstance(answer, NumberSheet):
        return answer.make()
    return with_provenance(_TABLES[type(answer)](answer), answer)


def survival_table(answer: SurvivalAnswer) -> Table:
    """The curves: a row for each arm at its start and at each of its times (R: ``survfit``).

    Times are in the question's unit; ``std_err`` is Greenwood's standard error of the survival.
    """
    unit = answer.question.unit
    since = f"_since_month_{answer.month:g}" if isinstance(answer, LandmarkSurvival) else ""
    columns = (
        "arm",
        f"time_{unit}{since}",
        "at_risk",
        "events",
        "censored",
        "survival",
        "std_err",
        "lower",
        "upper",
    )
    scale = months_per(unit)
    return Table(columns, tuple(row for arm in answer.arms for row in _curve(arm, scale)))


def _curve(arm: ArmSurvival, scale: float) -> list[tuple[Cell, ...]]:
    curve = arm.curve
    if curve is None:
        return []
    rows: list[tuple[Cell, ...]] = []
    if not len(curve.time) or curve.time[0] > 0:
        rows.append((arm.arm.id, 0.0, curve.n, 0, 0, 1.0, 0.0, 1.0, 1.0))
    values = (curve.survival, curve.std_err, curve.lower, curve.upper)
    for index, time in enumerate(curve.time.tolist()):
        counts = (int(column[index]) for column in (curve.at_risk, curve.events, curve.censored))
        rows.append((arm.arm.id, time / scale, *counts, *(float(value[index]) for value in values)))
    return rows


def subgroup_table(answer: SubgroupAnswer) -> Table:
    """The forest plot: the overall row, then a row for each level of each field."""
    compare, reference = answer.compare.id, answer.reference.id
    columns = (
        "variable",
        "level",
        "n",
        "events",
        *(f"{arm}_{what}" for arm in (compare, reference) for what in ("n", "events")),
        "hazard_ratio",
        "lower",
        "upper",
        "not_estimable",
        "interaction_p",
        "strata",
        "post_hoc",
        "status",
    )
    strata = answer.overall_strata_labels
    rows = [(*_forest_row("Overall", answer.overall, None, strata, ""), overall_status(answer))]
    for block in answer.blocks:
        p = block.interaction.p if block.interaction and answer.comparable else None
        post_hoc = "yes" if block.post_hoc else "no"
        status, name, factors = subgroup_status(answer, block), block.field.name, block.strata_labels
        rows += [(*_forest_row(name, row, p, factors, post_hoc), status) for row in block.rows]
    return Table(columns, tuple(rows))


def _forest_row(
    variable: str, row: SubgroupRow, p: float | None, strata: Sequence[str], post_hoc: str
) -> tuple[Cell, ...]:
    ratio = row.hazard_ratio
    return (
        variable,
        row.label,
        row.n,
        row.events,
        row.compare_n,
        row.compare_events,
        row.reference_n,
        row.reference_events,
        ratio.value,
        ratio.lower,
        ratio.upper,
        ratio.not_estimable,
        p,
        "; ".join(strata),
        post_hoc,
    )


def flow_table(answer: FlowAnswer) -> Table:
    """The CONSORT flow: every box, who left before it and why, and the lines in it.

    ``n`` counts the patients of the file, ``selected`` those of them in the current selection.
    """
    rows = tuple(row for box in answer.boxes for row in _box(box))
    return Table(("step", "part", "label", "n", "selected"), rows)


def _box(box: FlowBox) -> list[tuple[Cell, ...]]:
    step = box.step
    rows: list[tuple[Cell, ...]] = [(step.id, step.role, step.label, box.n, box.selected)]
    if box.left_n:
        rows.append((step.id, "left", step.left_label, box.left_n, box.left_selected))
    rows += [(step.id, "reason", line.label, line.n, line.selected) for line in box.reasons]
    if box.unexplained and box.reasons:
        rows.append((step.id, "reason", "no reason recorded", box.unexplained, None))
    rows += [(step.id, "note", line.label, line.n, line.selected) for line in box.left_notes]
    rows += [(step.id, "line", line.label, line.n, line.selected) for line in box.lines]
    return rows


_TABLES: dict[type, Callable[[Any], Table]] = {
    SurvivalAnswer: survival_table,
    SubgroupAnswer: subgroup_table,
    FlowAnswer: flow_table,
    BaselineAnswer: baseline_table,
    SafetyAnswer: safety_table,
    SafetyTable: lambda answer: safety_table(answer.safety),
    MonitoringAnswer: monitoring_table,
    CompetingAnswer: incidence_table,
    LandmarkSurvival: survival_table,
    ExtendedSurvivalAnswer: scaled_table,
    ModelAnswer: model_table,
    ProportionalityAnswer: residual_table,
    TimeVaryingAnswer: time_varying_table,
    ComparisonOfModels: comparison_of_models_table,
    DesignAnswer: schema_table,
    FollowUpAnswer: follow_up_table,
    SwimmerAnswer: swimmer_table,
}
"""How each kind of answer becomes a table: a new one is one more line."""
