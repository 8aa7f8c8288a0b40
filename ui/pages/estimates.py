"""What stands beside a figure on its tab: the numbers behind it, as sections of small tables."""

from __future__ import annotations

from explorer.analyses.answers import FlowAnswer, SubgroupAnswer, SurvivalAnswer
from explorer.question.question import months_per
from explorer.results.methods import survival_method
from explorer.results.provenance import provenance
from explorer.text import count, p_value, percent_interval, ratio_interval, reached
from ui.widgets.text_table import Section

_NE = "NE"
_NO_SUBGROUPS = (
    "The study file declares no subgroups. To show them, add a table [[subgroups]] for each category by "
    "which the effect of treatment may differ."
)
_HOW = (
    "Square size follows the precision of the estimate (1/SE). Arrows mark intervals that run past the axis. "
    "The dotted line is the overall hazard ratio."
)
_USE = "Click a row to make it the current cohort; with Shift it is added to the filters."
_BANDS = "Confidence bands are pointwise and not adjusted for multiplicity."
_POINTWISE = f"{_BANDS[:-1]}; they do not replace the log-rank test."


def survival_sections(answer: SurvivalAnswer) -> tuple[Section, ...]:
    """Survival at the landmarks, the treatment effect, and the medians."""
    level = f"{100 * answer.question.conf_level:g}% CI"
    months = months_per(answer.question.unit)
    arms = tuple((arm.arm.short, f"arm:{arm.arm.color}") for arm in answer.arms)
    readings = []
    for rows in zip(*(arm.landmarks for arm in answer.arms), strict=True):
        cells = [
            _NE if row.survival is None else percent_interval(row.survival, row.lower, row.upper)
            for row in rows
        ]
        readings.append((f"{rows[0].time / months:g}", *cells))
    medians = []
    for arm in answer.arms:
        value, lower, upper = (
            reached(None if limit is None else limit / months)
            for limit in (arm.median.value, arm.median.lower, arm.median.upper)
        )
        never = value == lower == upper
        medians.append((arm.arm.short, value if never else f"{value} ({lower}–{upper})"))
    unit = answer.question.unit
    return (
        Section(
            f"{answer.endpoint.label}, % ({level})",
            head=((unit.capitalize()[:-1], "ink3"), *arms),
            rows=tuple(readings),
            note=_past_last(answer),
        ),
        Section(
            "Treatment effect" if provenance(answer).is_fair else "Arms side by side",
            head=(("Measure", "ink3"), (f"Estimate ({level})", "ink3")),
            rows=_effects(answer),
            note=_not_estimable(answer),
        ),
        Section(
            "Median survival" if answer.endpoint.noun == "death" else "Median",
            head=(("Arm", "ink3"), (f"{unit.capitalize()} ({level})", "ink3")),
            rows=tuple(medians),
            note="NR: not reached.",
        ),
        Section("", note=f"{survival_method(answer)} {_POINTWISE if answer.comparable else _BANDS}"),
        *(Section("", note=note) for note in answer.notes),
    )


def _past_last(answer: SurvivalAnswer) -> str:
    """What is said of readings past the last follow-up, "" where there are none."""
    if not any(reading.beyond for arm in answer.arms for reading in arm.landmarks):
        return ""
    if answer.question.past_last == "carried":
        return "Past the last follow-up of an arm its last value is carried on."
    return f"{_NE}: not estimable, past the last follow-up."


def _not_estimable(answer: SurvivalAnswer) -> str:
    """Why there are hazard ratios without a value."""
    found = (each for each in answer.hazard_ratios if each is not None and each.not_estimable)
    reasons = dict.fromkeys(each.not_estimable for each in found)
    return " ".join(f"{reason[:1].upper()}{reason[1:].rstrip('.')}." for reason in reasons)


def _effects(answer: SurvivalAnswer) -> tuple[tuple[str, ...], ...]:
    rows = []
    for arm, found in zip(answer.arms, answer.hazard_ratios, strict=True):
        if found is None:
            continue
        name = "Hazard ratio" if len(answer.arms) == 2 else f"HR, {arm.arm.short}"
        if found.not_estimable:
            rows.append((name, "not estimable"))
        else:
            rows.append((name, ratio_interval(found.value, found.lower, found.upper)))
    if answer.comparable and answer.logrank is not None:
        rows.append(("Log-rank P", p_value(answer.logrank.p)))
    months = months_per(answer.question.unit)
    follow_up = answer.follow_up.value
    shown = reached(None if follow_up is None else follow_up / months)
    rows.append(("Median follow-up", shown if follow_up is None else f"{shown} {answer.question.unit}"))
    return tuple(rows)


def subgroup_sections(answer: SubgroupAnswer) -> tuple[Section, ...]:
    """The tests of interaction, and how the figure is read."""
    rows = tuple((block.field.name, _interaction(answer, index)) for index, block in enumerate(answer.blocks))
    tested = sum(block.interaction is not None for block in answer.blocks)
    sections = []
    if not answer.blocks:
        sections.append(Section("Interaction tests", note=_NO_SUBGROUPS))
    elif answer.comparable:
        sections.append(
            Section(
                "Interaction tests",
                head=(("Subgroup", "ink3"), ("P for interaction", "ink3")),
                rows=rows,
                note=_by_chance(tested),
            )
        )
    else:
        sections.append(
            Section("Interaction tests", note="Not shown: not all of these patients were randomized.")
        )
    how = _HOW if answer.blocks else "The diamond spans the confidence interval of the overall hazard ratio."
    use = (Section("", note=_USE),) if answer.blocks else ()
    return (*sections, Section("How to read it", note=how), *use)


def _interaction(answer: SubgroupAnswer, index: int) -> str:
    block = answer.blocks[index]
    return p_value(block.interaction.p) if block.interaction is not None else "no test"


def _by_chance(tests: int) -> str:
    if not tests:
        return "No test is possible in this cohort."
    share = round(100 * (1 - 0.95**tests))
    verb = "test was" if tests == 1 else "tests were"
    return (
        f"{tests} {verb} made; at the 5% level, {share}% of such sets show at least one P < 0.05 by chance."
    )


def flow_sections(answer: FlowAnswer) -> tuple[Section, ...]:
    """The cohort in view, whether the boxes add up, and what was chosen where the publication is unclear."""
    first = answer.boxes[0] if answer.boxes else None
    rows = [("Selected", f"{count(first.selected)} of {count(first.n)}")] if first else []
    rows += [(box.step.label, count(box.selected)) for box in answer.boxes if box.step.arm]
    sums = answer.discrepancies or ("Every box equals its next boxes and those who left.",)
    return (
        Section("Cohort in this view", rows=tuple(rows)),
        Section("Sums", note=" ".join(sums)),
        Section(
            "",
            note="Click a box to make it the cohort. Counts in boxes never change with filters; the dark bar "
            "shows the share that matches them.",
        ),
        *(
            Section("Choices", note=choice) if number == 0 else Section("", note=choice)
            for number, choice in enumerate(answer.study.choices)
        ),
    )
