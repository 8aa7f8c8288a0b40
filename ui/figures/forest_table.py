"""The texts of a forest plot: a line of cells for the overall row, each heading of a group and each level."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Literal

from explorer.analyses.answers import HazardRatio, SubgroupAnswer, SubgroupBlock, SubgroupRow
from explorer.columns import MISSING
from explorer.study.study import Arm
from explorer.text import DASH, NONE, count, p_value, percent, ratio_interval
from ui.figures.forest_notes import POST_HOC_MARK

NOT_IN_COHORT = "not in cohort"


@dataclass(frozen=True, slots=True)
class Cells:
    """The texts of one line. ``words`` stand in the plot where there is no ``mark``.

    ``group`` is the heading of the field that begins on this line; ``field`` and ``level`` are ids.
    """

    kind: Literal["overall", "group", "level"]
    group: str = ""
    label: str = ""
    counts: tuple[str, str] = ("", "")
    ratio: str = ""
    p: str = ""
    words: str = ""
    mark: HazardRatio | None = None
    field: str = ""
    level: str = ""
    band: bool = False

    @property
    def weight(self) -> int:
        """The overall row and the headings of groups stand out."""
        return 400 if self.kind == "level" else 600

    @property
    def is_missing(self) -> bool:
        """Whether this is the level of patients without a value; it is set in italics."""
        return self.level == MISSING


def table_cells(answer: SubgroupAnswer, *, grouped: bool) -> tuple[Cells, ...]:
    """The lines from top to bottom: overall, then each group, its heading on a line when ``grouped``."""
    overall = _row_cells(answer.overall, Cells("overall", label=answer.overall.label or "All patients"))
    lines = [overall]
    for index, block in enumerate(answer.blocks):
        band = index % 2 == (1 if grouped else 0)
        heading = Cells("group", group=_group_name(block), p=_interaction(answer, block), band=band)
        if grouped:
            lines.append(heading)
        for place, row in enumerate(block.rows):
            first = place == 0 and not grouped
            start = Cells(
                "level",
                group=heading.group if first else "",
                label=row.label,
                p=heading.p if first else "",
                field=block.field.id,
                level=row.level,
                band=band,
            )
            lines.append(_row_cells(row, start))
    return tuple(lines)


def ratio_heading(answer: SubgroupAnswer) -> str:
    """``HR (95% CI)``, with the level that was asked for."""
    return f"HR ({percent(answer.question.conf_level)}% CI)"


def p_heading(*, tall: bool) -> tuple[str, ...]:
    """The heading of the P column, in one or two lines."""
    return ("P for", "interaction") if tall else ("P interact.",)


def p_text(p: str, *, in_headings: bool) -> str:
    """The P value of a line; outside a column of its own it says what it is, and a dash says nothing."""
    if not p or not in_headings:
        return p
    if p == NONE:
        return ""
    return f"P {p[0]} {p[1:]}" if p[:1] in "<>" else f"P = {p}"


def counts_headings(answer: SubgroupAnswer) -> tuple[str, ...]:
    """What the two columns of counts hold, from long to short."""
    events = answer.endpoint.plural[:1].upper() + answer.endpoint.plural[1:]
    return f"{events} / patients", f"{events} / n", "Events / n"


def arm_names(answer: SubgroupAnswer, arm: Arm) -> tuple[str, ...]:
    """What an arm may be called, from long to short; its box in the flow may know a still shorter name."""
    boxes = (step.short or step.label for step in answer.study.flow if step.arm == arm.id)
    names = dict.fromkeys((arm.short, *boxes))
    return tuple(sorted(names, key=len, reverse=True))


def row_in_words(answer: SubgroupAnswer, cells: Cells) -> str:
    """A row as a sentence for screen readers, with the arms' full names."""
    parts = []
    if cells.field:
        parts.append(f"{answer.study.field(cells.field).name}: {cells.label}")
    for arm, text in zip((answer.compare, answer.reference), cells.counts, strict=True):
        if "/" in text:
            events, n = text.split("/")
            parts.append(f"{arm.label}: {events} {answer.endpoint.plural} in {n} patients")
    parts.append(cells.words or f"hazard ratio {cells.ratio}")
    return ". ".join(parts)


def _group_name(block: SubgroupBlock) -> str:
    return block.field.name + (POST_HOC_MARK if block.post_hoc else "")


def _interaction(answer: SubgroupAnswer, block: SubgroupBlock) -> str:
    if not answer.comparable:
        return ""
    return p_value(block.interaction.p) if block.interaction else NONE


def _row_cells(row: SubgroupRow, start: Cells) -> Cells:
    """The cells of a row; ``start`` brings what is not in the row itself."""
    pairs = ((row.compare_events, row.compare_n), (row.reference_events, row.reference_n))
    first, second = (f"{count(events)}/{count(n)}" if row.in_cohort else DASH for events, n in pairs)
    ratio = row.hazard_ratio
    mark = ratio if row.in_cohort and _can_be_drawn(ratio) else None
    words = ""
    if not mark:
        reason = ratio.not_estimable.removeprefix("not estimable: ").rstrip(".")
        words = (reason or "not estimable") if row.in_cohort else NOT_IN_COHORT
    return Cells(
        kind=start.kind,
        group=start.group,
        label=start.label,
        counts=(first, second),
        ratio=ratio_interval(ratio.value, ratio.lower, ratio.upper) if mark else NONE,
        p=start.p,
        words=words,
        mark=mark,
        field=start.field,
        level=start.level,
        band=start.band,
    )


def _can_be_drawn(ratio: HazardRatio) -> bool:
    values = (ratio.value, ratio.lower, ratio.upper)
    return not ratio.not_estimable and all(
        value is not None and isfinite(value) and value > 0 for value in values
    )
