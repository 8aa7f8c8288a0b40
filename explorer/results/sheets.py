"""The numbers that have no figure of their own, as sheets to save or copy."""

from __future__ import annotations

from collections.abc import Callable

from explorer.analyses.competing_answers import CompetingAnswer
from explorer.analyses.data import DataAnswer
from explorer.analyses.extended_answers import ExtendedSurvivalAnswer
from explorer.analyses.model_answers import ProportionalityAnswer
from explorer.analyses.patients import Integers
from explorer.results.estimate_tables import survival_estimates_table
from explorer.results.incidence_tables import causes_table
from explorer.results.model_tables import proportionality_table
from explorer.results.number_sheet import NumberSheet, sheet_of
from explorer.results.number_table import Table
from explorer.results.patient_tables import exclusions_table, listing_table, reconciliation_table
from explorer.results.provenance import Account, with_provenance

_AS_RECORDED: Account = (lambda _: "descriptive", lambda _: "As recorded in the file.")


def survival_sheet(answer: ExtendedSurvivalAnswer) -> NumberSheet:
    """All that is estimated beside the curves of survival."""
    name = f"survival_estimates_{answer.endpoint.id}"
    return sheet_of(answer, name, lambda: with_provenance(survival_estimates_table(answer), answer))


def causes_sheet(answer: CompetingAnswer) -> NumberSheet:
    """The comparison of the arms by cause."""
    name = f"competing_{answer.risks.id}_comparison"
    return sheet_of(answer, name, lambda: with_provenance(causes_table(answer), answer))


def proportionality_sheet(answer: ProportionalityAnswer) -> NumberSheet:
    """The tests of proportional hazards."""
    name = f"proportionality_{answer.endpoint.id}"
    return sheet_of(answer, name, lambda: with_provenance(proportionality_table(answer), answer))


def listing_sheet(answer: DataAnswer, patients: Integers) -> NumberSheet:
    """These patients in this order."""
    return _counted(answer, "patients", lambda: listing_table(answer.patients, patients))


def exclusions_sheet(answer: DataAnswer) -> NumberSheet:
    """Who was left out and why, and the remarks on the file."""
    return _counted(answer, "left_out", lambda: exclusions_table(answer.exclusions))


def reconciliation_sheet(answer: DataAnswer) -> NumberSheet:
    """The counts of all analyses beside each other."""
    return _counted(answer, "reconciliation", lambda: reconciliation_table(answer.reconciliation))


def _counted(answer: DataAnswer, name: str, make: Callable[[], Table]) -> NumberSheet:
    return sheet_of(answer.patients, name, lambda: with_provenance(make(), answer.patients, _AS_RECORDED))
