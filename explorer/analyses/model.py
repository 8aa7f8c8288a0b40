"""The multivariable Cox model of treatment and covariates, stratified."""

from __future__ import annotations

from explorer.analyses.answers import HazardRatio
from explorer.analyses.comparison import arm_column, hazard_ratio
from explorer.analyses.interaction import interaction
from explorer.analyses.model_answers import LeftOut, ModelAnswer, ModelRow, ModelTerm
from explorer.analyses.model_data import ModelData, fit_model, model_data, without_contrast
from explorer.analyses.model_tests import as_test, wald_test
from explorer.cohort.cohort import Cohort
from explorer.question.model_question import ModelQuestion
from explorer.survival.cox import CoxFit
from explorer.text import counted, listed, number

FEW_EVENTS = 10  # events a coefficient, below which estimates of covariates are unreliable (Peduzzi 1995)


def model(cohort: Cohort, asked: ModelQuestion) -> ModelAnswer:
    """Fit the model to the selected patients who have every covariate (complete cases).

    All arms take part. R: ``coxph(Surv(time, event) ~ arm + covariates + strata(…))``; a missing value of a
    stratification factor is a level of its own.

    Raises:
        AnalysisError: the model cannot be asked of this study.
        SelectionError: the study has no such endpoint or field.
    """
    study = cohort.study
    data = model_data(cohort, asked)
    who, fit = data.who, fit_model(data, asked)
    treatment = _treatment(data, fit)
    crossed = (
        [covariate.field for covariate in asked.covariates].index(asked.interaction)
        if asked.interaction
        else None
    )
    return ModelAnswer(
        study=study,
        asked=asked,
        endpoint=who.endpoint,
        compare=study.arms[who.compare],
        reference=study.arms[study.reference],
        selected=int(who.chosen.sum()),
        without_outcome=who.without_outcome,
        incomplete=data.incomplete,
        left_out=data.left_out,
        n=len(data.duration),
        events=int(data.event.sum()),
        terms=(treatment, *(_term(data, fit, index) for index in range(len(data.terms)))),
        hazard_ratio=treatment.rows[who.compare].hazard_ratio
        or HazardRatio(not_estimable="the reference arm"),
        likelihood_ratio_test=as_test(fit.likelihood_ratio_test),
        wald_test=as_test(fit.wald_test),
        score_test=as_test(fit.score_test),
        log_likelihood=fit.log_likelihood if fit.n_events else None,
        interaction=None if crossed is None else interaction(asked, data, fit, crossed),
        strata_labels=who.strata_labels,
        comparable=who.comparable,
        primary=who.primary,
        synthetic=who.synthetic,
        notes=_notes(asked, data, fit),
        data_cut=cohort.data_cut,
    )


def _treatment(data: ModelData, fit: CoxFit) -> ModelTerm:
    study, rows = data.who.study, []
    for index, arm in enumerate(study.arms):
        ratio, coefficient = None, None
        if index != study.reference:
            reason = without_contrast(data, index)
            column = arm_column(study, index)
            ratio = HazardRatio(not_estimable=reason) if reason else hazard_ratio(fit, column)
            coefficient = None if ratio.not_estimable else float(fit.coef[column])
        members = data.arm == index
        rows.append(
            ModelRow(arm.label, int(members.sum()), int((members & data.event).sum()), ratio, coefficient)
        )
    how = f"against {study.arms[study.reference].label}"
    estimable = all(row.hazard_ratio is None or not row.hazard_ratio.not_estimable for row in rows)
    test = wald_test(fit, data.places[0]) if estimable else None
    return ModelTerm(study.arm_field, study.field(study.arm_field).name, how, tuple(rows), test)


def _term(data: ModelData, fit: CoxFit, index: int) -> ModelTerm:
    term, places = data.terms[index], data.places[index + 1]
    rows = []
    for level in term.levels:
        n, events = int(level.members.sum()), int((level.members & data.event).sum())
        ratio, coefficient = None, None
        if not n:
            ratio = HazardRatio(not_estimable="not in cohort")
        elif level.column is not None:
            ratio = hazard_ratio(fit, places[level.column])
            coefficient = None if ratio.not_estimable else float(fit.coef[places[level.column]])
        rows.append(ModelRow(level.label, n, events, ratio, coefficient))
    how = f"against {term.reference}" if term.reference else term.how
    return ModelTerm(term.field.id, term.field.name, how, tuple(rows), wald_test(fit, places))


def _notes(asked: ModelQuestion, data: ModelData, fit: CoxFit) -> tuple[str, ...]:
    study, missing, notes = data.who.study, data.who.without_outcome, []
    if missing:
        lost = counted(missing, "selected patient")
        notes.append(f"{lost} without an arm or without this endpoint: not in the model.")
    if data.incomplete:
        lacking = "; ".join(_lacking(left) for left in data.left_out)
        notes.append(f"{counted(data.incomplete, 'patient')} left out for a missing covariate: {lacking}.")
    for term in data.terms:
        if term.replaced:
            what = f"nobody has {term.replaced}; {term.reference} is the reference instead"
            notes.append(f"{term.field.name}: {what}.")
    fields = [study.field(covariate.field) for covariate in asked.covariates]
    for field in fields:
        if field.id in asked.question.strata:
            notes.append(
                f"{field.name} is a stratification factor of this model; it has no hazard ratio of its own."
            )
    late = [field.name for field in fields if field.known == "after"]
    if late:
        notes.append(
            f"{listed(late)}: known only after randomization. As a covariate it lends patients time in which "
            "they could not die (immortal time) and may take away a part of the effect of treatment; enter "
            "it from its date on instead."
        )
    coefficients = sum(reason is None for reason in fit.not_estimable)
    if data.terms and 0 < fit.n_events < FEW_EVENTS * coefficients:
        each = number(fit.n_events / coefficients, 1)
        notes.append(
            f"{counted(fit.n_events, 'event')} for {counted(coefficients, 'coefficient')}: {each} for each. "
            f"With fewer than {FEW_EVENTS}, the hazard ratios of covariates are unreliable."
        )
    return tuple(notes)


def _lacking(left: LeftOut) -> str:
    return f"{left.label} {left.n} ({left.why[:1].lower()}{left.why[1:]})"
