"""The self-test as a validation department sees it: a record, an exit code, and no failure passed over."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from explorer.cohort.open_cohort import open_cohort
from explorer.verification import known_answers
from explorer.verification.known_answers import COHORTS, Comparison, comparisons
from resources import DEMO
from ui import self_test
from ui.command_line import main

ROOT = Path(__file__).resolve().parents[2]


def lines_of(record: str, part: str) -> list[str]:
    return [line for line in record.splitlines() if line.startswith(f"  {part}-")]


@pytest.mark.usefixtures("qapp")
def test_that_this_installation_passes_its_operational_qualification(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["--self-test"])
    record = capsys.readouterr().out
    checks = lines_of(record, "OQ")
    assert len(checks) == 13
    assert [line for line in checks if " passed " not in line] == []
    assert "Performed by" in record


def test_that_a_machine_without_a_display_can_make_the_record() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ui", "--self-test"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stderr == ""
    assert all(" passed " in line for line in lines_of(done.stdout, "OQ"))


@pytest.mark.usefixtures("qapp")
def test_that_a_wrong_statistic_fails_the_record(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = known_answers.known_answers()
    answers["cases"][0]["cox"]["value"][0] *= 1 + 2e-6
    monkeypatch.setattr(known_answers, "known_answers", lambda: answers)
    assert main(["--self-test"]) == 1
    record = capsys.readouterr().out
    assert "Result: FAILED" in record
    assert "demo OS: hazard ratio of blina, value" in record


@pytest.mark.usefixtures("qapp")
def test_that_a_check_that_breaks_is_a_failed_check_and_the_others_still_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(known_answers, "COHORTS", {"demo": "no_such_file.xlsx"})
    assert main(["--self-test"]) == 1
    record = capsys.readouterr().out
    assert "no_such_file.xlsx was not found" in record
    assert any("network" in line for line in lines_of(record, "OQ"))


def installation(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that looks like an installed program of two files."""
    for name in ("program", "library", self_test.BUILD):
        (folder / name).write_text(f"{name} as built", encoding="utf-8")
    lines = [
        f"{self_test._digest(folder / name)}  {name}\n" for name in ("program", "library", self_test.BUILD)
    ]
    (folder / self_test.MANIFEST).write_text("".join(lines), encoding="utf-8")
    monkeypatch.setattr(sys, "executable", str(folder / "program"))
    return folder


def test_that_a_changed_program_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = installation(tmp_path, monkeypatch)
    assert [check.passed for check in self_test._files()] == [True, True]
    (folder / "library").write_bytes(b"changed")
    check, _ = self_test._files()
    assert not check.passed
    assert check.found == "changed or missing: library"


def test_that_a_file_that_was_not_built_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = installation(tmp_path, monkeypatch)
    (folder / "uninstall.exe").write_bytes(b"written by the setup program")
    (folder / "_internal").mkdir()
    (folder / "_internal" / "sitecustomize.py").write_text("import somewhere", encoding="utf-8")
    files, more = self_test._files()
    assert files.passed
    assert (more.passed, more.found) == (False, "_internal/sitecustomize.py")


def test_that_the_record_says_which_build_it_is_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = installation(tmp_path, monkeypatch)
    record = self_test._written([], datetime.now(UTC))
    assert "Built from           BUILD as built\n" in record
    assert f"Files, SHA-256       {self_test._digest(folder / self_test.MANIFEST)}\n" in record


def test_that_figures_are_saved_at_home_where_no_temporary_folder_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_folder() -> str:
        raise FileNotFoundError("No usable temporary directory found")

    monkeypatch.setattr(tempfile, "gettempdir", no_folder)
    monkeypatch.setattr(tempfile, "_gettempdir", no_folder, raising=False)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    with self_test._scratch_folder() as folder:
        assert Path(folder).parent == tmp_path
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("ours", "theirs", "agrees"),
    [(1.0, 1.0, True), (1.0 + 2e-6, 1.0, False), (None, None, True), (None, 1.0, False), (1.0, None, False)],
)
def test_that_a_number_agrees_only_with_the_same_number(
    ours: float | None, theirs: float | None, agrees: bool
) -> None:
    assert Comparison("number", ours, theirs, 1e-6).agrees is agrees


def test_that_every_number_of_both_shipped_cohorts_is_that_of_r() -> None:
    cohorts = {name: open_cohort(DEMO.with_name(file)) for name, file in COHORTS.items()}
    compared = list(comparisons(cohorts))
    assert len(compared) > 1000
    assert [each for each in compared if not each.agrees] == []


def test_that_the_carried_answers_are_those_of_the_reference() -> None:
    carried = known_answers.known_answers()
    reference = json.loads((ROOT / "tests/reference/demo/demo_reference.json").read_text("utf-8"))
    unfiltered = [case for case in reference["cases"] if not case["where"]]
    assert carried["r"] == reference["R"]
    assert [case["cox"] for case in carried["cases"]] == [case["cox"] for case in unfiltered]
    assert [case["forest"] for case in carried["cases"]] == [case["forest"] for case in unfiltered]
