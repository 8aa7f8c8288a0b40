"""Who is compared: what every analysis derives first from a cohort and a question."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.analyses.comparison import strata_labels
from explorer.cohort.cohort import Cohort
from explorer.columns import Mask, number
from explorer.question.question import Question
from explorer.study.study import Endpoint, Study
from explorer.survival.outcome import Outcome


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """The patients of a question, by which outcome they are compared, and what may be said of it.

    ``chosen`` (n,) are the selected patients; ``known`` (n,) those of them who have an arm and the endpoint,
    of whom curves and models are made. ``compare`` indexes the arm that the question compares; ``horizon`` is
    where curves end, in months. ``comparable``: every chosen patient with an arm was randomized, otherwise no
    P value and no difference may be shown; ``primary``: they are the trial's own population.
    """

    study: Study
    question: Question
    endpoint: Endpoint
    outcome: Outcome
    chosen: Mask
    known: Mask
    compare: int
    horizon: float
    strata_labels: tuple[str, ...]
    comparable: bool
    primary: bool
    synthetic: bool

    @property
    def n(self) -> int:
        """The patients of whom curves and models are made."""
        return number(self.known)

    @property
    def without_outcome(self) -> int:
        """The selected patients without an arm or without the endpoint."""
        return number(self.chosen) - number(self.known)


def compared(cohort: Cohort, question: Question) -> Compared:
    """Who is compared when this question is asked of the cohort.

    Raises:
        SelectionError: the study has no such endpoint, arm or field.
    """
    study = cohort.study
    endpoint = study.endpoint(question.endpoint)
    outcome = cohort.outcomes[endpoint.id]
    chosen = cohort.choose(question.selection)
    return Compared(
        study=study,
        question=question,
        endpoint=endpoint,
        outcome=outcome,
        chosen=chosen,
        known=chosen & (cohort.arm >= 0) & ~np.isnan(outcome.duration),
        compare=study.arm_index(question.compare),
        horizon=question.horizon or cohort.horizons[endpoint.id],
        strata_labels=strata_labels(study, question.strata),
        comparable=all_randomized(cohort, chosen),
        primary=cohort.is_primary(question.selection),
        synthetic=cohort.synthetic,
    )


def all_randomized(cohort: Cohort, chosen: Mask) -> bool:
    """Whether the arm of every chosen patient who has one was given by chance."""
    return bool((cohort.choose(cohort.study.randomized) | ~chosen | (cohort.arm < 0)).all())
