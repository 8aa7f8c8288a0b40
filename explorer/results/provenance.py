"""Where a result comes from: what it counts for, of which patients, by which method, and of which data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from explorer.analyses.answers import FlowAnswer, SubgroupAnswer, SurvivalAnswer
from explorer.analyses.baseline_answer import BaselineAnswer
from explorer.analyses.competing_answers import CompetingAnswer
from explorer.analyses.design import DesignAnswer
from explorer.analyses.extended_answers import ExtendedSurvivalAnswer, LandmarkSurvival
from explorer.analyses.follow_up import FollowUpAnswer
from explorer.analyses.model_answers import (
    ComparisonOfModels,
    ModelAnswer,
    ProportionalityAnswer,
    TimeVaryingAnswer,
)
from explorer.analyses.monitoring_answer import MonitoringAnswer
from explorer.analyses.safety_answer import SafetyAnswer, SafetyTable
from explorer.analyses.selected_cohort import selected_after_randomization
from explorer.analyses.swimmer import SwimmerAnswer
from explorer.dates import day_text
from explorer.question.where import describe
from explorer.results import methods
from explorer.results.model_status import models_status
from explorer.results.number_table import Table
from explorer.results.status import (
    Status,
    baseline_status,
    competing_status,
    extended_status,
    monitoring_status,
    safety_status,
    subgroup_status,
    survival_status,
)
from explorer.selection import Selection
from explorer.study.study import Study

COLUMNS = ("status", "selection", "method", "data_cut", "synthetic")
"""What every table says of itself in its last columns."""


Account = tuple[Callable[[Any], Status], Callable[[Any], str]]
"""What an answer counts for, and its method, each as a function of the answer."""
BEYOND: Account = (extended_status, methods.extended_method)
"""Of what is estimated beyond the hazard ratio; the curves on another scale are survival's."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Of one answer.

    ``patients``: the trial's population by its name, else the filters in words; ``late``: the fields among
    them, by name, that are known only after randomization; ``randomized``: whether all of them were;
    ``data_cut``: the latest date of contact in the file, "" without dates.
    """

    status: Status
    patients: str
    late: tuple[str, ...]
    randomized: bool
    method: str
    data_cut: str
    synthetic: bool

    @property
    def selection(self) -> str:
        """The patients, and what a reader must know of how they were chosen."""
        warned = [f"known only after randomization: {', '.join(self.late)}"] if self.late else []
        warned += [] if self.randomized else ["not all were randomized"]
        return f"{self.patients} ({'; '.join(warned)})" if warned else self.patients

    @property
    def is_fair(self) -> bool:
        """Whether a difference between the arms may be worded as an effect of treatment."""
        return self.randomized and not self.late


def provenance(answer: Any, account: Account | None = None) -> Provenance:
    """Where the result of an analysis comes from; ``account`` is for a part that has one of its own.

    Raises:
        KeyError: there is no such analysis.
    """
    status, method = account or _KINDS[type(answer)]
    selection, cut = _selection(answer), _data_cut(answer)
    own = selection == answer.study.population or getattr(answer, "primary", False)
    return Provenance(
        status=status(answer),
        patients=answer.study.population_label if own else _in_words(selection, answer.study),
        late=() if own else selected_after_randomization(answer.study, selection),
        randomized=getattr(answer, "randomized", getattr(answer, "comparable", True)),
        method=method(answer),
        data_cut=cut,
        synthetic=answer.synthetic,
    )


def with_provenance(table: Table, answer: Any, account: Account | None = None) -> Table:
    """A table with what a reader must know of it, in each row, so that it stays when the file travels.

    A table that says the status of each row itself keeps that.
    """
    found = provenance(answer, account)
    cut, synthetic = found.data_cut or None, "yes" if found.synthetic else "no"
    values = (found.status, found.selection, found.method, cut, synthetic)
    for name, value in zip(COLUMNS, values, strict=True):
        if name not in table.columns:
            table = table.with_column(name, value)
    return table


def provenance_results(answer: Any, account: Account | None = None) -> dict[str, object]:
    """The same for ``results.json``; ``adjusted_for_multiplicity`` is null for the primary result."""
    found = provenance(answer, account)
    return {
        "status": found.status,
        "patients": found.selection,
        "method": found.method,
        "data_cut": found.data_cut or None,
        "adjusted_for_multiplicity": adjusted(found.status),
    }


def adjusted(status: Status) -> bool | None:
    """Whether a result is adjusted for multiplicity: none is, and the primary one needs no adjustment."""
    return None if status == "primary" else False


def _selection(answer: Any) -> Selection:
    """The patients that an answer is about; monitoring and design are about the trial's own."""
    if isinstance(answer, FlowAnswer):
        return answer.selection
    if isinstance(answer, MonitoringAnswer | DesignAnswer):
        population: Selection = answer.study.population
        return population
    question = answer.asked.question if hasattr(answer, "asked") else answer.question
    selection: Selection = question.selection
    return selection


def _in_words(selection: Selection, study: Study) -> str:
    """The filters; the population stands for its own criteria where all of them hold."""
    own = study.population.criteria
    rest = Selection(tuple(each for each in selection.criteria if each not in own))
    if own and len(rest.criteria) == len(selection.criteria) - len(own):
        return f"{study.population_label}; {describe(rest, study)}"
    return describe(selection, study)


def _data_cut(answer: Any) -> str:
    if isinstance(answer, MonitoringAnswer):
        return day_text(answer.cut)
    return str(answer.cut_off if isinstance(answer, FollowUpAnswer) else getattr(answer, "data_cut", ""))


def _described(answer: FollowUpAnswer | SwimmerAnswer) -> Status:
    return "descriptive" if answer.primary else "exploratory"


_KINDS: dict[type, Account] = {
    SurvivalAnswer: (survival_status, methods.survival_method),
    LandmarkSurvival: (survival_status, methods.landmark_method),
    ExtendedSurvivalAnswer: (lambda answer: survival_status(answer.curves), methods.scaled_curves_method),
    SubgroupAnswer: (subgroup_status, methods.subgroup_method),
    CompetingAnswer: (competing_status, methods.competing_method),
    BaselineAnswer: (baseline_status, methods.baseline_method),
    SafetyAnswer: (safety_status, lambda answer: " ".join((*answer.notes, *answer.comparison_notes))),
    SafetyTable: (lambda answer: safety_status(answer.safety), lambda answer: " ".join(answer.notes)),
    MonitoringAnswer: (monitoring_status, lambda answer: " ".join(answer.notes)),
    ModelAnswer: (models_status, methods.model_method),
    ProportionalityAnswer: (models_status, methods.proportionality_method),
    TimeVaryingAnswer: (models_status, methods.time_varying_method),
    ComparisonOfModels: (models_status, methods.comparison_method),
    FollowUpAnswer: (_described, methods.follow_up_method),
    SwimmerAnswer: (_described, lambda answer: "One lane a patient, as long as the follow-up."),
    FlowAnswer: (
        lambda _: "descriptive",
        lambda _: "Counts of all patients of the file and of the selection.",
    ),
    DesignAnswer: (lambda _: "descriptive", lambda _: "From the study file, without data of patients."),
}
"""How each kind of answer says its status and its method: a new one is one more line."""
