"""Do the figures agree? Patients and events counted by each analysis on its own way, side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from explorer.analyses.answers import FlowAnswer, SubgroupAnswer, SurvivalAnswer
from explorer.analyses.baseline import baseline
from explorer.analyses.baseline_answer import BaselineAnswer
from explorer.analyses.flow import flow
from explorer.analyses.patients import EVENT, PatientsAnswer, duration_id, patients, status_id
from explorer.analyses.subgroups import subgroups
from explorer.analyses.survival import survival
from explorer.cohort.cohort import Cohort
from explorer.columns import CategoryColumn, Mask
from explorer.question.question import Question
from explorer.selection import OneOf, Selection
from explorer.study.study import Study
from explorer.text import count, listed

SOURCES = ("Listing", "Flow", "Baseline", "Curves", "Forest")


@dataclass(frozen=True, slots=True)
class Comparison:
    """One number as the ``SOURCES`` count it; None where a source does not state it."""

    label: str
    counts: tuple[int | None, ...]

    @property
    def agrees(self) -> bool:
        """Whether all sources that state the number state the same."""
        return len({number for number in self.counts if number is not None}) <= 1

    @property
    def difference(self) -> str:
        """What differs, in words; "" when nothing does."""
        if self.agrees:
            return ""
        stated = [
            f"{source} {count(number)}"
            for source, number in zip(SOURCES, self.counts, strict=True)
            if number is not None
        ]
        return f"{self.label}: {listed(stated)}"


@dataclass(frozen=True, slots=True, eq=False)
class ReconciliationAnswer:
    """All comparisons for one question."""

    study: Study
    question: Question
    comparisons: tuple[Comparison, ...]

    @property
    def differences(self) -> tuple[str, ...]:
        """The comparisons that do not agree, in words."""
        return tuple(each.difference for each in self.comparisons if not each.agrees)

    @property
    def agrees(self) -> bool:
        """Whether everything agrees."""
        return not self.differences


def reconciliation(cohort: Cohort, question: Question) -> ReconciliationAnswer:
    """Compare the counts of all analyses for the current selection."""
    return reconcile(
        patients(cohort, question),
        flow(cohort, question),
        baseline(cohort, question),
        survival(cohort, question),
        subgroups(cohort, question),
    )


def reconcile(
    listing: PatientsAnswer,
    boxes: FlowAnswer,
    table: BaselineAnswer,
    curves: SurvivalAnswer,
    forest: SubgroupAnswer,
) -> ReconciliationAnswer:
    """Compare what these answers say, counting the listing patient by patient.

    A box of the flow holds only patients who came along its path, so it is compared with those of the
    listing. The patients at risk at time 0 of a curve are counted apart from the curve's own number.
    """
    comparisons = (
        *_patients(listing, boxes, table),
        *_boxes(listing, boxes),
        *_endpoint(listing, curves, forest),
        *_levels(listing, forest),
    )
    return ReconciliationAnswer(listing.study, listing.question, comparisons)


def _patients(listing: PatientsAnswer, boxes: FlowAnswer, table: BaselineAnswer) -> Iterator[Comparison]:
    first = boxes.boxes[0] if boxes.boxes and not boxes.boxes[0].step.where else None
    whole = next((column.n for column in table.columns if column.arm is None), None)
    yield _row("Patients", len(listing.patients), flow=first.selected if first else None, table=whole)
    arms = _arms(listing)
    for index, arm in enumerate(listing.study.arms):
        stated = next((column.n for column in table.columns if column.arm == arm), None)
        yield _row(f"Patients, {arm.short}", int((arms == index).sum()), table=stated)


def _boxes(listing: PatientsAnswer, boxes: FlowAnswer) -> Iterator[Comparison]:
    """Each box of the flow against the listed patients who meet its selection and those before it."""
    path: dict[str, Selection] = {}
    columns = {each.field.id: each.column for each in listing.columns}
    n = len(columns[listing.study.arm_field].present)
    listed = np.zeros(n, dtype=np.bool_)
    listed[listing.patients] = True
    for box in boxes.boxes:
        step = box.step
        path[step.id] = step.where & path.get(step.parent, Selection())
        if not all(field in columns for field in path[step.id].fields):
            continue  # a field without any value has no column in the listing
        inside = listed & path[step.id].mask(columns, n)
        yield _row(f"In the box “{step.label}”", int(inside.sum()), flow=box.selected)


def _endpoint(
    listing: PatientsAnswer, curves: SurvivalAnswer, forest: SubgroupAnswer
) -> Iterator[Comparison]:
    arms, known, event = _arms(listing), _known(listing), _events(listing)
    endpoint = listing.endpoint
    compared = {forest.compare.id: 0, forest.reference.id: 1}
    of_forest = (
        (forest.overall.compare_n, forest.overall.compare_events),
        (forest.overall.reference_n, forest.overall.reference_events),
    )
    for index, arm in enumerate(listing.study.arms):
        place = compared.get(arm.id)
        n, events = of_forest[place] if place is not None else (None, None)
        curve = curves.arms[index]
        here = (arms == index) & known
        yield _row(f"With {endpoint.label.lower()}, {arm.short}", int(here.sum()), curves=curve.n, forest=n)
        at_risk = int(curve.curve.at_risk[0]) if curve.curve is not None and len(curve.curve.time) else 0
        yield _row(f"At risk at time 0, {arm.short}", int(here.sum()), curves=at_risk)
        noun = endpoint.plural[:1].upper() + endpoint.plural[1:]
        yield _row(f"{noun}, {arm.short}", int((here & event).sum()), curves=curve.events, forest=events)


def _levels(listing: PatientsAnswer, forest: SubgroupAnswer) -> Iterator[Comparison]:
    """The rows of each subgroup together against the listed patients who have one of its levels."""
    study, known, event = listing.study, _known(listing), _events(listing)
    arms = _arms(listing)
    here = known & (arms >= 0)
    columns: Mapping[str, object] = {each.field.id: each for each in listing.columns}
    for block in forest.blocks:
        if block.field.id not in columns or len(study.arms) != 2:
            continue
        levels = OneOf(block.field.id, frozenset(row.level for row in block.rows))
        chosen = here & levels.mask(listing.column(block.field.id).column)[listing.patients]
        name = block.field.name
        yield _row(f"Subgroups by {name}", int(chosen.sum()), forest=sum(row.n for row in block.rows))
        events = sum(row.events for row in block.rows)
        yield _row(
            f"Subgroups by {name}, {listing.endpoint.plural}", int((chosen & event).sum()), forest=events
        )


def _row(
    label: str,
    listing: int,
    *,
    flow: int | None = None,
    table: int | None = None,
    curves: int | None = None,
    forest: int | None = None,
) -> Comparison:
    return Comparison(label, (listing, flow, table, curves, forest))


def _arms(listing: PatientsAnswer) -> np.ndarray:
    """The listed patients' arms (m,); the number of arms for none."""
    column = listing.column(listing.study.arm_field).column
    assert isinstance(column, CategoryColumn)  # the study was checked when it was read
    codes = column.codes[listing.patients].astype(np.int64)
    return np.where(codes < len(column.levels), codes, -1)


def _known(listing: PatientsAnswer) -> Mask:
    return listing.column(duration_id(listing.endpoint)).column.present[listing.patients]


def _events(listing: PatientsAnswer) -> Mask:
    status = listing.column(status_id(listing.endpoint)).column
    return OneOf(status_id(listing.endpoint), frozenset([EVENT])).mask(status)[listing.patients]
