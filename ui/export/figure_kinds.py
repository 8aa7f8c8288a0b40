"""The figures of the program: for each kind of answer how it is named, how high it is, and who paints it.

Everything that leaves the program as a picture goes through this table: a new figure is one more line.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from explorer.analyses.answers import FlowAnswer, SubgroupAnswer, SurvivalAnswer
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
from ui.figures import (
    coefficients,
    consort,
    cumulative_incidence,
    follow_up,
    forest,
    kaplan_meier,
    monitoring,
    residual_plot,
    risk_differences,
    schema,
    state_curves,
    survival_scale,
    swimmer,
    table,
)
from ui.figures.baseline import baseline_figure
from ui.figures.figure import PRINT_UNITS_PER_MM, Style
from ui.figures.safety_table import safety_figure

Answer = Any  # the answers share what names need: study, synthetic; each kind knows the rest of its own


@dataclass(frozen=True, slots=True)
class FigureKind:
    """One kind of figure. Functions take the answer first; heights and widths are in print units."""

    key: str
    heading: str
    stem: Callable[[Answer], str]
    title: Callable[[Answer], str]
    is_filtered: Callable[[Answer], bool]
    height: Callable[[Answer, float, Style], float]
    paint: Callable[[QPainter, QRectF, Answer, Style], object]


def file_name_part(id: str) -> str:
    """An id of a study as a part of a file's name, whatever the study file calls it."""
    return "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in id)


def file_name(answer: Answer, stem: str, ending: str, *, is_filtered: bool) -> str:
    """Study, figure and endpoint; filters are only mentioned, as their values may tell of patients."""
    parts = [file_name_part(answer.study.id), "synthetic" if answer.synthetic else "", stem]
    parts.append("filtered" if is_filtered else "")
    return "_".join(part for part in parts if part) + f".{ending}"


def _kaplan_meier_height(answer: SurvivalAnswer, width: float, style: Style) -> float:
    return kaplan_meier.natural_height(answer, width / PRINT_UNITS_PER_MM, style) * PRINT_UNITS_PER_MM


def _from_landmark(answer: SurvivalAnswer) -> str:
    """The part of a file's name that tells curves from a landmark on."""
    if not isinstance(answer, LandmarkSurvival):
        return ""
    event = f"{file_name_part(answer.event.id)}_" if answer.event else ""
    return f"from_month_{file_name_part(f'{answer.month:g}')}_{event}"


