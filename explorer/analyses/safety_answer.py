"""What the safety table answers: adverse events by term, worst grade and arm, and its options."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.question.options import SafetyOptions
from explorer.question.question import Question
from explorer.statistics.proportions import Interval
from explorer.study.study import Arm, Study


@dataclass(frozen=True, slots=True)
class WorstGrades:
    """How many of an arm's ``of`` patients have each worst grade, 1 to 5, of a term or of several."""

    by_grade: tuple[int, ...]
    of: int

    def at(self, grade: int) -> int:
        """Patients whose worst grade is this one."""
        return self.by_grade[grade - 1]

    def at_least(self, grade: int) -> int:
        """Patients with this grade or worse."""
        return sum(self.by_grade[grade - 1 :])

    @property
    def any(self) -> int:
        """Patients with any grade."""
        return sum(self.by_grade)

    def share(self, patients: int) -> float | None:
        """Some of the patients as a share in 0..1; None without patients."""
        return patients / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class ToxicityRow:
    """A term, or a row that sums up several (``terms`` are all that count in it).

    ``cells`` one an arm, in the study's order. ``difference`` is the share with ``grade`` or worse in the
    compared arm less the reference, None without patients; ``fisher_p`` is None unless the row is tested.
    Both are None unless the patients were randomized.
    """

    label: str
    category: str
    terms: tuple[str, ...]
    cells: tuple[WorstGrades, ...]
    grade: int
    difference: Interval | None
    fisher_p: float | None = None


@dataclass(frozen=True, slots=True)
class SafetyColumn:
    """An arm: ``n`` patients are the denominator, ``selected`` were asked for."""

    arm: Arm
    n: int
    selected: int


@dataclass(frozen=True, slots=True, eq=False)
class SafetyAnswer:
    """The safety table. ``unavailable`` says why there is none ("" when there is one).

    ``options`` are those of the question, with what the study file says in the place of None.
    ``summaries`` are the rows that the study declares, ``rows`` the listed terms; ``below`` counts the terms
    that occurred but are below the threshold. ``notes`` say who and what is counted, ``comparison_notes`` how
    the arms are compared. ``phases``, ``categories`` and ``cycles`` (low, high; None
    without) are those of the file, for choosing.
    """

    study: Study
    question: Question
    options: SafetyOptions
    columns: tuple[SafetyColumn, ...]
    summaries: tuple[ToxicityRow, ...]
    rows: tuple[ToxicityRow, ...]
    below: int
    compare: Arm
    reference: Arm
    phases: tuple[str, ...]
    categories: tuple[str, ...]
    cycles: tuple[float, float] | None
    comparable: bool
    primary: bool
    synthetic: bool
    notes: tuple[str, ...] = ()
    comparison_notes: tuple[str, ...] = ()
    unavailable: str = ""
    data_cut: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is a table, but nobody whose events it could count."""
        return not self.unavailable and not any(column.n for column in self.columns)


@dataclass(frozen=True, slots=True, eq=False)
class SafetyTable:
    """The same answer as a table of counts, where the ``safety`` answer itself is shown as a plot."""

    safety: SafetyAnswer

    @property
    def study(self) -> Study:
        """The study of the answer."""
        return self.safety.study

    @property
    def question(self) -> Question:
        """The question of the answer."""
        return self.safety.question

    @property
    def notes(self) -> tuple[str, ...]:
        """Who and what is counted."""
        return self.safety.notes

    @property
    def comparable(self) -> bool:
        """Whether all of the patients were randomized."""
        return self.safety.comparable

    @property
    def primary(self) -> bool:
        """Whether the patients are the trial's own population."""
        return self.safety.primary

    @property
    def synthetic(self) -> bool:
        """Whether the data are synthetic."""
        return self.safety.synthetic

    @property
    def data_cut(self) -> str:
        """The latest date of contact in the file."""
        return self.safety.data_cut


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One adverse event behind a row of the table; ``row`` is its row in the sheet, ``onset`` an ISO date."""

    patient: str
    arm: str
    term: str
    category: str
    grade: int
    cycle: float | None
    phase: str
    related: bool
    onset: str
    row: int
