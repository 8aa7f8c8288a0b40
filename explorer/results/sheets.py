"""The numbers that have no figure of their own, as sheets to save or copy."""

from __future__ import annotations

from explorer.analyses.competing_answers import CompetingAnswer
from explorer.analyses.data import DataAnswer
from explorer.analyses.model_answers import ProportionalityAnswer
from explorer.analyses.patients import Integers
from explorer.analyses.survival_in_full import SurvivalInFull
from explorer.results.estimate_tables import survival_estimates_table
from explorer.results.incidence_tables import causes_table
from explorer.results.model_status import models_status
from explorer.results.model_tables import proportionality_table
from explorer.results.number_sheet import NumberSheet, sheet_of
from explorer.results.patient_tables import exclusions_table, listing_table, reconciliation_table
from explorer.results.status import competing_status


def survival_sheet(answer: SurvivalInFull) -> NumberSheet:
    """All that is estimated beside the curves of survival."""
    name = f"survival_estimates_{answer.endpoint.id}"
    return sheet_of(answer, name, lambda: survival_estimates_table(answer))


def causes_sheet(answer: CompetingAnswer) -> NumberSheet:
    """The comparison of the arms by cause."""
    status = competing_status(answer)
    name = f"competing_{answer.risks.id}_comparison"
    return sheet_of(answer, name, lambda: causes_table(answer).with_column("status", status))


def proportionality_sheet(answer: ProportionalityAnswer) -> NumberSheet:
    """The tests of proportional hazards."""
    status = models_status(answer)
    name = f"proportionality_{answer.endpoint.id}"
    return sheet_of(answer, name, lambda: proportionality_table(answer).with_column("status", status))


def listing_sheet(answer: DataAnswer, patients: Integers) -> NumberSheet:
    """These patients in this order."""
    return sheet_of(answer.patients, "patients", lambda: listing_table(answer.patients, patients))


def exclusions_sheet(answer: DataAnswer) -> NumberSheet:
    """Who was left out and why, and the remarks on the file."""
    return sheet_of(answer.patients, "left_out", lambda: exclusions_table(answer.exclusions))


def reconciliation_sheet(answer: DataAnswer) -> NumberSheet:
    """The counts of all analyses beside each other."""
    return sheet_of(answer.patients, "reconciliation", lambda: reconciliation_table(answer.reconciliation))
