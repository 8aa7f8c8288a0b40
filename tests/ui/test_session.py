"""Session and background work: one gesture is one step, the newest question wins."""

from __future__ import annotations

import json
import time
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from explorer.cohort.cohort import Cohort
from explorer.errors import AnalysisError
from explorer.selection import Between
from ui import settings
from ui.latest import Latest
from ui.session import Session
from ui.settings import Settings


def test_that_previews_leave_no_step_behind(demo: Cohort, qtbot: QtBot) -> None:
    session = Session(demo)
    for high in range(69, 50, -1):
        session.preview(selection=session.question.selection.replacing(Between("age", high=high)))
    session.filter("Filter Age", Between("age", high=50))
    assert session.undo_label == "Filter Age"
    session.undo()
    assert session.question == session.primary
    assert session.undo_label == ""
    session.redo()
    assert session.question.selection.get("age") == Between("age", high=50)


def test_that_an_equal_question_is_no_step(demo: Cohort, qtbot: QtBot) -> None:
    session = Session(demo)
    session.commit("Nothing", landmark=session.question.landmark)
    assert session.undo_label == ""


def test_that_reset_keeps_the_endpoint_and_returns_to_the_primary_population(
    demo: Cohort, qtbot: QtBot
) -> None:
    session = Session(demo)
    session.commit("Choose endpoint", endpoint="RFS")
    session.filter("Filter Age", Between("age", low=60))
    session.reset()
    assert session.question.endpoint == "RFS"
    assert session.question.selection == demo.study.population


def test_that_the_last_answer_belongs_to_the_newest_request(qtbot: QtBot) -> None:
    latest = Latest()
    answers: list[object] = []
    latest.answered.connect(answers.append)

    def slow(number: int) -> int:
        time.sleep(0.01)
        return number

    for number in range(40):
        latest.run(partial(slow, number))
    qtbot.waitUntil(lambda: bool(answers) and answers[-1] == 39, timeout=5000)
    assert len(answers) < 40


def test_that_a_refusal_reaches_its_own_signal(qtbot: QtBot) -> None:
    latest = Latest()

    def refuse() -> None:
        raise AnalysisError("one arm only")

    with qtbot.waitSignal(latest.refused, timeout=5000) as refused:
        latest.run(refuse)
    assert str(refused.args[0]) == "one arm only"
    with qtbot.waitSignal(latest.answered, timeout=5000):
        latest.run(lambda: 1)


def test_that_settings_survive_a_round_trip_and_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "here" / "settings.json"
    monkeypatch.setattr("ui.settings.settings_path", lambda: path)
    chosen = Settings(theme="dark", size=(1300, 800), recent=("/a/b.csv",))
    settings.save_settings(chosen)
    assert settings.load_settings() == chosen
    for damage in ("", "[]", "{", json.dumps({"size": "big"}), "[" * 100_000):
        path.write_text(damage, encoding="utf-8")
        assert settings.load_settings() == Settings()


def test_that_recent_files_can_be_switched_off() -> None:
    assert Settings(keep_recent=False).opened("/x.csv").recent == ()
    assert Settings(recent=("/a", "/b")).opened("/b").recent == ("/b", "/a")
