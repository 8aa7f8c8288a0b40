"""Which columns a study's results rest on: without some a file is refused, others are missed with a warning.

An endpoint without one of its dates would silently become another endpoint, and a model without a stratum
another model; a column that only describes patients is merely not recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from explorer.cohort.headers import find_header, nearest_header
from explorer.errors import DataError, nearest
from explorer.files.source import Sheet
from explorer.problem import Problem, in_sheet
from explorer.study.study import Field, FlowStep, Study
from explorer.text import counted, listed

Names = Mapping[str, tuple[str, ...]]
"""Columns by the study's own name, each with all names that it may have in a file."""


def required_columns(study: Study, sheet: Sheet) -> Names:
    """The columns that a study requires: who a patient is, in which arm, and every date of an outcome.

    Of a derived field that the sheet does not record, these are the columns that it is derived from.
    """
    times = [times for endpoint in study.endpoints for times in endpoint.times]
    names = [
        study.layout.id,
        study.layout.record,
        *(name for each in times for name in (each.time, each.status)),
    ]
    fields = [field.id for field in study.fields if field.required]
    fields += [study.arm_field, *_outcome_fields(study)]
    return {name: (name,) for name in names if name} | _columns_behind(study, sheet, fields)


def lacking(sheet: Sheet, study: Study) -> list[str]:
    """The columns that a study requires and a sheet lacks, by the study's names."""
    return [name for name, names in required_columns(study, sheet).items() if not find_header(sheet, names)]


def check_columns(sheet: Sheet, study: Study) -> None:
    """Check that a sheet has every column that a study requires.

    Raises:
        DataError: it lacks some; names them and the nearest that it has.
    """
    missing = lacking(sheet, study)
    if not missing:
        return
    where = f"sheet {sheet.name}: " if sheet.name else ""
    if len(missing) == 1:
        close = nearest_header(sheet, study, missing[0], likeness=0.5)
        meant = f'did you mean "{close}"?' if close else nearest(missing[0], sheet.header)
        raise DataError(f'{where}the required column "{missing[0]}" is missing; {meant}')
    what = f"{len(missing)} columns that {study.title} requires are missing"
    raise DataError(f"{where}{what}: {missing_columns(sheet, study, missing)}.")


def missing_columns(sheet: Sheet, study: Study, missing: Iterable[str]) -> str:
    """Columns that a sheet lacks, each with the one of the sheet that may be meant."""
    near = [(name, nearest_header(sheet, study, name)) for name in missing]
    return listed([f'{name} (did you mean "{close}"?)' if close else name for name, close in near], most=99)


def absent_columns(sheet: Sheet, study: Study) -> list[Problem]:
    """What is said of the columns that a sheet does without: a warning for each that a result rests on, one
    note of the others."""
    problems = []
    uses = _uses(sheet, study)
    for name, used_by in uses.items():
        close = nearest_header(sheet, study, name)
        meant = f'did you mean "{close}"? It' if close else "it"
        text = f'the column "{name}", used by {listed(used_by)}, is missing; {meant} counts as not recorded.'
        problems.append(Problem("warning", in_sheet(sheet.name, text), sheet.name, name))
    absent = [field.column for field in study.fields if _is_absent(sheet, field) and field.column not in uses]
    if absent:
        verb = "is" if len(absent) == 1 else "are"
        what = f"{counted(len(absent), 'column')} of the study {verb} not in the file"
        text = f"{what} and {'counts' if verb == 'is' else 'count'} as not recorded: "
        text += f"{missing_columns(sheet, study, absent)}."
        problems.append(Problem("note", text, sheet.name))
    return problems + _derived_instead(sheet, study)


def _derived_instead(sheet: Sheet, study: Study) -> list[Problem]:
    """A field whose own column seems to have another name, and which its rules now derive."""
    problems = []
    for field in study.fields:
        absent = field.column and field.rules and not find_header(sheet, (field.column, *field.aliases))
        close = nearest_header(sheet, study, field.column, likeness=0.8) if absent else ""
        if close:
            text = (
                f'the column "{field.column}" is missing; did you mean "{close}"? {field.label} was derived '
                "by the rules of the study instead."
            )
            problems.append(Problem("warning", in_sheet(sheet.name, text), sheet.name, field.column))
    return problems


def _is_absent(sheet: Sheet, field: Field) -> bool:
    """Whether a field that can only be read is in no column."""
    return bool(field.column and not field.rules) and not find_header(sheet, (field.column, *field.aliases))


def _uses(sheet: Sheet, study: Study) -> dict[str, list[str]]:
    """The absent columns that a result rests on, each with what uses it."""
    uses: dict[str, list[str]] = {}
    for what, fields in _users(study):
        for name, names in _columns_behind(study, sheet, fields).items():
            if not find_header(sheet, names) and what not in uses.setdefault(name, []):
                uses[name].append(what)
    return {name: used_by for name, used_by in uses.items() if used_by}


def _users(study: Study) -> Iterator[tuple[str, Iterable[str]]]:
    """What a study computes beside its endpoints, and the fields that each asks about."""
    yield "the population", (*study.population.fields, *study.randomized.fields)
    yield "the stratification", (*study.strata, *study.forest_strata)
    yield "the subgroups", (group.field for group in study.subgroups)
    yield "the flow", (name for step in study.flow for name in _flow_fields(step))
    yield "the time-varying models", (event.date for event in study.time_varying)
    if study.adverse_events is not None:
        yield "the adverse events", study.adverse_events.treated.fields


def _flow_fields(step: FlowStep) -> Iterator[str]:
    yield from step.where.fields
    if step.reason_field:
        yield step.reason_field
    for line in (*step.reasons, *step.left_notes, *step.lines):
        yield from line.where.fields


def _outcome_fields(study: Study) -> Iterator[str]:
    """The fields of every date and cause of an outcome."""
    for endpoint in study.endpoints:
        yield from (name for name in (endpoint.start, *endpoint.events, endpoint.censor) if name)
    for risks in study.competing:
        yield from (name for name in (risks.start, risks.censor) if name)
        for cause in risks.causes:
            yield from ((cause.date,) if cause.date else ())
            yield from cause.where.fields


def _columns_behind(study: Study, sheet: Sheet, fields: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The columns from which fields are read, or derived where a sheet does not record them."""
    behind: dict[str, tuple[str, ...]] = {}
    for id in fields:
        field = study.field(id)
        own = (field.column, *field.aliases)
        if field.column and (not field.rules or find_header(sheet, own)):
            behind[field.column] = own
        else:
            sources = [name for rule in field.rules for name in rule.where.fields]
            behind |= _columns_behind(study, sheet, sources)
    return behind
