"""The newest request wins, and what runs can be given up."""

from __future__ import annotations

import time
from functools import partial

from pytestqt.qtbot import QtBot

from explorer.patience import still_wanted
from ui import latest as module
from ui.latest import Latest


def long(answer: str, seconds: float = 30.0) -> str:
    """A computation that asks between its steps whether it is still wanted."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(0.005)
        still_wanted()
    return answer


def test_that_a_long_job_is_given_up_for_a_newer_one(qtbot: QtBot) -> None:
    latest = Latest()
    answers: list[object] = []
    latest.answered.connect(answers.append)
    latest.run(partial(long, "old"))
    with qtbot.waitSignal(latest.answered, timeout=5000):
        latest.run(lambda: "new")
    assert answers == ["new"]
    assert not latest.busy


def test_that_a_short_job_that_was_overtaken_is_still_shown(qtbot: QtBot) -> None:
    latest = Latest()
    answers: list[object] = []
    latest.answered.connect(answers.append)
    latest.run(partial(long, "old", 0.02))
    latest.run(lambda: "new")
    qtbot.waitUntil(lambda: len(answers) == 2, timeout=5000)
    assert answers == ["old", "new"]


def test_that_a_long_gesture_shows_something_on_its_way(qtbot: QtBot) -> None:
    latest = Latest()
    answers: list[object] = []
    latest.answered.connect(answers.append)
    needed = 1.5 * module.PATIENCE / 1000  # longer than the patience, so that at first all are given up
    started = time.monotonic()
    number = 0
    while not answers and time.monotonic() - started < 15:
        number += 1
        latest.run(partial(long, str(number), needed))
        qtbot.wait(20)
    assert answers
    latest.cancel()
    qtbot.waitUntil(lambda: not latest.busy, timeout=5000)


def test_that_cancel_delivers_no_answer(qtbot: QtBot) -> None:
    latest = Latest()
    answers: list[object] = []
    latest.answered.connect(answers.append)
    for job in (partial(long, "stops"), partial(time.sleep, 0.1)):  # one that asks, and one that does not
        latest.run(job)
        with qtbot.waitSignal(latest.cancelled, timeout=5000):
            latest.cancel()
    assert not answers
    assert not latest.busy


def test_that_cancel_with_nothing_to_do_does_nothing(qtbot: QtBot) -> None:
    latest = Latest()
    with qtbot.assertNotEmitted(latest.cancelled, wait=20):
        latest.cancel()


def test_that_a_job_ends_with_the_window_that_asked(qtbot: QtBot) -> None:
    latest = Latest()
    ended: list[bool] = []

    def job() -> None:
        try:
            long("never")
        finally:
            ended.append(True)

    latest.run(job)
    latest.deleteLater()
    qtbot.waitUntil(lambda: bool(ended), timeout=5000)
