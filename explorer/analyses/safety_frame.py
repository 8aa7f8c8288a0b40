"""Which adverse events and which patients count in a safety table: its filters applied, once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from explorer.analyses.compared import Compared, compared
from explorer.cohort.adverse_events import AdverseEvents
from explorer.cohort.cohort import Cohort
from explorer.columns import Mask
from explorer.question.options import SafetyOptions
from explorer.question.question import Question
from explorer.study.reporting import AdverseEventLayout


@dataclass(frozen=True, slots=True, eq=False)
class SafetyFrame:
    """The events that count, (m,), and the arms' denominators (``sizes``), of so many patients ``selected``.

    ``options`` have what the study file says in the place of None.
    """

    cohort: Cohort
    who: Compared
    options: SafetyOptions
    events: AdverseEvents
    layout: AdverseEventLayout
    counts: Mask
    sizes: tuple[int, ...]
    selected: int


def safety_frame(cohort: Cohort, question: Question) -> SafetyFrame | None:
    """Apply the filters; None where the cohort has no adverse events."""
    events, layout = cohort.adverse_events, cohort.study.adverse_events
    if events is None or layout is None:
        return None
    options = question.safety
    options = replace(
        options,
        phases=layout.phases if options.phases is None else options.phases,
        related_only=layout.related_only if options.related_only is None else options.related_only,
        threshold=layout.threshold if options.threshold is None else options.threshold,
        threshold_grade=options.threshold_grade or layout.threshold_grade,
    )
    who = compared(cohort, question)
    members = who.chosen & (cohort.arm >= 0)
    selected = int(members.sum())
    members &= cohort.choose(layout.treated)
    counts = members[events.patient].copy()
    if options.phases:
        counts &= events.phase.one_of(options.phases)
    if options.related_only:
        counts &= events.related
    if options.cycles is not None:
        counts &= (events.cycle >= options.cycles[0]) & (events.cycle <= options.cycles[1])
    if options.categories:
        counts &= events.category.one_of(options.categories)
    sizes = tuple(int((members & (cohort.arm == arm)).sum()) for arm in range(len(cohort.study.arms)))
    return SafetyFrame(cohort, who, options, events, layout, counts, sizes, selected)
