"""The key figures of a survival answer, as the cells of the strip over the Overview."""

from __future__ import annotations

from explorer.analyses.answers import ArmSurvival, SurvivalAnswer
from explorer.question.question import months_per
from explorer.text import NONE, count, interval, number, p_equals, percent, ratio, reached
from ui.widgets.kpi_strip import KpiCell, Run


def key_figures(answer: SurvivalAnswer) -> tuple[KpiCell, ...]:
    """Hazard ratio, survival at the landmark, difference, events, log-rank test, median follow-up."""
    first, second = answer.arms[answer.compare], answer.arms[answer.reference]
    return (
        _hazard_ratio(answer),
        _landmark(answer, first, second),
        _difference(answer),
        _events(answer, first, second),
        _logrank(answer),
        _follow_up(answer),
    )


def landmark_words(answer: SurvivalAnswer) -> str:
    """The landmark as an adjective: "3-year" or "30-month"."""
    months = answer.question.landmark
    years = months / 12
    return f"{years:g}-year" if years == int(years) else f"{months:g}-month"


def _confidence(answer: SurvivalAnswer) -> str:
    return f"{100 * answer.question.conf_level:g}% CI"


def _hazard_ratio(answer: SurvivalAnswer) -> KpiCell:
    found = answer.hazard_ratio
    caption = f"Hazard ratio for {answer.endpoint.noun}"
    if found.not_estimable:
        return KpiCell(caption, (Run(NONE),), found.not_estimable)
    limits = interval(ratio(found.lower), ratio(found.upper))
    return KpiCell(caption, (Run(ratio(found.value)),), f"{_confidence(answer)} {limits}")


def _landmark(answer: SurvivalAnswer, first: ArmSurvival, second: ArmSurvival) -> KpiCell:
    value = (
        Run(_percent(first), f"arm:{first.arm.color}"),
        Run("vs", "ink3", 12),
        Run(_percent(second), f"arm:{second.arm.color}"),
    )
    sub = f"{_limits(first)}  vs  {_limits(second)}"
    return KpiCell(f"{landmark_words(answer)} {_lower(answer.endpoint.label)}", value, sub)


def _percent(arm: ArmSurvival) -> str:
    survival = arm.at_landmark.survival
    return NONE if survival is None else f"{percent(survival)}%"


def _limits(arm: ArmSurvival) -> str:
    reading = arm.at_landmark
    if reading.lower is None or reading.upper is None:
        return "no limits"
    return f"{percent(reading.lower)}–{percent(reading.upper)}%"


def _difference(answer: SurvivalAnswer) -> KpiCell:
    length, unit = landmark_words(answer).split("-")
    caption = f"Difference at {length} {unit if length == '1' else unit + 's'}"
    found = answer.difference
    if not answer.comparable:
        return KpiCell(caption, (Run(NONE),), "not all patients were randomized")
    if found.value is None:
        return KpiCell(caption, (Run(NONE),), "an arm has no follow-up there")
    sub = found.not_estimable
    if found.lower is not None and found.upper is not None:
        sub = f"{_confidence(answer)} {_signed(found.lower)} to {_signed(found.upper)}"
    return KpiCell(caption, (Run(_signed(found.value)), Run("points", "ink3", 12)), sub)


def _signed(share: float) -> str:
    text = number(100 * share, 0)
    return text if text.startswith("−") or text == "0" else f"+{text}"


def _events(answer: SurvivalAnswer, first: ArmSurvival, second: ArmSurvival) -> KpiCell:
    plural = answer.endpoint.plural
    value = (
        Run(count(first.events), f"arm:{first.arm.color}"),
        Run("vs", "ink3", 12),
        Run(count(second.events), f"arm:{second.arm.color}"),
    )
    caption = f"{plural[:1].upper()}{plural[1:]} / patients"
    return KpiCell(caption, value, f"of {count(first.n)}  vs  {count(second.n)}")


def _logrank(answer: SurvivalAnswer) -> KpiCell:
    caption = "Log-rank test"
    if not answer.comparable:
        return KpiCell(caption, (Run(NONE),), "not all patients were randomized")
    if answer.logrank is None:
        return KpiCell(caption, (Run(NONE),), "nothing to compare")
    factors = len(answer.strata_labels)
    strata = f"stratified by {factors} factor{'s' if factors > 1 else ''}" if factors else "unstratified"
    kind = "two-sided" if answer.primary else "descriptive"
    if len(answer.arms) > 2:
        kind = f"all {len(answer.arms)} arms, {kind}"
    return KpiCell(caption, (Run(p_equals(answer.logrank.p)),), f"{kind}, {strata}")


def _follow_up(answer: SurvivalAnswer) -> KpiCell:
    unit = answer.question.unit
    months = months_per(unit)
    value = answer.follow_up.value
    shown = reached(None if value is None else value / months, 1 if unit == "years" else 0)
    runs = (Run(shown), Run(unit, "ink3", 12)) if value is not None else (Run(shown if answer.n else NONE),)
    return KpiCell("Median follow-up", runs, "reverse Kaplan–Meier")


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]
