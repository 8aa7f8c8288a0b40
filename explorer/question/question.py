"""What is asked of a cohort: one frozen value that every analysis takes and undo remembers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from explorer.question.options import (
    BaselineOptions,
    CompetingOptions,
    DataOptions,
    ExtendedOptions,
    ModelOptions,
    MonitoringOptions,
    SafetyOptions,
)
from explorer.selection import Selection
from explorer.study.study import DAYS_PER_MONTH, DAYS_PER_YEAR, Study

ConfidenceType = Literal["log-log", "log", "plain"]
Unit = Literal["months", "years"]
MONTHS_PER_YEAR = DAYS_PER_YEAR / DAYS_PER_MONTH
LANDMARK = 36.0


@dataclass(frozen=True, slots=True)
class Question:
    """Everything that can change a number on screen.

    ``landmark`` and ``horizon`` (the end of the drawn curves, None: chosen from the numbers at risk) are in
    months; ``unit`` is the unit in which durations are shown. ``compare`` is the arm whose hazard ratio
    against the reference stands in the forest plot. ``past_last``: what is read off a curve after its last
    follow-up; ``plateau``: the median of a curve that rests exactly on one half to its end. The options of
    a page bear the name of its analysis. ``more_filters`` are fields of the filter panel beside the study's.
    """

    endpoint: str
    selection: Selection
    compare: str
    strata: tuple[str, ...]
    conf_type: ConfidenceType = "log-log"
    conf_level: float = 0.95
    landmark: float = LANDMARK
    horizon: float | None = None
    unit: Unit = "months"
    ties: Literal["efron", "breslow"] = "efron"
    past_last: Literal["not estimable", "carried"] = "not estimable"
    plateau: Literal["midpoint", "not estimable"] = "midpoint"
    baseline: BaselineOptions = field(default_factory=BaselineOptions)
    safety: SafetyOptions = field(default_factory=SafetyOptions)
    competing: CompetingOptions = field(default_factory=CompetingOptions)
    extended: ExtendedOptions = field(default_factory=ExtendedOptions)
    monitoring: MonitoringOptions = field(default_factory=MonitoringOptions)
    models: ModelOptions = field(default_factory=ModelOptions)
    data: DataOptions = field(default_factory=DataOptions)
    more_filters: tuple[str, ...] = ()


def months_per(unit: Unit) -> float:
    """How many months one of the unit has."""
    return MONTHS_PER_YEAR if unit == "years" else 1.0


def primary_question(study: Study) -> Question:
    """The question of the trial's primary analysis; the landmark suits the data if it is a cohort's study."""
    return Question(
        endpoint=study.primary.id,
        selection=study.population,
        compare=next(arm.id for arm in study.arms if not arm.reference),
        strata=study.strata,
        landmark=study.defaults.landmark or LANDMARK,
        horizon=study.defaults.horizon,
        unit=study.defaults.unit,
    )
