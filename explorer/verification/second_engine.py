"""Independent double programming: what the Overview shows, computed again by lifelines and compared.

lifelines is imported only here, when it is asked for. It is run to the program's own precision. Where the two
are known to differ, or lifelines has no such method, the line says so and is not counted as a difference.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.analyses.answers import ArmSurvival, HazardRatio, SubgroupAnswer, SurvivalAnswer
from explorer.analyses.compared import compared
from explorer.analyses.comparison import arm_column, arm_design, strata_codes
from explorer.analyses.subgroups import subgroups
from explorer.analyses.survival import survival
from explorer.cohort.cohort import Cohort
from explorer.columns import Mask, one_of
from explorer.errors import AnalysisError
from explorer.question.question import Question
from explorer.survival.logrank import logrank
from explorer.text import at_time

AGREE = 1e-6
"""The largest relative difference that counts as agreement."""
PRECISION = {"precision": 1e-20, "r_precision": 1e-16}
"""What lifelines calls precision is a squared step in standard errors; it ends at steps of 1e-10."""
NO_STRATA = "lifelines has no stratified test"
LOG_LOG_ONLY = "lifelines has log-log limits only"
EFRON_ONLY = "lifelines breaks ties as Efron only"
PLATEAU = "flat at one half: R takes its middle, lifelines its start"
NOT_CONVERGED = "lifelines did not converge"

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TwoNumbers:
    """One number by both engines, None where it is not reached or not estimated.

    ``note``: a known difference, or why there is no second number; such a line is no disagreement.
    """

    what: str
    ours: float | None
    theirs: float | None
    note: str = ""

    @property
    def difference(self) -> float | None:
        """The relative difference, None without two numbers."""
        if self.ours is None or self.theirs is None:
            return None
        size = max(abs(self.ours), abs(self.theirs))
        return abs(self.ours - self.theirs) / size if size else 0.0

    @property
    def verdict(self) -> str:
        """``agrees``, ``differs``; ``noted`` where the difference is known or there is none to take."""
        difference = self.difference
        if difference is not None and difference <= AGREE:
            return "agrees"
        if self.ours is None and self.theirs is None and not self.note:
            return "agrees"
        return "noted" if self.note else "differs"


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """All numbers of a question by both engines, and the version of the second."""

    engine: str
    lines: tuple[TwoNumbers, ...]

    @property
    def differing(self) -> tuple[TwoNumbers, ...]:
        """The lines that differ without a known reason."""
        return tuple(line for line in self.lines if line.verdict == "differs")


def second_opinion(cohort: Cohort, question: Question) -> SecondOpinion:
    """Compute curves, medians, log-rank test and hazard ratios again with lifelines.

    Raises:
        AnalysisError: lifelines is not installed.
        SelectionError: the study has no such endpoint or field.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of every collinear subgroup; those lines say so themselves
        version = _version()
        shown, forest = survival(cohort, question), subgroups(cohort, question)
        patients = _Patients(cohort, question)
        lines = [
            *(line for index, arm in enumerate(shown.arms) for line in _curve(shown, arm, patients, index)),
            *_logrank(shown, patients),
            *_overall(shown, patients),
            *_forest(forest, patients),
        ]
    return SecondOpinion(f"lifelines {version}", tuple(lines))


def _version() -> str:
    try:
        import lifelines
    except ImportError:
        raise AnalysisError(
            "The second engine, lifelines, is not part of this installation; "
            "it comes with the program's source."
        ) from None
    return str(lifelines.__version__)


class _Patients:
    """The patients of a question as columns, and how lifelines fits a model to some of them."""

    def __init__(self, cohort: Cohort, question: Question) -> None:
        who = compared(cohort, question)
        self.cohort, self.question, self.known = cohort, question, who.known
        self.duration, self.event, self.arm = who.outcome.duration, who.outcome.event, cohort.arm

    def cox(self, members: Mask, strata: tuple[str, ...], arm: int) -> tuple[HazardRatio | None, str]:
        """The hazard ratio of an arm among the members, or None and why there is none."""
        from lifelines import CoxPHFitter
        from lifelines.exceptions import ConvergenceError
        from pandas import DataFrame

        if self.question.ties != "efron":
            return None, EFRON_ONLY
        study = self.cohort.study
        design = arm_design(study)[self.arm[members]]
        names = [f"arm{column}" for column in range(design.shape[1])]
        here: list[bool] = (
            (design != 0).any(axis=0).tolist()
        )  # an arm without patients here would make the matrix singular
        frame = DataFrame(
            design[:, here], columns=[name for name, has in zip(names, here, strict=True) if has]
        )
        codes = strata_codes(self.cohort, strata)
        frame = frame.assign(time=self.duration[members], event=self.event[members])
        if codes is not None:
            frame = frame.assign(stratum=codes[members])
        try:
            fit = CoxPHFitter(alpha=1 - self.question.conf_level).fit(
                frame,
                "time",
                "event",
                strata=["stratum"] if codes is not None else None,
                fit_options=PRECISION,
            )
        except (ConvergenceError, np.linalg.LinAlgError):
            return None, NOT_CONVERGED
        row = fit.summary.loc[names[arm_column(study, arm)]]
        lower, upper = (
            row[name] for name in row.index if str(name).startswith("exp(coef) ") and "%" in str(name)
        )
        return HazardRatio(float(row["exp(coef)"]), float(lower), float(upper), float(row["p"])), ""


