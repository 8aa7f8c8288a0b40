"""What a study declares for its models: sets of covariates, and events during follow-up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from explorer.study.reporting import LevelGroup

Enters = Literal["continuous", "log", "categories"]
ENTERS: tuple[Enters, ...] = ("continuous", "log", "categories")
MissingValues = Literal["left out", "own level"]
MISSING_VALUES: tuple[MissingValues, ...] = ("left out", "own level")


@dataclass(frozen=True, slots=True)
class Covariate:
    """A field as it enters a model.

    ``enters``: ``continuous``, a hazard ratio for each ``per`` units (None: 1); ``log``, for each
    ``per``-fold value (None: the natural logarithm as it is); ``categories``, for each level against the
    ``reference`` ("": the first). The levels are those of the field, or ``groups`` of them, or the ranges
    between the ``cuts`` of a number. ``missing``: patients without a value are left out of the model, or
    are a level of their own (categories only).
    """

    field: str
    enters: Enters
    per: float | None = None
    cuts: tuple[float, ...] = ()
    groups: tuple[LevelGroup, ...] = ()
    reference: str = ""
    missing: MissingValues = "left out"


@dataclass(frozen=True, slots=True)
class StudyModel:
    """A named multivariable model; without ``strata`` it is stratified as the question says."""

    id: str
    label: str
    covariates: tuple[Covariate, ...]
    strata: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class TimeVaryingEvent:
    """An event during follow-up, such as transplantation, that enters a model from its date on.

    ``before`` and ``after`` name the two states; without ``strata`` the model is stratified as the question
    says.
    """

    id: str
    label: str
    date: str
    before: str
    after: str
    strata: tuple[str, ...] | None = None
