"""A card around one view, with its title, what it shows, and its commands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.analyses.answers import FlowAnswer, SubgroupAnswer, SurvivalAnswer
from explorer.results.status import subgroup_status, survival_status
from explorer.text import count
from ui.figures.figure import Style, screen_style
from ui.figures.footer import method_line
from ui.look.theme import theme
from ui.widgets.card import Card, CardAction
from ui.widgets.plain_label import PlainLabel

OPEN = CardAction("open", "expand", "Open in its own tab")
COPY = CardAction("copy", "copy", "Copy the figure")
EXPORT = CardAction("export", "export", "Export the figure")
NUMBERS = "numbers"
"""The key of the numbers beside a figure, which can be copied and exported as a figure can."""
COPY_NUMBERS = CardAction("copy", "copy", "Copy these numbers as a table")
EXPORT_NUMBERS = CardAction("export", "export", "Export these numbers as CSV")


class View(Protocol):
    """A widget that draws answers of one kind."""

    def draw(self, answer: Any, style: Style) -> None:
        """Show an answer."""


@dataclass(frozen=True, slots=True)
class Caption:
    """What a card says over its figure: a key, and title and subtitle in terms of the answer.

    ``method`` is the line under a figure that has a tab of its own; smaller cards say it in the tool tip of
    their title.
    """

    figure: str
    title: Callable[[Any], str]
    subtitle: Callable[[Any], str]
    method: Callable[[Any], str] | None = None


def _flow_words(answer: FlowAnswer) -> str:
    return "CONSORT · dark bar = share in current filters" if answer.filtered else "CONSORT"


def _arms(answer: SurvivalAnswer) -> str:
    numbers = " vs ".join(count(arm.n) for arm in answer.arms)
    population = answer.study.population_label if answer.primary else "Filtered"
    return f"{population} · {count(answer.n)} patients, {numbers} · {survival_status(answer)}"


def _subgroup_words(answer: SubgroupAnswer) -> str:
    counted = f"{answer.endpoint.plural}/patients per arm"
    return f"Hazard ratio for {answer.endpoint.noun} · {counted} · {subgroup_status(answer)}"


FLOW = Caption("flow", lambda _: "Patient flow", _flow_words)
SURVIVAL = Caption("survival", lambda answer: answer.endpoint.label, _arms, method_line)
SUBGROUPS = Caption("subgroups", lambda _: "Subgroups", _subgroup_words)


class FigureCard(Card):
    """A card around one view.

    Signals: ``figure_action(action, figure)`` when one of its icons was clicked.
    """

    figure_action = Signal(str, str)

    def __init__(self, caption: Caption, view: QWidget, *actions: CardAction) -> None:
        super().__init__(caption.figure, actions=actions)
        self.caption, self.view = caption, view
        self.method = PlainLabel(role="ink3", px=11, wrap=True, selectable=True, parent=self)
        self.method.hide()
        self.set_body(view if caption.method is None else _over(view, self.method))
        self.action.connect(lambda key: self.figure_action.emit(key, caption.figure))

    def draw(self, answer: Any, *, emphasis: bool, bands: bool) -> None:
        """Show an answer; ``emphasis`` for the larger type of a tab of its own."""
        method = self.caption.method(answer) if self.caption.method else ""
        self.set_title(self.caption.title(answer), self.caption.subtitle(answer), method)
        self.method.setText(method)
        self.method.setVisible(emphasis and bool(method))
        view: Any = self.view
        view.draw(answer, figure_style(emphasis, bands))


def _over(view: QWidget, line: QWidget) -> QWidget:
    """The view with a line under it."""
    both = QWidget()
    column = QVBoxLayout(both)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(view, 1)
    column.addWidget(line)
    return both


def figure_style(emphasis: bool, bands: bool) -> Style:
    """The style of figures on the screen; the same object each time, for views compare it by identity."""
    style = screen_style(theme(), emphasis=emphasis)
    return style if bands else _without_bands(style)


@lru_cache(maxsize=8)
def _without_bands(style: Style) -> Style:
    return replace(style, bands=False)
