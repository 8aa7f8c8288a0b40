"""What the baseline table answers: columns, blocks of rows, and cells as written, with their numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from explorer.question.question import Question
from explorer.statistics.quantiles import Distribution
from explorer.study.study import Arm, Field, Study


@dataclass(frozen=True, slots=True)
class BaselineColumn:
    """An arm, or all patients (``arm`` None)."""

    label: str
    arm: Arm | None
    n: int


@dataclass(frozen=True, slots=True)
class BaselineCell:
    """A cell as it is written, with its numbers: a count with its share in 0..1, or a distribution."""

    text: str
    n: int | None = None
    share: float | None = None
    distribution: Distribution | None = None


@dataclass(frozen=True, slots=True)
class BaselineRow:
    """A row with one cell a column; ``difference`` is standardized, None unless asked for and estimable."""

    kind: Literal["summary", "count", "missing"]
    label: str
    cells: tuple[BaselineCell, ...]
    difference: float | None = None


@dataclass(frozen=True, slots=True)
class BaselineBlock:
    """The rows of one field. ``known`` counts the patients of each column with a value; ``known_text`` says
    so in words where some have none ("" where all have one). ``difference`` is that of the whole field."""

    field: Field
    label: str
    known: tuple[int, ...]
    known_text: str
    rows: tuple[BaselineRow, ...]
    difference: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class BaselineAnswer:
    """Table 1: a column for each arm in the study's order, the last one for all selected patients.

    ``comparable`` is False when some of the selected patients were not randomized; ``compare`` and
    ``reference`` are the arms of the standardized differences.
    """

    study: Study
    question: Question
    columns: tuple[BaselineColumn, ...]
    blocks: tuple[BaselineBlock, ...]
    compare: Arm
    reference: Arm
    comparable: bool
    primary: bool
    synthetic: bool
    notes: tuple[str, ...] = ()
    data_cut: str = ""
