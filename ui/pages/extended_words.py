"""The numbers beside the curves of the Survival tab that go beyond the hazard ratio."""

from __future__ import annotations

from collections.abc import Iterator

from explorer.analyses.answers import ArmSurvival
from explorer.analyses.extended_answers import (
    ArmContrast,
    ExtendedSurvivalAnswer,
    LandmarkSurvival,
)
from explorer.question.question import months_per
from explorer.results.status import NOT_ADJUSTED, extended_status, survival_status
from explorer.survival.restricted_mean import MeanDifference, RestrictedMean
from explorer.text import (
    at_time,
    confidence,
    count,
    counted,
    duration,
    interval,
    number,
    p_value,
    percent_interval,
    ratio_interval,
    signed,
)
from ui.figures.footer import method_line
from ui.figures.survival_scale import CAPTIONS
from ui.pages.competing_words import STATUS
from ui.pages.estimates import survival_sections
from ui.pages.figure_card import SURVIVAL, Caption
from ui.widgets.text_table import Section

_LONG = 34  # characters of a number needed to treat that still stand in a table
_PALE = "Curves are pale where fewer than 10 patients, or fewer than 10%, are left at risk."

_FROM_THE_START = Section("", note="What follows is about all of these patients, from the start.")


def _title(answer: ExtendedSurvivalAnswer) -> str:
    display = answer.question.extended.display
    plain = SURVIVAL.title(answer.survival)
    later = answer.landmark
    if later is not None:
        plain += f" from month {_month(later)} on"
    return plain if display == "survival" else f"{plain}: {CAPTIONS[display]}"


def _subtitle(answer: ExtendedSurvivalAnswer) -> str:
    """Of a landmark analysis first what it counts for and who is left out: a narrow card cuts the end."""
    later = answer.landmark
    if later is None:
        return SURVIVAL.subtitle(answer.survival)
    numbers = " vs ".join(count(arm.n) for arm in later.arms)
    population = later.study.population_label if later.primary else "Filtered"
    out = f"{count(later.dropped)} left out"
    return f"{survival_status(later)} · {counted(later.n, 'patient')}, {numbers}, {out} · {population}"


def _month(answer: LandmarkSurvival) -> str:
    return number(answer.month, 0 if answer.month == int(answer.month) else 1)


IN_FULL = Caption("survival", _title, _subtitle, lambda answer: method_line(answer.curves))


def in_full_sections(answer: ExtendedSurvivalAnswer) -> tuple[Section, ...]:
    """The estimates of the curves, then what is known beyond the hazard ratio, then methods and status."""
    first = survival_sections(answer.survival)
    tables = tuple(section for section in first if section.title)
    words = tuple(section for section in first if not section.title)
    return (
        *((*_landmark(answer.landmark), _FROM_THE_START) if answer.landmark else ()),
        *tables,
        *_contrasts(answer),
        _means(answer),
        *_weighted(answer),
        *words,
        *(Section("", note=method) for method in answer.methods),
        Section("", note=_PALE),
        Section("Status of what goes beyond the hazard ratio", note=_status(answer)),
    )


def _status(answer: ExtendedSurvivalAnswer) -> str:
    return f"{STATUS[extended_status(answer)]} {NOT_ADJUSTED}"


def _short(contrast: ArmContrast, answer: ExtendedSurvivalAnswer) -> str:
    reference = answer.arms[answer.reference].arm
    return f"{contrast.arm.short} vs {reference.short}"


def _contrasts(answer: ExtendedSurvivalAnswer) -> tuple[Section, ...]:
    """Difference in survival at the landmark and the number needed to treat, for each arm compared."""
    when = at_time(answer.question.landmark).replace("-", " ")
    title = f"Difference in survival at {when}"
    if not answer.comparable:
        return (Section(title, note="Not shown: not all of these patients were randomized."),)
    found = (each for each in answer.contrasts if each is not None)
    return tuple(section for each in found for section in _contrast(title, each, answer))


def _contrast(title: str, contrast: ArmContrast, answer: ExtendedSurvivalAnswer) -> Iterator[Section]:
    found, level = contrast.survival, confidence(answer.question.conf_level)
    head = (("Measure", "ink3"), (f"Estimate ({level})", "ink3"))
    if found.value is None:
        yield Section(title, note=f"{_short(contrast, answer)}: {found.not_estimable or 'not estimable'}.")
        return
    rows = [("Points", _with_limits(100 * found.value, _times100(found.lower), _times100(found.upper)))]
    if found.p is not None:
        rows.append(("P", p_value(found.p)))
    if found.log_log_p is not None:
        rows.append(("P, log(−log) scale", p_value(found.log_log_p)))
    why = f" P {found.not_estimable}." if found.p is None and found.not_estimable else ""
    yield Section(title, head=head, rows=tuple(rows), note=f"{_short(contrast, answer)}.{why}")
    needed = contrast.number_needed_words
    when = at_time(answer.question.landmark).replace("-", " ")
    yield Section(
        f"Number needed to treat at {when}",
        rows=(("Patients", needed),) if len(needed) <= _LONG else (),
        note="" if len(needed) <= _LONG else _sentence(needed) + ".",
    )


