"""Monitoring: E1910's published interim analysis, the Z path against R, and what is said without any."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from explorer.analyses.monitoring import monitoring
from explorer.analyses.monitoring_answer import MonitoringAnswer
from explorer.analyses.survival import survival
from explorer.cohort.cohort import Cohort
from explorer.dates import EPOCH
from explorer.errors import StudyError
from explorer.question.options import MonitoringOptions
from explorer.question.question import primary_question
from explorer.text import number
from tests.explorer.small_trial import patient, small_cohort, study

FOLDER = Path(__file__).parents[2] / "reference" / "monitoring"
REFERENCE: dict[str, Any] = json.loads((FOLDER / "monitoring_reference.json").read_text("utf-8"))
SUBGROUP = '\n[[subgroups]]\nfield = "sex"\n'
DECLARED = """
[monitoring]
endpoint = "OS"
alpha = 0.025
power = 0.8
hazard_ratio = 0.6
events = 10
looks = [{ label = "Interim", events = 4 }, { label = "Final", events = 10 }]
"""


def watch(cohort: Cohort, **options: Any) -> MonitoringAnswer:
    return monitoring(
        cohort, replace(primary_question(cohort.study), monitoring=MonitoringOptions(**options))
    )


@pytest.fixture(scope="module")
def answer(demo: Cohort) -> MonitoringAnswer:
    return watch(demo)


def test_that_the_published_interim_analysis_is_found(answer: MonitoringAnswer) -> None:
    # Litzow et al. 2024: third efficacy interim analysis, 57 of 94 deaths, two-sided boundary 0.007, crossed.
    assert (answer.events, answer.plan and answer.plan.events) == (57, 94)
    third = answer.looks[2]
    assert (third.label, third.held, third.events) == ("Third interim", True, 57)
    assert third.fraction == pytest.approx(57 / 94)
    assert number(third.nominal_two_sided, 3) == "0.007"
    assert third.crossed is True
    assert [look.crossed for look in answer.looks] == [False, False, True, None]
    assert answer.now == third


def test_that_the_design_of_the_trial_follows_from_its_assumptions(answer: MonitoringAnswer) -> None:
    # 94 deaths: Freedman's formula; with three interim looks the power stays above the planned 0.80.
    assert answer.design is not None
    assert int(np.ceil(answer.design.freedman)) == 94
    assert 0.80 < answer.design.power < 0.83


def test_that_the_path_ends_at_the_primary_analysis(demo: Cohort, answer: MonitoringAnswer) -> None:
    test = survival(demo, primary_question(demo.study)).logrank
    assert test is not None
    assert answer.path_z is not None
    assert float(answer.path_z[-1]) ** 2 == pytest.approx(test.chi2, rel=1e-9)
    look = answer.looks[2]
    assert look.p == pytest.approx(test.p / 2, rel=1e-9)


def test_that_the_path_is_that_of_survdiff_on_the_data_of_each_day(answer: MonitoringAnswer) -> None:
    assert answer.days is not None
    assert answer.path_z is not None
    assert answer.path_events is not None
    for expected in REFERENCE["days"]:
        day = (date.fromisoformat(expected["day"]) - EPOCH).days
        (place,) = np.flatnonzero(answer.days == day)
        assert answer.path_events[place] == expected["events"]
        assert answer.path_z[place] ** 2 == pytest.approx(expected["chi2"], rel=1e-8)
        assert (answer.path_z[place] > 0) == expected["treated_better"]


def test_that_a_look_was_on_the_day_of_its_last_event(answer: MonitoringAnswer) -> None:
    by_day = {expected["events"]: expected["day"] for expected in REFERENCE["days"]}
    for look in answer.looks[:3]:
        assert look.date is not None
        assert (EPOCH + timedelta(days=look.date)).isoformat() == by_day[look.events]


def test_that_the_final_analysis_is_projected_after_the_cut(answer: MonitoringAnswer) -> None:
    projected = answer.looks[-1].projected
    assert projected is not None
    assert projected.expected is not None
    assert projected.earliest is not None
    assert projected.latest is not None
    assert answer.cut is not None
    assert answer.cut < projected.earliest < projected.expected < projected.latest
    assert answer.forecast_days is not None
    assert answer.forecast_events is not None
    at = np.interp(projected.expected, answer.forecast_days, answer.forecast_events)
    assert at == pytest.approx(94, abs=0.2)
    assert answer.forecast_events[0] == 57


def test_that_conditional_power_rises_with_the_assumed_effect(answer: MonitoringAnswer) -> None:
    power = answer.conditional
    assert power is not None
    assert power.null < power.design < power.trend
    assert power.null < power.predictive < 1.0


def test_that_another_spending_function_moves_the_boundary_and_not_the_statistic(
    demo: Cohort, answer: MonitoringAnswer
) -> None:
    pocock = watch(demo, spending="pocock")
    assert [look.z for look in pocock.looks] == [look.z for look in answer.looks]
    assert pocock.looks[0].boundary < answer.looks[0].boundary
    assert pocock.looks[-1].boundary > answer.looks[-1].boundary
    assert pocock.looks[-1].cumulative == pytest.approx(0.025)
    assert any("Pocock type" in note for note in pocock.notes)
    cubed = watch(demo, spending="power", rho=3.0)
    assert cubed.looks[1].cumulative == pytest.approx(0.025 * (47 / 94) ** 3)


def test_that_a_long_path_is_thinned_but_keeps_its_end(demo: Cohort, answer: MonitoringAnswer) -> None:
    short = watch(demo, points=9)
    assert short.days is not None
    assert answer.days is not None
    assert len(short.days) <= 10
    assert short.days[-1] == answer.days[-1] == answer.cut
    assert short.looks == answer.looks


def trial(*deaths: int, alive: int = 6, declared: str = DECLARED) -> Cohort:
    """Deaths after so many days in turns in the two arms, and patients alive after 400 days."""
    rows = [
        patient(
            f"d{place}",
            arm="Old" if place % 2 else "New",
            death=(date(2020, 1, 1) + timedelta(days=days)).isoformat(),
            last=(date(2020, 1, 1) + timedelta(days=days)).isoformat(),
        )
        for place, days in enumerate(deaths)
    ]
    rows += [
        patient(f"a{place}", arm="Old" if place % 2 else "New", last="2021-02-04") for place in range(alive)
    ]
    return small_cohort(*rows, replacements=[(SUBGROUP, declared + SUBGROUP)])


def test_that_data_between_two_looks_are_analyzed_as_if_now() -> None:
    found = watch(trial(50, 60, 70, 80, 90, 100))
    assert [(look.label, look.held, look.events) for look in found.looks] == [
        ("Interim", True, 4),
        ("Final", False, 10),
    ]
    assert found.now is not None
    assert (found.now.label, found.now.events) == ("Data as loaded, if analyzed now", 6)
    assert found.now.cumulative > found.looks[0].cumulative


def test_that_a_look_that_will_never_be_reached_has_no_date() -> None:
    final = watch(trial(50, 60, 70, 80, 90, 100, alive=4)).looks[-1]
    assert final.projected is not None
    assert final.projected.expected is None
    assert watch(trial(50, 60, 70, 80, 90, 100, alive=5)).looks[-1].projected.expected is not None  # type: ignore[union-attr]


def test_that_after_the_final_analysis_nothing_is_to_come() -> None:
    found = watch(trial(*range(50, 62), alive=4))
    assert [look.held for look in found.looks] == [True, True]
    assert found.looks[-1].fraction == 1.0
    assert found.conditional is None
    assert found.fraction == pytest.approx(1.2)


def test_that_looks_may_be_planned_by_date() -> None:
    looks = """looks = [{ label = "Spring", date = "2020-03-15" }, { label = "Summer", date = "2020-03-16" },
  { label = "Later", date = "2021-06-01" }, { label = "Final", events = 10 }]"""
    declared = DECLARED[: DECLARED.index("looks")] + looks + "\n"
    found = watch(trial(50, 60, 70, 80, 90, 100, alive=30, declared=declared))
    assert [(look.label, look.events, look.held) for look in found.looks][:1] == [("Spring", 3, True)]
    assert "Summer: no events since the look before; it is no analysis of its own." in found.notes
    later = found.looks[1]
    assert (later.label, later.held) == ("Later", False)
    assert 6 < later.events < 10
    assert found.looks[-1].label == "Final"


def test_that_a_look_by_date_may_have_more_events_than_planned() -> None:
    looks = """looks = [{ label = "Early", date = "2020-02-24" }, { label = "Late", date = "2020-06-01" },
  { label = "Final", events = 10 }]"""
    found = watch(trial(*range(50, 62), alive=4, declared=DECLARED[: DECLARED.index("looks")] + looks))
    assert [(look.label, look.events, look.held) for look in found.looks] == [
        ("Early", 5, True),
        ("Late", 12, True),
    ]
    assert found.looks[1].fraction == pytest.approx(1.2)
    assert found.looks[1].cumulative == 0.025
    assert found.now == found.looks[1]
    assert "Final: the look before spent the whole error; it is no analysis of its own." in found.notes


def test_that_a_look_soon_after_the_cut_leaves_the_conditional_power_to_those_after_it() -> None:
    looks = """looks = [{ label = "Soon", date = "2021-02-05" }, { label = "Final", events = 10 }]"""
    declared = DECLARED[: DECLARED.index("looks")] + looks + "\n"
    found = watch(trial(50, 60, 70, 80, 90, 100, alive=30, declared=declared))
    assert [(look.label, look.events, look.held) for look in found.looks] == [
        ("Soon", 6, False),
        ("Final", 10, False),
    ]
    left_out = "no more events are expected by then than were seen; conditional power leaves it out."
    assert f"Soon: {left_out}" in found.notes
    assert found.conditional is not None
    assert 0.0 < found.conditional.null < found.conditional.design < 1.0


def test_that_before_anything_can_be_compared_a_look_stays_undecided() -> None:
    # One death, after which nobody of the other arm is at risk in its stratum.
    rows = [
        patient("1", death="2020-03-01", last="2020-03-01"),
        patient("2", arm="Old", stage="II", last="2021-02-04"),
    ]
    found = watch(small_cohort(*rows, replacements=[(SUBGROUP, DECLARED + SUBGROUP)]))
    assert found.now is not None
    assert (found.now.z, found.now.crossed) == (None, None)
    assert found.conditional is None


def test_that_it_is_said_why_there_is_no_monitoring(colon: Cohort) -> None:
    assert watch(colon).unavailable == "The study file declares no monitoring."
    calendar = replace(
        colon.study,
        monitoring=study((SUBGROUP, DECLARED + SUBGROUP)).monitoring,
    )
    found = watch(replace(colon, study=calendar))
    assert (
        found.unavailable == "Overall survival has no calendar dates: when its events happened is not known."
    )
    assert watch(trial(alive=4)).unavailable == "No deaths in the population: Randomized."
    one = patient("1", death="2020-03-01", last="2020-03-01")
    alone = small_cohort(one, replacements=[(SUBGROUP, DECLARED + SUBGROUP)])
    assert watch(alone).unavailable == "Patients in one arm only in the population: Randomized."


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('endpoint = "OS"', 'endpoint = "PFS"'), 'monitoring.endpoint: unknown endpoint "PFS"'),
        (("alpha = 0.025", "alpha = 0.7"), "monitoring.alpha: must lie between 0 and 0.5."),
        (
            ("events = 10\n", "events = 12\n"),
            "monitoring.looks: the last one must be the final",
        ),
        (("events = 4", "events = 10"), "monitoring.looks: their numbers of events must rise."),
        (("events = 4", 'date = "1.2.2020"'), 'monitoring.looks[0].date: "1.2.2020" is not a date'),
        (("events = 4", 'events = 4, date = "2020-01-01"'), "needs either a number of events or a date."),
        (("power = 0.8\n", "power = 0.8\ncolor = 3\n"), "monitoring.color: unknown key"),
        (
            ("power = 0.8\n", 'power = 0.8\nspending = "flat"\n'),
            'monitoring.spending: "flat" is not possible',
        ),
    ],
)
def test_that_a_wrong_declaration_names_its_key(change: tuple[str, str], words: str) -> None:
    assert change[0] in DECLARED
    with pytest.raises(StudyError) as raised:
        study((SUBGROUP, DECLARED.replace(*change) + SUBGROUP))
    assert words in str(raised.value)


def test_that_the_committed_reference_is_what_the_script_makes(tmp_path: Path) -> None:
    rscript = shutil.which("Rscript")
    if rscript is None:
        pytest.skip("R is not on this machine")
    if subprocess.run([rscript, "-e", "library(survival)"], capture_output=True, check=False).returncode:
        pytest.skip("R's package survival is not on this machine")
    made = tmp_path / "made.json"
    script = str(FOLDER / "make_monitoring_reference.R")
    subprocess.run([rscript, script, str(made)], check=True, capture_output=True, timeout=120)
    fresh = json.loads(made.read_text("utf-8"))
    assert len(fresh["days"]) == len(REFERENCE["days"])
    for ours, theirs in zip(REFERENCE["days"], fresh["days"], strict=True):
        assert ours["chi2"] == pytest.approx(theirs["chi2"], rel=1e-8)
        assert ours | {"chi2": None} == theirs | {"chi2": None}
