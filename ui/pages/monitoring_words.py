"""The monitoring page in words: key figures, the table of looks, powers and design."""

from __future__ import annotations

from math import isfinite

from explorer.analyses.monitoring_answer import LookResult, MonitoringAnswer
from explorer.dates import day_text
from explorer.results.status import monitoring_status
from explorer.statistics.events_needed import whole
from explorer.text import NONE, count, number, p_value, percent, ratio
from ui.pages.figure_card import Caption
from ui.widgets.kpi_strip import KpiCell, Run
from ui.widgets.message_card import Message
from ui.widgets.table_lines import Column, Line
from ui.widgets.text_table import Section

TO_ADD = (
    "To show one, describe the design under [monitoring] in the study file: endpoint, one-sided alpha, "
    "power, hazard_ratio, events, spending and looks. The endpoint needs calendar dates."
)
FILTERS = "Filters do not change this page."


def _subtitle(answer: MonitoringAnswer) -> str:
    return f"Trial population: {answer.study.population_label} · {monitoring_status(answer)} · {FILTERS}"


def _looks_subtitle(answer: MonitoringAnswer) -> str:
    return "Boundary with the P value at which it is crossed, and Z with its own" if answer.looks else ""


MONITORING = Caption(
    "monitoring",
    lambda answer: f"Monitoring of {answer.endpoint.label.lower()}" if answer.endpoint else "Monitoring",
    _subtitle,
)
LOOKS = Caption("monitoring", lambda _: "Looks", _looks_subtitle)


def missing_message(answer: MonitoringAnswer) -> Message:
    """Why there is nothing to monitor, and what to add."""
    return Message("No monitoring to show", answer.unavailable, footer=TO_ADD, kind="info")


def key_figures(answer: MonitoringAnswer) -> tuple[KpiCell, ...]:
    """Events, information, Z with its boundary, conditional power, the next look."""
    now, plan = answer.now, answer.plan
    if now is None or plan is None:
        return ()
    events = answer.endpoint.plural if answer.endpoint else "events"
    verdict = "crossed" if now.crossed else "not crossed"
    chance = answer.conditional
    coming = next((look for look in answer.looks if not look.held), None)
    chance_words = _chance(chance.design) if chance else NONE
    crossing = f"boundary P {p_value(now.nominal_two_sided)}, two-sided"
    seen = (Run(count(answer.events)), Run(f"of {plan.events}", "ink3", 12))
    return (
        KpiCell(f"{events[:1].upper() + events[1:]}", seen, f"data cut {day_text(answer.cut)}"),
        KpiCell("Information", (Run(f"{percent(answer.fraction)}%"),), f"{count(answer.n)} patients"),
        KpiCell("Z now", (Run(number(now.z, 2)),), f"two-sided P {p_value(now.p_two_sided)}"),
        KpiCell("Boundary", (Run(_limit(now)), Run(verdict, "ink3", 12)), crossing),
        KpiCell("Conditional power", (Run(chance_words),), "under the planned effect"),
        KpiCell("Next look", (Run(_expected(coming)),), _coming(coming, events)),
    )


def _expected(look: LookResult | None) -> str:
    if look is None or look.projected is None:
        return NONE
    return day_text(look.projected.expected)[:7] or NONE


def _coming(look: LookResult | None, events: str) -> str:
    return "all looks were held" if look is None else f"{look.label}, {look.events} {events}"


def _limit(look: LookResult) -> str:
    return number(look.boundary, 2) if isfinite(look.boundary) else NONE


def _chance(value: float) -> str:
    if value > 0.995:
        return ">99%"
    return "<1%" if value < 0.005 else f"{percent(value)}%"


def look_columns(answer: MonitoringAnswer) -> tuple[Column, ...]:
    """What is known of a look."""
    return (
        Column("Look"), Column("Date"), Column("Events"), Column("Information"),
        Column("Boundary", detail="of Z"), Column("Boundary P", detail="two-sided"),
        Column("Error", detail="spent"), Column("Z"), Column("P of Z", detail="two-sided"), Column("Result"),
    )  # fmt: skip


def look_lines(answer: MonitoringAnswer) -> tuple[Line, ...]:
    """The looks, and the data as loaded where these are none of them."""
    looks = list(answer.looks)
    if answer.now is not None and answer.now not in looks:
        looks.insert(sum(look.held for look in looks), answer.now)
    return tuple(_look(look) for look in looks)


def _look(look: LookResult) -> Line:
    date = day_text(look.date) if look.held else _expected(look)
    result = NONE if look.crossed is None else "crossed" if look.crossed else "not crossed"
    cells = (
        look.label, date or NONE, count(look.events), f"{percent(look.fraction)}%", _limit(look),
        p_value(look.nominal_two_sided), number(look.cumulative, 4), number(look.z, 2),
        p_value(look.p_two_sided), result if look.held else "to come",
    )  # fmt: skip
    return Line(cells, "row" if look.held else "missing")


def monitoring_sections(answer: MonitoringAnswer) -> tuple[Section, ...]:
    """Powers, the design, and how the numbers came about."""
    plan, design, chance = answer.plan, answer.design, answer.conditional
    if plan is None or design is None:
        return ()
    powers = Section(
        "Power to cross at a later look", note="No look is to come, or nothing was compared yet."
    )
    if chance is not None:
        powers = Section(
            "Power to cross at a later look",
            head=(("If the effect is", "ink3"), ("Power", "ink3")),
            rows=(
                (f"as planned, HR {ratio(plan.hazard_ratio)}", _chance(chance.design)),
                ("as seen so far", _chance(chance.trend)),
                ("none from now on", _chance(chance.null)),
                ("averaged (predictive)", _chance(chance.predictive)),
            ),
        )
    facts = Section(
        "Design",
        head=(("Planned", "ink3"), ("Value", "ink3")),
        rows=(
            ("One-sided error", f"{plan.alpha:g}"),
            ("Hazard ratio", ratio(plan.hazard_ratio)),
            ("Events", count(plan.events)),
            ("Power asked for", f"{percent(plan.power)}%"),
            ("Power with these looks", f"{percent(design.power)}%"),
            ("Events needed, Freedman", count(whole(design.freedman))),
            ("Events needed, Schoenfeld", count(whole(design.schoenfeld))),
        ),
    )
    return (powers, *_next_look(answer), facts, *(Section("", note=note) for note in answer.notes))


def _next_look(answer: MonitoringAnswer) -> tuple[Section, ...]:
    """When the next look is to be expected, with its limits."""
    look = next((look for look in answer.looks if not look.held), None)
    if look is None or look.projected is None:
        return ()
    when = look.projected
    title = (
        f"Next look: {look.label}, {count(look.events)} {answer.endpoint.plural if answer.endpoint else ''}"
    )
    if when.expected is None:
        return (Section(title, note="Not expected: too few patients are left without an event."),)
    rows = [("Expected", day_text(when.expected))]
    if when.earliest is not None:
        latest = day_text(when.latest) or "perhaps never"
        rows.append(("95% interval", f"{day_text(when.earliest)} to {latest}"))
    return (Section(title, rows=tuple(rows)),)
