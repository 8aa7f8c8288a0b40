"""The lines of a coefficient plot: the terms of a model with their levels, or one line for each model."""

from __future__ import annotations

from dataclasses import dataclass

from explorer import text
from explorer.analyses.answers import HazardRatio, Test
from explorer.analyses.model_answers import ComparisonOfModels, ModelAnswer, ModelRow, ModelTerm
from explorer.results.methods import comparison_method, model_method
from explorer.text import in_sentence
from ui.figures.footer import footer, multiplicity

Charted = ModelAnswer | ComparisonOfModels


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the plot: its ``label`` (``depth`` 1: a level), what stands grey behind or below it.

    ``ratio`` None without a mark; ``words`` then say why, or that it is the reference. ``strong``: the line
    that the figure is about. ``detail`` stands behind the label, ``below`` in a second line.
    """

    label: str
    depth: int = 0
    detail: str = ""
    below: str = ""
    counts: str = ""
    ratio: HazardRatio | None = None
    words: str = ""
    p: str = ""
    strong: bool = False


def lines_of(answer: Charted) -> tuple[Line, ...]:
    """The lines from top to bottom."""
    if isinstance(answer, ComparisonOfModels):
        return tuple(_compared(answer, index) for index in range(len(answer.models)))
    lines = [line for term in answer.terms for line in _term(answer, term)]
    found = answer.interaction
    if found is not None:
        p = _test_p(answer, found.test)
        lines.append(Line(f"Treatment × {in_sentence(found.label)}", words=found.note, p=p))
        lines += [_level(answer, row, ratio_only=True) for row in found.rows]
    return tuple(lines)


def notes_of(answer: Charted) -> tuple[str, ...]:
    """What stands under the plot."""
    if isinstance(answer, ComparisonOfModels):
        return footer(answer, comparison_method(answer), *multiplicity(answer))
    notes = (model_method(answer), complete_cases(answer), *multiplicity(answer), *answer.notes)
    return footer(answer, *notes)


def complete_cases(answer: ModelAnswer) -> str:
    """How many of the selected patients are in the model, and how many are not."""
    if not answer.selected:
        return "No patients match."
    if not answer.n:
        return f"None of {text.counted(answer.selected, 'selected patient')} is a complete case."
    selected = text.counted(answer.selected, "selected patient")
    events = text.counted(answer.events, answer.endpoint.noun, answer.endpoint.plural)
    left = answer.selected - answer.n
    if not left:
        return f"All {selected} in the model, {events}."
    return f"{text.counted(answer.n, 'complete case')} of {selected}, {events}; {text.count(left)} left out."


def line_in_words(line: Line) -> str:
    """A line as a screen reader says it."""
    ratio = line.ratio
    shown = f"hazard ratio {text.ratio_interval(ratio.value, ratio.lower, ratio.upper)}" if ratio else ""
    p = f"P {line.p}" if line.p else ""
    parts = (line.label, line.detail or line.below, line.counts, shown, line.words, p)
    return ", ".join(part for part in parts if part)


def conf_level_of(answer: Charted) -> float:
    """The level of the intervals."""
    question = answer.question if isinstance(answer, ComparisonOfModels) else answer.asked.question
    return question.conf_level


def _compared(answer: ComparisonOfModels, index: int) -> Line:
    each = answer.models[index]
    ratio = each.hazard_ratio
    return Line(
        each.label,
        below=each.detail[:1].upper() + each.detail[1:],
        counts=f"{text.count(each.events)}/{text.count(each.n)}",
        ratio=None if ratio.not_estimable else ratio,
        words=ratio.not_estimable,
        p=text.p_value(ratio.p) if answer.comparable and not ratio.not_estimable else "",
        strong=index == answer.main,
    )


def _term(answer: ModelAnswer, term: ModelTerm) -> list[Line]:
    treatment = term is answer.terms[0]
    if len(term.rows) == 1:
        row = _level(answer, term.rows[0])
        return [Line(term.label, 0, term.rows[0].label, "", row.counts, row.ratio, row.words, row.p)]
    tested = sum(row.hazard_ratio is not None for row in term.rows) > 1
    heading = Line(
        "Treatment" if treatment else term.label,
        p=_test_p(answer, term.test) if tested else "",
        strong=treatment,
    )
    levels = [_level(answer, row, strong=treatment) for row in term.rows]
    return [heading, *levels]


def _level(answer: ModelAnswer, row: ModelRow, *, strong: bool = False, ratio_only: bool = False) -> Line:
    ratio = row.hazard_ratio
    estimated = ratio is not None and not ratio.not_estimable
    words = "reference" if ratio is None else ratio.not_estimable
    return Line(
        row.label,
        1,
        counts=f"{text.count(row.events)}/{text.count(row.n)}",
        ratio=ratio if estimated else None,
        words=words,
        p=text.p_value(ratio.p) if ratio and estimated and answer.comparable and not ratio_only else "",
        strong=strong and estimated,
    )


def _test_p(answer: ModelAnswer, test: Test | None) -> str:
    return text.p_value(test.p) if test is not None and answer.comparable else ""
