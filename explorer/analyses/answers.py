"""What analyses answer: frozen values that can draw nothing. Durations are in months, survival in 0..1."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from explorer.columns import MISSING
from explorer.question.question import Question
from explorer.selection import Criterion, Selection
from explorer.study.study import Arm, Endpoint, Field, FlowStep, Study
from explorer.survival.km import KaplanMeier


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its confidence limits; None where it is not reached or cannot be estimated.

    ``not_estimable`` says why a difference has no value, or no limits.
    """

    value: float | None
    lower: float | None = None
    upper: float | None = None
    not_estimable: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The curve at one time; ``beyond`` when the arm's last follow-up lies before it: then there is no value,
    unless the question carries the last one on."""

    time: float
    survival: float | None
    lower: float | None
    upper: float | None
    std_err: float | None
    at_risk: int
    beyond: bool = False


@dataclass(frozen=True, slots=True)
class HazardRatio:
    """Arm against reference; ``not_estimable`` says why there is no value ("" when there is one)."""

    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    p: float | None = None
    std_err: float | None = None
    not_estimable: str = ""


@dataclass(frozen=True, slots=True)
class Test:
    """A chi-square test."""

    __test__ = False  # pytest would collect it by its name
    chi2: float
    df: int
    p: float


@dataclass(frozen=True, slots=True, eq=False)
class ArmSurvival:
    """One arm's curve. ``curve`` is None when the arm has no patients with this endpoint."""

    arm: Arm
    n: int
    events: int
    curve: KaplanMeier | None
    median: Estimate
    landmarks: tuple[Reading, ...]
    at_landmark: Reading


@dataclass(frozen=True, slots=True, eq=False)
class SurvivalAnswer:
    """The curves of the arms and their comparison.

    ``arms`` in the study's order; ``hazard_ratios`` one an arm, None for the reference; ``compare`` indexes
    the arm that the question compares; ``comparable`` is False when some patients were not randomized:
    then no P value and no difference may be shown. ``horizon`` is where the curves end, in months.
    ``difference`` is survival of the compared arm less the reference at the landmark.
    """

    study: Study
    question: Question
    endpoint: Endpoint
    n: int
    without_outcome: int
    arms: tuple[ArmSurvival, ...]
    reference: int
    compare: int
    hazard_ratios: tuple[HazardRatio | None, ...]
    logrank: Test | None
    difference: Estimate
    follow_up: Estimate
    strata_labels: tuple[str, ...]
    comparable: bool
    primary: bool
    synthetic: bool
    horizon: float
    notes: tuple[str, ...] = ()
    data_cut: str = ""

    @property
    def hazard_ratio(self) -> HazardRatio:
        """The compared arm's hazard ratio against the reference."""
        return self.hazard_ratios[self.compare] or HazardRatio(not_estimable="not estimable: one arm only")


@dataclass(frozen=True, slots=True)
class SubgroupRow:
    """One level of one field. ``reference_*`` and ``compare_*`` count the two arms that are compared."""

    level: str
    label: str
    n: int
    events: int
    compare_n: int
    compare_events: int
    reference_n: int
    reference_events: int
    hazard_ratio: HazardRatio
    in_cohort: bool = True


@dataclass(frozen=True, slots=True)
class SubgroupBlock:
    """The rows of one field, with the test of interaction and the strata of its models."""

    field: Field
    post_hoc: bool
    rows: tuple[SubgroupRow, ...]
    interaction: Test | None
    interaction_note: str
    strata_labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class SubgroupAnswer:
    """The forest plot: the overall row, and a block for each subgroup field."""

    study: Study
    question: Question
    endpoint: Endpoint
    compare: Arm
    reference: Arm
    overall: SubgroupRow
    overall_strata_labels: tuple[str, ...]
    blocks: tuple[SubgroupBlock, ...]
    comparable: bool
    primary: bool
    synthetic: bool
    notes: tuple[str, ...] = ()
    data_cut: str = ""


@dataclass(frozen=True, slots=True)
class CountedLine:
    """A line of a box: a label, its count in the whole file and in the current selection."""

    label: str
    n: int
    selected: int


@dataclass(frozen=True, slots=True)
class FlowBox:
    """A box of the CONSORT flow.

    ``n`` counts the file's patients, ``selected`` those of them in the current selection. ``left`` are the
    parent's patients who are not here (``left_n``, explained by ``reasons``; ``left_notes`` are not part
    of the sum). ``unexplained`` is ``left_n`` less the reasons: not 0 means that the sums do not add up.
    ``analyzed`` counts the patients of an arm with the endpoint's outcome (None for other boxes).
    """

    step: FlowStep
    n: int
    selected: int
    left_n: int = 0
    left_selected: int = 0
    reasons: tuple[CountedLine, ...] = ()
    left_notes: tuple[CountedLine, ...] = ()
    unexplained: int = 0
    lines: tuple[CountedLine, ...] = ()
    analyzed: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class FlowAnswer:
    """The CONSORT flow in trial order. ``discrepancies`` are sentences on sums that do not add up."""

    study: Study
    endpoint: Endpoint
    boxes: tuple[FlowBox, ...]
    filtered: bool
    synthetic: bool
    discrepancies: tuple[str, ...] = ()
    selection: Selection = field(default_factory=Selection)
    data_cut: str = ""


@dataclass(frozen=True, slots=True)
class FacetLevel:
    """A level of a field: how many patients it would show under all other filters, and in the population."""

    level: str
    label: str
    count: int
    population: int

    @property
    def is_missing(self) -> bool:
        """Whether this is the level of patients without a value."""
        return self.level == MISSING


@dataclass(frozen=True, slots=True, eq=False)
class Histogram:
    """A number field's distribution: ``edges`` (k + 1,), counts (k,) in the population and in the selection.

    ``low`` and ``high`` are the smallest and largest value in the file, rounded outwards to the ``step`` in
    which a range is best chosen.
    """

    low: float
    high: float
    step: float
    edges: NDArray[np.float64]
    population: NDArray[np.int64]
    selected: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Facet:
    """A field of the filter panel: its levels, and for a number its histogram."""

    field: Field
    levels: tuple[FacetLevel, ...]
    histogram: Histogram | None = None


@dataclass(frozen=True, slots=True, eq=False)
class FacetAnswer:
    """The filter panel: how many patients are selected, of how many, and every facet's counts.

    ``relief`` is given when nobody is selected: the filter whose removal brings back most patients.
    """

    n: int
    of: int
    facets: tuple[Facet, ...]
    relief: Criterion | None = None


@dataclass(frozen=True, slots=True, eq=False)
class SelectedCohort:
    """What stands around every page.

    ``comparable``: every selected patient with an arm was randomized; ``primary``: they are the trial's own
    population; ``horizon``: where curves end, in months; ``after_randomization``: the fields that select or
    adjust although they are known only after randomization (intention-to-treat guard).
    """

    facets: FacetAnswer
    comparable: bool
    primary: bool
    horizon: float
    after_randomization: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class OverviewAnswer:
    """The three linked answers of the Overview."""

    flow: FlowAnswer
    survival: SurvivalAnswer
    subgroups: SubgroupAnswer

    def part(self, figure: str) -> SurvivalAnswer | SubgroupAnswer | FlowAnswer:
        """The answer that a figure shows: "survival", "subgroups" or "flow"."""
        if figure == "flow":
            return self.flow
        return self.survival if figure == "survival" else self.subgroups
