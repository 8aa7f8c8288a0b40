"""A cohort: the patients of a data file as a study describes them, checked once when the file is opened."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.cohort.adverse_events import AdverseEvents, read_adverse_events
from explorer.cohort.column_uses import Use, ambiguous_headers, column_uses
from explorer.cohort.contradictions import after_death
from explorer.cohort.derive import derive
from explorer.cohort.endpoints import Typed, make_endpoints
from explorer.cohort.headers import find_header, header_place
from explorer.cohort.horizon import automatic_horizon, with_landmark
from explorer.cohort.kept import Kept
from explorer.cohort.needed import absent_columns, check_columns, lacking
from explorer.cohort.patient_rows import Patients, find_patients
from explorer.cohort.typed import Place, as_text, empty_column, place_in, type_column
from explorer.columns import CategoryColumn, Column, DateColumn, Mask
from explorer.dates import day_text
from explorer.errors import DataError
from explorer.files.source import Sheet, SourceFile
from explorer.problem import Problem, rows_problem
from explorer.selection import Selection
from explorer.study.study import Field, Study
from explorer.survival.counts import Counts
from explorer.survival.outcome import Outcome
from explorer.survival.risk_sets import Stratified
from explorer.text import counted, listed


@dataclass(frozen=True, slots=True)
class Source:
    """Where a cohort came from.

    ``rows_read`` counts every row below the header of the file, ``rows_left_out`` those that could not be
    read or belong to no patient; each of them is in the cohort's problems.
    """

    file: str
    sheet: str
    sha256: str
    rows_read: int
    rows_left_out: int


@dataclass(frozen=True, slots=True, eq=False)
class Cohort:
    """The patients of a trial.

    ``columns`` by field id; ``outcomes`` by endpoint id; ``arm`` (n,) indexes ``study.arms``, −1 without an
    arm; ``rows`` (n,) are the patients' (first) rows as Excel numbers them; ``typing`` says how each column
    of the file was read. ``adverse_events`` is None where the study declares none or the file has no such
    sheet. ``horizons``, by endpoint id, are the months at which curves end when the question names none.
    """

    study: Study
    n: int
    columns: Mapping[str, Column]
    outcomes: Mapping[str, Outcome]
    arm: NDArray[np.int16]
    rows: Sequence[int]
    source: Source
    problems: tuple[Problem, ...]
    typing: tuple[Use, ...]
    synthetic: bool
    adverse_events: AdverseEvents | None = None
    horizons: Mapping[str, float] = dataclasses.field(init=False)
    _kept: Kept = dataclasses.field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_kept", Kept(self.columns, self.outcomes, self.arm, len(self.study.arms)))
        population = self.choose(self.study.population)
        horizons = {id: automatic_horizon(each, self.arm, population) for id, each in self.outcomes.items()}
        object.__setattr__(self, "horizons", horizons)

    @property
    def data_cut(self) -> str:
        """The latest date of contact in the file, such as ``2023-06-23``; "" where follow-up has no dates."""
        names = {endpoint.censor for endpoint in self.study.endpoints if endpoint.start and endpoint.censor}
        dates = [self.columns[name] for name in names]
        latest = [float(np.nanmax(d.values)) for d in dates if isinstance(d, DateColumn) and d.present.any()]
        return day_text(max(latest, default=None))

    def choose(self, selection: Selection) -> Mask:
        """Which patients a selection means, (n,), not to be written to."""
        return self._kept.mask(selection)

    def stratified(self, endpoint: str, factors: tuple[str, ...]) -> Stratified:
        """The outcome of an endpoint, sorted within the strata of some factors."""
        return self._kept.stratified(endpoint, factors)

    def by_arm(self, endpoint: str, factors: tuple[str, ...], selection: Selection) -> Counts:
        """The counts, by arm, of the selected patients who have an arm and the endpoint, in those strata."""
        return self._kept.by_arm(endpoint, factors, selection)

    def is_primary(self, selection: Selection) -> bool:
        """Whether a selection means the patients of the trial's own population, in whatever words."""
        own = self.study.population
        return selection == own or bool((self.choose(selection) == self.choose(own)).all())


def make_cohort(source: SourceFile, study: Study) -> Cohort:
    """Read a file's patients as a study describes them.

    Raises:
        DataError: the file has no usable sheet, lacks a required column (the nearest is named), or has no
            patients. Everything less is listed in ``problems``.
    """
    try:
        return _make_cohort(source, study)
    except DataError as error:
        text = str(error)
        raise DataError(text if text.startswith(source.name) else f"{source.name}: {text}") from error


