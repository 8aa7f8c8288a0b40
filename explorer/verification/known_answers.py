"""Compare what the program computes on this machine with what R computed, number by number.

R's numbers travel with the program in ``resources/known_answers.json``: all endpoints of the two cohorts
that ship with it. The tests of the source hold the same numbers and many more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from explorer.analyses.answers import HazardRatio, SurvivalAnswer
from explorer.analyses.subgroups import subgroups
from explorer.analyses.survival import survival
from explorer.cohort.cohort import Cohort
from explorer.question.question import Question, primary_question
from resources import KNOWN_ANSWERS

COHORTS = {"demo": "e1910_demo.xlsx", "colon": "colon.csv"}
TOLERANCE = 1e-6
CURVE_TOLERANCE = 1e-9
_RATIO = ("value", "lower", "upper", "std_err", "p")


@dataclass(frozen=True, slots=True)
class Comparison:
    """One number of the program beside R's; None is "not reached" or "not estimable" in both."""

    what: str
    ours: float | None
    theirs: float | None
    tolerance: float

    @property
    def difference(self) -> float:
        """The difference relative to R's number; infinite where only one of the two has a value."""
        if self.ours is None or self.theirs is None:
            return 0.0 if self.ours is self.theirs else float("inf")
        return abs(self.ours - self.theirs) / max(abs(self.theirs), 1e-12)

    @property
    def agrees(self) -> bool:
        """Whether the two numbers are the same within the tolerance."""
        return self.difference <= self.tolerance


def known_answers() -> dict[str, Any]:
    """R's answers, with the versions of R and of its survival package."""
    answers: dict[str, Any] = json.loads(KNOWN_ANSWERS.read_text("utf-8"))
    return answers


def comparisons(cohorts: dict[str, Cohort]) -> Iterator[Comparison]:
    """Analyze the shipped cohorts, keyed as in ``COHORTS``, and set every number beside R's."""
    for case in known_answers()["cases"]:
        cohort = cohorts[case["cohort"]]
        question = replace(primary_question(cohort.study), endpoint=case["endpoint"], horizon=84.0)
        name = f"{case['cohort']} {case['endpoint']}"
        answer = survival(cohort, question)
        yield Comparison(f"{name}: patients", answer.n, case["n"], 0)
        yield from _curves(name, answer, case["curves"]["arms"])
        follow_up = (answer.follow_up.value, answer.follow_up.lower, answer.follow_up.upper)
        yield from _each(f"{name}: follow-up", follow_up, case["follow_up"]["median"], CURVE_TOLERANCE)
        test = answer.logrank
        if test is None:
            yield Comparison(f"{name}: log-rank", None, case["logrank"]["chi2"], TOLERANCE)
        else:
            yield Comparison(f"{name}: log-rank chi-square", test.chi2, case["logrank"]["chi2"], TOLERANCE)
            yield Comparison(f"{name}: log-rank P", test.p, case["logrank"]["p"], TOLERANCE)
        ratios = {
            arm.arm.id: ratio for arm, ratio in zip(answer.arms, answer.hazard_ratios, strict=True) if ratio
        }
        for place, arm in enumerate(case["cox"]["arms"]):
            yield from _ratio(f"{name}: hazard ratio of {arm}", ratios[arm], case["cox"], place)
            yield from _forest(f"{name}, {arm}", cohort, replace(question, compare=arm), case["forest"], arm)


def _curves(name: str, answer: SurvivalAnswer, arms: list[dict[str, Any]]) -> Iterator[Comparison]:
    by_arm = {arm.arm.id: arm for arm in answer.arms}
    for theirs in arms:
        ours = by_arm[theirs["arm"]]
        what = f"{name}: curve of {theirs['arm']}"
        readings = {reading.time: reading for reading in ours.landmarks}
        yield Comparison(f"{what}, events", ours.events, theirs["events"], 0)
        for place, time in enumerate(theirs["times"]):
            for part in ("at_risk", "survival", "std_err", "lower", "upper"):
                number = getattr(readings[time], part)
                yield Comparison(f"{what}, {part} at {time}", number, theirs[part][place], CURVE_TOLERANCE)
        median = (ours.median.value, ours.median.lower, ours.median.upper)
        yield from _each(f"{what}, median", median, theirs["median"], CURVE_TOLERANCE)


def _forest(
    name: str, cohort: Cohort, question: Question, blocks: list[dict[str, Any]], arm: str
) -> Iterator[Comparison]:
    ours = {block.field.id: block for block in subgroups(cohort, question).blocks}
    for theirs in blocks:
        block = ours[theirs["field"]]
        if "chi2" in theirs:
            p = block.interaction.p if block.interaction else None
            yield Comparison(f"{name}: interaction with {theirs['field']}, P", p, theirs["p"], TOLERANCE)
        rows = {row.level: row for row in block.rows}
        for row in theirs["rows"]:
            what = f"{name}: {theirs['field']} {row['level']}"
            yield Comparison(f"{what}, patients", rows[row["level"]].n, row["n"], 0)
            if "value" in row:
                ratio = rows[row["level"]].hazard_ratio
                yield from _ratio(what, ratio, row, row["arms"].index(arm))


def _ratio(what: str, ours: HazardRatio, theirs: dict[str, Any], place: int) -> Iterator[Comparison]:
    infinite = theirs["std_err"][place] > 1000  # R warns that the coefficient may be infinite; we give none
    for part in _RATIO:
        number = None if infinite else theirs[part][place]
        yield Comparison(f"{what}, {part}", getattr(ours, part), number, TOLERANCE)


def _each(
    what: str, ours: tuple[float | None, ...], theirs: list[float | None], tolerance: float
) -> Iterator[Comparison]:
    for part, ours_part, theirs_part in zip(("value", "lower", "upper"), ours, theirs, strict=True):
        yield Comparison(f"{what}, {part}", ours_part, theirs_part, tolerance)
