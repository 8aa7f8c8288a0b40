"""The pages of a workspace are made when they are first asked for."""

from __future__ import annotations

from explorer.cohort.cohort import Cohort
from ui.pages.page import Page
from ui.pages.pages import Pages
from ui.session import Session
from ui.window.tabs import TABS


def test_that_a_page_is_made_once_when_it_is_asked_for(qtbot, demo: Cohort) -> None:
    made: list[Page] = []
    pages = Pages(Session(demo), made.append)
    assert (len(pages), made) == (len(TABS), [])
    last = pages[len(TABS) - 1]
    assert pages[-1] is last
    assert pages.ready == (last,) == tuple(made)


def test_that_each_figure_has_its_own_tab(qtbot, demo: Cohort) -> None:
    pages = Pages(Session(demo))
    others = pages[1:]
    assert [pages.tab_of(page.figure) for page in others] == list(range(1, len(TABS)))
