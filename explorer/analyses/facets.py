"""The filter panel's counts, by the crossfilter rule: a facet counts under all filters but its own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from explorer.analyses.answers import Facet, FacetAnswer, FacetLevel, Histogram
from explorer.cohort.cohort import Cohort
from explorer.columns import MISSING, CategoryColumn, Mask, NumberColumn, number
from explorer.question.question import Question
from explorer.selection import Selection
from explorer.study.study import Field, Study

_BINS = 20
_WIDTHS = (1, 2, 5)


def facets(cohort: Cohort, question: Question) -> FacetAnswer:
    """How many patients are selected, and each filter's levels with the patients that each would show."""
    criteria = {criterion.field: criterion for criterion in question.selection.criteria}
    masks = {name: cohort.choose(Selection((criterion,))) for name, criterion in criteria.items()}
    failed = np.zeros(cohort.n, dtype=np.int16)
    for mask in masks.values():
        failed += ~mask
    selected = failed == 0
    population = cohort.study.population
    answers = []
    for field in shown_filters(cohort.study, question):
        others = (failed == ~masks[field.id]) if field.id in masks else selected
        base = cohort.choose(population.without(field.id))
        answers.append(_facet(cohort, field, others, base, selected))
    n = number(selected)
    relief = None
    if not n and criteria:
        gains = {name: number(failed == ~mask) for name, mask in masks.items()}
        relief = criteria[max(gains, key=lambda name: gains[name])]
    return FacetAnswer(n, cohort.n, tuple(answers), relief)


def shown_filters(study: Study, question: Question) -> tuple[Field, ...]:
    """The fields of the filter panel: the study's, those that the reader added, and any other in force."""
    asked = (*study.filter_ids, *question.more_filters, *question.selection.fields)
    fields = [study.field(id) for id in dict.fromkeys(asked)]
    return tuple(field for field in fields if field.kind in ("category", "number"))


def _facet(cohort: Cohort, field: Field, others: Mask, base: Mask, selected: Mask) -> Facet:
    column = cohort.columns[field.id]
    if isinstance(column, CategoryColumn):
        # Everyone is counted once: in neither mask, in one of them, or in both.
        size = len(column.levels) + 1
        cell = column.codes + size * (others + np.int32(2) * base)
        counts = np.bincount(cell, minlength=4 * size).reshape(2, 2, size)
        count, whole, ever = counts[:, 1].sum(axis=0), counts[1].sum(axis=0), counts.sum(axis=(0, 1))
        levels = tuple(
            FacetLevel(level, field.level_label(level), int(count[code]), int(whole[code]))
            for code, level in enumerate(column.all_levels)
            if level != MISSING or ever[code]
        )
        return Facet(field, levels)
    present = column.present
    missing = FacetLevel(MISSING, field.missing, number(others & ~present), number(base & ~present))
    histogram = _histogram(column.values, base, selected) if isinstance(column, NumberColumn) else None
    return Facet(field, (missing,) if not present.all() else (), histogram)


def _histogram(values: NDArray[np.float64], base: Mask, selected: Mask) -> Histogram | None:
    known = values[~np.isnan(values)]
    if not len(known):
        return None
    edges = _edges(float(known.min()), float(known.max()))
    whole = bool((known == np.floor(known)).all())
    step = 1.0 if whole else float(edges[1] - edges[0]) / 10
    low, high = np.floor(known.min() / step) * step, np.ceil(known.max() / step) * step
    counts = (_bins(values[base], edges), _bins(values[selected], edges))
    return Histogram(float(low), float(high), step, edges, *counts)


def _bins(values: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.histogram(values[~np.isnan(values)], edges)[0]


def _edges(low: float, high: float) -> NDArray[np.float64]:
    """About twenty bins of a round width that hold all values; the last one includes its upper edge."""
    span = max(high - low, 1e-9)
    magnitude = 10.0 ** np.floor(np.log10(span / _BINS))
    width = next(
        (step * magnitude for step in _WIDTHS if span / (step * magnitude) <= _BINS + 1), 10 * magnitude
    )
    first = np.floor(low / width) * width
    n = max(int(np.ceil((high - first) / width - 1e-9)), 1)
    edges: NDArray[np.float64] = first + width * np.arange(n + 1)
    return edges