def _curve(shown: SurvivalAnswer, arm: ArmSurvival, patients: _Patients, index: int) -> Iterator[TwoNumbers]:
    """Survival and its limits at the landmarks, and the median."""
    from lifelines import KaplanMeierFitter

    if arm.curve is None:
        return
    question, name = shown.question, arm.arm.short
    members = patients.known & (patients.arm == index)
    fitter = KaplanMeierFitter(alpha=1 - question.conf_level)
    fitter.fit(patients.duration[members], patients.event[members])
    limits = fitter.confidence_interval_
    for reading in arm.landmarks:
        if reading.survival is None:
            continue
        time = at_time(reading.time)
        yield TwoNumbers(f"{time} survival, {name}", reading.survival, float(fitter.predict(reading.time)))
        row = limits.loc[: reading.time].iloc[-1]
        for side, ours, theirs in (
            ("lower", reading.lower, row.iloc[0]),
            ("upper", reading.upper, row.iloc[1]),
        ):
            if question.conf_type != "log-log":
                yield TwoNumbers(f"{time} {side} limit, {name}", ours, None, LOG_LOG_ONLY)
            elif ours is not None:
                yield TwoNumbers(f"{time} {side} limit, {name}", ours, _finite(theirs))
    note = PLATEAU if arm.curve.quantile(0.5).plateau else ""
    yield TwoNumbers(
        f"Median, {name}", _finite(arm.median.value), _finite(fitter.median_survival_time_), note
    )


def _logrank(shown: SurvivalAnswer, patients: _Patients) -> Iterator[TwoNumbers]:
    from lifelines.statistics import multivariate_logrank_test

    known = patients.known
    if shown.logrank is None:
        return
    columns = patients.duration[known], patients.arm[known], patients.event[known]
    ours = logrank(columns[0], columns[2], columns[1])
    if ours.chi2 is None or ours.p is None:
        return
    theirs = multivariate_logrank_test(*columns)
    where = ", without strata" if shown.question.strata else ""
    yield TwoNumbers(f"Log-rank χ²{where}", ours.chi2, float(theirs.test_statistic))
    yield TwoNumbers(f"Log-rank P{where}", ours.p, float(theirs.p_value))
    if shown.question.strata:
        yield TwoNumbers("Log-rank χ², stratified", shown.logrank.chi2, None, NO_STRATA)


def _overall(shown: SurvivalAnswer, patients: _Patients) -> Iterator[TwoNumbers]:
    for index, ours in enumerate(shown.hazard_ratios):
        if ours is not None:
            name = shown.arms[index].arm.short
            yield from _ratios(name, ours, patients, patients.known, shown.question.strata, index, whole=True)


def _forest(forest: SubgroupAnswer, patients: _Patients) -> Iterator[TwoNumbers]:
    study, question = forest.study, forest.question
    compare = study.arm_index(forest.compare.id)
    for group, block in zip(study.subgroups, forest.blocks, strict=True):
        strata = tuple(id for id in study.forest_strata if id != group.field and id in question.strata)
        for row in block.rows:
            column = patients.cohort.columns[group.field]
            members = patients.known & one_of(column, frozenset({row.level}))
            name = f"{block.field.name}: {row.label}"
            yield from _ratios(name, row.hazard_ratio, patients, members, strata, compare, whole=False)


def _ratios(
    name: str,
    ours: HazardRatio,
    patients: _Patients,
    members: Mask,
    strata: tuple[str, ...],
    arm: int,
    *,
    whole: bool,
) -> Iterator[TwoNumbers]:
    """A hazard ratio with its limits, and its P value where the Overview shows one."""
    if ours.not_estimable:
        yield TwoNumbers(f"HR, {name}", None, None, ours.not_estimable)
        return
    theirs, note = patients.cox(members, strata, arm)
    parts: list[tuple[str, Any]] = [("HR", "value"), ("HR lower limit", "lower"), ("HR upper limit", "upper")]
    if whole:
        parts.append(("Wald P", "p"))
    for words, part in parts:
        yield TwoNumbers(
            f"{words}, {name}", getattr(ours, part), getattr(theirs, part) if theirs else None, note
        )


def _finite(value: Any) -> float | None:
    """A number; None where it is not reached."""
    return float(value) if value is not None and isfinite(value) else None
