"""What the data page shows of one question: the patients, who is not among them, how they were followed."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.analyses.exclusions import ExclusionsAnswer, exclusions
from explorer.analyses.follow_up import FollowUpAnswer, follow_up
from explorer.analyses.patients import PatientsAnswer, patients
from explorer.analyses.reconciliation import ReconciliationAnswer, reconciliation
from explorer.analyses.swimmer import SwimmerAnswer, swimmer
from explorer.cohort.cohort import Cohort
from explorer.question.question import Question


@dataclass(frozen=True, slots=True, eq=False)
class DataAnswer:
    """The five views of the data page."""

    patients: PatientsAnswer
    exclusions: ExclusionsAnswer
    follow_up: FollowUpAnswer
    swimmer: SwimmerAnswer
    reconciliation: ReconciliationAnswer


def data(cohort: Cohort, question: Question) -> DataAnswer:
    """All five for one question."""
    return DataAnswer(
        patients=patients(cohort, question),
        exclusions=exclusions(cohort, question),
        follow_up=follow_up(cohort, question),
        swimmer=swimmer(cohort, question),
        reconciliation=reconciliation(cohort, question),
    )