KINDS: dict[type, FigureKind] = {
    FlowAnswer: FigureKind(
        key="flow",
        heading="Export flow",
        stem=lambda answer: "consort",
        title=lambda answer: f"{answer.study.title}: CONSORT flow",
        is_filtered=lambda answer: answer.filtered,
        height=consort.natural_height,
        paint=consort.paint,
    ),
    SurvivalAnswer: FigureKind(
        key="survival",
        heading="Export survival",
        stem=lambda answer: f"survival_{file_name_part(answer.endpoint.id)}",
        title=lambda answer: f"{answer.study.title}: {answer.endpoint.label}",
        is_filtered=lambda answer: not answer.primary,
        height=_kaplan_meier_height,
        paint=kaplan_meier.paint,
    ),
    LandmarkSurvival: FigureKind(
        key="survival",
        heading="Export landmark analysis",
        stem=lambda answer: f"survival_{_from_landmark(answer)}{file_name_part(answer.endpoint.id)}",
        title=lambda answer: f"{answer.study.title}: {answer.endpoint.label} from month {answer.month:g} on",
        is_filtered=lambda answer: not answer.primary,
        height=_kaplan_meier_height,
        paint=kaplan_meier.paint,
    ),
    ExtendedSurvivalAnswer: FigureKind(
        key="survival",
        heading="Export survival",
        stem=lambda answer: (
            f"survival_{answer.question.extended.display}_"
            f"{_from_landmark(answer.curves)}{file_name_part(answer.endpoint.id)}"
        ),
        title=lambda answer: (
            f"{answer.study.title}: {answer.endpoint.label}, "
            f"{survival_scale.CAPTIONS[answer.question.extended.display]}"
        ),
        is_filtered=lambda answer: not answer.primary,
        height=survival_scale.natural_height,
        paint=survival_scale.paint,
    ),
    SubgroupAnswer: FigureKind(
        key="subgroups",
        heading="Export subgroups",
        stem=lambda answer: f"subgroups_{file_name_part(answer.endpoint.id)}",
        title=lambda answer: f"{answer.study.title}: {answer.endpoint.label} in subgroups",
        is_filtered=lambda answer: not answer.primary,
        height=lambda answer, width, style: forest.natural_height(answer, width, style, grouped=True),
        paint=lambda painter, rect, answer, style: forest.paint(painter, rect, answer, style, grouped=True),
    ),
    CompetingAnswer: FigureKind(
        key="competing",
        heading="Export cumulative incidence",
        stem=lambda answer: f"competing_{file_name_part(answer.risks.id)}",
        title=lambda answer: f"{answer.study.title}: {answer.risks.label.lower()}",
        is_filtered=lambda answer: not answer.primary,
        height=cumulative_incidence.natural_height,
        paint=cumulative_incidence.paint,
    ),
    BaselineAnswer: FigureKind(
        key="baseline",
        heading="Export baseline table",
        stem=lambda answer: "baseline",
        title=lambda answer: f"{answer.study.title}: baseline characteristics",
        is_filtered=lambda answer: not answer.primary,
        height=lambda answer, width, style: table.natural_height(baseline_figure(answer), width, style),
        paint=lambda painter, rect, answer, style: table.paint(painter, rect, baseline_figure(answer), style),
    ),
    ModelAnswer: FigureKind(
        key="models",
        heading="Export coefficients",
        stem=lambda answer: f"model_{file_name_part(answer.endpoint.id)}",
        title=lambda answer: f"{answer.study.title}: Cox model of {answer.endpoint.label.lower()}",
        is_filtered=lambda answer: not answer.primary,
        height=coefficients.natural_height,
        paint=coefficients.paint,
    ),
    ComparisonOfModels: FigureKind(
        key="models",
        heading="Export comparison of models",
        stem=lambda answer: f"models_{file_name_part(answer.endpoint.id)}",
        title=lambda answer: f"{answer.study.title}: {answer.endpoint.label} under several models",
        is_filtered=lambda answer: not answer.primary,
        height=coefficients.natural_height,
        paint=coefficients.paint,
    ),
    ProportionalityAnswer: FigureKind(
        key="models",
        heading="Export residuals",
        stem=lambda answer: f"residuals_{file_name_part(answer.endpoint.id)}",
        title=lambda answer: f"{answer.study.title}: proportional hazards, {answer.endpoint.label.lower()}",
        is_filtered=lambda answer: not answer.primary,
        height=residual_plot.natural_height,
        paint=residual_plot.paint,
    ),
    TimeVaryingAnswer: FigureKind(
        key="models",
        heading="Export Simon–Makuch curves",
        stem=lambda answer: f"{file_name_part(answer.event.id)}_{file_name_part(answer.endpoint.id)}",
        title=lambda answer: f"{answer.study.title}: {answer.endpoint.label}, {answer.event.label.lower()}",
        is_filtered=lambda answer: not answer.primary,
        height=state_curves.natural_height,
        paint=state_curves.paint,
    ),
    SafetyTable: FigureKind(
        key="safety",
        heading="Export adverse events",
        stem=lambda answer: "safety",
        title=lambda answer: f"{answer.study.title}: adverse events",
        is_filtered=lambda answer: not answer.primary,
        height=lambda answer, width, style: table.natural_height(
            safety_figure(answer, width, style), width, style
        ),
        paint=lambda painter, rect, answer, style: table.paint(
            painter, rect, safety_figure(answer, rect.width(), style), style
        ),
    ),
    SafetyAnswer: FigureKind(
        key="risk_differences",
        heading="Export risk differences",
        stem=lambda answer: "risk_differences",
        title=lambda answer: f"{answer.study.title}: adverse events, risk differences",
        is_filtered=lambda answer: not answer.primary,
        height=risk_differences.natural_height,
        paint=risk_differences.paint,
    ),
    FollowUpAnswer: FigureKind(
        key="follow_up",
        heading="Export follow-up",
        stem=lambda answer: f"follow_up_{file_name_part(answer.endpoint.id)}",
        title=lambda answer: f"{answer.study.title}: follow-up, {answer.endpoint.label.lower()}",
        is_filtered=lambda answer: not answer.primary,
        height=follow_up.natural_height,
        paint=follow_up.paint,
    ),
    DesignAnswer: FigureKind(
        key="schema",
        heading="Export treatment schema",
        stem=lambda answer: "schema",
        title=lambda answer: f"{answer.study.title}: treatment schema",
        is_filtered=lambda answer: False,
        height=schema.natural_height,
        paint=schema.paint,
    ),
    SwimmerAnswer: FigureKind(
        key="swimmer",
        heading="Export swimmer plot",
        stem=lambda answer: "swimmer",
        title=lambda answer: f"{answer.study.title}: swimmer plot",
        is_filtered=lambda answer: not answer.primary,
        height=swimmer.natural_height,
        paint=swimmer.paint,
    ),
    MonitoringAnswer: FigureKind(
        key="monitoring",
        heading="Export monitoring",
        stem=lambda answer: "monitoring",
        title=lambda answer: f"{answer.study.title}: monitoring",
        is_filtered=lambda answer: False,
        height=monitoring.natural_height,
        paint=monitoring.paint,
    ),
}


def kind_of(answer: Answer) -> FigureKind:
    """The kind of figure that shows an answer.

    Raises:
        KeyError: there is no figure of such an answer.
    """
    return KINDS[type(answer)]
