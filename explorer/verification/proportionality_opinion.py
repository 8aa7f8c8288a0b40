"""The check of proportional hazards by lifelines: its older score tests, and treatment × log(time)."""

from __future__ import annotations

import numpy as np

from explorer.analyses.answers import HazardRatio
from explorer.analyses.comparison import arm_column
from explorer.analyses.model_answers import ByLogTime, ProportionalityAnswer
from explorer.analyses.model_data import ModelData
from explorer.verification.cox_fit import Rows, TheirFit, fit_cox, frame_of
from explorer.verification.opinion import Lines, TwoNumbers, ratio_lines

OLDER = "lifelines has the approximation of R before survival 3, not the score test"
ONE_COLUMN = "lifelines tests single columns only"
NO_GLOBAL = "lifelines has no test of all terms together"
TOO_MANY = "too many rows for lifelines, one for each patient and time of an event"
MOST_ROWS = 100_000


def proportionality_lines(answer: ProportionalityAnswer, data: ModelData) -> Lines:
    """The test of every term, and how the effect of treatment moves with log(time)."""
    plain = Rows(data.design, data.duration, data.event, data.stratum)
    fit, note = fit_cox(answer.asked.question, plain)
    theirs = _older_tests(answer, plain, fit)
    for row, places in zip(answer.rows, data.places, strict=True):
        name = f"Proportional hazards χ², {row.label}"
        if row.test is None:
            yield TwoNumbers(name, None, None, row.not_estimable)
        elif len(places) > 1:
            yield TwoNumbers(name, row.test.chi2, None, ONE_COLUMN)
        else:
            yield TwoNumbers(name, row.test.chi2, theirs.get(places[0]), OLDER)
    if answer.overall is not None:
        yield TwoNumbers("Proportional hazards χ², all together", answer.overall.chi2, None, NO_GLOBAL)
    yield from _by_log_time(answer, answer.by_log_time, data, fit, note)


def _older_tests(answer: ProportionalityAnswer, rows: Rows, fit: TheirFit | None) -> dict[int, float]:
    """The statistic of each column."""
    from lifelines.statistics import proportional_hazard_test

    if fit is None:
        return {}
    found = proportional_hazard_test(
        fit.fit, frame_of(rows, fit.kept), time_transform=answer.tested.transform
    )
    statistics = np.atleast_1d(np.asarray(found.test_statistic, dtype=np.float64))
    return dict(zip(fit.kept, statistics.tolist(), strict=True))


def _by_log_time(
    answer: ProportionalityAnswer, shown: ByLogTime, data: ModelData, plain: TheirFit | None, note: str
) -> Lines:
    """A model of start–stop rows between the times of events, on which log(time) is a number."""
    fit, note = None, note or shown.ratio.not_estimable
    if not note:
        rows = _rows_by_time(data)
        fit, note = fit_cox(answer.asked.question, rows) if rows else (None, TOO_MANY)
    study = data.who.study
    column = arm_column(study, data.who.compare)
    moving = [data.design.shape[1] + place for place in range(len(data.places[0]))]
    pairs: tuple[tuple[str, HazardRatio, int], ...] = (
        ("treatment at 1 month", shown.at_one_month, column),
        ("treatment × log(time)", shown.ratio, moving[column]),
    )
    for name, ours, place in pairs:
        yield from ratio_lines(name, ours, fit and fit.ratio(place), note)
    if shown.wald_test is not None:
        wald = fit and fit.wald(moving)
        yield TwoNumbers("Wald χ², treatment × log(time)", shown.wald_test.chi2, wald, note)
    if shown.likelihood_ratio_test is not None:
        gain = 2.0 * (fit.log_likelihood - plain.log_likelihood) if fit and plain else None
        name = "Likelihood ratio χ², treatment × log(time)"
        yield TwoNumbers(name, shown.likelihood_ratio_test.chi2, gain, note)


def _rows_by_time(data: ModelData) -> Rows | None:
    """A row for each patient at risk at each time of an event in the patient's stratum; None if too many."""
    stratum = np.zeros(len(data.duration)) if data.stratum is None else data.stratum
    patients, ends, starts, n_rows = [], [], [], 0
    for code in np.unique(stratum).tolist():
        members = np.flatnonzero(stratum == code)
        times = np.unique(data.duration[members][data.event[members]])
        before = np.concatenate(([-1.0], times[:-1]))
        for time, start in zip(times.tolist(), before.tolist(), strict=True) if len(times) else ():
            at_risk = members[data.duration[members] >= time]
            n_rows += len(at_risk)
            if n_rows > MOST_ROWS:
                return None
            patients.append(at_risk)
            ends.append(np.full(len(at_risk), time))
            starts.append(np.full(len(at_risk), start))
    if not patients:
        return None
    patient, end = np.concatenate(patients), np.concatenate(ends)
    arms = data.design[patient][:, list(data.places[0])]
    return Rows(
        np.hstack((data.design[patient], arms * np.log(end)[:, None])),
        end,
        data.event[patient] & (data.duration[patient] == end),
        None if data.stratum is None else data.stratum[patient],
        np.concatenate(starts),
    )
