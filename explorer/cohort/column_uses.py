"""What each column of a file was read as, or that it was not used; and headers that may mean the same."""

from __future__ import annotations

from collections.abc import Iterator

from explorer.cohort.headers import find_header, header_letter, header_place, same_header
from explorer.files.source import Sheet
from explorer.problem import Problem
from explorer.study.study import Study
from explorer.text import listed

Use = tuple[str, str, str]
"""A column's name in the file ("" where there is none), what it was read as, and in which way."""


def column_uses(sheet: Sheet, study: Study) -> tuple[Use, ...]:
    """Every column of a sheet in its order, once for each use; then the fields that are only derived."""
    uses: dict[str, list[Use]] = {header: [] for header in sheet.header}
    derived = []
    for field in study.fields:
        header = find_header(sheet, (field.column, *field.aliases)) if field.column else ""
        if header:
            uses[header].append((header, field.label, field.kind))
        elif field.rules:
            asked = dict.fromkeys(name for rule in field.rules for name in rule.where.fields)
            sources = listed([study.field(name).column or name for name in asked])
            derived.append(("", f"{field.label}, from {sources}", "derived"))
    for name, label, kind in _other_columns(study):
        header = find_header(sheet, (name,)) if name else ""
        if header and not (kind == "identifier" and uses[header]):  # most studies have it as a field, too
            uses[header].append((header, label, kind))
    read = [use for header, found in uses.items() for use in found or [(header, "", "not used")]]
    return (*read, *derived)


def _other_columns(study: Study) -> Iterator[Use]:
    """What a study reads that is no field: identifier, record, times and their status."""
    yield study.layout.id, "Patient", "identifier"
    yield study.layout.record, "Record", "record"
    endpoints: dict[tuple[str, str, str], dict[str, None]] = {}
    for endpoint in study.endpoints:
        for times in endpoint.times:
            for use in ((times.time, "Time", "number"), (times.status, "Status", "event")):
                endpoints.setdefault(use, {})[endpoint.id] = None
    for (name, what, kind), ids in endpoints.items():
        yield name, f"{what} of {listed(list(ids))}", kind


def ambiguous_headers(sheet: Sheet, study: Study) -> list[Problem]:
    """Columns of which one was read and another has the same name but for upper case, or an alias of it."""
    wanted = [(field.column, *field.aliases) for field in study.fields if field.column]
    read = {find_header(sheet, names): names for names in ((study.layout.id,), *wanted)}
    problems = []
    for taken, names in read.items():
        others = [
            f"{header} ({header_letter(sheet, header)})"
            for header in sheet.header
            if header not in read and any(same_header(header, name) for name in names)
        ]
        if taken and others:
            verb = "was" if len(others) == 1 else "were"
            text = (
                f'{header_place(sheet, taken)}: read as "{names[0]}"; {listed(others)} may be meant as well '
                f"and {verb} not read. Rename or remove what is not meant."
            )
            problems.append(Problem("warning", text, sheet.name, taken))
    return problems
