"""The models as tables of unrounded numbers, for CSV files and the clipboard."""

from __future__ import annotations

from explorer.analyses.answers import HazardRatio, Test
from explorer.analyses.model_answers import (
    ComparisonOfModels,
    ModelAnswer,
    ModelRow,
    ProportionalityAnswer,
    State,
    TimeVaryingAnswer,
)
from explorer.results.model_status import compared_status
from explorer.results.number_table import Cell, Table

_RATIO = ("hazard_ratio", "lower", "upper", "std_err", "p", "not_estimable")
_TEST = ("chi2", "df", "test_p")


def comparison_of_models_table(answer: ComparisonOfModels) -> Table:
    """A row for each model, with what it counts for."""
    rows = [
        (
            each.id,
            each.label,
            each.detail,
            each.n,
            each.events,
            *_ratio(each.hazard_ratio, answer.comparable),
            compared_status(answer, each),
        )
        for each in answer.models
    ]
    return Table(("id", "model", "detail", "n", "events", *_RATIO, "status"), tuple(rows))


def model_table(answer: ModelAnswer) -> Table:
    """A row for each arm, level or number, then the interaction; a term's Wald test stands at each row."""
    rows: list[tuple[Cell, ...]] = []
    for term in answer.terms:
        for row in term.rows:
            rows.append(_row(term.label, term.how, row, term.test, answer.comparable))
    found = answer.interaction
    if found:
        name = f"Treatment × {found.label}"
        rows += [_row(name, found.note, row, found.test, answer.comparable) for row in found.rows]
    columns = ("term", "enters", "row", "n", "events", "coefficient", *_RATIO, *_TEST)
    return Table(columns, tuple(rows))


def proportionality_table(answer: ProportionalityAnswer) -> Table:
    """A row for each term, the global test, and treatment by log(time)."""
    shown, transform = answer.comparable, answer.tested.transform
    rows: list[tuple[Cell, ...]] = [
        (row.label, f"score test ({transform})", *_test(row.test, shown), row.not_estimable)
        for row in answer.rows
    ]
    rows.append(("Global", f"score test ({transform})", *_test(answer.overall, shown), ""))
    by_time = answer.by_log_time
    reason = by_time.ratio.not_estimable
    rows.append(("Treatment × log(time)", "Wald", *_test(by_time.wald_test, shown), reason))
    ratio_test = _test(by_time.likelihood_ratio_test, shown)
    rows.append(("Treatment × log(time)", "likelihood ratio", *ratio_test, reason))
    return Table(("term", "test", *_TEST, "not_estimable"), tuple(rows))


def residual_table(answer: ProportionalityAnswer) -> Table:
    """Scaled Schoenfeld residuals plus coefficient: a row for each event, a column for each term."""
    tested = answer.tested
    columns = ("time_months", f"time_{tested.transform}", *(row.field for row in answer.rows))
    numbers = zip(tested.time.tolist(), tested.moved.tolist(), tested.residuals.tolist(), strict=True)
    return Table(columns, tuple((time, moved, *row) for time, moved, row in numbers))


def time_varying_table(answer: TimeVaryingAnswer) -> Table:
    """The two states' curves (Simon–Makuch); times in months."""
    columns = ("state", "time_months", "at_risk", "events", "survival", "std_err", "lower", "upper")
    return Table(columns, tuple(row for state in answer.states for row in _curve(state)))


def _curve(state: State) -> list[tuple[Cell, ...]]:
    curve = state.curve
    if curve is None:
        return []
    names = ("time", "at_risk", "events", "survival", "std_err", "lower", "upper")
    arrays = [getattr(curve, name).tolist() for name in names]
    return [(state.label, *row) for row in zip(*arrays, strict=True)]


def _row(term: str, how: str, row: ModelRow, test: Test | None, shown: bool) -> tuple[Cell, ...]:
    return (
        term,
        how,
        row.label,
        row.n,
        row.events,
        row.coefficient,
        *_ratio(row.hazard_ratio, shown),
        *_test(test, shown),
    )


def _ratio(ratio: HazardRatio | None, shown: bool) -> tuple[Cell, ...]:
    if ratio is None:
        return (1.0, None, None, None, None, "reference")
    p = ratio.p if shown else None
    return (ratio.value, ratio.lower, ratio.upper, ratio.std_err, p, ratio.not_estimable)


def _test(test: Test | None, shown: bool) -> tuple[Cell, ...]:
    return (test.chi2, test.df, test.p) if test and shown else (None, None, None)
