"""The words of a Kaplan–Meier figure's results: events, landmark survival, medians, hazard ratios, P."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from explorer import text
from explorer.analyses.answers import ArmSurvival, HazardRatio, SurvivalAnswer
from explorer.analyses.extended_answers import LandmarkSurvival
from explorer.results.methods import curves_method
from ui.figures.figure import Run, Style, print_style, wrapped
from ui.figures.footer import footer, multiplicity

Column = Literal["events", "landmark", "median", "ratio"]
Form = Literal["long", "lines", "flow"]
"""Wording in full, in short lines, or in one line."""
_NO_TEST = "No test: the groups were not made by chance"


def column_texts(answer: SurvivalAnswer, name: Column) -> tuple[str, list[str]]:
    """A column's heading and its text for each arm; all empty when there is nothing to say."""
    arms, level = answer.arms, text.confidence(answer.question.conf_level)
    if name == "events":
        return events_heading(answer), [f"{text.count(arm.events)}/{text.count(arm.n)}" for arm in arms]
    if name == "landmark":
        return landmark_heading(answer), [landmark_share(arm, percent_digits(answer)) for arm in arms]
    if name == "median":
        reached = any(arm.median.value is not None for arm in arms)
        return f"Median ({level})", [median(arm, answer) if reached else "" for arm in arms]
    ratios = [_ratio_cell(hr) for hr in answer.hazard_ratios]
    return f"HR ({level})", ratios


def _ratio_cell(hr: HazardRatio | None) -> str:
    if hr is None:
        return "reference"
    return "not estimable" if hr.value is None else text.ratio_interval(hr.value, hr.lower, hr.upper)


def events_line(answer: SurvivalAnswer, style: Style) -> tuple[Run, ...]:
    arms = [arm for arm in answer.arms if arm.n]
    runs = [Run(f"{answer.endpoint.plural.capitalize()} ", style.ink2)]
    for index, arm in enumerate(arms):
        runs += [Run(" vs ", style.ink2)] if index else []
        runs.append(Run(text.count(arm.events), style.arm_text(arm.arm.color), 600))
    return tuple(runs)


def comparison_lines(
    answer: SurvivalAnswer, style: Style, width: float, *, form: Form, tabled: bool = False
) -> Iterator[tuple[Run, ...]]:
    """Hazard ratios, unless they are ``tabled``, and P; or in words why they are not shown."""
    for arm, hr in zip(answer.arms, answer.hazard_ratios, strict=True):
        if hr is not None and not (tabled and hr.value is not None):
            yield from _hazard_ratio(answer, arm, hr, style, width, form)
    if not answer.comparable:
        yield (Run(_NO_TEST if _by_event(answer) else "P values not shown: not randomized", style.ink2),)
    elif answer.logrank is not None:
        p, how = text.p_equals(answer.logrank.p), _how(answer).capitalize()
        if len(answer.arms) > 2 or form == "long":
            yield (Run(f"{how} log-rank {p}", style.ink2),)
        else:
            yield (Run(p if form == "flow" else f"{how}; log-rank {p}", style.ink2),)


def follow_up_lines(answer: SurvivalAnswer, style: Style) -> Iterator[tuple[Run, ...]]:
    if answer.follow_up.value is not None:
        value = text.duration(answer.follow_up.value, answer.question.unit)
        yield (Run(f"Median follow-up {value}", style.ink2),)


def _hazard_ratio(
    answer: SurvivalAnswer, arm: ArmSurvival, hr: HazardRatio, style: Style, width: float, form: Form
) -> Iterator[tuple[Run, ...]]:
    many = len(answer.arms) > 2
    reference = answer.arms[answer.reference].arm
    against = f"{arm.arm.short} vs {reference.short}: " if many else ""
    if hr.value is None:
        why = hr.not_estimable or "not estimable"
        sentence = why if why.lower().startswith(("hr", "hazard")) else f"Hazard ratio {why}"
        for line in wrapped(against + sentence, max(width, 16 * style.small), style):
            yield (Run(line, style.ink2, italic=True),)
        return
    limits = text.interval(text.ratio(hr.lower), text.ratio(hr.upper))
    value = f"{text.ratio(hr.value)} ({text.confidence(answer.question.conf_level)} {limits})"
    how = _how(answer)
    if many:
        yield Run(against, style.arm_text(arm.arm.color), 600), Run(f"HR {value}", None, 600)
    elif form == "long":
        yield (Run(f"{how.capitalize()} hazard ratio {value}", None, 600),)
    else:
        told = form == "lines" and answer.comparable and answer.logrank is not None  # beside P
        yield Run(f"HR {value}", None, 600), Run("" if told else f", {how}", style.ink2)


def _by_event(answer: SurvivalAnswer) -> bool:
    return isinstance(answer, LandmarkSurvival) and answer.event is not None


def _how(answer: SurvivalAnswer) -> str:
    return "stratified" if answer.strata_labels else "unstratified"


def percent_digits(answer: SurvivalAnswer) -> int:
    """Decimals of percentages: one from 200 patients an arm on."""
    return 1 if all(arm.n >= 200 for arm in answer.arms if arm.n) else 0


def events_heading(answer: SurvivalAnswer) -> str:
    """``Deaths/n``."""
    plural = answer.endpoint.plural
    return f"{plural.capitalize() if len(plural) <= 9 else 'Events'}/n"


def landmark_heading(answer: SurvivalAnswer) -> str:
    """``3-yr OS, % (95% CI)``."""
    when = text.at_time(answer.question.landmark)
    return f"{when} {answer.endpoint.id}, % ({text.confidence(answer.question.conf_level)})"


def landmark_share(arm: ArmSurvival, digits: int) -> str:
    """``85 (77–91)``; in words where the arm's follow-up ends before."""
    reading = arm.at_landmark
    if not arm.n:
        return text.NONE
    if reading.survival is None:
        return "not reached in follow-up" if reading.beyond else "not estimable"
    if reading.lower is None or reading.upper is None:
        return f"{text.percent(reading.survival, digits)} (no interval)"
    return text.percent_interval(reading.survival, reading.lower, reading.upper, digits)


def median(arm: ArmSurvival, answer: SurvivalAnswer) -> str:
    """``24.0 (18.2–NR)`` in the unit of the question; ``NR``: not reached."""
    scale = 12.0 if answer.question.unit == "years" else 1.0
    value, lower, upper = (
        text.reached(None if limit is None else limit / scale)
        for limit in (arm.median.value, arm.median.lower, arm.median.upper)
    )
    return value if value == lower == upper else f"{value} ({text.interval(lower, upper)})"


def cohort_lines(answer: SurvivalAnswer, style: Style, width: float) -> list[str]:
    """What stands under a printed figure. On a screen it stands on the card."""
    if not style.is_print:
        return []
    notes = footer(answer, curves_method(answer), *answer.notes, *multiplicity(answer))
    return wrapped(" ".join(notes), width, style)


def in_words(answer: SurvivalAnswer) -> str:
    """The figure as sentences, for a screen reader."""
    if not answer.n:
        return "No patients match."
    heading = landmark_heading(answer).replace(", %", " in percent")
    read = answer.question.landmark > 0
    parts = [
        f"{arm.arm.label}: {text.counted(arm.n, 'patient')}, "
        f"{text.counted(arm.events, answer.endpoint.noun, answer.endpoint.plural)}"
        + (f", {heading} {landmark_share(arm, percent_digits(answer))}" if read else "")
        for arm in answer.arms
    ]
    lines = comparison_lines(answer, print_style(), 1e9, form="long")
    parts += ["".join(run.text for run in line) for line in lines]
    return ". ".join(parts) + "."
