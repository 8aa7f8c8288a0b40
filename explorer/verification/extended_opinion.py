"""What the Survival page adds to the curves: restricted means, the landmark, weighted tests, follow-up."""

from __future__ import annotations

from explorer.analyses.extended_answers import ArmContrast, ExtendedSurvivalAnswer, WeightedTest
from explorer.analyses.survival_extended import survival_extended
from explorer.cohort.cohort import Cohort
from explorer.question.question import Question
from explorer.survival.logrank import logrank
from explorer.text import at_time
from explorer.verification.cox_fit import Patients
from explorer.verification.opinion import Lines, TwoNumbers, finite, ratio_lines
from explorer.verification.survival_opinion import NO_STRATA, follow_up_median, kaplan_meier, survival_lines

SPREAD_OF_TIMES = "lifelines has the variance of the times up to τ, not that of their mean"
LOG_LOG_TEST_ONLY = "lifelines tests on the scale of log(−log S) only"
NO_RECIPROCAL = "lifelines has no number needed to treat; this is 1 / its difference"
TIME_ZERO = "lifelines has no weights with a follow-up that ends at time 0"


def extended_lines(cohort: Cohort, question: Question) -> Lines:
    """Every number of the Survival page."""
    answer, patients = survival_extended(cohort, question), Patients(cohort, question)
    yield from survival_lines(answer.survival, patients)
    yield from _means(answer, patients)
    for index, contrast in enumerate(answer.contrasts):
        if contrast is not None:
            yield from _at_landmark(answer, contrast, patients, index)
    for test in answer.weighted[1:]:  # the first has no weights and stands among the lines of the curves
        yield from _weighted(test, patients, stratified=bool(question.strata))
    yield from _follow_up(answer, patients)
    yield from _from_landmark(answer, patients)


def _means(answer: ExtendedSurvivalAnswer, patients: Patients) -> Lines:
    from lifelines.utils import restricted_mean_survival_time

    means: list[float | None] = []
    for index, arm in enumerate(answer.arms):
        name, ours, theirs = f"restricted mean, {arm.arm.short}", arm.mean, None
        if ours.value is not None:
            fitter = kaplan_meier(patients, patients.known & (patients.arm == index))
            theirs = float(restricted_mean_survival_time(fitter, t=answer.tau))
        yield TwoNumbers(f"{at_time(answer.tau)} {name}", ours.value, theirs, ours.not_estimable or "")
        if ours.std_err is not None:
            yield TwoNumbers(f"Standard error, {name}", ours.std_err, None, SPREAD_OF_TIMES)
        means.append(theirs)
    for index, contrast in enumerate(answer.contrasts):
        if contrast is None:
            continue
        one, two = means[index], means[answer.reference]
        gap = None if one is None or two is None else one - two
        name, found = f"difference of restricted means, {contrast.arm.short}", contrast.mean
        note = (found.not_estimable or "") if found.value is None else ""
        yield TwoNumbers(f"{at_time(answer.tau)} {name}", found.value, gap, note)
        if found.p is not None:
            yield TwoNumbers(f"P, {name}", found.p, None, SPREAD_OF_TIMES)


def _at_landmark(
    answer: ExtendedSurvivalAnswer, contrast: ArmContrast, patients: Patients, index: int
) -> Lines:
    from lifelines.statistics import survival_difference_at_fixed_point_in_time_test as compare_at

    ours, time = contrast.survival, answer.question.landmark
    name = f"{at_time(time)} difference, {contrast.arm.short}"
    if ours.value is None:
        yield TwoNumbers(name, None, None, ours.not_estimable or "")
        return
    # lifelines reads the variance off a line between its steps, so the landmark has to be one of them.
    one, two = (
        kaplan_meier(patients, patients.known & (patients.arm == each), time)
        for each in (index, answer.reference)
    )
    gap = float(one.predict(time)) - float(two.predict(time))
    yield TwoNumbers(name, ours.value, gap)
    if ours.p is not None:
        yield TwoNumbers(f"P, {name}", ours.p, None, LOG_LOG_TEST_ONLY)
    if ours.log_log_p is not None:
        theirs = compare_at(time, one, two)
        yield TwoNumbers(f"χ², log(−log) scale, {name}", ours.log_log_chi2, float(theirs.test_statistic))
        yield TwoNumbers(f"P, log(−log) scale, {name}", ours.log_log_p, float(theirs.p_value))
    needed = finite(contrast.number_needed.value)
    if needed is not None:
        inverse = 1.0 / gap if gap else None
        yield TwoNumbers(f"Number needed to treat, {contrast.arm.short}", needed, inverse, NO_RECIPROCAL)


def _weighted(shown: WeightedTest, patients: Patients, *, stratified: bool) -> Lines:
    """A weighted test without strata, which the page shows within them where there are any."""
    from lifelines.statistics import multivariate_logrank_test

    known = patients.known
    columns = patients.duration[known], patients.arm[known], patients.event[known]
    ours = logrank(columns[0], columns[2], columns[1], rho=shown.rho, gamma=shown.gamma)
    if shown.test is None or ours.chi2 is None:
        yield TwoNumbers(f"{shown.label} χ²", None, None, shown.not_estimable or ours.not_estimable or "")
        return
    where = ", without strata" if stratified else ""
    if columns[0].min() > 0:
        weights = {"weightings": "fleming-harrington", "p": shown.rho, "q": shown.gamma}
        theirs = multivariate_logrank_test(*columns, **weights)
        yield TwoNumbers(f"{shown.label} χ²{where}", ours.chi2, float(theirs.test_statistic))
        yield TwoNumbers(f"{shown.label} P{where}", ours.p, float(theirs.p_value))
    else:
        yield TwoNumbers(f"{shown.label} χ²{where}", ours.chi2, None, TIME_ZERO)
    if stratified:
        yield TwoNumbers(f"{shown.label} χ², stratified", shown.test.chi2, None, NO_STRATA)


def _follow_up(answer: ExtendedSurvivalAnswer, patients: Patients) -> Lines:
    if not patients.known.any():
        return
    theirs, note = follow_up_median(patients, patients.known)
    yield TwoNumbers("Median follow-up", finite(answer.survival.follow_up.value), theirs, note)


def _from_landmark(answer: ExtendedSurvivalAnswer, patients: Patients) -> Lines:
    """The comparison of those still followed at the month from which the reader asks."""
    start, shown = answer.question.extended.from_month, answer.landmark
    if start is None or shown is None:
        return
    from lifelines.statistics import multivariate_logrank_test

    kept = patients.known & (patients.duration > start)
    yield TwoNumbers("Patients from the landmark on", float(shown.n), float(kept.sum()))
    later = patients.duration - start
    fit, note = patients.fit_arms(kept, answer.question.strata, duration=later)
    for index, ours in enumerate(shown.hazard_ratios):
        if ours is not None:
            name = f"{answer.arms[index].arm.short}, from the landmark on"
            yield from ratio_lines(name, ours, patients.ratio(fit, index), note)
    if shown.logrank is None:
        return
    if answer.question.strata:
        yield TwoNumbers("Log-rank χ² from the landmark on, stratified", shown.logrank.chi2, None, NO_STRATA)
        return
    theirs = multivariate_logrank_test(later[kept], patients.arm[kept], patients.event[kept])
    yield TwoNumbers("Log-rank χ² from the landmark on", shown.logrank.chi2, float(theirs.test_statistic))
