"""The Survival tab: the curves on the scale that was chosen, with all that is estimated beside them."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget

from explorer.analyses.answers import SurvivalAnswer
from explorer.analyses.extended_answers import ExtendedSurvivalAnswer
from explorer.analyses.survival_extended import survival_extended
from explorer.results.sheets import survival_sheet
from ui.figures.figure import Style
from ui.figures.survival_scale import in_words, panels
from ui.pages.extended_words import IN_FULL, in_full_sections
from ui.pages.figure_page import FigurePage
from ui.pages.linked_views import kaplan_meier_view, panels_view
from ui.pages.survival_settings import SurvivalSettings
from ui.session import Session


class SurvivalPage(FigurePage):
    """Curves by arm as large as the window allows."""

    def __init__(self, session: Session) -> None:
        self.view = SurvivalView(session)
        self.settings = SurvivalSettings(session)
        super().__init__(
            survival_extended,
            IN_FULL,
            self.view,
            "Estimates",
            in_full_sections,
            self.settings,
            sheet=survival_sheet,
        )

    def draw(self, answer: ExtendedSurvivalAnswer, *, bands: bool) -> None:
        """Show an answer."""
        super().draw(answer, bands=bands)
        self.settings.show_tau(answer.tau)

    def drawn(self, answer: ExtendedSurvivalAnswer) -> SurvivalAnswer | ExtendedSurvivalAnswer:
        """What the figure shows: the curves of survival, or all of it where they are on another scale."""
        return answer.curves if answer.question.extended.display == "survival" else answer


class SurvivalView(QStackedWidget):
    """Draws the curves, from the start or from a landmark on: of survival, or on another scale."""

    def __init__(self, session: Session) -> None:
        super().__init__()

        def start() -> float:
            return session.question.extended.from_month or 0.0

        self.curves = kaplan_meier_view(session, start)
        self.scaled = panels_view(session, panels, in_words, "Curves by arm", start)
        self.addWidget(self.curves)
        self.addWidget(self.scaled)

    def draw(self, answer: ExtendedSurvivalAnswer, style: Style) -> None:
        """Show an answer."""
        if answer.question.extended.display == "survival":
            self.setCurrentWidget(self.curves)
            self.curves.draw(answer.curves, style)
        else:
            self.setCurrentWidget(self.scaled)
            self.scaled.draw(answer, style)
