"""The views as parts of one session: what is clicked in one of them becomes the cohort of all."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from explorer.question.where import describe_criterion
from explorer.selection import OneOf, Selection
from ui.figures.curve_panels import PanelFigure
from ui.figures.figure import Style
from ui.plots.consort_view import ConsortView
from ui.plots.forest_view import ForestView
from ui.plots.kaplan_meier_view import KaplanMeierView
from ui.plots.panels_view import PanelsView
from ui.session import Session


def kaplan_meier_view(session: Session, start: Callable[[], float] = lambda: 0.0) -> KaplanMeierView:
    """Curves whose landmark can be dragged; their time begins at ``start`` months."""
    view = KaplanMeierView()
    _link_landmark(session, view, start)
    return view


def panels_view(
    session: Session,
    panels: Callable[[Any, Style], PanelFigure],
    in_words: Callable[[Any], str],
    name: str,
    start: Callable[[], float] = lambda: 0.0,
) -> PanelsView:
    """Panels of rising curves whose landmark can be dragged; their time begins at ``start`` months."""
    view = PanelsView(panels, in_words, name)
    _link_landmark(session, view, start)
    return view


def _link_landmark(session: Session, view: KaplanMeierView | PanelsView, start: Callable[[], float]) -> None:
    view.landmark_dragged.connect(lambda months: session.preview(landmark=months + start()))
    view.landmark_released.connect(lambda months: session.commit("Move landmark", landmark=months + start()))


def forest_view(session: Session, *, grouped: bool = False) -> ForestView:
    """A forest plot whose rows become the cohort."""
    view = ForestView(grouped=grouped)
    view.row_chosen.connect(partial(choose_level, session))
    return view


def consort_view(session: Session) -> ConsortView:
    """A flow diagram whose boxes become the cohort."""
    view = ConsortView()
    view.box_chosen.connect(partial(choose_box, session))
    return view


def choose_level(session: Session, field_id: str, level: str, add: bool) -> None:
    """Make a row of the forest plot the cohort, or add it to the filters."""
    study = session.cohort.study
    field = study.field(field_id)
    rule = next((rule for rule in field.rules if rule.level == level), None)
    chosen = Selection((OneOf(field_id, frozenset([level])),))
    if rule is not None and not field.column and field_id not in study.filter_ids:
        chosen = rule.where  # the filter panel shows the field that the level is made from
    base = session.question.selection if add else study.population
    for each in chosen.criteria:
        base = base.without(each.field)
    session.select(f"Choose {describe_criterion(chosen.criteria[0], study)}", base & chosen)


def choose_box(session: Session, step_id: str) -> None:
    """Make the patients of a box of the flow the cohort."""
    steps = {step.id: step for step in session.cohort.study.flow}
    selection, step = Selection(), steps[step_id]
    label = step.label
    while True:
        selection = selection & step.where
        if not step.parent:
            break
        step = steps[step.parent]
    session.select(f"Choose {label}", selection)
