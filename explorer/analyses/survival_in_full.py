"""The Survival tab: the curves and their comparison, and what is estimated beyond the hazard ratio."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.analyses.answers import SurvivalAnswer
from explorer.analyses.extended_answers import ArmExtended, ExtendedSurvivalAnswer
from explorer.analyses.survival import survival
from explorer.analyses.survival_extended import extended_arm, survival_extended, weights_of
from explorer.cohort.cohort import Cohort
from explorer.question.question import Question
from explorer.study.study import Endpoint, Study


@dataclass(frozen=True, slots=True, eq=False)
class SurvivalInFull:
    """Two answers to one question; ``question.extended.display`` is the scale on which curves are drawn.

    ``scaled`` are the arms of ``curves`` on other scales, None without patients.
    """

    survival: SurvivalAnswer
    extended: ExtendedSurvivalAnswer
    scaled: tuple[ArmExtended | None, ...]

    @property
    def curves(self) -> SurvivalAnswer:
        """The curves that are drawn: from the start, or from the landmark where one was asked for."""
        return self.extended.landmark or self.survival

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
    def synthetic(self) -> bool:
        """Whether the data are synthetic."""
        return self.survival.synthetic


def survival_in_full(cohort: Cohort, question: Question) -> SurvivalInFull:
    """The curves with their comparison, and the extended analysis as ``question.extended`` asks for it."""
    options = question.extended
    extended = survival_extended(
        cohort,
        question,
        tau=options.tau,
        from_month=options.from_month,
        by=options.by,
        weights=weights_of(options),
    )
    later = extended.landmark
    scaled: tuple[ArmExtended | None, ...] = extended.arms
    if later is not None:
        scaled = tuple(
            extended_arm(arm.arm, arm.curve, extended.tau, question) if arm.curve else None
            for arm in later.arms
        )
    return SurvivalInFull(survival(cohort, question), extended, scaled)
