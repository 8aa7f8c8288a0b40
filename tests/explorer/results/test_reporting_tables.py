"""What leaves the program of the baseline, safety and monitoring answers: tables and plain data."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest

from explorer.analyses.baseline import baseline
from explorer.analyses.monitoring import monitoring
from explorer.analyses.safety import safety
from explorer.analyses.safety_listing import events_behind
from explorer.cohort.cohort import Cohort
from explorer.question.options import BaselineOptions
from explorer.question.question import primary_question
from explorer.results.reporting_results import baseline_results, monitoring_results, safety_results
from explorer.results.reporting_tables import (
    baseline_table,
    event_table,
    monitoring_table,
    path_table,
    safety_table,
)
from explorer.results.tables import Table


def lines(table: Table) -> list[dict[str, str]]:
    """The table as another program reads its CSV file."""
    return list(csv.DictReader(io.StringIO(table.csv_bytes().decode("utf-8-sig"))))


def through_json(plain: dict[str, object]) -> Any:
    """Plain data as another program reads it; NaN and infinity are refused."""
    return json.loads(json.dumps(plain, allow_nan=False))


def test_that_the_baseline_table_holds_text_and_numbers(demo: Cohort) -> None:
    answer = baseline(demo, replace(primary_question(demo.study), baseline=BaselineOptions(differences=True)))
    rows = lines(baseline_table(answer))
    (female,) = [row for row in rows if row["row"] == "Female"]
    assert (female["blina_text"], female["blina_n"], female["total_n"]) == ("57 (51)", "57", "113")
    assert float(female["chemo_share"]) == 0.5
    assert float(female["standardized_difference"]) == pytest.approx(0.017858566587889)
    (cd20,) = [row for row in rows if row["field"] == "CD20" and row["row"] == "Positive"]
    assert (cd20["blina_known"], cd20["chemo_known"]) == ("71", "72")
    plain = through_json(baseline_results(answer))
    assert [column["n"] for column in plain["columns"]] == [112, 112, 224]
    age = plain["fields"][0]["rows"][0]["cells"][0]
    assert (age["text"], age["median"], age["minimum"]) == ("51.5 (30–69)", 51.5, 30)


def test_that_the_safety_table_counts_by_worst_grade(demo: Cohort) -> None:
    question = primary_question(demo.study)
    answer = safety(demo, question)
    rows = lines(safety_table(answer))
    assert len(rows) == len(answer.summaries) + 19
    (sepsis,) = [row for row in rows if row["row"] == "Sepsis"]
    assert (sepsis["blina_n"], sepsis["blina_grade_5"], sepsis["chemo_n"]) == ("111", "1", "112")
    assert sepsis["fisher_p"] == ""
    (row,) = [row for row in answer.rows if row.label == "Sepsis"]
    listing = lines(event_table(events_behind(demo, question, row)))
    assert sorted(line["grade"] for line in listing)[-3:] == ["4", "5", "5"]
    plain = through_json(safety_results(answer))
    assert plain["summaries"][2]["fisher_p"] < 0.001
    assert plain["unavailable"] is None


def test_that_the_monitoring_table_holds_every_look(demo: Cohort) -> None:
    answer = monitoring(demo, primary_question(demo.study))
    rows = lines(monitoring_table(answer))
    assert [row["crossed"] for row in rows] == ["no", "no", "yes", ""]
    assert float(rows[2]["nominal_two_sided"]) == pytest.approx(0.00705, abs=1e-5)
    assert rows[2]["date"] == "2022-05-31"
    assert rows[3]["projected"] > "2022-05-31"
    path = lines(path_table(answer))
    assert [row["events"] for row in path if row["kind"] == "seen"][-1] == "57"
    plain = through_json(monitoring_results(answer))
    assert plain["looks"][3]["projected"]["expected"] == rows[3]["projected"]
    assert plain["information_fraction"] == pytest.approx(57 / 94)


def test_that_a_trial_without_these_sections_exports_why(colon: Cohort) -> None:
    question = primary_question(colon.study)
    found = through_json(safety_results(safety(colon, question)))
    assert (found["unavailable"], found["terms"]) == ("The study file declares no adverse events.", [])
    found = through_json(monitoring_results(monitoring(colon, question)))
    assert (found["unavailable"], found["looks"]) == ("The study file declares no monitoring.", [])
    assert lines(path_table(monitoring(colon, question))) == []
    assert lines(safety_table(safety(colon, question))) == []
