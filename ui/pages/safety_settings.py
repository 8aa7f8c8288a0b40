"""The settings of the safety page: which events count, which terms are listed, and in which order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.analyses.safety_answer import SafetyAnswer
from explorer.text import count
from ui.session import Session
from ui.widgets.choice_popover import Choice, ChoiceList
from ui.widgets.number_popover import NumberField
from ui.widgets.pill import Pill
from ui.widgets.segmented import Segmented

_SORTS = {
    "system": "by system",
    "incidence": "by frequency",
    "difference": "by difference",
    "term": "by name",
}
_RELATED = {"related": "related to treatment", "all": "all, related or not"}
_GRADES = {"1": "grade ≥1", "2": "grade ≥2", "3": "grade ≥3", "4": "grade ≥4", "5": "grade 5"}


def _choices(words: dict[str, str]) -> list[Choice]:
    return [Choice(key, text[:1].upper() + text[1:]) for key, text in words.items()]


class SafetySettings(QWidget):
    """A row of pills; each choice is one step of undo. ``view`` chooses table or plot where one has room."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._answer: SafetyAnswer | None = None
        self.chosen = ""  # the row whose patients are listed
        self.view = Segmented([("table", "Table"), ("plot", "Plot")], name="Shown")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._add_phases()
        self._add_related()
        self._add_categories()
        self._add_threshold()
        self._add_grade()
        self._add_sort()
        self._row.addStretch(1)
        self._row.addWidget(self.view)

    def draw(self, answer: SafetyAnswer) -> None:
        """Show the settings in force, those of the study file where the reader chose none."""
        self._answer, options = answer, answer.options
        phases = options.phases or ()
        cycles = f", cycles {options.cycles[0]:g}–{options.cycles[1]:g}" if options.cycles else ""
        self.phases.set_value(("all" if not phases else _short(phases)) + cycles)
        self.related.set_value("related" if options.related_only else "all")
        self.categories.set_value("all" if not options.categories else _short(options.categories))
        self.threshold.set_value(f"≥{options.threshold:g}%, {_GRADES[str(options.threshold_grade)]}")
        self.grade.set_value(_GRADES[str(options.grade)])
        self.sort.set_value(_SORTS[options.sort])

    def _add_phases(self) -> None:
        choices = ChoiceList("Phases of treatment (none checked: all)", exclusive=False)
        self._first = NumberField("From cycle", "", minimum=0, maximum=999)
        self._last = NumberField("to cycle", "", minimum=0, maximum=999)
        self.phases = self._pill("Phase", choices, self._first, self._last)

        def fill() -> None:
            self._fill(choices, {each: each for each in self._known.phases}, self._options.phases or ())
            for field, value in zip((self._first, self._last), self._cycles, strict=True):
                field.setVisible(self._known.cycles is not None)
                field.show_value(value)

        self.phases.opened.connect(fill)
        choices.chosen.connect(lambda _: self._commit("Choose phases", phases=choices.selected()))
        for field in (self._first, self._last):
            field.chosen.connect(lambda _: self._choose_cycles())

    @property
    def _cycles(self) -> tuple[float, float]:
        """The cycles in force, those of the file where none were chosen."""
        return self._options.cycles or self._known.cycles or (0.0, 0.0)

    def _choose_cycles(self) -> None:
        """All cycles of the file are no filter, for then events without a cycle count as well."""
        chosen = (self._first.value(), self._last.value())
        self._commit("Choose cycles", cycles=None if chosen == self._known.cycles else chosen)

    def _add_related(self) -> None:
        choices = ChoiceList("Events that count", exclusive=True)
        self.related = self._pill("Events", choices)
        self.related.opened.connect(
            lambda: self._fill(choices, _RELATED, ("related" if self._options.related_only else "all",))
        )
        choices.chosen.connect(lambda key: self._commit("Choose events", related_only=key == "related"))

    def _add_categories(self) -> None:
        choices = ChoiceList("Systems (none checked: all)", exclusive=False)
        self.categories = self._pill("System", choices)
        self.categories.opened.connect(
            lambda: self._fill(
                choices, {each: each for each in self._known.categories}, self._options.categories
            )
        )
        choices.chosen.connect(lambda _: self._commit("Choose systems", categories=choices.selected()))

    def _add_threshold(self) -> None:
        percent = NumberField(
            "Listed from", "% of an arm", minimum=0, maximum=100, decimals=1, presets=(0, 1, 3, 5, 10)
        )
        grade = ChoiceList("with an event of", exclusive=True)
        self.threshold = self._pill("Listed", percent, grade)

        def fill() -> None:
            percent.show_value(self._options.threshold or 0.0)
            self._fill(grade, _GRADES, (str(self._options.threshold_grade),))

        self.threshold.opened.connect(fill)
        percent.chosen.connect(lambda value: self._commit("Choose threshold", threshold=value))
        grade.chosen.connect(lambda key: self._commit("Choose threshold's grade", threshold_grade=int(key)))

    def _add_grade(self) -> None:
        choices = ChoiceList("Risk differences of", exclusive=True)
        tested = ChoiceList("Fisher's exact test of", exclusive=False)
        self.grade = self._pill("Compared", choices, tested)

        def fill() -> None:
            self._fill(choices, _GRADES, (str(self._options.grade),))
            terms = dict.fromkeys((*self._options.tested, *self._chosen_term()))
            tested.show_choices([Choice(term, term) for term in terms], self._options.tested)
            tested.setVisible(bool(terms))

        self.grade.opened.connect(fill)
        choices.chosen.connect(lambda key: self._commit("Choose compared grade", grade=int(key)))
        tested.chosen.connect(lambda _: self._commit("Choose tested rows", tested=tested.selected()))

    def _chosen_term(self) -> tuple[str, ...]:
        """The chosen row if it is a term: the rows that sum up are tested where the study file says so."""
        return tuple(row.label for row in self._known.rows if row.label == self.chosen)

    def _add_sort(self) -> None:
        choices = ChoiceList("Order of the terms", exclusive=True)
        self.sort = self._pill("Sorted", choices)
        self.sort.opened.connect(lambda: self._fill(choices, _SORTS, (self._options.sort,)))
        choices.chosen.connect(lambda key: self._commit("Choose order", sort=key))

    def _pill(self, label: str, *contents: QWidget) -> Pill:
        pill = Pill(label, *contents)
        self._row.addWidget(pill)
        return pill

    @property
    def _known(self) -> SafetyAnswer:
        assert self._answer is not None  # the row is hidden until there is a table
        return self._answer

    @property
    def _options(self) -> Any:
        return self._known.options

    def _fill(self, choices: ChoiceList, words: dict[str, str], selected: tuple[str, ...]) -> None:
        choices.show_choices(_choices(words), set(selected))

    def _commit(self, label: str, **changes: Any) -> None:
        self._session.commit(label, safety=replace(self._session.question.safety, **changes))


def _short(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{count(len(names))} chosen"
