"""The page of competing risks, and what it says where a study declares none."""

from __future__ import annotations

from explorer.analyses.competing import competing
from explorer.analyses.competing_answers import CompetingAnswer
from explorer.cohort.cohort import Cohort
from explorer.question.question import Question
from explorer.results.sheets import causes_sheet
from ui.figures.cumulative_incidence import in_words, panels
from ui.pages.competing_settings import CompetingSettings
from ui.pages.competing_words import COMPETING, competing_sections
from ui.pages.figure_page import FigurePage
from ui.pages.linked_views import panels_view
from ui.session import Session
from ui.widgets.message_card import Message

NONE_DECLARED = Message(
    "No competing risks to show",
    "The study file declares no competing risks.",
    footer="To show them, add [[competing]] to the study file, with the causes of which each patient can "
    "have only the first, such as relapse and death without relapse.",
    kind="info",
)


class CompetingPage(FigurePage):
    """Cumulative incidence of each cause by arm, its tests and hazard ratios."""

    def __init__(self, session: Session) -> None:
        view = panels_view(session, panels, in_words, "Cumulative incidence of competing risks")
        self.settings = CompetingSettings(session)
        super().__init__(
            _competing,
            COMPETING,
            view,
            "Estimates",
            competing_sections,
            self.settings,
            lambda answer: NONE_DECLARED if answer is None else None,
            causes_sheet,
        )


def _competing(cohort: Cohort, question: Question) -> CompetingAnswer | None:
    return competing(cohort, question) if cohort.study.competing else None
