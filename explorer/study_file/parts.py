"""One table of a study file becomes one part of the study; an error names the file and the key."""

from __future__ import annotations

from math import inf

from explorer.selection import Between, Selection
from explorer.study.study import (
    ARM_COLORS,
    DAYS_PER_MONTH,
    DAYS_PER_YEAR,
    Arm,
    Counted,
    DataLayout,
    Defaults,
    Endpoint,
    Field,
    FlowStep,
    Level,
    Preset,
    Rule,
    Subgroup,
    TimeStatus,
)
from explorer.study_file.toml_table import Table
from explorer.text import plural


def read_data_layout(table: Table) -> DataLayout:
    """Where the patients stand in a file."""
    layout = DataLayout(
        sheets=table.texts("sheets", ()),
        id=table.text("id"),
        record=table.text("record", ""),
        date_order=table.choice("date_order", ("", "dmy", "mdy"), ""),
    )
    table.done()
    return layout


def read_defaults(table: Table) -> Defaults:
    """What is shown first."""
    defaults = Defaults(
        landmark=table.maybe_number("landmark"),
        unit=table.choice("unit", ("months", "years"), "months"),
        horizon=table.maybe_number("horizon"),
    )
    table.done()
    return defaults


def read_arm(table: Table, index: int) -> Arm:
    """A treatment group; its color is its place unless it says another."""
    label = table.text("label")
    arm = Arm(
        id=table.text("id"),
        label=label,
        short=table.text("short", "") or label,
        synonyms=table.texts("synonyms", ()),
        reference=table.flag("reference", False),
        color=_color(table, index),
    )
    table.done()
    return arm


def _color(table: Table, index: int) -> int:
    color = table.number("color", index)
    if "color" in table and color not in range(ARM_COLORS):
        raise table.wrong("color", f"must be a whole number from 0 to {ARM_COLORS - 1}.")
    return int(color)


def read_field(table: Table) -> Field:
    """A field with its levels, rules and presets."""
    id = table.text("id")
    field = Field(
        id=id,
        label=table.text("label"),
        kind=table.choice("kind", ("category", "number", "date", "text")),
        short=table.text("short", ""),
        column=table.text("column", ""),
        aliases=table.texts("aliases", ()),
        unit=table.text("unit", ""),
        levels=tuple(_level(item) for item in table.items("levels")),
        missing=table.text("missing", "Not recorded"),
        missing_texts=table.texts("missing_texts", ()),
        number_texts=_number_texts(table.table("number_texts", required=False)),
        known=table.choice("known", ("baseline", "randomization", "after"), "baseline"),
        rules=tuple(_rule(item) for item in table.tables("rules", required=False)),
        required=table.flag("required", False),
        presets=tuple(_preset(item, id) for item in table.tables("presets", required=False)),
        low=table.maybe_number("low"),
        high=table.maybe_number("high"),
    )
    table.done()
    return field


def _number_texts(table: Table) -> tuple[tuple[str, float], ...]:
    return tuple((text, table.number(text)) for text in table)


def _level(item: str | Table) -> Level:
    if isinstance(item, str):
        return Level(item, item[:1].upper() + item[1:])
    id = item.text("id")
    level = Level(id, item.text("label", id[:1].upper() + id[1:]), item.texts("synonyms", ()))
    item.done()
    return level


def _rule(table: Table) -> Rule:
    rule = Rule(table.selection("where"), table.text("level"))
    table.done()
    return rule


def _preset(table: Table, field: str) -> Preset:
    """A range as a selection writes it: ``min`` and ``max`` belong to it, ``above`` and ``below`` do not."""
    low, above = table.maybe_number("min"), table.maybe_number("above")
    high, below = table.maybe_number("max"), table.maybe_number("below")
    for inside, outside, key, other in ((low, above, "min", "above"), (high, below, "max", "below")):
        if inside is not None and outside is not None:
            raise table.wrong(other, f"stands beside {key}; keep one of them.")
    bounds = Between(
        field,
        low=next((limit for limit in (low, above) if limit is not None), -inf),
        high=next((limit for limit in (high, below) if limit is not None), inf),
        low_open=above is not None,
        high_open=below is not None,
    )
    if bounds.low > bounds.high:
        raise table.wrong("label", "the lower limit of this range is above the upper.")
    preset = Preset(table.text("label"), bounds)
    table.done()
    return preset


def read_endpoint(table: Table) -> Endpoint:
    """A time to event."""
    noun = table.text("noun")
    endpoint = Endpoint(
        id=table.text("id"),
        label=table.text("label"),
        noun=noun,
        plural=table.text("plural", plural(noun)),
        caption=table.text("caption"),
        definition=table.text("definition", ""),
        primary=table.flag("primary", False),
        start=table.text("start", ""),
        events=table.texts("events", ()),
        censor=table.text("censor", ""),
        times=tuple(_time_status(item) for item in table.tables("times", required=False)),
        unit_days={"days": 1.0, "weeks": 7.0, "months": DAYS_PER_MONTH, "years": DAYS_PER_YEAR}[
            table.choice("unit", ("days", "weeks", "months", "years"), "days")
        ],
    )
    table.done()
    return endpoint


def _time_status(table: Table) -> TimeStatus:
    times = TimeStatus(
        time=table.text("time"),
        status=table.text("status"),
        event=table.texts("event", ("1",)),
        censored=table.texts("censored", ("0",)),
        row=table.text("row", ""),
    )
    table.done()
    return times


def read_subgroup(table: Table) -> Subgroup:
    """A field of the forest plot."""
    subgroup = Subgroup(
        field=table.text("field"),
        levels=table.texts("levels", ()),
        post_hoc=table.flag("post_hoc", False),
        untested=table.texts("untested", ()),
    )
    table.done()
    return subgroup


def read_flow_step(table: Table) -> FlowStep:
    """A box of the CONSORT flow."""
    label = table.text("label")
    step = FlowStep(
        id=table.text("id"),
        label=label,
        where=table.selection("where", Selection()),
        parent=table.text("parent", ""),
        role=table.choice("role", ("step", "branch", "arm", "milestone"), "step"),
        detail=table.text("detail", ""),
        short=table.text("short", label),
        arm=table.text("arm", ""),
        left_label=table.text("left_label", "not included"),
        reason_field=table.text("reason_field", ""),
        reasons=_counted(table, "reasons"),
        left_notes=_counted(table, "left_notes"),
        lines=_counted(table, "lines"),
    )
    table.done()
    return step


def _counted(table: Table, key: str) -> tuple[Counted, ...]:
    lines = []
    for item in table.tables(key, required=False):
        lines.append(Counted(item.text("label"), item.selection("where")))
        item.done()
    return tuple(lines)
