"""What the monitoring of a trial answers: its design, its looks, and the path of its test statistic."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.question.question import Question
from explorer.study.reporting import MonitoringPlan
from explorer.study.study import Arm, Endpoint, Study

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class DateRange:
    """When something is expected, in days since 1970-01-01; None where it is not to be expected."""

    expected: float | None
    earliest: float | None = None
    latest: float | None = None


@dataclass(frozen=True, slots=True)
class LookResult:
    """One analysis, held or to come.

    ``events`` and ``fraction`` (of the planned events) are those seen on ``date`` (days since 1970-01-01) for
    a look that was held, else those planned. ``boundary`` is the limit of Z (infinite where no error may be
    spent yet), ``nominal`` its one-sided P value, ``cumulative`` the one-sided error spent up to the look.
    ``z``, ``p`` (one-sided) and ``crossed`` are None for a look to come, which has a ``projected`` date.
    """

    label: str
    events: int
    fraction: float
    boundary: float
    nominal: float
    cumulative: float
    held: bool
    date: float | None = None
    z: float | None = None
    p: float | None = None
    crossed: bool | None = None
    projected: DateRange | None = None

    @property
    def nominal_two_sided(self) -> float:
        """The two-sided P value that crosses, as papers print it."""
        return 2.0 * self.nominal

    @property
    def p_two_sided(self) -> float | None:
        """The two-sided P value of ``z``, to be read beside ``nominal_two_sided``."""
        return None if self.p is None else 2.0 * min(self.p, 1.0 - self.p)


@dataclass(frozen=True, slots=True)
class DesignFacts:
    """What the design implies: events of a trial without interim looks by two formulas (not rounded), and the
    power at the planned events with these looks."""

    freedman: float
    schoenfeld: float
    power: float


@dataclass(frozen=True, slots=True)
class ConditionalPower:
    """The probability to cross at a later look, given Z now: under the planned effect, under the effect
    seen so far, under no effect, and averaged over what the data say of the effect (predictive)."""

    design: float
    trend: float
    null: float
    predictive: float


@dataclass(frozen=True, slots=True, eq=False)
class MonitoringAnswer:
    """The trial's interim picture. ``unavailable`` says why there is none ("" when there is one).

    ``events`` of the population by the data cut ``cut``, ``fraction`` of the planned ones; ``now`` is an
    analysis of the data as loaded. The path (k,): ``days``, ``path_events`` and ``path_z`` at events so far,
    the last at the cut. The forecast (f,): events expected on days after the cut. Days are since 1970-01-01.
    """

    study: Study
    question: Question
    plan: MonitoringPlan | None
    endpoint: Endpoint | None
    compare: Arm
    reference: Arm
    strata_labels: tuple[str, ...]
    synthetic: bool
    comparable: bool
    unavailable: str = ""
    n: int = 0
    events: int = 0
    fraction: float = 0.0
    cut: float | None = None
    looks: tuple[LookResult, ...] = ()
    now: LookResult | None = None
    design: DesignFacts | None = None
    conditional: ConditionalPower | None = None
    days: Floats | None = None
    path_events: Floats | None = None
    path_z: Floats | None = None
    forecast_days: Floats | None = None
    forecast_events: Floats | None = None
    notes: tuple[str, ...] = ()
