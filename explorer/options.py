"""What a reader may choose on a page: options that belong to the question, so that undo remembers them.

None stands for what the study file says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from explorer.reporting import SpendingName, Summary
from explorer.statistics.quantiles import QuantileType

PercentOf = Literal["all", "known"]
Sort = Literal["system", "incidence", "difference", "term"]


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
    ``denominator``: the patients treated, or all selected patients of an arm.
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
    denominator: Literal["treated", "selected"] = "treated"


@dataclass(frozen=True, slots=True)
class MonitoringOptions:
    """How a trial is monitored: the spending function, the arm compared; ``points`` limits the path."""

    spending: SpendingName | None = None
    rho: float | None = None
    compare: str | None = None
    points: int = 60
