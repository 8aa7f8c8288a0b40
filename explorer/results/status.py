"""How a result was meant: planned or found, so that a reader knows how much it can carry."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from explorer.analyses.answers import SubgroupAnswer, SubgroupBlock, SurvivalAnswer
from explorer.analyses.baseline_answer import BaselineAnswer
from explorer.analyses.competing_answers import CompetingAnswer
from explorer.analyses.extended_answers import ExtendedSurvivalAnswer, LandmarkSurvival
from explorer.analyses.monitoring_answer import MonitoringAnswer
from explorer.analyses.safety_answer import SafetyAnswer
from explorer.question.options import SafetyOptions
from explorer.question.question import Question
from explorer.study.reporting import AdverseEventLayout
from explorer.study.study import Study

Status = Literal["primary", "secondary", "pre-specified", "post hoc", "exploratory"]


def survival_status(answer: SurvivalAnswer) -> Status:
    """The primary endpoint in the trial's own population and strata is primary, the others secondary; from a
    landmark of the reader's choice on it is post hoc."""
    found = _beside_primary(answer.question, answer.study, answer.primary)
    if isinstance(answer, LandmarkSurvival):
        return "post hoc" if found == "secondary" else found
    return "primary" if found == "secondary" and answer.endpoint.primary else found


def subgroup_status(answer: SubgroupAnswer, block: SubgroupBlock | None = None) -> Status:
    """The study's subgroups are pre-specified unless it calls them post hoc; without a block the figure's."""
    if not answer.primary:
        return "exploratory"
    return "post hoc" if block is not None and block.post_hoc else "pre-specified"


def baseline_status(answer: BaselineAnswer) -> Status:
    """The table that the study file declares, of the protocol's population, is pre-specified."""
    return "pre-specified" if answer.primary else "exploratory"


def safety_status(answer: SafetyAnswer) -> Status:
    """The events that the study file declares to count are pre-specified; other choices are post hoc."""
    if not answer.primary:
        return "exploratory"
    layout = answer.study.adverse_events
    return "pre-specified" if layout is None or _as_declared(answer.options, layout) else "post hoc"


def _as_declared(options: SafetyOptions, layout: AdverseEventLayout) -> bool:
    """Whether the events, patients and tests are those of the study file, in whatever order."""
    declared = SafetyOptions(
        phases=layout.phases,
        related_only=layout.related_only,
        threshold=layout.threshold,
        threshold_grade=layout.threshold_grade,
        sort=options.sort,
    )
    given = replace(
        options,
        phases=layout.phases if options.phases is None else options.phases,
        related_only=layout.related_only if options.related_only is None else options.related_only,
        threshold=layout.threshold if options.threshold is None else options.threshold,
        threshold_grade=options.threshold_grade or layout.threshold_grade,
    )
    return given == declared


def monitoring_status(answer: MonitoringAnswer) -> Status:
    """The monitored endpoint by its own boundary has the endpoint's status; another boundary is post hoc."""
    if answer.options.spending is not None or answer.options.rho is not None:
        return "post hoc"
    return "primary" if answer.endpoint is not None and answer.endpoint.primary else "secondary"


NOT_ADJUSTED = "Confidence intervals and P values are not adjusted for multiplicity."


def competing_status(answer: CompetingAnswer) -> Status:
    """Secondary in the trial's own population with its own strata; whatever a reader changed, exploratory."""
    return _beside_primary(answer.question, answer.study, answer.primary)


def extended_status(answer: ExtendedSurvivalAnswer) -> Status:
    """As ``competing_status``; a landmark analysis from a month of the reader's choice is post hoc."""
    found = _beside_primary(answer.question, answer.study, answer.primary)
    return "post hoc" if found == "secondary" and answer.landmark is not None else found


def _beside_primary(question: Question, study: Study, primary: bool) -> Status:
    declared = primary and question.strata == study.strata
    return "secondary" if declared else "exploratory"
