"""``results.json``: its form, its numbers against R, and what it says when there are none."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from explorer.cohort.cohort import Cohort
from explorer.cohort.open_cohort import open_cohort
from explorer.errors import SelectionError
from explorer.question.question import Question, primary_question
from explorer.question.where import parse_wheres
from explorer.results.check import check
from explorer.results.results import as_json, results
from explorer.results.tables import flow_table, subgroup_table, survival_table
from explorer.selection import Selection
from resources import COLON, DEMO


@pytest.fixture(scope="module")
def demo() -> Cohort:
    return open_cohort(DEMO)


@pytest.fixture(scope="module")
def colon() -> Cohort:
    return open_cohort(COLON)


def asked(cohort: Cohort, *where: str, **changes: Any) -> Question:
    question = primary_question(cohort.study)
    return replace(question, selection=parse_wheres(list(where), cohort.study, question.selection), **changes)


def read(cohort: Cohort, *where: str, **changes: Any) -> dict[str, Any]:
    """The results of a question, as a program that reads the file finds them."""
    plain: dict[str, Any] = json.loads(as_json(results(cohort, asked(cohort, *where, **changes))))
    return plain


def test_that_the_file_has_the_keys_of_schema_1(demo: Cohort) -> None:
    found = read(demo)
    assert found["schema"] == 1
    assert found["program"]["name"] == "Trial Explorer"
    assert found["source"]["file"] == "e1910_demo.xlsx"
    assert len(found["source"]["sha256"]) == 64
    assert (found["source"]["rows_read"], found["source"]["patients"]) == (488, 488)
    assert found["source"]["problems"] == []
    assert found["source"]["synthetic"] is True
    assert found["study"]["id"] == "E1910"
    assert (found["selection"]["n"], found["selection"]["of"]) == (224, 488)
    assert found["selection"]["where"] == {"assignment": ["randomized"], "mrd": ["negative"]}
    assert set(found["survival"]) == set(found["subgroups"]) == {"OS", "RFS"}
    survival = found["survival"]["OS"]
    assert {"arms", "hazard_ratio", "logrank", "median_follow_up", "time_unit"} <= set(survival)
    assert (survival["status"], found["survival"]["RFS"]["status"]) == ("primary", "secondary")
    assert found["rmst"]["OS"]["differences"][0]["value"] == pytest.approx(10.424669503, rel=1e-8)
    assert set(survival["arms"][0]["median"]) == {"value", "lower", "upper"}
    landmark = survival["arms"][0]["landmarks"][0]
    assert {"time", "survival", "lower", "upper", "at_risk"} <= set(landmark)
    assert {"variable", "level", "n", "events", "hazard_ratio", "interaction_p"} <= set(
        found["subgroups"]["OS"][0]
    )


def test_that_the_flow_is_counted_in_trial_order_with_the_reasons(demo: Cohort) -> None:
    flow = read(demo)["flow"]
    assert {step["id"]: step["n"] for step in flow} == {
        "enrolled": 488,
        "eligible": 481,
        "remission": 395,
        "intensification": 333,
        "step3": 286,
        "mrd_negative": 224,
        "mrd_positive": 62,
        "blina": 112,
        "chemo": 112,
    }
    assert [step["id"] for step in flow][:5] == [
        "enrolled",
        "eligible",
        "remission",
        "intensification",
        "step3",
    ]
    for step in flow:
        assert sum(line["n"] for line in step["excluded"]) == step["excluded_n"]
    assert flow[1]["excluded"] == [{"reason": "BCR::ABL1-positive", "n": 6}, {"reason": "T-cell ALL", "n": 1}]


# coxph, survdiff and survfit(conf.type = "log-log") of R's survival on resources/demo/patients.csv,
# strata age, CD20, rituximab and transplant intent
OF_R = {
    "OS": {
        "hazard_ratio": (0.40745191209999, 0.22735261152747, 0.73021840197282, 0.00255956524689),
        "logrank": (9.65590716695814, 0.00188743663414),
        "follow_up": (43.33470225873, 42.87474332649, 49.44558521561),
        "at_36": {
            "blina": (0.854414791099, 0.764150883482, 0.912076932323, 63),
            "chemo": (0.682884937801, 0.584657414581, 0.762567639024, 60),
        },
        "chemo_median_lower": 55.6550308008,
        "younger": (0.1585872625202, 0.0532691414371, 0.4721292507286),
        "interaction": 0.0303956980151,
    },
    "RFS": {
        "hazard_ratio": (0.5261299894832, 0.3180655020304, 0.8703011300080, 0.0123862760427),
        "logrank": (6.4360567049296, 0.0111826612815),
        "follow_up": (43.40041067762, 42.64476386037, 49.44558521561),
        "at_36": {
            "blina": (0.799185752811, 0.711106652588, 0.862961271438, 60),
            "chemo": (0.643483159150, 0.545438265181, 0.725689147554, 56),
        },
        "chemo_median_lower": 49.8069815195,
        "younger": (0.310183798038, 0.139716650279, 0.688636525234),
        "interaction": 0.13916296756,
    },
}


@pytest.mark.parametrize("endpoint", ["OS", "RFS"])
def test_that_the_numbers_are_those_of_r(demo: Cohort, endpoint: str) -> None:
    found, expected = read(demo), OF_R[endpoint]
    survival = found["survival"][endpoint]
    ratio = survival["hazard_ratio"]
    assert [ratio[key] for key in ("value", "lower", "upper", "p")] == pytest.approx(
        expected["hazard_ratio"], rel=1e-6
    )
    assert ratio["strata"] == ["age_group", "cd20", "rituximab", "transplant_intended"]
    assert (ratio["arm"], ratio["reference"]) == ("blina", "chemo")
    test = survival["logrank"]
    assert (test["chi2"], test["p"]) == pytest.approx(expected["logrank"], rel=1e-6)
    assert test["df"] == 1
    limits = survival["median_follow_up_limits"]
    assert (survival["median_follow_up"], limits["lower"], limits["upper"]) == pytest.approx(
        expected["follow_up"]
    )
    for arm in survival["arms"]:
        (at_36,) = [reading for reading in arm["landmarks"] if reading["time"] == 36]
        assert [at_36[key] for key in ("survival", "lower", "upper", "at_risk")] == pytest.approx(
            expected["at_36"][arm["arm"]], rel=1e-9
        )
    chemo = next(arm for arm in survival["arms"] if arm["arm"] == "chemo")
    assert chemo["median"]["lower"] == pytest.approx(expected["chemo_median_lower"])
    assert (chemo["median"]["value"], chemo["median"]["upper"]) == (None, None)
    younger = found["subgroups"][endpoint][0]
    assert (younger["variable"], younger["level"], younger["n"]) == ("age_group", "<55", 131)
    assert [younger["hazard_ratio"][key] for key in ("value", "lower", "upper")] == pytest.approx(
        expected["younger"], rel=1e-6
    )
    assert younger["interaction_p"] == pytest.approx(expected["interaction"], rel=1e-6)
    assert younger["strata"] == ["cd20", "rituximab"]


def test_that_a_trial_of_three_arms_has_a_hazard_ratio_for_each_other_arm(colon: Cohort) -> None:
    survival = read(colon)["survival"]["OS"]
    ratios = {ratio["arm"]: ratio for ratio in survival["hazard_ratios"]}
    assert [ratios["lev5fu"][key] for key in ("value", "lower", "upper", "p")] == pytest.approx(
        (0.716394103491, 0.565059659731, 0.908258982353, 0.00587393280674), rel=1e-6
    )
    assert [ratios["lev"][key] for key in ("value", "lower", "upper", "p")] == pytest.approx(
        (0.997551672385, 0.800923633353, 1.242452210970, 0.98253997661366), rel=1e-6
    )
    assert survival["hazard_ratio"] == ratios["lev5fu"]
    assert {ratio["reference"] for ratio in ratios.values()} == {"obs"}
    assert (survival["logrank"]["chi2"], survival["logrank"]["df"]) == (pytest.approx(9.57923197104735), 2)


def test_that_times_are_in_the_unit_that_is_asked(colon: Cohort) -> None:
    years = read(colon)["survival"]["OS"]
    months = read(colon, unit="months")["survival"]["OS"]
    assert (years["time_unit"], months["time_unit"]) == ("years", "months")
    medians = [arm["median"]["value"] for arm in years["arms"]]
    assert medians == [None, pytest.approx(5.89185489391), pytest.approx(5.70294318960)]  # R, days / 365.25
    assert months["arms"][1]["median"]["value"] == pytest.approx(12 * 5.89185489391)
    assert [reading["time"] for reading in years["arms"][0]["landmarks"]] == [1, 2, 3, 4, 5, 6, 7]
    assert months["arms"][0]["landmarks"][4]["time"] == 60
    assert months["arms"][0]["landmarks"][4]["survival"] == years["arms"][0]["landmarks"][4]["survival"]


def test_that_arms_that_were_not_randomized_get_no_p_values(demo: Cohort) -> None:
    anyone = replace(primary_question(demo.study), selection=Selection())
    found = json.loads(as_json(results(demo, anyone)))
    survival = found["survival"]["OS"]
    assert found["selection"]["randomized"] is False
    assert "not randomized" in survival["note"]
    assert survival["hazard_ratio"]["value"] is not None
    assert survival["hazard_ratio"]["p"] is None
    assert (survival["logrank"]["chi2"], survival["logrank"]["p"]) == (None, None)
    assert {row["interaction_p"] for row in found["subgroups"]["OS"]} == {None}
    assert read(demo)["survival"]["OS"]["note"] is None


def test_that_what_cannot_be_estimated_says_why(demo: Cohort) -> None:
    one_arm = read(demo, "arm=blina")
    ratio = one_arm["survival"]["OS"]["hazard_ratio"]
    assert ratio["not_estimable"] == "not estimable: patients in one arm only"
    assert "value" not in ratio
    assert all(("hazard_ratio" in row) != ("not_estimable" in row) for row in one_arm["subgroups"]["OS"])
    assert all("not_estimable" in row for row in one_arm["subgroups"]["OS"])
    nobody = read(demo, "age>=99")
    assert nobody["selection"]["n"] == 0
    assert [arm["n"] for arm in nobody["survival"]["OS"]["arms"]] == [0, 0]
    assert nobody["survival"]["OS"]["arms"][0]["median"] == {"value": None, "lower": None, "upper": None}


@pytest.mark.parametrize(
    "where",
    [
        ("age>=99",),
        ("age=30..31",),
        ("arm=chemo",),
        ("mrd=positive",),
        ("cd20=missing",),
        ("risk=favorable", "cd20=negative"),
        ("age=70",),
    ],
)
def test_that_no_selection_gives_a_number_that_is_none(demo: Cohort, where: tuple[str, ...]) -> None:
    text = as_json(results(demo, asked(demo, *where)))
    assert "NaN" not in text
    assert "Infinity" not in text


def test_that_only_the_endpoints_asked_for_are_there(demo: Cohort) -> None:
    found = results(demo, asked(demo), endpoints=["rfs"])
    assert list(found["survival"]) == ["RFS"]  # type: ignore[call-overload]
    with pytest.raises(SelectionError, match='Unknown endpoint "PFS"; did you mean "RFS"'):
        results(demo, asked(demo), endpoints=["PFS"])


def test_that_the_table_of_the_curves_holds_every_time_from_the_start(demo: Cohort) -> None:
    from explorer.analyses.survival import survival

    answer = survival(demo, asked(demo))
    table = survival_table(answer)
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    starts = [row for row in rows if row["time_months"] == 0]
    assert [(row["arm"], row["at_risk"], row["survival"]) for row in starts] == [
        ("blina", 112, 1.0),
        ("chemo", 112, 1.0),
    ]
    assert sum(row["events"] for row in rows) == 57
    assert sum(row["events"] + row["censored"] for row in rows) == 224
    years = survival_table(survival(demo, asked(demo, unit="years")))
    assert years.columns[1] == "time_years"
    assert years.rows[5][1] == pytest.approx(table.rows[5][1] / 12)  # type: ignore[operator]


def test_that_the_tables_of_flow_and_subgroups_add_up(demo: Cohort) -> None:
    from explorer.analyses.flow import flow
    from explorer.analyses.subgroups import subgroups

    forest = subgroup_table(subgroups(demo, asked(demo)))
    assert "blina_n" in forest.columns
    assert len(forest.rows) == 15
    assert forest.rows[0][:4] == ("Overall", "All patients", 224, 57)
    steps = flow_table(flow(demo, asked(demo)))
    reasons = [row[3] for row in steps.rows if row[:2] == ("intensification", "reason")]
    assert sum(reasons) == 155  # type: ignore[arg-type]


def test_that_a_table_is_pasted_with_tabs_and_runs_no_formula() -> None:
    from explorer.results.tables import Table

    table = Table(("label", "value"), (('=HYPERLINK("x")', 1.5), ("two\nlines\tand a tab", None), ("-1", -1)))
    lines = table.tab_separated().split("\n")
    assert lines == ["label\tvalue", '\'=HYPERLINK("x")\t1.5', "two lines and a tab\t", "'-1\t-1"]
    assert table.csv_bytes().startswith(b"\xef\xbb\xbflabel,value\r\n")


def test_that_a_check_says_what_was_read_and_whether_it_is_good(demo: Cohort, colon: Cohort) -> None:
    text, good = check(demo)
    assert good
    for words in (
        "e1910_demo.xlsx",
        "Sheet     patients",
        "488",
        "synthetic",
        "mrd_percent",
        "481  Eligible",
    ):
        assert words in text
    assert check(colon)[1]
