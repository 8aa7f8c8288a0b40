"""What the analyses of models answer: frozen values that can draw nothing."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.analyses.answers import HazardRatio, Test
from explorer.question.model_question import ModelQuestion
from explorer.question.question import Question
from explorer.study.models import TimeVaryingEvent
from explorer.study.study import Arm, Endpoint, Study
from explorer.survival.km import KaplanMeier
from explorer.survival.proportionality import Proportionality
from explorer.survival.residual_curve import ResidualCurve


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Selected patients whom a model leaves out for one covariate, and why; ``only``: for this one alone."""

    label: str
    why: str
    n: int
    only: int


@dataclass(frozen=True, slots=True)
class ModelRow:
    """A row of a model's table: an arm, a level, or a number per unit. The reference has no hazard ratio."""

    label: str
    n: int
    events: int
    hazard_ratio: HazardRatio | None
    coefficient: float | None = None


@dataclass(frozen=True, slots=True)
class ModelTerm:
    """Treatment, or a covariate with how it enters; ``test``: Wald test of all its coefficients together."""

    field: str
    label: str
    how: str
    rows: tuple[ModelRow, ...]
    test: Test | None


@dataclass(frozen=True, slots=True)
class Interaction:
    """Does the effect of treatment differ by a covariate?

    ``test``: likelihood ratio test of treatment × covariate (R: ``anova`` of two ``coxph`` fits), None where
    ``note`` says why. ``rows``: for a category the effect of treatment in each level; for a number one row,
    the ratio of hazard ratios per unit.
    """

    field: str
    label: str
    rows: tuple[ModelRow, ...]
    test: Test | None
    note: str


@dataclass(frozen=True, slots=True, eq=False)
class ModelAnswer:
    """A multivariable Cox model.

    ``n``, ``events``: patients and events in the model; ``selected`` patients, of whom ``without_outcome``
    have no arm or no outcome and ``incomplete`` lack a covariate (``left_out`` says which; a patient may
    lack several). ``terms``: treatment first. The three tests are of all coefficients together.
    """

    study: Study
    asked: ModelQuestion
    endpoint: Endpoint
    compare: Arm
    reference: Arm
    selected: int
    without_outcome: int
    incomplete: int
    left_out: tuple[LeftOut, ...]
    n: int
    events: int
    terms: tuple[ModelTerm, ...]
    hazard_ratio: HazardRatio
    likelihood_ratio_test: Test | None
    wald_test: Test | None
    score_test: Test | None
    log_likelihood: tuple[float, float | None] | None
    interaction: Interaction | None
    strata_labels: tuple[str, ...]
    comparable: bool
    primary: bool
    synthetic: bool
    notes: tuple[str, ...] = ()
    data_cut: str = ""


@dataclass(frozen=True, slots=True)
class ArmChanges:
    """How many of an arm's patients had the event: ``recorded`` at all; ``counted`` within the follow-up of
    the endpoint, ``at_start`` of these not after its start; the others had it after the endpoint."""

    arm: Arm
    n: int
    recorded: int
    counted: int
    at_start: int


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """Before or after the event: patients ever in this state, their months in it, endpoint events and curve
    (Simon–Makuch), None without patients."""

    label: str
    patients: int
    months: float
    events: int
    curve: KaplanMeier | None


@dataclass(frozen=True, slots=True, eq=False)
class TimeVaryingAnswer:
    """Treatment and a time-varying event in one stratified Cox model, with the two states side by side.

    ``hazard_ratio``: of treatment, adjusted for the event; ``event_ratio``: of the event, adjusted for
    treatment; ``mantel_byar``: the unstratified test of the two states, None when there is nothing to test;
    ``horizon``: where drawn curves end, in months, 0 for the whole follow-up.
    """

    study: Study
    question: Question
    endpoint: Endpoint
    event: TimeVaryingEvent
    compare: Arm
    reference: Arm
    n: int
    events: int
    without_outcome: int
    arms: tuple[ArmChanges, ...]
    hazard_ratio: HazardRatio
    event_ratio: HazardRatio
    states: tuple[State, State]
    mantel_byar: Test | None
    strata_labels: tuple[str, ...]
    comparable: bool
    primary: bool
    synthetic: bool
    notes: tuple[str, ...] = ()
    horizon: float = 0.0
    data_cut: str = ""


@dataclass(frozen=True, slots=True)
class ProportionalityRow:
    """The score test of one term, or why there is none; its curve of log hazard ratio over time."""

    field: str
    label: str
    test: Test | None
    not_estimable: str
    curve: ResidualCurve | None


@dataclass(frozen=True, slots=True)
class ByLogTime:
    """Treatment × log(time), time in months.

    ``at_one_month``: hazard ratio at 1 month; ``ratio``: by which it is multiplied when time is e-fold (1:
    proportional hazards), with its Wald P; ``wald_test``: of all arms; ``likelihood_ratio_test``: against the
    model without it.
    """

    at_one_month: HazardRatio
    ratio: HazardRatio
    wald_test: Test | None
    likelihood_ratio_test: Test | None


@dataclass(frozen=True, slots=True, eq=False)
class ProportionalityAnswer:
    """The check of a model's proportional hazards; treatment is the first row.

    ``tested`` holds the residuals behind the curves, a column for each row.
    """

    study: Study
    asked: ModelQuestion
    endpoint: Endpoint
    n: int
    events: int
    rows: tuple[ProportionalityRow, ...]
    overall: Test | None
    tested: Proportionality
    by_log_time: ByLogTime
    strata_labels: tuple[str, ...]
    comparable: bool
    primary: bool
    synthetic: bool
    notes: tuple[str, ...] = ()
    data_cut: str = ""


@dataclass(frozen=True, slots=True)
class ComparedModel:
    """One way to estimate the effect of treatment: its model in words and its hazard ratio."""

    id: str
    label: str
    detail: str
    n: int
    events: int
    hazard_ratio: HazardRatio


@dataclass(frozen=True, slots=True, eq=False)
class ComparisonOfModels:
    """The hazard ratio of treatment under several models, for one plot; ``main`` is the question's own."""

    study: Study
    question: Question
    endpoint: Endpoint
    compare: Arm
    reference: Arm
    models: tuple[ComparedModel, ...]
    main: int
    comparable: bool
    primary: bool
    synthetic: bool
    data_cut: str = ""
