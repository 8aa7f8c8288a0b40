"""What the line across the page warns of: an empty, a selected, or a not randomized cohort."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from explorer.analyses.answers import SelectedCohort
from explorer.question.question import Question
from explorer.question.where import describe_criterion
from explorer.study.study import Study
from explorer.text import counted, listed

_BACK = "Back to the primary analysis"


@dataclass(frozen=True, slots=True)
class CohortBanner:
    """Bold words, a sentence and a link. ``action``: what the link does; ``fields``: with which filters."""

    bold: str
    text: str
    link: str
    action: Literal["back", "remove", "by time", "again"] = "back"
    fields: tuple[str, ...] = ()


CANCELLED = CohortBanner(
    "Computing was cancelled.",
    "What is shown still answers the question before the one that is set now.",
    "Compute it now",
    "again",
)


def cohort_banner(study: Study, question: Question, around: SelectedCohort) -> CohortBanner | None:
    """The warning that matters most; None for the trial's own population."""
    if around.facets.relief is not None:
        filters = counted(len(question.selection.criteria), "filter")
        link = f"Remove {describe_criterion(around.facets.relief, study)}"
        bold, field = f"No patients match {filters}.", around.facets.relief.field
        return CohortBanner(bold, "There is nothing to show.", link, "remove", (field,))
    if around.after_randomization:
        return _immortal(study, around.after_randomization)
    if not around.comparable:
        text = "P values and differences are not shown; the hazard ratio does not measure a treatment effect."
        return CohortBanner("Includes patients who were not randomized.", text, _BACK)
    if not around.primary:
        text = "It differs from the primary analysis population, so P values are descriptive."
        return CohortBanner("Exploratory cohort.", text, _BACK)
    return None


def _immortal(study: Study, fields: tuple[str, ...]) -> CohortBanner:
    """The intention-to-treat guard; it offers the analysis that answers the question instead.

    That is possible for a field that is about one of the study's time-varying events, by its label:
    "Transplantation phase" is about "Transplantation".
    """
    names = listed([study.field(field).name for field in fields])
    bold = f"{names}: known only after randomization."
    text = "Immortal-time bias: use a landmark (Survival) or time-varying analysis (Models) instead."
    events = [event.label for event in study.time_varying]
    if any(study.field(field).label.startswith(event) for field in fields for event in events):
        return CohortBanner(bold, text, "Analyze as time-varying", "by time", fields)
    return CohortBanner(bold, text, "Remove it", "remove", fields)