def _make_cohort(source: SourceFile, study: Study) -> Cohort:
    sheet, problems = _choose_sheet(source, study)
    check_columns(sheet, study)
    id_name = find_header(sheet, (study.layout.id,))
    record_name = find_header(sheet, (study.layout.record,)) if study.layout.record else ""
    wanted = [times.row for endpoint in study.endpoints for times in endpoint.times if times.row]
    patients, found = find_patients(sheet, id_name, record_name, wanted)
    problems += found
    n, rows = len(patients.ids), [int(sheet.row_numbers[row]) for row in patients.first]
    problems += ambiguous_headers(sheet, study)
    columns, found = _columns(sheet, study, patients, rows)
    problems += found + absent_columns(sheet, study)
    arm_column = columns[study.arm_field]
    assert isinstance(arm_column, CategoryColumn)  # the study was checked when it was read
    arm = np.where(arm_column.present, arm_column.codes, -1).astype(np.int16)
    problems += _empty_arms(study, sheet, arm)
    typed = Typed(study, sheet, patients, columns, arm >= 0)
    outcomes, found = make_endpoints(typed)
    problems += found + after_death(typed)
    adverse_events, found = read_adverse_events(source, study, patients.ids)
    problems += found
    study = with_landmark(study, outcomes[study.primary.id], arm, study.population.mask(columns, n))
    synthetic = study.synthetic is not None and bool(study.synthetic.mask(columns, n).any())
    where = Source(
        source.name,
        sheet.name,
        source.sha256,
        patients.rows_read + sheet.rows_left_out,
        patients.left_out + sheet.rows_left_out,
    )
    return Cohort(
        study,
        n,
        columns,
        outcomes,
        arm,
        rows,
        where,
        tuple(problems),
        column_uses(sheet, study),
        synthetic,
        adverse_events,
    )


def _columns(
    sheet: Sheet, study: Study, patients: Patients, rows: Sequence[int]
) -> tuple[dict[str, Column], list[Problem]]:
    columns: dict[str, Column] = {}
    problems: list[Problem] = []
    for field in study.fields:
        name = find_header(sheet, (field.column, *field.aliases)) if field.column else ""
        column: Column = empty_column(field, len(patients.ids))
        place = place_in(sheet, name, rows) if name else Place(sheet.name, field.label, "", rows)
        if name:
            cells = sheet.column(name) or []
            picked = [cells[row] for row in patients.first]
            column = type_column(field, picked, place, study.layout.date_order)
        if field.rules and isinstance(column, CategoryColumn):
            column = derive(field, column, columns, place)
        columns[field.id] = column
        problems += place.problems
        problems += _inconsistent(sheet, field, name, patients) if name else []
    return columns, problems


def _empty_arms(study: Study, sheet: Sheet, arm: NDArray[np.int16]) -> list[Problem]:
    """Arms of the study without a patient; when that is all of them, nothing can be compared."""
    field = study.field(study.arm_field)
    header = find_header(sheet, (field.column, *field.aliases)) if field.column else ""
    place = header_place(sheet, header) if header else f"{field.label}, as it is derived"
    if not (arm >= 0).any():
        text = f"{place}: no patient has an arm, so that nothing can be compared; correct the column."
        return [Problem("error", text, sheet.name, header)]
    empty = [each.label for index, each in enumerate(study.arms) if not (arm == index).any()]
    if not empty:
        return []
    what = f"the arm {empty[0]} has" if len(empty) == 1 else f"the arms {listed(empty)} have"
    text = f"{place}: {what} no patients; is it written in a way that the study does not know?"
    return [Problem("warning", text, sheet.name, header)]


def _inconsistent(sheet: Sheet, field: Field, name: str, patients: Patients) -> list[Problem]:
    """Patients whose rows of a long layout differ where they should agree."""
    if len(patients.records) < 2:
        return []
    cells = sheet.column(name) or []
    differing = []
    for rows in patients.records.values():
        for first, row in zip(patients.first.tolist(), rows.tolist(), strict=True):
            if row >= 0 and as_text(cells[first]) != as_text(cells[row]):
                differing.append(int(sheet.row_numbers[row]))
    if not differing:
        return []
    what = f"{counted(len(differing), 'row')} where {field.label} differs from the patient's first row"
    place = header_place(sheet, name)
    return [
        rows_problem(
            "warning",
            place,
            sorted(differing),
            what,
            "the first row was used",
            sheet=sheet.name,
            column=name,
        )
    ]


def _choose_sheet(source: SourceFile, study: Study) -> tuple[Sheet, list[Problem]]:
    """The sheet that the study names, else the one that lacks fewest of its columns."""
    problems = list(source.problems)
    if not source.sheets:
        raise DataError("the file has no rows of data; nothing was opened.")
    wanted = {name.casefold() for name in study.layout.sheets}
    sheet = next((sheet for sheet in source.sheets if sheet.name.casefold() in wanted), None)
    if sheet is None:
        sheet = min(source.sheets, key=lambda sheet: len(lacking(sheet, study)))
        if len(source.sheets) > 1:
            problems.append(Problem("note", f'the sheet "{sheet.name}" was read.', sheet.name))
    if not len(sheet.row_numbers):
        which = f'the sheet "{sheet.name}"' if sheet.name else "the file"
        raise DataError(f"{which} has a header but no rows of data; nothing was opened.")
    return sheet, [problem for problem in problems if problem.sheet in ("", sheet.name)]
