"""What the extended analysis of survival answers: frozen values that draw nothing. Durations in months."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from explorer.analyses.answers import SurvivalAnswer, Test
from explorer.question.question import Question
from explorer.study.models import TimeVaryingEvent
from explorer.study.study import Arm, Endpoint, Study
from explorer.survival.cumulative_hazard import CumulativeHazard, LogLog
from explorer.survival.fixed_time import NumberNeeded, SurvivalDifference
from explorer.survival.restricted_mean import LargestTau, MeanDifference, RestrictedMean

TauRule = Literal["as asked", "where the curves are drawn to", "the last follow-up of an arm"]


@dataclass(frozen=True, slots=True, eq=False)
class ArmExtended:
    """One arm: its restricted mean, and its curve on other scales, None when the arm has no patients.

    ``hazard`` is the cumulative hazard by Nelson and Aalen.
    """

    arm: Arm
    n: int
    events: int
    mean: RestrictedMean
    hazard: CumulativeHazard | None
    log_log: LogLog | None


@dataclass(frozen=True, slots=True)
class ArmContrast:
    """One arm less the reference: restricted mean, survival at the landmark, and how many must be treated for
    one patient's gain, also in words."""

    arm: Arm
    mean: MeanDifference
    survival: SurvivalDifference
    number_needed: NumberNeeded
    number_needed_words: str


@dataclass(frozen=True, slots=True)
class WeightedTest:
    """A log-rank test with the weights S^rho · (1 − S)^gamma, within the question's strata."""

    rho: float
    gamma: float
    label: str
    test: Test | None
    not_estimable: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class LandmarkSurvival(SurvivalAnswer):
    """The curves of those who reached the landmark ``month``; all times, also the question's, count from it.

    ``arms`` are the study's, or the two groups without and with an ``event`` by then: those are never
    ``comparable`` and have no hazard ratio. ``events_before`` and ``censored_before`` (one an arm) count who
    was left out; ``randomized``: all of the patients were, whatever the groups. A ``question.landmark`` of 0
    means that it is not after this one.
    """

    month: float = 0.0
    event: TimeVaryingEvent | None = None
    events_before: tuple[int, ...] = ()
    censored_before: tuple[int, ...] = ()
    logrank_not_estimable: str = ""
    randomized: bool = True

    @property
    def dropped(self) -> int:
        """The patients left out: with the event, or censored, by the landmark."""
        return sum(self.events_before) + sum(self.censored_before)


@dataclass(frozen=True, slots=True, eq=False)
class ExtendedSurvivalAnswer:
    """Restricted means, differences at the landmark, weighted tests, hazards, and a landmark analysis.

    ``scaled`` are the arms of ``curves`` on other scales, None without patients.
    ``survival`` holds the curves and their comparison. ``tau`` is in months, chosen by ``tau_rule``;
    ``largest_tau`` holds both limits in use. ``contrasts`` one an arm, None for the reference; ``landmark``
    is None unless it was asked for; ``compare`` indexes the arm that the question compares; ``comparable`` is
    False when some patients were not randomized: then no P value and no difference may be shown. ``methods``
    name the methods in full sentences.
    """

    survival: SurvivalAnswer
    study: Study
    question: Question
    endpoint: Endpoint
    n: int
    without_outcome: int
    tau: float
    tau_rule: TauRule
    largest_tau: LargestTau
    arms: tuple[ArmExtended, ...]
    contrasts: tuple[ArmContrast | None, ...]
    reference: int
    compare: int
    weighted: tuple[WeightedTest, ...]
    landmark: LandmarkSurvival | None
    scaled: tuple[ArmExtended | None, ...]
    strata_labels: tuple[str, ...]
    comparable: bool
    primary: bool
    synthetic: bool
    methods: tuple[str, ...]
    notes: tuple[str, ...] = ()
    data_cut: str = ""

    @property
    def curves(self) -> SurvivalAnswer:
        """The curves that are drawn: from the start, or from the landmark where one was asked for."""
        return self.landmark or self.survival
