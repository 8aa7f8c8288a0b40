"""The command ``trial-explorer`` as its user sees it: what it prints, what it writes, and its exit code."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from explorer.program import version
from ui import command_line
from ui.command_line import main
from ui.display import has_display

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "resources" / "demo"
INSTALLED = Path(sys.executable).with_name("trial-explorer.exe" if os.name == "nt" else "trial-explorer")
COMMAND = [str(INSTALLED)] if INSTALLED.exists() else [sys.executable, "-m", "ui"]
NO_DISPLAY = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def run(*arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command as a user does, on a machine without a display."""
    environment = {name: value for name, value in os.environ.items() if name not in NO_DISPLAY}
    environment["PYTHONPATH"] = str(ROOT)
    environment["PYTHONIOENCODING"] = "utf-8"
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder or ROOT,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def one_sentence(text: str) -> bool:
    """Whether an error is a single line that ends a sentence or asks a question, and no traceback."""
    return text.count("\n") == 1 and text.strip()[-1] in ".?" and "Traceback" not in text


@pytest.fixture
def bad_file(tmp_path: Path) -> Path:
    """The demonstration cohort with one mistake in each of some rows, numbered as Excel does."""
    with (DEMO / "patients.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    randomized = [index for index, row in enumerate(rows) if row["randomization_date"]]
    rows[0]["age"] = "fifty"
    rows[1]["enrollment_date"] = "2018-02-30"
    rows[2]["patient_id"] = rows[1]["patient_id"]
    rows[randomized[3]]["arm"] = "Placebo"
    early = rows[randomized[5]]
    early["relapse_date"], early["death_date"], early["last_contact_date"] = "", "2010-01-01", "2010-01-01"
    path = tmp_path / "bad.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


# ---------------------------------------------------------------- as a process


def test_that_a_report_of_the_demonstration_cohort_is_written_without_a_display(tmp_path: Path) -> None:
    done = run("report", str(DEMO / "e1910_demo.xlsx"), "--out", "new/folder", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    written = {Path(line).name for line in done.stdout.splitlines()}
    assert {"consort.pdf", "survival_OS.svg", "subgroups_RFS.png", "consort.csv", "results.json"} <= written
    assert written == {path.name for path in (tmp_path / "new/folder").iterdir()}
    found = json.loads((tmp_path / "new/folder/results.json").read_text(encoding="utf-8"))
    assert found["survival"]["OS"]["hazard_ratio"]["value"] == pytest.approx(0.40745191209999)


def test_that_a_filtered_report_of_another_trial_is_written(tmp_path: Path) -> None:
    arguments = ["--where", "age>=60", "--where", "sex=male", "--endpoint", "os", "--formats", "png"]
    done = run("report", str(DEMO / "colon.csv"), "--out", ".", "--width", "86", *arguments, folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {
        "schema.png",
        "schema.csv",
        "consort.png",
        "baseline.png",
        "baseline.csv",
        "survival_OS.png",
        "subgroups_OS.png",
        "consort.csv",
        "survival_OS.csv",
        "subgroups_OS.csv",
        "model_OS.png",
        "model_OS.csv",
        "residuals_OS.png",
        "residuals_OS.csv",
        "models_OS.png",
        "models_OS.csv",
        "proportionality_OS.csv",
        "competing_recurrence.png",
        "competing_recurrence.csv",
        "competing_recurrence_comparison.csv",
        "survival_estimates_OS.csv",
        "follow_up_OS.png",
        "follow_up_OS.csv",
        "swimmer.png",
        "swimmer.csv",
        "results.json",
    }
    found = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert found["selection"]["where"] == {"age": {"min": 60}, "sex": ["male"]}
    assert set(found["survival"]) == {"OS", "RFS", "TTR"}


def test_that_a_check_of_a_good_file_ends_well_and_imports_no_qt() -> None:
    seen = "import sys; from ui.command_line import main; code = main(sys.argv[1:]); "
    seen += "print(sorted(m for m in sys.modules if m.split('.')[0] in {'PySide6', 'pandas', 'openpyxl'}))"
    seen += "; sys.exit(code)"
    done = subprocess.run(
        [sys.executable, "-c", seen, "check", str(DEMO / "e1910_demo.xlsx")],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "No problems were found.\n[]" in done.stdout


def test_that_an_unknown_field_is_one_sentence_with_the_nearest_name(tmp_path: Path) -> None:
    done = run("report", str(DEMO / "colon.csv"), "--out", str(tmp_path / "out"), "--where", "agee>=55")
    assert (done.returncode, done.stdout) == (2, "")
    assert one_sentence(done.stderr)
    assert 'did you mean "age"?' in done.stderr
    assert not (tmp_path / "out").exists()


# ---------------------------------------------------------------- in this process


Says = Callable[[], tuple[str, str]]


@pytest.fixture
def says(capsys: pytest.CaptureFixture[str]) -> Says:
    """What was printed since the last time: standard output and standard error."""
    return lambda: tuple(capsys.readouterr())  # type: ignore[return-value]


def test_that_a_check_lists_every_mistake_with_its_row_and_column(bad_file: Path, says: Says) -> None:
    assert main(["check", str(bad_file)]) == 1
    text, errors = says()
    assert errors == ""
    for words in ("column age", '2: "fifty"', "2018-02-30", "Placebo", "Errors", "Rows      488, 1 of them"):
        assert words in text
    early = [line for line in text.splitlines() if "before randomization" in line]
    assert "row 10" in early[0]
    assert "left out of overall survival" in early[0]
    assert "No problems" not in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "no_such_file.csv"], "no_such_file.csv was not found"),
        (["no_such_file.csv"], "no_such_file.csv was not found"),
        (["report", "no_such_file.csv", "--out", "x"], "no_such_file.csv was not found"),
        (["check", str(ROOT / "resources/icons/play.svg")], "play.svg"),
        (["check", str(ROOT / "resources/fonts/Inter-Bold.otf")], "Inter-Bold.otf"),
        (["check", str(ROOT)], "is a folder"),
        (["check", str(DEMO / "colon.csv"), "--study", "e1911"], 'no study "e1911"; did you mean "e1910"?'),
        (["check", str(DEMO / "colon.csv"), "--study", "e1910"], "patient_id"),
        (["check"], "FILE"),
        (["report", str(DEMO / "colon.csv")], "--out"),
        (["report", "x.csv", "--out", "x", "--formats", "pfd"], 'did you mean "pdf"'),
        (["report", "x.csv", "--out", "x", "--formats", ","], "pdf, svg, png"),
        (["report", "x.csv", "--out", "x", "--width", "90"], "--width"),
        (["report", "x.csv", "--out", "x", "--unit", "weeks"], "--unit"),
        (["--study", "colon"], "--study needs a file"),
        (["check", "x.csv", "y.csv"], "y.csv"),
        (["--fast"], "--fast"),
    ],
)
def test_that_unusable_input_is_one_sentence(arguments: list[str], words: str, says: Says) -> None:
    assert main(arguments) == 2
    text, error = says()
    assert text == ""
    assert one_sentence(error)
    assert words in error


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--where", "sex=malee"], 'did you mean "male"?'),
        (["--where", "age"], "is no filter"),
        (["--where", "age>old"], '"old" is not one'),
        (["--endpoint", "OSS"], 'did you mean "OS"?'),
    ],
)
def test_that_a_question_that_cannot_be_asked_is_one_sentence(
    more: list[str], words: str, says: Says, tmp_path: Path
) -> None:
    assert main(["report", str(DEMO / "colon.csv"), "--out", str(tmp_path / "out"), *more]) == 2
    error = says()[1]
    assert one_sentence(error)
    assert words in error
    assert not (tmp_path / "out").exists()


