"""The models page: coefficients, proportional hazards, a time-varying event, or a comparison of models."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from explorer.analyses.model_answers import (
    ComparisonOfModels,
    ModelAnswer,
    ProportionalityAnswer,
    TimeVaryingAnswer,
)
from explorer.analyses.models import ModelsAnswer, NoModel, models
from explorer.results.number_sheet import NumberSheet
from explorer.results.sheets import proportionality_sheet
from explorer.text import counted
from ui.figures import coefficients, state_curves
from ui.figures.coefficient_rows import line_in_words, lines_of
from ui.figures.figure import Style
from ui.figures.residual_plot import chosen_row, points_of, term_name, without_residuals
from ui.pages.figure_card import Caption
from ui.pages.figure_page import FigurePage
from ui.pages.models_settings import ModelsBar
from ui.pages.models_words import models_sections
from ui.plots.painted_view import PaintedView
from ui.plots.residual_view import ResidualView
from ui.session import Session
from ui.widgets.plain_label import PlainLabel


def _title(answer: ModelsAnswer) -> str:
    if isinstance(answer, NoModel):
        return "Models"
    if isinstance(answer, ModelAnswer):
        return f"Cox model of {answer.endpoint.label.lower()}"
    if isinstance(answer, ProportionalityAnswer):
        return f"Proportional hazards: {term_name(answer, chosen_row(answer)).lower()}"
    if isinstance(answer, TimeVaryingAnswer):
        return f"{answer.endpoint.label} before and after {answer.event.label.lower()}"
    return f"{answer.compare.short} against {answer.reference.short}: {answer.endpoint.label.lower()}"


def _subtitle(answer: ModelsAnswer) -> str:
    if isinstance(answer, NoModel):
        return ""
    if isinstance(answer, ComparisonOfModels):
        return "Hazard ratio of treatment under each model"
    events = counted(answer.events, answer.endpoint.noun, answer.endpoint.plural)
    return f"{counted(answer.n, 'patient')}, {events}"


MODELS = Caption("models", _title, _subtitle)


def models_page(session: Session) -> FigurePage:
    """The page, its row of settings over figure and numbers."""
    return ModelsPage(
        models, MODELS, ModelViews(), "Numbers", models_sections, ModelsBar(session), sheet=_sheet
    )


class ModelsPage(FigurePage):
    """A page whose figure depends on the view; without a result there is none to copy or export."""

    def draw(self, answer: Any, *, bands: bool) -> None:
        """Show an answer; only the check of proportional hazards has numbers that its figure has not."""
        super().draw(answer, bands=bands)
        self.side.setVisible(not isinstance(answer, NoModel))
        for button in ("copy", "export"):
            self.side.button(button).setVisible(isinstance(answer, ProportionalityAnswer))
            self.card.button(button).setEnabled(self.drawn(answer) is not None)

    def drawn(self, answer: Any) -> Any:
        """The whole answer, None where there are only words."""
        return None if isinstance(answer, NoModel) else answer


def _sheet(answer: ModelsAnswer) -> NumberSheet | None:
    """The tests of proportional hazards: the figure's own numbers are the residuals."""
    if not isinstance(answer, ProportionalityAnswer):
        return None
    return proportionality_sheet(answer)


class ModelViews(QStackedWidget):
    """Draws any answer of the page, in the view that is made for it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        plot = PaintedView(
            "Coefficient plot",
            coefficients.paint,
            coefficients.height_in,
            lambda answer: ". ".join(line_in_words(line) for line in lines_of(answer)),
        )
        self._words = Words()
        states = PaintedView(
            "Simon–Makuch curves",
            state_curves.paint,
            None,
            lambda answer: " ".join(state_curves.notes_of(answer)),
        )
        self._views: dict[type, Any] = {
            ModelAnswer: plot,
            ComparisonOfModels: plot,
            ProportionalityAnswer: ResidualView(),
            TimeVaryingAnswer: states,
            NoModel: self._words,
        }
        for view in dict.fromkeys(self._views.values()):
            self.addWidget(view)

    def draw(self, answer: ModelsAnswer, style: Style) -> None:
        """Show an answer."""
        view = self._views[type(answer)]
        if isinstance(answer, ProportionalityAnswer) and points_of(answer) is None:
            view, answer = self._words, NoModel(answer.study, without_residuals(answer))
        elif _is_about_nobody(answer):
            view, answer = self._words, NoModel(answer.study, "No patients match these filters: remove one.")
        self.setCurrentWidget(view)
        view.draw(answer, style)


def _is_about_nobody(answer: ModelsAnswer) -> bool:
    if isinstance(answer, ModelAnswer):
        return not answer.selected
    return isinstance(answer, ComparisonOfModels) and not any(each.n for each in answer.models)


class Words(QWidget):
    """Says in the middle of a card why there is nothing to draw."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = PlainLabel("", role="ink2", wrap=True, selectable=True)
        self.label.setFixedWidth(440)
        column = QVBoxLayout(self)
        column.addWidget(self.label, 0, Qt.AlignmentFlag.AlignCenter)

    def draw(self, answer: NoModel, style: Style) -> None:
        """Show the reason."""
        self.label.setText(answer.reason)
