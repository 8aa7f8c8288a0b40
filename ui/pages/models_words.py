"""What stands beside the figures of the models page: patients, tests, status and method."""

from __future__ import annotations

from math import log

from explorer import text
from explorer.analyses.answers import HazardRatio, Test
from explorer.analyses.model_answers import (
    ComparisonOfModels,
    ModelAnswer,
    ProportionalityAnswer,
    TimeVaryingAnswer,
)
from explorer.analyses.models import ModelsAnswer, NoModel
from explorer.results.methods import TRANSFORMS
from explorer.results.model_status import cautions
from ui.figures.residual_plot import reading, term_name
from ui.figures.state_curves import ratio_words
from ui.widgets.text_table import Section


def models_sections(answer: ModelsAnswer) -> tuple[Section, ...]:
    """The sections of any view of the page."""
    if isinstance(answer, NoModel):
        return ()  # the reason stands in the place of the figure
    found: tuple[Section, ...]
    if isinstance(answer, ModelAnswer):
        found = _model(answer)
    elif isinstance(answer, ProportionalityAnswer):
        found = _proportionality(answer)
    elif isinstance(answer, TimeVaryingAnswer):
        found = _time_varying(answer)
    else:
        found = _comparison(answer)
    said, *more = cautions(answer)
    return (*found, Section("Status", note=said), *(Section("", note=note) for note in more))


def _model(answer: ModelAnswer) -> tuple[Section, ...]:
    rows = [
        ("Selected", text.count(answer.selected)),
        *([("No arm or endpoint", text.count(answer.without_outcome))] if answer.without_outcome else []),
        *((f"Lacking {left.label}", text.count(left.n)) for left in answer.left_out),
        ("In the model", text.count(answer.n)),
        (answer.endpoint.plural.capitalize(), text.count(answer.events)),
    ]
    sections = [Section("Complete cases", rows=tuple(rows))]
    if answer.comparable:
        tests = (
            ("Likelihood ratio", answer.likelihood_ratio_test),
            ("Wald", answer.wald_test),
            ("Score", answer.score_test),
        )
        found = tuple((name, *_test(test)) for name, test in tests if test is not None)
        if found:
            head = (("Whole model", "ink3"), ("χ²", "ink3"), ("df", "ink3"), ("P", "ink3"))
            sections.append(Section("Tests of all coefficients", head=head, rows=found))
    crossed = answer.interaction
    if crossed is not None:
        p = text.p_equals(crossed.test.p) if crossed.test and answer.comparable else ""
        note = f"Likelihood ratio test: {p}." if p else crossed.note.capitalize()
        sections.append(Section(f"Treatment × {crossed.label}", note=note))
    sections += [Section("", note=note) for note in answer.notes]
    sections.append(Section("", note=_method(answer.strata_labels, answer.asked.question.ties)))
    return tuple(sections)


def _proportionality(answer: ProportionalityAnswer) -> tuple[Section, ...]:
    if not answer.comparable:
        reason = "Not shown: not all of these patients were randomized."
        return (Section("Tests of proportional hazards", note=reason), *_patients(answer))
    head = (("Term", "ink3"), ("χ²", "ink3"), ("df", "ink3"), ("P", "ink3"))
    rows = [(term_name(answer, index), *_test(row.test)) for index, row in enumerate(answer.rows)]
    rows.append(("All together", *_test(answer.overall)))
    without = {row.not_estimable for row in answer.rows if row.not_estimable}
    moved = f"Score tests of the scaled Schoenfeld residuals, time {TRANSFORMS[answer.tested.transform]}."
    by_time = answer.by_log_time
    sections = [
        Section("Proportional hazards", head=head, rows=tuple(rows), note=moved),
        *(Section("", note=f"—: {reason}.") for reason in sorted(without)),
    ]
    if by_time.ratio.not_estimable:
        sections.append(Section("Treatment × log(time)", note=by_time.ratio.not_estimable))
    else:
        ratio, start = by_time.ratio, by_time.at_one_month
        sections.append(
            Section(
                "Treatment × log(time)",
                rows=(
                    ("HR at 1 month", text.ratio_interval(start.value, start.lower, start.upper)),
                    ("HR × as time doubles", text.ratio_interval(*_as_time_doubles(ratio))),
                    ("Wald", _p(by_time.wald_test)),
                    ("Likelihood ratio", _p(by_time.likelihood_ratio_test)),
                ),
                note="The hazard ratio is multiplied by it whenever time doubles; 1: proportional hazards.",
            )
        )
    return (*sections, *_patients(answer), Section("How to read it", note=reading(answer)))


def _as_time_doubles(ratio: HazardRatio) -> tuple[float | None, ...]:
    """The factor of a hazard ratio by e-fold time as one by twofold time."""
    factors = (ratio.value, ratio.lower, ratio.upper)
    return tuple(None if factor is None else factor ** log(2) for factor in factors)


def _patients(answer: ProportionalityAnswer) -> tuple[Section, ...]:
    rows = (
        ("In the model", text.count(answer.n)),
        (answer.endpoint.plural.capitalize(), text.count(answer.events)),
    )
    method = _method(answer.strata_labels, answer.asked.question.ties)
    notes = tuple(Section("", note=note) for note in answer.notes)
    return (Section("Patients", rows=rows, note=method), *notes)


def _time_varying(answer: TimeVaryingAnswer) -> tuple[Section, ...]:
    ratios = (("Treatment", answer.hazard_ratio), (answer.event.label, answer.event_ratio))
    states = tuple(
        (state.label, text.count(state.patients), text.number(state.months / 12, 1), text.count(state.events))
        for state in answer.states
    )
    head = (("State", "ink3"), ("Patients", "ink3"), ("Years", "ink3"), ("Events", "ink3"))
    arms = tuple(
        (each.arm.short, f"{text.count(each.counted)} of {text.count(each.n)}") for each in answer.arms
    )
    return (
        Section(
            "Hazard ratios",
            rows=tuple((name, ratio_words(ratio)) for name, ratio in ratios if not ratio.not_estimable),
            note=_method(answer.strata_labels, answer.question.ties),
        ),
        *(
            Section("", note=f"{name}: {ratio.not_estimable}.")
            for name, ratio in ratios
            if ratio.not_estimable
        ),
        Section("Patient-years in each state", head=head, rows=states),
        Section(f"{answer.event.label} in follow-up", rows=arms),
        *(Section("", note=note) for note in answer.notes),
    )


def _comparison(answer: ComparisonOfModels) -> tuple[Section, ...]:
    head = (("Model", "ink3"), ("HR", "ink3"))
    rows = tuple(
        (each.label, text.ratio(each.hazard_ratio.value) if not each.hazard_ratio.not_estimable else "—")
        for each in answer.models
    )
    note = (
        f"{answer.compare.label} against {answer.reference.label}. A hazard ratio given covariates is not "
        "the same quantity as one without them, so the ratios need not agree even where randomization "
        "balanced the arms."
    )
    return (Section(f"Hazard ratio for {answer.endpoint.noun}", head=head, rows=rows, note=note),)


def _test(test: Test | None) -> tuple[str, str, str]:
    if test is None:
        return (text.NONE, text.NONE, text.NONE)
    return (text.number(test.chi2, 2), str(test.df), text.p_value(test.p))


def _p(test: Test | None) -> str:
    return text.p_equals(test.p) if test is not None else "no test"


def _method(strata: tuple[str, ...], ties: str) -> str:
    how = f"stratified by {text.listed(strata)}" if strata else "without strata"
    return f"Cox model, {ties.capitalize()} ties, {how}."
