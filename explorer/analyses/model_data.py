"""The data of a model: which patients are complete, and how treatment and covariates are fitted to them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.analyses.compared import Compared, compared
from explorer.analyses.comparison import arm_design, without_events
from explorer.analyses.model_answers import LeftOut
from explorer.analyses.terms import Term, term_of, usable
from explorer.cohort.cohort import Cohort
from explorer.cohort.strata import strata_codes
from explorer.columns import Mask
from explorer.question.model_question import ModelQuestion, check_model_question
from explorer.study.models import Covariate
from explorer.survival.cox import CoxFit, cox

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class ModelData:
    """What a model is fitted to: m complete patients of those who are compared (``who``).

    ``patient``: (m,) their places in the cohort; ``arm``: (m,); ``stratum``: (m,) codes, None for one;
    ``design``: (m, p) the arms that are not the reference, then the columns of each of ``terms``; ``places``:
    where the columns of treatment and of each term stand.
    """

    who: Compared
    incomplete: int
    left_out: tuple[LeftOut, ...]
    patient: NDArray[np.intp]
    duration: Floats
    event: Mask
    arm: NDArray[np.int16]
    stratum: NDArray[np.integer] | None
    terms: tuple[Term, ...]
    design: Floats
    places: tuple[tuple[int, ...], ...]


def model_data(cohort: Cohort, asked: ModelQuestion) -> ModelData:
    """Gather the selected patients who have an arm, the endpoint and every covariate.

    Raises:
        AnalysisError: the model cannot be asked of this study.
        SelectionError: the study has no such endpoint or field.
    """
    study, question = cohort.study, asked.question
    check_model_question(study, asked)
    who = compared(cohort, question)
    outcome, known = who.outcome, who.known
    with_value = [usable(cohort, covariate) for covariate in asked.covariates]
    complete = known & np.logical_and.reduce(with_value) if with_value else known
    stratum = strata_codes(cohort.columns, question.strata)
    terms = tuple(term_of(cohort, covariate, complete) for covariate in asked.covariates)
    blocks = [arm_design(study)[cohort.arm[complete]], *(term.columns for term in terms)]
    ends = np.cumsum([block.shape[1] for block in blocks]).tolist()
    return ModelData(
        who=who,
        incomplete=int(known.sum() - complete.sum()),
        left_out=_left_out(cohort, asked.covariates, with_value, known),
        patient=complete.nonzero()[0],
        duration=outcome.duration[complete],
        event=outcome.event[complete],
        arm=cohort.arm[complete],
        stratum=None if stratum is None else stratum[complete],
        terms=terms,
        design=np.hstack(blocks),
        places=tuple(
            tuple(range(end - block.shape[1], end)) for block, end in zip(blocks, ends, strict=True)
        ),
    )


def _left_out(
    cohort: Cohort, covariates: tuple[Covariate, ...], with_value: list[Mask], known: Mask
) -> tuple[LeftOut, ...]:
    lost = []
    lacking = np.sum([~mask for mask in with_value], axis=0)
    for covariate, mask in zip(covariates, with_value, strict=True):
        field, present = cohort.study.field(covariate.field), cohort.columns[covariate.field].present
        for who, why in (
            (known & ~mask & ~present, field.missing),
            (known & ~mask & present, "0 or less, which has no logarithm"),
        ):
            if who.any():
                lost.append(LeftOut(field.name, why, int(who.sum()), int((who & (lacking == 1)).sum())))
    return tuple(lost)


def fit_model(data: ModelData, asked: ModelQuestion, added: Floats | None = None) -> CoxFit:
    """The Cox fit of treatment, all covariates and, after them, the columns ``added`` (m, q)."""
    return cox(
        data.duration,
        data.event,
        data.design if added is None else np.hstack((data.design, added)),
        strata=data.stratum,
        ties=asked.question.ties,
        conf_level=asked.question.conf_level,
    )


def without_contrast(data: ModelData, arm: int, among: Mask | None = None) -> str:
    """Why an arm cannot be compared with the reference ``among`` (m,) the patients; "" when it can."""
    study = data.who.study
    pair = [arm, study.reference]
    chosen = np.ones(len(data.arm), dtype=np.bool_) if among is None else among
    patients = np.bincount(data.arm[chosen], minlength=len(study.arms))[pair]
    events = np.bincount(data.arm[chosen & data.event], minlength=len(study.arms))[pair]
    return without_events(events.astype(np.float64), patients, data.who.endpoint.plural)
