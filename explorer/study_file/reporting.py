"""Read what a study declares for its tables: ``[[baseline]]``, ``[adverse_events]``, ``[monitoring]``."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from explorer.columns import MISSING, RECORDED
from explorer.dates import EPOCH
from explorer.errors import SelectionError, nearest
from explorer.selection import Selection
from explorer.study.reporting import (
    SPENDINGS,
    SUMMARIES,
    AdverseEventLayout,
    BaselineItem,
    LevelGroup,
    Look,
    MonitoringPlan,
    SafetyRow,
)
from explorer.study.study import Field, Study
from explorer.study_file.toml_table import Table


def with_reporting(study: Study, root: Table) -> Study:
    """The study with what its file declares for its tables; all of it may be absent.

    Raises:
        StudyError: a key is wrong or refers to nothing; names file and key.
    """
    return replace(
        study,
        baseline=tuple(_baseline(table, study) for table in root.tables("baseline", required=False)),
        adverse_events=(_adverse_events(root.table("adverse_events")) if "adverse_events" in root else None),
        monitoring=_monitoring(root.table("monitoring"), study) if "monitoring" in root else None,
    )


def _baseline(table: Table, study: Study) -> BaselineItem:
    field = _field(table, study)
    item = BaselineItem(
        field=field.id,
        label=table.text("label", ""),
        summary=table.choice("summary", SUMMARIES, "median_range"),
        digits=_digits(table, "digits"),
        limit_digits=_digits(table, "limit_digits"),
        cuts=_cuts(table, field),
        groups=tuple(_group(item, field) for item in table.tables("groups", required=False)),
    )
    if field.kind not in ("number", "category"):
        raise table.wrong("field", f'"{field.id}" is a {field.kind}; a number or a category is needed.')
    if field.known == "after":
        raise table.wrong(
            "field", f'"{field.id}" is known only after randomization; it is no baseline field.'
        )
    if item.groups and field.kind != "category":
        raise table.wrong("groups", f'"{field.id}" is a {field.kind}; only the levels of a category group.')
    members = [level for group in item.groups for level in group.levels]
    for level in members:
        if members.count(level) > 1:
            raise table.wrong("groups", f'"{level}" is in two groups.')
    table.done()
    return item


def _digits(table: Table, key: str) -> int | None:
    return None if table.maybe_number(key) is None else _whole(table, key, None, 0, 6)


def _field(table: Table, study: Study) -> Field:
    try:
        return study.field(table.text("field"))
    except SelectionError as error:
        raise table.refused("field", error) from error


def _cuts(table: Table, field: Field) -> tuple[float, ...]:
    cuts = table.numbers("cuts", ())
    if cuts and field.kind != "number":
        raise table.wrong("cuts", f'"{field.id}" is a {field.kind}; only a number has cuts.')
    if list(cuts) != sorted(set(cuts)):
        raise table.wrong("cuts", "must rise.")
    return cuts


def _group(table: Table, field: Field) -> LevelGroup:
    group = LevelGroup(table.text("label"), table.texts("levels"))
    known = [level for level in field.level_ids if level not in (MISSING, RECORDED)]
    for level in group.levels:
        if level not in known:
            raise table.wrong("levels", f'unknown level "{level}"; {nearest(level, known)}')
    table.done()
    return group


def _adverse_events(table: Table) -> AdverseEventLayout:
    layout = AdverseEventLayout(
        sheets=table.texts("sheets"),
        id=table.text("id"),
        term=table.text("term"),
        grade=table.text("grade"),
        category=table.text("category", ""),
        cycle=table.text("cycle", ""),
        phase=table.text("phase", ""),
        related=table.text("related", ""),
        onset=table.text("onset", ""),
        related_texts=table.texts("related_texts", ("yes",)),
        treated=table.selection("treated", Selection()),
        phases=table.texts("phases", ()),
        related_only=table.flag("related_only", False),
        threshold=_between(table, "threshold", 3.0, 0.0, 100.0),
        threshold_grade=_whole(table, "threshold_grade", 3, 1, 5),
        rows=tuple(_safety_row(item) for item in table.tables("rows", required=False)),
    )
    for key, needs in (("phases", "phase"), ("related_only", "related")):
        if getattr(layout, key) and not getattr(layout, needs):
            raise table.wrong(needs, f'is missing; "{key}" needs it.')
    if not layout.category and any(row.categories or row.except_categories for row in layout.rows):
        raise table.wrong("category", "is missing; rows ask for categories.")
    table.done()
    return layout


def _safety_row(table: Table) -> SafetyRow:
    row = SafetyRow(
        label=table.text("label"),
        categories=table.texts("categories", ()),
        except_categories=table.texts("except_categories", ()),
        grade=_whole(table, "grade", 3, 1, 5),
        tested=table.flag("tested", False),
    )
    table.done()
    return row


def _monitoring(table: Table, study: Study) -> MonitoringPlan:
    endpoints = [endpoint.id for endpoint in study.endpoints]
    endpoint = table.text("endpoint")
    if endpoint not in endpoints:
        raise table.wrong("endpoint", f'unknown endpoint "{endpoint}"; {nearest(endpoint, endpoints)}')
    plan = MonitoringPlan(
        endpoint=endpoint,
        alpha=_between(table, "alpha", None, 0.0, 0.5),
        power=_between(table, "power", None, 0.0, 1.0),
        hazard_ratio=_between(table, "hazard_ratio", None, 0.0, 1.0),
        events=_whole(table, "events", None, 1, 10**9),
        looks=tuple(_look(item) for item in table.tables("looks")),
        spending=table.choice("spending", SPENDINGS, "obrien-fleming"),
        rho=_between(table, "rho", 1.0, 0.0, 100.0),
    )
    numbers = [look.events for look in plan.looks if look.events is not None]
    if not plan.looks or plan.looks[-1].events != plan.events:
        raise table.wrong("looks", f"the last one must be the final analysis at {plan.events} events.")
    if numbers != sorted(set(numbers)):
        raise table.wrong("looks", "their numbers of events must rise.")
    dates = [look.date for look in plan.looks if look.date is not None]
    if dates != sorted(set(dates)):
        raise table.wrong("looks", "their dates must rise.")
    table.done()
    return plan


def _look(table: Table) -> Look:
    day = table.text("date", "")
    events = _whole(table, "events", None, 1, 10**9) if "events" in table else None
    if (events is None) == (not day):
        raise table.wrong("events", "needs either a number of events or a date.")
    try:
        when = float((date.fromisoformat(day) - EPOCH).days) if day else None
    except ValueError as error:
        raise table.wrong("date", f'"{day}" is not a date; write it as 2022-09-30.') from error
    look = Look(table.text("label"), events, when)
    table.done()
    return look


def _whole(table: Table, key: str, default: int | None, low: int, high: int) -> int:
    value = table.number(key) if default is None else table.number(key, float(default))
    if not value.is_integer() or not low <= value <= high:
        raise table.wrong(key, f"must be a whole number from {low} to {high}.")
    return int(value)


def _between(table: Table, key: str, default: float | None, low: float, high: float) -> float:
    value = table.number(key) if default is None else table.number(key, default)
    if not low < value < high and value != default:
        raise table.wrong(key, f"must lie between {low:g} and {high:g}.")
    return value
