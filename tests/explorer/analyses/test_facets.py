"""Facet counts by the crossfilter rule: a facet counts under all filters but its own, as brute force does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.analyses.answers import FacetAnswer
from explorer.analyses.facets import facets
from explorer.cohort.cohort import Cohort
from explorer.columns import MISSING
from explorer.question.question import primary_question
from explorer.selection import Between, Criterion, OneOf, Selection
from explorer.study.study import Study
from explorer.study_file.load import load_study
from tests.explorer.small_trial import patient, small_cohort

E1910 = load_study("e1910")


def ask(cohort: Cohort, selection: Selection) -> FacetAnswer:
    return facets(cohort, replace(primary_question(cohort.study), selection=selection))


def criteria(study: Study) -> st.SearchStrategy[Criterion]:
    """Any criterion on any filter of a study."""
    options: list[st.SearchStrategy[Criterion]] = []
    for field in study.filters:
        if field.kind == "category":
            options.append(
                st.builds(OneOf, st.just(field.id), st.frozensets(st.sampled_from(field.level_ids)))
            )
        else:
            numbers = st.integers(20, 80).map(float)
            options.append(
                st.builds(Between, st.just(field.id), numbers, numbers, keep_missing=st.booleans())
            )
    return st.one_of(options)


selections = st.lists(criteria(E1910), max_size=4).map(lambda some: Selection(tuple(some)))


@settings(max_examples=60)
@given(selection=selections)
def test_that_each_level_counts_the_patients_it_would_show(demo: Cohort, selection: Selection) -> None:
    answer = ask(demo, selection)
    assert answer.n == int(demo.choose(selection).sum())
    assert answer.of == demo.n
    for facet in answer.facets:
        name = facet.field.id
        for level in facet.levels:
            alone = Selection((OneOf(name, frozenset([level.level])),))
            assert level.count == int(demo.choose(selection.without(name) & alone).sum()), (name, level)
            whole = demo.study.population.without(name) & alone
            assert level.population == int(demo.choose(whole).sum()), (name, level)


@settings(max_examples=40)
@given(selection=selections)
def test_that_the_levels_of_a_facet_add_up_to_all_under_the_other_filters(
    demo: Cohort, selection: Selection
) -> None:
    for facet in ask(demo, selection).facets:
        if facet.field.kind == "category":
            under_others = demo.choose(selection.without(facet.field.id))
            assert sum(level.count for level in facet.levels) == int(under_others.sum())


@settings(max_examples=40)
@given(selection=selections)
def test_that_a_histogram_holds_every_selected_patient_with_a_value(
    demo: Cohort, selection: Selection
) -> None:
    chosen = demo.choose(selection)
    for facet in ask(demo, selection).facets:
        if facet.histogram is None:
            continue
        values = demo.columns[facet.field.id].values[chosen]  # type: ignore[union-attr]
        known = np.asarray(values, dtype=float)
        assert int(facet.histogram.selected.sum()) == int((~np.isnan(known)).sum())


def test_that_not_recorded_is_a_level_with_its_count(demo: Cohort) -> None:
    (cd20,) = [facet for facet in ask(demo, demo.study.population).facets if facet.field.id == "cd20"]
    assert [(level.level, level.label, level.count) for level in cd20.levels] == [
        ("positive", "Positive", 91),
        ("negative", "Negative", 52),
        (MISSING, "Not recorded", 81),
    ]
    assert [level.is_missing for level in cd20.levels] == [False, False, True]


def test_that_a_level_that_nobody_has_stays_and_missing_shows_only_where_somebody_is() -> None:
    cohort = small_cohort(patient("1"), patient("2", sex="M"))
    by_field = {facet.field.id: facet for facet in ask(cohort, Selection()).facets}
    assert [(level.level, level.count) for level in by_field["sex"].levels] == [("female", 1), ("male", 1)]
    assert [(level.level, level.count) for level in by_field["stage"].levels] == [
        ("I", 2),
        ("II", 0),
        ("III", 0),
    ]
    assert [level.level for level in by_field["marker"].levels] == [MISSING]
    assert by_field["age"].levels == ()


def test_that_the_bins_are_round_and_hold_all_values(demo: Cohort) -> None:
    (age,) = [facet for facet in ask(demo, Selection()).facets if facet.field.id == "age"]
    assert age.histogram is not None
    widths = np.diff(age.histogram.edges)
    assert np.allclose(widths, widths[0])
    assert round(float(widths[0]), 9) in (1, 2, 5)
    assert age.histogram.edges[0] <= 30 <= 70 <= age.histogram.edges[-1]
    assert int(age.histogram.selected.sum()) == 488


def test_that_one_value_alone_and_no_value_have_their_histograms() -> None:
    alone = small_cohort(patient("1", marker=3.7))
    nobody = small_cohort(patient("1"))
    (one,) = [facet for facet in ask(alone, Selection()).facets if facet.field.id == "marker"]
    (none,) = [facet for facet in ask(nobody, Selection()).facets if facet.field.id == "marker"]
    assert one.histogram is not None
    assert int(one.histogram.population.sum()) == 1
    assert none.histogram is None
