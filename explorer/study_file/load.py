"""Read a study definition (TOML) into a ``Study``; every error names the file and the key."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from explorer.errors import StudyError
from explorer.selection import Selection
from explorer.study.study import Arm, Field, Level, Study
from explorer.study_file.check import check_study
from explorer.study_file.competing import with_competing
from explorer.study_file.defaults import with_defaults
from explorer.study_file.models import with_models
from explorer.study_file.parts import (
    read_arm,
    read_data_layout,
    read_defaults,
    read_endpoint,
    read_field,
    read_flow_step,
    read_subgroup,
)
from explorer.study_file.reporting import with_reporting
from explorer.study_file.schema import with_schema
from explorer.study_file.study_text import read_study_text
from explorer.study_file.toml_table import Table
from resources import STUDIES


def shipped_studies() -> dict[str, Path]:
    """The study files that ship with the program, by name."""
    return {path.stem: path for path in sorted(STUDIES.glob("*.toml"))}


def load_study(name_or_path: str | Path) -> Study:
    """Read a study by the name of a shipped one, or from a file.

    Raises:
        StudyError: there is no such study, the file cannot be read or is no TOML, a key is missing, unknown
            or of the wrong type, or a name refers to nothing; the text names file, key and nearest name.
    """
    known = shipped_studies()
    path = known.get(str(name_or_path).lower(), Path(name_or_path))
    return parse_study(read_study_text(path, known), path.name)


def parse_study(text: str, file: str) -> Study:
    """Read a study from the text of a study file; ``file`` is the name that errors give."""
    try:
        plain = tomllib.loads(text)
    except RecursionError as error:
        raise StudyError(
            f"{file} is not a valid study file: its lists or tables are nested too deep."
        ) from error
    except ValueError as error:  # TOMLDecodeError is one, and so is a number of thousands of digits
        raise StudyError(f"{file} is not a valid TOML file: {str(error).rstrip('.')}.") from error
    root = Table(plain, file)
    head, population = root.table("study"), root.table("population")
    arms = tuple(read_arm(table, index) for index, table in enumerate(root.tables("arms")))
    arm_field = head.text("arm_field")
    study = Study(
        id=head.text("id"),
        title=head.text("title"),
        subtitle=head.text("subtitle", ""),
        arm_field=arm_field,
        arms=arms,
        fields=tuple(_with_arms(read_field(table), arm_field, arms) for table in root.tables("fields")),
        endpoints=tuple(read_endpoint(table) for table in root.tables("endpoints")),
        population=population.selection("where"),
        population_label=population.text("label"),
        randomized=head.selection("randomized", Selection()),
        strata=head.texts("strata", ()),
        forest_strata=head.texts("forest_strata", ()),
        filter_ids=head.texts("filters", ()),
        subgroups=tuple(read_subgroup(table) for table in root.tables("subgroups", required=False)),
        flow=tuple(read_flow_step(table) for table in root.tables("flow", required=False)),
        layout=read_data_layout(root.table("data")),
        defaults=read_defaults(root.table("defaults", required=False)),
        synthetic=head.selection("synthetic") if "synthetic" in head else None,
        choices=head.texts("choices", ()),
        file=file,
        text=text,
    )
    study = with_competing(with_models(with_reporting(study, root), root), root)
    study = with_schema(study, root)
    for table in (head, population, root):
        table.done()
    check_study(study)
    return with_defaults(_with_subgroup_levels(study))


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
