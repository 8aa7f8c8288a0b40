"""Named sets of conventions: what R and SAS do by default, each one click away, and the program's own."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from explorer.question.question import Question
from explorer.statistics.quantiles import QuantileType

Profile = Literal["own", "R", "SAS"]
LABELS: dict[Profile, str] = {"own": "own defaults", "R": "as R", "SAS": "as SAS"}
DESCRIPTIONS: dict[Profile, str] = {
    "own": "log-log limits, Efron ties, not estimable past the last follow-up",
    "R": "log limits, Efron ties, quantiles of type 7, carried on past the last follow-up",
    "SAS": "log-log limits, Breslow ties, quantiles of type 2, not estimable past the last follow-up",
}

CONVENTIONS = ("conf_type", "ties", "past_last", "plateau", "baseline")
"""The fields of a question that a profile sets."""


def with_profile(question: Question, profile: Profile) -> Question:
    """The question with all conventions of a profile; what is asked stays the same."""
    quantiles: QuantileType = 2 if profile == "SAS" else 7
    return replace(
        question,
        conf_type="log" if profile == "R" else "log-log",
        ties="breslow" if profile == "SAS" else "efron",
        past_last="carried" if profile == "R" else "not estimable",
        plateau="not estimable" if profile == "SAS" else "midpoint",
        baseline=replace(question.baseline, quantile_type=quantiles),
    )


def profile_of(question: Question) -> Profile | None:
    """The profile whose conventions a question follows, None when it mixes them."""
    return next((name for name in LABELS if with_profile(question, name) == question), None)
