"""The page of competing risks, and what it says where a study declares none."""

from __future__ import annotations

from PySide6.QtCore import Qt

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
from ui.widgets.plain_label import PlainLabel

NONE_DECLARED = (
    "This study declares no competing risks. To see them, add a section [[competing]] to its study file with "
    "the causes of which each patient can have only the first, such as relapse and death without relapse."
)


class CompetingPage(FigurePage):
    """Cumulative incidence of each cause by arm, its tests and hazard ratios."""

    def __init__(self, session: Session) -> None:
        view = panels_view(session, panels, in_words, "Cumulative incidence of competing risks")
        self.settings = CompetingSettings(session)
        super().__init__(
            _competing, COMPETING, view, "Estimates", competing_sections, self.settings, causes_sheet
        )
        self.nothing = PlainLabel(NONE_DECLARED, role="ink2", wrap=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._column.addWidget(self.nothing, 1)
        self._show(bool(session.cohort.study.competing))

    def draw(self, answer: CompetingAnswer | None, *, bands: bool) -> None:
        """Show an answer, or that there is none."""
        if answer is not None:
            super().draw(answer, bands=bands)

    def _show(self, declared: bool) -> None:
        for widget in (self.settings, self.card, self.side):
            widget.setVisible(declared)
        self.nothing.setVisible(not declared)


def _competing(cohort: Cohort, question: Question) -> CompetingAnswer | None:
    if not cohort.study.competing:
        return None
    return competing(cohort, question, question.competing.risks)
