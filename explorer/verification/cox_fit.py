"""Cox models as lifelines fits them, run to the program's own precision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from explorer.analyses.answers import HazardRatio
from explorer.analyses.compared import compared
from explorer.analyses.comparison import arm_column, arm_design
from explorer.cohort.cohort import Cohort
from explorer.cohort.strata import strata_codes
from explorer.columns import Mask
from explorer.question.question import Question

PRECISION = {"precision": 1e-20, "r_precision": 1e-16}
"""What lifelines calls precision is a squared step in standard errors; it ends at steps of 1e-10."""
EFRON_ONLY = "lifelines breaks ties as Efron only"
NOT_CONVERGED = "lifelines did not converge"
NOTHING_VARIES = "nothing to fit: these patients do not differ"

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """What a model is fitted to: ``design`` (m, p); ``stratum`` and ``entry`` (m,), None without."""

    design: Floats
    duration: Floats
    event: Mask
    stratum: NDArray[np.integer] | None = None
    entry: Floats | None = None


@final
@dataclass(frozen=True, slots=True, eq=False)
class TheirFit:
    """A fit of lifelines, which had only those columns of the design that are not constant (``kept``)."""

    fit: Any
    kept: tuple[int, ...]

    @property
    def log_likelihood(self) -> float:
        """The log partial likelihood of the fitted model."""
        return float(self.fit.log_likelihood_)

    @property
    def likelihood_ratio(self) -> float:
        """Twice what the columns add to the log likelihood of a model without any."""
        return float(self.fit.log_likelihood_ratio_test().test_statistic)

    def ratio(self, column: int) -> HazardRatio | None:
        """The hazard ratio of a column of the design, None where that was left out."""
        if column not in self.kept:
            return None
        row = self.fit.summary.loc[f"x{column}"]
        lower, upper = (
            row[name] for name in row.index if str(name).startswith("exp(coef) ") and "%" in str(name)
        )
        return HazardRatio(float(row["exp(coef)"]), float(lower), float(upper), float(row["p"]))

    def coef(self, column: int) -> float | None:
        """The coefficient of a column."""
        return float(self.fit.params_[f"x{column}"]) if column in self.kept else None

    def wald(self, columns: Sequence[int]) -> float | None:
        """The Wald chi-square of several columns together, from the variance matrix of the fit."""
        if not columns or not set(columns) <= set(self.kept):
            return None
        names = [f"x{column}" for column in columns]
        places = [self.kept.index(column) for column in columns]
        coef = self.fit.params_[names].to_numpy()
        covariance = np.asarray(self.fit.variance_matrix_, dtype=np.float64)[np.ix_(places, places)]
        return float(coef @ np.linalg.inv(covariance) @ coef)


def fit_cox(question: Question, rows: Rows) -> tuple[TheirFit | None, str]:
    """A Cox model, or None and why there is none; rows with an entry are fitted as start and stop."""
    from lifelines import CoxPHFitter, CoxTimeVaryingFitter
    from lifelines.exceptions import ConvergenceError

    if question.ties != "efron":
        return None, EFRON_ONLY
    # A constant column, such as an arm without patients here, would make the matrix singular.
    kept = tuple(np.flatnonzero(np.ptp(rows.design, axis=0) > 0).tolist()) if len(rows.design) else ()
    if not kept:
        return None, NOTHING_VARIES
    frame, alpha = frame_of(rows, kept), 1 - question.conf_level
    strata = None if rows.stratum is None else ["stratum"]
    try:
        if rows.entry is None:
            fit = CoxPHFitter(alpha=alpha).fit(frame, "stop", "event", strata=strata, fit_options=PRECISION)
        else:
            if strata:  # one row alone in its stratum says nothing, and lifelines cannot take it
                frame = frame[frame.groupby(strata)["stop"].transform("size") > 1]
            fit = CoxTimeVaryingFitter(alpha=alpha).fit(
                frame, "event", start_col="start", stop_col="stop", strata=strata, fit_options=PRECISION
            )
    except (ConvergenceError, np.linalg.LinAlgError):
        return None, NOT_CONVERGED
    return TheirFit(fit, kept), ""


def frame_of(rows: Rows, kept: tuple[int, ...]) -> Any:
    """The rows as the table that lifelines takes, with those columns of the design that are kept."""
    from pandas import DataFrame

    columns: dict[str, Any] = {f"x{column}": rows.design[:, column] for column in kept}
    columns |= {"stop": rows.duration, "event": rows.event}
    if rows.entry is not None:
        columns["start"] = rows.entry
    if rows.stratum is not None:
        columns["stratum"] = rows.stratum
    return DataFrame(columns)


class Patients:
    """The patients of a question as columns, and how lifelines compares the arms among some of them."""

    def __init__(self, cohort: Cohort, question: Question) -> None:
        who = compared(cohort, question)
        self.cohort, self.question, self.known = cohort, question, who.known
        self.duration, self.event, self.arm = who.outcome.duration, who.outcome.event, cohort.arm

    def fit_arms(
        self,
        members: Mask,
        strata: tuple[str, ...],
        event: Mask | None = None,
        duration: Floats | None = None,
    ) -> tuple[TheirFit | None, str]:
        """The model of all arms among the members, of another event or duration where these are given."""
        codes = strata_codes(self.cohort.columns, strata)
        rows = Rows(
            arm_design(self.cohort.study)[self.arm[members]],
            (self.duration if duration is None else duration)[members],
            (self.event if event is None else event)[members],
            None if codes is None else codes[members],
        )
        return fit_cox(self.question, rows)

    def ratio(self, fit: TheirFit | None, arm: int) -> HazardRatio | None:
        """The hazard ratio of an arm in a model of the arms."""
        return None if fit is None else fit.ratio(arm_column(self.cohort.study, arm))
