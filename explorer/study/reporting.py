"""What a study declares for its tables and its monitoring: baseline rows, adverse events, looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from explorer.selection import Selection

Summary = Literal["median_range", "median_iqr", "mean_sd", "none"]
SUMMARIES: tuple[Summary, ...] = ("median_range", "median_iqr", "mean_sd", "none")
SpendingName = Literal["obrien-fleming", "pocock", "power"]
SPENDINGS: tuple[SpendingName, ...] = ("obrien-fleming", "pocock", "power")


@dataclass(frozen=True, slots=True)
class LevelGroup:
    """Levels of a category that are one row of the baseline table."""

    label: str
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BaselineItem:
    """A field of the baseline table.

    A number is summarized (``summary``) and counted below, between and from its ``cuts``; ``digits`` are the
    decimals in which its values are recorded (None: as many as they have), ``limit_digits`` those of a range
    (None: as many as of the values). A category is counted by level, or by ``groups`` of levels.
    ``declared``: by the study file, not taken by the program for want of a declaration.
    """

    field: str
    label: str = ""
    summary: Summary = "median_range"
    digits: int | None = None
    limit_digits: int | None = None
    cuts: tuple[float, ...] = ()
    groups: tuple[LevelGroup, ...] = ()
    declared: bool = True


@dataclass(frozen=True, slots=True)
class SafetyRow:
    """A row that sums up adverse events of several terms: a patient counts once, at the worst grade.

    ``categories`` are those that count (none: all), less ``except_categories``; ``grade`` is the least grade
    of the comparison, which is tested (Fisher) when ``tested``.
    """

    label: str
    categories: tuple[str, ...] = ()
    except_categories: tuple[str, ...] = ()
    grade: int = 3
    tested: bool = False


@dataclass(frozen=True, slots=True)
class AdverseEventLayout:
    """The sheet with one row an adverse event, by its column names, and how it is tabulated.

    ``related_texts`` are the texts of column ``related`` that mean related to treatment; ``treated`` selects
    the patients who are the denominator. ``phases`` (none: all) and ``related_only`` say what the published
    table counts; a term is listed when ``threshold`` percent of an arm have it at ``threshold_grade`` or
    worse.
    """

    sheets: tuple[str, ...]
    id: str
    term: str
    grade: str
    treated: Selection
    category: str = ""
    cycle: str = ""
    phase: str = ""
    related: str = ""
    onset: str = ""
    related_texts: tuple[str, ...] = ("yes",)
    phases: tuple[str, ...] = ()
    related_only: bool = False
    threshold: float = 3.0
    threshold_grade: int = 3
    rows: tuple[SafetyRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """A planned analysis: at a number of events, or on a calendar day (days since 1970-01-01)."""

    label: str
    events: int | None = None
    date: float | None = None


@dataclass(frozen=True, slots=True)
class MonitoringPlan:
    """A group-sequential design: one-sided ``alpha``, ``power`` at ``hazard_ratio``, ``events`` in all.

    ``rho`` is the exponent of the power family of spending functions; ``looks`` are in order, the last one is
    the final analysis.
    """

    endpoint: str
    alpha: float
    power: float
    hazard_ratio: float
    events: int
    looks: tuple[Look, ...]
    spending: SpendingName = "obrien-fleming"
    rho: float = 1.0