def test_that_the_version_is_said(says: Says) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--version"])
    assert stopped.value.code == 0
    assert says()[0] == f"Trial Explorer {version()}\n"


def test_that_help_shows_every_form(says: Says) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    text = says()[0]
    for words in ("FILE", "demo", "report FILE --out DIR", "check FILE", "./demo"):
        assert words in text


@pytest.fixture
def window(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str | None, str | None]]:
    """The windows that would have been opened, as their file and study."""
    opened: list[tuple[str | None, str | None]] = []

    def open_window(file: str | None, study: str | None) -> int:
        opened.append((file, study))
        return 0

    monkeypatch.setattr(command_line, "_window", open_window)
    monkeypatch.setattr(command_line, "has_display", lambda: True)
    return opened


def test_that_the_window_is_opened_on_what_is_named(
    window: list[tuple[str | None, str | None]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "demo").write_text("a file of this name")
    assert main([]) == 0
    assert main(["./demo"]) == 0
    assert main(["demo"]) == 0
    assert main([str(DEMO / "colon.csv"), "--study", "colon"]) == 0
    assert window == [
        (None, None),
        ("./demo", None),
        (str(DEMO / "e1910_demo.xlsx"), None),
        (str(DEMO / "colon.csv"), "colon"),
    ]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a display")
def test_that_without_a_display_the_report_is_named_instead(
    monkeypatch: pytest.MonkeyPatch, says: Says
) -> None:
    for name in NO_DISPLAY:
        monkeypatch.delenv(name, raising=False)
    assert main([]) == 2
    assert "no display" in says()[1]
    assert main([str(DEMO / "colon.csv")]) == 2
    error = says()[1]
    assert one_sentence(error)
    assert "trial-explorer report" in error


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a display")
def test_that_a_display_whose_server_is_gone_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NO_DISPLAY:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", ":4711")
    assert not has_display()
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-4711")
    assert not has_display()
    monkeypatch.setenv("DISPLAY", "otherhost:0")
    assert has_display()
    monkeypatch.setenv("DISPLAY", ":4711")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert has_display()


@pytest.mark.usefixtures("qapp")
def test_that_the_demonstration_without_a_display_is_written_into_out(
    monkeypatch: pytest.MonkeyPatch, says: Says, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(command_line, "has_display", lambda: False)
    monkeypatch.setattr(command_line, "FORMATS", ("png",))
    assert main(["demo"]) == 0
    text, error = says()
    assert error == ""
    assert "no display" in text.splitlines()[0]
    assert (tmp_path / "out" / "survival_OS.png").exists()
    assert (tmp_path / "out" / "results.json").exists()


def test_that_an_unforeseen_error_shows_no_value_of_a_patient(
    monkeypatch: pytest.MonkeyPatch, says: Says
) -> None:
    def fail(file: str, study: str | None) -> None:
        raise KeyError("Jane Doe, MRN 12345")

    monkeypatch.setattr(command_line, "_opened", fail)
    assert main(["check", "x.csv"]) == 2
    error = says()[1]
    assert one_sentence(error)
    assert "KeyError" in error
    assert "Jane" not in error
    with pytest.raises(KeyError):
        main(["check", "x.csv", "--debug"])


def test_that_a_mistyped_command_is_answered_with_the_nearest(says: Says) -> None:
    assert main(["chek", "cohort.csv"]) == 2
    assert says() == ("", 'There is no command and no file "chek"; did you mean "check"?\n')


@pytest.mark.parametrize("more", [["--where", "agee>=55"], ["--endpoint", "XX"]])
def test_that_a_sentence_begins_with_a_capital_letter(more: list[str], says: Says, tmp_path: Path) -> None:
    assert main(["report", str(DEMO / "colon.csv"), "--out", str(tmp_path / "out"), *more]) == 2
    assert says()[1].startswith("Unknown ")


def test_that_a_report_of_nobody_says_so_and_an_endpoint_named_twice_is_written_once(
    says: Says, tmp_path: Path
) -> None:
    twice = ["--endpoint", "os", "--endpoint", "OS", "--formats", "svg"]
    assert (
        main(["report", str(DEMO / "colon.csv"), "--out", str(tmp_path), "--where", "age>100", *twice]) == 0
    )
    lines = says()[0].splitlines()
    assert lines[-1] == "No patient is in the selection (Age >100): the figures and tables are empty."
    assert len(lines) == len(set(lines))
    assert str(tmp_path / "survival_OS.svg") in lines


@pytest.mark.parametrize(
    ("where", "patients"), [(["mrd=positive"], 44), (["mrd=positive", "assignment=randomized,assigned"], 62)]
)
def test_that_a_filter_joins_the_primary_population_and_replaces_it_on_its_own_field(
    where: list[str], patients: int, tmp_path: Path
) -> None:
    asked = [word for expression in where for word in ("--where", expression)]
    arguments = ["--out", str(tmp_path), "--endpoint", "OS", "--formats", "svg", *asked]
    assert main(["report", str(DEMO / "patients.csv"), *arguments]) == 0
    found = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert found["selection"]["n"] == patients
