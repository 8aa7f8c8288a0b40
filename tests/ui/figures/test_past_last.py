"""Past the last follow-up: key figures, estimates, and what is read off a curve say the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from explorer.analyses.competing import competing
from explorer.analyses.survival import survival
from explorer.cohort.cohort import Cohort
from explorer.question.profiles import Profile, with_profile
from explorer.question.question import Question, primary_question
from ui.figures import cumulative_incidence, kaplan_meier
from ui.figures.figure import screen_style
from ui.figures.panel_hover import paint_reading
from ui.figures.survival_hover import reading_in_words
from ui.look.palette import LIGHT
from ui.pages.estimates import survival_sections
from ui.pages.key_figures import key_figures

SCREEN = screen_style(LIGHT, emphasis=True)
LATE = 120.0


def asked(demo: Cohort, profile: Profile) -> Question:
    return replace(with_profile(primary_question(demo.study), profile), landmark=LATE, horizon=LATE)


@pytest.mark.parametrize(
    ("profile", "shares", "cells", "note"),
    [
        ("own", "–vs–", ("NE", "NE"), "NE: not estimable, past the last follow-up."),
        (
            "R",
            "80%vs58%",
            ("80 (71–90)", "58 (48–70)"),
            "Past the last follow-up of an arm its last value is carried on.",
        ),
    ],
)
def test_that_estimates_say_what_the_key_figures_say(
    demo: Cohort, profile: Profile, shares: str, cells: tuple[str, str], note: str
) -> None:
    answer = survival(demo, asked(demo, profile))
    (cell,) = [cell for cell in key_figures(answer) if cell.caption == "10-year overall survival"]
    assert "".join(run.text for run in cell.value).replace("—", "–") == shares
    estimates = survival_sections(answer)[0]
    assert (estimates.rows[-1], estimates.note) == (("120", *cells), note)


@pytest.mark.parametrize(("profile", "ended"), [("own", True), ("R", False)])
def test_that_a_reading_of_a_curve_asks_the_question(
    record: Callable[..., Any], demo: Cohort, profile: Profile, ended: bool
) -> None:
    question = asked(demo, profile)
    curves, risks = survival(demo, question), competing(demo, question)
    layout = record(lambda painter, rect: kaplan_meier.paint(painter, rect, curves, SCREEN), 900, 500).result
    assert ("no follow-up" in reading_in_words(layout, curves, LATE)) is ended

    def paint(painter: QPainter, rect: QRectF) -> None:
        figure = cumulative_incidence.panels(risks, SCREEN)
        layouts = cumulative_incidence.paint(painter, rect, risks, SCREEN)
        paint_reading(painter, figure, layouts, SCREEN, 0, LATE)

    assert ("no follow-up" in record(paint, 1200, 700).words()) is ended
