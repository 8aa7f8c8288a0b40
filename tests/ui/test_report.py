"""The report's files: figures of exact size, tables, and what happens where they cannot be written."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from explorer.cohort.cohort import Cohort
from explorer.cohort.open_cohort import open_cohort
from explorer.errors import DataError, SelectionError
from explorer.question.question import primary_question
from explorer.question.where import parse_wheres
from resources import DEMO
from ui.look.theme import load_fonts
from ui.report import write_report

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def demo() -> Cohort:
    return open_cohort(DEMO)


@pytest.fixture(scope="module", autouse=True)
def _fonts(qapp: object) -> None:
    load_fonts()


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_that_each_endpoint_has_its_figures_and_tables(demo: Cohort, tmp_path: Path) -> None:
    written = list(write_report(demo, primary_question(demo.study), tmp_path, formats=["png"]))
    assert [path.name for path in written] == [
        "schema.png",
        "schema.csv",
        "consort.png",
        "consort.csv",
        "baseline.png",
        "baseline.csv",
        "survival_OS.png",
        "survival_OS.csv",
        "follow_up_OS.png",
        "follow_up_OS.csv",
        "subgroups_OS.png",
        "subgroups_OS.csv",
        "model_OS.png",
        "model_OS.csv",
        "residuals_OS.png",
        "residuals_OS.csv",
        "transplantation_OS.png",
        "transplantation_OS.csv",
        "models_OS.png",
        "models_OS.csv",
        "survival_RFS.png",
        "survival_RFS.csv",
        "follow_up_RFS.png",
        "follow_up_RFS.csv",
        "subgroups_RFS.png",
        "subgroups_RFS.csv",
        "model_RFS.png",
        "model_RFS.csv",
        "residuals_RFS.png",
        "residuals_RFS.csv",
        "transplantation_RFS.png",
        "transplantation_RFS.csv",
        "models_RFS.png",
        "models_RFS.csv",
        "competing_relapse.png",
        "competing_relapse.csv",
        "competing_death.png",
        "competing_death.csv",
        "safety.png",
        "safety.csv",
        "risk_differences.png",
        "risk_differences.csv",
        "monitoring.png",
        "monitoring.csv",
        "swimmer.png",
        "swimmer.csv",
        "survival_estimates_OS.csv",
        "proportionality_OS.csv",
        "survival_estimates_RFS.csv",
        "proportionality_RFS.csv",
        "competing_relapse_comparison.csv",
        "competing_death_comparison.csv",
        "monitoring_path.csv",
        "results.json",
    ]
    assert names(tmp_path) == {path.name for path in written}


def test_that_a_landmark_analysis_that_was_asked_for_is_drawn(demo: Cohort, tmp_path: Path) -> None:
    question = primary_question(demo.study)
    options = replace(question.extended, from_month=6.0, by="transplantation")
    list(write_report(demo, replace(question, extended=options), tmp_path, ["OS"], ["svg"]))
    drawn = (tmp_path / "survival_from_month_6_transplantation_OS.svg").read_text(encoding="utf-8")
    assert "<svg" in drawn
    with (tmp_path / "survival_from_month_6_transplantation_OS.csv").open(encoding="utf-8-sig") as file:
        assert {row["arm"] for row in csv.DictReader(file)} == {"without", "with"}


@pytest.mark.parametrize("width_mm", [86, 178])
def test_that_figures_have_the_width_that_is_asked(demo: Cohort, tmp_path: Path, width_mm: int) -> None:
    question = primary_question(demo.study)
    list(write_report(demo, question, tmp_path, ["OS"], ["pdf", "svg", "png"], width_mm))
    for name in ("consort", "survival_OS", "subgroups_OS"):
        assert abs(QImage(str(tmp_path / f"{name}.png")).width() - width_mm / 25.4 * 300) <= 1
        box = re.search(rb"/MediaBox \[0 0 ([\d.]+)", (tmp_path / f"{name}.pdf").read_bytes())
        assert box is not None
        assert float(box[1]) == pytest.approx(width_mm / 25.4 * 72, abs=1)
        svg = (tmp_path / f"{name}.svg").read_text(encoding="utf-8")
        written = re.search(r'width="([\d.]+)mm"', svg)
        assert written is not None
        assert float(written[1]) == pytest.approx(width_mm, abs=0.02)
        assert "<image" not in svg  # every part of the figure is drawn as vectors


def test_that_the_tables_hold_the_numbers_of_results_json(demo: Cohort, tmp_path: Path) -> None:
    question = primary_question(demo.study)
    question = replace(question, selection=parse_wheres(["age<55"], demo.study, question.selection))
    list(write_report(demo, question, tmp_path, ["OS"], ["png"]))
    found = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    with (tmp_path / "subgroups_OS.csv").open(encoding="utf-8-sig", newline="") as file:
        overall, *rows = csv.DictReader(file)
    assert int(overall["n"]) == found["selection"]["n"] == 131
    assert float(overall["hazard_ratio"]) == found["survival"]["OS"]["hazard_ratio"]["value"]
    for row, plain in zip(rows, found["subgroups"]["OS"], strict=True):
        assert (row["level"], int(row["n"])) == (plain["level_label"], plain["n"])
        assert row["not_estimable"] == plain.get("not_estimable", "")
    with (tmp_path / "survival_OS.csv").open(encoding="utf-8-sig", newline="") as file:
        curves = list(csv.DictReader(file))
    for arm in found["survival"]["OS"]["arms"]:
        assert sum(int(row["events"]) for row in curves if row["arm"] == arm["arm"]) == arm["events"]


def test_that_an_empty_selection_still_gives_a_report(demo: Cohort, tmp_path: Path) -> None:
    question = primary_question(demo.study)
    question = replace(question, selection=parse_wheres(["age>=99"], demo.study, question.selection))
    list(write_report(demo, question, tmp_path, ["OS"], ["pdf", "png"]))
    assert not QImage(str(tmp_path / "survival_OS.png")).isNull()
    assert json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))["selection"]["n"] == 0


def test_that_a_folder_that_cannot_be_made_is_a_sentence(demo: Cohort, tmp_path: Path) -> None:
    question = primary_question(demo.study)
    (tmp_path / "taken").write_text("a file")
    for folder in (tmp_path / "taken", tmp_path / "taken" / "below"):
        with pytest.raises(DataError, match="choose another folder"):
            list(write_report(demo, question, folder, ["OS"], ["png"]))


def test_that_nothing_is_written_for_an_unknown_endpoint(demo: Cohort, tmp_path: Path) -> None:
    with pytest.raises(SelectionError, match='did you mean "RFS"'):
        list(write_report(demo, primary_question(demo.study), tmp_path / "out", ["PFS"]))
    assert not (tmp_path / "out").exists()
