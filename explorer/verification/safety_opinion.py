"""The table of adverse events counted again by pandas, its intervals and tests by scipy."""

from __future__ import annotations

from collections.abc import Iterable
from math import hypot
from typing import Any

from explorer.analyses.safety import safety
from explorer.analyses.safety_answer import SafetyAnswer, ToxicityRow, WorstGrades
from explorer.cohort.adverse_events import AdverseEvents
from explorer.cohort.cohort import Cohort
from explorer.question.options import SafetyOptions
from explorer.question.question import Question
from explorer.statistics.proportions import Interval
from explorer.verification.opinion import Lines, TwoNumbers
from explorer.verification.patients_table import patients_table, selected


def safety_lines(cohort: Cohort, question: Question) -> Lines:
    """Every row of the table by worst grade and arm; none where the cohort has no adverse events."""
    answer, layout = safety(cohort, question), cohort.study.adverse_events
    if cohort.adverse_events is None or layout is None or answer.unavailable:
        return
    patients = patients_table(cohort)
    treated = patients[selected(patients, question.selection) & selected(patients, layout.treated)]
    arms = treated[cohort.study.arm_field]
    for column in answer.columns:
        name = f"Patients treated, {column.arm.short}"
        yield TwoNumbers(name, float(column.n), float((arms == column.arm.id).sum()))
    events = _table(cohort.adverse_events)
    events = events[events["patient"].isin(treated.index[arms.notna()])]
    events = events[_counting(events, answer.options)].assign(arm=events["patient"].map(arms))
    occurred = float(len(answer.rows) + answer.below)
    yield TwoNumbers("Terms that occurred", occurred, float(events["term"].nunique()))
    for declared, row in zip(layout.rows, answer.summaries, strict=True):
        which = ~events["category"].isin(declared.except_categories)
        if declared.categories:
            which &= events["category"].isin(declared.categories)
        yield from _row(answer, row, events[which])
    by_term = dict(iter(events.groupby("term")))
    for row in answer.rows:
        yield from _row(answer, row, by_term.get(row.label, events.iloc[:0]))


def _table(events: AdverseEvents) -> Any:
    from pandas import DataFrame

    labels = {"term": events.term, "category": events.category, "phase": events.phase}
    texts = {
        name: [each.names[code] if code >= 0 else None for code in each.codes.tolist()]
        for name, each in labels.items()
    }
    numbers = {"patient": events.patient, "grade": events.grade, "cycle": events.cycle}
    return DataFrame({**texts, **numbers, "related": events.related})


def _counting(events: Any, options: SafetyOptions) -> Any:
    """Which events count by the filters of the page."""
    counts = events["grade"] > 0
    if options.phases:
        counts &= events["phase"].isin(options.phases)
    if options.related_only:
        counts &= events["related"]
    if options.cycles is not None:
        counts &= events["cycle"].between(*options.cycles)
    if options.categories:
        counts &= events["category"].isin(options.categories)
    return counts


def _row(answer: SafetyAnswer, row: ToxicityRow, events: Any) -> Lines:
    worst = events.groupby(["arm", "patient"])["grade"].max()
    found = []
    for cell, column in zip(row.cells, answer.columns, strict=True):
        grades = worst[worst.index.get_level_values("arm") == column.arm.id]
        found.append((int((grades >= row.grade).sum()), column.n))
        yield from _grades(f"{row.label}, {column.arm.short}", cell, grades)
    pair = [found[answer.study.arm_index(arm.id)] for arm in (answer.compare, answer.reference)]
    if row.difference is not None:
        theirs = _newcombe(pair, answer.question.conf_level)
        for side in ("value", "lower", "upper"):
            words = "Risk difference" if side == "value" else f"Risk difference {side} limit"
            name = f"{words}, {row.label}, grade ≥{row.grade}"
            yield TwoNumbers(name, getattr(row.difference, side), getattr(theirs, side))
    if row.fisher_p is not None:
        name = f"Fisher's P, {row.label}, grade ≥{row.grade}"
        yield TwoNumbers(name, row.fisher_p, _fisher(pair))


def _grades(name: str, cell: WorstGrades, grades: Any) -> Lines:
    """The patients with any grade, and with each worst grade that occurs."""
    yield TwoNumbers(f"Any grade, {name}", float(cell.any), float(len(grades)))
    for grade, ours in enumerate(cell.by_grade, start=1):
        theirs = int((grades == grade).sum())
        if ours or theirs:
            yield TwoNumbers(f"Worst grade {grade}, {name}", float(ours), float(theirs))


def _newcombe(pair: Iterable[tuple[int, int]], conf_level: float) -> Interval:
    """Newcombe's square-and-add of two Wilson intervals, which are scipy's."""
    from scipy.stats import binomtest

    (first, low, high), (second, below, above) = (
        (events / n, *binomtest(events, n).proportion_ci(conf_level, method="wilson")) for events, n in pair
    )
    value = first - second
    lower, upper = value - hypot(first - low, above - second), value + hypot(high - first, second - below)
    return Interval(value, max(lower, -1.0), min(upper, 1.0))


def _fisher(pair: Iterable[tuple[int, int]]) -> float:
    from scipy.stats import fisher_exact

    return float(fisher_exact([[events, n - events] for events, n in pair]).pvalue)