def _sentence(reason: str | None) -> str:
    words = reason or "not estimable"
    return words[0].upper() + words[1:]


def _times100(value: float | None) -> float | None:
    return None if value is None else 100 * value


def _with_limits(value: float, lower: float | None, upper: float | None) -> str:
    if lower is None or upper is None:
        return signed(value)
    return f"{signed(value)} ({signed(lower)} to {signed(upper)})"


def _means(answer: ExtendedSurvivalAnswer) -> Section:
    """Restricted mean survival by arm and the difference, up to tau."""
    unit, level = answer.question.unit, confidence(answer.question.conf_level)
    scale = months_per(unit)
    rows = [(arm.arm.short, _mean(arm.mean, scale)) for arm in answer.arms]
    reasons = {arm.mean.not_estimable for arm in answer.arms if arm.mean.not_estimable}
    for contrast in answer.contrasts if answer.comparable else ():
        if contrast is not None:
            name = "Difference" if len(answer.arms) == 2 else f"Δ {contrast.arm.short}"
            rows.append((name, _mean(contrast.mean, scale, sign=True)))
            rows.append(
                ("P" if len(answer.arms) == 2 else f"P {contrast.arm.short}", p_value(contrast.mean.p))
            )
            reasons |= {contrast.mean.not_estimable} if contrast.mean.not_estimable else set()
    note = " ".join([*(f"{_sentence(reason)}." for reason in sorted(reasons)), answer.notes[-1]])
    return Section(
        f"Mean survival to {duration(answer.tau, unit)}",
        head=(("Restricted mean", "ink3"), (f"{unit.capitalize()} ({level})", "ink3")),
        rows=tuple(rows),
        note=note,
    )


def _mean(mean: RestrictedMean | MeanDifference, scale: float, *, sign: bool = False) -> str:
    if mean.value is None:
        return "not estimable"
    write = signed if sign else number
    if mean.lower is None or mean.upper is None:
        return f"{write(mean.value / scale, 1)} (no interval)"
    value, lower, upper = (write(limit / scale, 1) for limit in (mean.value, mean.lower, mean.upper))
    return f"{value} ({lower} to {upper})" if sign else f"{value} ({interval(lower, upper)})"


def _weighted(answer: ExtendedSurvivalAnswer) -> tuple[Section, ...]:
    if not answer.comparable:
        return ()
    rows = tuple(
        (each.label.removeprefix("Fleming–Harrington "), p_value(each.test.p) if each.test else "no test")
        for each in answer.weighted
    )
    reasons = {each.not_estimable for each in answer.weighted if each.not_estimable}
    how = "stratified" if answer.strata_labels else "unstratified"
    return (
        Section(
            "Weighted log-rank tests",
            head=((f"Fleming–Harrington, {how}", "ink3"), ("P", "ink3")),
            rows=rows,
            note=" ".join(f"{_sentence(reason)}." for reason in sorted(reasons)),
        ),
    )


def _landmark(found: LandmarkSurvival) -> tuple[Section, ...]:
    """Who was followed to the month without the event, who was left out, and the comparison from then on."""
    level = confidence(found.question.conf_level)
    plural = found.endpoint.plural.capitalize() if len(found.endpoint.plural) <= 9 else "Events"
    rows = [(arm.arm.short or arm.arm.label, count(arm.n), count(arm.events)) for arm in found.arms]
    kept = Section(
        f"From {_month(found)} months on",
        head=(("Followed to then", "ink3"), ("Patients", "ink3"), (plural, "ink3")),
        rows=tuple(rows),
        note=" ".join(found.notes),
    )
    lines = [(arm.arm.short or arm.arm.label, _reading(arm)) for arm in found.arms if arm.landmarks]
    if found.comparable:
        for arm, ratio in zip(found.arms, found.hazard_ratios, strict=True):
            if ratio is not None:
                name = "Hazard ratio" if len(found.arms) == 2 else f"HR, {arm.arm.short}"
                value = ratio_interval(ratio.value, ratio.lower, ratio.upper)
                lines.append((name, value if ratio.value is not None else "not estimable"))
        lines.append(("Log-rank P", p_value(found.logrank.p) if found.logrank else "no test"))
    reasons = {r.not_estimable for r in found.hazard_ratios if r is not None and r.not_estimable}
    after = f"{at_time(found.question.landmark).replace('-', ' ')} later, % of these"
    head = after if found.question.landmark > 0 else "From then on"
    compared = Section(
        "",
        head=((head, "ink3"), (f"Estimate ({level})", "ink3")),
        rows=tuple(lines),
        note=" ".join(f"{_sentence(reason)}." for reason in sorted(reasons)),
    )
    return (kept, compared) if lines else (kept,)


def _reading(arm: ArmSurvival) -> str:
    reading = arm.at_landmark
    if reading.survival is None:
        return "not reached"
    return percent_interval(reading.survival, reading.lower, reading.upper)
