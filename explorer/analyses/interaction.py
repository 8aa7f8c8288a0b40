"""Does the effect of treatment differ by a covariate of the model? Treatment × covariate, and its test."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.analyses.answers import HazardRatio
from explorer.analyses.comparison import arm_column
from explorer.analyses.model_answers import Interaction, ModelRow
from explorer.analyses.model_data import ModelData, fit_model, without_contrast
from explorer.analyses.model_tests import likelihood_ratio_test
from explorer.analyses.terms import Term
from explorer.question.model_question import ModelQuestion
from explorer.statistics.distributions import critical_value, normal_two_sided
from explorer.survival.cox import CoxFit

Floats = NDArray[np.float64]


def interaction(asked: ModelQuestion, data: ModelData, fit: CoxFit, index: int) -> Interaction:
    """Add treatment × the term of that index to a fitted model (R: ``anova`` of the two ``coxph`` fits).

    The levels of a category are compared only if every arm has events in each of them.
    """
    term, who = data.terms[index], data.who
    note = _untestable(data, term)
    if note:
        return Interaction(term.field.id, term.field.name, (), None, note)
    arms = data.design[:, list(data.places[0])]
    products = (term.columns[:, :, None] * arms[:, None, :]).reshape(len(arms), -1)
    crossed = fit_model(data, asked, products)
    test = likelihood_ratio_test(fit, crossed)
    arm = arm_column(who.study, who.compare)
    first = data.design.shape[1] + arm
    rows = []
    for level in term.levels:
        places = [] if level.column is None else [first + level.column * arms.shape[1]]
        if term.reference:
            if not level.members.any():
                continue
            places = [arm, *places]
        n, events = int(level.members.sum()), int((level.members & data.event).sum())
        label = level.label if term.reference else f"Ratio of hazard ratios {level.label}"
        rows.append(ModelRow(label, n, events, _sum_ratio(crossed, places, asked.question.conf_level)))
    note = "" if test else "no test: not estimable in these strata"
    return Interaction(term.field.id, term.field.name, tuple(rows), test, note)


def _untestable(data: ModelData, term: Term) -> str:
    """Why there is no test, "" when there is one."""
    if not term.columns.shape[1]:
        return "no test: fewer than two levels in the cohort"
    study = data.who.study
    arms = [arm for arm in range(len(study.arms)) if arm != study.reference]
    for arm in arms:
        if reason := without_contrast(data, arm):
            return reason.replace("not estimable", "no test")
    for level in term.levels:
        if level.members.any() and any(without_contrast(data, arm, level.members) for arm in arms):
            return f"no test: a level has an arm without {data.who.endpoint.plural}"
    return ""


def _sum_ratio(fit: CoxFit, places: list[int], conf_level: float) -> HazardRatio:
    """The hazard ratio that a sum of coefficients makes."""
    for place in places:
        reason = fit.not_estimable[place]
        if reason is not None:
            return HazardRatio(not_estimable=reason)
    coef = float(fit.coef[places].sum())
    std_err = float(np.sqrt(fit.covariance[np.ix_(places, places)].sum()))
    half = critical_value(conf_level) * std_err
    lower, value, upper = np.exp([coef - half, coef, coef + half]).tolist()
    return HazardRatio(value, lower, upper, normal_two_sided(coef / std_err), std_err)
