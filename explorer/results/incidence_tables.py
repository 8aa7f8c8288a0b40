"""Competing risks and extended survival as tables of unrounded numbers, for CSV files and the clipboard."""

from __future__ import annotations

from explorer.analyses.answers import HazardRatio
from explorer.analyses.competing_answers import CompetingAnswer
from explorer.analyses.extended_answers import ArmExtended, ExtendedSurvivalAnswer
from explorer.question.options import Display
from explorer.question.question import months_per
from explorer.results.number_table import Cell, Table
from explorer.survival.km import KaplanMeier


def incidence_table(answer: CompetingAnswer) -> Table:
    """The curves: a row for each arm and cause at each of the arm's times (R: ``cmprsk::cuminc``)."""
    unit = answer.question.unit
    scale = months_per(unit)
    rows: list[tuple[Cell, ...]] = []
    for arm in answer.arms:
        curve = arm.curve
        if curve is None:
            continue
        for index, each in enumerate(arm.causes):
            columns = (curve.incidence, curve.std_err, curve.lower, curve.upper)
            for place, time in enumerate((curve.time / scale).tolist()):
                numbers = (float(column[index, place]) for column in columns)
                at_risk, events = int(curve.at_risk[place]), int(curve.events[index, place])
                rows.append((arm.arm.id, each.cause.id, time, at_risk, events, *numbers))
    columns_named = ("arm", "cause", f"time_{unit}", "at_risk", "events", "incidence", "std_err")
    return Table((*columns_named, "lower", "upper"), tuple(rows))


def causes_table(answer: CompetingAnswer) -> Table:
    """A row for each cause: its events by arm, and each arm against the reference where that may be shown."""
    columns = ["cause", *(f"{arm.arm.id}_{what}" for arm in answer.arms for what in ("n", "events"))]
    columns += ["gray_p", "stratified_gray_p"]
    compared = [arm.arm.id for index, arm in enumerate(answer.arms) if index != answer.reference]
    for kind in ("cause_specific", "subdistribution"):
        columns += [f"{arm}_{kind}_{what}" for arm in compared for what in _RATIO]
    rows = []
    for place, each in enumerate(answer.comparisons):
        row: list[Cell] = [each.cause.label]
        for arm in answer.arms:
            row += [arm.n, arm.causes[place].events]
        for test in (each.gray, each.stratified_gray):
            row.append(test.test.p if test.test and answer.comparable else None)
        for ratio in (*each.cause_specific, *each.subdistribution):
            if ratio is not None:
                row += _ratio(ratio, answer.comparable)
        rows.append(tuple(row))
    return Table(tuple(columns), tuple(rows))


_RATIO = ("hazard_ratio", "lower", "upper", "p", "not_estimable")


def _ratio(ratio: HazardRatio, shown: bool) -> list[Cell]:
    if not shown:
        return [None] * len(_RATIO)
    return [ratio.value, ratio.lower, ratio.upper, ratio.p, ratio.not_estimable]


def scaled_table(answer: ExtendedSurvivalAnswer) -> Table:
    """The curves on the scale on which they are drawn: a row for each arm at each of the scale's times."""
    unit, display = answer.question.unit, answer.question.extended.display
    scale = months_per(unit)
    rows: list[tuple[Cell, ...]] = []
    for arm, extended in zip(answer.curves.arms, answer.scaled, strict=True):
        curve = arm.curve
        if curve is None or extended is None:
            continue
        for time, *numbers in _on_scale(curve, extended, display):
            at_risk = int(curve.at(time).at_risk[0])
            rows.append((arm.arm.id, time / scale, at_risk, *numbers))
    named = {"survival": "survival", "incidence": "incidence", "hazard": "cumulative_hazard"}
    return Table(
        ("arm", f"time_{unit}", "at_risk", named.get(display, "log_minus_log_survival"), "lower", "upper"),
        tuple(rows),
    )


def _on_scale(curve: KaplanMeier, extended: ArmExtended, display: Display) -> list[list[float]]:
    """Time, value and both limits at each time."""
    if display == "hazard" and extended.hazard is not None:
        found = extended.hazard
        columns = (found.time, found.hazard, found.lower, found.upper)
    elif display == "log-log" and extended.log_log is not None:
        scaled = extended.log_log
        columns = (scaled.time, scaled.value, scaled.lower, scaled.upper)
    elif display == "incidence":
        columns = (curve.time, 1 - curve.survival, 1 - curve.upper, 1 - curve.lower)
    else:
        columns = (curve.time, curve.survival, curve.lower, curve.upper)
    return [list(row) for row in zip(*(column.tolist() for column in columns), strict=True)]
