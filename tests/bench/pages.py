"""The statistics of each page on one filter change, as its page asks for them in the background."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QStandardPaths

from explorer.cohort.cohort import Cohort
from explorer.question.options import VIEWS
from explorer.question.question import Question
from explorer.selection import Between
from tests.bench.cohorts import enrolled
from tests.bench.measure import median_processor_seconds

SIZES = ((488, 9), (100_000, 3))  # patients, filter changes
VIEW_WORDS = {
    "model": "model",
    "proportionality": "proportional hazards",
    "time-varying": "time-varying",
    "comparison": "comparison",
}


def lines() -> Iterator[str]:
    """The table, a line at a time as it is measured."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    QStandardPaths.setTestModeEnabled(True)  # the settings of the user stay as they are
    yield "Statistics of each page on one filter change (age), ms of processor time; nothing is drawn"
    measured = [_measured(enrolled(n), changes) for n, changes in SIZES]
    yield f"{'page':<32}" + "".join(f"{n:>10,} patients" for n, _ in SIZES)
    for name in measured[0]:
        yield f"{name:<32}" + "".join(f"{1000 * found[name]:>19.1f}" for found in measured)


def _measured(cohort: Cohort, changes: int) -> dict[str, float]:
    from ui.app import make_app
    from ui.pages.pages import Pages
    from ui.session import Session
    from ui.window.tabs import TABS

    app = make_app()
    session = Session(cohort)
    seconds = {}
    for tab, page in zip(TABS, Pages(session), strict=True):
        for name, question in _questions(tab, session.question):
            limits = iter(range(10**9))

            def change(analyze=page.analyze, asked: Question = question, limits=limits) -> None:
                low = 30.0 + next(limits) % 20
                analyze(cohort, replace(asked, selection=asked.selection.replacing(Between("age", low))))

            seconds[name] = median_processor_seconds(change, changes)
    app.sendPostedEvents()
    return seconds


def _questions(tab: str, question: Question) -> list[tuple[str, Question]]:
    """What a page is asked: the models page once for each of its views."""
    if tab != "Models":
        return [(tab, question)]
    return [
        (f"{tab}: {VIEW_WORDS[view]}", replace(question, models=replace(question.models, view=view)))
        for view in VIEWS
    ]
