"""The row of settings of the models page: the view, the model, its covariates and how they enter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QWidget

from explorer.analyses.models import candidates, covariate_of, own_covariates
from explorer.question.options import ModelOptions
from explorer.study.models import Covariate, Enters
from explorer.study.study import Field
from ui.session import Session
from ui.widgets.choice_popover import Choice, ChoiceList
from ui.widgets.pill import Pill
from ui.widgets.plain_label import PlainLabel
from ui.widgets.segmented import Segmented

_OWN = ""
_TREATMENT = "treatment alone"  # a choice of the list, not an id of a study's model
_NONE = ""
_MOST_LINES = 14
_ENTERS: tuple[tuple[Enters, str], ...] = (
    ("continuous", "As it is"),
    ("log", "Log₂"),
    ("categories", "In groups"),
)
_TRANSFORMS = (
    Choice("km", "Kaplan–Meier", "as R"),
    Choice("rank", "Rank of time"),
    Choice("identity", "Time"),
    Choice("log", "Log of time"),
)


class ModelsBar(QWidget):
    """Shows the options of the models page and turns gestures into a new question."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._fields = candidates(session.cohort)
        events = session.cohort.study.time_varying
        changes = events[0].label if len(events) == 1 else "Time-varying event"
        self.view = Segmented(
            [
                ("model", "Coefficients"),
                ("proportionality", "Proportional hazards"),
                ("time-varying", changes),
                ("comparison", "Comparison"),
            ],
            name="View",
        )
        self.view.chosen.connect(lambda key: self._commit("Choose view of models", view=key))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addWidget(self.view)
        self.model = self._exclusive("Model", "Cox model", self._models, self._choose_model)
        self._add_covariates()
        self._add_entering()
        self.interaction = self._exclusive(
            "Interaction", "Treatment × covariate", self._interactions, self._choose_interaction
        )
        self.transform = self._exclusive(
            "Time scale", "Scale of time in the test", lambda: _TRANSFORMS, self._choose_transform
        )
        self.term = self._exclusive("Residuals of", "Residuals of", self._terms, self._choose_term)
        self.during = self._exclusive("Event", "Event during follow-up", self._events, self._choose_event)
        self._row.addStretch(1)
        session.changed.connect(self.refresh)
        self.refresh()

    # Showing

    def refresh(self) -> None:
        """Show the question's options."""
        options, view = self._options, self._options.view
        self.view.set_current(view)
        for pill, shown in (
            (self.model, view != "time-varying"),
            (self.covariates, view == "model"),
            (self.entering, view == "model" and any(self._entering())),
            (self.interaction, view == "model" and bool(self._current())),
            (self.transform, view == "proportionality"),
            (self.term, view == "proportionality" and bool(self._current())),
            (self.during, view == "time-varying" and len(self._session.cohort.study.time_varying) > 1),
        ):
            pill.setVisible(shown)
        names = {choice.key: choice.label for choice in self._models()}
        self.model.set_value(names.get(self._model_key(), "Unknown"))
        self.covariates.set_value(str(len(self._current())))
        self.entering.set_value(self._entering_words())
        self.interaction.set_value(self._name_of(options.interaction) if options.interaction else "none")
        self.transform.set_value(
            next(choice.label for choice in _TRANSFORMS if choice.key == options.transform)
        )
        self.term.set_value(next(c.label for c in self._terms() if c.key == self._term_key()))
        events = self._session.cohort.study.time_varying
        self.during.set_value(next((e.label for e in events if options.event in (None, e.id)), "none"))

    @property
    def _options(self) -> ModelOptions:
        return self._session.question.models

    def _current(self) -> tuple[Covariate, ...]:
        return own_covariates(self._session.cohort, self._session.question)

    def _name_of(self, id: str) -> str:
        """The name of a field; where two have the same, its whole label."""
        field = self._session.cohort.study.field(id)
        same = sum(other.name == field.name for other in self._fields)
        return field.label if same > 1 else field.name

    def _model_key(self) -> str:
        options, study = self._options, self._session.cohort.study
        if options.model is None and study.models:
            return study.models[0].id
        if options.model:
            return options.model
        return _OWN if self._current() else _TREATMENT

    def _term_key(self) -> str:
        fields = [covariate.field for covariate in self._current()]
        return self._options.term if self._options.term in fields else _NONE

    def _models(self) -> list[Choice]:
        declared = [
            Choice(model.id, model.label, "of the study") for model in self._session.cohort.study.models
        ]
        own = Choice(
            _OWN, "Own covariates", tooltip="Starts from the covariates on screen; change them beside this."
        )
        return [*declared, Choice(_TREATMENT, "Treatment alone"), own]

    def _interactions(self) -> list[Choice]:
        fields = [covariate.field for covariate in self._current()]
        return [Choice(_NONE, "None"), *(Choice(field, self._name_of(field)) for field in fields)]

    def _terms(self) -> list[Choice]:
        fields = [covariate.field for covariate in self._current()]
        return [Choice(_NONE, "Treatment"), *(Choice(field, self._name_of(field)) for field in fields)]

    def _events(self) -> list[Choice]:
        return [Choice(event.id, event.label) for event in self._session.cohort.study.time_varying]

    def _entering(self) -> list[tuple[Field, Covariate]]:
        """The numbers of the model, with how they enter."""
        study = self._session.cohort.study
        pairs = [(study.field(covariate.field), covariate) for covariate in self._current()]
        return [(field, covariate) for field, covariate in pairs if field.kind == "number"]

    def _entering_words(self) -> str:
        ways = {covariate.enters for _, covariate in self._entering()}
        return dict(_ENTERS)[ways.pop()].lower() if len(ways) == 1 else "differently"

    # Building

    def _exclusive(
        self,
        label: str,
        title: str,
        choices: Callable[[], Any],
        choose: Callable[[str], None],
    ) -> Pill:
        keys: dict[str, Callable[[], str]] = {
            "Model": self._model_key,
            "Interaction": lambda: self._options.interaction,
            "Time scale": lambda: self._options.transform,
            "Residuals of": self._term_key,
            "Event": lambda: self._options.event or self._events()[0].key,
        }
        found = ChoiceList(title, exclusive=True)
        pill = Pill(label, found)
        pill.opened.connect(lambda: found.show_choices(choices(), {keys[label]()}))
        found.chosen.connect(choose)
        found.chosen.connect(lambda _: pill.close_popover())
        self._row.addWidget(pill)
        return pill

    def _add_covariates(self) -> None:
        choices = ChoiceList("Known by randomization", exclusive=False)
        missing = ChoiceList("Patients without a value", exclusive=False)
        area = QScrollArea()
        area.setWidget(choices)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.viewport().setAutoFillBackground(False)
        choices.setAutoFillBackground(False)
        area.setFocusProxy(choices)
        self.covariates = Pill("Covariates", area, missing)

        def fill() -> None:
            strata = self._session.question.strata
            fields = [
                Choice(field.id, self._name_of(field.id), "stratum" if field.id in strata else field.unit)
                for field in self._fields
            ]
            current = self._current()
            choices.show_choices(fields, {covariate.field for covariate in current})
            size = choices.sizeHint()
            area.setFixedSize(size.width() + 24, min(size.height(), 24 + 28 * _MOST_LINES))
            levels = {covariate.missing for covariate in current if covariate.enters == "categories"}
            own = [Choice("own level", "Are a level of their own, in categories")]
            missing.show_choices(own, levels if levels == {"own level"} else set())

        self.covariates.opened.connect(fill)
        choices.chosen.connect(self._toggle)
        missing.chosen.connect(lambda _: self._keep_missing("own level" in missing.selected()))
        self._row.addWidget(self.covariates)

    def _add_entering(self) -> None:
        sheet = QWidget()
        grid = QGridLayout(sheet)
        grid.setContentsMargins(8, 4, 8, 4)
        grid.setVerticalSpacing(6)
        self.entering = Pill("Numbers enter", sheet)

        def fill() -> None:
            while (item := grid.takeAt(0)) is not None:
                if (old := item.widget()) is not None:
                    old.hide()
                    old.deleteLater()
            for line, (field, covariate) in enumerate(self._entering()):
                name = self._name_of(field.id)
                ways = Segmented(_ENTERS, name=f"{name} enters")
                ways.set_current(covariate.enters)
                ways.chosen.connect(partial(self._enter, field))
                grid.addWidget(PlainLabel(name), line, 0)
                grid.addWidget(ways, line, 1)

        self.entering.opened.connect(fill)
        self._row.addWidget(self.entering)

    # Choosing

    def _commit(self, label: str, **changes: Any) -> None:
        self._session.commit(label, models=replace(self._options, **changes))

    def _choose_model(self, key: str) -> None:
        if key == _TREATMENT:
            self._commit("Choose model", model="", covariates=(), interaction="")
        elif key == _OWN:
            covariates = self._current() or self._first_covariate()
            self._commit("Choose model", model="", covariates=covariates)
        else:
            self._commit("Choose model", model=key, interaction="")

    def _first_covariate(self) -> tuple[Covariate, ...]:
        strata = self._session.question.strata
        free = [field for field in self._fields if field.id not in strata]
        return tuple(covariate_of(self._session.cohort, field) for field in free[:1])

    def _toggle(self, id: str) -> None:
        current = self._current()
        kept = tuple(covariate for covariate in current if covariate.field != id)
        field = self._session.cohort.study.field(id)
        if len(kept) == len(current):
            kept = (*current, covariate_of(self._session.cohort, field))
        self._set_covariates(f"Change covariate {self._name_of(id)}", kept)

    def _enter(self, field: Field, enters: Enters) -> None:
        changed = covariate_of(self._session.cohort, field, enters)
        kept = tuple(changed if each.field == field.id else each for each in self._current())
        self._set_covariates(f"Change how {self._name_of(field.id)} enters", kept)

    def _keep_missing(self, kept: bool) -> None:
        study = self._session.cohort.study
        covariates = tuple(
            replace(covariate, missing="own level" if kept else "left out")
            if study.field(covariate.field).kind == "category" or covariate.enters == "categories"
            else covariate
            for covariate in self._current()
        )
        self._set_covariates("Change what becomes of missing values", covariates)

    def _set_covariates(self, label: str, covariates: tuple[Covariate, ...]) -> None:
        fields = {covariate.field for covariate in covariates}
        interaction = self._options.interaction if self._options.interaction in fields else ""
        self._commit(label, model="", covariates=covariates, interaction=interaction)

    def _choose_interaction(self, key: str) -> None:
        self._commit("Choose interaction", interaction=key)

    def _choose_transform(self, key: str) -> None:
        self._commit("Choose time scale", transform=key)

    def _choose_term(self, key: str) -> None:
        self._commit("Choose residuals", term=key)

    def _choose_event(self, key: str) -> None:
        self._commit("Choose event", event=key)
