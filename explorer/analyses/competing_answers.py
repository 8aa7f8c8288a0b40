"""What the analysis of competing risks answers: frozen values that can draw nothing. Durations in months."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.analyses.answers import Estimate, HazardRatio, Test
from explorer.question.question import Question
from explorer.study.competing import Cause, CompetingRisks
from explorer.study.study import Arm, Study
from explorer.survival.cumulative_incidence import CumulativeIncidence


@dataclass(frozen=True, slots=True)
class IncidenceReading:
    """A cause's cumulative incidence at one time; ``beyond`` when the arm's last follow-up lies before it:
    then there is no value, unless the question carries the last one on; nor in an arm without patients."""

    time: float
    incidence: float | None
    lower: float | None
    upper: float | None
    std_err: float | None
    at_risk: int
    beyond: bool = False


@dataclass(frozen=True, slots=True)
class ArmCause:
    """One cause in one arm: its events, and its incidence at the landmarks."""

    cause: Cause
    events: int
    landmarks: tuple[IncidenceReading, ...]
    at_landmark: IncidenceReading


@dataclass(frozen=True, slots=True, eq=False)
class ArmIncidence:
    """One arm: its patients, those without any event, and each cause in the study's order.

    ``curve`` holds the curves of the causes in that order; None when the arm has no patients.
    """

    arm: Arm
    n: int
    events: int
    without_event: int
    curve: CumulativeIncidence | None
    causes: tuple[ArmCause, ...]


@dataclass(frozen=True, slots=True)
class TestOrReason:
    """A test, or in words why there is none."""

    __test__ = False  # pytest would collect it by its name
    test: Test | None
    not_estimable: str = ""


@dataclass(frozen=True, slots=True)
class CauseComparison:
    """One cause compared between the arms.

    ``gray`` and ``stratified_gray`` compare its incidence in all arms; ``cause_specific`` are the hazard
    ratios of a Cox model with the other causes censored, ``subdistribution`` those of Fine and Gray, one an
    arm, None for the reference; ``difference`` is the incidence of the compared arm less that of the
    reference at the landmark.
    """

    cause: Cause
    gray: TestOrReason
    stratified_gray: TestOrReason
    cause_specific: tuple[HazardRatio | None, ...]
    subdistribution: tuple[HazardRatio | None, ...]
    difference: Estimate


@dataclass(frozen=True, slots=True, eq=False)
class CompetingAnswer:
    """Cumulative incidence of each cause by arm, and the comparison of the arms in each.

    ``compare`` indexes the arm that the question compares; ``comparable`` is False when some patients were
    not randomized: then no P value and no comparison may be shown. ``unnamed`` counts the selected patients
    whose event fits none of the causes, and ``without_outcome`` all who are in no curve.
    ``methods`` name the methods in full sentences.
    """

    study: Study
    question: Question
    risks: CompetingRisks
    n: int
    without_outcome: int
    unnamed: int
    arms: tuple[ArmIncidence, ...]
    reference: int
    compare: int
    comparisons: tuple[CauseComparison, ...]
    strata_labels: tuple[str, ...]
    comparable: bool
    primary: bool
    synthetic: bool
    horizon: float
    methods: tuple[str, ...]
    notes: tuple[str, ...] = ()
    data_cut: str = ""
