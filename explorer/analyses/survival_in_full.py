"""The Survival tab: the curves and their comparison, and what is estimated beyond the hazard ratio."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.analyses.answers import SurvivalAnswer
from explorer.analyses.extended_answers import ExtendedSurvivalAnswer
from explorer.analyses.survival import survival
from explorer.analyses.survival_extended import survival_extended
from explorer.cohort.cohort import Cohort
from explorer.question.question import Question
from explorer.study.study import Endpoint, Study


@dataclass(frozen=True, slots=True, eq=False)
class SurvivalInFull:
    """Two answers to one question; ``question.extended.display`` is the scale on which curves are drawn."""

    survival: SurvivalAnswer
    extended: ExtendedSurvivalAnswer

    @property
    def study(self) -> Study:
        """The study of both."""
        return self.survival.study

    @property
    def question(self) -> Question:
        """The question of both."""
        return self.survival.question

    @property
    def endpoint(self) -> Endpoint:
        """The endpoint of both."""
        return self.survival.endpoint

    @property
    def primary(self) -> bool:
        """Whether the patients are the trial's own population."""
        return self.survival.primary

    @property
    def comparable(self) -> bool:
        """Whether all of these patients were randomized."""
        return self.survival.comparable

    @property
    def data_cut(self) -> str:
        """The latest date of contact in the file."""
        return self.survival.data_cut

    @property
    def synthetic(self) -> bool:
        """Whether the data are synthetic."""
        return self.survival.synthetic


def survival_in_full(cohort: Cohort, question: Question) -> SurvivalInFull:
    """The curves with their comparison, and the extended analysis as ``question.extended`` asks for it."""
    options = question.extended
    return SurvivalInFull(
        survival(cohort, question),
        survival_extended(cohort, question, tau=options.tau, from_month=options.from_month),
    )
