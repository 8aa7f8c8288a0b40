"""What leaves the program of competing risks and extended survival: tables and plain data."""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import replace
from typing import Any

import pytest

from explorer.analyses.competing import competing
from explorer.analyses.survival_extended import survival_extended
from explorer.cohort.cohort import Cohort
from explorer.question.options import CompetingOptions, ExtendedOptions
from explorer.question.question import primary_question
from explorer.results.estimate_tables import survival_estimates_table
from explorer.results.incidence_results import competing_results, extended_results
from explorer.results.incidence_tables import causes_table, incidence_table, scaled_table
from explorer.results.results import results
from explorer.results.tables import Table
from explorer.selection import Between, Selection

SELECTIONS = {
    "randomized": None,
    "everyone": Selection(),
    "nobody": Selection((Between("age", low=99),)),
}


def lines(table: Table) -> list[dict[str, str]]:
    """The table as another program reads its CSV file."""
    return list(csv.DictReader(io.StringIO(table.csv_bytes().decode("utf-8-sig"))))


def through_json(plain: dict[str, object]) -> Any:
    """Plain data as another program reads it; NaN and infinity are refused."""
    return json.loads(json.dumps(plain, allow_nan=False))


def test_that_the_causes_of_death_leave_as_they_were_published(demo: Cohort) -> None:
    answer = competing(demo, replace(primary_question(demo.study), competing=CompetingOptions(risks="death")))
    rows = lines(causes_table(answer))
    assert [(row["cause"], row["blina_events"], row["chemo_events"]) for row in rows] == [
        ("Relapse", "8", "31"),
        ("Other than relapse", "9", "7"),
        ("Unknown", "0", "2"),
    ]
    assert rows[2]["blina_cause_specific_not_estimable"] == (
        "not estimable: no deaths of unknown cause in one arm"
    )
    plain = through_json(competing_results(answer))
    assert [cause["events"] for cause in plain["arms"][1]["causes"]] == [31, 7, 2]


def test_that_the_exported_curve_ends_at_the_last_incidence(demo: Cohort) -> None:
    question = primary_question(demo.study)
    answer = competing(demo, replace(question, unit="years"))
    rows = [
        row for row in lines(incidence_table(answer)) if (row["arm"], row["cause"]) == ("chemo", "relapse")
    ]
    curve = next(arm.curve for arm in answer.arms if arm.arm.id == "chemo")
    assert curve is not None
    assert float(rows[-1]["incidence"]) == curve.incidence[0, -1]
    assert float(rows[-1]["time_years"]) == pytest.approx(curve.time[-1] / 12)
    assert sum(int(row["events"]) for row in rows) == 35


def test_that_the_restricted_means_leave_with_their_differences(demo: Cohort) -> None:
    question = primary_question(demo.study)
    asked = replace(question, extended=replace(question.extended, from_month=6.0))
    answer = survival_extended(demo, asked)
    rows = lines(survival_estimates_table(answer))
    start = [row for row in rows if row["since_month"] == "0.0"]
    means = {row["arm"]: float(row["value"]) for row in start if row["measure"] == "restricted mean"}
    (difference,) = [row for row in start if row["measure"] == "difference in restricted mean"]
    assert means["blina"] - means["chemo"] == pytest.approx(float(difference["value"]))
    (needed,) = [row for row in start if row["measure"] == "number needed to treat"]
    assert needed["note"] == "5.8 to benefit one (3.5 to 17.5)"
    assert {row["status"] for row in start if row["measure"] == "survival"} == {"primary"}
    (ratio,) = [row for row in start if row["measure"] == "hazard ratio"]
    assert float(ratio["value"]) == answer.survival.hazard_ratio.value
    later = [row for row in rows if row["since_month"] == "6.0"]
    assert {row["status"] for row in later} == {"post hoc"}
    out = [int(row["value"]) for row in later if row["measure"].startswith("left out")]
    assert sum(out) == 7
    plain = through_json(extended_results(answer))
    assert plain["landmark_analysis"]["dropped"] == 7
    assert plain["contrasts"][0]["number_needed_to_treat"]["words"] == needed["note"]


@pytest.mark.parametrize("name", SELECTIONS)
def test_that_every_selection_gives_valid_data_and_no_comparison_without_randomization(
    name: str, demo: Cohort
) -> None:
    question = primary_question(demo.study)
    selection = SELECTIONS[name]
    question = question if selection is None else replace(question, selection=selection)
    risks = competing(demo, question)
    found = survival_extended(demo, replace(question, extended=ExtendedOptions(from_month=6.0)))
    plain, more = through_json(competing_results(risks)), through_json(extended_results(found))
    tables = [lines(table(risks)) for table in (incidence_table, causes_table)]
    tables.append(lines(survival_estimates_table(found)))
    if name == "everyone":
        assert plain["comparisons"] is more["contrasts"] is more["weighted_tests"] is None
        assert more["landmark_analysis"]["logrank"] is more["landmark_analysis"]["hazard_ratios"] is None
        for row in (row for rows in tables for row in rows):
            assert not any(value for column, value in row.items() if column == "p" or column.endswith("_p"))
    else:
        assert len(plain["comparisons"]) == 2
        assert len(more["contrasts"]) == 1


@pytest.mark.parametrize(
    ("display", "column"),
    [
        ("survival", "survival"),
        ("incidence", "incidence"),
        ("hazard", "cumulative_hazard"),
        ("log-log", "log_minus_log_survival"),
    ],
)
def test_that_curves_leave_on_the_scale_they_are_drawn_on(demo: Cohort, display: str, column: str) -> None:
    question = primary_question(demo.study)
    options = replace(question.extended, display=display)
    answer = survival_extended(demo, replace(question, extended=options))
    rows = [row for row in lines(scaled_table(answer)) if row["arm"] == "chemo"]
    curve = answer.survival.arms[1].curve
    assert curve is not None
    last = next(row for row in reversed(rows) if float(row["time_months"]) <= 36)
    survival = float(curve.at(36.0).survival[0])
    expected = {"survival": survival, "incidence": 1 - survival, "log-log": math.log(-math.log(survival))}
    if display in expected:
        assert float(last[column]) == pytest.approx(expected[display])
    else:  # Nelson–Aalen lies a little below −log S
        assert 0 < float(last[column]) <= -math.log(survival)
    assert float(last["lower"]) < float(last[column]) < float(last["upper"])
    assert int(last["at_risk"]) == int(curve.at(float(last["time_months"])).at_risk[0])


def test_that_results_json_holds_both_with_their_status(demo: Cohort) -> None:
    question = primary_question(demo.study)
    found = through_json(results(demo, question))
    assert set(found["competing"]) == {"relapse", "death"}
    assert found["competing"]["relapse"]["status"] == "secondary"
    assert found["competing"]["relapse"]["adjusted_for_multiplicity"] is False
    assert found["survival_extended"]["OS"]["status"] == "secondary"
    assert found["survival_extended"]["OS"]["landmark_analysis"] is None
    asked = replace(question.extended, from_month=6.0, tau=48.0)
    found = through_json(results(demo, replace(question, extended=asked)))["survival_extended"]["OS"]
    assert (found["status"], found["tau"], found["landmark_analysis"]["n"]) == ("post hoc", 48.0, 217)
    young = replace(question, selection=question.selection.replacing(Between("age", high=54)))
    found = through_json(results(demo, young))
    assert found["competing"]["death"]["status"] == "exploratory"
