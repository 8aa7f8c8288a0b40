"""Read the treatment schema of a study file: its ``[[schema]]`` tables, in the order of treatment."""

from __future__ import annotations

from dataclasses import replace

from explorer.errors import nearest
from explorer.study.schema import KINDS, Cycle, SchemaStep
from explorer.study.study import Study
from explorer.study_file.toml_table import Table


def with_schema(study: Study, root: Table) -> Study:
    """The study with its treatment schema; there may be none.

    Raises:
        StudyError: a key is wrong, an arm is unknown, or the arms' steps do not follow one randomization.
    """
    steps: list[SchemaStep] = []
    for table in root.tables("schema", required=False):
        step = _step(table, study)
        _check_order(table, step, steps)
        steps.append(step)
    return replace(study, schema=tuple(steps))


def _step(table: Table, study: Study) -> SchemaStep:
    step = SchemaStep(
        label=table.text("label"),
        kind=table.choice("kind", KINDS, "treatment"),
        step=table.text("step", ""),
        detail=table.text("detail", ""),
        duration=table.text("duration", ""),
        arm=table.text("arm", ""),
        cycles=tuple(_cycle(item) for item in table.items("cycles")),
    )
    arms = [arm.id for arm in study.arms]
    if step.arm and step.arm not in arms:
        raise table.wrong("arm", f'unknown arm "{step.arm}"; {nearest(step.arm, arms)}')
    table.done()
    return step


def _cycle(item: str | Table) -> Cycle:
    if isinstance(item, str):
        return Cycle(item)
    cycle = Cycle(item.text("label"), item.text("duration", ""))
    item.done()
    return cycle


def _check_order(table: Table, step: SchemaStep, before: list[SchemaStep]) -> None:
    """All patients' steps come first, then one randomization, then the steps of the arms."""
    randomized = any(other.kind == "randomization" for other in before)
    if step.kind == "randomization" and (step.arm or randomized):
        raise table.wrong("kind", "a schema has one randomization, and it belongs to no arm.")
    if step.arm and not randomized:
        raise table.wrong("arm", "a step of one arm must come after the randomization.")
    if randomized and not step.arm:
        raise table.wrong("arm", "is missing; every step after the randomization belongs to an arm.")
