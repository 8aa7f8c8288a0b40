"""What a reader may choose on a page: options that belong to the question, so that undo remembers them.

None stands for what the study file says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from explorer.statistics.quantiles import QuantileType
from explorer.study.models import Covariate
from explorer.study.reporting import SpendingName, Summary
from explorer.survival.proportionality import Transform

PercentOf = Literal["all", "known"]
ModelView = Literal["model", "proportionality", "time-varying", "comparison"]
VIEWS: tuple[ModelView, ...] = ("model", "proportionality", "time-varying", "comparison")
Sort = Literal["system", "incidence", "difference", "term"]
Display = Literal["survival", "incidence", "hazard", "log-log"]
SwimmerOrder = Literal["by arm", "longest", "shortest"]


@dataclass(frozen=True, slots=True)
class BaselineOptions:
    """How the baseline table is written.

    ``summary`` of numbers. ``quantile_type`` of the quartiles: 7 as R, 2 as SAS. ``percent_of`` all patients
    of the column, so that the missing have a percentage too, or of those whose value is known.
    ``differences``: standardized differences of the compared arm from the reference.
    """

    summary: Summary | None = None
    quantile_type: QuantileType = 7
    percent_of: PercentOf = "all"
    differences: bool = False


@dataclass(frozen=True, slots=True)
class SafetyOptions:
    """Which adverse events count and how the table is written.

    ``phases`` and ``categories`` (empty: all); ``cycles`` from and to, both counted (None: all, also those
    without a cycle); a term is listed when in any arm ``threshold`` percent have it at ``threshold_grade`` or
    worse. ``grade`` is the least grade of the risk differences; terms in ``tested`` get Fisher's test.
    """

    phases: tuple[str, ...] | None = None
    related_only: bool | None = None
    cycles: tuple[float, float] | None = None
    categories: tuple[str, ...] = ()
    threshold: float | None = None
    threshold_grade: int | None = None
    grade: int = 3
    sort: Sort = "system"
    tested: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MonitoringOptions:
    """How a trial is monitored: the spending function, the arm compared; ``points`` limits the path."""

    spending: SpendingName | None = None
    rho: float | None = None
    compare: str | None = None
    points: int = 60


@dataclass(frozen=True, slots=True)
class CompetingOptions:
    """Which of the study's competing risks are shown ("": the first), and how high the axis of share is:
    always to 100 %, or only as high as the curves."""

    risks: str = ""
    axis: Literal["full", "fitted"] = "full"


@dataclass(frozen=True, slots=True)
class ExtendedOptions:
    """How the curves of survival are drawn, and what is estimated beyond the hazard ratio.

    ``display``: survival, its complement, the cumulative hazard, or log(−log S). ``tau``: up to which month
    the mean survival is restricted (None: the end of the curves). ``from_month``: the start of a landmark
    analysis (None: no such analysis), ``by``: the time-varying event whose patients are set apart in it ("":
    the arms are compared). ``times``: the months at which survival is read beside the landmark (empty: every
    year). ``weights``: rho and gamma of a weighted log-rank test beside the usual ones (None: no other).
    """

    display: Display = "survival"
    tau: float | None = None
    from_month: float | None = None
    by: str = ""
    times: tuple[float, ...] = ()
    weights: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """What the models page shows.

    ``model``: the id of a model of the study (None: its first), "" for treatment with ``covariates`` of the
    reader's own. ``interaction``: the covariate by which the effect of treatment may differ, "" for none.
    ``transform`` of time in the check of proportional hazards, and ``term``, the field whose residuals are
    drawn ("": treatment). ``event``: the time-varying event (None: the study's first).
    """

    view: ModelView = "model"
    model: str | None = None
    covariates: tuple[Covariate, ...] = ()
    interaction: str = ""
    transform: Transform = "km"
    term: str = ""
    event: str | None = None


@dataclass(frozen=True, slots=True)
class DataOptions:
    """What the data page shows: ``swimmer``, which patients the swimmer plot takes first."""

    swimmer: SwimmerOrder = "by arm"
