"""Are the hazards of a model proportional? Each term by its residuals, treatment by log(time)."""

from __future__ import annotations

from dataclasses import replace

from explorer.analyses.answers import HazardRatio
from explorer.analyses.comparison import arm_column, hazard_ratio
from explorer.analyses.model_answers import ByLogTime, ProportionalityAnswer, ProportionalityRow
from explorer.analyses.model_data import ModelData, fit_model, model_data, without_contrast
from explorer.analyses.model_tests import as_test, likelihood_ratio_test, wald_test
from explorer.cohort.cohort import Cohort
from explorer.question.model_question import ModelQuestion
from explorer.survival.by_time import cox_by_time
from explorer.survival.cox import CoxFit
from explorer.survival.proportionality import Proportionality
from explorer.survival.proportionality import proportionality as score_tests
from explorer.survival.residual_curve import residual_curve


def proportionality(cohort: Cohort, asked: ModelQuestion) -> ProportionalityAnswer:
    """Check a model; without covariates it is that of treatment alone in its strata.

    ``asked.question.models`` says how time is transformed. Each term and all together: R
    ``cox.zph(coxph(…), transform)`` of survival 3. Treatment also by a Cox model with arm × log(time in
    months): R ``coxph(… ~ arm + tt(arm) + …)`` with ``tt`` x * log(t).

    Raises:
        AnalysisError: the model cannot be asked of this study.
        SelectionError: the study has no such endpoint or field.
    """
    study, question = cohort.study, asked.question
    data = model_data(cohort, asked)
    who, fit = data.who, fit_model(data, asked)
    tested = score_tests(
        data.duration,
        data.event,
        data.design,
        terms=data.places,
        strata=data.stratum,
        ties=question.ties,
        transform=question.models.transform,
        fit=fit,
    )
    names = [(study.arm_field, study.field(study.arm_field).name)]
    names += [(term.field.id, term.field.name) for term in data.terms]
    rows = [_row(tested, index, *name, question.conf_level) for index, name in enumerate(names)]
    reason = without_contrast(data, who.compare)
    if reason and rows[0].not_estimable:
        rows[0] = replace(rows[0], not_estimable=reason)
    return ProportionalityAnswer(
        study=study,
        asked=asked,
        endpoint=who.endpoint,
        n=len(data.duration),
        events=int(data.event.sum()),
        rows=tuple(rows),
        overall=as_test(tested.overall),
        tested=tested,
        by_log_time=_by_log_time(data, asked, fit),
        strata_labels=who.strata_labels,
        comparable=who.comparable,
        primary=who.primary,
        synthetic=who.synthetic,
        data_cut=cohort.data_cut,
    )


def _row(
    tested: Proportionality, index: int, field: str, label: str, conf_level: float
) -> ProportionalityRow:
    reason = tested.not_estimable[index] or ""
    curve = None if reason else residual_curve(tested, index, conf_level=conf_level)
    return ProportionalityRow(field, label, as_test(tested.tests[index]), reason, curve)


def _by_log_time(data: ModelData, asked: ModelQuestion, plain: CoxFit) -> ByLogTime:
    who, question = data.who, asked.question
    reason = without_contrast(data, who.compare)
    if reason:
        return ByLogTime(HazardRatio(not_estimable=reason), HazardRatio(not_estimable=reason), None, None)
    arms = list(data.places[0])
    fit = cox_by_time(
        data.duration,
        data.event,
        data.design,
        data.design[:, arms],
        strata=data.stratum,
        ties=question.ties,
        conf_level=question.conf_level,
    )
    moving = [data.design.shape[1] + column for column in arms]
    column = arm_column(who.study, who.compare)
    return ByLogTime(
        at_one_month=hazard_ratio(fit, column),
        ratio=hazard_ratio(fit, moving[column]),
        wald_test=wald_test(fit, moving),
        likelihood_ratio_test=likelihood_ratio_test(plain, fit),
    )
