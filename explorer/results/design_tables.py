"""The treatment schema as a table."""

from __future__ import annotations

from explorer.analyses.design import DesignAnswer
from explorer.results.number_table import Table


def schema_table(answer: DesignAnswer) -> Table:
    """A row for each step in the order of treatment; ``arm`` is empty for the steps of all patients."""
    columns = ("arm", "kind", "step", "label", "duration", "cycles", "detail")
    rows = tuple(
        (
            step.arm or None,
            step.kind,
            step.step or None,
            step.label,
            step.duration or None,
            "; ".join(
                f"{cycle.label} ({cycle.duration})" if cycle.duration else cycle.label
                for cycle in step.cycles
            ),
            step.detail or None,
        )
        for step in answer.study.schema
    )
    return Table(columns, rows)
