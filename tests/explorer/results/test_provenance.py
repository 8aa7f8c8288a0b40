"""Every result says what it counts for, of whom, by which method, and of which data."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from explorer.analyses.baseline import baseline
from explorer.analyses.competing import competing
from explorer.analyses.flow import flow
from explorer.analyses.follow_up import follow_up
from explorer.analyses.models import models
from explorer.analyses.monitoring import monitoring
from explorer.analyses.safety import safety
from explorer.analyses.subgroups import subgroups
from explorer.analyses.survival import survival
from explorer.analyses.survival_extended import survival_extended
from explorer.cohort.cohort import Cohort
from explorer.question.question import Question, primary_question
from explorer.question.where import parse_wheres
from explorer.results.methods import survival_method
from explorer.results.provenance import COLUMNS, provenance
from explorer.results.results import as_json, results
from explorer.results.tables import table
from tests.explorer.small_trial import patient, small_cohort

DATA_CUT = "2022-05-31"  # the latest contact in the demonstration cohort
ANALYSES = (survival, survival_extended, subgroups, competing, baseline, safety, models, flow, follow_up)


def ask(cohort: Cohort, *wheres: str) -> Question:
    question = primary_question(cohort.study)
    return replace(question, selection=parse_wheres(list(wheres), cohort.study, question.selection))


@pytest.mark.parametrize("analysis", ANALYSES)
def test_that_every_table_says_where_its_numbers_come_from(demo: Cohort, analysis) -> None:
    numbers = table(analysis(demo, ask(demo, "age>=55")))
    places = [numbers.columns.index(name) for name in COLUMNS]
    for row in numbers.rows:
        status, patients, method, cut, synthetic = (row[place] for place in places)
        assert status in ("exploratory", "descriptive")
        assert patients == "MRD-negative, randomized; Age ≥55"
        assert method
        assert (cut, synthetic) == (DATA_CUT, "yes")


def test_that_monitoring_is_of_the_population_whatever_is_selected(demo: Cohort) -> None:
    found = provenance(monitoring(demo, primary_question(demo.study)))
    assert (found.status, found.patients) == ("primary", "MRD-negative, randomized")
    assert found.data_cut == DATA_CUT
    assert table(monitoring(demo, primary_question(demo.study))).columns[-1] == "synthetic"


def test_that_the_selection_says_how_patients_were_chosen(demo: Cohort) -> None:
    assert provenance(survival(demo, ask(demo))).selection == "MRD-negative, randomized"
    late = provenance(survival(demo, ask(demo, "transplant_phase=on protocol,after")))
    assert late.selection.endswith("(known only after randomization: Transplantation phase)")
    assert not late.is_fair
    assigned = provenance(survival(demo, ask(demo, "mrd=positive", "assignment=assigned")))
    assert assigned.selection.endswith("(not all were randomized)")
    assert not assigned.is_fair


def test_that_a_file_without_dates_of_contact_has_no_data_cut(colon: Cohort) -> None:
    assert colon.data_cut == ""
    assert provenance(survival(colon, primary_question(colon.study))).data_cut == ""
    assert small_cohort(patient("1"), patient("2", last="2021-03-02")).data_cut == "2021-03-02"


def test_that_the_method_names_what_the_reader_changed_and_the_study_s_own(demo: Cohort) -> None:
    asked = replace(ask(demo), conf_level=0.9, ties="breslow", landmark=24.0)
    said = survival_method(survival(demo, asked))
    assert "Kaplan–Meier curves with 90% CI, log-log" in said
    assert "Cox model (Breslow ties) and two-sided log-rank test, stratified by age, CD20" in said
    assert said.endswith(
        "Chosen by the reader: 90% CI (the study: 95% CI), Breslow ties (the study: Efron), "
        "landmark at 24 months (the study: 36)."
    )
    assert "Chosen" not in survival_method(survival(demo, ask(demo)))


def test_that_results_name_method_data_cut_and_multiplicity(demo: Cohort) -> None:
    found = json.loads(as_json(results(demo, ask(demo))))
    for key in ("survival", "rmst", "survival_extended"):
        assert {each["data_cut"] for each in found[key].values()} == {DATA_CUT}
    assert {each["data_cut"] for each in found["competing"].values()} == {DATA_CUT}
    assert found["source"]["data_cut"] == DATA_CUT
    assert found["survival"]["OS"]["adjusted_for_multiplicity"] is None
    assert found["survival"]["RFS"]["adjusted_for_multiplicity"] is False
    assert "two-sided log-rank test, stratified by" in found["survival"]["OS"]["method"]
    means = found["rmst"]["OS"]
    assert means["conf_level"] == 0.95
    assert means["largest_tau"]["admissible"] == means["largest_tau"]["last_observed"]
    assert "Tau 72.0 months, where the curves are drawn to; normal 95% CI." in means["method"]
    row = found["subgroups"]["OS"][0]
    assert "Efron ties, Wald 95% CI. P for interaction: likelihood-ratio test" in row["method"]
    for part in (row, means, found["baseline"], found["safety"]):
        assert part["adjusted_for_multiplicity"] is False
        assert part["method"]
    assert "log-rank test stratified by" in found["monitoring"]["method"]
