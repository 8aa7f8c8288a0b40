"""Read a study definition (TOML) into a ``Study``; every error names the file and the key."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from explorer.errors import StudyError
from explorer.reporting_file import with_reporting
from explorer.selection import Selection
from explorer.study import (
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
    Study,
    Subgroup,
    TimeStatus,
)
from explorer.study_check import check_study
from explorer.toml_table import Table

SHIPPED = Path(__file__).resolve().parent.parent / "resources" / "studies"


def shipped_studies() -> dict[str, Path]:
    """The study files that ship with the program, by name."""
    return {path.stem: path for path in sorted(SHIPPED.glob("*.toml"))}


def load_study(name_or_path: str | Path) -> Study:
    """Read a study by the name of a shipped one, or from a file.

    Raises:
        StudyError: there is no such study, the file is no TOML, a key is missing, unknown or of the wrong
            type, or a name refers to nothing; the text names file, key and the nearest valid name.
    """
    known = shipped_studies()
    path = known.get(str(name_or_path).lower(), Path(name_or_path))
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        names = ", ".join(known)
        raise StudyError(
            f'There is no readable study file "{name_or_path}"; '
            f"the studies that ship with the program are: {names}."
        ) from error
    return parse_study(text, path.name)


def parse_study(text: str, file: str) -> Study:
    """Read a study from the text of a study file; ``file`` is the name that errors give."""
    try:
        plain = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StudyError(f"{file} is not a valid TOML file: {error}.") from error
    root = Table(plain, file)
    head, population = root.table("study"), root.table("population")
    arms = tuple(_arm(table, index) for index, table in enumerate(root.tables("arms")))
    arm_field = head.text("arm_field")
    study = Study(
        id=head.text("id"),
        title=head.text("title"),
        subtitle=head.text("subtitle", ""),
        arm_field=arm_field,
        arms=arms,
        fields=tuple(_with_arms(_field(table), arm_field, arms) for table in root.tables("fields")),
        endpoints=tuple(_endpoint(table) for table in root.tables("endpoints")),
        population=population.selection("where"),
        population_label=population.text("label"),
        randomized=head.selection("randomized", Selection()),
        strata=head.texts("strata", ()),
        forest_strata=head.texts("forest_strata", ()),
        filter_ids=head.texts("filters", ()),
        subgroups=tuple(_subgroup(table) for table in root.tables("subgroups", required=False)),
        flow=tuple(_flow_step(table) for table in root.tables("flow", required=False)),
        layout=_layout(root.table("data")),
        defaults=_defaults(root.table("defaults", required=False)),
        synthetic=head.selection("synthetic") if "synthetic" in head else None,
        choices=head.texts("choices", ()),
        file=file,
    )
    study = with_reporting(study, root)
    for table in (head, population, root):
        table.done()
    check_study(study)
    return _with_subgroup_levels(study)


def _layout(table: Table) -> DataLayout:
    layout = DataLayout(
        sheets=table.texts("sheets", ()),
        id=table.text("id"),
        record=table.text("record", ""),
        date_order=table.choice("date_order", ("", "dmy", "mdy"), ""),
    )
    table.done()
    return layout


def _defaults(table: Table) -> Defaults:
    defaults = Defaults(
        landmark=table.number("landmark", 36.0),
        unit=table.choice("unit", ("months", "years"), "months"),
        horizon=table.maybe_number("horizon"),
    )
    table.done()
    return defaults


def _arm(table: Table, index: int) -> Arm:
    label = table.text("label")
    arm = Arm(
        id=table.text("id"),
        label=label,
        short=table.text("short", label),
        synonyms=table.texts("synonyms", ()),
        reference=table.flag("reference", False),
        color=int(table.number("color", index)),
    )
    table.done()
    return arm


def _field(table: Table) -> Field:
    field = Field(
        id=table.text("id"),
        label=table.text("label"),
        kind=table.choice("kind", ("category", "number", "date", "text")),
        short=table.text("short", ""),
        column=table.text("column", ""),
        aliases=table.texts("aliases", ()),
        unit=table.text("unit", ""),
        levels=tuple(_level(item) for item in table.items("levels")),
        missing=table.text("missing", "Not recorded"),
        missing_texts=table.texts("missing_texts", ()),
        known=table.choice("known", ("baseline", "randomization", "after"), "baseline"),
        rules=tuple(_rule(item) for item in table.tables("rules", required=False)),
        required=table.flag("required", False),
        presets=tuple(_preset(item) for item in table.tables("presets", required=False)),
        low=table.maybe_number("low"),
        high=table.maybe_number("high"),
    )
    table.done()
    return field


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


def _preset(table: Table) -> Preset:
    preset = Preset(table.text("label"), table.maybe_number("min"), table.maybe_number("max"))
    table.done()
    return preset


def _endpoint(table: Table) -> Endpoint:
    noun = table.text("noun")
    endpoint = Endpoint(
        id=table.text("id"),
        label=table.text("label"),
        noun=noun,
        plural=table.text("plural", noun + "s"),
        caption=table.text("caption"),
        definition=table.text("definition", ""),
        primary=table.flag("primary", False),
        start=table.text("start", ""),
        events=table.texts("events", ()),
        censor=table.text("censor", ""),
        times=tuple(_time_status(item) for item in table.tables("times", required=False)),
        unit_days={"days": 1.0, "weeks": 7.0, "months": 30.4375, "years": 365.25}[
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


def _subgroup(table: Table) -> Subgroup:
    subgroup = Subgroup(
        field=table.text("field"),
        levels=table.texts("levels", ()),
        post_hoc=table.flag("post_hoc", False),
        untested=table.texts("untested", ()),
    )
    table.done()
    return subgroup


def _flow_step(table: Table) -> FlowStep:
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


def _with_arms(field: Field, arm_field: str, arms: Iterable[Arm]) -> Field:
    if field.id != arm_field:
        return field
    return replace(field, levels=tuple(Level(arm.id, arm.short, (arm.label, *arm.synonyms)) for arm in arms))


def _with_subgroup_levels(study: Study) -> Study:
    subgroups = tuple(
        subgroup
        if subgroup.levels
        else replace(subgroup, levels=tuple(level.id for level in study.field(subgroup.field).levels))
        for subgroup in study.subgroups
    )
    return replace(study, subgroups=subgroups)
