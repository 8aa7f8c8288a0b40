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
from explorer.question.options import BaselineOptions, SafetyOptions
from explorer.question.question import Question
from explorer.study.reporting import AdverseEventLayout
from explorer.study.study import Study

Status = Literal["primary", "secondary", "pre-specified", "descriptive", "post hoc", "exploratory"]


def survival_status(answer: SurvivalAnswer) -> Status:
    """The primary endpoint in the trial's own population and strata is primary, the others secondary.

    Another confidence level, ties or landmark than the study's changes how the same comparison is written,
    not what it counts for; the method names them. From a landmark of the reader's choice on it is post hoc.
    """
    if isinstance(answer, LandmarkSurvival):
        found = _beside_primary(answer.question, answer.study, answer.primary)
        return "post hoc" if found == "secondary" else found
    return _of_endpoint(answer)


def overall_status(answer: SubgroupAnswer) -> Status:
    """Of the overall row of a forest plot, which is the hazard ratio of the curves."""
    return _of_endpoint(answer)


def subgroup_status(answer: SubgroupAnswer, block: SubgroupBlock | None = None) -> Status:
    """The study's subgroups are pre-specified unless it calls them post hoc; without a block the figure's.

    The strata of the question are those of the rows too: others make them exploratory.
    """
    if _beside_primary(answer.question, answer.study, answer.primary) == "exploratory":
        return "exploratory"
    return "post hoc" if block is not None and block.post_hoc else "pre-specified"


def baseline_status(answer: BaselineAnswer) -> Status:
    """The table that the study file declares, of the protocol's population, is pre-specified.

    Where the study declares no rows the table is only descriptive; what the reader asked for is post hoc.
    The type of quantiles is a convention, and changes nothing.
    """
    if not answer.primary:
        return "exploratory"
    if replace(answer.question.baseline, quantile_type=7) != BaselineOptions():
        return "post hoc"
    return "pre-specified" if all(item.declared for item in answer.study.baseline) else "descriptive"


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
    options = answer.question.monitoring
    if options.spending is not None or options.rho is not None:
        return "post hoc"
    return "primary" if answer.endpoint is not None and answer.endpoint.primary else "secondary"


NOT_ADJUSTED = "Confidence intervals and P values are not adjusted for multiplicity."


def competing_status(answer: CompetingAnswer) -> Status:
    """Secondary in the trial's own population with its own strata; whatever a reader changed, exploratory."""
    return _beside_primary(answer.question, answer.study, answer.primary)


def means_status(answer: ExtendedSurvivalAnswer) -> Status:
    """As ``competing_status``; restricted means up to a month of the reader's choice are post hoc."""
    found = _beside_primary(answer.question, answer.study, answer.primary)
    return "post hoc" if found == "secondary" and answer.tau_rule == "as asked" else found


def extended_status(answer: ExtendedSurvivalAnswer) -> Status:
    """As ``means_status``; a landmark analysis and a weighted test of the reader's are post hoc too."""
    found = means_status(answer)
    chosen = answer.landmark is not None or answer.question.extended.weights is not None
    return "post hoc" if found == "secondary" and chosen else found


def _of_endpoint(answer: SurvivalAnswer | SubgroupAnswer) -> Status:
    found = _beside_primary(answer.question, answer.study, answer.primary)
    return "primary" if found == "secondary" and answer.endpoint.primary else found


def _beside_primary(question: Question, study: Study, primary: bool) -> Status:
    declared = primary and question.strata == study.strata
    return "secondary" if declared else "exploratory"
